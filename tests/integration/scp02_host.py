"""The terminal's side of SCP02 (GPCS Annex E), options 15 and 55, written apart from the card's."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from sm_host import cbc, padded, retail_mac

C_MAC, ENC = b"\x01\x01", b"\x01\x82"
MAC_SIZE = 8


def single_des(key, block):
    encryptor = Cipher(algorithms.TripleDES(key * 3), modes.ECB()).encryptor()
    return encryptor.update(block) + encryptor.finalize()


class Scp02Host:
    """`transmit` takes a command APDU and gives response data and status word, 61XX fetched."""

    def __init__(self, transmit, key):
        self._transmit, self._key = transmit, key

    def _session_key(self, constant, counter):
        return cbc(self._key, constant + counter + bytes(12))

    def open(self, level, version, challenge=bytes(range(1, 9))):
        """INITIALIZE UPDATE and EXTERNAL AUTHENTICATE; the status word of the latter."""
        answer, status = self._transmit(bytes([0x80, 0x50, version, 0, 8]) + challenge + b"\0")
        if status != "9000":
            return status
        assert answer[10:12] == bytes([version, 2]), "another key set or protocol"
        counter, card_challenge, cryptogram = answer[12:14], answer[14:20], answer[20:28]
        self._enc, self._mac = self._session_key(ENC, counter), self._session_key(C_MAC, counter)
        assert cryptogram == cbc(self._enc, padded(challenge + counter + card_challenge))[-8:]
        self._level, self._icv = 0x01, None
        host = cbc(self._enc, padded(counter + card_challenge + challenge))[-8:]
        _, status = self._transmit(self.protect(0x82, level, 0, host, le=None))
        self._level = level
        return status

    def protect(self, ins, p1, p2, data=b"", le=0):
        header = bytes([0x84, ins, p1, p2, len(data) + MAC_SIZE])
        icv = bytes(8) if self._icv is None else single_des(self._mac[:8], self._icv)
        message = padded(header + data)
        first = bytes(a ^ b for a, b in zip(message[:8], icv))
        self._icv = retail_mac(self._mac, first + message[8:])
        if self._level & 0x02 and data:
            data = cbc(self._enc, padded(data))
        command = header[:4] + bytes([len(data) + MAC_SIZE]) + data + self._icv
        return command + (b"" if le is None else bytes([le]))

    def send(self, ins, p1, p2, data=b"", le=0):
        return self._transmit(self.protect(ins, p1, p2, data, le))
