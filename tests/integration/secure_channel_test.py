"""Bootstrap data under SCP03, read through PC/SC by a host that knows the keys, or does not."""

import re
import unittest

import bootstrap_files as files
import card_profile
import sandbox
from card_connection import Card
from card_daemon import PROJECT, CardDaemon, vuicc
from pcsc import Context
from reader import READERS, PcscService
from scp03_host import ProtocolError, Scp03Host

PROFILE = PROJECT / "profiles/cards/lwm2m-scp03.yaml"
ENC = bytes(range(0x40, 0x50))
MAC = bytes(range(0x50, 0x60))
BOOTSTRAP = bytes.fromhex("7FFF6432")
PSK = bytes.fromhex("202122232425262728292A2B2C2D2E2F")
LOCKED_AFTER = 10


class SecureChannel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = cls.enterClassContext(PcscService())
        cls.context = cls.enterClassContext(Context())
        cls.state = sandbox.new_folder("state-")
        cls.daemon = CardDaemon(PROFILE, state=cls.state)
        cls.addClassCleanup(lambda: cls.daemon.must_stop())
        cls.service.wait_for_card()

    def setUp(self):
        self.card = Card(self.context)
        self.card.reset()
        self.card.select_application()

    def start_again(self, state):
        """Behind a daemon that is gone."""
        self.context.wait_for_card(READERS[0], present=False)
        type(self).daemon = CardDaemon(PROFILE, state=state)
        self.service.wait_for_card()
        self.card = Card(self.context)
        self.card.select_application()

    def host(self, enc=ENC, mac=MAC):
        return Scp03Host(self.card.transmit, enc, mac, self.card.channel)

    def opened(self, level=0x33):
        host = self.host()
        self.assertEqual(host.open(level), "9000")
        return host

    def assert_refused(self, host=None):
        """No session, no data."""
        if host:
            self.assertIn(host.send(0x00, 0xB0, 0, 0)[1], ("6882", "6982"))
        self.assertEqual(self.card.status("00A4080C047FFF6432"), "9000")
        self.assertEqual(self.card.status("00B0000000"), "6982")

    def read_file(self, host):
        self.assertEqual(host.send(0x00, 0xA4, 0x08, 0x0C, BOOTSTRAP, None), (b"", "9000"))
        content, status = host.send(0x00, 0xB0, 0, 0)
        self.assertEqual(status, "9000")
        return content

    def test_reads_at_level_33_and_nothing_crosses_the_wire_in_clear(self):
        content = self.read_file(self.opened())
        account = files.lwm2m_objects(content)[0]
        self.assertIn(PSK, [value for resources in account.values() for value in resources.values()])
        self.assertFalse([answer for answer in self.card.sent if PSK in answer or b"coaps" in answer])
        read = vuicc("dm", "decode", "--show-secrets", content.hex()).must_succeed().text
        own = vuicc("dm", "decode", "--show-secrets", "--profile", PROFILE, "EF.LwM2M_Bootstrap")
        self.assertEqual(read, own.must_succeed().text)

    def test_a_plain_read_is_refused(self):
        self.assert_refused()
        tree = vuicc("profile", "tree", PROFILE).must_succeed().text
        self.assertRegex(tree, r"EF\.LwM2M_Bootstrap .* read secure channel")

    def test_lower_levels_are_not_enough(self):
        for level in (0x01, 0x03, 0x11, 0x13):
            with self.subTest(level=level):
                host = self.opened(level)
                self.assertEqual(host.send(0x00, 0xA4, 0x08, 0x0C, BOOTSTRAP, None)[1], "9000")
                self.assertEqual(host.send(0x00, 0xB0, 0, 0), (b"", "6982"))
                self.card.select_application()

    def test_a_level_that_the_options_do_not_have_is_refused(self):
        self.assertNotEqual(self.host().open(0x02), "9000")

    def test_who_does_not_know_the_keys_gets_nothing(self):
        with self.assertRaises(ProtocolError):
            self.host(ENC, bytes(16)).open(0x33)
        host = self.host(bytes(16), MAC)  # cryptograms and MACs are right
        self.assertEqual(host.open(0x33), "9000")
        self.assertEqual(host.send(0x00, 0xA4, 0x08, 0x0C, BOOTSTRAP, None), (b"", "6982"))
        forged = bytes.fromhex("8482330010") + bytes(16)
        self.assertEqual(self.card.status("80500000080102030405060708 00"), "9000")
        self.assertEqual(self.card.transmit(forged)[1], "6300")
        self.assertEqual(self.card.transmit(forged)[1], "6985")
        self.assert_refused()

    def test_a_forged_command_ends_the_session(self):
        host = self.opened()
        forged = bytearray(host.protect(0x00, 0xB0, 0, 0))
        forged[-2] ^= 1
        self.assertEqual(self.card.transmit(bytes(forged)), (b"", "6982"))
        self.assert_refused(host)

    def test_a_command_that_is_sent_again_ends_the_session(self):
        host = self.opened()
        command = host.protect(0x00, 0xA4, 0x08, 0x0C, BOOTSTRAP, None)
        self.assertEqual(self.card.transmit(command)[1], "9000")
        self.assertEqual(self.card.transmit(command), (b"", "6982"))
        self.assert_refused(host)

    def test_a_plain_command_ends_the_session(self):
        host = self.opened()
        self.assertEqual(self.card.status("00B0000000"), "6982")
        self.assert_refused(host)

    def test_another_application_or_a_reset_ends_the_session(self):
        for end in (lambda: self.card.select_application(card_profile.USIM_AID), self.card.reset):
            host = self.opened()
            end()
            self.card.select_application()
            self.assert_refused(host)

    def test_a_session_belongs_to_its_channel(self):
        self.assertEqual(self.card.status("0070000001")[-4:], "9000")
        self.card.channel = 1
        self.card.select_application()
        host = self.opened()
        self.assertTrue(self.read_file(host))
        self.card.channel = 0
        self.assert_refused()
        self.card.channel = 1
        self.assertTrue(self.read_file(host))
        self.card.channel = 0
        self.assertEqual(self.card.status("00708001"), "9000")
        self.assertEqual(self.card.status("0070000001"), "9000")
        self.card.channel = 1
        self.assertEqual(host.send(0x00, 0xB0, 0, 0)[1], "6882")

    def test_errors_of_a_command_leave_the_session_alone(self):
        host = self.opened()
        self.assertEqual(host.send(0x00, 0xA4, 0x08, 0x0C, b"\x7f\xff\x6f\xff", None), (b"", "6a82"))
        self.assertTrue(self.read_file(host))

    def test_reads_in_pieces(self):
        host = self.opened()
        content = self.read_file(host)
        for at in range(0, len(content), 16):
            self.assertEqual(host.send(0x00, 0xB0, 0, at), (content[at:], "9000"))

    def test_le_counts_the_protection(self):
        host = self.opened()
        content = self.read_file(host)
        self.assertEqual(host.send(0x00, 0xB0, 0, 0, le=16), (b"", "6700"))
        piece, status = host.send(0x00, 0xB0, 0, 0, le=16 + 8)
        self.assertEqual((piece, status), (content[:15], "9000"))

    def test_the_challenge_and_the_counter_go_on_when_the_daemon_is_killed(self):
        command = bytes.fromhex("8050000008010203040506070800")
        first = self.card.transmit(command)[0]
        self.assertEqual(self.card.transmit(command)[0], first)  # nothing was opened
        self.opened()
        self.daemon.crash()
        self.start_again(self.state)
        later = self.card.transmit(command)[0]
        self.assertEqual(int.from_bytes(later[-3:], "big"), int.from_bytes(first[-3:], "big") + 1)
        self.assertNotEqual(later[13:21], first[13:21])

    def test_the_keys_are_locked_after_too_many_tries(self):
        forged = bytes.fromhex("8482330010") + bytes(16)
        for _ in range(LOCKED_AFTER):
            self.assertEqual(self.card.status("8050000008010203040506070800"), "9000")
            self.assertEqual(self.card.transmit(forged)[1], "6300")
        self.assertEqual(self.card.status("8050000008010203040506070800"), "6983")
        self.daemon.must_stop()
        self.start_again(sandbox.new_folder("state-"))

    def test_what_is_wrong_with_keys_has_a_line_and_no_secret(self):
        broken = sandbox.new_folder("profile-") / "card.yaml"
        text = PROFILE.read_text().replace("404142434445464748494A4B4C4D4E4F", "404142434445464748494A4B4C4D4E")
        broken.write_text(text)
        outcome = vuicc("profile", "check", broken)
        self.assertRegex(outcome.text, r"card\.yaml:\d+:\d+: an AES key has 16, 24 or 32 octets")
        self.assertNotIn("40414243", outcome.text)
        broken.write_text(re.sub(r"(?s)  keys:.*?  lwm2m:", "  lwm2m:", PROFILE.read_text()))
        self.assertIn("ADF.PKCS15 has no keys for this", vuicc("profile", "check", broken).text)
        domain = "global-platform: {keys: {scp03: {key-sets: [{version: 1, key: 404142434445464748494A4B4C4D4E4F}]}}}"
        broken.write_text(broken.read_text() + domain)
        vuicc("profile", "check", broken).must_succeed()
        broken.write_text(broken.read_text().replace("global-platform", "mf"))
        self.assertIn("not to the MF", vuicc("profile", "check", broken).text)


if __name__ == "__main__":
    sandbox.main()
