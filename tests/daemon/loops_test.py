#!/usr/bin/python3
"""Cards on several loops, used by their readers and by the control socket at the same time."""

import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from control_client import Client

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

from vpcd_host import VpcdHost

VUICCD = os.environ["PROGRAM"]
CARDS, LOOPS, READERS, CLIENTS = 16, 4, 12, 4
METHODS = 14  # that operators know
LEAST_SECONDS, MOST_SECONDS = 5, 60
OPERATION_FAILED = -32000
PROFILE = """vuicc: 1
iccid: "8988001234567890${index:02}?"
pins: {PIN1: {value: "1234", puk: "12345678"}}
mf:
  files:
    EF.OWN: {fid: 2F10, structure: transparent, size: 2, access: {read: always, update: always}}
"""
WRONG_PIN = "0020000108" + "39" * 8


class Reader(threading.Thread):
    """Takes whatever card comes, and works with it until it goes."""

    def __init__(self, ended):
        super().__init__()
        self.host = VpcdHost(0)
        self.answered = 0
        self.mistake = ""
        self._ended = ended

    def run(self):
        while not self._ended.is_set():
            try:
                with self.host.accept(1) as slot:
                    self._work(slot)
            except (ConnectionError, AssertionError):  # it has gone, or none has come
                pass

    def _work(self, slot):
        slot.power_on()
        self._expect(slot, "00A4000C022F10", "9000")
        while not self._ended.is_set():
            octets = random.randbytes(2).hex()
            self._expect(slot, "00D6000002" + octets, "9000")
            self._expect(slot, "00B0000002", octets + "9000")

    def _expect(self, slot, command, expected):
        answer = slot.transmit(command).hex()
        if answer != expected:
            self.mistake = f"{command} is answered {answer}, not {expected}"
        self.answered += 1


class Operator(threading.Thread):
    """Does one thing after the other to any card."""

    def __init__(self, number, control, cards, ports, ended):
        super().__init__()
        self._dice = random.Random(number)
        self._control, self._cards, self._ports, self._ended = control, cards, ports, ended
        self._forks = 0
        self._number = number
        self.done = set()
        self.mistake = ""

    def run(self):
        with Client(self._control) as client:
            while not self._ended.is_set():
                method, parameters = self._request()
                answer = client.ask(method, **parameters)
                if "result" in answer:
                    self.done.add(method)
                elif answer["error"]["code"] != OPERATION_FAILED:
                    self.mistake = f"{method} {parameters}: {answer}"

    def _request(self):
        card = {"card": self._dice.choice(self._cards)}
        name = {"name": self._dice.choice("ab")}
        self._forks += 1
        return self._dice.choice((
            ("list", {}),
            ("status", card),
            ("insert", {**card, "reader": f"127.0.0.1:{self._dice.choice(self._ports)}"}),
            ("remove", card),
            ("reset", card),
            ("transmit", {**card, "apdu": WRONG_PIN}),
            ("snapshot", {**card, **name}),
            ("snapshots", card),
            ("rollback", {**card, **name}),
            ("remove_snapshot", {**card, **name}),
            ("fork", {**card, "name": f"fork {self._number} {self._forks}"}),
            ("state.show", card),
            ("state.export", card),
            ("state.reset", card),
        ))


class Loops(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.control = self.folder / "run/control"
        self.ended = threading.Event()
        self.readers = [Reader(self.ended) for _ in range(READERS)]
        for reader in self.readers:
            self.addCleanup(reader.host.close)
        self.ports = [reader.host.port for reader in self.readers]
        (self.folder / "card.yaml").write_text(PROFILE)
        with open(self.folder / "log", "wb") as log:
            self.daemon = subprocess.Popen(
                [VUICCD, "--profile", self.folder / "card.yaml", "--cards", str(CARDS),
                 "--loops", str(LOOPS), "--state", self.folder / "state", "--control", self.control,
                 *(f"--reader=127.0.0.1:{port}" for port in self.ports)], stderr=log)
        self.addCleanup(self.daemon.kill)
        deadline = time.monotonic() + 30
        while "listening" not in self.log():
            self.assertLess(time.monotonic(), deadline, self.log())
            time.sleep(0.02)

    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def all_came_to_it(self, operators):
        done = set().union(*(operator.done for operator in operators))
        return len(done) == METHODS and all(reader.answered for reader in self.readers)

    def test_readers_and_operators_do_not_disturb_each_other(self):
        with Client(self.control) as client:
            cards = [one["card"] for one in client.ask("list")["result"]]
        operators = [Operator(number, self.control, cards, self.ports, self.ended)
                     for number in range(CLIENTS)]
        for thread in (*self.readers, *operators):
            thread.start()
        begin = time.monotonic()
        while time.monotonic() < begin + LEAST_SECONDS or not self.all_came_to_it(operators):
            if time.monotonic() > begin + MOST_SECONDS:
                break
            time.sleep(0.1)
        self.ended.set()
        for thread in (*self.readers, *operators):
            thread.join()
            self.assertEqual(thread.mistake, "", self.log()[-4000:])
        self.assertTrue(self.all_came_to_it(operators), self.log()[-4000:])
        with Client(self.control) as client:
            for card in cards:
                self.assertEqual(client.ask("status", card=card)["result"]["errors"], 0)
        self.daemon.send_signal(signal.SIGTERM)
        self.assertEqual(self.daemon.wait(60), 0, self.log()[-4000:])
        self.assertNotRegex(self.log(), "Sanitizer|runtime error:")


if __name__ == "__main__":
    unittest.main()
