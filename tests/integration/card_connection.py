"""A PC/SC connection to the card in the first reader."""

import card_profile
from reader import READERS


class Card:
    """A connection that fetches what 61XX announces."""

    def __init__(self, context, channel=0):
        self._connection = context.connect(READERS[0])
        self.channel = channel
        self.sent = []  # everything that crossed the wire

    def transmit(self, command):
        answer = self._exchange(command)
        data = answer[:-2]
        while answer[-2] == 0x61:
            answer = self._exchange(bytes([self.channel, 0xC0, 0, 0, answer[-1]]))
            data += answer[:-2]
        return data, answer[-2:].hex()

    def _exchange(self, command):
        answer = self._connection.transmit(command)
        self.sent.append(answer)
        return answer

    def status(self, command):
        return self.transmit(bytes.fromhex(command))[1]

    def select_application(self, aid=card_profile.PKCS15_AID):
        size = len(aid) // 2
        status = self.status(f"{self.channel:02X}A4040C{size:02X}{aid}")
        assert status == "9000", status

    def reset(self):
        self._connection.reconnect()
