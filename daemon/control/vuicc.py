"""Asks vuiccd, the daemon of virtual cards, over its control socket.

    import vuicc

    with vuicc.Daemon() as daemon:
        daemon.snapshot("fresh")
        daemon.file_write("EF.IMSI", value="001010000000001")
        print(daemon.transmit("00A40004023F00"))
        daemon.rollback("fresh")

One file that needs nothing but Python: copy it to where it is used. The methods are those of the
socket, with an underscore for each dot and hyphen; `card` can be left out where there is one card.
What the daemon cannot do is raised as Refused with the daemon's sentence.
"""

import collections
import itertools
import json
import os
import socket
import time

_OPERATION_FAILED = -32000


class Error(Exception):
    """Whatever goes wrong here."""


class Unreachable(Error):
    """No daemon answers, or it has gone."""


class Refused(Error):
    """The daemon understood and could not do it; str() of this is its sentence."""


class WrongRequest(Error):
    """There is no such method, or it takes other parameters."""


def default_path():
    """Where a daemon listens: $VUICC_CONTROL, else the usual place."""
    if named := os.environ.get("VUICC_CONTROL"):
        return named
    if folder := os.environ.get("XDG_RUNTIME_DIR"):
        return os.path.join(folder, "vuicc", "control")
    if os.geteuid() == 0:
        return "/run/vuicc/control"
    return f"/tmp/vuicc-{os.geteuid()}/control"


class Daemon:
    """One connection to a daemon. `timeout` bounds the wait for an answer, in seconds."""

    def __init__(self, path=None, timeout=30):
        self._path = os.fspath(path) if path is not None else default_path()
        self._timeout = timeout
        self._numbers = itertools.count(1)
        self._received = bytearray()
        self._notifications = collections.deque()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._socket.connect(self._path)
        except OSError as error:
            self._socket.close()
            raise Unreachable(f"{self._path}: no vuiccd answers here: {error.strerror}") from error

    def close(self):
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def ask(self, method, **parameters):
        """The result of any method. Parameters that are None are left out."""
        number = next(self._numbers)
        given = {name: value for name, value in parameters.items() if value is not None}
        self._send({"jsonrpc": "2.0", "id": number, "method": method, "params": given})
        deadline = time.monotonic() + self._timeout
        while True:
            message = self._receive(deadline)
            if message is None:
                self.close()  # a late answer would be taken for that to another question
                raise Unreachable(f"{self._path}: the daemon does not answer")
            if "method" in message:
                self._notifications.append(message)
            elif message.get("id") in (number, None):
                return self._result_of(message)

    # Cards

    def version(self):
        return self.ask("version")

    def rpc_discover(self):
        """The description of all methods, as OpenRPC has it."""
        return self.ask("rpc.discover")

    def list(self):
        return self.ask("list")

    def status(self, *, card=None):
        return self.ask("status", card=card)

    def load(self, profile, *, name=None, reader=None, kept=None):
        """`kept`: "refuse", "adopt" or "reset" what is kept under an earlier text."""
        return self.ask("load", profile=os.path.abspath(profile), name=name, reader=reader,
                        kept=kept)

    def unload(self, *, forget=None, card=None):
        return self.ask("unload", forget=forget, card=card)

    def insert(self, reader, *, card=None):
        return self.ask("insert", reader=reader, card=card)

    def remove(self, *, card=None):
        return self.ask("remove", card=card)

    def swap(self, profile, *, name=None, kept=None, card=None):
        return self.ask("swap", profile=os.path.abspath(profile), name=name, kept=kept, card=card)

    # One card at work

    def power(self, on, *, card=None):
        return self.ask("power", on=on, card=card)

    def reset(self, *, kind=None, card=None):
        """`kind`: "cold", "warm" or "reinsert"."""
        return self.ask("reset", kind=kind, card=card)

    def transmit(self, apdu, *, explain=None, follow=None, card=None):
        """`apdu` in hexadecimal or as octets; {"response": ...} in hexadecimal.

        `explain` adds "name", "file" and "reason" as events have them, and "text" for people;
        `follow` fetches what 61XX or 9FXX announces and repeats what 6CXX corrects.
        """
        return self.ask("transmit", apdu=_hexadecimal(apdu), explain=explain, follow=follow,
                        card=card)

    def atr(self, *, card=None):
        return self.ask("atr", card=card)

    def channels(self, *, card=None):
        return self.ask("channels", card=card)

    # States

    def snapshot(self, name, *, card=None):
        return self.ask("snapshot", name=name, card=card)

    def snapshots(self, *, card=None):
        return self.ask("snapshots", card=card)

    def rollback(self, name, *, card=None):
        return self.ask("rollback", name=name, card=card)

    def remove_snapshot(self, name, *, card=None):
        return self.ask("remove_snapshot", name=name, card=card)

    def fork(self, name, *, card=None):
        return self.ask("fork", name=name, card=card)

    def state_show(self, *, state=None, secrets=None, card=None):
        return self.ask("state.show", state=state, secrets=secrets, card=card)

    def state_diff(self, before, after, *, secrets=None, card=None):
        return self.ask("state.diff", before=before, after=after, secrets=secrets, card=card)

    def state_export(self, *, state=None, card=None):
        return self.ask("state.export", state=state, card=card)

    def state_import(self, exported, *, card=None):
        return self.ask("state.import", exported=exported, card=card)

    def state_reset(self, *, card=None):
        return self.ask("state.reset", card=card)

    def profile_export(self, *, secrets=None, card=None):
        """The card as a profile, under "profile"; "left-out" lists what has placeholders."""
        return self.ask("profile.export", secrets=secrets, card=card)

    def autn_explain(self, rand, autn, *, application=None, card=None):
        """What the USIM, or the ISIM, would answer; `rand` and `autn` in hexadecimal or octets."""
        return self.ask("autn.explain", rand=_hexadecimal(rand), autn=_hexadecimal(autn),
                        application=application, card=card)

    # Files and PINs, beside the access rules

    def file_list(self, *, card=None):
        return self.ask("file.list", card=card)

    def file_read(self, file, *, record=None, card=None):
        return self.ask("file.read", file=file, record=record, card=card)

    def file_write(self, file, *, data=None, text=None, value=None, record=None, offset=None,
                   card=None):
        """One of data (hexadecimal or octets), text, and value as in profiles."""
        return self.ask("file.write", file=file, data=None if data is None else _hexadecimal(data),
                        text=text, value=value, record=record, offset=offset, card=card)

    def file_state(self, file, state, *, card=None):
        """`state`: "activated", "deactivated" or "terminated"."""
        return self.ask("file.state", file=file, state=state, card=card)

    def pin_show(self, *, card=None):
        return self.ask("pin.show", card=card)

    def pin_set(self, pin, *, tries=None, unblock_tries=None, enabled=None, value=None, card=None):
        return self.ask("pin.set", pin=pin, tries=tries, enabled=enabled, value=value, card=card,
                        **{"unblock-tries": unblock_tries})

    # Faults

    def fault_add(self, fault, *, card=None):
        """`fault`: {"on": "READ EF.DIR", "nth": 2, "status": "6982"}, as docs/faults.md has it."""
        return self.ask("fault.add", fault=fault, card=card)

    def fault_list(self, *, card=None):
        return self.ask("fault.list", card=card)

    def fault_clear(self, *, fault=None, card=None):
        return self.ask("fault.clear", fault=fault, card=card)

    # Events

    def subscribe(self, *, card=None, kinds=None, secrets=None):
        """Use events(), which reads what comes."""
        return self.ask("subscribe", card=card, kinds=kinds, secrets=secrets)

    def unsubscribe(self, subscription):
        return self.ask("unsubscribe", subscription=subscription)

    def events(self, *, card=None, kinds=None, secrets=None, timeout=None):
        """What happens to cards from now on, one dictionary after the other; without `timeout` it
        goes on until it is closed, else it ends when nothing has come for so many seconds."""
        subscription = self.subscribe(card=card, kinds=kinds, secrets=secrets)["subscription"]
        return Events(self, subscription, timeout)

    def _next_notification(self, deadline):
        if self._notifications:
            return self._notifications.popleft()
        return self._receive(deadline)

    def _send(self, request):
        try:
            self._socket.settimeout(self._timeout)
            self._socket.sendall(json.dumps(request).encode() + b"\n")
        except OSError as error:
            raise Unreachable(f"{self._path}: the daemon has gone") from error

    def _receive(self, deadline):
        """The next message, or None after the deadline."""
        while b"\n" not in self._received:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                return None
            try:
                self._socket.settimeout(left)
                octets = self._socket.recv(65536)
            except TimeoutError:
                return None
            except OSError as error:
                raise Unreachable(f"{self._path}: the daemon has gone") from error
            if not octets:
                raise Unreachable(f"{self._path}: the daemon has gone")
            self._received += octets
        line, _, self._received = self._received.partition(b"\n")
        return json.loads(line)

    @staticmethod
    def _result_of(message):
        if "result" in message:
            return message["result"]
        error = message["error"]
        kind = Refused if error["code"] == _OPERATION_FAILED else WrongRequest
        raise kind(error["message"])


class Events:
    """The events of one subscription. `dropped` counts those that came faster than they were read
    here. Ends the subscription when it is closed."""

    def __init__(self, daemon, subscription, timeout):
        self._daemon = daemon
        self._subscription = subscription
        self._timeout = timeout
        self.dropped = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self._subscription is None:
            raise StopIteration
        deadline = None if self._timeout is None else time.monotonic() + self._timeout
        while message := self._daemon._next_notification(deadline):
            parameters = message.get("params", {})
            if parameters.get("subscription") != self._subscription:
                continue
            if message["method"] == "dropped":
                self.dropped += parameters["count"]
            elif message["method"] == "event":
                return {name: value for name, value in parameters.items() if name != "subscription"}
        raise StopIteration

    def close(self):
        if self._subscription is not None:
            subscription, self._subscription = self._subscription, None
            self._daemon.unsubscribe(subscription)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _hexadecimal(octets):
    return octets if isinstance(octets, str) else bytes(octets).hex()
