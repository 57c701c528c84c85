"""Traces of a whole run through pcscd and vpcd, judged by tshark, and sent again by vuicc replay."""

import contextlib
import json
import socket
import unittest

import card_profile
import sandbox
from card_daemon import CardDaemon, try_vuiccd, vuicc
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
    "0070800100", "80F2000000", "0084000008", "00FD0000", "00A4000C", "00A4080C022F99",
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
        self.assertIn("READ BINARY EF.IMSI, SFI 07, from 0: needs PIN1 (01): EF.ARR (6F06) record", comments)
        self.assertIn("PIN1 has not been verified (3 tries left)", comments)

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


class Replays(unittest.TestCase):
    def setUp(self):
        Traces.setUp(self)

    record, specs = Traces.record, Traces.specs

    def replay(self, name, *options):
        return vuicc("replay", self.folder / name, *options, seconds=60)

    def test_the_same_card_answers_the_same(self):
        self.record(*self.specs("pcapng", "jsonl", options=["--trace-secrets"]))
        for name in ("pcapng", "jsonl"):
            outcome = self.replay(name, "--profile", self.profile)
            self.assertEqual(outcome.status, 0, outcome.text)
            self.assertRegex(outcome.text, r"\d+ commands, 0 answers differ")

    def test_another_card_shows_the_difference(self):
        self.record(*self.specs("jsonl", options=["--trace-secrets"]))
        other = card_profile.profile_variant(pin_enabled=True, iccid="898800123456789013?")
        outcome = self.replay("jsonl", "--profile", other)
        self.assertEqual(outcome.status, 1, outcome.text)
        self.assertRegex(outcome.text, r"READ BINARY EF.ICCID\n  > 00B000000A\n  - 98\w+9000\n"
                                       r"  \+ 98\w+9000\n")
        masks = self.folder / "masks.json"
        masks.write_text(json.dumps([{"command": "READ BINARY", "file": "EF.ICCID"}]))
        outcome = self.replay("jsonl", "--profile", other, "--mask", masks)
        self.assertEqual(outcome.status, 0, outcome.text)

    def test_a_card_in_a_reader_is_asked_too(self):
        self.record(*self.specs("jsonl", options=["--trace-secrets"]))
        with PcscService() as service, CardDaemon(self.profile):
            service.wait_for_card()
            outcome = self.replay("jsonl", "--against", READERS[0])
            self.assertEqual(outcome.status, 0, outcome.text)
            outcome = self.replay("jsonl", "--against", "no such reader")
            self.assertEqual(outcome.status, 1)
            self.assertIn("there is no reader no such reader", outcome.text)

    def test_masked_commands_cannot_be_sent(self):
        self.record(*self.specs("jsonl"))
        outcome = self.replay("jsonl", "--profile", self.profile)
        self.assertEqual(outcome.status, 2)
        self.assertRegex(outcome.text, r"event \d+ \(VERIFY PIN\) is masked")

    def test_damaged_traces_are_refused_with_the_place(self):
        self.record(*self.specs("pcapng", "jsonl", options=["--trace-secrets"]))
        lines = (self.folder / "jsonl").read_text().splitlines()
        lines[2] = lines[2][:-1]
        (self.folder / "jsonl").write_text("\n".join(lines))
        outcome = self.replay("jsonl", "--profile", self.profile)
        self.assertEqual(outcome.status, 2)
        self.assertIn("jsonl:3: this is not JSON", outcome.text)
        octets = (self.folder / "pcapng").read_bytes()
        for content in (octets[:28] + b"\0" * 40, octets[:40], b"\x0a\x0d\x0d\x0a", b""):
            (self.folder / "damaged").write_bytes(content)
            outcome = self.replay("damaged", "--profile", self.profile)
            self.assertEqual(outcome.status, 2, outcome.text)


if __name__ == "__main__":
    sandbox.main()
