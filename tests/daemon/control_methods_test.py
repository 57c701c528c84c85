#!/usr/bin/python3
"""Every method of the control socket, asked over it; what comes back is what openrpc.json says."""

import json
import re
import unittest

import openrpc
import yaml
from control_client import Client
from daemon_case import CARD, OTHER, OTHER_PROFILE, PROFILE, DaemonCase

SELECT_USIM = "00A4040C07A0000000871002"
SELECT_IMSI = "00A4000C026F07"
READ_NINE = "00B0000009"
RIGHT_PIN = "002000010831323334FFFFFFFF"
WRONG_PIN = "002000010839393939FFFFFFFF"
seen = set()


class ControlMethods(DaemonCase):
    def start(self):
        super().start()
        self.client = Client(self.socket)
        self.addCleanup(self.client.close)

    def ask(self, method, **parameters):
        openrpc.check_parameters(method, parameters)
        answer = self.client.ask(method, **parameters)
        self.assertIn("result", answer, answer)
        openrpc.check_result(method, answer["result"])
        seen.add(method)
        return answer["result"]

    def refusal(self, method, **parameters):
        answer = self.client.ask(method, **parameters)
        self.assertIn("error", answer)
        return answer["error"]["message"]

    def send(self, apdu, card=CARD):
        return self.ask("transmit", apdu=apdu, card=card)["response"]

    def data_of(self, file, **parameters):
        return self.ask("file.read", file=file, **parameters)["data"]

    def tries(self):
        return self.ask("pin.show", card=CARD)[0]["tries-left"]

    def test_describes_itself(self):
        self.assertEqual(self.ask("rpc.discover"), openrpc.DOCUMENT)
        self.assertRegex(self.ask("version"), r"^\d+\.\d+\.\d+$")

    def test_subscribes_and_unsubscribes(self):
        self.assertEqual(self.ask("subscribe", card=CARD, kinds=["apdu"]), {"subscription": 1})
        self.assertEqual(self.ask("unsubscribe", subscription=1), {"subscription": 1})
        self.assertIn("did you mean", self.refusal("subscribe", card=CARD[:-1]))

    def test_loads_and_unloads_cards(self):
        self.assertEqual(self.ask("load", profile=self.other), {"card": OTHER, "reader": ""})
        self.assertEqual(self.ask("load", profile=self.other)["card"], OTHER + "/2")
        self.assertEqual(self.ask("load", profile=self.other, name="third",
                                  reader="127.0.0.1:2")["reader"], "127.0.0.1:2")
        self.assertEqual([card["card"] for card in self.ask("list")],
                         [CARD, OTHER, OTHER + "/2", "third"])
        self.assertIn("already", self.refusal("load", profile=self.other, name="third"))
        self.assertIn("holds third", self.refusal("load", profile=self.other, reader="127.0.0.1:2"))
        self.assertEqual(self.refusal("atr"), f"which of the 4 cards? {CARD}, {OTHER}, {OTHER}/2, third")
        self.assertEqual(self.ask("unload", card=OTHER), {"card": OTHER})
        self.ask("unload", card="third")
        self.assertIn("did you mean", self.refusal("status", card="8988001234567890129"))
        self.assertIn("no card third", self.refusal("status", card="third"))
        self.ask("unload", card=OTHER + "/2")
        self.ask("unload")
        self.assertEqual(self.ask("list"), [])
        self.assertIn("there is no card", self.refusal("status"))

    def test_load_lists_every_mistake_with_its_place(self):
        broken = self.write("broken.yaml", 'vuicc: 1\niccid: "12"\nno-such-key: 1\n')
        lines = self.refusal("load", profile=broken).splitlines()
        self.assertGreaterEqual(len(lines), 2)
        for line in lines:
            self.assertRegex(line, r"broken\.yaml:\d+:\d+: ")
        self.assertIn("absolute", self.refusal("load", profile="card.yaml"))
        self.assertIn("missing.yaml", self.refusal("load", profile="/missing.yaml"))
        self.assertIn("expected refuse, adopt or reset",
                      self.refusal("load", profile=self.other, kept="maybe"))
        self.assertIn("1 to 64 octets", self.refusal("load", profile=self.other, name=""))
        self.assertEqual(len(self.ask("list")), 1)

    def test_a_loaded_card_goes_on_from_what_is_kept(self):
        self.send(WRONG_PIN)
        self.ask("fork", card=CARD, name="twin")
        self.ask("unload", card=CARD)
        self.ask("unload", card="twin")
        self.ask("load", profile=self.profile)
        self.assertEqual([card["card"] for card in self.ask("list")], [CARD, "twin"])
        self.assertEqual(self.tries(), 2)
        self.ask("unload", card="twin", forget=True)
        self.ask("unload", card=CARD)
        self.write("card.yaml", PROFILE.replace("[en, de]", "[fr]"))
        self.assertIn("changed under an earlier text", self.refusal("load", profile=self.profile))
        self.ask("load", profile=self.profile, kept="adopt")
        self.assertEqual(self.tries(), 2)
        self.assertEqual([card["card"] for card in self.ask("list")], [CARD])
        self.ask("unload", forget=True)
        self.ask("load", profile=self.profile)
        self.assertEqual(self.tries(), 3)

    def test_moves_cards_between_readers(self):
        self.assertIn("is in the reader", self.refusal("insert", reader="127.0.0.1:2"))
        self.ask("remove")
        self.assertIn("in no reader", self.refusal("remove"))
        self.assertIn("in no reader", self.refusal("swap", profile=self.other))
        self.ask("insert", reader="127.0.0.1:2")
        self.assertEqual(self.ask("status")["reader"], "127.0.0.1:2")
        self.assertIn("--allow-remote", self.refusal("insert", reader="192.0.2.1:1"))

    def test_swaps_and_swaps_back(self):
        self.send(WRONG_PIN)
        self.assertEqual(self.ask("swap", profile=self.other),
                         {"card": OTHER, "reader": "127.0.0.1:1", "replaced": CARD})
        self.assertEqual([card["reader"] for card in self.ask("list")], ["", "127.0.0.1:1"])
        self.assertEqual(self.ask("swap", card=OTHER, profile=self.profile)["card"], CARD)
        self.assertEqual(self.tries(), 2)
        self.assertEqual(len(self.ask("list")), 2)
        self.refusal("swap", card=CARD, profile="/missing.yaml")
        self.assertEqual(self.ask("list")[0]["reader"], "127.0.0.1:1")

    def test_power_and_resets(self):
        self.send(SELECT_USIM)
        self.assertEqual(self.ask("power", on=False), {"card": CARD, "power": False})
        self.ask("power", on=False)
        status = self.ask("status")
        self.assertEqual((status["power"], status["reader"]), (False, "127.0.0.1:1"))
        for method, parameters in (("transmit", {"apdu": READ_NINE}), ("atr", {}), ("reset", {})):
            self.assertIn("has no power", self.refusal(method, **parameters))
        self.ask("power", on=True)
        self.assertEqual(self.ask("channels"), [{"channel": 0, "directory": "MF"}])
        for kind in ({"kind": "cold"}, {"kind": "warm"}, {"kind": "reinsert"}, {}):
            self.send(SELECT_USIM)
            self.ask("reset", **kind)
            if kind.get("kind") in ("cold", "warm"):
                self.assertNotIn("application", self.ask("channels")[0])
        self.assertIn("expected cold, warm or reinsert", self.refusal("reset", kind="hot"))
        self.ask("remove")
        self.send(SELECT_USIM)
        self.ask("reset")
        self.assertNotIn("application", self.ask("channels")[0])
        self.assertTrue(self.ask("atr")["atr"].startswith("3B"))

    def test_shows_channels(self):
        self.assertEqual(self.send("0070000001"), "019000")
        self.send("01A4040C07A0000000871002")
        self.send("01A4000C026F07")
        basic, second = self.ask("channels")
        self.assertEqual(basic, {"channel": 0, "directory": "MF"})
        self.assertEqual((second["channel"], second["application"], second["directory"],
                          second["file"]), (1, "ADF.USIM", "MF/ADF.USIM", "MF/ADF.USIM/EF.IMSI"))
        self.assertTrue(second["aid"].startswith("A0000000871002"))
        self.send("0070800100")
        self.assertEqual(len(self.ask("channels")), 1)

    def test_states(self):
        self.ask("snapshot", name="fresh")
        self.send(WRONG_PIN)
        self.assertEqual([one["name"] for one in self.ask("snapshots")], ["fresh"])
        self.assertEqual(len(self.ask("state.show")), 1)
        self.assertEqual(len(self.ask("state.diff", before="fresh", after="now")), 1)
        exported = self.ask("state.export", state="now")
        self.ask("rollback", name="fresh")
        self.assertEqual(self.tries(), 3)
        self.ask("state.import", exported=exported)
        self.assertEqual(self.tries(), 2)
        self.ask("state.reset")
        self.assertEqual(self.tries(), 3)
        self.ask("remove_snapshot", name="fresh")
        self.assertIn("neither now nor profile", self.refusal("snapshot", name="now"))

    def test_shows_states_without_their_secrets(self):
        secret = "5EC2E7" * 11
        usim = "3F00/A0000000871002FF33FF018900000100"
        exported = self.ask("state.export")
        for cell in (f"gba/ks/{usim}", f"gba/naf/{usim}", "suspension", "pin/01", "keys/3F00/01",
                     "domain/A000000151000000/0070", "whatever"):
            exported["entries"][cell] = secret
        self.ask("state.import", exported=exported)
        self.ask("file.write", file="EF.Keys", data="07" + secret[:64])
        self.ask("snapshot", name="one")
        self.ask("file.write", file="EF.Keys", data=secret)
        for method, parameters in (("state.show", {}), ("state.diff", {"before": "profile",
                                                                       "after": "now"})):
            with self.subTest(method):
                changes = self.ask(method, **parameters)
                self.assertNotIn("5EC2E7", json.dumps(changes))
                shown = {one.get("cell", one.get("file")): one["after"] for one in changes}
                self.assertEqual(shown["suspension"], "33 secret octets")
                self.assertEqual(shown["EF.Keys"], "33 secret octets, another value")
                self.assertEqual(len(shown), 8)
                shown = self.ask(method, secrets=True, **parameters)
                self.assertEqual(json.dumps(shown).count(secret), 6)
        self.assertEqual(self.ask("state.diff", before="one", after="now"), [
            {"file": "EF.Keys", "path": f"{usim}/6F08", "before": "33 secret octets",
             "after": "33 secret octets, another value"}])

    def test_exports_the_card_as_it_is(self):
        self.send(WRONG_PIN)
        exported = self.ask("profile.export", secrets=True)
        self.assertEqual((exported["left-out"], exported["not-written"]), ([], []))
        self.assertEqual(yaml.safe_load(exported["profile"])["pins"]["PIN1"]["tries-left"], 2)
        hidden = self.ask("profile.export")
        self.assertIn("usim/milenage/k", hidden["left-out"])

    def test_takes_no_state_with_an_empty_file(self):
        exported = self.ask("state.export")
        for file in ("3F00/2F06", "3F00/2F00", "3F00/2F05"):
            exported["entries"] = {f"files/{file}": "0200000000"}
            self.assertIn("no such file", self.refusal("state.import", exported=exported))
        self.ask("profile.export")

    def test_explains_an_authentication_with_the_numbers_of_the_card(self):
        """XOR with K = RAND: AUTN is SQN and AMF, twice."""
        k = "000102030405060708090A0B0C0D0E0F"
        profile = self.write("xor.yaml", OTHER_PROFILE + f"""usim:
  imsi: "001010123456789"
  xor: {{k: {k}}}
""")
        self.ask("load", profile=profile)

        def autn(sqn):
            return f"{sqn:012X}8000" * 2

        def explained(sqn, **more):
            return self.ask("autn.explain", card=OTHER, rand=k, autn=autn(sqn), **more)

        self.assertEqual(explained(3200)["sqn"]["highest"], "000000000000")
        self.send(SELECT_USIM, OTHER)
        self.send("0088008122" + "10" + k + "10" + autn(3200), OTHER)
        self.assertEqual(explained(3200)["sqn"]["freshness"], "not-above")
        other_ind = explained(3201)
        self.assertEqual((other_ind["answer"], other_ind["sqn"]["seq-of-ind"]), ("DB", 0))
        self.assertEqual(other_ind["sqn"]["highest"], f"{3200:012X}")
        self.assertEqual(explained(3201), other_ind, "an explanation changes nothing")
        self.assertIn("SEQ 0 for this IND, the highest is 100", other_ind["text"])
        self.assertNotIn(k, str(other_ind))
        self.assertEqual(explained(3201, application="USIM"), other_ind)
        for sentence, changes in (("no ISIM", {"application": "ISIM"}),
                                  ("USIM or ISIM", {"application": "SIM"}),
                                  ("rand: character 1", {"rand": "x"}),
                                  ("RAND has 1 octets", {"rand": "00"})):
            self.assertIn(sentence, self.refusal("autn.explain", **{
                "card": OTHER, "rand": k, "autn": autn(1), **changes}))

    def test_lists_files(self):
        files = self.ask("file.list")
        self.assertEqual(files[0], {"file": "MF", "path": "MF", "kind": "MF", "fid": "3F00"})
        by_path = {file["path"]: file for file in files}
        self.assertEqual(by_path["MF/DF.TELECOM/EF.ADN"]["record-count"], 3)
        self.assertEqual(by_path["MF/ADF.USIM/EF.IMSI"]["sfi"], 7)

    def test_names_a_file_in_many_ways(self):
        expected = self.data_of("EF.IMSI")
        for name in ("ef.imsi", "ADF.USIM/EF.IMSI", "MF/ADF.USIM/EF.IMSI", "6F07", "7FFF/6F07",
                     "7FFF6F07"):
            with self.subTest(name):
                self.assertEqual(self.data_of(name), expected)
        self.assertIn("did you mean EF.IMSI?", self.refusal("file.read", file="EF.IMSY"))
        self.assertIn("did you mean EF.IMSI?", self.refusal("file.read", file="ADF.USIM/EF.ISMI"))
        self.assertIn("EF.ARR means several files: ", self.refusal("file.read", file="EF.ARR"))
        for hopeless in ("", "/", "no such thing", "FFFF", "x" * 100_000):
            self.assertIn("there is no EF", self.refusal("file.read", file=hopeless))

    def test_reads_beside_the_access_rules(self):
        self.send(SELECT_USIM)
        self.send(SELECT_IMSI)
        self.assertEqual(self.send(READ_NINE), "6982")
        self.assertEqual(self.ask("file.read", file="EF.IMSI")["value"], "001010123456789")
        records = self.ask("file.read", file="EF.ADN")["records"]
        self.assertEqual([one["record"] for one in records], [1, 2, 3])
        self.assertEqual(self.ask("file.read", file="EF.ADN", record=2)["records"], records[1:2])
        self.assertIn("records 1 to 3", self.refusal("file.read", file="EF.ADN", record=4))
        self.assertIn("records 1 to 3", self.refusal("file.read", file="EF.ADN", record=0))
        self.assertIn("has no records", self.refusal("file.read", file="EF.IMSI", record=1))

    def test_a_write_is_seen_by_the_session_and_lasts(self):
        self.send(RIGHT_PIN)
        self.send(SELECT_USIM)
        self.send(SELECT_IMSI)
        before = self.send(READ_NINE)
        self.ask("file.write", file="EF.IMSI", value="001010000000001")
        after = self.send(READ_NINE)  # selection and PIN are as they were
        self.assertNotEqual(after, before)
        self.assertTrue(after.endswith("9000"))
        self.assertEqual(self.data_of("EF.IMSI") + "9000", after)
        self.kill(self.daemon)
        self.start()
        self.assertEqual(self.ask("file.read", file="EF.IMSI")["value"], "001010000000001")
        self.assertEqual(len(self.ask("state.show")), 1)

    def test_writes_in_every_form(self):
        self.ask("file.write", file="EF.PL", data="66 72")
        self.assertEqual(self.data_of("EF.PL"), "6672FFFF")
        self.ask("file.write", file="EF.PL", data="64", offset=3)
        self.assertEqual(self.data_of("EF.PL"), "6672FF64")
        self.ask("file.write", file="EF.PL", text="itfr")
        self.assertEqual(self.ask("file.read", file="EF.PL")["value"], ["it", "fr"])
        self.ask("file.write", file="EF.PL", value={"languages": ["de"]})
        self.assertEqual(self.data_of("EF.PL"), "6465FFFF")
        self.ask("file.write", file="EF.ADN", value=[{"name": "A", "number": "1"},
                                                     {"name": "B", "number": "2"}])
        self.ask("file.write", file="EF.ADN", record=3, value={"name": "C", "number": "3"})
        self.ask("file.write", file="EF.ADN", record=1, data="00", offset=29)
        records = self.ask("file.read", file="EF.ADN")["records"]
        self.assertTrue(records[0]["data"].startswith("41FF"))
        self.assertEqual([one["value"]["name"] for one in records[1:]], ["B", "C"])

    def test_refuses_wrong_contents_and_changes_nothing(self):
        for parameters, complaint in (
                ({}, "one of data, text and value"),
                ({"data": "00", "text": "0"}, "one of data, text and value"),
                ({"data": "0"}, "data: "), ({"data": "xx"}, "data: "),
                ({"data": "0011223344"}, "has room for 4 octets, these are 5"),
                ({"data": "00", "offset": 4}, "these are 1 from 4 on"),
                ({"data": "", "offset": 5}, "from 5 on"),
                ({"text": "0", "offset": 1}, "offset goes with data only"),
                ({"data": "00", "record": 1}, "EF.PL has no records"),
                ({"value": ["english"]}, "EF.PL: languages"),
                ({"value": {"a": {"b": []}}}, "EF.PL: languages")):
            with self.subTest(parameters):
                self.assertIn(complaint, self.refusal("file.write", file="EF.PL", **parameters))
        self.assertIn("name one", self.refusal("file.write", file="EF.ADN", data="00"))
        self.assertIn("4 records are given, there is room for 3",
                      self.refusal("file.write", file="EF.ADN", value=[{"number": "1"}] * 4))
        self.assertIn("no readable form", self.refusal("file.write", file="EF.Keys", value="1"))
        self.assertEqual(self.ask("state.show"), [])

    def test_files_that_commands_make_are_like_the_others(self):
        open_card = 'vuicc: 1\niccid: "8988001234567890035"\nmf: {access: {expanded: 80017F9000}}\n'
        card = self.ask("load", profile=self.write("open.yaml", open_card))["card"]
        create = "00E000001A621882024121" "83022F60" "8A0105" "AB0580017F9000" "80020004" "8800"
        self.assertEqual(self.send(create, card), "9000")
        self.ask("file.write", card=card, file="2F60", data="0102")
        self.assertEqual(self.send("00B0000004", card), "0102FFFF9000")
        listed = [one["path"] for one in self.ask("file.list", card=card)]
        self.assertIn("MF/EF.2F60", listed)
        shown = {one.get("cell", one.get("path")): one["after"]
                 for one in self.ask("state.show", card=card)}
        self.assertEqual(shown, {"files/3F00/2F60": "created, 4 octets",
                                 "3F00/2F60": "4 secret octets, another value"})
        exported = self.ask("state.export", card=card)
        self.ask("snapshot", card=card, name="made")
        self.assertEqual(self.send("00E40000022F60", card), "9000")
        self.assertIn("no EF", self.refusal("file.read", card=card, file="2F60"))
        self.assertNotIn("MF/EF.2F60", [one["path"] for one in self.ask("file.list", card=card)])
        self.assertEqual(len(self.ask("state.diff", card=card, before="made", after="now")), 2)
        self.ask("rollback", card=card, name="made")
        self.assertEqual(self.data_of("2F60", card=card), "0102FFFF")
        self.ask("state.reset", card=card)
        self.assertIn("no EF", self.refusal("file.read", card=card, file="2F60"))
        self.ask("state.import", card=card, exported=exported)
        self.assertEqual(self.data_of("2F60", card=card), "0102FFFF")
        exported["entries"].pop("files/3F00/2F60")
        self.assertIn("no such file", self.refusal("state.import", card=card, exported=exported))

    def test_sets_the_life_cycle_of_a_file(self):
        self.send("00A4000C022F05")
        self.ask("file.state", file="EF.PL", state="deactivated")
        self.assertEqual(self.send("00B0000004"), "6984")
        self.assertEqual(self.send("00A4000C022F05"), "6283")
        self.assertIn("8A0104", self.send("00A40004022F05") + self.send("00C0000000"))
        self.assertEqual(self.ask("file.read", file="EF.PL")["life-cycle"], "deactivated")
        self.assertEqual(len(self.ask("state.show")), 1)
        self.ask("reset", kind="cold")
        self.send("00A4000C022F05")
        self.ask("file.state", file="EF.PL", state="activated")
        self.assertEqual(self.send("00B0000004"), "656E64659000")
        self.assertEqual(self.ask("state.show"), [])
        self.assertIn("expected activated", self.refusal("file.state", file="EF.PL", state="x"))

    def test_shows_pins_without_their_values(self):
        self.send(RIGHT_PIN)
        pins = self.ask("pin.show")
        self.assertNotIn("1234", json.dumps(pins))
        by_name = {pin["pin"]: pin for pin in pins}
        self.assertEqual(by_name["PIN1"], {
            "pin": "PIN1", "reference": "01", "enabled": True, "replaced": False, "tries-left": 3,
            "tries": 3, "verified": True, "channels": [0], "unblock-tries-left": 10,
            "unblock-tries": 10})
        self.assertEqual(by_name["ADF.USIM/PIN2"]["channels"], [])
        self.assertNotIn("unblock-tries", by_name["ADM1"])
        self.send("0070000001")
        self.assertEqual(self.ask("pin.show")[0]["channels"], [0, 1])

    def test_sets_pins(self):
        self.send(RIGHT_PIN)
        blocked = self.ask("pin.set", pin="PIN1", tries=0)
        self.assertEqual((blocked["tries-left"], blocked["verified"]), (0, False))
        self.assertEqual(self.send(RIGHT_PIN), "6983")
        self.ask("pin.set", pin="01", tries=3)
        self.assertEqual(self.send(RIGHT_PIN), "9000")
        self.ask("pin.set", pin="PIN1", value="4321")
        self.assertEqual(self.send(RIGHT_PIN), "63C2")
        self.assertEqual(self.send("002000010834333231FFFFFFFF"), "9000")
        self.assertFalse(self.ask("pin.set", pin="PIN1", enabled=False)["enabled"])
        self.assertEqual(self.send(RIGHT_PIN), "6984")
        self.ask("pin.set", pin="PIN1", enabled=True)
        self.ask("pin.set", pin="ADF.USIM/PIN2", **{"unblock-tries": 1})
        self.ask("pin.set", pin="PIN1", value="1234", tries=3)
        self.assertEqual([change["cell"] for change in self.ask("state.show")],
                         ["pin/3F00/A0000000871002FF33FF018900000100/81"])

    def test_ends_a_suspension_with_the_pins_as_they_were(self):
        power = "mf: {files: {EF.UMPC: {power: {milliamperes: 60, suspend: true}}}}\n"
        pins = 'pins: {PIN1: {value: "1234", puk: "12345678"}}\n'
        self.ask("load", profile=self.write("third.yaml", OTHER_PROFILE + power + pins))
        self.assertEqual(self.send("8076000004000A0201", OTHER), "610A")
        token = self.send("00C000000A", OTHER)[4:20]
        self.ask("pin.set", card=OTHER, pin="PIN1", value="4321")
        self.assertEqual(self.send("8076010008" + token, OTHER), "6985")

    def test_refuses_wrong_pins_without_repeating_them(self):
        for parameters, complaint in (
                ({"pin": "PIN1", "tries": 4}, "tries: the PIN has 3 at most"),
                ({"pin": "PIN1", "tries": 1 << 40}, "tries: the PIN has 3 at most"),
                ({"pin": "PIN1", "unblock-tries": 11}, "unblock-tries: the PIN has 10 at most"),
                ({"pin": "PIN1", "value": "987"}, "4 to 8 digits"),
                ({"pin": "PIN1", "value": "987654321"}, "4 to 8 digits"),
                ({"pin": "PIN1", "value": "9876x"}, "4 to 8 digits"),
                ({"pin": "PIN3"}, "there is no PIN PIN3"), ({"pin": "ADM"}, "did you mean ADM1?"),
                ({"pin": "PIN1", "tries": -1}, "whole number from 0 on"),
                ({"pin": "PIN1", "enabled": 1}, "must be true or false")):
            with self.subTest(parameters):
                message = self.refusal("pin.set", **parameters)
                self.assertIn(complaint, message)
                self.assertNotIn("987", message)
        self.assertEqual(self.ask("state.show"), [])


    def test_makes_cards_bad_and_good_again(self):
        fault = {"on": "READ EF.PL", "nth": 2, "times": 1, "status": "6A82"}
        self.assertEqual(self.ask("fault.add", fault=fault), {"card": CARD, "fault": 1})
        self.send("00A4000C022F05")
        self.assertEqual([self.send("00B0000004") for _ in range(3)],
                         ["656E64659000", "6A82", "656E64659000"])
        self.assertEqual(self.ask("fault.list", card=CARD),
                         [{"fault": 1, "what": fault, "seen": 3, "struck": 1}])
        self.assertEqual(self.ask("fault.add", fault={"on": "READ", "silence": "1s"})["fault"], 2)
        self.assertIn("without an answer for 1s", self.refusal("transmit", apdu="00B0000004"))
        self.ask("reset", card=CARD, kind="cold")
        self.assertEqual(len(self.ask("fault.list")), 2)
        self.ask("fault.clear", fault=2)
        self.assertEqual(self.send("00B0000004"), "6986")
        self.ask("fault.clear")
        self.assertEqual(self.ask("fault.list"), [])

    def test_refuses_wrong_faults(self):
        for fault, complaint in (
                ({}, "what happens is missing"), ({"stauts": "6982"}, "did you mean status?"),
                ({"on": "READ EF.PX", "drop": True}, "did you mean EF.PL?"),
                ({"drop": True, "nth": 0, "times": 0}, "/times: a whole number from 1")):
            with self.subTest(fault):
                self.assertIn(complaint, self.refusal("fault.add", fault=fault))
        self.assertIn("has no fault 7", self.refusal("fault.clear", fault=7))
        self.assertEqual(self.ask("fault.list"), [])


class Description(unittest.TestCase):
    """The file itself."""

    def test_schemas_are_schemas(self):
        for method in openrpc.METHODS.values():
            for one in [*method["params"], method["result"]]:
                with self.subTest(method=method["name"], name=one["name"]):
                    openrpc.jsonschema.Draft7Validator.check_schema(one["schema"])
        for schema in openrpc.DOCUMENT["components"]["schemas"].values():
            openrpc.jsonschema.Draft7Validator.check_schema(schema)

    def test_examples_are_what_the_schemas_say(self):
        for name, method in openrpc.METHODS.items():
            self.assertTrue(method["examples"], name)
            for example in method["examples"]:
                with self.subTest(method=name, example=example["name"]):
                    openrpc.check_parameters(
                        name, {one["name"]: one["value"] for one in example["params"]})
                    openrpc.check_result(name, example["result"]["value"])

    def test_the_document_has_a_row_for_each_method(self):
        lines = (openrpc.FILE.parents[2] / "docs/control.md").read_text().splitlines()
        rows = [line for line in lines if re.match(r"\| `[\w.]+` \| ", line)]
        self.assertEqual(sorted(rows), sorted(map(openrpc.documented, openrpc.METHODS.values())))

    def test_references_lead_somewhere(self):
        names = set(openrpc.DOCUMENT["components"]["schemas"])
        used = set(openrpc.references())
        self.assertEqual(used - names, set())
        self.assertEqual(names - used, set())


class Completeness(unittest.TestCase):
    """Runs last, by its place in load_tests."""

    def test_every_method_was_asked(self):
        self.assertEqual(set(openrpc.METHODS) - seen, set())


def load_tests(loader, _standard, _pattern):
    return unittest.TestSuite(loader.loadTestsFromTestCase(case)
                              for case in (Description, ControlMethods, Completeness))


if __name__ == "__main__":
    unittest.main()
