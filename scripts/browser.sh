#!/bin/bash
# Make sure of Chromium for the browser tests; install it where that is allowed, else say how.
set -euo pipefail
have() { [ -x "${BUBUHAN_CHROMIUM:-/usr/bin/chromium}" ]; }
have && exit 0
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"
  else return 1
  fi
}
if command -v apt-get >/dev/null; then
  echo "browser: installing chromium (apt)" >&2
  as_root env DEBIAN_FRONTEND=noninteractive sh -c \
    '(apt-get install -y -qq chromium || (apt-get update -qq && apt-get install -y -qq chromium)) >/dev/null' || true
fi
have && exit 0
echo "browser: the browser tests need Chromium at /usr/bin/chromium. Run as root: apt install chromium" >&2
echo "browser: or set BUBUHAN_CHROMIUM=/path/to/chromium" >&2
exit 1
