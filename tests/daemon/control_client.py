"""Requests to a vuiccd, well-formed or not."""

import contextlib
import json
import socket


def request(method, parameters, number=1):
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}


class Client:
    """One connection to the control socket of a daemon."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(60)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("rb")

    def send(self, octets):
        self._socket.sendall(octets)

    def finish_sending(self):
        self._socket.shutdown(socket.SHUT_WR)

    def send_until_full(self, octets):
        """Until the daemon takes no more."""
        self._socket.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                self._socket.send(octets)

    def ask(self, method, **parameters):
        self.send(json.dumps(request(method, parameters)).encode() + b"\n")
        return self.answer()

    def answer(self):
        return json.loads(self._lines.readline())

    def rest(self):
        return self._lines.read()

    def close(self):
        self._lines.close()
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
