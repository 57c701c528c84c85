"""The conformance cases once more, as a PC/SC client sends them to a card in a reader."""

import itertools
import re
import sys
import unittest

import sandbox
from card_daemon import PROJECT, CardDaemon
from card_daemon import vuicc as vuicc_program
from pcsc import Context
from processes import eventually
from reader import PcscService

sys.path[:0] = [str(PROJECT / "daemon/control"), str(PROJECT / "tests/conformance")]
import cases  # noqa: E402
import vuicc  # noqa: E402

SLOTS = 16  # as many as one pcscd has
BUSIEST = ("management", "uicc", "gsm")
PORTS = [35963 + slot for slot in range(SLOTS)]
MOST_FAILURES = 10
ANNOUNCES = re.compile(r"(61|9F)..")


def pattern(mask):
    return re.compile(mask.replace("X", "[0-9A-F]").replace("*", "[0-9A-F]*"))


class CardInReader:
    """A card that begins each case as its profile describes it."""

    def __init__(self, host, reader, profile, daemon, name):
        self._host = host
        self._reader = reader
        self._daemon = daemon
        self._name = name
        self._values = {pin: given["value"]
                        for pin, given in cases.read(profile).get("pins", {}).items() if "value" in given}
        self._pins = daemon.pin_show(card=name)
        self._connection = None
        self._insertions = 0  # that the reader must have seen before the card is used

    def play(self, case):
        """What was not as it should be, or nothing."""
        if self._connection is None:
            self._connect()
        self._daemon.reset(kind="warm", card=self._name)
        try:
            for step in case["exchanges"]:
                if step["send"] == cases.RESET:
                    self._connection.reconnect()
                elif not pattern(step["expect"]).fullmatch(answer := self._answer(step)):
                    return f"{step['role']} {step['send']}: {answer}, not {step['expect']}"
        finally:
            self._restore()
        return None

    def _answer(self, step):
        answer = self._transmit(step["send"])
        if not ANNOUNCES.fullmatch(answer) or pattern(step["expect"]).fullmatch(answer):
            return answer
        data = ""
        while ANNOUNCES.fullmatch(answer):
            part = self._transmit(f"{step['send'][:2]}C00000{answer[2:]}")
            data, answer = data + part[:-4], part[-4:]
        return data + answer

    def _transmit(self, command):
        return self._connection.transmit(command).hex().upper()

    def _connect(self):
        eventually(lambda: self._host.insertions(self._reader) >= self._insertions, 10,
                   lambda: f"the card {self._name} has not come back")
        self._host.wait_for_card(self._reader, True, 10)
        self._connection = self._host.connect(self._reader)

    def _restore(self):
        """Undoes changes beside the session, which is quick; what cannot be undone this way takes the
        card out of its reader, and another one goes on."""
        for change in self._changes():
            self._undo(change)
        if self._changes():
            self._insertions = self._host.insertions(self._reader) + 2
            self._connection = None
            self._daemon.state_reset(card=self._name)

    def _changes(self):
        return self._daemon.state_show(card=self._name, secrets=True)

    def _undo(self, change):
        if change.get("cell", "").startswith("pin/"):
            for pin in self._pins:
                self._restore_pin(pin)
        elif "file" in change and change["before"] is not None:
            self._daemon.file_write(change["path"], data=change["before"], record=change.get("record"),
                                    card=self._name)

    def _restore_pin(self, pin):
        self._daemon.pin_set(pin["pin"], tries=pin["tries-left"], enabled=pin["enabled"],
                             unblock_tries=pin.get("unblock-tries-left"),
                             value=self._values.get(pin["pin"]), card=self._name)


class Conformance(unittest.TestCase):
    def setUp(self):
        folder = sandbox.new_folder("conformance-")
        vuicc_program("reader-conf", "--slots", str(SLOTS), str(folder)).must_succeed()
        profiles = profiles_in_readers()
        self.enter(PcscService(folder / "reader.conf.d"))
        self.enter(CardDaemon(*profiles, ports=PORTS, options=["--control", str(folder / "socket")]))
        host = self.enter(Context())
        for reader in host.readers():
            host.wait_for_card(reader, True, 15)
        daemon = self.enter(vuicc.Daemon(folder / "socket"))
        self.cards = {}
        for reader, profile, listed in zip(host.readers(), profiles, daemon.list(), strict=True):
            card = CardInReader(host, reader, profile, daemon, listed["card"])
            self.cards.setdefault(profile.stem, []).append(card)

    def enter(self, thing):
        self.addCleanup(thing.__exit__, None, None, None)
        return thing.__enter__()

    def test_every_case_through_a_reader(self):
        active = [case for case in cases.load() if not case["pending"]]
        failed = 0
        for number, case in enumerate(active):
            cards = self.cards[case["card"]]
            failed += 1
            with self.subTest(case["id"], clause=case["clause"]):
                self.assertIsNone(cards[number % len(cards)].play(case))
                failed -= 1
            if failed == MOST_FAILURES:
                self.fail(f"{failed} cases have failed: the others are not played")


def profiles_in_readers():
    """One reader for each card; those that change most often have the others as well."""
    cards = sorted((cases.HERE / "cards").glob("*.yaml"))
    busiest = itertools.cycle(card for card in cards if card.stem in BUSIEST)
    return cards + list(itertools.islice(busiest, SLOTS - len(cards)))


if __name__ == "__main__":
    sandbox.main()
