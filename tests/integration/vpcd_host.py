"""The reader's side of the vpcd protocol, for tests of the card's side without a PC/SC service.

A message is a two-octet length and that many octets. One octet alone is a control; only ATR is
answered. Everything else is an APDU.
"""

import socket
import struct

POWER_OFF, POWER_ON, RESET, ATR = 0, 1, 2, 4


class Slot:
    """The connection of one card."""

    def __init__(self, connection):
        self._connection = connection
        self._connection.settimeout(10)

    def control(self, command):
        self.send(bytes([command]))

    def power_on(self):
        """What pcscd does when it finds a card: ask twice, power it, and ask again."""
        self.atr()
        self.control(POWER_ON)
        return self.atr()

    def reset(self):
        self.control(RESET)
        return self.atr()

    def atr(self):
        self.control(ATR)
        return self.receive()

    def transmit(self, command):
        """Sends an APDU (octets or hex) and returns the answer with its status word, as octets."""
        self.send(bytes.fromhex(command) if isinstance(command, str) else command)
        return self.receive()

    def exchange(self, command):
        """The same, and fetches what a T=0 card announces with 61xx or 6Cxx, on its channel."""
        command = bytes.fromhex(command) if isinstance(command, str) else command
        answer = self.transmit(command)
        if answer[-2] == 0x6C:
            answer = self.transmit(command[:4] + answer[-1:])
        data = answer[:-2]
        while answer[-2] == 0x61:
            answer = self.transmit(bytes([command[0] & 0x43, 0xC0, 0, 0, answer[-1]]))
            data += answer[:-2]
        return data + answer[-2:]

    def send(self, payload):
        """Length and payload in two sends, which is how Debian's driver writes them."""
        self._connection.sendall(len(payload).to_bytes(2, "big"))
        self._connection.sendall(payload)

    def send_raw(self, octets):
        self._connection.sendall(octets)

    def receive(self):
        message = read_message(self._connection)
        if message is None:
            raise ConnectionError("the card closed the connection")
        return message

    def finish_sending(self):
        """Closes the connection in one direction."""
        self._connection.shutdown(socket.SHUT_WR)

    def abort(self):
        """Closes the connection as a host does that dies with data in its hands (RST)."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._connection.close()

    def receive_piece(self):
        """What the network delivers at once."""
        return self._connection.recv(70_000)

    def is_silent(self, seconds=0.3):
        """Whether nothing comes from the card for a while."""
        self._connection.settimeout(seconds)
        try:
            return self._connection.recv(1, socket.MSG_PEEK) is None
        except TimeoutError:
            return True
        finally:
            self._connection.settimeout(10)

    def wait_for_close(self, seconds):
        """Waits until the card hangs up."""
        self._connection.settimeout(seconds)
        try:
            while self._connection.recv(4096):
                pass
        except ConnectionResetError:
            pass
        except TimeoutError:
            raise AssertionError(f"the card has not hung up after {seconds} s") from None

    def close(self):
        self._connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class VpcdHost:
    """Listens like vpcd does, with room for one card at a time."""

    def __init__(self, port=35963):
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", port))
        self._listener.listen(0)
        self.port = self._listener.getsockname()[1]

    def fileno(self):
        """To wait for a card together with other things."""
        return self._listener.fileno()

    def accept(self, seconds=5):
        self._listener.settimeout(seconds)
        try:
            return Slot(self._listener.accept()[0])
        except TimeoutError:
            raise AssertionError(f"no card has connected after {seconds} s") from None

    def expect_nobody(self, seconds):
        self._listener.settimeout(seconds)
        try:
            self._listener.accept()[0].close()
        except TimeoutError:
            return
        raise AssertionError(f"a card connected within {seconds} s")

    def close(self):
        self._listener.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def read_message(connection):
    """The next message, or None when the other side has hung up between two messages."""
    header = _read_exactly(connection, 2)
    return header if header is None else _read_exactly(connection, int.from_bytes(header, "big"))


def write_message(connection, payload):
    connection.sendall(len(payload).to_bytes(2, "big") + payload)


def _read_exactly(connection, count):
    octets = b""
    while len(octets) < count:
        piece = connection.recv(count - len(octets))
        if not piece:
            return None
        octets += piece
    return octets
