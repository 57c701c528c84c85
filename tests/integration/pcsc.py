"""A PC/SC client on libpcsclite, for what the packaged clients cannot be told to do."""

import ctypes

from processes import eventually

SHARED, PROTOCOL_T0, PROTOCOL_T1 = 2, 1, 2
LEAVE_CARD, RESET_CARD, UNPOWER_CARD, EJECT_CARD = range(4)
STATE_CHANGED, STATE_EMPTY, STATE_PRESENT = 0x0002, 0x0010, 0x0020
SYSTEM_SCOPE = 2
ERRORS = {
    0x80100009: "unknown reader",
    0x8010000A: "timed out",
    0x8010000C: "no card",
    0x8010001D: "no service",
    0x8010002E: "no readers",
    0x80100066: "card does not respond",
    0x80100067: "card is unpowered",
    0x80100068: "card was reset",
    0x80100069: "card was removed",
}
MAX_RESPONSE = 65_538

_dword = ctypes.c_ulong
_long = ctypes.c_long


class _IoRequest(ctypes.Structure):
    _fields_ = [("protocol", _dword), ("length", _dword)]


class _ReaderState(ctypes.Structure):
    _fields_ = [
        ("reader", ctypes.c_char_p),
        ("user_data", ctypes.c_void_p),
        ("current", _dword),
        ("event", _dword),
        ("atr_length", _dword),
        ("atr", ctypes.c_ubyte * 33),
    ]


class PcscError(Exception):
    """A call that PC/SC refused; `code` as in pcsclite.h."""

    def __init__(self, call, code):
        self.code = code & 0xFFFFFFFF
        super().__init__(f"{call}: {ERRORS.get(self.code, hex(self.code))}")


class Context:
    """A connection to the PC/SC service."""

    def __init__(self):
        try:
            self._library = ctypes.CDLL("libpcsclite.so.1")
        except OSError as error:
            raise AssertionError(f"{error}: apt-get install libpcsclite1") from None
        self._handle = _long()
        self.call(
            "SCardEstablishContext", _dword(SYSTEM_SCOPE), None, None, ctypes.byref(self._handle)
        )

    def call(self, name, *arguments):
        function = getattr(self._library, name)
        function.restype = _long
        code = function(*arguments)
        if code != 0:
            raise PcscError(name, code)

    def readers(self):
        length = _dword(0)
        try:
            self.call("SCardListReaders", self._handle, None, None, ctypes.byref(length))
            names = ctypes.create_string_buffer(length.value)
            self.call("SCardListReaders", self._handle, None, names, ctypes.byref(length))
        except PcscError as error:
            if "no readers" in str(error):
                return []
            raise
        return [name.decode() for name in names.raw.split(b"\0") if name]

    def state(self, reader):
        """The state bits of a reader, and the ATR of its card."""
        status = _ReaderState(reader=reader.encode(), current=0)
        self.call("SCardGetStatusChange", self._handle, _dword(0), ctypes.byref(status), _dword(1))
        return status.event, bytes(status.atr[: status.atr_length])

    def shows_card(self, reader):
        return bool(self.state(reader)[0] & STATE_PRESENT)

    def insertions(self, reader):
        """How often a card was put in or taken out; pcscd counts in the upper half of the state."""
        return self.state(reader)[0] >> 16

    def wait_for_card(self, reader, present=True, seconds=5):
        what = "shows no card" if present else "still shows a card"
        eventually(
            lambda: self.shows_card(reader) == present, seconds, lambda: f"{reader} {what}"
        )

    def connect(self, reader, protocols=PROTOCOL_T0 | PROTOCOL_T1):
        handle, protocol = _long(), _dword()
        self.call(
            "SCardConnect", self._handle, reader.encode(), _dword(SHARED), _dword(protocols),
            ctypes.byref(handle), ctypes.byref(protocol),
        )
        return Connection(self, handle, protocol.value)

    def close(self):
        self.call("SCardReleaseContext", self._handle)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Connection:
    """A session with the card in a reader."""

    def __init__(self, context, handle, protocol):
        self._context = context
        self._handle = handle
        self.protocol = protocol

    def transmit(self, command):
        """Sends an APDU (octets or hex) and returns the answer with its status word, as octets."""
        command = bytes.fromhex(command) if isinstance(command, str) else command
        request = _IoRequest(self.protocol, ctypes.sizeof(_IoRequest))
        answer = ctypes.create_string_buffer(MAX_RESPONSE)
        length = _dword(MAX_RESPONSE)
        self._context.call(
            "SCardTransmit", self._handle, ctypes.byref(request), command, _dword(len(command)),
            None, answer, ctypes.byref(length),
        )
        return answer.raw[: length.value]

    def reconnect(self, initialization=RESET_CARD):
        protocol = _dword()
        self._context.call(
            "SCardReconnect", self._handle, _dword(SHARED), _dword(PROTOCOL_T0 | PROTOCOL_T1),
            _dword(initialization), ctypes.byref(protocol),
        )
        self.protocol = protocol.value

    def disconnect(self, disposition=LEAVE_CARD):
        self._context.call("SCardDisconnect", self._handle, _dword(disposition))
