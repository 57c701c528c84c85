"""What the control socket does to a card in a reader, as a PC/SC client sees it."""

import sys
import unittest

import card_profile
import sandbox
from card_daemon import PROJECT, CardDaemon
from pcsc import Context, PcscError
from reader import PORTS, READERS, PcscService

sys.path.insert(0, str(PROJECT / "daemon/control"))
import vuicc  # noqa: E402

OTHER = 'vuicc: 1\niccid: "8988001234567890027"\n'
SELECT_ICCID = "00A4000C022FE2"
READ_TEN = "00B000000A"
DONE = b"\x90\x00"


class Control(unittest.TestCase):
    def setUp(self):
        folder = sandbox.new_folder("control-")
        self.other = folder / "other.yaml"
        self.other.write_text(OTHER)
        self.enter(PcscService())
        self.enter(CardDaemon(card_profile.DEFAULT, ports=PORTS[:1],
                              options=["--control", str(folder / "socket")]))
        self.host = self.enter(Context())
        self.host.wait_for_card(READERS[0])
        self.daemon = self.enter(vuicc.Daemon(folder / "socket"))

    def enter(self, thing):
        self.addCleanup(thing.__exit__, None, None, None)
        return thing.__enter__()

    def connect(self):
        self.host.wait_for_card(READERS[0], True, 10)
        connection = self.host.connect(READERS[0])
        self.assertEqual(connection.transmit(SELECT_ICCID), DONE)
        return connection

    def iccid(self):
        connection = self.connect()
        answer = connection.transmit(READ_TEN)
        connection.disconnect()
        self.assertEqual(answer[-2:], DONE)
        return answer[:-2]

    def test_a_write_does_not_disturb_a_session(self):
        connection = self.connect()
        self.daemon.file_write("EF.ICCID", data="98" * 10)
        self.assertEqual(connection.transmit(READ_TEN), b"\x98" * 10 + DONE)
        self.assertEqual(self.daemon.channels()[0]["file"], "MF/EF.ICCID")

    def test_a_host_sees_a_swap_as_removal_and_insertion(self):
        before, seen = self.iccid(), self.host.insertions(READERS[0])
        connection = self.connect()
        swapped = self.daemon.swap(self.other)
        self.host.wait_for_card(READERS[0], False, 10)
        with self.assertRaises(PcscError):
            connection.transmit(READ_TEN)
        self.assertNotEqual(self.iccid(), before)
        self.assertGreater(self.host.insertions(READERS[0]), seen)
        self.daemon.swap(card_profile.DEFAULT, card=swapped["card"])
        self.host.wait_for_card(READERS[0], False, 10)
        self.assertEqual(self.iccid(), before)

    def test_a_reader_is_empty_while_its_card_has_no_power(self):
        self.daemon.power(False)
        self.host.wait_for_card(READERS[0], False, 10)
        self.assertFalse(self.daemon.status()["in-reader"])
        self.daemon.power(True)
        self.iccid()

    def test_a_reset_in_place_is_seen_by_what_is_gone(self):
        connection = self.connect()
        self.daemon.reset(kind="cold")
        self.assertNotEqual(connection.transmit(READ_TEN)[-2:], DONE)
        self.assertEqual(connection.transmit(SELECT_ICCID), DONE)


if __name__ == "__main__":
    sandbox.main()
