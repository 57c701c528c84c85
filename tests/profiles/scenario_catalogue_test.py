#!/usr/bin/python3
"""The ready scenarios: complete, under their own names, and as the table in docs/lab.md says.

With --write the table takes over from the scenarios which cards they cover.
"""

import functools
import json
import pathlib
import re
import sys
import unittest

import yaml

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SCENARIOS = sorted((PROJECT / "profiles/scenarios").rglob("*.yaml"))
CATALOGUE = [
    entry["id"] for entry in json.loads((PROJECT / "tests/vectors/dm/faults.json").read_text())
]
PAGE = PROJECT / "docs/lab.md"
HEADING = "## Coverage of the catalogue"
ROW = re.compile(r"^\| ([A-Z]\d\d) \| (.+?) \| (.+?) \|$", re.M)
FEWEST = 50


@functools.cache
def load(path):
    return yaml.safe_load(path.read_text())


def covering():
    """The ids of the scenarios that cover each entry of the catalogue."""
    names = {entry: [] for entry in CATALOGUE}
    for path in SCENARIOS:
        for entry in load(path)["catalogue"]:
            names[entry].append(path.stem)
    return {entry: sorted(scenarios) for entry, scenarios in names.items()}


def split_page():
    """What stands in front of the table, its section, and what follows."""
    before, section = PAGE.read_text().split(HEADING, 1)
    section, *after = re.split(r"(?=^## )", section, maxsplit=1, flags=re.M)
    return before + HEADING, section, "".join(after)


def renewed(section, names):
    """The rows of covered entries name their scenarios; the others keep what they say."""

    def row(match):
        entry, card, said = match.groups()
        scenarios = ", ".join(f"`{name}`" for name in names.get(entry, []))
        return f"| {entry} | {card} | {scenarios or said} |"

    return ROW.sub(row, section)


class Scenarios(unittest.TestCase):
    def test_are_enough(self):
        self.assertGreaterEqual(len(SCENARIOS), FEWEST)

    def test_have_names_of_their_own(self):
        names = [path.stem for path in SCENARIOS]
        self.assertEqual(sorted(set(names)), sorted(names))
        for path in SCENARIOS:
            self.assertEqual(path.stem, load(path)["scenario"], path)

    def test_say_what_they_are_about(self):
        for path in SCENARIOS:
            for key in ("about", "basis", "catalogue", "broken-by", "expect"):
                with self.subTest(path.name, key=key):
                    self.assertTrue(load(path).get(key))

    def test_are_about_in_one_sentence(self):
        for path in SCENARIOS:
            with self.subTest(path.name):
                self.assertRegex(load(path)["about"], r"\AA client .*\.\Z")

    def test_name_entries_of_the_catalogue(self):
        for path in SCENARIOS:
            with self.subTest(path.name):
                self.assertLessEqual(set(load(path)["catalogue"]), set(CATALOGUE))


class Table(unittest.TestCase):
    def setUp(self):
        _, self.section, _ = split_page()

    def test_has_a_row_for_every_entry(self):
        self.assertEqual(CATALOGUE, [row[0] for row in ROW.findall(self.section)])

    def test_agrees_with_the_scenarios(self):
        self.assertEqual(
            renewed(self.section, covering()),
            self.section,
            "tests/profiles/scenario_catalogue_test.py --write renews the table",
        )

    def test_says_why_an_entry_is_not_covered(self):
        names = covering()
        for entry, _, said in ROW.findall(self.section):
            if not names[entry]:
                with self.subTest(entry):
                    self.assertNotIn("`", said)


def write():
    before, section, after = split_page()
    PAGE.write_text(before + renewed(section, covering()) + after)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write()
    else:
        unittest.main()
