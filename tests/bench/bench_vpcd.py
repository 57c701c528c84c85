#!/usr/bin/python3
"""Times the daemon against a card that does nothing, in the same run, everything on one CPU.

Three ways in: raw vpcd messages written with one send, with two sends as Debian's vpcd does, and
through pcscd. Figures are ratios of the medians of several alternating rounds; the absolute speed of
a machine says little.
"""

import os
import pathlib
import statistics
import subprocess
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests/integration"))

import sandbox  # noqa: E402
from reader import PcscService  # noqa: E402

BIN = pathlib.Path(os.environ.get("VUICC_BIN", PROJECT / "build/release/bin"))
PROFILE = PROJECT / "profiles/cards/default.yaml"
ROUNDS = 5
SELECT_USIM = "00A4040C07A0000000871002"
OPERATIONS = {
    # name: (set-up commands, command, goal raw, goal through pcscd)
    "SELECT": ([], "00A40004023F00", 0.90, 0.97),
    "READ BINARY": (["00A4000C022FE2"], "00B000000A", 0.90, 0.97),
    "READ RECORD": (["00A4000C022F00"], "00B2010400", 0.90, 0.97),
    "AUTHENTICATE": ([SELECT_USIM], "AUTHENTICATE", 0.70, None),
    "UPDATE BINARY, durable": ([SELECT_USIM, "00A4000C026F7E"],
                               "00D600000BFFFFFFFFFFFFFFFFFFFF01", 0.80, None),
    "AUTHENTICATE, durable": ([SELECT_USIM], "AUTHENTICATE", 0.70, None),
}


def card(name, port, durable):
    if name == "null":
        return [BIN / "null_card", str(port)]
    where = ["--state", str(sandbox.new_folder("state-"))] if durable else ["--volatile"]
    return [BIN / "vuiccd", "--profile", PROFILE, "--reader", f"127.0.0.1:{port}",
            "--log-level", "off", *where]


def rate_of(output):
    fields = dict(field.split("=") for field in output.split())
    if fields.get("bad", "0") != "0":
        sys.exit(f"the card refused: {output}")
    return float(fields["rate"])


def raw_rate(name, port, setup, command, two_sends, durable):
    load = [BIN / "vpcd_load", "--port", str(port), "--command", command]
    for apdu in setup:
        load += ["--setup", apdu]
    if two_sends:
        load.append("--two-sends")
    with subprocess.Popen(load, stdout=subprocess.PIPE, text=True) as reader:
        with subprocess.Popen(card(name, port, durable)) as process:
            try:
                output, _ = reader.communicate(timeout=60)
            finally:
                process.terminate()
    return rate_of(output)


def compare(measure):
    """Median rates of null card and daemon, measured in turn."""
    rates = {"null": [], "vuicc": []}
    for _ in range(ROUNDS):
        for name, values in rates.items():
            values.append(measure(name))
    return {name: statistics.median(values) for name, values in rates.items()}


def report(path, operation, rates, goal):
    ratio = rates["vuicc"] / rates["null"]
    verdict = "" if goal is None else f"goal {goal:.2f} {'met' if ratio >= goal else 'MISSED'}"
    print(f"{path:<22} {operation:<22} {rates['null']:>8.0f} {rates['vuicc']:>8.0f} {ratio:>6.2f}  "
          f"{verdict}", flush=True)


def bench_raw():
    port = 45963
    for two_sends in (False, True):
        for operation, (setup, command, goal, _) in OPERATIONS.items():
            durable = operation.endswith("durable")

            def measure(name, setup=setup, command=command, durable=durable):
                return raw_rate(name, port, setup, command, two_sends, durable)

            report("raw, two sends" if two_sends else "raw, one send", operation,
                   compare(measure), goal)


def pcsc_rate(name, setup, command):
    load = [BIN / "pcsc_load", "--command", command]
    for apdu in setup:
        load += ["--setup", apdu]
    with PcscService() as service, subprocess.Popen(card(name, 35963, False)) as process:
        try:
            service.wait_for_card()
            output = subprocess.run(load, check=True, stdout=subprocess.PIPE, text=True,
                                    timeout=60).stdout
        finally:
            process.terminate()
    return rate_of(output)


def bench_pcsc():
    for operation, (setup, command, _, goal) in OPERATIONS.items():
        if goal is not None:
            report("pcscd, Debian's vpcd", operation,
                   compare(lambda name, s=setup, c=command: pcsc_rate(name, s, c)), goal)


def bench():
    os.sched_setaffinity(0, {0})  # inherited by everything that is started
    print(f"{'path':<22} {'operation':<22} {'null/s':>8} {'vuicc/s':>8} {'ratio':>6}")
    bench_raw()
    bench_pcsc()


if __name__ == "__main__":
    sandbox.main(bench)
