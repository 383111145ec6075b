#!/bin/bash
# Everything that run and test need, in .venv/, field/node_modules/ and the built front end.
# Each step keeps a fingerprint of what it depends on in .stamps/, so a second run does nothing.
# Usage: scripts/setup.sh [python|node|frontend|all|rivals]
set -euo pipefail
cd "$(dirname "$0")/.."
ROOT=$PWD
STAMPS=$ROOT/.stamps
BIN=$ROOT/.venv/bin
mkdir -p "$STAMPS"

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

fingerprint() { # of files and folders, by content
  find "$@" -type f ! -name '*.pyc' -print0 2>/dev/null | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum | cut -d' ' -f1
}
done_already() { [ -f "$STAMPS/$1" ] && [ "$(cat "$STAMPS/$1")" = "$2" ]; }

find_python() {
  local name
  for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
    if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2])' >/dev/null 2>&1; then
      command -v "$name"
      return
    fi
  done
  fail "Python 3.11 or newer is needed (Debian: apt install python3). Set PYTHON=/path/to/python when it lies elsewhere."
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"
  else return 1
  fi
}

make_venv() {
  [ -x "$BIN/python" ] && "$BIN/python" -m pip --version >/dev/null 2>&1 && return
  local python package
  python=$(find_python)
  say "creating .venv with $("$python" --version)"
  "$python" -m venv --clear .venv >/dev/null 2>&1 && return
  package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
  say "this Python has no ensurepip; trying: apt-get install $package"
  if command -v apt-get >/dev/null && as_root env DEBIAN_FRONTEND=noninteractive \
      sh -c "(apt-get install -y -qq $package || (apt-get update -qq && apt-get install -y -qq $package)) >/dev/null 2>&1"; then
    "$python" -m venv --clear .venv && return
  fi
  fail "cannot create a virtual environment. Run as root: apt install $package"
}

pip_install() { "$BIN/python" -m pip install --quiet --disable-pip-version-check --no-warn-script-location "$@"; }

setup_python() {
  local want
  want=$(fingerprint requirements pyproject.toml scripts/setup.sh)
  done_already python "$want" && [ -x "$BIN/bubuhan" ] && return
  make_venv
  pip_install --require-hashes -r requirements/tools.txt
  say "installing the Python packages (locked, with hashes)"
  # uv is quick; plain pip takes the same lock where pip alone is configured (an own index, a proxy).
  if ! UV_SYSTEM_CERTS=1 VIRTUAL_ENV=$ROOT/.venv "$BIN/uv" pip install --quiet --require-hashes -r requirements/dev.txt 2>"$STAMPS/uv.log"; then
    say "uv could not ($(tail -n 1 "$STAMPS/uv.log")); using pip"
    pip_install --require-hashes -r requirements/dev.txt
  fi
  pip_install --no-deps --no-build-isolation --editable .
  echo "$want" >"$STAMPS/python"
}

# Node brings its own list of authorities; let it trust the system's too (offices with a TLS proxy).
if [ -z "${NODE_EXTRA_CA_CERTS:-}" ] && [ -r /etc/ssl/certs/ca-certificates.crt ]; then
  export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
fi

setup_node() {
  local want
  want=$(fingerprint field/package.json field/package-lock.json field/.npmrc)
  done_already node "$want" && [ -d field/node_modules ] && return
  say "installing the front-end packages (npm ci)"
  (cd field && PATH=$BIN:$PATH "$BIN/npm" ci --no-audit --no-fund --loglevel=error >&2)
  echo "$want" >"$STAMPS/node"
}

# Tailwind reads the classes out of the templates, so these count as sources too.
frontend_sources() {
  find field -maxdepth 1 -type f
  printf '%s\n' field/src field/office field/public field/theme field/vite field/scripts
  find bubuhan -type d -name templates
  find bubuhan -path '*/templatetags/*' -name '*.py'
}

setup_frontend() {
  local want
  # shellcheck disable=SC2046
  want=$(fingerprint $(frontend_sources))
  done_already frontend "$want" && [ -f field/dist/index.html ] && return
  say "building the phone app and the office assets"
  (cd field && PATH=$BIN:$PATH "$BIN/npm" run --silent build >&2)
  echo "$want" >"$STAMPS/frontend"
}

# Only for `make bench`: other linkage libraries to compare with, and Spark (which also needs Java).
setup_rivals() {
  local want
  want=$(fingerprint requirements/bench.txt)
  done_already rivals "$want" && return
  say "installing the rivals of the benchmarks"
  if ! VIRTUAL_ENV=$ROOT/.venv "$BIN/uv" pip install --quiet --require-hashes -r requirements/bench.txt 2>"$STAMPS/uv.log"; then
    say "uv could not ($(tail -n 1 "$STAMPS/uv.log")); using pip"
    pip_install --require-hashes -r requirements/bench.txt
  fi
  echo "$want" >"$STAMPS/rivals"
}

case ${1:-all} in
  python) setup_python ;;
  node) setup_python; setup_node ;;
  frontend | all) setup_python; setup_node; setup_frontend ;;
  rivals) setup_rivals ;;
  *) fail "unknown step $1" ;;
esac
