#!/usr/bin/env python3
"""A card that answers 9000 to everything: for tests of the tests, and as the other one in a slot.

Usage: null_card.py [PORT]
"""

import socket
import sys
import time

from vpcd_host import ATR, read_message, write_message

CARD_ATR = bytes.fromhex("3B9F96801F878031E073FE211B674A357530350259C4")


def serve(port):
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while (message := read_message(connection)) is not None:
            if message == bytes([ATR]):
                write_message(connection, CARD_ATR)
            elif len(message) != 1:
                write_message(connection, b"\x90\x00")


def main(port):
    while True:
        try:
            serve(port)
        except OSError:
            pass
        time.sleep(0.1)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 35963)
