#!/bin/bash
# Every linter, each to its end; the names of those that failed come last.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH=$PWD/.venv/bin:$PATH
export DATABASE_URL=${DATABASE_URL:-postgresql:///unused}
FAILED=()

run() { # name, command...
  local name=$1 started=$SECONDS
  shift
  echo "== $name"
  if ! "$@"; then FAILED+=("$name"); fi
  echo "   ($((SECONDS - started))s)"
}

run "ruff" ruff check .
run "ruff format" ruff format --check .
run "sizes" python scripts/size_ratchet.py
run "floors" lint-imports --no-cache
run "templates" djlint --lint --quiet bubuhan
run "types (Python)" mypy bubuhan scripts $(ls -d e2e bench 2>/dev/null)
run "types (phone)" npm --prefix field run --silent tsc
run "arrows (phone)" npm --prefix field run --silent arrows
run "contract" npm --prefix field run --silent types:check
if [ ${#FAILED[@]} -gt 0 ]; then
  printf '== FAILED: %s\n' "${FAILED[*]}"
  exit 1
fi
echo "== all checks passed"
