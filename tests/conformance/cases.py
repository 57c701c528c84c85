#!/usr/bin/python3
"""Reads the conformance cases, one YAML file for each family of commands.

A file is a list of groups. What a group says (`card`, `command`, `mode`, `clause`, `setup`) holds for
each of its `cases`; the set-up of a case comes behind that of its group. A case is

    id         unique within its file
    apdu       what is sent
    response   mask of the data: X any digit, * any digits; nothing: no data
    sw         mask of the status word
    setup      what comes before, each step a name of setups.yaml, `reset`, or an APDU with
               ` -> ANSWER`, the mask of data and status word (by default anything with 9000)
    then       what comes after, in the same form: the effect of the command
    each       {NAMES: [VALUES, ...]}: one case for each combination, with the values in the places
               of <NAME>; several names are separated by blanks, and each value is a list then

An answer that announces data (61XX, 9FXX) is fetched unless the mask asks for the announcement.

With --write FOLDER the cases become JSON there, FAMILY.json each, for the runner in C++.
"""

import argparse
import itertools
import json
import pathlib
import re
import sys

import yaml

HERE = pathlib.Path(__file__).resolve().parent
NOT_CASES = {"setups", "pending", "coverage"}
OF_GROUP = {"card", "command", "mode", "clause"}
OF_CASE = {"id", "apdu", "response", "sw", "then", "each"}
HEX = re.compile(r"([0-9A-F]{2})*")
MASK = re.compile(r"[0-9A-FX*]*")
DEFAULT_ANSWER = "*9000"
RESET = "reset"


class Mistake(Exception):
    """Something in a file that is not as the format wants it."""


def read(path):
    """A YAML file with all its scalars as text: 9000 and 00 are no numbers here."""
    return yaml.load(path.read_text(), Loader=yaml.BaseLoader)


def families():
    return sorted(path for path in HERE.glob("*.yaml") if path.stem not in NOT_CASES)


def load():
    """Every case, in the order of the files, as the runners want it."""
    setups = read(HERE / "setups.yaml")
    pending = _pending()
    cases = []
    for path in families():
        for group in read(path):
            for case in group.pop("cases"):
                cases += _expand(path.stem, setups, group, case)
    ids = [case["id"] for case in cases]
    if twice := {name for name in ids if ids.count(name) > 1}:
        raise Mistake(f"more than one case of the name {', '.join(sorted(twice))}")
    if unknown := set(pending) - set(ids):
        raise Mistake(f"pending.yaml names no case: {', '.join(sorted(unknown))}")
    for case in cases:
        case["pending"] = pending.get(case["id"], "")
    return cases


def _pending():
    return {
        name: part["reason"] for part in read(HERE / "pending.yaml") for name in part["cases"]
    }


def _expand(family, setups, group, case):
    merged = {**group, **case, "setup": group.get("setup", []) + case.get("setup", [])}
    name = f"{family}.{case.get('id', '?')}"
    allowed = OF_GROUP | OF_CASE | {"setup"}
    if wrong := (set(merged) - allowed) | (OF_GROUP | {"id", "apdu", "sw"}) - set(merged):
        raise Mistake(f"{name}: unknown or missing: {', '.join(sorted(wrong))}")
    each = [_choices(*choice) for choice in merged.pop("each", {}).items()]
    for chosen in itertools.product(*each):
        words = {word: value for _, given in chosen for word, value in given.items()}
        suffix = "-".join(label for label, _ in chosen).lower().replace(" ", "-")
        yield _case(family, setups, merged, words, suffix)


def _choices(names, values):
    """The values of some names, each with what tells it from the others: its first word, or all."""
    names = names.split()
    values = [[value] if isinstance(value, str) else value for value in values]
    first = [value[0] for value in values]
    return [
        (value[0] if first.count(value[0]) == 1 else "-".join(value),
         dict(zip(names, value, strict=True)))
        for value in values
    ]


def _filled(value, words):
    if isinstance(value, dict):
        return {key: _filled(item, words) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, words) for item in value]
    return re.sub(r"<([\w-]+)>", lambda match: _word(words, match[1]), value)


def _word(words, name):
    if name not in words:
        raise Mistake(f"<{name}> has no values")
    return words[name]


def _case(family, setups, merged, words, suffix):
    name = f"{family}.{merged['id']}" + (f"-{suffix}" if suffix else "")
    try:
        merged = _filled(merged, words)
        exchanges = [
            *(_step("setup", step) for step in _resolved(setups, merged["setup"])),
            _exchange("case", merged["apdu"], merged.get("response", "") + merged["sw"]),
            *(_step("then", step) for step in _resolved(setups, merged.get("then", []))),
        ]
    except Mistake as mistake:
        raise Mistake(f"{name}: {mistake}") from None
    return {
        "id": name, "family": family, "card": merged["card"], "command": merged["command"],
        "mode": merged["mode"], "clause": merged["clause"], "sw": merged["sw"].replace(" ", ""),
        "exchanges": exchanges,
    }


def _resolved(setups, steps):
    """The steps with the names of set-ups replaced, which may name others."""
    for step in steps:
        if step in setups:
            yield from _resolved(setups, setups[step])
        else:
            yield step


def _step(role, text):
    if text == RESET:
        return {"role": role, "send": RESET, "expect": ""}
    send, _, expect = text.partition("->")
    return _exchange(role, send, expect or DEFAULT_ANSWER)


def _exchange(role, send, expect):
    send, expect = (text.replace(" ", "") for text in (send, expect))
    if not HEX.fullmatch(send) or len(send) < 8:
        raise Mistake(f"{send} is no APDU, and no set-up either")
    if not MASK.fullmatch(expect) or len(expect) < 4:
        raise Mistake(f"{expect} is no mask of an answer")
    return {"role": role, "send": send, "expect": expect}


def write(folder):
    """The JSON files, and no others."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    for family, cases in itertools.groupby(load(), lambda case: case["family"]):
        (folder / f"{family}.json").write_text(json.dumps(list(cases), indent=1))


def main():
    parser = argparse.ArgumentParser(description="Reads the conformance cases.")
    parser.add_argument("--write", type=pathlib.Path, required=True, metavar="FOLDER")
    try:
        write(parser.parse_args().write)
    except Mistake as mistake:
        sys.exit(f"conformance: {mistake}")


if __name__ == "__main__":
    main()
