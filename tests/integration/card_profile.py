"""The profiles of the tests: the project's default card, and variants of it."""

import re

import sandbox
from card_daemon import PROJECT

DEFAULT = PROJECT / "profiles/cards/default.yaml"
USIM_AID = "A0000000871002"
PKCS15_AID = "A000000063504B43532D3135"
PIN1 = "1234"
# 3GPP TS 35.208, test set 1
KEY = "465b5ce8b199b49faa5f0a2ee238a6bc"
OPC = "cd63cb71954a9f4e48a5994e37a02baf"


def default_imsi():
    return _digits("imsi")


def iccid_content():
    """The octets of EF.ICCID: digits with swapped nibbles, filled with F (TS 102 221 §13.2)."""
    digits = _digits("iccid").ljust(20, "F")
    return bytes.fromhex("".join(digits[i + 1] + digits[i] for i in range(0, 20, 2)))


def _digits(name):
    return re.search(rf"""^ *{name}: *["']?(\d+)""", DEFAULT.read_text(), re.MULTILINE)[1]


def profile_variant(**changes):
    """Writes the default profile with changes, and returns the path of the new file.

    pin_enabled=True   PIN1 (1234) has to be presented
    key=, opc= or op=  other authentication keys (hex)
    imsi=, iccid=      other identities (digits)
    atr=               the whole ATR (hex)
    dialect="t1"       answers as T=1 does, without 61xx
    pin_status_in_ef=True      the PIN status also in the FCP of files
    separation_bit="set"       only an AMF with its separation bit is taken
    private_bootstrap=True     the bootstrap files are private and only PIN1 opens them
    """
    text = DEFAULT.read_text()
    for name, value in changes.items():
        text = _CHANGES[name](text, value)
    path = sandbox.new_folder("profile-") / "card.yaml"
    path.write_text(text + _behaviour(changes))
    return path


def _replaced(text, old, new, count=1):
    if text.count(old) != count:
        raise AssertionError(f"the default profile has {old!r} {text.count(old)} times")
    return text.replace(old, new)


def _set_value(key):
    def change(text, value):
        changed, count = re.subn(rf"(?m)^( *{key}: ).*$", rf'\g<1>"{value}"', text, count=1)
        if count != 1:
            raise AssertionError(f"the default profile has no {key}")
        return changed

    return change


def _enable_pin(text, enabled):
    return _replaced(text, "enabled: false", "enabled: true") if enabled else text


def _make_private(text, private):
    for section, indent in (("lwm2m", 2), ("oma-dm", 2), ("bootstrap", 4)):
        blanks = " " * indent
        text = _replaced(
            text, f"\n{blanks}{section}:\n",
            f"\n{blanks}{section}:\n{blanks}  flags: [private]\n{blanks}  read: pin\n",
        ) if private else text
    return text


def _set_separation_bit(text, value):
    return _replaced(text, "\n  sqn: ", f"\n  amf: {{separation-bit: {value}}}\n  sqn: ")


def _behaviour(changes):
    words = []
    if dialect := changes.get("dialect"):
        words.append(f"dialect: {dialect.upper()[0]}={dialect[1]}")
    if changes.get("pin_status_in_ef"):
        words.append("pin-status-in-ef: true")
    return f"behaviour: {{{', '.join(words)}}}\n" if words else ""


_CHANGES = {
    "pin_enabled": _enable_pin,
    "key": _set_value("k"),
    "opc": _set_value("opc"),
    "op": lambda text, op: re.sub(r"(?m)^( *)opc: .*$", rf'\g<1>op: "{op}"', text, count=1),
    "imsi": _set_value("imsi"),
    "iccid": _set_value("iccid"),
    "atr": lambda text, atr: f"{text}atr: {atr}\n",
    "dialect": lambda text, _: text,
    "pin_status_in_ef": lambda text, _: text,
    "private_bootstrap": _make_private,
    "separation_bit": _set_separation_bit,
}


def broken_profile():
    """Writes a profile with at least two mistakes, and returns its path."""
    path = sandbox.new_folder("profile-") / "broken.yaml"
    path.write_text('vuicc: 1\niccid: "12"\nno-such-key: 1\n')
    return path
