"""A vuiccd for the tests of a client. What a test changes is gone for the next one."""

import os
import pathlib
import subprocess
import sys
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "daemon/control"))
import vuicc  # noqa: E402

CARD = """vuicc: 1
iccid: "8988001234567890126"
pins: {PIN1: {value: "1234", puk: "12345678"}}
usim:
  imsi: "001010123456789"
  milenage: {k: 465b5ce8b199b49faa5f0a2ee238a6bc, opc: cd63cb71954a9f4e48a5994e37a02baf}
"""


@pytest.fixture(scope="session")
def vuiccd(tmp_path_factory):
    """The daemon, with one card in no reader that is there."""
    folder = tmp_path_factory.mktemp("vuicc")
    profile = folder / "card.yaml"
    profile.write_text(CARD)
    program = os.environ.get("VUICCD", "vuiccd")
    process = subprocess.Popen([program, "--volatile", "--profile", profile, "--reader",
                                "127.0.0.1:1", "--control", folder / "control"])
    try:
        yield connected(folder / "control", process)
    finally:
        process.terminate()
        assert process.wait(30) == 0


def connected(path, process):
    deadline = time.monotonic() + 30
    while True:
        try:
            return vuicc.Daemon(path)
        except vuicc.Unreachable:
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.02)


@pytest.fixture
def card(vuiccd):
    """The card as its profile describes it, before and after."""
    vuiccd.state_reset()
    yield vuiccd
    vuiccd.state_reset()
