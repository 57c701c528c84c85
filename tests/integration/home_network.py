"""The other end of a SUCI: what a home network reads out of it with its private keys (TS 33.501
Annex C.3.3, TS 24.501 §9.11.3.4)."""

import hashlib
import hmac
import json

from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from card_daemon import PROJECT

VECTORS = json.loads((PROJECT / "tests/vectors/suci.json").read_text())["vectors"]
NULL_SCHEME, PROFILE_A, PROFILE_B = range(3)
EPHEMERAL_KEY_SIZES = {PROFILE_A: 32, PROFILE_B: 33}
TAG_SIZE = 8


def private_key(profile):
    """Of the published examples, whose public keys are on the card."""
    name = {PROFILE_A: "A", PROFILE_B: "B"}[profile]
    return bytes.fromhex(next(v["hn_private"] for v in VECTORS if v["profile"] == name))


def shared_secret(profile, ephemeral_key):
    if profile == PROFILE_A:
        own = x25519.X25519PrivateKey.from_private_bytes(private_key(profile))
        return own.exchange(x25519.X25519PublicKey.from_public_bytes(ephemeral_key))
    curve = ec.SECP256R1()
    own = ec.derive_private_key(int.from_bytes(private_key(profile), "big"), curve)
    return own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(curve, ephemeral_key))


def reveal(profile, scheme_output):
    """The scheme input; an AssertionError when the tag is wrong."""
    size = EPHEMERAL_KEY_SIZES[profile]
    ephemeral_key, rest = scheme_output[:size], scheme_output[size:]
    ciphertext, tag = rest[:-TAG_SIZE], rest[-TAG_SIZE:]
    secret = shared_secret(profile, ephemeral_key)
    keys = b"".join(
        hashlib.sha256(secret + counter.to_bytes(4, "big") + ephemeral_key).digest()
        for counter in (1, 2)
    )
    encryption, counter_block, mac = keys[:16], keys[16:32], keys[32:]
    assert hmac.digest(mac, ciphertext, "sha256")[:TAG_SIZE] == tag, "the tag is wrong"
    return Cipher(algorithms.AES(encryption), modes.CTR(counter_block)).decryptor().update(ciphertext)


def digits(octets):
    """Swapped nibbles up to the filler."""
    return "".join(f"{octet & 15:x}{octet >> 4:x}" for octet in octets).rstrip("f")


class Suci:
    """A 5GS mobile identity from octet 4 on, for an IMSI."""

    def __init__(self, octets):
        assert octets[0] == 0x01, "a SUCI with an IMSI"
        plmn = digits(octets[1:4])
        self.mcc = plmn[:3]
        self.mnc = plmn[4:6] + plmn[3].replace("f", "")
        self.routing_indicator = digits(octets[4:6])
        self.scheme, self.key_identifier = octets[6], octets[7]
        self.output = octets[8:]

    def imsi(self):
        msin = self.output if self.scheme == NULL_SCHEME else reveal(self.scheme, self.output)
        return self.mcc + self.mnc + digits(msin)
