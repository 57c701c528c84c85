"""The wire between a vuiccd and pcscd's vpcd reader, for those who want to tap or cut it."""

import socket
import threading

from vpcd_host import ATR, VpcdHost, read_message, write_message


class Wire:
    """A vuiccd that is given `port` as its reader gets to the reader at `far_port`.

    `on_command(number, command)` is called for each APDU before the card gets it, counted from 1
    since the last `restart`; it may wait. When it answers `Wire.CUT`, the card is pulled out.
    """

    CUT = "cut"

    def __init__(self, on_command=lambda number, command: None, far_port=35963):
        self.on_command = on_command
        self.commands = []
        self._far_port = far_port
        self._host = VpcdHost(port=0)
        self.port = self._host.port
        threading.Thread(target=self._serve, daemon=True).start()

    def restart(self, on_command=lambda number, command: None):
        self.on_command = on_command
        self.commands = []

    def _serve(self):
        while True:
            try:
                card = self._host.accept(seconds=3600)
            except OSError:
                return
            with card, socket.create_connection(("127.0.0.1", self._far_port)) as reader:
                reader.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                try:
                    self._forward(card, reader)
                except OSError:
                    pass

    def _forward(self, card, reader):
        while (message := read_message(reader)) is not None:
            if len(message) > 1:
                self.commands.append(message)
                if self.on_command(len(self.commands), message) == self.CUT:
                    return
            card.send(message)
            if len(message) > 1 or message == bytes([ATR]):
                write_message(reader, card.receive())

    def close(self):
        self._host.close()
