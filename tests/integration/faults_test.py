"""Faults as a PC/SC client meets them, behind a real pcscd and vpcd."""

import contextlib
import threading
import time
import unittest

import card_profile
import sandbox
from card_daemon import CardDaemon, vuicc
from pcsc import Context, PcscError
from processes import eventually
from reader import PORTS, READERS, PcscService

SELECT_MF, SELECT_ICCID, READ_ICCID = "00A4000C023F00", "00A4000C022FE2", "00B000000A"
SELECT_PL, READ_PL, UPDATE_PL = "00A4000C022F05", "00B0000002", "00D60000026672"
SELECT_USIM = f"00A4040C07{card_profile.USIM_AID}"
SELECT_CURRENT_APPLICATION = "00A4000C027FFF"
VERIFY_PIN1 = "002000010831323334FFFFFFFF"
DONE, NOT_FOUND = b"\x90\x00", b"\x6a\x82"
# The pause of 0.8 s, pcscd's poll of 0.4 s, and room for a busy machine.
RECOVERY = 12
OTHER_ATR = "3B9F96801FC78031A073BE21136743200718000001A5"


class Lab:
    """pcscd, a daemon, and what vuicc says to it."""

    def __init__(self, daemon, control):
        self.daemon = daemon
        self._control = control

    def vuicc(self, *words):
        return vuicc(*words, "--control", self._control).must_succeed().text

    def fault(self, text, card=()):
        return int(self.vuicc("fault", "add", *card, text))


@contextlib.contextmanager
def lab(*profiles, state=None):
    control = sandbox.new_folder("control-") / "socket"
    with PcscService() as service:
        with CardDaemon(*profiles or [card_profile.DEFAULT], state=state,
                        options=("--control", control)) as daemon:
            for reader in READERS[:max(1, len(profiles))]:
                service.wait_for_card(reader)
            yield Lab(daemon, control)


@contextlib.contextmanager
def connection(reader=READERS[0]):
    with Context() as context:
        card = context.connect(reader)
        card.context = context
        yield card
        with contextlib.suppress(PcscError):
            card.disconnect()


def works(reader=READERS[0]):
    try:
        with connection(reader) as card:
            return card.transmit(SELECT_MF) == DONE
    except PcscError:
        return False


def atr(reader=READERS[0]):
    with Context() as context:
        return context.state(reader)[1].hex().upper()


def insertions(reader=READERS[0]):
    with Context() as context:
        return context.insertions(reader)


def is_unanswered(card, command):
    """vpcd tells of a connection that is lost in mid-command with an empty answer and no error."""
    try:
        return card.transmit(command) == b""
    except PcscError:
        return True


class Faults(unittest.TestCase):
    def assert_comes_back(self):
        eventually(works, RECOVERY, lambda: "the card does not come back")

    @contextlib.contextmanager
    def two_cards(self):
        other = card_profile.profile_variant(iccid="89010000000000000011")
        with lab(card_profile.DEFAULT, other) as bench:
            first = bench.vuicc("list").split()[0]
            yield bench, [first]

    def assert_other_reader_works_meanwhile(self, command):
        """Sends a command to the first card, and asks the second until that has come to an end."""
        outcome = []

        def transmit():
            with connection() as card:
                try:
                    outcome.append(card.transmit(command))
                except PcscError as error:
                    outcome.append(error)

        with connection(READERS[1]) as other:
            waiting = threading.Thread(target=transmit)
            begin = time.monotonic()
            waiting.start()
            answers = 0
            while waiting.is_alive():
                self.assertEqual(other.transmit(SELECT_MF), DONE)
                answers += 1
                time.sleep(0.05)
            waiting.join()
        self.assertGreater(answers, 5)
        return outcome[0], time.monotonic() - begin

    def test_refusals_and_wrong_answers(self):
        with lab() as bench, connection() as card:
            self.assertEqual(card.transmit(SELECT_ICCID), DONE)
            iccid = card_profile.iccid_content()
            for fault, answer in (
                    ("status: 6982", bytes.fromhex("6982")),
                    ("status-after: 6281", iccid + bytes.fromhex("6281")),
                    ('answer: "4142"', b"AB"),
                    ("truncate: 3", iccid[:3] + DONE),
                    ('append: "EE"', iccid + b"\xee" + DONE),
                    ("flip: 0", bytes([iccid[0] ^ 0x80]) + iccid[1:] + DONE),
                    ("more: true", b"\x61\x0a")):
                with self.subTest(fault):
                    bench.fault("on: READ EF.ICCID, " + fault)
                    self.assertEqual(card.transmit(READ_ICCID), answer)
                    bench.vuicc("fault", "clear")
            self.assertEqual(card.transmit("00C000000A"), iccid + DONE)
            self.assertEqual(card.transmit(READ_ICCID), iccid + DONE)

    def test_a_wrong_fcp(self):
        with lab() as bench, connection() as card:
            bench.fault("on: SELECT EF.ICCID, fcp: {tag: 6F, remove: [82]}")
            announced = card.transmit("00A40004022FE2")
            self.assertEqual(announced[0], 0x61)
            fcp = card.transmit(b"\0\xc0\0\0" + announced[1:])
            self.assertEqual((fcp[0], fcp[1] + 4), (0x6F, len(fcp)))
            self.assertNotEqual(fcp[2], 0x82)

    def test_a_blocked_pin_and_a_full_memory(self):
        enabled = card_profile.profile_variant(pin_enabled=True)
        with lab(enabled) as bench, connection() as card:
            bench.fault("on: UPDATE, memory-full: true")
            bench.fault("on: VERIFY PIN1, nth: 2, pin-blocked: PIN1")
            self.assertEqual(card.transmit(VERIFY_PIN1), DONE)
            self.assertEqual(card.transmit(SELECT_PL), DONE)
            self.assertEqual(card.transmit(UPDATE_PL), b"\x6a\x84")
            self.assertEqual(card.transmit(VERIFY_PIN1), b"\x69\x83")

    def test_a_late_answer(self):
        with self.two_cards() as (bench, first):
            bench.fault("on: SELECT MF, delay: 2s, times: 1", first)
            outcome, took = self.assert_other_reader_works_meanwhile(SELECT_MF)
            self.assertEqual(outcome, DONE)
            self.assertGreaterEqual(took, 2)

    def test_silence_comes_to_an_end(self):
        with self.two_cards() as (bench, first):
            bench.fault("on: SELECT MF, silence: 2s, times: 1", first)
            outcome, took = self.assert_other_reader_works_meanwhile(SELECT_MF)
            self.assertTrue(outcome == b"" or isinstance(outcome, PcscError), outcome)
            self.assertGreaterEqual(took, 2)
            self.assert_comes_back()

    def test_a_mute_card_speaks_after_a_reset(self):
        with lab() as bench:
            bench.fault("on: SELECT MF, mute: 1s, times: 1")
            with connection() as card:
                self.assertTrue(is_unanswered(card, SELECT_MF))
            self.assert_comes_back()

    def test_a_dropped_connection(self):
        with lab() as bench:
            before = insertions()
            bench.fault("on: SELECT MF, drop: true, times: 1")
            with connection() as card:
                self.assertTrue(is_unanswered(card, SELECT_MF))
            self.assert_comes_back()
            self.assertGreaterEqual(insertions(), before + 2)

    def test_a_card_that_is_pulled_in_mid_command_and_put_in_again(self):
        with lab() as bench, Context() as context:
            bench.fault("on: READ EF.ICCID, times: 1, remove: {back-after: 2s}")
            with connection() as card:
                self.assertEqual(card.transmit(SELECT_ICCID), DONE)
                self.assertTrue(is_unanswered(card, READ_ICCID))
            context.wait_for_card(READERS[0], present=False, seconds=RECOVERY)
            context.wait_for_card(READERS[0], seconds=RECOVERY)
            self.assert_comes_back()

    def test_a_card_that_is_pulled_for_good(self):
        with lab() as bench, Context() as context:
            bench.fault("on: SELECT MF, times: 1, remove: true")
            with connection() as card:
                self.assertTrue(is_unanswered(card, SELECT_MF))
            context.wait_for_card(READERS[0], present=False, seconds=RECOVERY)
            self.assertRegex(bench.vuicc("status"), "(?m)^reader +none$")
            bench.vuicc("insert", "--reader", f"127.0.0.1:{PORTS[0]}")
            self.assert_comes_back()

    def test_a_session_that_is_lost_unnoticed(self):
        with lab() as bench, connection() as card:
            bench.fault("on: SELECT ADF.USIM, reset: silent, times: 1")
            before = insertions()
            self.assertEqual(card.transmit(SELECT_USIM), DONE)
            self.assertEqual(card.transmit(SELECT_CURRENT_APPLICATION), NOT_FOUND)
            self.assertEqual(card.transmit(SELECT_USIM), DONE)
            self.assertEqual(card.transmit(SELECT_CURRENT_APPLICATION), DONE)
            self.assertEqual(insertions(), before)

    def test_a_session_that_is_lost_before_the_eyes_of_the_host(self):
        with lab() as bench:
            before = insertions()
            bench.fault("on: SELECT MF, reset: visible, times: 1")
            with connection() as card:
                self.assertEqual(card.transmit(SELECT_MF), DONE)
                eventually(lambda: insertions() >= before + 2, RECOVERY,
                           lambda: "the host saw nothing")
                with self.assertRaises(PcscError):
                    card.transmit(SELECT_MF)
            self.assert_comes_back()

    def test_answers_to_reset(self):
        with lab() as bench:
            own = atr()
            bench.fault(f"atr: {OTHER_ATR}")
            bench.vuicc("reset")
            eventually(lambda: atr() == OTHER_ATR, RECOVERY, lambda: f"the ATR is {atr()}")
            self.assert_comes_back()
            for bad in ('atr: ""', "atr: garbage"):
                with self.subTest(bad):
                    bench.vuicc("fault", "clear")
                    bench.fault(bad)
                    bench.vuicc("reset")
                    eventually(lambda: self.struck(bench), RECOVERY, lambda: "nobody resets")
                    bench.vuicc("fault", "clear")
                    bench.vuicc("reset")
                    eventually(lambda: atr() == own, RECOVERY, lambda: f"the ATR is {atr()}")
                    self.assert_comes_back()

    @staticmethod
    def struck(bench):
        return "struck 0" not in bench.vuicc("fault", "list")

    def test_what_could_not_be_written_is_not_there_after_a_crash(self):
        state = sandbox.new_folder("state-")
        with lab(state=state) as bench:
            with connection() as card:
                self.assertEqual(card.transmit(SELECT_PL), DONE)
                old = card.transmit(READ_PL)
                bench.fault("on: UPDATE EF.PL, write-failure: true, times: 1")
                self.assertEqual(card.transmit(UPDATE_PL), b"\x65\x81")
                self.assertEqual(card.transmit(READ_PL), old)
            bench.daemon.crash()
        self.assertNotEqual(old[:2], b"\x66\x72")
        with lab(state=state), connection() as card:
            self.assertEqual(card.transmit(SELECT_PL), DONE)
            self.assertEqual(card.transmit(READ_PL), old)
            self.assertEqual(card.transmit(UPDATE_PL), DONE)


if __name__ == "__main__":
    sandbox.main()
