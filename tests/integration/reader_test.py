"""The daemon in the reader of a real pcscd: who comes first, who goes away, who is in the way."""

import contextlib
import pathlib
import re
import sys
import threading
import time
import unittest

import card_profile
import sandbox
from card_daemon import CardDaemon, vuicc
from pcsc import Context, PcscError
from processes import Background, eventually
from reader import PORTS, READERS, PcscService

NULL_CARD = [sys.executable, str(pathlib.Path(__file__).with_name("null_card.py"))]
SELECT_MF, SELECT_ICCID, READ_ICCID = "00A4000C023F00", "00A4000C022FE2", "00B000000A"
SELECT_USIM = f"00A4040C07{card_profile.USIM_AID}"
SELECT_CURRENT_APPLICATION = "00A4000C027FFF"
DONE, NOT_FOUND = b"\x90\x00", b"\x6a\x82"
# The watchdog's 3 s, the pause of 0.8 s, pcscd's poll of 0.4 s, and room for a busy machine.
RECOVERY = 12


@contextlib.contextmanager
def connection(reader=READERS[0]):
    with Context() as context:
        card = context.connect(reader)
        card.context = context
        yield card
        with contextlib.suppress(PcscError):
            card.disconnect()


def iccid_of(reader):
    with connection(reader) as card:
        card.transmit(SELECT_MF)
        card.transmit(SELECT_ICCID)
        return card.transmit(READ_ICCID)[:-2]


class Order(unittest.TestCase):
    def assert_card_works(self, reader=READERS[0]):
        PcscService.wait_for_card(reader)
        self.assertEqual(iccid_of(reader), card_profile.iccid_content())

    def test_the_reader_may_come_first(self):
        with PcscService():
            time.sleep(0.5)
            with CardDaemon(card_profile.DEFAULT):
                self.assert_card_works()

    def test_the_card_may_come_first(self):
        with CardDaemon(card_profile.DEFAULT):
            time.sleep(1.2)
            with PcscService():
                self.assert_card_works()

    def test_the_card_outlives_restarts_and_crashes_of_pcscd(self):
        with PcscService() as service, CardDaemon(card_profile.DEFAULT) as daemon:
            self.assert_card_works()
            for end in (service.stop, service.crash):
                end()
                time.sleep(1)
                service.start()
                self.assert_card_works()
            self.assertTrue(daemon.running)

    def test_pcscd_outlives_restarts_and_crashes_of_the_card(self):
        state = sandbox.new_folder("state-")
        with PcscService() as service:
            for end in ("must_stop", "crash"):
                with CardDaemon(card_profile.DEFAULT, state=state) as daemon:
                    self.assert_card_works()
                    getattr(daemon, end)()
                service.wait_for_card(present=False)

    def test_two_cards_are_in_two_readers(self):
        other = card_profile.profile_variant(iccid="89010000000000000011")
        with PcscService() as service, CardDaemon(card_profile.DEFAULT, other):
            for reader in READERS:
                service.wait_for_card(reader)
            self.assertEqual(iccid_of(READERS[0]), card_profile.iccid_content())
            self.assertEqual(iccid_of(READERS[1]).hex(), "98100000000000000011")

    def test_a_card_may_be_in_the_second_reader_alone(self):
        with PcscService(), CardDaemon(card_profile.DEFAULT, ports=PORTS[1:]):
            self.assert_card_works(READERS[1])
            with Context() as context:
                self.assertFalse(context.shows_card(READERS[0]))


class Traffic(unittest.TestCase):
    def test_is_fast_on_the_driver_that_debian_ships(self):
        with PcscService() as service, CardDaemon(card_profile.DEFAULT):
            service.wait_for_card()
            with connection() as card:
                start = time.monotonic()
                for _ in range(100):
                    self.assertEqual(card.transmit(SELECT_MF), DONE)
                # Without TCP_QUICKACK each takes 44 ms.
                self.assertLess(time.monotonic() - start, 2)

    def test_the_command_line_tool_answers_as_the_card_in_the_reader_does(self):
        commands = ("00A40004023F00", SELECT_ICCID, READ_ICCID, "00B0000000", "00FD000000",
                    SELECT_USIM, "00A4000C026FAD", "00B0000003", "00A40004026F99")
        told = vuicc("apdu", "--profile", card_profile.DEFAULT, *commands).must_succeed().output
        with PcscService() as service, CardDaemon(card_profile.DEFAULT):
            service.wait_for_card()
            with connection() as card:
                answers = [card.transmit(command).hex() for command in commands]
        lines = [re.sub(r"\W", "", line).lower() for line in told.decode().splitlines()]
        self.assertEqual(lines, answers)

    def test_a_reset_forgets_the_selection(self):
        with PcscService() as service, CardDaemon(card_profile.DEFAULT):
            service.wait_for_card()
            with connection() as card:
                self.assertEqual(card.transmit(SELECT_USIM), DONE)
                self.assertEqual(card.transmit(SELECT_CURRENT_APPLICATION), DONE)
                card.reconnect()
                self.assertEqual(card.transmit(SELECT_CURRENT_APPLICATION), NOT_FOUND)

    def test_the_polls_of_pcscd_do_not_disturb_a_session(self):
        with PcscService() as service, CardDaemon(card_profile.DEFAULT):
            service.wait_for_card()
            with connection() as card:
                self.assertEqual(card.transmit(SELECT_USIM), DONE)
                time.sleep(1.5)
                self.assertEqual(card.transmit(SELECT_CURRENT_APPLICATION), DONE)


class Trouble(unittest.TestCase):
    def test_a_busy_slot_is_left_alone_and_taken_when_it_is_free(self):
        with PcscService() as service:
            with Background(NULL_CARD):
                service.wait_for_card()
                with CardDaemon(card_profile.DEFAULT) as daemon:
                    daemon.wait_for("(?i)busy")
                    with connection() as card:
                        self.assertEqual(card.transmit("00A4000C026F99"), DONE)
            with CardDaemon(card_profile.DEFAULT):
                eventually(self.is_our_card, RECOVERY)

    @staticmethod
    def is_our_card():
        try:
            return iccid_of(READERS[0]) == card_profile.iccid_content()
        except PcscError:
            return False

    def test_a_daemon_takes_over_from_another_card(self):
        with PcscService() as service:
            with Background(NULL_CARD) as other:
                service.wait_for_card()
                with CardDaemon(card_profile.DEFAULT) as daemon:
                    daemon.wait_for("(?i)busy")
                    other.kill()
                    eventually(self.is_our_card, RECOVERY)

    def test_a_host_that_wedges_the_slot_sees_a_removal_and_a_new_card(self):
        with PcscService() as service, CardDaemon(card_profile.DEFAULT):
            for wedge in (b"", b"\0", b"\1", b"\2"):
                with self.subTest(wedge=wedge.hex()), Context() as watcher:
                    service.wait_for_card()
                    before = watcher.insertions(READERS[0])
                    self.wedge(wedge)
                    eventually(lambda: watcher.insertions(READERS[0]) >= before + 2, RECOVERY)
                    eventually(self.is_our_card, RECOVERY)

    def wedge(self, command):
        """Sends what vpcd takes for a control of its own and then waits for an answer to."""
        def transmit():
            with contextlib.suppress(PcscError), connection() as card:
                card.transmit(SELECT_USIM)
                card.transmit(command)

        victim = threading.Thread(target=transmit)
        victim.start()
        victim.join(RECOVERY)
        self.assertFalse(victim.is_alive(), "the call never came back")

    def test_a_client_never_talks_to_a_new_card_by_an_old_handle(self):
        with PcscService() as service, CardDaemon(card_profile.DEFAULT) as daemon:
            service.wait_for_card()
            with connection() as card:
                self.assertEqual(card.transmit(SELECT_USIM), DONE)
                daemon.crash()
                with CardDaemon(card_profile.DEFAULT):
                    service.wait_for_card()
                    self.assert_new_card_or_error(card)
                    eventually(self.is_our_card, RECOVERY)

    def assert_new_card_or_error(self, card):
        try:
            answer = card.transmit(SELECT_CURRENT_APPLICATION)
        except PcscError:
            return
        self.assertEqual(answer, NOT_FOUND)


class Doctor(unittest.TestCase):
    def test_finds_nothing_to_complain_about(self):
        with PcscService() as service, CardDaemon(card_profile.DEFAULT):
            service.wait_for_card()
            text = vuicc("doctor").must_succeed().text
            self.assertIn("35963", text)
            self.assertRegex(text, "(?i)all interfaces|0\\.0\\.0\\.0")

    def test_says_that_pcscd_is_not_running(self):
        outcome = vuicc("doctor")
        self.assertNotEqual(outcome.status, 0)
        self.assertRegex(outcome.text, "pcscd")

    def test_ends_although_pcscd_does_not_answer(self):
        with PcscService() as service:
            service.freeze()
            vuicc("doctor", seconds=15)
            service.thaw()


if __name__ == "__main__":
    sandbox.main()
