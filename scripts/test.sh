#!/bin/bash
# The tests, quick ones first. Usage: scripts/test.sh [fast|slow|all]
# Each part runs even when an earlier one failed; the summaries are repeated at the end.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH=$PWD/.venv/bin:$PATH
WHAT=${1:-all}
OUT=$(mktemp -d)
trap 'rm -rf "$OUT"' EXIT
FAILED=0
SUMMARY=()

part() { # name, command...
  local name=$1 started=$SECONDS
  shift
  echo "== $name"
  "$@" 2>&1 | tee "$OUT/log"
  local code=${PIPESTATUS[0]}
  # 5: nothing of that kind was found, which is no failure of a part
  [ "$code" = 0 ] || [ "$code" = 5 ] || FAILED=1
  SUMMARY+=("$(printf '%-22s %4ss  %s' "$name" $((SECONDS - started)) "$(grep -aE '(passed|failed|error|Tests )' "$OUT/log" | tail -n 1)")")
}

if [ "$WHAT" != slow ]; then
  part "front end" npm --prefix field run --silent test
  part "pytest, quick" pytest -m "not slow and not browser" -n 2 --dist loadfile --no-loadscope-reorder -p no:cacheprovider
fi
if [ "$WHAT" != fast ]; then
  part "browser is here" scripts/browser.sh
  part "pytest, processes" pytest -m "slow and not browser" -p no:cacheprovider
  part "pytest, browser" pytest -m "browser" -n 2 --dist load --maxschedchunk 1 -p no:cacheprovider
fi
echo
echo "== summary"
printf '%s\n' "${SUMMARY[@]}"
exit $FAILED
