"""`make up` and `make down`: the scripts behind them, on machines with and without systemd."""

import contextlib
import os
import pathlib
import signal
import sys
import unittest

import card_profile
import sandbox
from card_daemon import PROJECT, VUICC, VUICCD
from processes import Background, eventually, run

SESSION = PROJECT / "daemon/session"
NULL_CARD = [sys.executable, str(pathlib.Path(__file__).with_name("null_card.py"))]
PCSCD_PID = pathlib.Path("/run/pcscd/pcscd.pid")
LISTENS_ON_35963 = "0100007F:8C7B 00000000:0000 0A"  # as /proc/net/tcp has it
# Stands in for systemd as far as the scripts can see: one unit pair, started by a file in /run.
SYSTEMCTL = """#!/bin/sh
echo "$*" >>/run/systemctl.log
case "$1" in
show) ;;
is-active) [ -e /run/pcscd-unit ] ;;
start) touch /run/pcscd-unit && exec setsid --wait pcscd --auto-exit ;;
stop) rm -f /run/pcscd-unit; kill "$(cat /run/pcscd/pcscd.pid)" ;;
esac
"""


def alive(pid):
    try:
        return ") Z" not in pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def pcscd_pid():
    with contextlib.suppress(OSError, ValueError):
        pid = int(PCSCD_PID.read_text().rstrip("\0"))
        return pid if alive(pid) else None
    return None


def start_pcscd():
    run(["setsid", "--wait", "pcscd"]).must_succeed()
    return eventually(pcscd_pid)


class Session(unittest.TestCase):
    def setUp(self):
        self.runtime = sandbox.new_folder("runtime-")
        self.environment = {
            "VUICCD": VUICCD,
            "VUICC": VUICC,
            "XDG_RUNTIME_DIR": str(self.runtime),
            "XDG_STATE_HOME": str(sandbox.new_folder("state-")),
        }
        self.addCleanup(self.clear)

    @staticmethod
    def clear():
        """Ends every other process of the sandbox."""
        assert os.getpid() == 1
        os.kill(-1, signal.SIGKILL)
        for path in pathlib.Path("/run/pcscd").iterdir():
            path.unlink()

    def up(self, *arguments):
        options = ("--profile", card_profile.DEFAULT)
        return run([SESSION / "up", *options, *arguments], seconds=60, environment=self.environment)

    def down(self):
        return run([SESSION / "down"], environment=self.environment).must_succeed()

    def vuiccd_pid(self):
        return int((self.runtime / "vuicc/vuiccd.pid").read_text())

    # The ordinary day

    def test_shows_the_card_and_what_to_try(self):
        text = self.up().must_succeed().text
        iccid = card_profile.iccid_content().hex()
        swapped = "".join(iccid[i + 1] + iccid[i] for i in range(0, len(iccid), 2)).rstrip("f")
        self.assertRegex(text, r"reader +Virtual PCD 00 00\n")
        self.assertRegex(text, r"ATR +3[BF]([0-9A-F]{2})+\n")
        self.assertRegex(text, rf"ICCID +{swapped}\n")
        self.assertRegex(text, rf"IMSI +{card_profile.default_imsi()}\n")
        self.assertIn("warning: vpcd listens on all interfaces", text)
        for command in ("opensc-tool -l", "pkcs15-tool --list-data-objects", "doctor"):
            self.assertIn(command, text)

    def test_the_commands_that_it_recommends_work(self):
        text = self.up().must_succeed().text
        commands = [line.strip() for line in text.partition("Try next:\n")[2].splitlines()]
        self.assertEqual(len(commands), 3)
        for command in commands:
            run(["sh", "-c", command]).must_succeed()

    def test_down_stops_what_up_started(self):
        self.up().must_succeed()
        vuiccd, pcscd = self.vuiccd_pid(), pcscd_pid()
        self.assertTrue(alive(vuiccd) and alive(pcscd))
        text = self.down().text
        self.assertIn("stopped vuiccd", text)
        self.assertIn("stopped pcscd", text)
        self.assertFalse(alive(vuiccd) or alive(pcscd))

    def test_down_is_harmless_when_nothing_runs(self):
        self.assertIn("nothing to stop", self.down().text)
        self.up().must_succeed()
        self.down()
        self.assertIn("nothing to stop", self.down().text)

    def test_up_twice_changes_nothing(self):
        first = self.up().must_succeed().text
        vuiccd, pcscd = self.vuiccd_pid(), pcscd_pid()
        second = self.up().must_succeed().text
        self.assertIn("already up", second)
        self.assertEqual(second.partition("reader ")[2], first.partition("reader ")[2])
        self.assertEqual((self.vuiccd_pid(), pcscd_pid()), (vuiccd, pcscd))

    def test_up_again_after_a_crash(self):
        self.up().must_succeed()
        crashed = self.vuiccd_pid()
        os.kill(crashed, signal.SIGKILL)
        eventually(lambda: not alive(crashed))
        self.assertNotIn("already up", self.up().must_succeed().text)

    def test_the_second_port_is_the_second_reader(self):
        text = self.up("--port", "35964").must_succeed().text
        self.assertRegex(text, r"reader +Virtual PCD 00 01\n")

    def refused(self, *arguments):
        outcome = self.up(*arguments)
        self.assertEqual(outcome.status, 1, outcome)
        return outcome.text

    def test_another_card_is_refused_while_one_is_up(self):
        self.up().must_succeed()
        for other in (("--profile", self.family()), ("--port", "35964"), ("--volatile",)):
            text = self.refused(*other)
            self.assertIn(f"already up with {card_profile.DEFAULT} on port 35963; make down first", text)
        self.assertIn("already up", self.up().must_succeed().text)

    def test_nothing_is_reset_behind_the_back_of_a_card(self):
        self.up().must_succeed()
        for option in ("--reset-state", "--adopt-profile"):
            self.assertIn("make down first", self.refused(option))

    # What earlier cards have changed

    @staticmethod
    def family():
        return PROJECT / "profiles/cards/family.yaml"

    @staticmethod
    def spend_a_try_of_the_pin():
        enable_pin = "002800010839393939FFFFFFFF"
        outcome = run(["opensc-tool", "--send-apdu", enable_pin]).must_succeed()
        assert "SW1=0x63, SW2=0xC2" in outcome.text, outcome

    def edited_profile(self):
        copy = sandbox.new_folder("profile-") / "card.yaml"
        copy.write_text(pathlib.Path(card_profile.DEFAULT).read_text())
        self.up("--profile", str(copy)).must_succeed()
        self.spend_a_try_of_the_pin()
        copy.write_text(copy.read_text().replace(card_profile.default_imsi(), "001010123456780"))
        return copy

    def test_says_what_the_card_remembers(self):
        self.assertIn("kept, as the profile describes it", self.up().must_succeed().text)
        self.spend_a_try_of_the_pin()
        self.down()
        self.assertIn("kept, with earlier changes", self.up().must_succeed().text)
        self.down()
        self.assertIn("kept, as the profile", self.up("--reset-state").must_succeed().text)
        self.down()
        self.assertRegex(self.up("--volatile").must_succeed().text, r"state +volatile\n")

    def test_an_edited_profile_needs_a_word_on_what_was_kept(self):
        edited = self.edited_profile()
        self.assertIn("already up with an earlier text of", self.refused("--profile", str(edited)))
        self.down()
        self.assertIn("make up ADOPT=1 and make up RESET=1", self.refused("--profile", str(edited)))
        text = self.up("--profile", str(edited), "--adopt-profile").must_succeed().text
        self.assertIn("kept, with earlier changes", text)

    # More readers

    def test_sixteen_readers_for_a_family(self):
        text = self.up("--profile", self.family(), "--slots", "16").must_succeed().text
        self.assertRegex(text, r"reader +Virtual PCD 0 00 00\n")
        self.assertIn("family.yaml: 16 cards, this is the first", text)
        readers = run(["opensc-tool", "-l"]).text
        self.assertEqual(readers.count("Yes"), 16, readers)
        self.assertIn("already up", self.up("--profile", self.family(), "--slots", "16").text)
        self.assertIn("stopped pcscd", self.down().text)

    def test_one_card_in_the_first_of_four_readers(self):
        text = self.up("--slots", "4").must_succeed().text
        self.assertNotIn("cards,", text)
        readers = run(["opensc-tool", "-l"]).text
        self.assertEqual((readers.count("Virtual PCD"), readers.count("Yes")), (4, 1), readers)

    def test_an_ordinary_pcscd_has_two_readers(self):
        before = start_pcscd()
        for slots, cards in (("1", 1), ("2", 2)):
            self.up("--profile", self.family(), "--slots", slots).must_succeed()
            readers = run(["opensc-tool", "-l"]).text
            self.assertEqual((readers.count("Virtual PCD"), readers.count("Yes")), (2, cards), readers)
            self.down()
        self.assertEqual(pcscd_pid(), before)

    def test_more_readers_than_the_pcscd_that_was_there(self):
        before = start_pcscd()
        self.assertIn(f"pcscd (process {before}) runs without 4 vpcd readers", self.refused("--slots", "4"))
        self.assertEqual(pcscd_pid(), before)

    def test_options_that_make_no_sense(self):
        for options, reason in (
            (("--slots", "17"), "from 1 to 16: 17"),
            (("--slots", "2", "--port", "35964"), "--slots and --port exclude each other"),
            (("--port", "0"), "not a port: 0"),
            (("--volatile", "--reset-state"), "exclude each other"),
            (("--frob",), "unknown option --frob"),
            (("--slots",), "vuicc: --slots needs a value"),
            (("--port", ""), "vuicc: --port needs a value"),
        ):
            self.assertIn(reason, self.refused(*options))
        self.assertIsNone(pcscd_pid())

    def test_a_port_without_a_reader(self):
        text = self.refused("--port", "5")
        self.assertIn("no reader listens on port 5; vpcd's own are 35963 and 35964", text)
        self.assertIsNone(pcscd_pid())

    # Other people's processes

    def test_a_pcscd_that_was_there_stays(self):
        before = start_pcscd()
        self.up().must_succeed()
        self.assertNotIn("stopped pcscd", self.down().text)
        self.assertEqual(pcscd_pid(), before)
        self.assertTrue(alive(before))

    def test_a_pcscd_that_does_not_know_the_reader_is_reported_and_stays(self):
        run(["mount", "-t", "tmpfs", "empty", "/etc/reader.conf.d"]).must_succeed()
        self.addCleanup(run, ["umount", "/etc/reader.conf.d"])
        before = start_pcscd()
        outcome = self.up()
        self.assertNotEqual(outcome.status, 0)
        self.assertIn(f"pcscd (process {before}) runs without the vpcd reader", outcome.text)
        self.assertEqual(pcscd_pid(), before)

    def test_a_foreign_card_in_the_reader_is_left_alone(self):
        start_pcscd()
        with Background(NULL_CARD) as other:
            eventually(lambda: "Yes" in run(["opensc-tool", "-l"]).text)
            outcome = self.up()
            self.assertNotEqual(outcome.status, 0)
            self.assertIn("another card is in the reader on port 35963", outcome.text)
            self.assertTrue(other.running)

    def test_a_foreign_program_on_the_port_is_no_reader(self):
        with Background([sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "35963"]):
            eventually(lambda: LISTENS_ON_35963 in pathlib.Path("/proc/net/tcp").read_text())
            self.assertIn("port 35963 is open, but PC/SC shows no vpcd reader", self.refused())
            doctor = run([VUICC, "doctor"]).text
            self.assertRegex(doctor, r"port 35963: python\S* \(process \d+\) listens there")
        self.assertIsNone(pcscd_pid())
        self.up().must_succeed()

    def test_down_spares_a_process_that_got_the_number_of_ours(self):
        self.up().must_succeed()
        with Background(["sleep", "60"]) as innocent:
            record = self.runtime / "vuicc/vuiccd.started"
            ours = record.read_text()
            record.write_text(ours.replace(ours.split()[0], str(innocent.pid), 1))
            self.assertNotIn("stopped vuiccd", self.down().text)
            self.assertTrue(innocent.running)
        os.kill(int(ours.split()[0]), signal.SIGKILL)

    # Trouble

    def test_a_bad_profile_is_reported_and_nothing_stays_behind(self):
        outcome = self.up("--profile", card_profile.broken_profile())
        self.assertNotEqual(outcome.status, 0)
        self.assertRegex(outcome.text, r"broken\.yaml:\d+:\d+: ")
        self.assertIsNone(pcscd_pid())
        self.assertIn("nothing to stop", self.down().text)

    def test_a_missing_profile_is_reported(self):
        outcome = self.up("--profile", "/no/such/card.yaml")
        self.assertNotEqual(outcome.status, 0)
        self.assertIn("cannot read /no/such/card.yaml", outcome.text)

    def test_a_run_folder_that_others_can_reach_is_refused(self):
        (self.runtime / "vuicc").mkdir(mode=0o755)
        self.assertIn("must be a folder of yours", self.up().text)

    def test_a_run_folder_that_is_a_link_is_refused(self):
        (self.runtime / "vuicc").symlink_to(sandbox.new_folder("trap-"))
        self.assertIn("must be a folder of yours", self.up().text)

    def test_without_a_runtime_folder_it_keeps_its_files_private_in_tmp(self):
        del self.environment["XDG_RUNTIME_DIR"]
        self.environment["XDG_RUNTIME_DIR"] = ""
        self.up().must_succeed()
        folder = pathlib.Path(f"/tmp/vuicc-{os.getuid()}/vuicc")
        for path in (folder, folder.parent):
            self.assertEqual(path.stat().st_mode & 0o777, 0o700)
        self.down()

    # With systemd

    def pretend_systemd(self):
        systemctl = sandbox.new_folder("systemd-") / "systemctl"
        systemctl.write_text(SYSTEMCTL)
        systemctl.chmod(0o755)
        self.environment["PATH"] = f"{systemctl.parent}:{os.environ['PATH']}"
        for name in ("pcscd-unit", "systemctl.log"):
            pathlib.Path("/run", name).unlink(missing_ok=True)
        return systemctl

    def test_starts_and_stops_the_units_of_systemd(self):
        self.pretend_systemd()
        self.assertIn("started pcscd (systemd)", self.up().must_succeed().text)
        self.assertIn("stopped pcscd", self.down().text)
        said = pathlib.Path("/run/systemctl.log").read_text()
        self.assertIn("start pcscd.socket", said)
        self.assertIn("stop pcscd.socket pcscd.service", said)

    def test_a_client_waits_so_that_an_idle_pcscd_keeps_the_reader(self):
        self.pretend_systemd()
        self.up().must_succeed()
        waiting = int((self.runtime / "vuicc/waiting-client.started").read_text().split()[0])
        self.assertEqual(pathlib.Path(f"/proc/{waiting}/comm").read_text(), "pcsc_scan\n")
        self.down()
        self.assertFalse(alive(waiting))

    def test_units_that_were_active_stay(self):
        run([self.pretend_systemd(), "start"]).must_succeed()
        before = eventually(pcscd_pid)
        self.up().must_succeed()
        self.assertNotIn("stopped pcscd", self.down().text)
        self.assertEqual(pcscd_pid(), before)


if __name__ == "__main__":
    sandbox.main()
