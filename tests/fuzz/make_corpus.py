#!/usr/bin/python3
"""Writes the seeds of the corpus from the transcripts and vectors of the other tests."""

import hashlib
import json
import pathlib
import re

FUZZ = pathlib.Path(__file__).parent
TESTS = FUZZ.parent
PROFILES = TESTS.parent / "profiles/cards"
HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")


def write(target, octets):
    folder = FUZZ / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha1(octets).hexdigest()[:16]).write_bytes(octets)


def session(path, card):
    """The commands of a transcript, each behind its length."""
    octets = bytearray([card])
    for line in path.read_text().splitlines():
        if line.startswith("@"):
            octets.append(0)
        if line.startswith(">"):
            command = bytes.fromhex(line[1:].replace(" ", ""))[:255]
            octets += bytes([len(command)]) + command
    return bytes(octets)


def hex_values(value):
    """Every text of a JSON document that is octets."""
    if isinstance(value, str) and HEX.fullmatch(value):
        yield bytes.fromhex(value)
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from hex_values(inner)


def vectors(name):
    return hex_values(json.loads((TESTS / "vectors" / name).read_text()))


def main():
    for path in sorted((TESTS / "transcripts").glob("*.apdu")):
        for card in range(2):
            write("transmit", session(path, card))
    for octets in [*vectors("ber_tlv.json"), *vectors("fcp.json")][:200]:
        write("tlv", octets)
    rules = [octets for octets in vectors("ef_contents.json") if octets[:1] == b"\x80"]
    for octets in rules[:100]:
        write("access_rule", octets)
    for path in sorted(PROFILES.rglob("*.yaml")):
        write("profile", path.read_bytes())


if __name__ == "__main__":
    main()
