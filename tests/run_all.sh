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
    ctest --test-dir "$build" --parallel "$jobs" --output-on-failure --no-tests=error \
        --output-junit "$(readlink -m "$result")"
    results+=("$result")
done
exec /usr/bin/python3 "$(dirname "$(readlink -f "$0")")/count_results.py" "${results[@]}"
