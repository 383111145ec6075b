"""Who can take over the open cases of a member who leaves."""

from uuid import UUID

from bubuhan.geo.codes import kabkota_of, kecamatan_of
from bubuhan.kernel.problems import Problem
from bubuhan.volunteers.models import Membership, Status
from bubuhan.volunteers.queries import active_in, active_of

SHOWN = 60


def check_successor(member: Membership, successor_id: UUID | None) -> None:
    """Raises `successor_unknown` unless he is another active member in the same kab/kota, or none."""
    if successor_id is None:
        return
    here = kabkota_of(member.area_code)
    hats = active_of(successor_id) if successor_id != member.person_id else []
    if not any(kabkota_of(hat.area_code) in ("", here) for hat in hats):
        raise Problem("successor_unknown", "successor_id")


def candidates(member: Membership) -> list[Membership]:
    """Active members near by, the nearest first: same desa, same kecamatan, then the kab/kota."""
    near = kecamatan_of(member.area_code) or member.area_code
    found = _others(member, near)
    if len(found) < 3:
        found += [m for m in _others(member, kabkota_of(near) or near) if m not in found]
    return sorted(
        found[:SHOWN],
        key=lambda m: (
            m.area_code != member.area_code,
            m.area_code[:8] != near,
            m.pillar != member.pillar,
            m.person.name,
        ),
    )


def _others(member: Membership, area: str) -> list[Membership]:
    rows = active_in(area).filter(status=Status.ACTIVE).exclude(person_id=member.person_id)
    once = rows.order_by("person_id", "id").distinct("person_id").values("id")
    return list(
        Membership.objects.filter(id__in=once)
        .select_related("person")
        .order_by("area_code", "person__name")[: SHOWN * 2]
    )
