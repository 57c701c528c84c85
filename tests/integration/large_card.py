"""The largest card that the catalogue can make: every file of docs/files.md, and every application.

USIM, ISIM, HPSIM, PKCS#15, the issuer's and two further security domains, the access rules of
GlobalPlatform, and class A0 by DF.GSM. Identities, keys and bootstrap data are the default card's.
"""

import json
import re

import card_profile
import sandbox
import yaml
from card_daemon import PROJECT

ISIM_AID = "A0000000871004"
HPSIM_AID = "A000000087100A"
ARA_M_AID = "A00000015141434C00"
ISSUER_AID = "A000000151000000"
DOMAIN_AIDS = ("A000000151535041", "A000000151535042")
GP_KEY = "404142434445464748494A4B4C4D4E4F"
ROWS = re.compile(r"^\| ((?:EF)\S*) \| \w* \| \w* \| ([\w -]+?) \| ([^|]*?) \|", re.MULTILINE)
SECTIONS = re.compile(r"^## ((?:MF|DF|ADF)\S*)$(.*?)(?=^## )", re.MULTILINE | re.DOTALL)
BY_THE_LOADER = ("EF.DIR", "EF.ARR", "EF.ICCID")
DM_FILES = "ADF.PKCS15"
# What the catalogue leaves to the profile.
WITHOUT_STANDARD_NAME = {"ADF.HPSIM": {"aid": HPSIM_AID}, "DF.EAP": {"fid": "7F60"}}


def write(**sections):
    """Writes the profile, with further sections, and returns its path."""
    card = yaml.safe_load(card_profile.DEFAULT.read_text())
    for folder, files in catalogue().items():
        if folder != DM_FILES:
            _merge(_place(card, folder), files)
    card["name"] = "Everything"
    card["usim"]["check-services"] = False
    card["gsm"]["imsi"] = card_profile.default_imsi()
    card["global-platform"] = _global_platform()
    card["access-control"] = {"rules": [{"aid": "any", "apdu": "always"}]}
    card.update(sections)
    path = sandbox.new_folder("profile-") / "large.yaml"
    path.write_text(json.dumps(card, indent=1))
    return path


def catalogue():
    """{path of a folder: {name of a file: its keys}} as docs/files.md has it."""
    text = (PROJECT / "docs/files.md").read_text()
    return {
        folder: {
            name: _keys(structure, size)
            for name, structure, size in ROWS.findall(body) if name not in BY_THE_LOADER
        }
        for folder, body in SECTIONS.findall(text)
    }


def _keys(structure, size):
    if structure in ("transparent", "BER-TLV"):
        return {"size": 64} if size == "-" else {}
    count, length = size.split(" x ")
    keys = {"records": 2} if count == "n" else {}
    return {**keys, "record-size": 64} if length == "-" else keys


def _place(card, folder):
    """Where the files of a folder stand in the profile."""
    application, *rest = folder.split("/")
    sections = {"MF": "mf", "ADF.USIM": "usim", "ADF.ISIM": "isim", "DF.GSM": "gsm"}
    path = rest if application in sections else [application, *rest]
    files = card.setdefault(sections.get(application, "mf"), {}).setdefault("files", {})
    for name in path:
        folder_keys = files.setdefault(name, {}) or {}
        files[name] = folder_keys
        folder_keys.update(WITHOUT_STANDARD_NAME.get(name, {}))
        files = folder_keys.setdefault("files", {})
    return files


def _merge(files, more):
    for name, keys in more.items():
        files[name] = files.get(name) or keys


def _global_platform():
    keys = {"scp03": {"key-sets": [{"version": 0x30, "key": GP_KEY}]}}
    domains = [{"aid": aid, "keys": keys} for aid in DOMAIN_AIDS]
    return {"keys": keys, "domains": domains}
