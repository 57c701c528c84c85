#!/usr/bin/python3
"""What cards cost that wait in a daemon, and what changes cost that many readers ask for at once.

Prints one line per number of cards, and one per durability and number of readers; figures to compare
are those of 1 card and of many.
"""

import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

PROJECT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests/integration"))

from vpcd_host import VpcdHost

BIN = pathlib.Path(os.environ.get("VUICC_BIN", PROJECT / "build/release/bin"))
FAMILY = PROJECT / "profiles/cards/family.yaml"
SELECT_MF = "00A4000C023F00"
EXCHANGES = 5000


class Daemon:
    def __init__(self, folder, cards):
        path = str(folder / "control")
        begin = time.monotonic()
        self.process = subprocess.Popen(
            [BIN / "vuiccd", "--profile", FAMILY, "--cards", str(cards),
             "--volatile", "--control", path, "--log-level", "error", "--reader", "127.0.0.1:1"])
        client = socket.socket(socket.AF_UNIX)
        while client.connect_ex(path) != 0:
            time.sleep(0.001)
        self.start = time.monotonic() - begin
        self.lines = client.makefile("rwb")

    def ask(self, method, **parameters):
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
        self.lines.write(json.dumps(request).encode() + b"\n")
        self.lines.flush()
        return json.loads(self.lines.readline())["result"]

    def memory(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def microseconds(self, cards, count):
        begin = time.monotonic()
        for number in range(count):
            self.ask("transmit", card=cards[number % len(cards)], apdu=SELECT_MF)
        return (time.monotonic() - begin) / count * 1e6

    def stop(self):
        self.process.terminate()
        self.process.wait()


def bench(folder):
    print(f"{'cards':>6} {'start s':>8} {'asleep kB':>10} {'awake kB':>10} {'us/APDU':>8} {'fds':>4}")
    for count in (1, 100, 10000):
        daemon = Daemon(folder, count)
        cards = [card["card"] for card in daemon.ask("list")]
        asleep = daemon.memory()
        daemon.microseconds(cards, count)  # wakes each card
        awake = daemon.memory()
        apdu = daemon.microseconds(cards, EXCHANGES)
        print(f"{count:>6} {daemon.start:>8.3f} {asleep:>10} {awake:>10} {apdu:>8.0f} "
              f"{daemon.descriptors():>4}", flush=True)
        daemon.stop()


PROFILE = """
vuicc: 1
name: Card to be changed
iccid: "89880012345678${index:04}?"
mf:
  files:
    EF.SMALL: {fid: 2F10, structure: transparent, size: 40, access: {read: always, update: always}}
"""
SELECT_SMALL = "00A4000C022F10"
UPDATE_SMALL = bytes.fromhex("000700D6000002")  # and two octets


def updates_per_second(folder, durability, readers, rounds=400):
    """All readers ask, and ask again when all are answered. One loop."""
    profile = folder / "card.yaml"
    profile.write_text(PROFILE)
    hosts = [VpcdHost(0) for _ in range(readers)]
    kept = [] if durability == "none" else ["--state", folder / f"{durability}-{readers}"]
    daemon = subprocess.Popen(
        [BIN / "vuiccd", "--profile", profile, "--cards", str(readers), "--loops", "1", *kept,
         "--durability", durability, "--no-control", "--log-level", "error",
         *(f"--reader=127.0.0.1:{host.port}" for host in hosts)])
    slots = [host.accept() for host in hosts]
    for slot in slots:
        slot.power_on()
        slot.transmit(SELECT_SMALL)
    begin = time.monotonic()
    for number in range(rounds):
        for slot in slots:
            slot.send_raw(UPDATE_SMALL + number.to_bytes(2, "big"))
        for slot in slots:
            assert slot.receive() == b"\x90\x00"
    seconds = time.monotonic() - begin
    daemon.terminate()
    daemon.wait()
    return rounds * readers / seconds


def bench_durable(folder):
    print(f"{'readers':>8} {'none':>8} {'normal':>8} {'full':>8}  changes per second")
    for readers in (1, 4, 16, 64):
        rates = [updates_per_second(folder, durability, readers)
                 for durability in ("none", "normal", "full")]
        print(f"{readers:>8} " + " ".join(f"{rate:>8.0f}" for rate in rates), flush=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        bench(pathlib.Path(name))
        bench_durable(pathlib.Path(name))
