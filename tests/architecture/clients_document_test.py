"""docs/clients.md and the tests of clients: those that it names exist, and it names of each class."""

import pathlib
import re
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[2]
INTEGRATION = PROJECT / "tests/integration"
NAMED = re.compile(r"`([a-z0-9_]+)\.(\w+)`")
# Programs of which every class has to be on the page.
COMPLETE = (
    "client_demands", "client_sequences", "eap", "eap_aka_prime", "gsm", "openssl", "opensc",
    "opensc_drivers", "pcsc_tools", "pkcs15",
)


def tests_of(program):
    """{class: its tests and itself} of a test program."""
    text = (INTEGRATION / f"{program}_test.py").read_text()
    classes = re.split(r"^class (\w+)", text, flags=re.MULTILINE)[1:]
    return {
        name: {name, *re.findall(r"^    def test_(\w+)\(", body, re.MULTILINE)}
        for name, body in zip(classes[::2], classes[1::2])
    }


def faults():
    named = set(NAMED.findall((PROJECT / "docs/clients.md").read_text()))
    for program, test in sorted(named):
        if not (INTEGRATION / f"{program}_test.py").exists():
            yield f"{program}_test.py does not exist"
        elif not any(test in tests for tests in tests_of(program).values()):
            yield f"{program}_test.py has no {test}"
    for program in COMPLETE:
        for name, tests in tests_of(program).items():
            if len(tests) > 1 and not any((program, test) in named for test in tests):
                yield f"docs/clients.md names nothing of {program}.{name}"


def main():
    found = list(faults())
    print("\n".join(found) or "docs/clients.md and the tests agree")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
