"""Reads of the directory: who can help with a need in an area, and the pages' lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q

from bubuhan.accounts.policy import Actor
from bubuhan.directory import capacity
from bubuhan.directory.capacity import Room
from bubuhan.directory.models import (
    Condition,
    Partner,
    PartnerQuerySet,
    Service,
    chain,
    reaches_q,
)
from bubuhan.geo import names
from bubuhan.kernel import clock
from bubuhan.kernel.paging import Page
from bubuhan.kernel.problems import Problem

PAGE_SIZE = 50
_MOST = 400  # services looked at for one offer


@dataclass(frozen=True, slots=True)
class Offer:
    """A service that may help, and why. `state`: terbuka, penuh, daftar_tunggu, tidak_diketahui."""

    service: Service
    partner: Partner
    reasons: tuple[str, ...]
    room: Room
    conditions: tuple[Condition, ...]

    @property
    def state(self) -> str:
        return self.room.state

    @property
    def as_of(self) -> date | None:
        return self.service.as_of


@dataclass(frozen=True, slots=True)
class PartnerFilter:
    """What the list shows; the URL holds it."""

    kind: str = ""
    need: str = ""
    area: str = ""
    room: str = ""
    q: str = ""
    past: bool = False


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service with its room and what it asks."""

    service: Service
    room: Room
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner of the list with his services."""

    partner: Partner
    where: str
    services: tuple[ServiceView, ...]

    @property
    def asks(self) -> bool:
        """True when any of its services has conditions."""
        return any(one.conditions for one in self.services)


def in_force() -> Any:
    """The conditions that count now, with the partner to go to first."""
    rows = Condition.objects.filter(valid_to=None).select_related("first_partner").order_by("id")
    return Prefetch("conditions", queryset=rows)


def services_for(*, need: str, area_code: str, limit: int = 20) -> list[Offer]:
    """Services for a need that reach an area: sure room first, then the nearest office.

    `need` "" matches every service. Two queries for any number of rows.
    """
    rows = Service.objects.filter(active=True, partner__active=True, partner__merged_into=None)
    if need:
        rows = rows.filter(needs__contains=[need])
    rows = rows.filter(reaches_q(area_code, "partner__"))
    found = list(rows.select_related("partner").prefetch_related(in_force())[:_MOST])
    today = clock.today()
    offers = [_offer(one, area_code, today) for one in found]
    offers.sort(
        key=lambda o: (capacity.rank(o.room), -_nearness(o.partner, area_code), o.partner.name_key)
    )
    return offers[:limit]


def service(service_id: UUID) -> Service:
    """One service with its partner and conditions; a joined double leads to the other partner.

    Raises `not_found`.
    """
    rows = Service.objects.select_related("partner", "partner__merged_into")
    found = rows.prefetch_related(in_force()).filter(id=service_id).first()
    if found is None:
        raise Problem("not_found")
    return found


def partner(partner_id: UUID) -> Partner:
    """One partner by id, whoever asks; a double leads to the one it was joined to. Raises `not_found`."""
    found = Partner.objects.select_related("merged_into").filter(id=partner_id).first()
    if found is None:
        raise Problem("not_found")
    return found.merged_into or found


def partners(ids: Iterable[UUID]) -> dict[UUID, Partner]:
    """Many partners at once, by the id that was asked for."""
    rows = Partner.objects.select_related("merged_into").filter(id__in=set(ids))
    return {row.id: row.merged_into or row for row in rows}


def services(ids: Iterable[UUID]) -> dict[UUID, Service]:
    """Many services at once with their partners."""
    return Service.objects.select_related("partner").in_bulk(set(ids))


def room_of(one: Service) -> Room:
    """How much room a service has today."""
    return capacity.room(one, clock.today())


def filtered(actor: Actor, chosen: PartnerFilter) -> PartnerQuerySet:
    """Partners of the list (without the filter by room, which is judged in Python), by name."""
    rows = Partner.objects.visible_to(actor).listed().filter(reaches_q(chosen.area))
    rows = rows.filter(active=not chosen.past)
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.need:
        rows = rows.filter(services__needs__contains=[chosen.need], services__active=True)
    if chosen.q:
        words = Q(name__icontains=chosen.q) | Q(services__name__icontains=chosen.q)
        rows = rows.filter(words | Q(address__icontains=chosen.q) | Q(note__icontains=chosen.q))
    return rows.distinct().order_by("name_key", "id")


def page(actor: Actor, chosen: PartnerFilter, number: int, size: int = PAGE_SIZE) -> Page[PartnerRow]:  # fmt: skip
    """One page of partners with their services."""
    found = filtered(actor, chosen)
    if chosen.room:
        rows = [row for row in _rows(found, chosen.need) if _has_room(row, chosen.room)]
        cut = rows[(number - 1) * size : number * size]
        return Page(cut, number, size, len(rows))
    cut = _rows(found[(number - 1) * size : number * size], chosen.need)
    return Page(cut, number, size, found.count())


def all_rows(actor: Actor, chosen: PartnerFilter, most: int = 2000) -> list[PartnerRow]:
    """The whole list for a print or a sheet. Raises field_invalid when it is too long for one."""
    rows = _rows(filtered(actor, chosen)[: most + 1], chosen.need)
    if len(rows) > most:
        raise Problem(
            "field_invalid", "q", name="saringan", why=f"paling banyak {most} mitra; persempit dulu"
        )
    return [row for row in rows if not chosen.room or _has_room(row, chosen.room)]


def seen(actor: Actor, partner_id: UUID) -> Partner:
    """One partner this actor may see; raises `not_found`."""
    found = Partner.objects.visible_to(actor).select_related("merged_into").filter(id=partner_id)
    one = found.first()
    if one is None:
        raise Problem("not_found")
    return one


def service_views(one: Partner, *, past: bool = False) -> list[ServiceView]:
    """Services of a partner, open ones first, with room and conditions."""
    rows = one.services.prefetch_related(in_force()).order_by("-active", "name")
    today = clock.today()
    return [_view(row, today) for row in rows if past or row.active]


def alike(actor: Actor, name: str, area: str, exclude: UUID | None = None) -> list[Partner]:
    """Partners whose name is nearly this one: perhaps the same office, entered twice."""
    words = [w for w in name.upper().split() if len(w) > 3][:4]
    if not words:
        return []
    wanted = Q()
    for word in words:
        wanted &= Q(name__icontains=word)
    rows = Partner.objects.visible_to(actor).listed().filter(wanted)
    if exclude is not None:
        rows = rows.exclude(id=exclude)
    return list(rows.filter(area_code__startswith=area[:5]).order_by("name_key")[:5])


def _rows(found: PartnerQuerySet, need: str) -> list[PartnerRow]:
    own = Service.objects.filter(active=True).prefetch_related(in_force()).order_by("name")
    rows = list(found.prefetch_related(Prefetch("services", queryset=own)))
    labels = names.names({row.area_code for row in rows})
    today = clock.today()
    return [
        PartnerRow(
            row,
            labels.get(row.area_code, ""),
            tuple(_view(s, today) for s in row.services.all() if not need or need in s.needs),
        )
        for row in rows
    ]


def _view(one: Service, today: date) -> ServiceView:
    return ServiceView(one, capacity.room(one, today), tuple(one.conditions.all()))


def _has_room(row: PartnerRow, wanted: str) -> bool:
    if wanted == "lama":
        return any(s.room.old for s in row.services)
    return any(s.room.state == wanted for s in row.services)


def _offer(one: Service, area: str, today: date) -> Offer:
    room = capacity.room(one, today)
    reasons = [room.words]
    if room.old and room.days is not None:
        reasons.append(f"angka {room.days} hari yang lalu, tanyakan dulu")
    reasons.append(_reach_words(one.partner, area))
    if one.partner.example or one.example:
        reasons.append("data contoh, pastikan dulu")
    return Offer(one, one.partner, tuple(r for r in reasons if r), room, tuple(one.conditions.all()))  # fmt: skip


def _nearness(one: Partner, area: str) -> int:
    """How many levels the partner's own place shares with the area."""
    here: Sequence[str] = chain(area)
    return sum(1 for code in chain(one.area_code) if code in here)


def _reach_words(one: Partner, area: str) -> str:
    near = _nearness(one, area)
    if near >= 3:
        return "di kecamatan yang sama"
    if near == 2:
        return f"di {names.titled(area[:5])}"
    served = [code for code in one.serves if code in chain(area)]
    return f"melayani {names.titled(served[-1])}" if served else ""
