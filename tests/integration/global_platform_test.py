"""The issuer security domain, administered through PC/SC under SCP03."""

import unittest

import card_profile
import sandbox
from card_connection import Card
from card_daemon import CardDaemon
from pcsc import Context
from reader import READERS, PcscService
from scp02_host import Scp02Host
from scp03_host import Scp03Host, cbc, ecb

ISD = "A000000151000000"
SSD = "A0000001515350AA"
KEY = bytes(range(0x40, 0x50))
NEW_KEYS = (bytes(range(0x10, 0x20)), bytes(range(0x20, 0x30)), bytes(range(0x30, 0x40)))
GLOBAL_PLATFORM = f"""
global-platform:
  life-cycle: op-ready
  issuer-identification: 1122
  keys:
    scp03: {{i: 0x70, key-sets: [{{version: 0x30, key: {KEY.hex()}}}]}}
    scp02: {{i: 0x55, key-sets: [{{version: 0x20, key: {KEY.hex()}}}]}}
  domains:
    - {{aid: {SSD}, keys: {{scp03: {{key-sets: [{{version: 0x31, key: {KEY.hex()}}}]}}}}}}
access-control:
  rules: [{{aid: any, apdu: always}}]
"""
ARA_M = "A00000015141434C00"
SCP_OID = bytes.fromhex("06092A864886FC6B04")


def tlv(tag, value):
    return bytes.fromhex(tag) + bytes([len(value)]) + value


def encrypted_keys(dek, version, keys):
    """PUT KEY's data: AES keys under the DEK, each with its check value."""
    data = bytes([version])
    for key in keys:
        encryptor = cbc(dek, bytes(16)).encryptor()
        cipher = encryptor.update(key) + encryptor.finalize()
        data += bytes([0x88, len(cipher) + 1, len(key)]) + cipher + b"\3" + ecb(key, b"\1" * 16)[:3]
    return data


class GlobalPlatform(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = cls.enterClassContext(PcscService())
        cls.context = cls.enterClassContext(Context())
        cls.profile = sandbox.new_folder("profile-") / "card.yaml"
        cls.profile.write_text(card_profile.DEFAULT.read_text() + GLOBAL_PLATFORM)

    def setUp(self):
        if self.context.shows_card(READERS[0]):
            self.context.wait_for_card(READERS[0], present=False)
        self.daemon = CardDaemon(self.profile, state=sandbox.new_folder("state-"))
        self.addCleanup(lambda: self.daemon.must_stop())
        self.service.wait_for_card()
        self.card = Card(self.context)
        self.card.select_application(ISD)

    def opened(self, level=0x33, enc=KEY, mac=KEY, version=0):
        host = Scp03Host(self.card.transmit, enc, mac)
        self.assertEqual(host.open(level, version), "9000")
        return host

    def status_of(self, host, kinds, aid=b""):
        data, status = host.send(0x80, 0xF2, kinds, 0x02, tlv("4F", aid))
        while status == "6310":
            more, status = host.send(0x80, 0xF2, kinds, 0x03, tlv("4F", aid))
            data += more
        return data, status

    def test_an_empty_name_selects_the_issuer_security_domain(self):
        data, status = self.card.transmit(bytes.fromhex("00A4040000"))
        self.assertEqual((data.hex().upper(), status), (f"6F108408{ISD}A5049F6501FF", "9000"))

    def test_tells_what_it_is_without_a_session(self):
        recognition, status = self.card.transmit(bytes.fromhex("80CA006600"))
        self.assertEqual((recognition[:1], status), (b"\x66", "9000"))
        self.assertIn(bytes.fromhex("2A864886FC6B040370"), recognition)
        self.assertIn(bytes.fromhex("2A864886FC6B040255"), recognition)
        keys, status = self.card.transmit(bytes.fromhex("80CA00E000"))
        self.assertEqual((keys[:1], status), (b"\xe0", "9000"))
        for key in ("C00401308810", "C00402308810", "C00403308810", "C00401208010"):
            self.assertIn(bytes.fromhex(key), keys)
        self.assertEqual(self.card.transmit(bytes.fromhex("80CA004200")), (bytes.fromhex("42021122"), "9000"))
        self.assertEqual(self.card.transmit(bytes.fromhex("80CA9F7F00"))[0][:3].hex(), "9f7f2a")
        self.assertEqual(self.card.status("80CA123400"), "6a88")

    def test_announces_the_protocol_that_it_then_speaks(self):
        """Hosts compare i of the card recognition data with i of INITIALIZE UPDATE."""
        recognition, _ = self.card.transmit(bytes.fromhex("80CA006600"))
        for version, protocol, i in ((0x30, 3, 0x70), (0x20, 2, 0x55)):
            self.card.select_application(ISD)
            command = bytes([0x80, 0x50, version, 0, 8]) + bytes(range(1, 9)) + b"\0"
            answer, status = self.card.transmit(command)
            self.assertEqual(status, "9000")
            self.assertEqual(answer[10:12], bytes([version, protocol]))
            self.assertIn(SCP_OID + bytes([protocol, i]), recognition)
            if protocol == 3:
                self.assertEqual(answer[12], i)  # SCP02 has no room for it

    def test_everything_else_needs_a_session(self):
        for command in ("80F28002024F0000", "80F0800F00", "80E60800010000", "80E40000024F0000", "80D8008100", "80E2900000"):
            with self.subTest(command=command):
                self.assertIn(self.card.status(command), ("6982", "6700"))

    def test_lists_the_applications_of_the_card(self):
        host = self.opened()
        issuer, status = self.status_of(host, 0x80)
        self.assertEqual(status, "9000")
        self.assertIn(tlv("4F", bytes.fromhex(ISD)) + bytes.fromhex("9F700101"), issuer)
        applications, status = self.status_of(host, 0x40)
        self.assertEqual(status, "9000")
        for aid in (SSD, card_profile.USIM_AID, card_profile.PKCS15_AID, ARA_M):
            self.assertIn(bytes.fromhex(aid), applications)
        self.assertEqual(self.status_of(host, 0x20)[1], "6a88")

    def test_puts_keys_that_open_sessions_from_then_on(self):
        host = self.opened()
        data, status = host.send(0x80, 0xD8, 0x00, 0x81, encrypted_keys(KEY, 0x33, NEW_KEYS))
        checks = b"".join(ecb(key, b"\1" * 16)[:3] for key in NEW_KEYS)
        self.assertEqual((data, status), (b"\x33" + checks, "9000"))
        wrong = bytearray(encrypted_keys(KEY, 0x34, NEW_KEYS))
        wrong[-1] ^= 1
        self.assertEqual(host.send(0x80, 0xD8, 0x00, 0x81, bytes(wrong))[1], "9485")
        self.assertEqual(host.send(0x80, 0xD8, 0x3F, 0x81, encrypted_keys(KEY, 0x3E, NEW_KEYS))[1], "6a88")
        self.assertEqual(host.send(0x80, 0xD8, 0x30, 0x81, encrypted_keys(KEY, 0x33, NEW_KEYS))[1], "6a88")
        self.card.reset()
        self.card.select_application(ISD)
        self.opened(0x13, NEW_KEYS[0], NEW_KEYS[1], 0x33)
        self.card.select_application(ISD)
        host = self.opened(0x33, NEW_KEYS[0], NEW_KEYS[1], 0x33)
        self.assertEqual(host.send(0x80, 0xE4, 0, 0, tlv("D2", b"\x33"))[1], "6985")
        self.assertEqual(host.send(0x80, 0xE4, 0, 0, tlv("D2", b"\x30")), (b"\0", "9000"))
        self.card.select_application(ISD)
        self.assertEqual(self.card.status("80503000080102030405060708 00"), "6a88")

    def test_a_key_set_takes_the_place_of_another(self):
        host = self.opened()
        self.assertEqual(host.send(0x80, 0xD8, 0x30, 0x81, encrypted_keys(KEY, 0x30, NEW_KEYS))[1], "9000")
        self.card.select_application(ISD)
        self.opened(0x33, NEW_KEYS[0], NEW_KEYS[1], 0x30)

    def test_a_locked_application_cannot_be_selected(self):
        usim = self.opened()
        aid = bytes.fromhex(card_profile.PKCS15_AID)
        self.assertEqual(usim.send(0x80, 0xF0, 0x40, 0x80, aid)[1], "9000")
        self.assertIn(bytes.fromhex("9F700187"), self.status_of(usim, 0x40, aid)[0])
        select = f"00A4040C{len(aid):02X}{card_profile.PKCS15_AID}"
        self.assertEqual(self.card.status(select), "6a82")
        self.card.select_application(ISD)
        host = self.opened()
        self.assertEqual(host.send(0x80, 0xF0, 0x40, 0x00, aid)[1], "9000")
        self.assertEqual(self.card.status(select), "9000")

    def test_a_locked_card_has_its_issuer_only(self):
        host = self.opened()
        self.assertEqual(host.send(0x80, 0xF0, 0x80, 0x0F, b"")[1], "9000")
        self.assertEqual(host.send(0x80, 0xF0, 0x80, 0x07, b"")[1], "6a80")
        self.assertEqual(host.send(0x80, 0xF0, 0x80, 0x7F, b"")[1], "9000")
        self.assertEqual(self.card.status(f"00A4040C07{card_profile.USIM_AID}"), "6a81")
        self.card.select_application(ISD)
        host = self.opened()
        self.assertEqual(host.send(0x80, 0xF0, 0x80, 0x0F, b"")[1], "9000")
        self.assertEqual(self.card.status(f"00A4040C07{card_profile.USIM_AID}"), "9000")

    def test_a_terminated_card_is_at_its_end(self):
        host = self.opened()
        self.assertEqual(host.send(0x80, 0xF0, 0x80, 0xFF, b"")[1], "9000")
        self.assertEqual(self.card.status("00A40004023F00"), "6985")
        self.card.reset()
        self.assertEqual(self.card.status(f"00A4040C08{ISD}"), "6985")

    def test_a_deleted_application_is_gone(self):
        host = self.opened()
        aid = bytes.fromhex(ARA_M)
        self.assertEqual(host.send(0x80, 0xE4, 0, 0, tlv("4F", aid)), (b"\0", "9000"))
        self.assertEqual(host.send(0x80, 0xE4, 0, 0, tlv("4F", aid))[1], "6a88")
        self.assertEqual(host.send(0x80, 0xE4, 0, 0, tlv("4F", bytes.fromhex(ISD)))[1], "6985")
        self.assertEqual(self.card.status(f"00A4040C09{ARA_M}"), "6a82")

    def test_extradites_and_changes_privileges(self):
        host = self.opened()
        aid, domain = bytes.fromhex(ARA_M), bytes.fromhex(SSD)
        extradition = bytes([len(domain)]) + domain + b"\0" + bytes([len(aid)]) + aid + b"\0\0\0"
        self.assertEqual(host.send(0x80, 0xE6, 0x10, 0, extradition), (b"\0", "9000"))
        self.assertIn(tlv("CC", domain), self.status_of(host, 0x40, aid)[0])
        update = b"\0\0" + bytes([len(aid)]) + aid + b"\1\4\0\0"
        self.assertEqual(host.send(0x80, 0xE6, 0x40, 0, update), (b"\0", "9000"))
        self.assertIn(bytes.fromhex("C503040000"), self.status_of(host, 0x40, aid)[0])

    def test_executable_code_is_refused(self):
        host = self.opened()
        self.assertEqual(host.send(0x80, 0xE6, 0x02, 0, b"\5\1\2\3\4\5\0\0\0\0")[1], "6a81")
        self.assertEqual(host.send(0x80, 0xE8, 0x80, 0, b"\xc4\1\0")[1], "6a81")

    def test_stores_data_that_get_data_tells(self):
        host = self.opened()
        self.assertEqual(host.send(0x80, 0xE2, 0x90, 0, bytes.fromhex("4202AABB5F500355524C"))[1], "9000")
        self.card.reset()
        self.card.select_application(ISD)
        self.assertEqual(self.card.transmit(bytes.fromhex("80CA004200"))[0].hex(), "4202aabb")
        self.assertEqual(self.card.transmit(bytes.fromhex("80CA5F5000"))[0].hex(), "5f500355524c")

    def test_stores_data_groups(self):
        host = self.opened()
        groups = bytes.fromhex("0070044202CCDD" + "7001020102" + "7002FF0003010203")
        self.assertEqual(host.send(0x80, 0xE2, 0x88, 0, groups)[1], "9000")
        self.assertEqual(host.send(0x80, 0xE2, 0x88, 0, bytes.fromhex("700103AA"))[1], "6a80")
        self.assertEqual(host.send(0x80, 0xE2, 0x80, 0, groups)[1], "6a86")
        self.card.reset()
        self.card.select_application(ISD)
        for tag, value in (("0042", "4202ccdd"), ("7001", "7001020102"), ("7002", "700203010203")):
            self.assertEqual(self.card.transmit(bytes.fromhex(f"80CA{tag}00"))[0].hex(), value)

    def test_a_supplementary_domain_manages_its_own_only(self):
        self.card.select_application(SSD)
        host = self.opened(version=0x31)
        listed, status = self.status_of(host, 0x40)
        self.assertEqual(status, "9000")
        self.assertIn(bytes.fromhex(SSD), listed)
        self.assertNotIn(bytes.fromhex(ARA_M), listed)
        ara_m = bytes.fromhex(ARA_M)
        self.assertEqual(host.send(0x80, 0xF0, 0x80, 0x7F, b"")[1], "6985")
        self.assertEqual(host.send(0x80, 0xF0, 0x40, 0x80, ara_m)[1], "6985")
        self.assertEqual(host.send(0x80, 0xE4, 0, 0, tlv("4F", ara_m))[1], "6985")
        self.assertEqual(host.send(0x80, 0xE6, 0x40, 0, b"\0\0" + tlv("", ara_m) + b"\1\4\0\0")[1], "6985")
        own = b"\0\0" + tlv("", bytes.fromhex(SSD)) + b"\3\x9e\xdc\0\0\0"
        self.assertEqual(host.send(0x80, 0xE6, 0x40, 0, own)[1], "6985")
        self.card.select_application(ISD)
        issuer, domain = self.opened(), bytes.fromhex(SSD)
        self.assertEqual(issuer.send(0x80, 0xE6, 0x10, 0, tlv("", domain) + b"\0" + tlv("", ara_m) + b"\0\0\0")[1], "9000")
        self.card.select_application(SSD)
        host = self.opened(version=0x31)
        self.assertEqual(host.send(0x80, 0xF0, 0x40, 0x80, ara_m)[1], "9000")
        self.assertEqual(self.card.status(f"00A4040C09{ARA_M}"), "6a82")

    def test_a_supplementary_domain_has_keys_of_its_own(self):
        self.card.select_application(SSD)
        self.assertEqual(self.card.status("80503000080102030405060708 00"), "6a88")
        self.opened(version=0x31)

    def test_the_older_protocol_opens_sessions_too(self):
        for level in (0x00, 0x01, 0x03):
            with self.subTest(level=level):
                self.card.select_application(ISD)
                host = Scp02Host(self.card.transmit, KEY)
                self.assertEqual(host.open(level, 0x20), "9000")
                if level:
                    data, status = host.send(0xF2, 0x80, 0x02, bytes.fromhex("4F00"))
                else:
                    data, status = self.card.transmit(bytes.fromhex("80F28002024F0000"))
                self.assertEqual((data[:1], status), (b"\xe3", "9000"))
        self.card.select_application(ISD)
        host = Scp02Host(self.card.transmit, KEY)
        host.open(0x03, 0x20)
        forged = bytearray(host.protect(0xF2, 0x80, 0x02, bytes.fromhex("4F00")))
        forged[-2] ^= 1
        self.assertEqual(self.card.transmit(bytes(forged)), (b"", "6982"))

    def test_responses_get_a_mac_when_the_host_begins_so(self):
        host = self.opened(0x01)
        self.assertEqual(host.send(0x80, 0x7A, 0x10, 0x01, b""), (b"", "9000"))
        host.check_responses(True)
        self.assertEqual(host.send(0x80, 0xCA, 0x00, 0x42)[0], bytes.fromhex("42021122"))
        host.check_responses(False)
        self.assertEqual(host.send(0x80, 0x78, 0x00, 0x03), (b"", "9000"))
        self.assertEqual(host.send(0x80, 0xCA, 0x00, 0x42)[0], bytes.fromhex("42021122"))

    def test_applications_without_keys_use_those_of_the_issuer(self):
        self.card.select_application(card_profile.USIM_AID)
        self.opened(version=0x30)


if __name__ == "__main__":
    sandbox.main()
