#!/bin/bash
# Python locks: for every platform, with hashes, naming no registry. Usage: scripts/locks.sh [--upgrade]
set -euo pipefail
cd "$(dirname "$0")/.."
for name in tools run dev bench; do
  .venv/bin/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --quiet \
    --python-version 3.11 "$@" "requirements/$name.in" -o "requirements/$name.txt"
done
