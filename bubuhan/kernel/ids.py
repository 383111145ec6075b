"""Time-ordered identifiers (RFC 9562, version 7)."""

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last_ms = 0
_counter = 0


def uuid7() -> UUID:
    """Return a new UUIDv7; within one process later calls sort after earlier ones."""
    global _last_ms, _counter  # noqa: PLW0603  (monotonic state of one process)
    with _lock:
        ms = time.time_ns() // 1_000_000
        if ms <= _last_ms:
            _counter += 1
            if _counter > 0xFFF:  # 4,096 ids in one millisecond: borrow from the next
                _last_ms += 1
                _counter = 0
        else:
            _last_ms, _counter = ms, 0
        ms, seq = _last_ms, _counter
    tail = int.from_bytes(os.urandom(8), "big") & (2**62 - 1)
    return UUID(int=(ms << 80) | (7 << 76) | (seq << 64) | (2 << 62) | tail)
