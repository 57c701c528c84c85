#!/usr/bin/python3
"""Profiles against the JSON Schema that editors use: what loads is valid, slips are not."""

import copy
import json
import pathlib
import re
import unittest

import jsonschema
import yaml

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((PROJECT / "profiles/schema/profile.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
CARDS = sorted((PROJECT / "profiles/cards").rglob("*.yaml"))


def load(path):
    return yaml.safe_load(path.read_text())


class Schema(unittest.TestCase):
    def test_is_a_schema(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def test_accepts_every_card_that_comes_along(self):
        self.assertTrue(CARDS)
        for path in CARDS:
            with self.subTest(path.name):
                self.assertEqual([], [e.message for e in VALIDATOR.iter_errors(load(path))])

    def test_accepts_the_examples_of_the_documents(self):
        examples = re.findall(r"```yaml\n(.*?)```", (PROJECT / "docs/bootstrap.md").read_text(), re.S)
        self.assertEqual(3, len(examples))
        for example in map(yaml.safe_load, examples):
            with self.subTest(example["name"]):
                self.assertEqual([], [e.message for e in VALIDATOR.iter_errors(example)])

    def test_refuses_slips(self):
        good = load(PROJECT / "profiles/cards/default.yaml")
        slips = {
            "unknown key": lambda card: card.update(colour="red"),
            "no version": lambda card: card.pop("vuicc"),
            "other version": lambda card: card.update(vuicc=2),
            "unknown pin": lambda card: card["pins"].update(PIN9={"value": "1234"}),
            "file name": lambda card: card["usim"]["files"].update(IMSI={"hex": "00"}),
            "file key": lambda card: card["usim"]["files"].update({"EF.LI": {"sizes": 2}}),
            "access word": lambda card: card["usim"]["files"].update({"EF.LI": {"access": {"read": "all"}}}),
            "security mode": lambda card: card["dm"]["lwm2m"]["servers"][0].update({"security-mode": "tls"}),
            "bearer": lambda card: card["dm"]["client-provisioning"]["bootstrap"]["naps"][0].update(bearer="PIGEON"),
            "level": lambda card: card["dm"]["oma-dm"]["accounts"][0]["credentials"][0].update(level="APPSRV"),
            "auth-pref": lambda card: card["dm"]["oma-dm"]["accounts"][0].update({"auth-pref": "MD5"}),
            "long text": lambda card: card.update(atr={"text": "EIGHT888"}),
            "escape sequence": lambda card: card.update(name="\x1b[2J"),
            "no keys": lambda card: card["usim"].pop("milenage"),
        }
        for name, slip in slips.items():
            with self.subTest(name):
                card = copy.deepcopy(good)
                slip(card)
                self.assertFalse(VALIDATOR.is_valid(card))


if __name__ == "__main__":
    unittest.main()
