#!/usr/bin/env python3
"""Truth table of access rules: operation x rule x form x security status, TS 102 221 §9.2.

Works on rules as data and knows nothing of how they are coded, except to write them down. Without
arguments it checks that tests/vectors/access_truth_table.json is what it makes; --write makes it.
"""

import json
import pathlib
import sys

TABLE = pathlib.Path(__file__).resolve().parents[1] / "vectors/access_truth_table.json"

# Operation -> bit of the AM byte, header of the command that asks (None: unknown), and the only
# instruction that does it where there is one.
OPERATIONS = {
    "read": (0x01, None, None),
    "update": (0x02, None, None),
    "increase": (0, None, 0x32),
    "resize": (0, None, 0xD4),
    "deactivate": (0x08, None, 0x04),
    "activate": (0x10, None, 0x44),
    "terminate": (0x20, None, None),
    "delete": (0x40, None, 0xE4),
    "create-df": (0x04, None, 0xE0),
    "create-ef": (0x02, None, 0xE0),
    "delete-child": (0x01, None, 0xE4),
    "read 00B00000": (0x01, "00B00000", 0xB0),
    "read 00B08705": (0x01, "00B08705", 0xB0),
    "read 80CB0080": (0x01, "80CB0080", 0xCB),
    "update 00D60000": (0x02, "00D60000", 0xD6),
    "update 80DB0080": (0x02, "80DB0080", 0xDB),
    "increase 80320000": (0, "80320000", 0x32),
    "resize 80D40000": (0, "80D40000", 0xD4),
    "terminate 00E80000": (0x20, "00E80000", 0xE8),
    "delete 00E40000": (0x40, "00E40000", 0xE4),
}

ALWAYS, NEVER, UNKNOWN = ("always",), ("never",), ("unknown",)
PIN, ADM, SECOND, ABSENT = ("key", 0x01), ("key", 0x0A), ("key", 0x81), ("key", 0x0E)

# Who is there: satisfied keys, current security environment, what the session gives.
NOTHING = {"authenticated": False, "mac": (False, False), "encryption": (False, False), "key-set": 0}
MACS = {"authenticated": True, "mac": (True, True), "encryption": (False, False), "key-set": 0x30}
COMMAND_MAC = {"authenticated": True, "mac": (True, False), "encryption": (False, False), "key-set": 0x30}
EVERYTHING = {"authenticated": True, "mac": (True, True), "encryption": (True, True), "key-set": 0x31}
STATES = {
    "nobody": ([], 1, NOTHING),
    "pin": ([0x01], 1, NOTHING),
    "adm": ([0x0A], 1, NOTHING),
    "pin and adm": ([0x01, 0x0A], 1, NOTHING),
    "pin off": ([0x01], 0, NOTHING),
    "pin replaced": ([], 0, NOTHING),
    "terminal": ([], 1, {**NOTHING, "authenticated": True}),
    "command macs": ([], 1, COMMAND_MAC),
    "macs": ([], 1, MACS),
    "everything": ([0x01, 0x81], 1, EVERYTHING),
}
EXISTING = {0x01, 0x0A, 0x81}
IMPLIED = {0: 0x0A, 1: 0x01}  # keys that condition octets mean, by security environment


def am(byte):
    return ("am", byte)


def command(bits, *combinations):
    """CLA 8, INS 4, P1 2, P2 1, and what these octets may be."""
    return ("command", bits, combinations)


# Name -> groups of an access mode and its conditions. Those of ("octet", ...) alone also have a compact form.
RULES = {
    "always": [(am(0x01), [ALWAYS])],
    "never": [(am(0x03), [NEVER])],
    "pin-read-adm-rest": [(am(0x01), [PIN]), (am(0x7A), [ADM])],
    "full-am": [(am(0x7F), [PIN])],
    "proprietary-am": [(am(0xFF), [PIN])],
    "several-conditions": [(am(0x01), [NEVER, SECOND, ADM])],
    "later-group": [(am(0x01), [ADM]), (am(0x03), [PIN])],
    "or": [(am(0x03), [("or", [PIN, ADM])])],
    "and": [(am(0x03), [("and", [PIN, ADM])])],
    "not": [(am(0x01), [("not", [PIN])])],
    "not-either": [(am(0x01), [("not", [PIN, ADM])])],
    "not-not": [(am(0x01), [("not", [("not", [PIN])])])],
    "and-not": [(am(0x01), [("and", [ADM, ("not", [PIN])])])],
    "or-of-and": [(am(0x01), [("or", [("and", [PIN, ADM]), SECOND])])],
    "unknown": [(am(0x01), [UNKNOWN])],
    "or-unknown": [(am(0x01), [("or", [UNKNOWN, PIN])])],
    "and-unknown": [(am(0x01), [("and", [UNKNOWN, PIN])])],
    "not-unknown": [(am(0x01), [("not", [UNKNOWN])])],
    "not-or-unknown": [(am(0x01), [("not", [("or", [PIN, UNKNOWN])])])],
    "absent-key": [(am(0x01), [ABSENT])],
    "not-absent-key": [(am(0x01), [("not", [ABSENT])])],
    "terminal": [(am(0x01), [("terminal", None)])],
    "terminal-key": [(am(0x01), [("terminal", 0x30)])],
    "checksums": [(am(0x01), [("mac", 0x30, None)])],
    "checksum-commands": [(am(0x03), [("mac", 0x10, None)])],
    "checksum-key-set": [(am(0x03), [("mac", 0x30, 0x31)])],
    "encryption": [(am(0x01), [("encryption", 0x30, None)])],
    "checksum-and-pin": [(am(0x01), [("and", [PIN, ("mac", 0x30, None)])])],
    "increase": [(am(0x03), [PIN]), (command(4, "32"), [ADM])],
    "resize-and-increase": [(command(4, "32", "D4"), [ADM])],
    "delete-by-instruction": [(command(4, "E4"), [PIN])],
    "class-and-instruction": [(command(12, "00B0", "80CB"), [PIN])],
    "parameters": [(command(7, "B08705", "D60000"), [PIN])],
    "whole-header": [(command(15, "80320000"), [ADM])],
    "class-only": [(command(8, "80"), [ADM])],
    "octet-always-never": [(am(0x03), [("octets", [0xFF, 0x00])])],
    "octet-adm": [(am(0x1B), [("octets", [0x10, 0x10, 0x10, 0x00])])],
    "octet-pin-in-environment": [(am(0x01), [("octets", [0x11])])],
    "octet-other-environment": [(am(0x01), [("octets", [0x12])])],
    "octet-any": [(am(0x01), [("octets", [0x71])])],
    "octet-all": [(am(0x01), [("octets", [0xF1])])],
    "octet-messaging": [(am(0x02), [("octets", [0x40])])],
    "octet-groups": [(am(0x01), [("octets", [0x10])]), (am(0x41), [("octets", [0xFF, 0x11])])],
    "octet-proprietary": [(am(0x89), [("octets", [0x00, 0x00])])],
}

# Octets that are no rules: nobody may do anything.
MALFORMED_RULES = {
    "truncated": "800101A406",
    "truncated-behind-a-grant": "80010190008001",
    "no-condition": "800101",
    "no-condition-in-front": "800101 800102 9000",
    "no-access-mode": "9000 800101 9000",
    "long-access-mode": "80020101 9000",
    "empty-description": "8400 9000",
    "odd-description": "8C03 00B080 9000",
    "always-with-value": "800101 900100",
    "broken-elsewhere": "800101 9000 800102 970101",
    "broken-in-or": "800101 A005 9000 A40183",
    "password-without-key": "800101 A403950108",
    "empty-or": "800101 A000",
    "empty-octet": "800101 9E00",
    "too-deep": "800101 A012A010A00EA00CA00AA008A006A004A0029000",
}
MALFORMED_COMPACT = {"short": "0300", "short-group": "01000340", "no-kind": "0180",
                     "environment-only": "0101", "reserved-environment": "011F"}


def holds_octet(octet, state):
    """True, False or None (not understood)."""
    keys, environment, session = state
    if octet in (0x00, 0xFF):
        return octet == 0x00
    wanted = octet & 0x0F
    if wanted not in (0, environment):
        return False
    parts = []
    if octet & 0x40:
        parts.append(all(session["mac"]))
    if octet & 0x20:
        parts.append(session["authenticated"])
    if octet & 0x10:
        key = IMPLIED.get(wanted)
        parts.append(None if key is None else key in keys)
    return together(parts, all if octet & 0x80 else any)


def together(parts, quantifier):
    if quantifier(part is True for part in parts):
        return True
    return None if None in parts else False


def holds(condition, state):
    keys, _, session = state
    kind, *rest = condition
    if kind in ("always", "never"):
        return kind == "always"
    if kind == "unknown":
        return None
    if kind == "key":
        return rest[0] in keys if rest[0] in EXISTING else None
    if kind == "terminal":
        return session["authenticated"] and rest[0] in (None, session["key-set"])
    if kind in ("mac", "encryption"):
        use, key_set = rest
        asked = [given for bit, given in zip((0x10, 0x20), session[kind]) if use & bit]
        return all(asked) and key_set in (None, session["key-set"])
    if kind == "octet":
        return holds_octet(rest[0], state)
    parts = [holds(part, state) for part in rest[0]]
    if kind == "not":
        either = together(parts, any)
        return None if either is None else not either
    return together(parts, any if kind == "or" else all)


def covers(mode, operation):
    bit, header, instruction = OPERATIONS[operation]
    if mode[0] == "am":
        proprietary = mode[1] & 0x80 and bit > 0x04
        return bool(mode[1] & bit) and not proprietary
    _, bits, combinations = mode
    if header is None:
        return bits == 4 and instruction is not None and f"{instruction:02X}" in combinations
    described = "".join(header[2 * i:2 * i + 2] for i in range(4) if bits & (8 >> i))
    return described in combinations


def octet_groups(groups):
    """Compact groups taken apart: one access mode bit with its condition each."""
    for mode, conditions in groups:
        if conditions[0][0] == "octets":
            bits = [bit for bit in (0x40, 0x20, 0x10, 0x08, 0x04, 0x02, 0x01) if mode[1] & bit]
            for bit, octet in zip(bits, conditions[0][1], strict=True):
                yield am(mode[1] & 0x80 | bit), [("octet", octet)]
        else:
            yield mode, conditions


def grants(groups, operation, state):
    return any(covers(mode, operation) and any(holds(condition, state) for condition in conditions)
               for mode, conditions in groups)


def tlv(tag, value):
    return f"{tag:02X}{len(value) // 2:02X}{value}"


def coded(condition):
    kind, *rest = condition
    simple = {"always": "9000", "never": "9700", "unknown": "B600"}
    if kind in simple:
        return simple[kind]
    if kind == "key":
        return tlv(0xA4, f"8301{rest[0]:02X}950108")
    if kind == "terminal":
        return tlv(0xA4, ("" if rest[0] is None else f"8301{rest[0]:02X}") + "950180")
    if kind in ("mac", "encryption"):
        use, key_set = rest
        return tlv({"mac": 0xB4, "encryption": 0xB8}[kind],
                   ("" if key_set is None else f"8301{key_set:02X}") + f"9501{use:02X}")
    if kind == "octet":
        return tlv(0x9E, f"{rest[0]:02X}")
    return tlv({"or": 0xA0, "and": 0xAF, "not": 0xA7}[kind], "".join(map(coded, rest[0])))


def coded_mode(mode):
    return f"8001{mode[1]:02X}" if mode[0] == "am" else tlv(0x80 | mode[1], "".join(mode[2]))


def expanded(groups):
    return "".join(coded_mode(mode) + "".join(map(coded, conditions)) for mode, conditions in groups)


def compact(groups):
    return "".join(f"{mode[1]:02X}" + bytes(conditions[0][1]).hex().upper() for mode, conditions in groups)


OTHER = "8001019700"  # the record that no reference should lead to


def forms_of(rule):
    """Name, security attribute, records of the EF.ARR of the MF and of the application, and the
    security environments in which it leads to the rule."""
    everywhere = (0, 1)
    yield "expanded", "AB" + rule, [], [], everywhere
    yield "near", "8B6F0602", [OTHER], [OTHER, rule], everywhere
    yield "far", "8B2F0601", [rule], [OTHER], everywhere
    yield "implicit", "8B02", [OTHER, OTHER], [OTHER, rule], everywhere
    yield "implicit-far", "8B01", [rule], None, everywhere
    yield "by-environment", "8B6F0601020001", [], [OTHER, rule], (1,)
    yield "both-environments", "8B6F0600010102", [], [rule, rule], everywhere


def states_of(allowed, environments):
    """Grants by state, one mark an operation."""
    return {name: "".join("+" if state[1] in environments and allowed(operation, state) else "-"
                          for operation in OPERATIONS)
            for name, state in STATES.items()}


def row(name, attribute, mf, adf, grants_by_state):
    return {"name": name, "attribute": attribute, "mf": mf, "adf": adf, "grants": grants_by_state}


def nobody(_operation, _state):
    return False


def rows():
    for name, groups in RULES.items():
        simple = list(octet_groups(groups))
        for form, attribute, mf, adf, environments in forms_of(expanded(simple)):
            yield row(f"{name} {form}", attribute, mf, adf,
                      states_of(lambda operation, state: grants(simple, operation, state), environments))
        if groups[0][1][0][0] == "octets":
            yield row(f"{name} compact", "8C" + compact(groups), [], [],
                      states_of(lambda operation, state: grants(simple, operation, state), (0, 1)))
    for name, octets in MALFORMED_RULES.items():
        octets = octets.replace(" ", "")
        yield row(f"{name} malformed", "AB" + octets, [], [], states_of(nobody, ()))
        yield row(f"{name} malformed-record", "8B6F0601", [], [octets], states_of(nobody, ()))
    for name, octets in MALFORMED_COMPACT.items():
        yield row(f"{name} malformed-compact", "8C" + octets, [], [], states_of(nobody, ()))
    rule = expanded(RULES["always"])
    for name, attribute, mf, adf in (
            ("no-record", "8B6F0603", [rule], [rule, rule]), ("record-0", "8B6F0600", [rule], [rule]),
            ("no-file", "8B6F0701", [rule], [rule]), ("near-file-only-far", "8B6F0601", [rule], None),
            ("no-environment", "8B6F060201", [rule], [rule]), ("reference-empty", "8B", [rule], [rule]),
            ("reference-of-2", "8B6F06", [rule], [rule]), ("reference-of-5", "8B6F06010100", [rule], [rule]),
            ("implicit-record-0", "8B00", [rule], [rule]), ("empty-record", "8B6F0601", [rule], [""])):
        yield row(f"{name} reference", attribute, mf, adf, states_of(nobody, ()))


def text():
    table = list(rows())
    states = {name: {"keys": keys, "environment": environment, **session}
              for name, (keys, environment, session) in STATES.items()}
    lines = ",\n  ".join(json.dumps(entry) for entry in table)
    return (f'{{"operations": {json.dumps(list(OPERATIONS))},\n "states": {json.dumps(states)},\n'
            f' "existing-keys": {json.dumps(sorted(EXISTING))},\n "implied-keys": [10, 1],\n'
            f' "rows": [\n  {lines}\n]}}\n')


def main():
    if sys.argv[1:] == ["--write"]:
        TABLE.write_text(text())
    elif TABLE.read_text() != text():
        sys.exit(f"{TABLE.name} is not what {pathlib.Path(__file__).name} makes: call it with --write")


if __name__ == "__main__":
    main()
