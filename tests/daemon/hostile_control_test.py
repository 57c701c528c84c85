#!/usr/bin/python3
"""Requests that nobody in his right mind would send: the daemon answers them and goes on."""

import contextlib
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import openrpc
from control_client import Client, request

VUICCD = os.environ["PROGRAM"]
PROFILE = """vuicc: 1
iccid: "89880012345678901${index}?"
pins: {PIN1: {value: "1234", puk: "12345678"}}
"""
CARD = "8988001234567890100"
MEGABYTE = 1 << 20
MESSAGES = 3000


def example_of(name, method):
    """What openrpc.json gives as an example, asked of a card of this test."""
    given = {one["name"]: one["value"] for one in method["examples"][0]["params"]}
    if "card" in {one["name"] for one in method["params"]}:
        given["card"] = CARD
    return EXAMPLES.get(name, given)


EXAMPLES = {
    "insert": {"card": CARD, "reader": "127.0.0.1:1"},
    "power": {"card": CARD, "on": True},
    "unload": {"card": "twin", "forget": True},
    "state.import": {"card": CARD, "exported": {
        "vuicc-state": 1, "card": CARD, "profile-hash": "", "entries": {"pin/01": "030A01"}}},
}
# Whoever subscribes hears more than answers; events_test.py does.
METHODS = {name: example_of(name, method) for name, method in openrpc.METHODS.items()
           if name != "subscribe"}
VALUES = (
    None, True, -1, 0, 1e308, 10**30, "", "\0", "a\0b", "\ud800", "now", "profile", "..", "0",
    "x" * 70_000, "00" * 70_000, [], {}, [[]], {"": {}}, "00D6000001", "0020000108" + "3" * 16,
    "127.0.0.1:0", "127.0.0.1:99999", "[::1]:1", ":", "localhost", CARD,
    {"vuicc-state": 1, "entries": {"pin/01": ""}}, {"vuicc-state": 1, "entries": {"": "00"}},
    {"vuicc-state": 1, "entries": {"file/3F00/2FE2": "00"}}, {"vuicc-state": 1, "entries": []},
    {"vuicc-state": 1, "entries": {"pin/01": "FF" * 30, "sqn/": "FF", "file/": ""}},
)


class Mutations:
    """An endless supply of lines, the same in every run."""

    def __init__(self, seed):
        self._dice = random.Random(seed)

    def line(self):
        spoil = self._dice.choice((self._spoil_value, self._spoil_octets, self._nest, self._batch))
        return spoil().replace(b"\n", b"\t")

    def _request(self):
        method = self._dice.choice(list(METHODS))
        return request(method, dict(METHODS[method]))

    def _spoil_value(self):
        asked = self._request()
        place = self._dice.choice((asked, asked["params"]))
        keys = [*place, *asked["params"], self._dice.choice(("card", "name", "", "\0"))]
        place[self._dice.choice(keys)] = self._dice.choice(VALUES)
        return json.dumps(asked).encode()

    def _spoil_octets(self):
        octets = bytearray(json.dumps(self._request()).encode())
        for _ in range(self._dice.randint(1, 4)):
            start = self._dice.randrange(len(octets) or 1)
            end = start + self._dice.randrange(8)
            octets[start:end] = self._dice.choice((
                b"", b"\0", b"\xff\xfe", octets[start:end] * 3, self._dice.randbytes(3), b"9" * 400,
                b"1e999", b"\\u0000", b'"', b"{", b"]"))
        return bytes(octets)

    def _nest(self):
        depth = self._dice.choice((10, 33, 1000, 100_000))
        opening, closing = self._dice.choice(((b"[", b"]"), (b'{"a":', b"}")))
        inner = opening * depth + b"1" + closing * self._dice.choice((depth, depth - 1))
        asked = json.dumps(self._request()).encode()
        return self._dice.choice((inner, asked.replace(b'"2.0"', inner), asked.replace(b"1", inner, 1),
                                  asked.replace(b'"params": {', b'"params": {"x": ' + inner + b",")))

    def _batch(self):
        requests = [self._request() for _ in range(self._dice.randrange(5))]
        return json.dumps([*requests, *VALUES[:self._dice.randrange(5)]]).encode()


class HostileControl(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.control = self.folder / "run/control"
        (self.folder / "card.yaml").write_text(PROFILE)
        with open(self.folder / "log", "wb") as log:
            self.daemon = subprocess.Popen(
                [VUICCD, "--profile", self.folder / "card.yaml", "--cards", "2", "--reader",
                 "127.0.0.1:1", "--control", self.control, "--state", self.folder / "state"],
                stderr=log)
        self.addCleanup(self.daemon.kill)
        deadline = time.monotonic() + 30
        while "listening" not in self.log():
            self.assertLess(time.monotonic(), deadline, self.log())
            time.sleep(0.02)

    def tearDown(self):
        """It still answers, no command failed inside a card, and it ends when it is asked to."""
        with self.client() as client:
            for card in client.ask("list")["result"]:
                status = client.ask("status", card=card["card"])["result"]
                self.assertEqual(status["errors"], 0, card)
        self.daemon.send_signal(signal.SIGTERM)
        self.assertEqual(self.daemon.wait(60), 0, self.log())
        self.assertNotRegex(self.log(), "Sanitizer|runtime error:")

    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def client(self):
        return Client(self.control)

    def test_answers_every_mutation(self):
        mutations = Mutations("lines")
        with self.client() as client:
            for number in range(MESSAGES):
                line = mutations.line()
                try:
                    self.expect_answer(client, line, f"{number}")
                except (OSError, ValueError):
                    self.fail(f"{line[:200]} has no answer:\n{self.log()[-4000:]}")

    def expect_answer(self, client, line, number):
        """One well-formed answer or none, and then the one to another request."""
        marker = json.dumps(request("version", {}, number)).encode()
        client.send(line + b"\n" + marker + b"\n")
        answers = client.answer()
        if isinstance(answers, list) or answers["id"] != number:
            for answer in answers if isinstance(answers, list) else [answers]:
                self.assertEqual(len({"result", "error"} & answer.keys()), 1, line[:200])
            self.assertEqual(client.answer()["id"], number, line[:200])

    def test_survives_clients_that_break_off(self):
        mutations, dice = Mutations("breaking"), random.Random("breaking")
        for _ in range(MESSAGES // 10):
            line = mutations.line()
            end = dice.randrange(len(line) + 1)
            with self.client() as client:
                client.send(line[:end])
                match dice.randrange(4):
                    case 0:
                        client.finish_sending()
                        self.assertEqual(client.rest(), b"")
                    case 1:
                        client.send(line[end:] + b"\n")  # and gone before the answer
                    case 2:
                        client.send(line[end:] + b"\n" + line[:end])

    def test_answers_what_came_before_the_end(self):
        with self.client() as client:
            client.send(json.dumps(request("version", {})).encode() + b"\n{")
            client.finish_sending()
            self.assertIsInstance(client.answer()["result"], str)
            self.assertEqual(client.rest(), b"")

    def test_bounds_lines_batches_and_depth(self):
        version = json.dumps(request("version", {})).encode()
        for text in (b"[" + b",".join([version] * 10_000) + b"]", b"[" + b"{}," * MEGABYTE + b"1]",
                     b"[" * MEGABYTE + b"]" * MEGABYTE,
                     version.replace(b"{}", b'{"a":' + b"[" * MEGABYTE + b"]" * MEGABYTE + b"}"),
                     version.replace(b"{}", b'{"a":"' + b"x" * 15 * MEGABYTE + b'"}')):
            with self.client() as client:
                client.send(text + b"\n")
                self.assertIn("error", client.answer())
        with self.client() as client:
            client.send(b"x" * 17 * MEGABYTE + b"\n")
            self.assertIn("a request has at most", client.answer()["error"]["message"])

    def test_tells_whom_it_has_no_room_for(self):
        idle = [self.client() for _ in range(32)]
        try:
            for client in idle:
                client.send(json.dumps(request("version", {})).encode() + b"\n")
                client.answer()
            with self.client() as late:
                self.assertIn("too many connections", late.answer()["error"]["message"])
        finally:
            for client in idle:
                client.close()
        self.wait_for_room()

    def wait_for_room(self):
        """The daemon need not have seen yet that others have gone."""
        deadline = time.monotonic() + 60
        while True:
            with self.client() as client, contextlib.suppress(OSError):
                if "result" in client.ask("list"):
                    return
            self.assertLess(time.monotonic(), deadline, self.log())
            time.sleep(0.02)

    def test_lets_others_in_while_some_never_read(self):
        ask = json.dumps(request("list", {})).encode() + b"\n"
        deaf = [self.client() for _ in range(20)]
        for client in deaf:
            self.addCleanup(client.close)
            client.send_until_full(ask * 100)
        with self.client() as client:
            self.assertIn("result", client.ask("list"))


if __name__ == "__main__":
    unittest.main()
