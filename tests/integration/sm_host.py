"""The terminal's side of ISO/IEC 7816-4 secure messaging (ICAO Doc 9303-11), apart from the card's."""

import hashlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

TERMINAL_CHALLENGE = bytes.fromhex("781723860C06C226")
TERMINAL_KEY = bytes.fromhex("0B795240CB7049B01C19B33E32804F0B")


def padded(data):
    return data + b"\x80" + bytes(-(len(data) + 1) % 8)


def cbc(key, data, decrypt=False):
    cipher = Cipher(algorithms.TripleDES(key), modes.CBC(bytes(8)))
    worker = cipher.decryptor() if decrypt else cipher.encryptor()
    return worker.update(data) + worker.finalize()


def retail_mac(key, data):
    """ISO/IEC 9797-1 algorithm 3 of padded data; three equal keys make single DES of 3DES."""
    last = cbc(key[:8] * 3, data)[-8:]
    decryptor = Cipher(algorithms.TripleDES(key[8:] * 3), modes.ECB()).decryptor()
    encryptor = Cipher(algorithms.TripleDES(key[:8] * 3), modes.ECB()).encryptor()
    return encryptor.update(decryptor.update(last))


def tlv(tag, value):
    length = bytes([len(value)]) if len(value) < 0x80 else b"\x81" + bytes([len(value)])
    return bytes([tag]) + length + value


def tlv_map(data):
    objects = {}
    while data:
        long_form = data[1] == 0x81
        size, start = (data[2], 3) if long_form else (data[1], 2)
        objects[data[0]] = data[start : start + size]
        data = data[start + size :]
    return objects


class SmHost:
    """`transmit` takes a command APDU and gives response data and status word, 61XX fetched."""

    def __init__(self, transmit, enc, mac, channel=0):
        self._transmit, self._static, self._channel = transmit, (enc, mac), channel

    def authenticate(self):
        """GET CHALLENGE and MUTUAL AUTHENTICATE; the status word of the latter."""
        enc, mac = self._static
        challenge, _ = self._transmit(bytes([self._channel, 0x84, 0, 0, 8]))
        cryptogram = cbc(enc, TERMINAL_CHALLENGE + challenge + TERMINAL_KEY)
        data = cryptogram + retail_mac(mac, padded(cryptogram))
        answer, status = self._transmit(bytes([self._channel, 0x82, 0, 0, len(data)]) + data + b"\x28")
        if status != "9000":
            return status
        plain = cbc(enc, answer[:32], decrypt=True)
        assert plain[:16] == challenge + TERMINAL_CHALLENGE, "the card answers another challenge"
        assert answer[32:] == retail_mac(mac, padded(answer[:32]))
        seed = bytes(a ^ b for a, b in zip(TERMINAL_KEY, plain[16:]))
        self._enc, self._mac = (hashlib.sha1(seed + bytes([0, 0, 0, n])).digest()[:16] for n in (1, 2))
        self._counter = int.from_bytes(challenge[4:] + TERMINAL_CHALLENGE[4:], "big")
        return status

    def authenticate_externally(self):
        """GET CHALLENGE and EXTERNAL AUTHENTICATE: no session follows. The status word."""
        enc, mac = self._static
        challenge, _ = self._transmit(bytes([self._channel, 0x84, 0, 0, 8]))
        cryptogram = cbc(enc, challenge)
        data = cryptogram + retail_mac(mac, padded(cryptogram))
        return self._transmit(bytes([self._channel, 0x82, 0, 0, len(data)]) + data)[1]

    def _next(self):
        self._counter += 1
        return self._counter.to_bytes(8, "big")

    def protect(self, ins, p1, p2, data=b"", le=0):
        header = bytes([0x0C | self._channel, ins, p1, p2])
        objects = tlv(0x87, b"\1" + cbc(self._enc, padded(data))) if data else b""
        objects += b"" if le is None else tlv(0x97, bytes([le]))
        mac = retail_mac(self._mac, padded(self._next() + padded(header) + objects) if objects else padded(self._next() + header))
        objects += tlv(0x8E, mac)
        return header + bytes([len(objects)]) + objects + b"\0"

    def reveal(self, response):
        """Data and status word of a protected response whose checksum is right."""
        objects = tlv_map(response)
        covered = response[: -len(tlv(0x8E, objects[0x8E]))]
        assert objects[0x8E] == retail_mac(self._mac, padded(self._next() + covered)), "wrong checksum"
        plain = b""
        if 0x87 in objects:
            plain = cbc(self._enc, objects[0x87][1:], decrypt=True).rstrip(b"\0")[:-1]
        return plain, objects[0x99].hex()

    def send(self, ins, p1, p2, data=b"", le=0):
        response, status = self._transmit(self.protect(ins, p1, p2, data, le))
        if not response:
            return b"", status
        plain, inner = self.reveal(response)
        assert inner == status
        return plain, status
