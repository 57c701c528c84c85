#!/usr/bin/env python3
"""Adds up JUnit result files of CTest: prints "N passed, N failed", and fails unless all passed.

A test that did not run (no program, skipped, timed out) counts as failed, as does a missing file.
"""

import sys
import xml.etree.ElementTree

# How CTest writes that a test ran to its end and was content.
PASSED = "run"


def results_of(path):
    try:
        cases = xml.etree.ElementTree.parse(path).getroot().iter("testcase")
        return [(case.get("name"), case.get("status") == PASSED) for case in cases]
    except (OSError, xml.etree.ElementTree.ParseError) as error:
        return [(f"{path}: {error}", False)]


def main(paths):
    results = [(path, name, passed) for path in paths for name, passed in results_of(path)]
    failures = [(path, name) for path, name, passed in results if not passed]
    for path, name in failures:
        print(f"FAILED {name} ({path})")
    print(f"{len(results) - len(failures)} passed, {len(failures)} failed")
    return 0 if results and not failures else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
