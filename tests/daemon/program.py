"""The program under test: $PROGRAM, bounded in time, with a home of its own."""

import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["PROGRAM"]
PROJECT = pathlib.Path(__file__).resolve().parents[2]
CARD = PROJECT / "profiles/cards/default.yaml"


class ProgramTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="vuicc-test-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
            "HOME": str(self.folder), "LC_ALL": "C.UTF-8",
        }

    def run_program(self, *arguments, stdin=b"", seconds=30):
        return subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, capture_output=True,
                              timeout=seconds, env=self.environment, check=False)

    def assert_ends(self, outcome, status, output=None, errors=None):
        text = (outcome.stdout + outcome.stderr).decode()
        self.assertEqual(outcome.returncode, status, text)
        self.assertNotRegex(text, "Sanitizer|terminate called|runtime error:")
        if output is not None:
            self.assertRegex(outcome.stdout.decode(), output)
        if errors is not None:
            self.assertRegex(outcome.stderr.decode(), errors)

    def write(self, name, content):
        path = self.folder / name
        path.write_text(content)
        return path

    def broken_profile(self):
        return self.write("broken.yaml", 'vuicc: 1\niccid: "12"\nno-such-key: 1\n')
