"""Events, reactions and feed positions. Import what you need from here.

`unit`, `record`, `touch`, `Touch`, `history`, `drain` are loaded lazily: this package is also a
Django app, and models cannot be imported before the apps are ready.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bubuhan.journal.queries import history
    from bubuhan.journal.reactions import drain
    from bubuhan.journal.recording import Touch, record, touch, unit

__all__ = ["Touch", "drain", "history", "record", "touch", "unit"]

_HOMES = {
    "Touch": "recording",
    "record": "recording",
    "touch": "recording",
    "unit": "recording",
    "drain": "reactions",
    "history": "queries",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"bubuhan.journal.{_HOMES[name]}"), name)
