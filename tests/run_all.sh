#!/bin/bash
# Runs the tests of each build folder, then prints "N passed, N failed" over all of them.
# Usage: run_all.sh JOBS BUILD-FOLDER...
set -uo pipefail

jobs=$1
shift
results=()
for build in "$@"; do
    echo "== tests of $build"
    result=$build/test-results.xml
    rm -f "$result"
    # the time is for a test that hangs, however slow the machine is
    ctest --test-dir "$build" --parallel "$jobs" --timeout 1200 --output-on-failure --no-tests=error \
        --output-junit "$(readlink -m "$result")"
    results+=("$result")
done
exec /usr/bin/python3 "$(dirname "$(readlink -f "$0")")/count_results.py" "${results[@]}"
