"""The terminal's side of SCP03 (GPCS Amendment D), written apart from the card's."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

MAC_SIZE = 8
CARD_CRYPTOGRAM, HOST_CRYPTOGRAM, S_ENC, S_MAC, S_RMAC = 0x00, 0x01, 0x04, 0x06, 0x07


def cmac(key, message):
    mac = CMAC(algorithms.AES(key))
    mac.update(message)
    return mac.finalize()


def ecb(key, block):
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return encryptor.update(block) + encryptor.finalize()


def cbc(key, iv):
    return Cipher(algorithms.AES(key), modes.CBC(iv))


def derive(key, constant, context, size):
    """SP 800-108 in counter mode with CMAC; `size` in octets."""
    octets = b""
    for counter in range(1, (size + 15) // 16 + 1):
        octets += cmac(key, bytes(11) + bytes([constant, 0]) + (8 * size).to_bytes(2, "big") + bytes([counter]) + context)
    return octets[:size]


def padded(data):
    return data + b"\x80" + bytes(-(len(data) + 1) % 16)


class ProtocolError(Exception):
    pass


class Scp03Host:
    """`transmit` takes a command APDU and gives response data and status word, 61XX fetched."""

    def __init__(self, transmit, enc, mac, channel=0):
        self._transmit = transmit
        self._static = (enc, mac)
        self._channel = channel
        self._level = 0

    def open(self, level, version=0, challenge=bytes(range(1, 9))):
        """INITIALIZE UPDATE and EXTERNAL AUTHENTICATE; returns the status word of the latter."""
        answer, status = self._transmit(bytes([0x80 | self._channel, 0x50, version, 0, 8]) + challenge + b"\0")
        if status != "9000":
            return status
        card_challenge, cryptogram = answer[13:21], answer[21:29]
        context = challenge + card_challenge
        enc, mac = self._static
        size = len(enc)
        self._enc, self._mac, self._rmac = (
            derive(key, constant, context, size) for key, constant in ((enc, S_ENC), (mac, S_MAC), (mac, S_RMAC))
        )
        if cryptogram != derive(self._mac, CARD_CRYPTOGRAM, context, MAC_SIZE):
            raise ProtocolError("the card has other keys")
        self._chaining, self._counter, self._level = bytes(16), 0, 0x01
        host = derive(self._mac, HOST_CRYPTOGRAM, context, MAC_SIZE)
        _, status = self._transmit(self.protect(0x80, 0x82, level, 0, host, None))
        self._level, self._counter = level, 0
        return status

    def protect(self, cla, ins, p1, p2, data=b"", le=0):
        """The command as it goes to the card."""
        self._counter += 1
        if self._level & 0x02 and data:
            iv = ecb(self._enc, self._counter.to_bytes(16, "big"))
            encryptor = cbc(self._enc, iv).encryptor()
            data = encryptor.update(padded(data)) + encryptor.finalize()
        header = bytes([cla | 0x04, ins, p1, p2, len(data) + MAC_SIZE])
        self._chaining = cmac(self._mac, self._chaining + header + data)
        command = bytes([header[0] | self._channel]) + header[1:] + data + self._chaining[:MAC_SIZE]
        return command + (b"" if le is None else bytes([le & 0xFF]))

    def reveal(self, response, status):
        """The data of a response, when its MAC is right."""
        if not self._level & 0x10 or not (status == "9000" or status[:2] in ("62", "63")):
            return response
        data, mac = response[:-MAC_SIZE], response[-MAC_SIZE:]
        if mac != cmac(self._rmac, self._chaining + data + bytes.fromhex(status))[:MAC_SIZE]:
            raise ProtocolError("the MAC of the response is wrong")
        if not self._level & 0x20 or not data:
            return data
        iv = ecb(self._enc, b"\x80" + self._counter.to_bytes(15, "big"))
        decryptor = cbc(self._enc, iv).decryptor()
        plain = (decryptor.update(data) + decryptor.finalize()).rstrip(b"\0")
        if plain[-1:] != b"\x80":
            raise ProtocolError("the padding of the response is wrong")
        return plain[:-1]

    def check_responses(self, wanted):
        """Between BEGIN and END R-MAC SESSION responses have a MAC."""
        self._level = self._level | 0x10 if wanted else self._level & ~0x10

    def send(self, cla, ins, p1, p2, data=b"", le=0):
        """A command in the session: data and status word of the answer."""
        response, status = self._transmit(self.protect(cla, ins, p1, p2, data, le))
        return self.reveal(response, status), status
