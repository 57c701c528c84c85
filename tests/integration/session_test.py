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
