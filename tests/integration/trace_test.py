"""Traces of a whole run through pcscd and vpcd, judged by tshark."""

import contextlib
import json
import socket
import unittest

import card_profile
import sandbox
from card_daemon import CardDaemon, try_vuiccd
from pcsc import Context
from processes import run
from reader import READERS, PcscService

SELECT_USIM = "00A4040407" + card_profile.USIM_AID
VERIFY = "0020000108" + b"1234".hex() + "FFFFFFFF"
AUTHENTICATE = "0088008122" + "10" + "55" * 16 + "10" + "AA" * 16
SESSION = (
    "00A40004023F00", "00A4080C022FE2", "00B000000A", "00A4080C022F00", "00B2010400",
    SELECT_USIM, "00B0870009", "0020000100", "0020000108" + b"9999".hex() + "FFFFFFFF", VERIFY,
    "00B0870009", "00B0880021", AUTHENTICATE, "0070000001", "01A4080C022FE2", "01B000000A",
    "0070800100", "80F2000000", "0084000008", "00FE0000", "00A4000C", "00A4080C022F99",
    "00A4040C0C" + card_profile.PKCS15_AID, "00A4000C026432", "00B0000010",
)
SECRETS = ("31323334ffffffff", "39393939ffffffff", card_profile.KEY, card_profile.OPC)


def tshark(path, *arguments):
    return run(["tshark", "-r", path, *arguments], seconds=60).must_succeed().output.decode()


def fields(path, *names):
    options = [option for name in names for option in ("-e", name)]
    text = tshark(path, "-Y", "gsm_sim", "-T", "fields", *options)
    return [line.split("\t") for line in text.splitlines()]


def exchange_all(context, commands=SESSION):
    """The answers of the card in the first reader to commands after a reset, as octets."""
    connection = context.connect(READERS[0])
    connection.reconnect()
    answers = []
    for command in commands:
        answer = connection.transmit(command)
        answers.append(answer)
        if answer[-2] == 0x61:
            answers.append(connection.transmit(bytes((0, 0xC0, 0, 0, answer[-1]))))
    connection.disconnect()
    return answers


class Traces(unittest.TestCase):
    def setUp(self):
        self.folder = sandbox.new_folder("trace-")
        self.profile = card_profile.profile_variant(pin_enabled=True)

    def record(self, *options, commands=SESSION):
        """One session with a daemon that traces; it has ended, and the traces are complete."""
        with PcscService() as service, CardDaemon(self.profile, options=options) as daemon:
            service.wait_for_card()
            with Context() as context:
                answers = exchange_all(context, commands)
            daemon.must_stop()
            self.daemon_log = daemon.log
        return answers

    def specs(self, *names, options=()):
        traces = [word for name in names
                  for word in ("--trace", f"{name}:{self.folder / name}")]
        return [*traces, *options]

    def test_tshark_understands_every_packet(self):
        self.record(*self.specs("pcapng", "jsonl"))
        path = self.folder / "pcapng"
        events = [json.loads(line) for line in (self.folder / "jsonl").read_text().splitlines()]
        apdus = [event for event in events if event["kind"] == "apdu"]
        resets = [event for event in events if event["kind"] in ("power-on", "warm-reset")]
        self.assertGreater(len(apdus), len(SESSION))
        self.assertGreater(len(resets), 0)
        packets = sorted(apdus + resets, key=lambda event: event["number"])
        seen = fields(path, "gsm_sim.apdu.ins", "gsm_sim.apdu.sw")
        self.assertEqual(len(seen), len(packets))
        for event, values in zip(packets, seen):
            if event["kind"] == "apdu":
                self.assertEqual(values, [f"0x{event['command'][2:4].lower()}",
                                          f"0x{event['status'].lower()}"])
        self.assertEqual(tshark(path, "-Y", "_ws.malformed || ip.checksum.status == 0"), "")
        comments = tshark(path, "-Y", "frame.comment", "-T", "fields", "-e", "frame.comment")
        self.assertIn("READ BINARY EF.IMSI, SFI 07, from 0: EF.ARR record", comments)
        self.assertIn("PIN1 (01), which is not verified", comments)

    def test_tshark_understands_a_card_with_t1(self):
        self.profile = card_profile.profile_variant(pin_enabled=True, dialect="t1")
        self.record(*self.specs("pcapng"), commands=[*SESSION, "00A4000C023F00", "00A40004023F0000"])
        self.assertEqual(tshark(self.folder / "pcapng", "-Y", "_ws.malformed"), "")

    def test_says_why_and_in_which_order(self):
        self.record(*self.specs("jsonl"))
        events = [json.loads(line) for line in (self.folder / "jsonl").read_text().splitlines()]
        self.assertEqual([event["number"] for event in events], list(range(1, len(events) + 1)))
        kinds = [event["kind"] for event in events]
        self.assertEqual(kinds[0], "inserted")
        for kind in ("connected", "power-on", "selection", "security", "change", "removed"):
            self.assertIn(kind, kinds)
        wrong = next(i for i, event in enumerate(events) if event.get("status") == "63C2"
                     and event["kind"] == "apdu" and "masked" in event)
        self.assertEqual(kinds[wrong - 1], "change")
        self.assertEqual(kinds[wrong + 1], "security")
        self.assertEqual(events[wrong + 1]["reason"], "PIN1, 2 tries left, the value is wrong")

    def test_holds_no_secret_by_default(self):
        self.record(*self.specs("pcapng", "jsonl", "text"))
        for name in ("pcapng", "jsonl", "text"):
            content = (self.folder / name).read_bytes()
            for secret in SECRETS:
                self.assertNotIn(bytes.fromhex(secret), content, name)
                self.assertNotIn(secret, content.decode("latin-1").lower(), name)
        self.record(*self.specs("pcapng", "jsonl", options=["--trace-secrets"]))
        self.assertIn(bytes.fromhex(SECRETS[0]), (self.folder / "pcapng").read_bytes())
        self.assertIn(SECRETS[0].upper(), (self.folder / "jsonl").read_text())

    def test_text_is_for_people(self):
        self.record(*self.specs("text"))
        text = (self.folder / "text").read_text()
        self.assertIn("SELECT ADF.USIM, by AID -> 61", text)
        self.assertIn("    82 file descriptor: DF or ADF\n", text)
        self.assertIn("    PIN1, 2 tries left, the value is wrong\n", text)
        self.assertNotIn("\x1b", text)

    def test_gsmtap_goes_out_live(self):
        capture = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        with contextlib.closing(capture):
            capture.bind(("127.0.0.1", 4729))
            capture.settimeout(20)
            commands = SESSION[:3]
            self.record("--trace", "gsmtap:127.0.0.1", commands=commands)
            packets, missing = [], list(commands)
            while missing:
                packets.append(capture.recv(70_000))
                if packets[-1][16:].hex().upper().startswith(missing[0]):
                    del missing[0]
        self.assertEqual({packet[:4].hex() for packet in packets}, {"02040400"})
        self.assertTrue(any(packet[12] == 1 and packet[16] == 0x3B for packet in packets))

    def test_makes_room_for_itself(self):
        commands = ["00A4080C022FE2", "00B000000A"] * 2500
        self.record(*self.specs("jsonl", options=["--trace-size", "1", "--trace-files", "2"]),
                    commands=commands)
        self.assertTrue((self.folder / "jsonl.1").exists())
        self.assertFalse((self.folder / "jsonl.2").exists())
        for name in ("jsonl", "jsonl.1"):
            path = self.folder / name
            self.assertLessEqual(path.stat().st_size, 1 << 20)
            for line in path.read_text().splitlines():
                json.loads(line)

    def test_refuses_traces_that_cannot_be(self):
        profile = ("--profile", self.profile, "--volatile")
        for spec, status in (("pcap:x", 2), ("gsmtap:192.0.2.1", 2), ("jsonl:/no/such/t", 1)):
            outcome = try_vuiccd(*profile, "--trace", spec)
            self.assertEqual(outcome.status, status, outcome.text)
            self.assertEqual(len(outcome.text.strip().splitlines()[:1]), 1)
            self.assertIn(spec.split(":")[1], outcome.text)


if __name__ == "__main__":
    sandbox.main()
