#!/usr/bin/env bash
# Runs all tests with registers of 512, 256 and 128 bits (what the processor does not have is imitated) and with two threads and one, after one build. Prints a line for each combination;
# exit status 1 if a test failed anywhere.
#
#   eng/matrix.sh                  all six combinations, and one without kernels
#   eng/matrix.sh "256 1" "128 2"  those: bits and threads
#   eng/matrix.sh "512 2 never"    kernels that can be interpreted are (LINUM_EMIT), in other combinations they are emitted
#   FILTER=Sort eng/matrix.sh      only tests whose names have that in them
set -uo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- "512 2" "512 1" "256 2" "256 1" "128 2" "128 1" "256 2 never"
output=$(mktemp)
trap 'rm -f "$output"' EXIT
dotnet build Linum.slnx -c Release -v q >"$output" 2>&1 || { cat "$output"; echo "does not build"; exit 1; }

status=0
for combination in "$@"; do
    read -r bits threads emit <<<"$combination"
    start=$(date +%s)
    LINUM_VECTOR=$bits LINUM_WORKERS=$threads LINUM_EMIT=${emit:-always} dotnet test Linum.slnx -c Release --no-build ${FILTER:+--filter "$FILTER"} >"$output" 2>&1
    result=$?
    # One line of each test project: "Passed!  - Failed:     0, Passed:   123, Skipped: ..."
    read -r passed failed < <(awk '/^(Passed|Failed)! / { for (i = 1; i < NF; i++) { if ($i == "Passed:") passed += $(i + 1); if ($i == "Failed:") failed += $(i + 1) } } END { print passed + 0, failed + 0 }' "$output")
    verdict=ok
    if [ $result -ne 0 ] || [ "$failed" -ne 0 ] || [ "$passed" -eq 0 ]; then
        verdict=FAIL
        status=1
        grep -E "^  Failed |error|Unhandled" "$output" | head -50
    fi

    echo "$verdict   $bits bits, $threads threads${emit:+, kernels emitted: $emit}: $passed passed, $failed failed ($(($(date +%s) - start)) s)"
done

exit $status
