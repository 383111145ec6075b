"""Search over everything the actor may see: cases, people of the registry, areas."""

from dataclasses import dataclass
from typing import Any

from bubuhan.accounts.policy import Actor, can
from bubuhan.cases import listing
from bubuhan.geo import names
from bubuhan.geo import queries as geo
from bubuhan.geo.models import Area
from bubuhan.kernel.paging import Page
from bubuhan.volunteers import registry

SHOWN = 10
_EMPTY: Page[Any] = Page((), 1, SHOWN, 0)


@dataclass(frozen=True, slots=True)
class Found:
    """What matched, by kind; each the first page with its total."""

    q: str
    cases: Page[listing.QueueRow]
    people: Page[dict[str, Any]]
    areas: list[tuple[Area, str]]

    @property
    def nothing(self) -> bool:
        return not (self.cases.total or self.people.total or self.areas)


def search(actor: Actor, text: str) -> Found:
    """Look everywhere; what the role may not read is not looked at."""
    q = " ".join(text.split())[:80]
    if len(q) < 2:
        return Found(q, _EMPTY, _EMPTY, [])
    cases, people = _EMPTY, _EMPTY
    if can(actor, "case.read"):
        cases = listing.queue(
            actor, listing.CaseFilter(q=q, state="all", sort="newest"), size=SHOWN
        )
    if can(actor, "person.read"):
        people = registry.page(actor, registry.RegistryFilter(q=q, status="semua"), 1)
    areas = geo.search(q, actor.area, limit=6)
    return Found(q, cases, people, [(area, names.label(area.code)) for area in areas])
