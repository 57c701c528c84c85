"""vuiccd as a Unix daemon, without any reader: exit statuses, messages, signals, locks."""

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import time
import unittest

from program import CARD, PROGRAM, ProgramTest


def silent_port():
    """A port of the loopback interface where nobody listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def eventually(condition, seconds=15):
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise AssertionError("this never came true")
        time.sleep(0.02)
    return result


def is_alive(pid):
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


class VuiccdTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.log = self.folder / "log"
        self.pid_file = self.folder / "pid"
        self.card = ("--profile", str(CARD), "--reader", f"127.0.0.1:{silent_port()}",
                     "--log-file", str(self.log))

    @contextlib.contextmanager
    def daemon(self, *options):
        """In the foreground, once its slot has begun to wait for the reader."""
        process = subprocess.Popen([PROGRAM, *self.card, *map(str, options)],
                                   env=self.environment, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT)
        try:
            eventually(lambda: self.log.exists() and "waiting for the reader" in
                       self.log.read_text() or process.poll() is not None)
            self.assertIsNone(process.poll(), "it ended by itself")
            yield process
        finally:
            process.kill()
            process.communicate()

    def daemonize(self, *options):
        outcome = self.run_program(*self.card, "--daemonize", "--pid-file", self.pid_file, *options)
        if outcome.returncode == 0:
            pid = int(self.pid_file.read_text())
            self.addCleanup(self.end, pid)
        return outcome

    @staticmethod
    def end(pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        eventually(lambda: not is_alive(pid))


class Words(VuiccdTest):
    def test_version(self):
        self.assert_ends(self.run_program("--version"), 0, r"^vuiccd \d+\.\d+\.\d+\n$")

    def test_help(self):
        for option in ("--help", "-h"):
            self.assert_ends(self.run_program(option), 0,
                             r"--profile(.|\n)*\$XDG_STATE_HOME/vuicc, else\s+~/\.local/state/vuicc")

    def test_wrong_options_are_explained(self):
        for options in ((), ("--colour",), (*self.card, "--seed", "x"), (*self.card, "loose")):
            with self.subTest(options=options):
                outcome = self.run_program(*options)
                self.assert_ends(outcome, 2, "^$", r"^vuiccd: .+\nTry 'vuiccd --help'\.\n$")

    def test_every_mistake_of_every_profile_is_listed(self):
        first = self.broken_profile()
        second = self.write("other.yaml", "vuicc: 1\nno-such-key: 1\n")
        outcome = self.run_program("--profile", first, "--profile", second, "--volatile")
        self.assert_ends(outcome, 2, "^$")
        places = [line.split(": ")[0] for line in outcome.stderr.decode().splitlines()]
        self.assertIn(f"{first}:2:8", places)
        self.assertIn(f"{first}:3:1", places)
        self.assertIn(f"{second}:2:1", places)

    def test_a_profile_that_is_not_there_is_named(self):
        outcome = self.run_program("--profile", "/no/such/card.yaml", "--volatile")
        self.assert_ends(outcome, 2, "^$", "/no/such/card.yaml")


    def test_a_log_that_cannot_be_written_is_a_wrong_option(self):
        folder = self.folder / "none"
        for mode in ((), ("--daemonize",)):
            for log, reason in ((folder / "log", "No such file or directory"),
                                (self.folder, "Is a directory")):
                with self.subTest(mode=mode, log=log):
                    outcome = self.run_program("--profile", CARD, "--volatile", "--no-control",
                                               "--log-file", log, *mode)
                    self.assert_ends(outcome, 2, "^$", f"^vuiccd: cannot open {log}: {reason}\n")
        self.assertFalse(folder.exists())


class Signals(VuiccdTest):
    def test_both_end_it_well(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(signal=number.name), self.daemon("--volatile") as daemon:
                daemon.send_signal(number)
                output, _ = daemon.communicate(timeout=15)
                self.assertEqual(daemon.returncode, 0, output)
                self.assertIn(f"stopping on {number.name}", self.log.read_text())
            self.log.unlink()

    def test_the_pid_file_goes_with_it(self):
        with self.daemon("--volatile", "--pid-file", self.pid_file) as daemon:
            self.assertEqual(self.pid_file.read_text(), f"{daemon.pid}\n")
            daemon.terminate()
            daemon.communicate(timeout=15)
        self.assertFalse(self.pid_file.exists())


class Locks(VuiccdTest):
    def test_a_held_pid_file_is_a_failure_that_names_the_process(self):
        with self.daemon("--volatile", "--pid-file", self.pid_file) as daemon:
            for mode in ((), ("--daemonize",)):
                outcome = self.run_program(*self.card, "--volatile", "--pid-file", self.pid_file,
                                           *mode)
                self.assert_ends(outcome, 1, "^$", f"already running as process {daemon.pid}")
            self.assertEqual(self.pid_file.read_text(), f"{daemon.pid}\n")

    def test_a_state_in_use_is_a_failure_of_one_line(self):
        state = self.folder / "state"
        with self.daemon("--state", state):
            outcome = self.run_program(*self.card, "--state", state)
            self.assert_ends(outcome, 1, "^$", r"^vuiccd: [^\n]+\n$")
            self.assertIn(str(state), outcome.stderr.decode())

    def test_the_state_is_for_its_owner_only(self):
        with self.daemon():
            state = self.folder / ".local/state/vuicc"
            self.assertEqual(state.stat().st_mode & 0o777, 0o700)


class Background(VuiccdTest):
    def test_returns_only_when_the_daemon_is_ready(self):
        outcome = self.daemonize("--volatile")
        self.assert_ends(outcome, 0, "^$", "^$")
        pid = int(self.pid_file.read_text())
        self.assertTrue(is_alive(pid))
        os.kill(pid, signal.SIGTERM)  # handled from the moment the caller may go on
        eventually(lambda: not is_alive(pid))
        self.assertFalse(self.pid_file.exists())
        self.assertIn("stopping on SIGTERM", self.log.read_text())

    def test_leads_a_session_of_its_own(self):
        self.assert_ends(self.daemonize("--volatile"), 0)
        pid = int(self.pid_file.read_text())
        self.assertEqual(os.getsid(pid), pid)
        for descriptor in range(3):
            self.assertEqual(os.readlink(f"/proc/{pid}/fd/{descriptor}"), "/dev/null")

    def test_a_failure_reaches_the_caller(self):
        in_the_way = self.write("file", "not a folder")
        outcome = self.daemonize("--state", in_the_way / "state")
        self.assert_ends(outcome, 1, "^$", str(in_the_way))
        self.assertFalse(self.pid_file.exists())

    def test_a_bad_profile_never_reaches_the_background(self):
        outcome = self.run_program("--profile", self.broken_profile(), "--volatile", "--daemonize")
        self.assert_ends(outcome, 2, "^$", "broken.yaml:2:8")


if __name__ == "__main__":
    unittest.main(verbosity=2)
