#!/usr/bin/python3
"""vuicc shell: from a pipe, and from a terminal with a Tab key."""

import os
import pathlib
import pty
import select
import signal
import subprocess
import termios
import time
import unittest

from daemon_case import CARD, VUICC, DaemonCase

PROMPT = "vuicc> "


class Terminal:
    """A person at `vuicc shell`."""

    def __init__(self, environment):
        self._screen = ""
        master, slave = pty.openpty()
        self._master = master
        self.process = subprocess.Popen([VUICC, "shell"], stdin=slave, stdout=slave, stderr=slave,
                                        env={**environment, "TERM": "dumb"}, close_fds=True, start_new_session=True)
        os.close(slave)

    def interrupt(self):
        """Ctrl-C, as the terminal of a person tells it."""
        os.killpg(self.process.pid, signal.SIGINT)

    def type(self, keys):
        os.write(self._master, keys.encode())

    def wait_for(self, text):
        """What has come up to there."""
        deadline = time.monotonic() + 30
        while text not in self._screen:
            if time.monotonic() > deadline or not self._read():
                raise AssertionError(f"no {text!r} on the screen: {self._screen!r}")
        seen, self._screen = self._screen.split(text, 1)
        return seen + text

    def wait_for_prompt(self):
        """What has come before it. Keys count from when the shell reads them one by one."""
        seen = self.wait_for(PROMPT)
        deadline = time.monotonic() + 30
        while termios.tcgetattr(self._master)[3] & termios.ICANON:
            if time.monotonic() > deadline:
                raise AssertionError("the shell shows its prompt, but reads whole lines")
            time.sleep(0.01)
        return seen

    def shows(self, text):
        """Whether that has come within a moment; it stays to be waited for."""
        self._read()
        return text in self._screen

    def _read(self):
        """False when nothing will come any more."""
        if select.select([self._master], [], [], 0.1)[0]:
            try:
                self._screen += os.read(self._master, 4096).decode()
            except OSError:
                return False
        return True

    def wait_for_end(self):
        deadline = time.monotonic() + 30
        while self._read() and time.monotonic() < deadline:
            pass
        return self.process.wait(30)

    def close(self):
        self.process.kill()
        self.process.wait(30)
        os.close(self._master)


class Shell(DaemonCase):
    def test_runs_lines_from_a_pipe(self):
        outcome = self.run_vuicc("shell", stdin="""
            # a comment
            fork 'a twin'   # and one behind a command
            file read "a twin" EF.PL
            file write a\\ twin EF.PL --text frit
            file read 'a twin' EF.PL
            exit
            no-such-command
        """)
        self.assertEqual((outcome.returncode, outcome.stdout, outcome.stderr),
                         (0, "656E6465  (en, de)\n66726974  (fr, it)\n", ""))

    def test_an_interrupt_ends_the_command_that_runs_and_not_the_shell(self):
        terminal = Terminal(self.environment())
        self.addCleanup(terminal.close)
        terminal.wait_for_prompt()
        terminal.interrupt()
        terminal.type("events\n")
        terminal.wait_for("events")
        deadline = time.monotonic() + 30
        while not terminal.shows("SELECT") and time.monotonic() < deadline:
            self.run_vuicc("send", "00A40004023F00")  # until somebody listens to it
        terminal.wait_for("SELECT")
        terminal.interrupt()
        terminal.wait_for_prompt()
        terminal.type("version\n")
        terminal.wait_for("vuicc 0")

    def test_stops_at_the_first_failure_with_its_status(self):
        for line, status in (("status nobody", 1), ("fly", 2), ("send 'x", 2), ("send x\\", 2)):
            with self.subTest(line):
                outcome = self.run_vuicc("shell", stdin=f"atr\n{line}\natr\n")
                self.assertEqual(outcome.returncode, status)
                self.assertEqual(len(outcome.stdout.splitlines()), 1)
        self.assertIn("open '", self.complaint("shell", stdin="send 'x", status=2))
        self.assertIn("expected nothing", self.complaint("shell", "atr", status=2))

    def terminal(self):
        terminal = Terminal(self.environment())
        self.addCleanup(terminal.close)
        terminal.wait_for_prompt()
        return terminal

    def test_completes_names_at_a_terminal(self):
        terminal = self.terminal()
        for typed, completed in (("file re", "read "), ("EF.IM", "EF.IMSI ")):
            terminal.type(typed + "\t")
            terminal.wait_for(completed)
        terminal.type("\n")
        terminal.wait_for("(001010123456789)")
        terminal.wait_for_prompt()
        terminal.type("snap\t")
        terminal.wait_for("snapshot ")
        terminal.type("before\n")
        terminal.wait_for_prompt()
        terminal.type("rollback be\t")
        terminal.wait_for("rollback before ")
        terminal.type("\nfly\n")
        terminal.wait_for("there is no command fly")
        terminal.wait_for_prompt()  # a failure ends nothing
        terminal.type(f"atr {CARD[:3]}\t")
        terminal.wait_for(f"atr {CARD} ")
        terminal.type("\n")
        terminal.wait_for("3B")
        terminal.type("exit\n")
        self.assertEqual(terminal.wait_for_end(), 0)

    def test_shows_what_is_possible(self):
        terminal = self.terminal()
        terminal.type("state \t\t")
        terminal.wait_for("import")
        terminal.wait_for("show")
        terminal.type("drop no\t\n")
        terminal.wait_for("no snapshot no")

    def test_leaves_at_the_end_of_input(self):
        terminal = self.terminal()
        terminal.type("\x04")
        self.assertEqual(terminal.wait_for_end(), 0)

    def test_a_secret_is_not_shown(self):
        terminal = self.terminal()
        terminal.type("pin set PIN1 --value -\n")
        terminal.wait_for("new value: ")
        terminal.type("4711\n")
        self.assertNotIn("4711", terminal.wait_for_prompt())
        terminal.type("send 002000010834373131FFFFFFFF\n")
        terminal.wait_for("9000")

    def test_history_stays_in_memory(self):
        terminal = self.terminal()
        terminal.type("pin set PIN1 --value 4711\n")
        terminal.wait_for("PIN1  ")
        terminal.wait_for_prompt()
        terminal.type("\x1b[A")  # the last line is there again
        terminal.wait_for("--value 4711")
        terminal.type("\nexit\n")
        self.assertEqual(terminal.wait_for_end(), 0)
        for path in pathlib.Path(self.folder).rglob("*"):
            if path.is_file() and path.parent.name != "state":
                self.assertNotIn(b"4711", path.read_bytes(), path)


if __name__ == "__main__":
    unittest.main()
