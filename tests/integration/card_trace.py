"""What the clients of a card have sent and how it answered, by the trace of the daemon."""

import json

import sandbox
from processes import eventually

# An instruction that no card has; its parameters number the marks.
MARK = 0x00FE0000


class CardTrace:
    """The exchanges of a daemon that is started with `options`."""

    def __init__(self):
        self._path = sandbox.new_folder("trace-") / "card.jsonl"
        self._marks = 0
        self._read = 0
        self.options = ["--trace", f"jsonl:{self._path}", "--trace-secrets"]

    def news(self, connection):
        """The exchanges since the last call, up to now.

        The trace is written behind the card: a command on the connection of the test marks the end.
        """
        self._marks += 1
        mark = f"{MARK + self._marks:08X}"
        connection.transmit(mark)
        events = eventually(lambda: self._until(mark), 10, lambda: "the trace does not go on")
        news, self._read = events[self._read:-1], len(events)
        return news

    def of_clients(self):
        """The exchanges so far of a daemon that has ended."""
        return self._exchanges()

    def _until(self, mark):
        events = self._exchanges()
        return events if events and events[-1]["command"] == mark else None

    def _exchanges(self):
        lines = self._path.read_text().splitlines()
        events = (json.loads(line) for line in lines if line.endswith("}"))
        return [event for event in events if event["kind"] == "apdu"]


def commands(exchanges, name):
    """Those of one name, such as SELECT."""
    return [exchange for exchange in exchanges if exchange.get("name") == name]
