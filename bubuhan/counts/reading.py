"""Reads of the registry and of snapshots that more than one part of this room uses."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Collate

from bubuhan.accounts.policy import Actor, subtree_q
from bubuhan.counts.models import SheetSigning, Snapshot, SnapshotRow
from bubuhan.geo import names
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import mask_nik
from bubuhan.volunteers.models import Membership, Status

_FACTS = (
    "position",
    "organisation",
    "member_no",
    "decree_no",
    "decree_issuer",
    "decree_date",
    "started_on",
    "ends_on",
    "confirmed_at",
)


def label(area: str) -> str:
    """What a sheet calls an area; "" is the nation."""
    return names.path(area) if area else "Indonesia"


def scope(actor: Actor, area: str) -> str:
    """The asked area when it lies in the actor's scope, else his own. Raises `not_found`."""
    chosen = area or actor.area
    if not actor.covers(chosen) or (chosen and not names.known(chosen)):
        raise Problem("not_found")
    return chosen


def snapshot_of(actor: Actor, snapshot_id: UUID) -> Snapshot:
    """One snapshot in scope; raises `not_found`."""
    found: Snapshot | None = (
        Snapshot.objects.visible_to(actor).select_related("signing").filter(id=snapshot_id).first()
    )
    if found is None:
        raise Problem("not_found")
    return found


def snapshots(actor: Actor, area: str) -> QuerySet[Snapshot]:
    """Snapshots of an area and of what lies below it, newest first, without their bodies."""
    found: QuerySet[Snapshot] = Snapshot.objects.visible_to(actor).filter(subtree_q(area))
    return found.defer("body").select_related("signing").order_by("-taken_at")


def rows_now(snapshot: Snapshot) -> Iterator[SnapshotRow]:
    """Every active membership of the area as a row of that snapshot, in the canonical order."""
    found = (
        Membership.objects.filter(subtree_q(snapshot.area_code), status=Status.ACTIVE)
        .annotate(
            head=Coalesce("person__same_as_id", "person_id"),
            head_name=Coalesce("person__same_as__name", "person__name"),
            head_sex=Coalesce("person__same_as__sex", "person__sex"),
            nik_own=F("person__nik"),
            blind_own=F("person__nik_blind"),
            birth=Coalesce("person__same_as__birth_date", "person__birth_date"),
        )
        .order_by("area_code", Collate("pillar", "C"), "id")
        .values(
            *("id", "head", "head_name", "head_sex", "nik_own", "blind_own", "birth"),
            *("pillar", "area_code", "grade", "grade_reasons", *_FACTS),
        )
    )
    for one in found.iterator(chunk_size=5000):
        yield SnapshotRow(
            snapshot=snapshot,
            membership_id=one["id"],
            person_id=one["head"],
            name=one["head_name"],
            pillar=one["pillar"],
            area_code=one["area_code"],
            grade=one["grade"],
            reasons=one["grade_reasons"],
            facts=_facts(one),
        )


def _facts(one: dict[str, Any]) -> dict[str, Any]:
    """What was known that day; empty values are left out. A NIK only masked, and its blind start."""
    facts = {
        **{key: _plain(one[key]) for key in _FACTS},
        "sex": one["head_sex"],
        "born": _plain(one["birth"]),
        "nik": mask_nik(one["nik_own"] or ""),
        "nik_blind": bytes(one["blind_own"]).hex()[:16] if one["blind_own"] else "",
    }
    return {key: value for key, value in facts.items() if value}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def files_in_use(hashes: Any) -> set[str]:
    """Scans of signed sheets."""
    found = SheetSigning.objects.filter(scan_sha256__in=hashes)
    return set(found.values_list("scan_sha256", flat=True))
