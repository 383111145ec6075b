"""What the account pages ask about other rooms: names of areas, and who serves where."""

from collections.abc import Sequence
from uuid import UUID

from bubuhan.accounts.neighbours import Server
from bubuhan.accounts.policy import Actor, subtree_q
from bubuhan.geo import names, queries
from bubuhan.geo.codes import DEPTH, LEVELS, level_of
from bubuhan.geo.models import Area
from bubuhan.kernel.paging import Page
from bubuhan.volunteers.models import Membership
from bubuhan.volunteers.queries import active_in

_PAGE = 50


class OfficeNeighbours:
    """See `accounts.neighbours.Neighbours`."""

    def area_options(self, scope: str, within: Sequence[str]) -> list[tuple[str, str]]:
        """The areas themselves and two levels below the first, by code; nothing outside `scope`."""
        top = within[0]
        depth = DEPTH[level_of(top)] if top else 0
        below = Area.objects.filter(
            queries.subtree(top),
            queries.subtree(scope),
            level__in=LEVELS[depth : depth + 2],
            valid_to=None,
        )
        codes = [*within, *below.values_list("code", flat=True).order_by("code")]
        return [(code, names.label(code) or "Seluruh Indonesia") for code in dict.fromkeys(codes)]

    def serving(
        self, actor: Actor, *, q: str, area: str, exclude: Sequence[UUID], page: int
    ) -> Page[Server]:
        """One page of who actively serves, one row a person (the first duty by area)."""
        rows = active_in(actor.area).filter(subtree_q(area)).exclude(person_id__in=exclude)
        if q:
            rows = rows.filter(person__name__icontains=q)
        first = rows.order_by("person_id", "area_code").distinct("person_id").values("id")
        found = Membership.objects.filter(id__in=first).select_related("person")
        start = (page - 1) * _PAGE
        shown = found.order_by("person__name", "id")[start : start + _PAGE]
        return Page([_server(m) for m in shown], page, _PAGE, found.count())

    def server(self, actor: Actor, person_id: UUID) -> Server | None:
        """The person's first duty in the actor's scope."""
        found = active_in(actor.area).filter(person_id=person_id).order_by("area_code").first()
        return _server(found) if found else None


def _server(row: Membership) -> Server:
    return Server(row.person_id, row.person.name, row.pillar, row.area_code)
