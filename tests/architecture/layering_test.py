#!/usr/bin/env python3
"""Fails when a room includes a room it must not know (see docs/architecture.md)."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAY_INCLUDE = {
    "codec": set(),
    "crypto": {"codec"},
    "filesystem": {"codec"},
    "emulator/apdu": {"codec"},
    "emulator/security": {"codec", "crypto", "filesystem", "emulator/apdu"},
    "emulator/transport": {"codec", "emulator/apdu"},
    "emulator/card": {"codec", "crypto", "filesystem", "emulator/apdu", "emulator/security", "emulator/transport"},
    "emulator/commands": {"codec", "crypto", "filesystem", "emulator/apdu", "emulator/card", "emulator/security"},
    "emulator/applications": {
        "codec", "crypto", "filesystem", "emulator/apdu", "emulator/card", "emulator/commands", "emulator/security",
    },
    "emulator/dm": {"codec", "crypto", "filesystem"},
    "profiles": {"codec", "crypto", "filesystem", "emulator"},
    "vpcd-bridge": {"codec", "emulator/card"},
    "daemon/pcsc": {"codec"},
    "daemon/client": {"codec", "crypto", "emulator/dm"},
    "daemon/trace": {"codec", "filesystem", "emulator", "daemon/control"},
    "daemon/faults": {"codec", "crypto", "filesystem", "emulator", "vpcd-bridge", "daemon/trace"},
    "daemon/replay": {"codec", "crypto", "filesystem", "emulator", "daemon/trace"},
    "daemon": {"codec", "crypto", "filesystem", "emulator", "profiles", "vpcd-bridge"},
}
# A library that must not be seen outside its room.
CONFINED = {"openssl/": "crypto", "sqlite3": "filesystem/store", "yaml-cpp/": "profiles", "wbxml": "emulator/dm"}


def room_of(path):
    """The most specific room that a path inside the project belongs to."""
    return max((room for room in MAY_INCLUDE if f"{path}/".startswith(f"{room}/")), key=len, default=None)


def allowed(room, target):
    return any(f"{target}/".startswith(f"{permitted}/") for permitted in MAY_INCLUDE[room] | {room})


def violations():
    top_level = sorted({room.split("/")[0] for room in MAY_INCLUDE})
    for folder in top_level:
        for path in sorted((ROOT / folder).rglob("*.[ch]pp")):
            here = path.relative_to(ROOT)
            room = room_of(here.parent)
            if room is None:
                yield f"{here}: lies in no room of the architecture"
                continue
            for number, line in enumerate(path.read_text().splitlines(), 1):
                for target in re.findall(r'#include "([\w/.-]+)/[\w.-]+"', line):
                    if not allowed(room, target):
                        yield f"{here}:{number}: {room} must not include {target}"
                for library, owner in CONFINED.items():
                    if f"#include <{library}" in line and not f"{here.parent}/".startswith(f"{owner}/"):
                        yield f"{here}:{number}: only {owner} may include <{library}>"


found = list(violations())
print("\n".join(found) or "layering holds")
sys.exit(bool(found))
