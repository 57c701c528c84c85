#!/usr/bin/python3
"""Runs the profile and the commands of the README and compares with what it shows."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

README = pathlib.Path(__file__).resolve().parents[2] / "README.md"


class ReadmeTest(unittest.TestCase):
    def setUp(self):
        self.text = README.read_text()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        profile = re.search(r"```yaml\n(.*?)```", self.text, re.S).group(1)
        pathlib.Path(self.folder, "mycard.yaml").write_text(profile)

    def vuicc(self, command):
        words = re.sub(r"\s+#.*", "", command).split()[1:]
        return subprocess.run([os.environ["PROGRAM"], *words], cwd=self.folder, text=True,
                              capture_output=True, check=True).stdout

    def test_the_first_profile_and_its_refusal(self):
        check, tree, apdu = re.findall(r"^vuicc .*mycard\.yaml.*$", self.text, re.M)
        self.assertIn("My first card", self.vuicc(check))
        self.assertIn("EF.IMSI", self.vuicc(tree))
        shown = re.search(r"why a terminal is refused:\n\n```\n(.*?)```", self.text, re.S).group(1)
        self.assertEqual(self.vuicc(apdu), shown)


if __name__ == "__main__":
    unittest.main()
