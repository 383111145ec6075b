"""What a phone holds of the people who serve around it, to warn of a double entry without signal.

One document a kecamatan in its own space: names, keys to compare, birth year, desa, pillar. No NIK,
no telephone number, no address; at most `MOST` people.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Max

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.geo.codes import kecamatan_of
from bubuhan.kernel.documents import Doc, Renderer
from bubuhan.people import scope
from bubuhan.people.models import Person, Precision

MOST = 600


def touch(person_ids: Collection[UUID]) -> None:
    """Something about these persons changed: the lists of their kecamatan are told to the phones."""
    areas = {kecamatan_of(a) for hats in scope.areas_of(person_ids).values() for a in hats} - {""}
    journal.touch(*(journal.Touch(area, "neighbour", area) for area in sorted(areas)))


def documents(actor: Actor, ids: Sequence[str]) -> dict[str, Doc]:
    """`neighbour` documents, one a kecamatan.

    Body: `{people: [{id, name, key, year, area, pillar}], more: bool}`; `key` is `name_key`,
    `year` 0 when unknown, `area` the duty area of that hat.
    """
    return {area: _document(area) for area in ids if actor.covers(area) or area in _above(actor)}


def _above(actor: Actor) -> set[str]:
    """A relawan of a desa holds the list of his kecamatan."""
    return {kecamatan_of(actor.area)} - {""}


def _document(area: str) -> Doc:
    people = Person.objects.heads().filter(id__in=scope.serving(area)).order_by("name_key", "id")
    rows = list(
        people.values_list("id", "name", "name_key", "birth_date", "birth_precision")[: MOST + 1]
    )
    hats = scope.hats_of([r[0] for r in rows])
    shown = []
    for person, name, key, born, precision in rows[:MOST]:
        here = [h for h in hats.get(person, ()) if h.active and kecamatan_of(h.area_code) == area]
        if not here:
            continue
        year = born.year if born and precision != Precision.UNKNOWN else 0
        shown.append(
            {
                "id": str(person),
                "name": name,
                "key": key,
                "year": year,
                "area": here[0].area_code,
                "pillar": here[0].pillar,
            }
        )
    rev = people.aggregate(rev=Max("rev"))["rev"] or 0
    return Doc(area, rev + len(rows), {"people": shown, "more": len(rows) > MOST})


DOCUMENTS: dict[str, Renderer] = {"neighbour": documents}
