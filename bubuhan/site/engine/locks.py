"""Advisory file locks: they end with the process that holds them, also after kill -9."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def exclusive(file: Path) -> Iterator[None]:
    """Hold the lock file alone; waits for others."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class UseCount:
    """Who uses the server: each user holds a shared lock, the last one to leave stops it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._handle: int | None = None

    def join(self) -> None:
        if self._handle is None:
            self._handle = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._handle, fcntl.LOCK_SH)

    def free(self) -> bool:
        """Whether nobody uses the server at this moment."""
        handle = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            os.close(handle)

    def leave(self) -> bool:
        """Stop using; True when nobody else does. Call it under the exclusive start/stop lock."""
        if self._handle is None:
            return False
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            os.close(self._handle)
            self._handle = None


class SingleOwner:
    """A lock that one process of an instance may hold at a time, with a note for the others."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._handle: int | None = None

    def take(self, note: str) -> str | None:
        """None when it is ours now, else the note of the process that holds it."""
        handle = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held_by = os.read(handle, 200).decode()
            os.close(handle)
            return held_by
        os.ftruncate(handle, 0)
        os.pwrite(handle, note.encode(), 0)
        self._handle = handle
        return None
