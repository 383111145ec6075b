"""What a phone may hold, as data: each room renders its kinds, `site.wiring` gathers them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Doc:
    """One document as a given actor may see it. `rev` grows with every change of its row."""

    id: str
    rev: int
    body: dict[str, Any]


# (actor, ids) -> the documents this actor may see; an id left out is told to the phone as gone.
Renderer = Callable[[Any, Sequence[str]], dict[str, Doc]]

registry: dict[str, Renderer] = {}
