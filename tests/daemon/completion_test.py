#!/usr/bin/python3
"""What bash completes behind vuicc, asked of bash itself."""

import shlex
import subprocess
import unittest

from daemon_case import CARD, VUICC, DaemonCase

# What bash does when a user presses the Tab key at the end of a line.
PRESS_TAB = """
. <("$VUICC" completion bash)
compopt() {{ echo "compopt $*"; }}
COMP_WORDS=({words})
COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
$(complete -p vuicc | sed 's/.*-F \\([^ ]*\\).*/\\1/') "$VUICC" "${{COMP_WORDS[COMP_CWORD]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


class Completion(DaemonCase):
    def completed(self, *words):
        script = PRESS_TAB.format(words=" ".join(map(shlex.quote, ("vuicc", *words))))
        outcome = subprocess.run(
            ["bash", "--norc", "-c", script], capture_output=True, text=True, timeout=60,
            env={**self.environment(), "VUICC": VUICC}, check=False)
        self.assertEqual(outcome.stderr, "")
        self.assertEqual(outcome.returncode, 0)
        return outcome.stdout.split("\n")[:-1]

    def test_commands(self):
        self.assertEqual(self.completed("sn"), ["snapshot"])
        self.assertEqual(self.completed("re"), ["reader-conf", "remove", "replay", "reset"])
        self.assertIn("completion", self.completed("help", "c"))
        self.assertEqual(self.completed("file", ""), ["list", "read", "state", "write"])
        self.assertEqual(self.completed("no-such-command", ""), [""])

    def test_options(self):
        self.assertEqual(self.completed("file", "read", "--r"), ["--record"])
        self.assertEqual(self.completed("reset", "--"), ["--cold", "--control", "--json", "--warm"])

    def test_names_that_the_daemon_knows(self):
        self.assertEqual(self.completed("status", "8"), [CARD])
        self.assertEqual(self.completed("file", "read", "EF.IM"), ["EF.IMSI"])
        self.assertEqual(self.completed("file", "write", CARD, "EF.IM"), ["EF.IMSI"])
        self.assertEqual(self.completed("file", "read", "EF.IMSI", "EF"), [""])
        self.assertIn("MF/ADF.USIM/EF.ARR", self.completed("file", "read", "MF/ADF"))
        self.vuicc("snapshot", "one state")
        self.assertEqual(self.completed("rollback", "on"), ["one\\ state"])
        self.assertEqual(self.completed("state", "diff", "p"), ["profile"])
        self.assertEqual(self.completed("pin", "set", "PIN"), ["PIN1"])
        self.assertEqual(self.completed("power", "o"), ["off", "on"])

    def test_files_where_they_fit(self):
        self.assertEqual(self.completed("load", ""), ["compopt -o default", ""])
        self.assertEqual(self.completed("state", "import", CARD, ""), ["compopt -o default", ""])

    def test_nothing_without_a_daemon(self):
        self.assertEqual(self.completed("--control", "/nowhere", "status", ""), [""])
        self.assertEqual(self.completed("status", "--control", "/nowhere", ""), [""])


if __name__ == "__main__":
    unittest.main()
