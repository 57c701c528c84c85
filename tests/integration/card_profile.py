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
    key=, opc=         other authentication keys (hex)
    imsi=, iccid=      other identities (digits)
    atr=               the whole ATR (hex)
    dialect="t1"       answers as T=1 does, without 61xx
    pin_status_in_ef=True      the PIN status also in the FCP of files
    private_bootstrap=True     the bootstrap files are private and only PIN1 opens them
    """
    # TO BE FILLED IN: waits for the profile format.
    path = sandbox.new_folder("profile-") / "card.yaml"
    path.write_text(DEFAULT.read_text() + "".join(f"# {k}: {v}\n" for k, v in changes.items()))
    return path


def broken_profile():
    """Writes a profile with at least two mistakes, and returns its path."""
    # TO BE FILLED IN: waits for the profile format.
    path = sandbox.new_folder("profile-") / "broken.yaml"
    path.write_text("card:\n  iccid: 12\nno_such_key: 1\n")
    return path
