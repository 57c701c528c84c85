#!/usr/bin/python3
"""Compares the conformance cases with the table of commands, modes and status words in coverage.yaml.

Every command has its status words there, and every mode of it a cell for each of them (unless the mode
lists words of its own, with the reason). A cell is hit by cases, or a reason says why by none. Fails
for a cell without either, a reason that nothing needs, a case that is in no cell, and when
docs/conformance.md is not what --write would write.
"""

import argparse
import collections
import pathlib
import re
import sys

import cases as conformance

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/conformance.md"
CLASS_MODE = "class byte"
# Status words that carry a number, and stand for all of their kind.
NUMBERED = re.compile(r"(61|6C|9F)..|(63C).")
HEAD = """# Conformance

What the card answers, command by command: the table of commands, modes and status words of TS 102 221,
TS 102 222, TS 31.102 and TS 51.011, with the cases in [tests/conformance](../tests/conformance) that hit
each cell, or the reason why none does. `python3 tests/conformance/coverage.py --write` makes this page,
and a test compares it. *Pending* cases do not pass yet; pending.yaml says why.

"""


class Table:
    """The cells of coverage.yaml: the cases of each, or its reason."""

    def __init__(self, table, cases):
        self.table = table
        self.by_cell = collections.defaultdict(list)
        for case in cases:
            self.by_cell[case["command"], case["mode"], word_of(case["sw"])].append(case)
        self.used = set()
        self.cells = {}
        for command, entry in table["commands"].items():
            for mode in [*entry["modes"], *self._class_mode(entry)]:
                for word in self.words(entry, mode):
                    self.cells[command, mode, word] = self._reason(command, mode, word)

    @staticmethod
    def _class_mode(entry):
        return [] if "class" in entry else [CLASS_MODE]

    def words(self, entry, mode):
        if mode == CLASS_MODE and mode not in entry["modes"]:
            return self.table["general"]["class"]
        own = entry["modes"][mode]
        if own:
            return own["words"]
        general = [] if "general" in entry else self.table["general"]["words"]
        return list(dict.fromkeys([*entry["words"], *general]))

    def _reason(self, command, mode, word):
        """The first reason for a cell that no case hits; the command's own ones come first."""
        if self.by_cell[command, mode, word]:
            return ""
        entry = self.table["commands"][command]
        for place in (entry, self.table["general"]):
            for reason in place.get("reasons", []):
                if word in reason["words"] and mode in reason.get("modes", [mode]):
                    self.used.add(id(reason))
                    return reason["reason"]
        return None

    def mistakes(self):
        for (command, mode, word), reason in self.cells.items():
            if reason is None:
                yield f"{command}, {mode}: nothing hits {word}, and no reason says why"
        for (command, mode, word), hits in self.by_cell.items():
            if hits and (command, mode, word) not in self.cells and not self._is_extra(mode, word):
                yield f"{hits[0]['id']}: {command}, {mode}, {word} is not in coverage.yaml"
        for (command, *_), hits in self.by_cell.items():
            instruction = self.table["commands"].get(command, {}).get("instruction")
            for case in hits:
                if instruction and instruction != instruction_of(case):
                    yield f"{case['id']} is no {command}"
        for place in (self.table["general"], *self.table["commands"].values()):
            for reason in place.get("reasons", []):
                if id(reason) not in self.used:
                    yield f"nothing needs the reason {reason['reason']!r} ({reason['words']})"

    @staticmethod
    def _is_extra(mode, word):
        """What a command answers on other channels says that its class byte is taken."""
        return mode == CLASS_MODE and word == "9000"


def instruction_of(case):
    return next(step["send"][2:4] for step in case["exchanges"] if step["role"] == "case")


def word_of(mask):
    """The status word that a case is about, with its number left out."""
    if match := NUMBERED.fullmatch(mask):
        known = match[1] or match[2]
        return known.ljust(4, "X")
    return mask


def summary(table):
    hits = [case for cell in table.by_cell.values() for case in cell]
    pending = sum(bool(case["pending"]) for case in hits)
    hit = sum(bool(table.by_cell[cell]) for cell in table.cells)
    return (f"{len(hits)} cases, {pending} of them pending. Of {len(table.cells)} cells they hit {hit};"
            f" {len(table.cells) - hit} have a reason.\n")


def names(hits):
    active = [case["id"] for case in hits if not case["pending"]]
    waiting = [case["id"] for case in hits if case["pending"]]
    parts = [", ".join(active)] if active else []
    parts += [f"*pending:* {', '.join(waiting)}"] if waiting else []
    return "; ".join(parts)


def section(table, command):
    entry = table.table["commands"][command]
    cells = [cell for cell in table.cells if cell[0] == command]
    lines = [f"\n## {command}\n", f"{entry['clause']}. {entry.get('note', '')}".strip() + "\n"]
    for mode, own in entry["modes"].items():
        if own:
            lines.append(f"- {mode}: {' '.join(own['words'])} only: {own['because']}.")
    lines += ["", "| mode | word | cases |", "|---|---|---|"]
    lines += [f"| {cell[1]} | {cell[2]} | {names(table.by_cell[cell])} |"
              for cell in cells if table.by_cell[cell]]
    reasons = collections.defaultdict(lambda: collections.defaultdict(list))
    for cell in cells:
        if table.cells[cell]:
            reasons[table.cells[cell]][cell[2]].append(cell[1])
    lines += ["", "| word | modes | why no case |", "|---|---|---|"] if reasons else []
    for reason, words in reasons.items():
        modes = list(dict.fromkeys(mode for found in words.values() for mode in found))
        lines.append(f"| {' '.join(words)} | {'; '.join(modes)} | {reason} |")
    return "\n".join(lines) + "\n"


def page(table):
    sections = (section(table, command) for command in table.table["commands"])
    return HEAD + summary(table) + "".join(sections)


def main():
    parser = argparse.ArgumentParser(description="Compares the cases with the table.")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    arguments = parser.parse_args()
    table = Table(conformance.read(conformance.HERE / "coverage.yaml"), conformance.load())
    mistakes = list(table.mistakes())
    text = page(table)
    if arguments.write:
        PAGE.write_text(text)
    elif not PAGE.exists() or PAGE.read_text() != text:
        mistakes.append(f"docs/{PAGE.name} is old: python3 tests/conformance/coverage.py --write")
    print("\n".join(mistakes) or summary(table).strip())
    sys.exit(bool(mistakes))


if __name__ == "__main__":
    main()
