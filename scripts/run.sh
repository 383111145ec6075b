#!/bin/bash
# `make run`: a demo with invented data, or an empty instance as in production, each in its own folder.
# Without an answer (no terminal, no DEMO=) the demo is started: it is what a first visitor wants, it
# lies in a folder of its own, and a real instance can never become one. Unattended set-ups call
# `bubuhan up` themselves (deploy/).
set -euo pipefail
DEMO=$1 HOST=$2 PORT=$3 DATA=$4
if [ -z "$DEMO" ] && [ -t 0 ]; then
  read -r -p "Mulai instansi contoh dengan data rekaan? [Y/t] " answer
  case $answer in [tTnN]*) DEMO=0 ;; *) DEMO=1 ;; esac
fi
base=${XDG_DATA_HOME:-$HOME/.local/share}
if [ "${DEMO:-1}" = 1 ]; then
  echo "Instansi CONTOH (make run DEMO=0 untuk instansi kosong seperti di kantor)." >&2
  exec .venv/bin/bubuhan up --demo --host "$HOST" --port "$PORT" --data "${DATA:-$base/bubuhan-contoh}"
fi
exec .venv/bin/bubuhan up --host "$HOST" --port "$PORT" --data "${DATA:-$base/bubuhan}"
