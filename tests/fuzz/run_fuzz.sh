#!/bin/bash
# Feeds each fuzz target for a while, starting from its corpus. A finding is written to the folder
# of the program, and ends the run.
# Usage: run_fuzz.sh BIN-FOLDER SECONDS
set -euo pipefail

programs=$1
seconds=$2
here=$(dirname "$(readlink -f "$0")")
for program in "$programs"/fuzz_*; do
    target=${program##*/fuzz_}
    found=$programs/$target-corpus
    mkdir -p "$found"
    echo "== $target"
    "$program" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=20 -print_final_stats=1 \
        -artifact_prefix="$programs/$target-" "$found" "$here/corpus/$target"
done
