#!/usr/bin/python3
"""Every command of vuicc that asks a daemon: what people read, and what programs get."""

import json
import os
import re
import shlex
import subprocess
import unittest

import openrpc
from daemon_case import CARD, OTHER, VUICC, DaemonCase

SELECT_USIM = "00A4040C07A0000000871002"
WRONG_PIN = "002000010839393939FFFFFFFF"


class ControlCommands(DaemonCase):
    def json(self, method, *words):
        """With --json a command gives the answer to its method."""
        answer = json.loads(self.vuicc(*words, "--json"))
        openrpc.check_result(method, answer)
        return answer

    def test_lists_methods(self):
        self.assertRegex(self.vuicc("api"), r"(?m)^file\.read +Reads an EF")
        self.assertEqual(self.json("rpc.discover", "api"), openrpc.DOCUMENT)

    def test_exports_a_card(self):
        self.vuicc("file", "write", "EF.PL", "6672")
        exported = self.folder / "exported.yaml"
        self.vuicc("profile", "export", "--card", CARD, "--with-secrets", "--output", exported)
        self.assertRegex(exported.read_text(), r"EF\.PL: \{.*languages: \[fr\]")
        self.assertIn("placeholders", self.vuicc("profile", "export", "--card", CARD))
        self.assertIn("there is no card", self.complaint("profile", "export", "--card", "nobody"))

    def test_explains_an_authentication(self):
        challenge = ("--rand", "23553CBE9637A89D218AE64DAE47BF35",
                     "--autn", "55F328B43577B9B94A9FFAC354DFAFB3")
        question = ("explain", "autn", "--card", CARD, *challenge)
        self.assertRegex(self.vuicc(*question), r"^USIM with milenage\nMAC +right\n(.|\n)*DC with")
        self.assertEqual(self.json("autn.explain", *question)["sqn"]["value"], "FF9BB4D0B607")
        self.assertIn("there is no card", self.complaint("explain", "autn", "--card", "x", *challenge))
        self.assertIn("no ISIM", self.complaint(*question, "--application", "ISIM"))
        self.assertIn("needs --profile FILE or --card CARD",
                      self.complaint("explain", "autn", *challenge, status=2))

    def test_an_empty_variable_names_no_daemon(self):
        outcome = subprocess.run([VUICC, "list"], capture_output=True, text=True, timeout=60, check=False,
                                 env={**self.environment(), "VUICC_CONTROL": "",
                                      "XDG_RUNTIME_DIR": str(self.folder)})
        self.assertEqual(outcome.returncode, 1)
        self.assertIn(f"{self.folder}/vuicc/control", outcome.stderr)

    def test_asks_for_the_version_of_the_daemon(self):
        self.assertRegex(self.vuicc("version", "--daemon"), r"^vuiccd \d+\.\d+\.\d+\n$")
        self.json("version", "version", "--daemon")
        self.complaint("version", "--deamon", status=2)

    def test_loads_swaps_and_unloads(self):
        os.chdir(self.folder)
        self.assertEqual(self.vuicc("load", "other.yaml", "--name", "a b"), "a b\n")
        self.assertEqual(self.json("load", "load", "other.yaml", "--reader", "127.0.0.1:2"),
                         {"card": OTHER, "reader": "127.0.0.1:2"})
        self.assertRegex(self.vuicc("list"), rf"(?m)^a b +- +{self.folder}/other.yaml$")
        self.assertEqual(self.vuicc("unload", "a b", "--forget"), "")
        self.json("unload", "unload", OTHER)
        self.assertEqual(self.vuicc("swap", CARD, "other.yaml"),
                         f"{OTHER} is in 127.0.0.1:1 instead of {CARD}\n")
        self.assertEqual(self.json("swap", "swap", OTHER, "card.yaml", "--name", CARD)["card"], CARD)
        broken = self.write("broken.yaml", "vuicc: 1\nno-such-key: 1\n")
        self.assertRegex(self.complaint("load", broken), r"broken\.yaml:\d+:\d+: ")
        self.assertIn("exclude each other", self.complaint(
            "load", "other.yaml", "--adopt-profile", "--reset-state", status=2))

    def test_switches_power_and_resets(self):
        self.assertRegex(self.vuicc("status"), r"reader +127\.0\.0\.1:1, waiting for it\n")
        self.assertEqual(self.vuicc("power", "off"), "")
        self.assertRegex(self.vuicc("status"), r"reader +127\.0\.0\.1:1, without power\n")
        self.assertIn("has no power", self.complaint("atr"))
        self.assertEqual(self.json("power", "power", CARD, "on"), {"card": CARD, "power": True})
        self.assertRegex(self.vuicc("atr"), r"^3B[0-9A-F]+\n$")
        self.vuicc("send", SELECT_USIM)
        self.assertEqual(self.vuicc("channels"), " 0  MF/ADF.USIM  (ADF.USIM is active)\n")
        self.vuicc("reset", "--warm")
        self.assertEqual(self.vuicc("channels"), " 0  MF\n")
        self.json("reset", "reset", CARD, "--cold")
        self.json("reset", "reset")
        self.assertIn("expected on or off", self.complaint("power", "up", status=2))
        self.assertIn("exclude each other", self.complaint("reset", "--cold", "--warm", status=2))

    def test_lists_reads_and_writes_files(self):
        self.assertRegex(self.vuicc("file", "list"),
                         r"(?m)^6F3A  MF/DF\.TELECOM/EF\.ADN +linear fixed 3 x 30$")
        self.assertEqual(self.vuicc("file", "read", "EF.PL"), "656E6465  (en, de)\n")
        self.vuicc("file", "write", CARD, "EF.PL", "66 72")
        self.assertEqual(self.json("file.read", "file", "read", CARD, "2F05")["data"], "6672FFFF")
        self.vuicc("file", "write", "EF.PL", "31", "--offset", 2)
        self.vuicc("file", "write", "EF.PL", "--text", "itde")
        self.vuicc("file", "write", "EF.PL", "--value", '["it", "fr"]')
        self.assertEqual(self.vuicc("file", "read", "EF.PL"), "69746672  (it, fr)\n")
        self.vuicc("file", "write", "EF.IMSI", "--value", "001010000000001")
        self.assertIn("001010000000001", self.vuicc("file", "read", "EF.IMSI"))
        self.vuicc("file", "write", "EF.ADN", "--record", 2, "--value",
                   '{"name": "B", "number": "2"}')
        self.json("file.state", "file", "state", CARD, "EF.ADN", "deactivated")
        self.assertRegex(self.vuicc("file", "read", "EF.ADN"), r"(?s)^  1  FF+  \(unused\)\n  2  42")
        self.assertIn("expected a number", self.complaint("file", "read", "EF.ADN", "--record", "x",
                                                          status=2))
        self.assertIn("not JSON", self.complaint("file", "write", "EF.PL", "--value", "[", status=2))
        self.assertIn("wrong number", self.complaint("file", "write", "EF.PL", status=2))
        self.assertIn("did you mean EF.PL", self.complaint("file", "read", "EF.PX"))

    def test_shows_and_sets_pins(self):
        self.assertRegex(self.vuicc("pin", "show"),
                         r"(?m)^01  PIN1 +enabled +3 of 3, to unblock 10 of 10$")
        self.assertRegex(self.vuicc("pin", "set", "PIN1", "--tries", 0), "0 of 3")
        self.json("pin.set", "pin", "set", CARD, "PIN1", "--tries", 3, "--unblock-tries", 9)
        self.vuicc("pin", "set", "PIN1", "--value", "-", stdin="4321\n")
        self.assertEqual(self.vuicc("send", "002000010834333231FFFFFFFF"), "9000\n")
        self.assertRegex(self.vuicc("pin", "show"), r"(?m)^01 .*, verified$")
        self.assertRegex(self.vuicc("pin", "set", "PIN1", "--disable"), " disabled ")
        self.assertIn("no line", self.complaint("pin", "set", "PIN1", "--value", "-", status=2))
        self.assertIn("exclude each other", self.complaint(
            "pin", "set", "PIN1", "--enable", "--disable", status=2))

    def test_faults(self):
        self.assertEqual(self.vuicc("fault", "add", CARD, "on: SELECT EF.PL, status: 6A82"), "1\n")
        self.json("fault.add", "fault", "add", '{"on": "any -> 6E00", "drop": true}')
        self.assertEqual(self.vuicc("send", "00A4000C022F05"), "6A82\n")
        self.assertRegex(self.vuicc("fault", "list"), r"(?m)^  1  struck 1 of 1  {.*6A82.*}$")
        self.json("fault.list", "fault", "list", CARD)
        self.vuicc("fault", "clear", "--fault", 1)
        self.assertEqual(self.vuicc("send", "00A4000C022F05"), "9000\n")
        self.json("fault.clear", "fault", "clear", CARD)
        self.assertEqual(self.vuicc("fault", "list"), "")
        self.assertIn("did you mean SELECT?",
                      self.complaint("fault", "add", "on: SELCT, drop: true"))
        self.assertIn("1:", self.complaint("fault", "add", "on: [", status=2))

    def test_states(self):
        self.json("snapshot", "snapshot", "fresh")
        self.vuicc("send", WRONG_PIN)
        self.json("snapshots", "state", "list")
        self.json("state.show", "state", "show")
        self.json("state.diff", "state", "diff", "fresh", "now")
        self.vuicc("file", "write", "EF.Keys", "07" + "A5" * 32)
        for words in (("show",), ("diff", "fresh", "now")):
            self.assertRegex(self.vuicc("state", *words), "33 secret octets, another value")
            self.assertRegex(self.vuicc("state", *words, "--show-secrets"), "07(A5){32}")
        self.json("state.export", "state", "export")
        self.json("rollback", "rollback", "fresh")
        self.json("remove_snapshot", "state", "drop", "fresh")
        self.json("fork", "fork", "twin")
        self.json("state.reset", "state", "reset", CARD)
        self.json("remove", "remove", CARD)
        self.json("insert", "insert", CARD, "--reader", "127.0.0.1:3")
        self.json("list", "list")
        self.json("status", "status", CARD)
        self.json("transmit", "send", CARD, "00A40004023F00")

    def test_shows_sequence_numbers_by_their_index(self):
        state = json.loads(self.vuicc("state", "export"))
        state["entries"]["sqn/3F00/7FF0"] = "000000000064" + "00" * 6 * 31
        self.vuicc("state", "import", self.write("state.json", json.dumps(state)))
        self.assertEqual(self.vuicc("state", "show"), "sqn/3F00/7FF0\n  - as in the profile\n"
                         "  + SQN: SEQ 100 in IND 0\n")
        change = self.json("state.show", "state", "show")[0]
        self.assertEqual(change["after"], state["entries"]["sqn/3F00/7FF0"])

    def test_explains_and_follows_an_apdu(self):
        self.vuicc("send", SELECT_USIM)
        self.assertRegex(self.vuicc("send", "--explain", "00B0870009"),
                         r"^6982\n    READ BINARY on EF\.IMSI: needs PIN1 \(01\): .*\n$")
        self.assertRegex(self.vuicc("send", "--explain", WRONG_PIN),
                         r"^63C2\n    VERIFY PIN \(PIN1\): .*2 tries left\n$")
        self.assertRegex(self.vuicc("send", "--explain", "00A40804022FE2"),
                         r"^61..\n    SELECT on EF\.ICCID\n$")
        self.assertRegex(self.vuicc("send", "--explain", "--follow", "00A40804022FE2"),
                         r"^62\w+ 9000\n    GET RESPONSE, the answer to SELECT on EF\.ICCID\n$")
        self.assertRegex(self.vuicc("send", "--follow", "00B0000000"), r"^\w{20} 9000\n$")
        answer = self.json("transmit", "send", CARD, "00B0000001", "--explain")
        self.assertEqual((answer["name"], answer["file"]), ("READ BINARY", "EF.ICCID"))
        self.assertNotIn("reason", answer)
        self.assertEqual(set(self.json("transmit", "send", "00B0000001")), {"response"})

    def test_following_a_bad_card_ends(self):
        self.vuicc("fault", "add", "on: any, status: 6110")
        self.assertRegex(self.vuicc("send", "--follow", "00B0000001"), "6110\n$")

    def test_what_a_fault_answers_to_a_fetch_is_explained_by_it(self):
        self.vuicc("fault", "add", "on: GET RESPONSE, status: 6F00")
        self.assertEqual(self.vuicc("send", "--follow", "--explain", "00A40804022FE2"),
                         '6F00\n    GET RESPONSE: fault 1: {"status":"6F00"}\n')

    def test_the_fetch_of_what_a_fault_holds_is_explained(self):
        self.vuicc("send", "00A4080C022FE2")
        self.vuicc("fault", "add", "on: any, more: true")
        self.assertRegex(self.vuicc("send", "--follow", "--explain", "00B0000000"),
                         r"^\w{20} 9000\n    GET RESPONSE, the answer to READ BINARY on EF\.ICCID: "
                         r'fault 1: \{"more":true\}\n$')

    def test_examples_do_what_they_say(self):
        self.vuicc("send", SELECT_USIM)
        outputs = {}
        for command in ("send", "file", "pin", "fault", "state"):
            for line in re.findall(rf"(?m)^  vuicc ({command} .*)$", self.vuicc("help", command)):
                outputs[command] = self.vuicc(*shlex.split(line))
        self.assertRegex(outputs["send"], r" 9000\n +GET RESPONSE, the answer to SELECT on EF\.ICCID")
        self.vuicc("send", "00A4080C022F00")
        answers = [self.vuicc("send", "00B2010436")[-5:-1] for _ in range(4)]
        self.assertEqual(answers, ["9000", "6982", "9000", "9000"])

    def test_every_command_that_asks_explains_itself(self):
        """An option that a command takes stands in its usage."""
        for command in ("load", "unload", "insert", "swap", "reset", "file", "pin", "fault", "power",
                        "state"):
            with self.subTest(command):
                usage = self.vuicc("help", command)
                self.assertTrue(usage.startswith(f"vuicc {command} "))
                self.assertIn("--json", usage)
        self.assertIn("expected one of list, read, write, state", self.complaint("file", status=2))
        self.assertIn("expected one of list, read, write, state", self.complaint("file", "x", status=2))


if __name__ == "__main__":
    unittest.main()
