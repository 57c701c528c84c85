#!/usr/bin/python3
"""Writes the seeds of the corpus from the transcripts and vectors of the other tests."""

import hashlib
import itertools
import json
import pathlib
import re
import sys

FUZZ = pathlib.Path(__file__).resolve().parent
TESTS = FUZZ.parent
sys.path.insert(0, str(TESTS / "conformance"))
import cases  # noqa: E402

# Names of profiles, in the order of transmit_target.cpp.
SHIPPED = ("default", "lwm2m-scp03", "usim-isim", "usim-5g-suci", "gsm-sim", "usim-tuak")
OF_CASES = ("uicc", "management", "gsm", "services", "suci", "environments", "universal")
LONGEST_SESSION = 3000  # octets
PROFILES = TESTS.parent / "profiles/cards"
HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")


def write(target, octets):
    folder = FUZZ / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha1(octets).hexdigest()[:16]).write_bytes(octets)


def sent(commands):
    """Commands as a session has them: each behind its length; None is a reset."""
    return b"".join(b"\0" if one is None else bytes([len(one)]) + one for one in commands)


def written_out(word):
    """01*29 is 01 29 times."""
    octet, _, times = word.partition("*")
    return octet * int(times or 1)


def of_transcript(path):
    for line in path.read_text().splitlines():
        if line.startswith("@"):
            yield None
        if line.startswith(">"):
            yield bytes.fromhex("".join(map(written_out, line[1:].split())))[:255]


def of_case(case):
    """A case of the conformance tests, on a card that was just reset."""
    yield None
    for exchange in case["exchanges"]:
        yield None if exchange["send"] == cases.RESET else bytes.fromhex(exchange["send"])[:255]


def sessions_of_cases():
    """One session for each command and mode."""
    known = [case for case in cases.load() if case["card"] in OF_CASES]
    alike = itertools.groupby(known, lambda case: (case["card"], case["command"], case["mode"]))
    for (card, _, _), group in alike:
        number = len(SHIPPED) + OF_CASES.index(card)
        session = bytes([number]) + b"".join(sent(of_case(case)) for case in group)
        yield session[:LONGEST_SESSION]


def hex_values(value):
    """Every text of a JSON document that is octets."""
    if isinstance(value, str) and HEX.fullmatch(value):
        yield bytes.fromhex(value)
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from hex_values(inner)


def created_files():
    """What CREATE FILE and RESIZE FILE send in the conformance cases."""
    for case in cases.load():
        for exchange in case["exchanges"]:
            if exchange["send"].startswith(("00E00000", "80D40000")):
                yield bytes.fromhex(exchange["send"])[5:]


def vectors(name):
    return hex_values(json.loads((TESTS / "vectors" / name).read_text()))


def main():
    for path in sorted((TESTS / "transcripts").glob("*.apdu")):
        for card in range(len(SHIPPED)):
            write("transmit", bytes([card]) + sent(of_transcript(path)))
    for session in sessions_of_cases():
        write("transmit", session)
    for octets in [*vectors("ber_tlv.json"), *vectors("fcp.json")][:200]:
        write("tlv", octets)
        write("data_objects", octets[:2] + octets)
    for octets in [*vectors("fcp.json"), *created_files()]:
        write("fcp", octets)
    rules = [octets for octets in vectors("ef_contents.json") if octets[:1] == b"\x80"]
    for octets in rules[:100]:
        write("access_rule", octets)
    for path in sorted(PROFILES.rglob("*.yaml")):
        write("profile", path.read_bytes())
    for path in sorted((TESTS / "vectors/fsdump").glob("*.json")):
        write("fsdump", path.read_bytes())


if __name__ == "__main__":
    main()
