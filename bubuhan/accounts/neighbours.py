"""What the pages here need from rooms they may not import: area names, and who serves where.

`site.wiring` plugs the answers in (`plug`); without them areas show as codes and nobody serves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from bubuhan.accounts.policy import Actor
from bubuhan.kernel.paging import Page


@dataclass(frozen=True, slots=True)
class Server:
    """Somebody who serves in a pillar now; `area_code` is the duty area."""

    person_id: UUID
    name: str
    pillar: str
    area_code: str


class Neighbours(Protocol):
    """The answers."""

    def area_options(self, scope: str, within: Sequence[str]) -> Sequence[tuple[str, str]]:
        """Codes and labels: each of `within` and up to two levels below the first; all inside `scope`."""
        ...

    def serving(
        self, actor: Actor, *, q: str, area: str, exclude: Sequence[UUID], page: int
    ) -> Page[Server]:
        """Who actively serves in the actor's scope, but for some persons, by name."""
        ...

    def server(self, actor: Actor, person_id: UUID) -> Server | None:
        """One who actively serves in the actor's scope."""
        ...


class _Nobody:
    def area_options(self, scope: str, within: Sequence[str]) -> Sequence[tuple[str, str]]:
        return [(code, code or "Seluruh Indonesia") for code in within]

    def serving(
        self, actor: Actor, *, q: str, area: str, exclude: Sequence[UUID], page: int
    ) -> Page[Server]:
        return Page([], 1, 50, 0)

    def server(self, actor: Actor, person_id: UUID) -> Server | None:
        return None


_plugged: list[Neighbours] = [_Nobody()]


def plug(neighbours: Neighbours) -> None:
    """Called once by `site.wiring`."""
    _plugged[:] = [neighbours]


def ask() -> Neighbours:
    """The plugged neighbours."""
    return _plugged[0]
