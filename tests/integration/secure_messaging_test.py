"""A file behind ISO/IEC 7816-4 secure messaging, read through PC/SC."""

import unittest

import card_profile
import sandbox
from card_connection import Card
from card_daemon import CardDaemon
from pcsc import Context
from reader import READERS, PcscService
from sm_host import SmHost

ENC = bytes.fromhex("AB94FDECF2674FDFB9B391F85D7F76F2")
MAC = bytes.fromhex("7962D9ECE03D1ACD4C76089DCE131543")
CONTENT = bytes(range(200))
PROFILE = f"""
vuicc: 1
iccid: "898800000000000044?"
mf:
  keys:
    messaging: [{{version: 1, algorithm: 3des, enc: {ENC.hex()}, mac: {MAC.hex()}}}]
  files:
    EF.SECRET: {{fid: 6F77, structure: transparent, hex: {CONTENT.hex()}, access: {{read: secure-channel, update: secure-channel}}}}
    EF.OPEN: {{fid: 6F78, structure: transparent, hex: 0102, access: {{read: always, update: always}}}}
    EF.AUTH: {{fid: 6F79, structure: transparent, hex: 0304, access: {{rules: 800101A403950180}}}}
"""


class SecureMessaging(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        service = cls.enterClassContext(PcscService())
        cls.context = cls.enterClassContext(Context())
        profile = sandbox.new_folder("profile-") / "card.yaml"
        profile.write_text(PROFILE)
        cls.enterClassContext(CardDaemon(profile))
        service.wait_for_card()

    def setUp(self):
        self.card = Card(self.context)
        self.card.reset()

    def opened(self):
        host = SmHost(self.card.transmit, ENC, MAC, self.card.channel)
        self.assertEqual(host.authenticate(), "9000")
        return host

    def select(self, host, fid="6F77"):
        self.assertEqual(host.send(0xA4, 0x00, 0x0C, bytes.fromhex(fid), None), (b"", "9000"))

    def assert_refused(self):
        self.assertEqual(self.card.status("00A4000C026F77"), "9000")
        self.assertEqual(self.card.status("00B0000000"), "6982")

    def test_reads_and_updates_in_a_session(self):
        self.assert_refused()
        host = self.opened()
        self.select(host)
        self.assertEqual(host.send(0xB0, 0, 0, le=200), (CONTENT, "9000"))
        self.assertEqual(host.send(0xD6, 0, 0, b"\xaa\xbb", None), (b"", "9000"))
        self.assertEqual(host.send(0xB0, 0, 0, le=4), (b"\xaa\xbb\2\3", "9000"))
        self.assertEqual(host.send(0xD6, 0, 0, b"\0\1", None), (b"", "9000"))

    def test_errors_are_protected_and_leave_the_session_alone(self):
        host = self.opened()
        self.assertEqual(host.send(0xA4, 0x00, 0x0C, b"\x6f\xff", None), (b"", "6a82"))
        self.select(host)

    def test_a_wrong_checksum_ends_the_session(self):
        host = self.opened()
        command = bytearray(host.protect(0xB0, 0, 0))
        command[-2] ^= 1
        self.assertEqual(self.card.transmit(bytes(command)), (b"", "6988"))
        self.assertEqual(self.card.transmit(host.protect(0xB0, 0, 0)), (b"", "6882"))
        self.assert_refused()

    def test_a_missing_checksum_ends_the_session(self):
        self.opened()
        self.assertEqual(self.card.status("0CB00000039701 0400"), "6987")
        self.assert_refused()

    def test_a_plain_command_ends_the_session_and_is_carried_out(self):
        host = self.opened()
        self.assertEqual(self.card.status("00A4000C026F78"), "9000")
        self.assertEqual(self.card.transmit(bytes.fromhex("00B0000000"))[0], b"\1\2")
        self.assertEqual(self.card.transmit(host.protect(0xB0, 0, 0)), (b"", "6882"))

    def test_a_session_belongs_to_its_channel(self):
        self.card.status("0070000001")
        self.card.channel = 1
        host = self.opened()
        self.select(host)
        self.card.channel = 0
        self.assert_refused()
        self.card.channel = 1
        self.assertEqual(host.send(0xB0, 0, 0, le=200)[0], CONTENT)

    def test_the_wrong_keys_open_nothing(self):
        self.assertEqual(SmHost(self.card.transmit, MAC, MAC).authenticate(), "6300")
        self.assertEqual(SmHost(self.card.transmit, ENC, ENC).authenticate(), "6300")
        self.assert_refused()

    def test_a_challenge_is_for_one_use(self):
        self.assertEqual(self.card.status("0082000028" + 40 * "00" + "28"), "6985")
        self.card.transmit(bytes.fromhex("0084000008"))
        self.assertEqual(self.card.status("00A4000C026F78"), "9000")
        self.assertEqual(self.card.status("0082000028" + 40 * "00" + "28"), "6985")
        self.card.transmit(bytes.fromhex("0084000008"))
        self.assertEqual(self.card.status("0082000228" + 40 * "00" + "28"), "6a88")

    def test_a_file_that_asks_for_an_authentication(self):
        self.assertEqual(self.card.status("00A4000C026F79"), "9000")
        self.assertEqual(self.card.status("00B0000000"), "6982")
        host = self.opened()
        self.select(host, "6F79")
        self.assertEqual(host.send(0xB0, 0, 0), (b"\3\4", "9000"))

    def test_an_external_authentication_opens_no_session(self):
        self.assertEqual(SmHost(self.card.transmit, ENC, MAC).authenticate_externally(), "9000")
        self.assertEqual(self.card.status("00A4000C026F79"), "9000")
        self.assertEqual(self.card.transmit(bytes.fromhex("00B0000000")), (b"\3\4", "9000"))
        self.assert_refused()
        self.card.reset()
        self.assertEqual(SmHost(self.card.transmit, MAC, MAC).authenticate_externally(), "6300")
        self.assertEqual(self.card.status("00A4000C026F79"), "9000")
        self.assertEqual(self.card.status("00B0000000"), "6982")

    def test_a_reset_ends_the_session(self):
        host = self.opened()
        self.card.reset()
        self.assertEqual(self.card.transmit(host.protect(0xB0, 0, 0)), (b"", "6882"))

    def test_without_a_session_there_is_no_secure_messaging(self):
        self.assertEqual(self.card.status("0CB000000D 970100 8E080000000000000000 00"), "6882")
        self.assertTrue(self.context.shows_card(READERS[0]))


if __name__ == "__main__":
    sandbox.main()
