"""What this process remembers about areas, and the one way to forget it.

Areas change when a new decree is loaded, a few times a decade: a web process that was running during
`bubuhan geo load` keeps the old names until it is restarted.
"""

from collections.abc import Callable

_forgetters: list[Callable[[], object]] = []


def on_clear(forget: Callable[[], object]) -> Callable[[], object]:
    """Register a function that empties one cache (usable as a decorator)."""
    _forgetters.append(forget)
    return forget


def clear() -> None:
    """Empty every cache of this room."""
    for forget in _forgetters:
        forget()
