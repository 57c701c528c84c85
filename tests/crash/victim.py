"""The daemon that is killed, and the same daemon afterwards, asked what it remembers."""

import json
import os
import pathlib
import re
import select
import signal
import socket
import subprocess

from card_daemon import VUICCD
from changes import CARDS, CHALLENGES, DONE, NEW, NEWER, OBJECTS, RECORD_SIZES, SELECT_USIM, SIZES
from changes import LINEAR, TAGS, enable_pin, select_file, update_record, verify
from processes import SANITIZER_REPORT
from vpcd_host import Slot, VpcdHost

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SHIM = os.environ.get("VUICC_KILL_SHIM", str(PROJECT / "build/release/lib/libkill_shim.so"))
SECONDS = 20
ABSENT, DEACTIVATED, UNKNOWN = "6A82", "6283", "6A88"


class Victim:
    """A vuiccd on a state folder, with this process as its reader."""

    def __init__(self, state, port, log, options, environment=None):
        self._log = log
        # Beside the state, not in it: sockets are no memory.
        self._control = pathlib.Path(log).parent / "run/control"
        self.slot = None
        self._host = VpcdHost(port)
        arguments = [*options, "--reader", f"127.0.0.1:{port}", "--control", self._control]
        with open(log, "ab") as output:
            self._process = subprocess.Popen(
                [VUICCD, *arguments, "--state", state],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **(environment or {})},
            )

    def power_on(self):
        """Whether the card came; a daemon that has ended before has none."""
        end = os.pidfd_open(self._process.pid)
        try:
            ready, _, _ = select.select([self._host.fileno(), end], [], [], SECONDS)
        finally:
            os.close(end)
        if self._host.fileno() not in ready:
            return False
        self.slot = self._host.accept()
        try:
            self.slot.power_on()
        except ConnectionError:
            return False
        return True

    def inside(self, card):
        return Inside(self, card)

    def control(self, method, **parameters):
        """Carries out a request; nothing, or what is wrong."""
        return self._request(method, parameters).get("error")

    def ask(self, method, **parameters):
        answer = self._request(method, parameters)
        if "error" in answer:
            raise Forgotten(f"{method} is answered {answer['error']}")
        return answer["result"]

    def _request(self, method, parameters):
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(SECONDS)
            connection.connect(str(self._control))
            connection.sendall(json.dumps(request).encode() + b"\n")
            answer = b""
            while not answer.endswith(b"\n"):
                piece = connection.recv(1 << 16)
                if not piece:
                    raise ConnectionError("the daemon closed its control socket")
                answer += piece
            return json.loads(answer)

    def end(self, number=signal.SIGKILL):
        """Ends the daemon if it has not ended, and returns its status."""
        if self._process.poll() is None:
            self._process.send_signal(number)
        return self._process.wait(SECONDS)

    def wait(self, seconds=SECONDS):
        return self._process.wait(seconds)

    @property
    def log(self):
        return pathlib.Path(self._log).read_text(errors="replace")

    @property
    def complaints(self):
        return self.log[-4000:] if SANITIZER_REPORT.search(self.log) else ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()
        if self.slot is not None:
            self.slot.close()
        self._host.close()


class Forgotten(Exception):
    """The card does not remember what it has to."""


class Inside(Slot):
    """The card without a reader, by way of the control socket."""

    def __init__(self, victim, card):
        self._victim = victim
        self._card = card

    def transmit(self, command):
        command = command if isinstance(command, str) else command.hex()
        answer = self._victim.ask("transmit", card=self._card, apdu=command)
        return bytes.fromhex(answer["response"])


def check(victim, allowed):
    """Insists that the card remembers one of the allowed memories; tells what is wrong if not."""
    others = {one["card"] for one in victim.ask("list")} - {CARDS[0]}
    names = [one["name"] for one in victim.ask("snapshots", card=CARDS[0])]
    allowed = [one for one in allowed if dict(one.others).keys() == others]
    if not allowed:
        raise Forgotten(f"the other cards are {others}")
    allowed = [one for one in allowed if list(dict(one.snapshots)) == names]
    if not allowed:
        raise Forgotten(f"the snapshots are {names}")
    check_card(victim.slot, allowed)
    for other in others:
        check_card(victim.inside(other), [memory.other(other) for memory in allowed])
    if names:
        victim.ask("remove", card=CARDS[0])  # the reader would reset the card meanwhile
    for name, memory in allowed[0].snapshots:
        victim.ask("rollback", card=CARDS[0], name=name)
        check_card(victim.inside(CARDS[0]), [memory])


def check_card(slot, allowed):
    """What can be looked at without a change comes first, then what takes tries."""
    allowed = _matching(allowed, "readable", _files(slot))
    allowed = _matching(allowed, "objects", _objects(slot))
    _must_succeed(slot, SELECT_USIM)
    allowed = _matching(allowed, "enabled", _is_enabled(slot))
    allowed = _matching(allowed, "tries", _tries(slot, "0020000100"))
    allowed = _matching(allowed, "unblock_tries", _tries(slot, "002C000100"))
    if allowed[0].tries > 0:
        allowed = _matching(allowed, "pin", _pin(slot, allowed))
        _matching(allowed, "challenge", _challenge(slot, allowed))
    if (answer := update_record(LINEAR, 1, bytes(RECORD_SIZES[LINEAR])).transmit(slot)) != DONE:
        raise Forgotten(f"a new change is answered {answer}")


def _matching(allowed, name, seen):
    matching = [memory for memory in allowed if getattr(memory, name) == seen]
    if not matching:
        expected = [_brief(getattr(memory, name)) for memory in allowed]
        raise Forgotten(f"{name} is {_brief(seen)}, not {' or '.join(dict.fromkeys(expected))}")
    return matching


def _brief(value):
    if isinstance(value, tuple):
        return ", ".join(f"{name}: {_beginning(octets)}" for name, octets in value)
    return str(value)


def _beginning(octets):
    return "-" if octets is None else f"{octets.hex()[:80]} #{hash(octets) & 0xFFFF:04X}"


def _must_succeed(slot, apdu):
    answer = slot.exchange(apdu)
    if answer[-2:].hex() != DONE:
        raise Forgotten(f"{apdu} is answered {answer[-2:].hex()}")
    return answer[:-2]


def _files(slot):
    """Those that are there, in the order of their FIDs, with None where they are deactivated."""
    found = []
    for fid in (*SIZES, NEW, NEWER):
        answer = slot.exchange(select_file(fid)).hex().upper()
        if answer == DONE:
            found.append((fid, _body(slot, fid)))
        elif answer == DEACTIVATED:
            found.append((fid, None))
        elif answer != ABSENT:
            raise Forgotten(f"SELECT of {fid} is answered {answer}")
    return tuple(found)


def _objects(slot):
    _must_succeed(slot, select_file(OBJECTS))
    found = []
    for tag in TAGS:
        answer = slot.exchange(f"80CB008001{tag:02X}")
        if answer.hex().upper() != UNKNOWN:
            found.append((tag, answer[2:-2]))
    return tuple(found)


def _body(slot, fid):
    _must_succeed(slot, select_file(fid))
    if fid not in RECORD_SIZES:
        return _must_succeed(slot, "00B00000000000")
    size = RECORD_SIZES[fid]
    numbers = range(1, SIZES[fid] // size + 1)
    return b"".join(_must_succeed(slot, f"00B2{n:02X}04{size:02X}") for n in numbers)


def _is_enabled(slot):
    """From the PIN status template in the answer to STATUS (TS 102 221 §11.1.1.4.10)."""
    status = _must_succeed(slot, "80F2000000")
    return bool(re.search(rb"\xc6.\x90\x01(.)", status, re.DOTALL)[1][0] & 0x80)


def _tries(slot, apdu):
    answer = slot.exchange(apdu).hex().upper()
    if not answer.startswith("63C"):
        raise Forgotten(f"{apdu} is answered {answer}")
    return int(answer[3:], 16)


def _pin(slot, allowed):
    """Which of the PINs the card takes."""
    present = verify if allowed[0].enabled else enable_pin
    for pin in dict.fromkeys(memory.pin for memory in allowed):
        if present(pin).transmit(slot) == DONE:
            return pin
    return "another"


def _challenge(slot, allowed):
    """The challenge that the card accepted last, by a replay of the last that it answered."""
    _must_succeed(slot, SELECT_USIM)
    answer = slot.exchange(CHALLENGES.apdu(allowed[0].challenge))
    if answer[:2] != b"\xdc\x0e" or len(answer) != 18:
        raise Forgotten(f"challenge {allowed[0].challenge} is accepted again: {answer.hex()}")
    return CHALLENGES.number_of(answer[2:16].hex())
