"""vuiccd as a Unix daemon: options, exit codes, messages, and what it keeps between two runs."""

import os
import pathlib
import re
import signal
import unittest

import card_profile
import sandbox
from card_daemon import VUICCD, CardDaemon, try_vuiccd, vuicc
from processes import eventually, run
from vpcd_host import VpcdHost

DONE = b"\x90\x00"
BAD_INPUT = 2
# EF.LI, which every card lets anybody change who knows PIN1 (TS 31.102 §4.2.1).
SELECT_LI = ("00A4040C07" + card_profile.USIM_AID, "00A4000C026F05")
WRITTEN = "6465"
VERIFY_PIN1 = "0020000108" + card_profile.PIN1.encode().hex() + "FFFFFFFF"
VERIFY_WRONG = "0020000108" + b"9999".hex() + "FFFFFFFF"


class Options(unittest.TestCase):
    def assert_refused(self, outcome, *patterns):
        self.assertEqual(outcome.status, BAD_INPUT, outcome.text)
        for pattern in patterns:
            self.assertRegex(outcome.text, pattern)
        self.assertNotRegex(outcome.text, "terminate called|Traceback|core dumped")

    def test_shows_version_and_help(self):
        self.assertRegex(try_vuiccd("--version").must_succeed().text, r"\d+\.\d+")
        text = try_vuiccd("--help").must_succeed().text
        for option in ("--profile", "--reader", "--state", "--volatile", "--seed", "--log-level",
                       "--daemonize", "--pid-file", "--log-file", "--allow-remote"):
            self.assertIn(option, text)

    def test_wants_a_profile(self):
        self.assert_refused(try_vuiccd(), "--profile")

    def test_refuses_what_it_does_not_know(self):
        self.assert_refused(try_vuiccd("--no-such-option"), "no-such-option")

    def test_refuses_a_profile_that_is_not_there(self):
        self.assert_refused(try_vuiccd("--profile", "/no/such/card.yaml"), "/no/such/card.yaml")

    def test_lists_every_mistake_of_a_profile(self):
        path = card_profile.broken_profile()
        outcome = try_vuiccd("--profile", path, "--volatile")
        self.assert_refused(outcome)
        places = re.findall(rf"^{re.escape(str(path))}:\d+:\d+: .+", outcome.text, re.MULTILINE)
        self.assertGreaterEqual(len(places), 2, outcome.text)

    def test_the_command_line_tool_lists_the_same_mistakes(self):
        path = card_profile.broken_profile()
        outcome = vuicc("profile", "check", path)
        self.assertNotEqual(outcome.status, 0)
        daemon = try_vuiccd("--profile", path, "--volatile")
        pattern = rf"^{re.escape(str(path))}:\d+:\d+: .+"
        self.assertEqual(
            re.findall(pattern, outcome.text, re.MULTILINE),
            re.findall(pattern, daemon.text, re.MULTILINE),
        )

    def test_accepts_remote_readers_only_when_told(self):
        profile = ("--profile", card_profile.DEFAULT, "--volatile")
        self.assert_refused(
            try_vuiccd(*profile, "--reader", "192.0.2.1:35963"), "--allow-remote"
        )
        options = ("--reader", "192.0.2.1:35963", "--allow-remote")
        with CardDaemon(card_profile.DEFAULT, options=options) as daemon:
            daemon.wait_for("192.0.2.1:35963: waiting for the reader", seconds=60)

    def test_refuses_a_reader_that_is_no_address(self):
        for reader in ("127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "x:y"):
            with self.subTest(reader=reader):
                options = ("--profile", card_profile.DEFAULT, "--volatile", "--reader", reader)
                self.assert_refused(try_vuiccd(*options), re.escape(reader))

    def test_says_in_one_line_why_it_cannot_keep_a_state(self):
        in_the_way = sandbox.new_folder() / "file"
        in_the_way.write_text("not a folder")
        outcome = try_vuiccd("--profile", card_profile.DEFAULT, "--state", in_the_way / "state")
        self.assertNotEqual(outcome.status, 0)
        self.assertEqual(len(outcome.text.strip().splitlines()), 1, outcome.text)
        self.assertIn(str(in_the_way), outcome.text)


class Daemonized(unittest.TestCase):
    def test_leaves_the_terminal_and_a_process_id(self):
        folder = sandbox.new_folder()
        pid_file, log_file = folder / "pid", folder / "log"
        with VpcdHost() as host:
            run([VUICCD, "--profile", card_profile.DEFAULT, "--volatile", "--daemonize",
                 "--pid-file", pid_file, "--log-file", log_file]).must_succeed()
            pid = int(eventually(lambda: pid_file.exists() and pid_file.read_text().strip()))
            with host.accept() as slot:
                slot.power_on()
            self.assertEqual(os.readlink(f"/proc/{pid}/cwd"), "/")
            for descriptor in range(3):
                target = os.readlink(f"/proc/{pid}/fd/{descriptor}")
                self.assertIn(target, ("/dev/null", str(log_file)))
            os.kill(pid, signal.SIGTERM)
            eventually(lambda: not alive(pid))
            self.assertFalse(pid_file.exists())
        self.assertNotIn("Sanitizer", log_file.read_text())


def alive(pid):
    try:
        return ") Z" not in pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


class State(unittest.TestCase):
    def session(self, host, daemon, *commands):
        """The answers of a card that was just powered on."""
        with daemon, host.accept() as slot:
            slot.power_on()
            answers = [slot.exchange(command) for command in commands]
            daemon.end()
            return answers

    def daemon(self, state, end="must_stop"):
        daemon = CardDaemon(card_profile.profile_variant(pin_enabled=True), state=state)
        daemon.end = getattr(daemon, end)
        return daemon

    def write_then_end(self, host, state, end):
        update = f"00D6000002{WRITTEN}"
        answers = self.session(host, self.daemon(state, end), *SELECT_LI, VERIFY_PIN1, update)
        self.assertEqual(answers[-1], DONE)

    def read_li(self, host, state):
        return self.session(host, self.daemon(state), *SELECT_LI, "00B0000002")[-1]

    def test_a_changed_file_survives_a_restart(self):
        state = sandbox.new_folder("state-")
        with VpcdHost() as host:
            self.assertNotEqual(self.read_li(host, state)[:2].hex(), WRITTEN)
            self.write_then_end(host, state, "must_stop")
            self.assertEqual(self.read_li(host, state), bytes.fromhex(WRITTEN) + DONE)

    def test_a_changed_file_survives_a_crash(self):
        state = sandbox.new_folder("state-")
        with VpcdHost() as host:
            self.write_then_end(host, state, "crash")
            self.assertEqual(self.read_li(host, state), bytes.fromhex(WRITTEN) + DONE)

    def test_a_volatile_card_forgets(self):
        with VpcdHost() as host:
            self.write_then_end(host, None, "must_stop")
            self.assertNotEqual(self.read_li(host, None)[:2].hex(), WRITTEN)

    def test_spent_pin_attempts_survive_a_crash(self):
        state = sandbox.new_folder("state-")
        select = SELECT_LI[0]
        with VpcdHost() as host:
            answers = self.session(host, self.daemon(state, "crash"), select, VERIFY_WRONG)
            self.assertEqual(answers[-1].hex(), "63c2")
            answers = self.session(host, self.daemon(state), select, "0020000100")
            self.assertEqual(answers[-1].hex(), "63c2")

    def test_two_daemons_do_not_share_a_state(self):
        state = sandbox.new_folder("state-")
        with VpcdHost() as host, self.daemon(state), host.accept():
            outcome = try_vuiccd("--profile", card_profile.DEFAULT, "--state", state, seconds=5)
            self.assertNotEqual(outcome.status, 0)
            self.assertIn(str(state), outcome.text)

    def test_the_state_folder_is_for_the_user_alone(self):
        state = sandbox.new_folder() / "state"
        with VpcdHost() as host:
            self.write_then_end(host, state, "must_stop")
        for path in (state, *state.rglob("*")):
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)


class Secrets(unittest.TestCase):
    def test_the_log_holds_none_of_them(self):
        profile = card_profile.profile_variant(pin_enabled=True)
        with VpcdHost() as host:
            with CardDaemon(profile, options=("--log-level", "trace")) as daemon:
                with host.accept() as slot:
                    slot.power_on()
                    for command in (*SELECT_LI, VERIFY_WRONG, VERIFY_PIN1):
                        slot.exchange(command)
                    slot.exchange("0088008122" + "10" + "55" * 16 + "10" + "AA" * 16)
                daemon.must_stop()
                log = daemon.log.lower().replace(" ", "").replace(":", "")
        for secret in (card_profile.KEY, card_profile.OPC, b"1234".hex(), b"9999".hex()):
            self.assertNotIn(secret, log)


if __name__ == "__main__":
    sandbox.main()
