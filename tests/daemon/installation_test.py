#!/usr/bin/python3
"""`cmake --install`: the programs, their manual, and what bash completes."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest


def output_of(*command, **environment):
    outcome = subprocess.run(command, capture_output=True, text=True, timeout=50, check=False,
                             env={**os.environ, "LC_ALL": "C.UTF-8", **environment})
    if outcome.returncode != 0 or outcome.stderr:
        raise AssertionError(f"{command} ended with {outcome.returncode}: {outcome.stderr}")
    return outcome.stdout


class Installation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.prefix = pathlib.Path(folder.name)
        output_of(os.environ["CMAKE"], "--install", os.environ["BUILD"], "--prefix", folder.name)

    def page(self, name):
        """As a reader sees it, on a screen that breaks no line."""
        folder = self.prefix / "share/man"
        shown = output_of("man", "--warnings", "-M", str(folder), name, MANWIDTH="1000",
                          PAGER="cat", MANOPT="--no-hyphenation")
        return re.sub(".\x08", "", shown)

    def test_programs_run(self):
        for program in ("vuicc", "vuiccd"):
            self.assertRegex(output_of(self.prefix / "bin" / program, "--version"), program)

    def test_manual_has_every_command_and_option(self):
        vuicc = self.prefix / "bin/vuicc"
        page = self.page("vuicc")
        overview = output_of(vuicc, "help")
        commands = re.findall(r"(?m)^  ([\w-]+) ", overview)
        self.assertIn("file", commands)
        for command in set(commands) - {"help"}:
            with self.subTest(command):
                self.assertRegex(page, rf"(?m)^ +{command}$")
                for line in output_of(vuicc, "help", command).splitlines():
                    if line.startswith(("  -", f"vuicc {command}")):
                        self.assertIn(re.split("  ", line.strip())[0], page)

    def test_manual_of_the_daemon_has_every_option(self):
        page = self.page("vuiccd")
        for option in re.findall(r"--[\w-]+", output_of(self.prefix / "bin/vuiccd", "--help")):
            self.assertIn(option, page)

    def test_manual_has_every_variable_that_is_read(self):
        pages = self.page("vuicc") + self.page("vuiccd")
        sources = pathlib.Path(__file__).resolve().parents[2] / "daemon"
        names = {name for source in sources.rglob("*.cpp") for name in re.findall(
            r'(?:getenv|environment|variable)\("(\w+)"\)', source.read_text())}
        self.assertIn("VUICC_CONTROL", names)
        for name in names:
            self.assertRegex(pages, rf"(?m)^ +{name}\b")

    def test_manual_has_examples_and_files(self):
        page = self.page("vuicc")
        self.assertRegex(page, r"(?m)^EXAMPLES$")
        self.assertRegex(page, r"(?m)^ +vuicc explain autn --profile ")
        examples = page.partition("\nEXAMPLES\n")[2]
        for one_card in ("send", "file", "pin", "fault", "state"):
            self.assertLess(examples.index(f"vuicc {one_card} "), examples.index("vuicc load "))
        for name in ("vuicc/control", "vuicc.sqlite3", "vuiccd.log", "vuiccd.pid"):
            self.assertRegex(page, rf"(?m)^ +\$XDG_\w+/.*{name}")

    def test_roff_is_clean(self):
        for page in (self.prefix / "share/man").rglob("*.[18]"):
            self.assertEqual(output_of("groff", "-ww", "-man", "-Tutf8", "-z", str(page)), "")

    def test_python_finds_the_module(self):
        folder = str(self.prefix / "share/vuicc")
        self.assertEqual(output_of(sys.executable, "-c", "import vuicc; print(vuicc.Daemon.__name__)",
                                   PYTHONPATH=folder), "Daemon\n")

    def test_bash_completes_at_once(self):
        script = self.prefix / "share/bash-completion/completions/vuicc"
        self.assertEqual(output_of("bash", "-c", f". {script}; complete -p vuicc"),
                         "complete -F _vuicc vuicc\n")


if __name__ == "__main__":
    unittest.main()
