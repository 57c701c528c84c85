#!/usr/bin/python3
"""Several readers ask in one turn of the daemon's loop: one transaction, and all of it or nothing.

The daemon is stopped while the readers write, so that it finds them all at once.
"""

import contextlib
import dataclasses
import itertools
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests/integration"))

from vpcd_host import VpcdHost

VUICCD = os.environ["VUICCD"]
SHIM = os.environ["VUICC_KILL_SHIM"]
CARDS = 8
PROFILE = pathlib.Path(__file__).with_name("card.yaml")
SELECT = "00A4000C022F10"
SYNCS = ("fsync", "fdatasync")


class Farm:
    """One loop, and a card in each reader."""

    def __init__(self, folder):
        self.folder = folder
        self.trace = folder / "trace"
        self.hosts = [VpcdHost(0) for _ in range(CARDS)]
        self.log_file = open(folder / "log", "ab")
        self.process, self.slots = None, []

    def arm(self):
        """From now on the shim counts, and kills."""
        (self.folder / "armed").touch()

    def start(self, kill_at=None, kill_mode="before"):
        target = {} if kill_at is None else {"VUICC_KILL_AT": str(kill_at), "VUICC_KILL_MODE": kill_mode}
        (self.folder / "armed").unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [VUICCD, "--profile", PROFILE, "--cards", str(CARDS), "--loops", "1",
             "--state", self.folder / "state", "--durability", "full", "--no-control",
             *(f"--reader=127.0.0.1:{host.port}" for host in self.hosts)],
            stdout=subprocess.DEVNULL, stderr=self.log_file,
            env={**os.environ, "LD_PRELOAD": SHIM, "VUICC_KILL_FOLDER": str(self.folder / "state"),
                 "ASAN_OPTIONS": f"{os.environ.get('ASAN_OPTIONS', '')}:verify_asan_link_order=0",
                 "VUICC_KILL_ARMED": str(self.folder / "armed"),
                 "VUICC_KILL_TRACE": str(self.trace), **target})
        try:
            self.slots = [host.accept() for host in self.hosts]
        except AssertionError:
            raise SystemExit(f"the cards do not come:\n{self.log()}") from None
        for slot in self.slots:
            slot.power_on()
            assert slot.transmit(SELECT).hex() == "9000"

    def kill(self):
        self.process.kill()
        self.process.wait()
        for slot in self.slots:
            slot.close()

    def end(self):
        self.kill()
        for open_one in (*self.hosts, self.log_file):
            open_one.close()

    def ask_all(self, command):
        """The answers of all cards to a command that depends on the number of the card."""
        self.send_all(command)
        return [slot.receive().hex().upper() for slot in self.slots]

    def send_all(self, command):
        with self.stopped():
            for number, slot in enumerate(self.slots):
                slot.send_raw(message(command(number)))

    @contextlib.contextmanager
    def stopped(self):
        """What is sent meanwhile comes in one turn."""
        os.kill(self.process.pid, signal.SIGSTOP)
        while self.state() != "T":
            time.sleep(0.001)
        yield
        os.kill(self.process.pid, signal.SIGCONT)

    def plug_in_again(self, number):
        self.slots[number].close()
        slot = self.slots[number] = self.hosts[number].accept()
        slot.power_on()
        assert slot.transmit(SELECT).hex() == "9000"

    def state(self):
        return pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(") ")[2][0]

    def syncs(self):
        lines = self.trace.read_text().splitlines() if self.trace.exists() else []
        return sum(line.split()[1] in SYNCS for line in lines)

    def let_files_not_grow(self):
        """There is room for what is smaller than the log of the store."""
        self._limit((self.folder / "state/vuicc.sqlite3-wal").stat().st_size)

    def let_files_grow(self):
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, octets):
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (octets, resource.RLIM_INFINITY))

    def log(self):
        return (self.folder / "log").read_text()


def message(command):
    """In one piece, for nobody acknowledges the length while the daemon is stopped."""
    apdu = bytes.fromhex(command)
    return len(apdu).to_bytes(2, "big") + apdu


def update(value):
    return lambda number: f"00D6000002{value:02X}{number:02X}"


def read(_):
    return "00B0000002"


@dataclasses.dataclass(frozen=True)
class Deed:
    """What a reader does to its card in a turn with others.

    answers  to the command that it gets; the change may be lost only where it has not had one
    stays    connected
    """

    do: object  # with a Slot and the message of a command
    then: object = lambda slot, octets: None  # after the turn
    answers: int = 0
    stays: bool = False


DEEDS = {
    "asks": Deed(lambda slot, octets: slot.send_raw(octets), answers=1, stays=True),
    "asks twice": Deed(lambda slot, octets: slot.send_raw(2 * octets), answers=2, stays=True),
    "sends half a command": Deed(
        lambda slot, octets: slot.send_raw(octets[:-3]),
        lambda slot, octets: slot.send_raw(octets[-3:]), answers=1, stays=True),
    "sends half a length": Deed(
        lambda slot, octets: slot.send_raw(octets[:1]),
        lambda slot, octets: slot.send_raw(octets[1:]), answers=1, stays=True),
    "asks and finishes": Deed(
        lambda slot, octets: (slot.send_raw(octets), slot.finish_sending()), answers=1),
    "finishes within a command": Deed(
        lambda slot, octets: (slot.send_raw(octets[:-3]), slot.finish_sending())),
    "asks and closes": Deed(lambda slot, octets: (slot.send_raw(octets), slot.close())),
    "asks and dies": Deed(lambda slot, octets: (slot.send_raw(octets), slot.abort())),
}


class Turn(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.farm = Farm(pathlib.Path(folder.name))
        self.farm.start()
        self.addCleanup(self.farm.end)

    def expect_contents(self, value):
        answers = self.farm.ask_all(read)
        self.assertEqual(answers, [f"{value:02X}{number:02X}9000" for number in range(CARDS)])

    def test_one_sync_serves_all_readers(self):
        self.assertEqual(self.farm.ask_all(update(0)), ["9000"] * CARDS)
        self.farm.arm()
        before = self.farm.syncs()  # the first change of all begins a log
        for value in range(1, 11):
            self.assertEqual(self.farm.ask_all(update(value)), ["9000"] * CARDS)
        self.assertEqual(self.farm.syncs() - before, 10)

    def test_what_was_answered_survives(self):
        self.assertEqual(self.farm.ask_all(update(7)), ["9000"] * CARDS)
        self.farm.kill()
        self.farm.start()
        self.expect_contents(7)

    def test_a_kill_leaves_all_of_a_turn_or_nothing(self):
        self.assertEqual(self.farm.ask_all(update(0)), ["9000"] * CARDS)
        for value, (mode, call) in enumerate(itertools.product(("before", "torn", "after"), (1, 2, 3)), 1):
            self.farm.kill()
            self.farm.start(call, mode)
            self.assertEqual(self.farm.ask_all(update(2 * value)), ["9000"] * CARDS)  # begins a log
            self.farm.arm()
            self.farm.send_all(update(2 * value + 1))
            self.assertEqual(self.farm.process.wait(20), -signal.SIGKILL)
            answered = sum(self.is_answered(slot) for slot in self.farm.slots)
            self.farm.kill()
            self.farm.start()
            contents = set(answer[:2] for answer in self.farm.ask_all(read))
            self.assertEqual(len(contents), 1, f"{mode} {call}")
            self.assertEqual(answered, 0, f"{mode} {call}")
            self.assertIn(contents.pop(), (f"{2 * value:02X}", f"{2 * value + 1:02X}"))

    @staticmethod
    def is_answered(slot):
        try:
            return bool(slot.receive())
        except ConnectionError:
            return False

    def test_readers_that_break_off_do_not_disturb_the_others(self):
        self.assertEqual(self.farm.ask_all(update(0)), ["9000"] * CARDS)
        for value in range(1, len(DEEDS) + 1):
            deeds = [list(DEEDS.items())[(number + value) % len(DEEDS)] for number in range(CARDS)]
            messages = [message(update(value)(number)) for number in range(CARDS)]
            with self.farm.stopped():
                for slot, (_, deed), octets in zip(self.farm.slots, deeds, messages):
                    deed.do(slot, octets)
            for number, ((name, deed), octets) in enumerate(zip(deeds, messages)):
                slot = self.farm.slots[number]
                with self.subTest(name, card=number):
                    deed.then(slot, octets)
                    answers = [slot.receive().hex() for _ in range(deed.answers)]
                    self.assertEqual(answers, ["9000"] * deed.answers)
            for number, (name, deed) in enumerate(deeds):
                if not deed.stays:
                    self.farm.plug_in_again(number)
                with self.subTest(name, card=number):
                    allowed = {f"{one:02X}{number:02X}9000"
                               for one in ([value] if deed.answers else [value - 1, value])}
                    self.assertIn(self.farm.slots[number].transmit(read(number)).hex().upper(), allowed)
            self.assertEqual(self.farm.ask_all(update(value)), ["9000"] * CARDS)

    def test_a_full_disk_takes_nothing_and_the_cards_go_on(self):
        self.assertEqual(self.farm.ask_all(update(1)), ["9000"] * CARDS)
        self.farm.let_files_not_grow()
        self.assertEqual(self.farm.ask_all(update(2)), ["6581"] * CARDS)
        self.assertIn("the last change is lost and answered with 6581", self.farm.log())
        self.farm.let_files_grow()
        self.expect_contents(1)  # the file is still selected
        self.assertEqual(self.farm.ask_all(update(3)), ["9000"] * CARDS)
        self.farm.kill()
        self.farm.start()
        self.expect_contents(3)

    def test_readers_that_change_nothing_are_not_disturbed(self):
        self.assertEqual(self.farm.ask_all(update(1)), ["9000"] * CARDS)
        self.farm.let_files_not_grow()
        answers = self.farm.ask_all(lambda number: update(2)(number) if number == 3 else read(number))
        expected = [f"01{number:02X}9000" for number in range(CARDS)]
        expected[3] = "6581"
        self.assertEqual(answers, expected)


if __name__ == "__main__":
    unittest.main()
