"""The duplicate desk as a list: filter, counts, rows as far as the actor may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from bubuhan.accounts.policy import Actor
from bubuhan.geo import names as areas
from bubuhan.geo.codes import kabkota_of
from bubuhan.kernel.paging import Page
from bubuhan.people import access, scope
from bubuhan.people.access import Look
from bubuhan.people.decisions import BULK_LIMIT
from bubuhan.people.models import Band, DuplicateProposal, Person, ShareRequest
from bubuhan.people.words import birth_words, initials
from bubuhan.people.words import hat_words as words

PAGE_SIZE = 40
STATES: dict[str, str] = {
    "menunggu": "Menunggu keputusan",
    "diminta": "Diminta kantor lain",
    "bertentangan": "Keputusan bertentangan",
    "ragu": "Belum pasti",
    "selesai": "Sudah diputuskan",
}
_STATES = {"menunggu": "open", "bertentangan": "conflict", "ragu": "unsure", "selesai": "settled"}
BANDS: dict[str, str] = {"pasti": "Hampir pasti", "lihat": "Perlu dilihat"}
_BANDS = {"pasti": Band.AUTOMATIC, "lihat": Band.DESK}
REASONS: dict[str, str] = {
    "nik": "NIK",
    "name": "Nama",
    "birth_date": "Tanggal lahir",
    "phone": "Nomor HP",
    "area": "Wilayah",
    "address": "Alamat",
    "birth_place": "Tempat lahir",
    "sex": "Jenis kelamin",
    "father": "Nama ayah",
}


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What the desk shows; the URL holds it."""

    area: str = ""
    state: str = "menunggu"
    band: str = ""
    reason: str = ""
    q: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.band or self.reason or self.q)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, as far as the actor sees him; masked: initials and kabupaten only."""

    person_id: UUID | None
    name: str
    born: str
    place: str
    hats: tuple[str, ...]
    masked: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One pair in the list."""

    proposal: DuplicateProposal
    a: Side
    b: Side
    look: Look
    likes: tuple[str, ...]
    unlikes: tuple[str, ...]
    asked: bool

    @property
    def id(self) -> UUID:
        return self.proposal.id

    @property
    def sure(self) -> bool:
        return self.proposal.band == Band.AUTOMATIC


def read_filter(given: Mapping[str, str], actor: Actor) -> DeskFilter:
    """The filter of an address; anything odd means "all"."""
    area = given.get("wilayah", "")
    state, band, reason = (given.get(k, "") for k in ("status", "pita", "alasan"))
    return DeskFilter(
        area=area if area and actor.covers(area) else "",
        state=state if state in STATES else "menunggu",
        band=band if band in BANDS else "",
        reason=reason if reason in REASONS else "",
        q=given.get("q", "").replace("\0", "").strip()[:80],
    )


def pairs(actor: Actor, chosen: DeskFilter) -> QuerySet[DuplicateProposal]:
    """Pairs of the list, the strongest first."""
    found = access.visible(actor, chosen.area)
    if chosen.state == "diminta":
        found = found.filter(access.asked_q(actor))
    else:
        found = found.filter(state=_STATES[chosen.state])
    if chosen.band:
        found = found.filter(band=_BANDS[chosen.band])
    if chosen.reason:
        found = found.filter(fields__contains=[chosen.reason])
    if chosen.q:
        found = found.filter(_named_q(actor, chosen.q))
    return found.order_by("-weight", "id")


def page(actor: Actor, chosen: DeskFilter, number: int) -> Page[Row]:
    """One page: a fixed number of queries however long it is."""
    found = pairs(actor, chosen)
    total = found.count()
    some = found.select_related("a", "b").defer("a__nik", "b__nik")
    return Page(
        rows(actor, some[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]), number, PAGE_SIZE, total
    )


def rows(
    actor: Actor, some: Sequence[DuplicateProposal] | QuerySet[DuplicateProposal]
) -> list[Row]:
    """Proposals (with `a` and `b`) as rows; pairs out of sight are left out."""
    listed = list(some)
    seen = access.looks(actor, listed)
    hats = scope.hats_of({p.a_id for p in listed} | {p.b_id for p in listed})
    waiting = ShareRequest.objects.filter(
        proposal_id__in=[p.id for p in listed], state=ShareRequest.State.ASKED
    )
    asked = set(waiting.values_list("proposal_id", flat=True))
    return [
        _row(p, seen[p.id], hats, p.id in asked) for p in listed if seen[p.id].any
    ]  # fmt: skip


def counts(actor: Actor, area: str = "") -> dict[str, int]:
    """How many pairs wait in each tab; the same rule as the list."""
    by_state = (
        access.visible(actor, area).values_list("state").annotate(n=Count("id", distinct=True))
    )
    found = dict(by_state.order_by())
    out = {word: found.get(state, 0) for word, state in _STATES.items()}
    out["diminta"] = pairs(actor, DeskFilter(area=area, state="diminta")).count()
    out["pasti"] = pairs(actor, DeskFilter(area=area, band="pasti")).count()
    return out


def side(person: Person, hats: Sequence[scope.Hat], shown: bool) -> Side:
    """One person as a side of a pair."""
    area = person.area_code or (hats[0].area_code if hats else "")
    if not shown:
        place = areas.label(kabkota_of(area)) if kabkota_of(area) else "wilayah lain"
        return Side(None, initials(person.name), "", place, (), True)
    return Side(person.id, person.name, birth_words(person), areas.label(area), words(hats), False)


def sentence(chosen: DeskFilter) -> str:
    """The filter in words."""
    words = [STATES[chosen.state].lower()]
    if chosen.band:
        words.append(BANDS[chosen.band].lower())
    if chosen.area:
        words.append(f"di {areas.titled(chosen.area)}")
    if chosen.reason:
        words.append(f"{REASONS[chosen.reason].lower()} cocok")
    return ", ".join(words)


def neighbours_of(actor: Actor, chosen: DeskFilter, proposal: DuplicateProposal) -> dict[str, Any]:
    """Which pair comes after this one in the list: `{"next": id or None}`."""
    later = pairs(actor, replace(chosen, state="menunggu")).exclude(id=proposal.id)
    later = later.filter(
        Q(weight__lt=proposal.weight) | Q(weight=proposal.weight, id__gt=proposal.id)
    )
    return {"next": later.values_list("id", flat=True).first()}


def row_of(
    proposal: DuplicateProposal, look: Look, a: Side, b: Side, *, asked: bool = False
) -> Row:
    """One pair as a line of the list: what speaks most for and against."""
    said = sorted(proposal.reasons, key=lambda r: -r["weight"])
    likes = tuple(r["text"] for r in said if r["weight"] > 0)[:3]
    unlikes = tuple(r["text"] for r in reversed(said) if r["weight"] < 0)[:2]
    return Row(proposal, a, b, look, likes, unlikes, asked)


def _row(
    proposal: DuplicateProposal,
    look: Look,
    hats: Mapping[UUID, Sequence[scope.Hat]],
    asked: bool,
) -> Row:
    a = side(proposal.a, hats.get(proposal.a_id, ()), look.side(True))
    b = side(proposal.b, hats.get(proposal.b_id, ()), look.side(False))
    return row_of(proposal, look, a, b, asked=asked)


def _named_q(actor: Actor, text: str) -> Q:
    """A name finds a pair only on the side that the actor sees."""
    where = Q()
    for prefix in ("a__", "b__"):
        seen = scope.in_area_q(actor.area, prefix) if actor.area else Q()
        where |= Q(**{f"{prefix}name__icontains": text}) & seen
    return where


def bulk(actor: Actor, ids: Sequence[UUID]) -> dict[str, Any]:
    """What deciding many at once would do: the obvious pairs, and how many are not."""
    asked = list(dict.fromkeys(ids))[:BULK_LIMIT]
    some = access.visible(actor).filter(id__in=asked).select_related("a", "b")
    found = rows(actor, some.order_by("-weight", "id"))
    sure = [r for r in found if r.sure and r.look.full and r.proposal.state == "open"]
    return {"rows": sure, "left": len(set(ids)) - len(sure), "limit": BULK_LIMIT}
