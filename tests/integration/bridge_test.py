"""The daemon's end of the vpcd protocol, with the test as the reader."""

import contextlib
import signal
import time
import unittest

import card_profile
import sandbox
from card_daemon import CardDaemon
from vpcd_host import ATR, POWER_OFF, POWER_ON, RESET, VpcdHost

SELECT_MF = bytes.fromhex("00A4000C023F00")
SELECT_USIM = bytes.fromhex(f"00A4040C07{card_profile.USIM_AID}")
SELECT_CURRENT_APPLICATION = bytes.fromhex("00A4000C027FFF")
DONE, WRONG_LENGTH, NOT_FOUND = b"\x90\x00", b"\x67\x00", b"\x6a\x82"
# How long the card stays away after a loss, with room for a busy machine.
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 2.5
# No sign of life from the reader for about 3 s means that the slot is wedged.
WATCHDOG = 6


class Bridge(unittest.TestCase):
    @contextlib.contextmanager
    def card(self, options=()):
        """A daemon and the slot it has connected to, with the host behind it."""
        with VpcdHost() as host, CardDaemon(card_profile.DEFAULT, options=options) as daemon:
            with host.accept() as slot:
                slot.daemon, slot.host = daemon, host
                yield slot

    def assert_alive(self, slot):
        self.assertEqual(slot.transmit(SELECT_MF), DONE)

    # Controls

    def test_the_atr_is_answered_in_every_state(self):
        with self.card() as slot:
            atr = slot.atr()
            self.assertIn(atr[0], (0x3B, 0x3F))
            for control in (POWER_ON, POWER_OFF, POWER_OFF, POWER_ON, RESET):
                slot.control(control)
                self.assertEqual(slot.atr(), atr)
            self.assert_alive(slot)
            self.assertEqual(slot.atr(), atr)

    def test_other_controls_are_not_answered(self):
        with self.card() as slot:
            for control in (POWER_ON, RESET, POWER_OFF):
                slot.control(control)
                self.assertTrue(slot.is_silent())

    def test_asking_for_the_atr_changes_nothing(self):
        with self.card() as slot:
            slot.power_on()
            self.assertEqual(slot.transmit(SELECT_USIM), DONE)
            slot.atr()
            self.assertEqual(slot.transmit(SELECT_CURRENT_APPLICATION), DONE)

    def test_reset_and_power_forget_the_selection(self):
        with self.card() as slot:
            for controls in ((RESET,), (POWER_OFF, POWER_ON)):
                slot.power_on()
                self.assertEqual(slot.transmit(SELECT_USIM), DONE)
                for control in controls:
                    slot.control(control)
                slot.atr()
                self.assertEqual(slot.transmit(SELECT_CURRENT_APPLICATION), NOT_FOUND)

    # Frames

    def test_a_message_in_two_sends_is_not_held_back_by_the_network(self):
        with self.card() as slot:
            slot.power_on()
            start = time.monotonic()
            for _ in range(100):
                self.assert_alive(slot)
            # A card whose kernel delays its acknowledgements takes 40 ms for each.
            self.assertLess(time.monotonic() - start, 2)

    def test_a_message_may_come_octet_by_octet(self):
        with self.card() as slot:
            slot.power_on()
            for octet in len(SELECT_MF).to_bytes(2, "big") + SELECT_MF:
                slot.send_raw(bytes([octet]))
                time.sleep(0.01)
            self.assertEqual(slot.receive(), DONE)

    def test_several_messages_may_come_at_once(self):
        with self.card() as slot:
            atr = slot.power_on()
            message = len(SELECT_MF).to_bytes(2, "big") + SELECT_MF
            slot.send_raw(message + b"\0\1" + bytes([ATR]) + message)
            self.assertEqual([slot.receive() for _ in range(3)], [DONE, atr, DONE])

    def test_an_answer_leaves_in_one_piece(self):
        with self.card() as slot:
            slot.power_on()
            for _ in range(50):
                slot.send(SELECT_MF)
                self.assertEqual(slot.receive_piece(), b"\0\2" + DONE)

    def test_an_unknown_control_is_answered_with_wrong_length(self):
        with self.card() as slot:
            slot.power_on()
            for control in (3, 5, 0x80, 0xFF):
                slot.control(control)
                self.assertEqual(slot.receive(), WRONG_LENGTH)
            self.assert_alive(slot)

    def test_apdus_that_are_too_short_are_answered_with_wrong_length(self):
        with self.card() as slot:
            slot.power_on()
            for command in ("00A4", "00A400"):
                self.assertEqual(slot.transmit(command), WRONG_LENGTH)
            self.assert_alive(slot)

    def test_the_longest_message_is_answered(self):
        with self.card() as slot:
            slot.power_on()
            for length in (4096, 65_535):
                answer = slot.transmit(SELECT_MF + bytes(length - len(SELECT_MF)))
                self.assertEqual(answer, WRONG_LENGTH)
            self.assert_alive(slot)

    def test_a_message_that_is_cut_off_leads_to_a_new_connection(self):
        with self.card() as slot:
            slot.power_on()
            slot.send_raw(b"\0\x10\x00\xa4")
            slot.close()
            with slot.host.accept() as again:
                again.power_on()
                self.assert_alive(again)

    # Losing the reader, and finding it again

    def test_waits_for_a_reader_for_ever(self):
        with CardDaemon(card_profile.DEFAULT):
            time.sleep(3)
            with VpcdHost() as host, host.accept(seconds=LONGEST_PAUSE) as slot:
                slot.power_on()
                self.assert_alive(slot)

    def test_stays_away_long_enough_that_hosts_see_a_removal(self):
        with self.card() as slot:
            for _ in range(3):
                slot.power_on()
                slot.close()
                start = time.monotonic()
                slot_again = slot.host.accept(seconds=LONGEST_PAUSE)
                self.assertGreater(time.monotonic() - start, SHORTEST_PAUSE)
                slot_again.host, slot = slot.host, slot_again
            slot.close()

    def test_a_new_connection_starts_in_the_reset_state(self):
        with self.card() as slot:
            slot.power_on()
            self.assertEqual(slot.transmit(SELECT_USIM), DONE)
            slot.send(SELECT_CURRENT_APPLICATION)
            slot.close()
            with slot.host.accept() as again:
                self.assertEqual(again.transmit(SELECT_CURRENT_APPLICATION), NOT_FOUND)

    def test_a_wedged_slot_is_freed(self):
        for wedge in (b"", b"\0", b"\1", b"\2"):
            with self.subTest(wedge=wedge.hex()), self.card() as slot:
                slot.power_on()
                slot.send(wedge)
                slot.wait_for_close(WATCHDOG)
                with slot.host.accept() as again:
                    again.power_on()
                    self.assert_alive(again)

    def test_a_reader_that_polls_is_not_taken_for_wedged(self):
        with self.card() as slot:
            slot.power_on()
            for _ in range(WATCHDOG * 2):
                time.sleep(0.4)
                slot.atr()
            self.assert_alive(slot)

    def test_a_slot_that_says_nothing_is_busy_and_is_tried_again(self):
        with self.card() as slot:
            slot.wait_for_close(5)
            slot.daemon.wait_for("(?i)busy")
            with slot.host.accept() as again:
                again.power_on()
                self.assert_alive(again)

    # Several cards

    def test_each_card_has_a_reader_of_its_own(self):
        other = card_profile.profile_variant(iccid="89010000000000000011")
        with (
            VpcdHost(35963) as first, VpcdHost(35964) as second,
            CardDaemon(card_profile.DEFAULT, other),
            first.accept() as one, second.accept() as two,
        ):
            contents = []
            for slot in (one, two):
                slot.power_on()
                self.assert_alive(slot)
                slot.exchange("00A4000C022FE2")
                contents.append(slot.transmit("00B000000A"))
            self.assertEqual(contents[0], card_profile.iccid_content() + DONE)
            self.assertEqual(contents[1], bytes.fromhex("98100000000000000011") + DONE)

    def test_a_lost_reader_does_not_disturb_the_other(self):
        with (
            VpcdHost(35963) as first, VpcdHost(35964) as second,
            CardDaemon(card_profile.DEFAULT, card_profile.DEFAULT),
            first.accept() as one, second.accept() as two,
        ):
            one.power_on()
            two.power_on()
            one.close()
            for _ in range(20):
                self.assert_alive(two)
                two.atr()
                time.sleep(0.1)
            first.accept().close()

    # Ends

    def test_stops_cleanly_wherever_it_is(self):
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(signal=signal_number), self.card() as slot:
                slot.power_on()
                slot.send_raw(b"\0\x10\x00")
                slot.daemon.send(signal_number)
                self.assertEqual(slot.daemon.wait(5), 0, slot.daemon.log)
                slot.wait_for_close(1)

    def test_stops_cleanly_without_a_reader(self):
        with CardDaemon(card_profile.DEFAULT) as daemon:
            time.sleep(1.2)
            daemon.must_stop()


if __name__ == "__main__":
    sandbox.main()
