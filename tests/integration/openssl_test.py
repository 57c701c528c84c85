"""What the card calculates, again by openssl: ciphers, MACs, key derivation and agreement."""

import unittest

import card_profile
import sandbox
from auc import Subscriber
from card_connection import Card
from card_daemon import PROJECT, CardDaemon
from home_network import PROFILE_A, PROFILE_B, Suci, private_key
from pcsc import Context
from processes import run
from reader import PcscService

KEY = bytes(range(0x40, 0x50))
ISD = "A000000151000000"
CHALLENGE = bytes(range(1, 9))
FAMILY = PROJECT / "profiles/cards/family.yaml"
FAMILY_KEY = "000102030405060708090A0B0C0D0E0F"
SUCI = PROJECT / "profiles/cards/usim-5g-suci.yaml"
PREFER_PROFILE_A = (
    "0020000A083838383838383838", "00A4080C067FFF5FD04F01", "00D6000206010102020000",
)
MSIN = bytes.fromhex("00012080F6")  # 001002086 as of TS 24.501 §9.11.3.4
# What stands before the octets of a key in DER: RFC 8410, and RFC 5915 and RFC 5480 with P-256.
PRIVATE_KEY_DER = {
    PROFILE_A: ("302E020100300506032B656E04220420", ""),
    PROFILE_B: ("30310201010420", "A00A06082A8648CE3D030107"),
}
PUBLIC_KEY_DER = {
    PROFILE_A: "302A300506032B656E032100",
    PROFILE_B: "3039301306072A8648CE3D020106082A8648CE3D030107032200",
}
KEYS = f"""
global-platform:
  keys:
    scp03: {{i: 0x70, key-sets: [{{version: 0x30, key: {KEY.hex()}}}]}}
    scp02: {{i: 0x55, key-sets: [{{version: 0x20, key: {KEY.hex()}}}]}}
"""
MESSAGING = f"""
vuicc: 1
iccid: "898800000000000044?"
mf:
  keys:
    messaging: [{{version: 1, algorithm: 3des, enc: {KEY.hex()}, mac: {KEY.hex()}}}]
"""


def openssl(*arguments, data=b""):
    return run(["openssl", *arguments], stdin=data).must_succeed().output


def cipher(name, key, iv, data, *options):
    settings = "-nopad", "-K", key.hex(), "-iv", iv.hex()
    return openssl("enc", f"-{name}", *options, *settings, data=data)


def des3_cbc(key, data, *options):
    return cipher("des-ede-cbc", key, bytes(8), data, *options)


def cmac(key, data):
    options = "-cipher", "AES-128-CBC", "-macopt", f"hexkey:{key.hex()}"
    return openssl("mac", *options, "-binary", "CMAC", data=data)


def hmac(key, data):
    options = "-digest", "SHA256", "-macopt", f"hexkey:{key.hex()}"
    return openssl("mac", *options, "-binary", "HMAC", data=data)


def kdf(name, size, *options):
    settings = [word for option in options for word in ("-kdfopt", option)]
    return openssl("kdf", "-keylen", str(size), *settings, "-binary", name)


def padded(data):
    return data + b"\x80" + bytes(-(len(data) + 1) % 8)


def retail_mac(key, data):
    """ISO/IEC 9797-1 algorithm 3: single DES, that is 3DES with one key, and 3DES in the end."""
    *first, last = (data[at:at + 8] for at in range(0, len(data), 8))
    chained = des3_cbc(key[:8] * 2, b"".join(first))[-8:] if first else bytes(8)
    return des3_cbc(key, bytes(a ^ b for a, b in zip(chained, last)))


class Openssl(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = cls.enterClassContext(PcscService())
        cls.context = cls.enterClassContext(Context())

    def card(self, profile, *options):
        """A card in the reader; it leaves with the test."""
        if not hasattr(profile, "read_text"):
            path = sandbox.new_folder("profile-") / "card.yaml"
            path.write_text(profile)
            profile = path
        daemon = CardDaemon(profile, options=options)
        self.addCleanup(lambda: self.service.wait_for_card(present=False))
        self.addCleanup(daemon.must_stop)
        self.service.wait_for_card()
        card = Card(self.context)
        card.reset()
        return card

    def initialized(self, version):
        """A card with its issuer's domain, and what it answers to INITIALIZE UPDATE."""
        card = self.card(card_profile.DEFAULT.read_text() + KEYS)
        card.select_application(ISD)
        answer, status = card.transmit(bytes([0x80, 0x50, version, 0, 8]) + CHALLENGE + b"\0")
        self.assertEqual(status, "9000")
        return card, answer

    def test_cryptograms_and_macs_of_scp03(self):
        card, answer = self.initialized(0x30)
        context = CHALLENGE + answer[13:21]

        def derived(key, constant, size):
            return cmac(key, bytes(11) + bytes([constant, 0, 0, 8 * size, 1]) + context)[:size]

        mac_key = derived(KEY, 0x06, 16)
        self.assertEqual(answer[21:29], derived(mac_key, 0x00, 8))
        command = bytes.fromhex("8482010010") + derived(mac_key, 0x01, 8)
        mac = cmac(mac_key, bytes(16) + command)
        self.assertEqual(card.transmit(command + mac[:8]), (b"", "9000"))

    def test_cryptograms_and_macs_of_scp02(self):
        card, answer = self.initialized(0x20)
        counter, card_challenge = answer[12:14], answer[14:20]
        enc, mac_key = (
            des3_cbc(KEY, bytes.fromhex(constant) + counter + bytes(12))
            for constant in ("0182", "0101")
        )
        expected = des3_cbc(enc, padded(CHALLENGE + counter + card_challenge))[-8:]
        self.assertEqual(answer[20:28], expected)
        cryptogram = des3_cbc(enc, padded(counter + card_challenge + CHALLENGE))[-8:]
        command = bytes.fromhex("8482010010") + cryptogram
        mac = retail_mac(mac_key, padded(command))
        self.assertEqual(card.transmit(command + mac), (b"", "9000"))

    def test_mutual_authentication_of_secure_messaging(self):
        card = self.card(MESSAGING)
        challenge, _ = card.transmit(bytes.fromhex("0084000008"))
        mine, share = CHALLENGE, bytes(range(16))
        cryptogram = des3_cbc(KEY, mine + challenge + share)
        data = cryptogram + retail_mac(KEY, padded(cryptogram))
        answer, status = card.transmit(bytes.fromhex("0082000028") + data + b"\x28")
        self.assertEqual((len(answer), status), (40, "9000"))
        self.assertEqual(answer[32:], retail_mac(KEY, padded(answer[:32])))
        plain = des3_cbc(KEY, answer[:32], "-d")
        self.assertEqual(plain[:16], challenge + mine)

    def shared_secret(self, scheme, ephemeral_key):
        folder = sandbox.new_folder("key-")
        before, behind = map(bytes.fromhex, PRIVATE_KEY_DER[scheme])
        (folder / "own").write_bytes(before + private_key(scheme) + behind)
        (folder / "peer").write_bytes(bytes.fromhex(PUBLIC_KEY_DER[scheme]) + ephemeral_key)
        return openssl(
            "pkeyutl", "-derive", "-inkey", str(folder / "own"), "-keyform", "DER",
            "-peerkey", str(folder / "peer"), "-peerform", "DER",
        )

    def test_key_agreement_kdf_cipher_and_mac_of_a_suci(self):
        card = self.card(SUCI)
        for scheme, size in ((PROFILE_B, 33), (PROFILE_A, 32)):
            card.select_application(card_profile.USIM_AID)
            if scheme == PROFILE_A:
                for command in PREFER_PROFILE_A:
                    self.assertEqual(card.status(command), "9000")
            suci = Suci(card.transmit(bytes.fromhex("8078008100"))[0][2:])
            self.assertEqual(suci.scheme, scheme)
            ephemeral, ciphertext, tag = suci.output[:size], suci.output[size:-8], suci.output[-8:]
            secret = self.shared_secret(scheme, ephemeral)
            inputs = f"hexsecret:{secret.hex()}", f"hexinfo:{ephemeral.hex()}"
            keys = kdf("X963KDF", 64, "digest:SHA256", *inputs)
            self.assertEqual(hmac(keys[32:], ciphertext)[:8], tag)
            plain = cipher("aes-128-ctr", keys[:16], keys[16:32], ciphertext)
            self.assertEqual(plain, MSIN)

    def test_keys_that_a_family_derives(self):
        prf = "mac:HMAC", "digest:SHA256", f"hexkey:{FAMILY_KEY}"
        k, opc = (kdf("KBKDF", 16, *prf, f"salt:{name}", "info:0").hex() for name in ("k", "opc"))
        card = self.card(FAMILY)
        card.select_application(card_profile.USIM_AID)
        vector = Subscriber(k, opc).vector()
        challenge = f"0088008122 10{vector['RAND']} 10{vector['AUTN']}"
        answer, status = card.transmit(bytes.fromhex(challenge))
        self.assertEqual(status, "9000")
        expected = f"DB08{vector['RES']}10{vector['CK']}10{vector['IK']}"
        self.assertEqual(answer.hex(), expected.lower())


if __name__ == "__main__":
    sandbox.main()
