#!/usr/bin/python3
"""Subscribers of a running vuiccd: those who listen, those who do not, and those who mean no good."""

import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

from control_client import Client, request

VUICCD = os.environ["PROGRAM"]
VUICC = os.environ["VUICC"]
PROFILE = """vuicc: 1
iccid: "89880012345678901${index}?"
pins: {PIN1: {value: "1234", puk: "12345678"}}
"""
CARD = "8988001234567890100"
OTHER = "8988001234567890118"
SELECT_ICCID = "00A4080C022FE2"
VERIFY = "002000010831323334FFFFFFFF"
OPERATION_FAILED = -32000


class EventsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        profile = self.folder / "card.yaml"
        profile.write_text(PROFILE)
        self.socket = self.folder / "control"
        self.log = open(self.folder / "log", "wb")
        self.addCleanup(self.log.close)
        self.daemon = subprocess.Popen(
            [VUICCD, "--profile", profile, "--cards", "2", "--volatile", "--control", self.socket],
            stderr=self.log)
        self.addCleanup(self.end)
        deadline = time.monotonic() + 30
        while not self.socket.exists():
            self.assertIsNone(self.daemon.poll(), (self.folder / "log").read_text())
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)

    def end(self):
        if self.daemon.poll() is None:
            self.daemon.send_signal(signal.SIGTERM)
        self.assertEqual(self.daemon.wait(timeout=30), 0, (self.folder / "log").read_text())
        self.assertNotIn("Sanitizer", (self.folder / "log").read_text())

    def client(self):
        client = Client(self.socket)
        self.addCleanup(client.close)
        return client

    def subscriber(self, **parameters):
        client = self.client()
        self.assertEqual(client.ask("subscribe", **parameters)["result"], {"subscription": 1})
        return client

    def transmit(self, client, apdu, card=CARD):
        return client.ask("transmit", card=card, apdu=apdu)["result"]["response"]

    def assert_failed(self, answer, pattern):
        self.assertEqual(answer["error"]["code"], OPERATION_FAILED)
        self.assertRegex(answer["error"]["message"], pattern)

    def test_tells_what_happens_as_it_happens(self):
        listener, asker = self.subscriber(), self.client()
        self.transmit(asker, SELECT_ICCID)
        apdu, selection = listener.answer(), listener.answer()
        self.assertEqual(apdu["method"], "event")
        event = apdu["params"]
        self.assertEqual(event["subscription"], 1)
        self.assertEqual((event["card"], event["kind"]), (CARD, "apdu"))
        self.assertEqual((event["command"], event["response"]), (SELECT_ICCID, "9000"))
        self.assertEqual((event["name"], event["file"]), ("SELECT", "EF.ICCID"))
        self.assertEqual(selection["params"]["kind"], "selection")
        self.assertEqual(selection["params"]["number"], event["number"] + 1)

    def test_filters_by_card_and_kind(self):
        listener, asker = self.subscriber(card=OTHER, kinds=["security", "change"]), self.client()
        self.transmit(asker, VERIFY)
        self.transmit(asker, SELECT_ICCID, OTHER)
        self.transmit(asker, VERIFY.replace("31323334", "39393939"), OTHER)
        heard = [listener.answer()["params"] for _ in range(2)]
        self.assertEqual([event["card"] for event in heard], [OTHER, OTHER])
        self.assertEqual([event["kind"] for event in heard], ["change", "security"])
        self.assertEqual(heard[1]["reason"], "PIN1, 2 tries left, the value is wrong")

    def test_masks_secrets_unless_asked(self):
        masked, shown, asker = self.subscriber(), self.subscriber(secrets=True), self.client()
        self.transmit(asker, VERIFY)
        texts = []
        for listener in (masked, shown):
            events = [listener.answer()["params"]]
            while events[-1]["kind"] != "security":
                events.append(listener.answer()["params"])
            texts.append(json.dumps(events))
        self.assertNotIn("31323334", texts[0])
        self.assertIn("0020000108" + "2A" * 8, texts[0])
        self.assertIn(VERIFY, texts[1])

    def test_refuses_what_it_cannot_do(self):
        client = self.client()
        self.assert_failed(client.ask("subscribe", card="nobody"), "no card nobody")
        for kinds in (["apud"], [1], [None], [["apdu"]]):
            self.assert_failed(client.ask("subscribe", kinds=kinds), "expected some of inserted")
        self.assert_failed(client.ask("unsubscribe", subscription=1), "no subscription 1")
        self.assert_failed(client.ask("unsubscribe", subscription=2**64 - 1), "no subscription")
        for _ in range(16):
            self.assertIn("result", client.ask("subscribe"))
        self.assert_failed(client.ask("subscribe"), "as many subscriptions")
        self.assertIn("result", client.ask("unsubscribe", subscription=3))
        self.assertEqual(client.ask("subscribe")["result"], {"subscription": 17})

    def test_unsubscribed_is_silent(self):
        listener, asker = self.subscriber(), self.client()
        listener.ask("unsubscribe", subscription=1)
        self.transmit(asker, SELECT_ICCID)
        self.assertEqual(listener.ask("version")["id"], 1)

    def test_answers_and_events_come_in_whole_lines(self):
        client = self.subscriber(kinds=["apdu"])
        for first in range(0, 500, 50):
            numbers = list(range(first, first + 50))
            for number in numbers:
                client.send(json.dumps(request("transmit", {"card": CARD, "apdu": SELECT_ICCID},
                                               number)).encode() + b"\n")
            answers, events = [], 0
            while len(answers) < len(numbers) or events < len(numbers):
                message = client.answer()
                if "id" in message:
                    answers.append(message["id"])
                else:
                    events += 1
            self.assertEqual(answers, numbers)

    def test_one_that_does_not_read_slows_nobody(self):
        count = 6000
        listener, asker = self.subscriber(kinds=["apdu"]), self.client()
        for _ in range(count):
            self.assertEqual(self.transmit(asker, SELECT_ICCID), "9000")
        events, dropped, last = 0, 0, 0
        while events + dropped < count:
            message = listener.answer()
            if message["method"] == "dropped":
                dropped += message["params"]["count"]
                continue
            number = message["params"]["number"]
            self.assertGreater(number, last)
            last = number
            events += 1
        self.assertGreater(dropped, 0)
        self.assertEqual(events + dropped, count)
        self.transmit(asker, SELECT_ICCID)
        self.assertEqual(listener.answer()["method"], "event")

    def test_those_who_leave_are_forgotten(self):
        asker = self.client()
        for _ in range(100):
            with Client(self.socket) as listener:
                listener.ask("subscribe")
                self.transmit(asker, SELECT_ICCID)
        silent = Client(self.socket)
        silent.ask("subscribe")
        silent.finish_sending()
        self.transmit(asker, SELECT_ICCID)
        silent.rest()
        silent.close()
        self.assertEqual(self.transmit(asker, SELECT_ICCID), "9000")

    def test_one_that_floods_without_reading_harms_only_himself(self):
        flooder, asker = self.subscriber(), self.client()
        line = json.dumps(request("transmit", {"card": CARD, "apdu": SELECT_ICCID})) + "\n"
        flooder.send_until_full(line.encode() * 1000)
        self.assertEqual(self.transmit(asker, SELECT_ICCID, OTHER), "9000")

    def test_the_command_line_prints_them(self):
        asker = self.client()
        for option in ("--kinds=apdu", "--json"):
            with subprocess.Popen([VUICC, "events", "--control", self.socket, CARD, option],
                                  stdout=subprocess.PIPE) as events:
                os.set_blocking(events.stdout.fileno(), False)
                text, deadline = b"", time.monotonic() + 30
                while text.count(b"\n") < 3:
                    self.assertLess(time.monotonic(), deadline)
                    self.transmit(asker, SELECT_ICCID)
                    text += events.stdout.read() or b""
                events.kill()
            first = text.decode().splitlines()[0]
            if option == "--json":
                self.assertEqual(json.loads(first)["card"], CARD)
            else:
                self.assertRegex(first, rf"Z {CARD} SELECT EF.ICCID, by path from the MF -> 9000$")

    def first_line(self, kinds, apdu):
        asker = self.client()
        with subprocess.Popen([VUICC, "events", "--control", self.socket, "--kinds", kinds],
                              stdout=subprocess.PIPE) as events:
            os.set_blocking(events.stdout.fileno(), False)
            text, deadline = b"", time.monotonic() + 30
            while b"\n" not in text:
                self.assertLess(time.monotonic(), deadline)
                self.transmit(asker, apdu)
                text += events.stdout.read() or b""
            events.kill()
        return text.decode().splitlines()[0]

    def test_the_command_line_prints_selections_and_decisions_alone(self):
        self.assertRegex(self.first_line("selection", SELECT_ICCID),
                         rf"Z {CARD} selection SELECT EF.ICCID, by path from the MF$")
        self.assertRegex(self.first_line("security", VERIFY),
                         rf"Z {CARD} security VERIFY PIN: PIN1, success$")
        self.assertRegex(self.first_line("selection,apdu", SELECT_ICCID),
                         rf"Z {CARD} SELECT EF.ICCID, by path from the MF -> 9000$")

    def test_no_kind_is_a_mistake(self):
        bad = subprocess.run([VUICC, "events", "--control", self.socket, "--kinds", ""],
                             capture_output=True, timeout=30, check=False)
        self.assertEqual(bad.returncode, 2)
        self.assertIn(b"--kinds names no kind", bad.stderr)

    def test_the_command_line_ends_with_the_daemon(self):
        with subprocess.Popen([VUICC, "events", "--control", self.socket],
                              stderr=subprocess.PIPE) as events:
            asker = self.client()
            time.sleep(0.2)
            self.transmit(asker, SELECT_ICCID)
            asker.close()
            self.end()
            self.assertEqual(events.wait(timeout=30), 1)
        bad = subprocess.run([VUICC, "events", "a", "b"], capture_output=True, timeout=30,
                             check=False)
        self.assertEqual(bad.returncode, 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
