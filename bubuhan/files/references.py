"""Who uses a file? Rooms above register a function; this room does not know them."""

from collections.abc import Callable, Collection

# hashes -> those of them that are in use
InUse = Callable[[Collection[str]], set[str]]
_asked: list[InUse] = []


def register(in_use: InUse) -> None:
    """Let a room say which files it refers to (called once, from `site.wiring`)."""
    if in_use not in _asked:
        _asked.append(in_use)


def unused(hashes: Collection[str]) -> set[str]:
    """Those nobody refers to. Nothing, as long as nobody was there to be asked."""
    if not _asked:
        return set()
    left = set(hashes)
    for in_use in _asked:
        left -= in_use(left)
    return left
