"""GET IDENTITY through PC/SC: what the card conceals, the home network reads with its private key."""

import hmac
import json
import unittest

import card_profile
import home_network
import sandbox
from card_connection import Card
from card_daemon import PROJECT, CardDaemon
from home_network import NULL_SCHEME, PROFILE_A, PROFILE_B, Suci
from pcsc import Context
from reader import PcscService

PROFILE = PROJECT / "profiles/cards/usim-5g-suci.yaml"
IMSI = "274012001002086"
SCHEMES = "0020000A083838383838383838", "00A4080C067FFF5FD04F01"
GBA = json.loads((PROJECT / "tests/vectors/gba.json").read_text())["vectors"][0]


class Identity(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = cls.enterClassContext(PcscService())
        cls.context = cls.enterClassContext(Context())
        cls.daemon = cls.enterClassContext(CardDaemon(PROFILE))
        cls.service.wait_for_card()

    def setUp(self):
        self.card = Card(self.context)
        self.card.reset()
        self.card.select_application(card_profile.USIM_AID)

    def suci(self, context="81"):
        data, status = self.card.transmit(bytes.fromhex(f"807800{context}00"))
        self.assertEqual(status, "9000")
        self.assertEqual((data[0], data[1]), (0xA1, len(data) - 2))
        return Suci(data[2:])

    def prefer(self, *schemes):
        """Writes the list of schemes anew, as the home network does with ADM1."""
        listed = bytes(octet for scheme in schemes for octet in scheme)
        self.assertEqual(len(listed), 6, "the list keeps its length")
        for command in SCHEMES:
            self.assertEqual(self.card.status(command), "9000")
        self.assertEqual(self.card.status("00D6000206" + listed.hex()), "9000")

    def assert_conceals(self, scheme, key_identifier):
        seen = set()
        for context in ("81", "82", "81"):
            suci = self.suci(context)
            self.assertEqual((suci.scheme, suci.key_identifier), (scheme, key_identifier))
            self.assertEqual(suci.routing_indicator, "678")
            self.assertEqual(suci.imsi(), IMSI)
            seen.add(suci.output)
        return seen

    def test_conceals_with_a_fresh_key_each_time(self):
        self.assertEqual(len(self.assert_conceals(PROFILE_B, 28)), 3)

    def test_goes_by_the_order_that_the_home_network_writes(self):
        b, a, null = (PROFILE_B, 2), (PROFILE_A, 1), (NULL_SCHEME, 0)
        self.addCleanup(self.prefer, b, a, null)
        self.prefer(a, b, null)
        self.assertEqual(len(self.assert_conceals(PROFILE_A, 27)), 3)
        self.prefer(null, a, b)
        self.assertEqual(len(self.assert_conceals(NULL_SCHEME, 0)), 1)

    def test_a_changed_suci_cannot_be_read(self):
        suci = self.suci()
        spoilt = bytearray(suci.output)
        spoilt[-1] ^= 1
        with self.assertRaises(AssertionError):
            home_network.reveal(suci.scheme, bytes(spoilt))

    def test_the_keys_are_out_of_reach_of_the_terminal(self):
        self.assertEqual(self.card.status(SCHEMES[1]), "9000")
        self.assertEqual(self.card.status("00B0000010"), "6982")

    def test_derives_the_key_of_a_naf_as_the_network_does(self):
        answer = self.card.transmit(bytes.fromhex(GBA["authenticate_bootstrap_apdu"])[:-1])
        self.assertEqual(answer, (bytes.fromhex(GBA["bootstrap_response"]), "9000"))
        naf_id, impi = b"naf.example.org" + bytes.fromhex("0100000002"), b"user@ims.example.org"
        data = b"".join(bytes([len(part)]) + part for part in (naf_id, impi))
        command = bytes.fromhex("00880084") + bytes([len(data) + 1, 0xDE]) + data
        parts = (b"gba-me", bytes.fromhex(GBA["rand"]), impi, naf_id)
        octets = b"\x01" + b"".join(part + len(part).to_bytes(2, "big") for part in parts)
        expected = hmac.digest(bytes.fromhex(GBA["ck"] + GBA["ik"]), octets, "sha256")
        self.assertEqual(self.card.transmit(command), (b"\xdb\x20" + expected, "9000"))
        self.assertEqual(self.card.status("00A4000C026FDA"), "9000")
        record, _ = self.card.transmit(bytes.fromhex("00B2010478"))
        self.assertTrue(record.startswith(bytes([0x80, len(naf_id)]) + naf_id), record.hex())


if __name__ == "__main__":
    sandbox.main()
