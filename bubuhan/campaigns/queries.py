"""Reads of campaigns: progress, who has not answered, a village's list, what was typed in."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q
from django.db.models.functions import Left

from bubuhan.accounts.policy import Actor, subtree_q
from bubuhan.campaigns.models import (
    Answer,
    Campaign,
    Confirmation,
    EndProposal,
    Phase,
    VillageWord,
)
from bubuhan.geo import names
from bubuhan.kernel.paging import Page
from bubuhan.kernel.problems import Problem
from bubuhan.volunteers.queries import rows_of

PAGE_SIZE = 50
SHOWN = {
    "belum": "Belum menjawab",
    "dikonfirmasi": "Dikonfirmasi",
    "dikoreksi": "Dikoreksi",
    "desa": "Belum dijawab desa",
    "semua": "Semua",
}


def own_persons(person_id: UUID) -> tuple[UUID, ...]:
    """The rows of the registry that are this one human being."""
    return tuple(rows_of(person_id))


def missed(membership_ids: Collection[UUID]) -> dict[UUID, date]:
    """Of these hats, those whose last closed campaign was not answered, nor anything since: its day."""
    rows = (
        Confirmation.objects.filter(
            membership__in=membership_ids,
            answer=Answer.TIDAK_MENJAWAB,
            campaign__phase=Phase.CLOSED,
        )
        .exclude(membership__confirmed_at__gte=F("campaign__closed_at"))
        .order_by("campaign__closed_at")
        .values_list("membership_id", "campaign__closed_at")
    )
    return {hat: closed.date() for hat, closed in rows if closed}


@dataclass(slots=True)
class Tally:
    """Counts of one area: lines asked, and what they answered."""

    area: str
    name: str = ""
    asked: int = 0
    confirmed: int = 0
    corrected: int = 0
    silent: int = 0
    village: int = 0
    last: datetime | None = None

    @property
    def answered(self) -> int:
        return self.confirmed + self.corrected

    @property
    def waiting(self) -> int:
        return self.asked - self.answered

    @property
    def parts(self) -> list[dict[str, str]]:
        """Parts of a bar, as percentages of all that were asked: `[{tone, x, w}]`."""
        out, x = [], 0.0
        for tone, value in (("brand", self.confirmed), ("sedang", self.corrected)):
            wide = 100 * value / self.asked if self.asked else 0.0
            if wide:
                out.append({"tone": tone, "x": f"{x:.2f}", "w": f"{wide:.2f}"})
            x += wide
        return out

    def add(self, other: "Tally") -> None:
        for name in ("asked", "confirmed", "corrected", "silent", "village"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.last = max(filter(None, (self.last, other.last)), default=None)


@dataclass(frozen=True, slots=True)
class Progress:
    """A campaign as one may see it: a line per kecamatan (or desa, for who has only one), and all."""

    campaign: Campaign
    rows: list[Tally]
    total: Tally
    deep: bool  # rows are desa, for who has only one kecamatan
    ends: int = 0
    ways: dict[str, int] = field(default_factory=dict)


def campaigns(actor: Actor) -> list[Campaign]:
    """Campaigns in sight, running ones first, newest first."""
    found = list(Campaign.objects.visible_to(actor).order_by("-opens_on", "area_code")[:200])
    return sorted(found, key=lambda one: not one.running)


def campaign_of(actor: Actor, campaign_id: UUID) -> Campaign:
    """One campaign in sight. Raises `not_found`."""
    found: Campaign | None = Campaign.objects.visible_to(actor).filter(id=campaign_id).first()
    if found is None:
        raise Problem("not_found")
    return found


def lines(actor: Actor, campaign: Campaign) -> Any:
    """The campaign's lines within the actor's area, of hats still worn."""
    return Confirmation.objects.visible_to(actor).serving().filter(campaign=campaign)


def progress(actor: Actor, campaign: Campaign) -> Progress:
    """How far it is, by kecamatan; three queries however many were asked."""
    deep = len(actor.area) >= 8
    found = lines(actor, campaign)
    rows = [
        _tally(row)
        for row in _counted(found.annotate(group=Left("area_code", 13 if deep else 8)), "group")
    ]
    total = Tally(campaign.area_code, names.label(campaign.area_code))
    for row in rows:
        named = names.titled(row.area)
        row.name = named if len(row.area) > 5 else f"Tingkat {named}"
        total.add(row)
    rows.sort(key=lambda row: (len(row.area) <= 5, row.name))
    return Progress(
        campaign,
        rows,
        total,
        deep,
        found.filter(end_state=EndProposal.MENUNGGU).count(),
        _ways(found),
    )


def totals(actor: Actor, found: Iterable[Campaign]) -> dict[UUID, Tally]:
    """Counts of many campaigns at once, within the actor's area."""
    asked = Confirmation.objects.visible_to(actor).serving()
    asked = asked.filter(campaign__in=[one.id for one in found])
    return {
        row["campaign_id"]: _tally(row, "campaign_id") for row in _counted(asked, "campaign_id")
    }


def _counted(found: Any, by: str) -> Any:
    return (
        found.values(by)
        .annotate(
            asked=Count("id"),
            confirmed=Count("id", filter=Q(answer=Answer.DIKONFIRMASI)),
            corrected=Count("id", filter=Q(answer=Answer.DIKOREKSI)),
            silent=Count("id", filter=Q(answer=Answer.TIDAK_MENJAWAB)),
            said=Count("id", filter=~Q(village="")),
        )
        .order_by(by)
    )


def _tally(row: dict[str, Any], by: str = "group") -> Tally:
    return Tally(
        area=str(row[by]),
        asked=row["asked"],
        confirmed=row["confirmed"],
        corrected=row["corrected"],
        silent=row["silent"],
        village=row["said"],
    )


def _ways(found: Any) -> dict[str, int]:
    return dict(
        found.exclude(way="").values_list("way").annotate(n=Count("id")).order_by("-n", "way")
    )


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Whom the list shows; the URL holds it."""

    area: str = ""
    shown: str = "belum"
    phone: str = ""  # "ada" | "tidak"

    @property
    def narrowed(self) -> bool:
        return self != PeopleFilter()


def people(actor: Actor, campaign: Campaign, chosen: PeopleFilter, number: int) -> Page[Any]:
    """One page of lines with their persons: three queries however long it is."""
    found = lines(actor, campaign).filter(subtree_q(chosen.area))
    if chosen.shown == "desa":
        found = found.filter(village="")
    elif chosen.shown == "belum":
        found = found.filter(answer__in=[Answer.BELUM, Answer.TIDAK_MENJAWAB])
    elif chosen.shown != "semua":
        found = found.filter(answer=chosen.shown)
    if chosen.phone:
        without = Q(membership__person__phone="")
        found = found.filter(~without if chosen.phone == "ada" else without)
    total = found.count()
    rows = found.select_related("membership__person", "campaign").order_by(
        "area_code", "membership__person__name", "id"
    )
    return Page(
        _named(rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]), number, PAGE_SIZE, total
    )


def _named(rows: Any) -> list[Any]:
    found = list(rows)
    labels = names.names({one.area_code for one in found})
    for one in found:
        one.where, one.person = labels[one.area_code], one.membership.person
    return found


def roll(actor: Actor, campaign: Campaign, area: str = "") -> list[Any]:
    """Everybody asked in an area by desa and name: for the paper list and the village's page."""
    found = lines(actor, campaign).filter(subtree_q(area))
    return _named(
        found.select_related("membership__person").order_by(
            "area_code", "membership__person__name", "id"
        )
    )


def end_proposals(actor: Actor, campaign: Campaign) -> list[Any]:
    """Memberships somebody says have ended, and about which an officer has to decide."""
    found = lines(actor, campaign).filter(end_state=EndProposal.MENUNGGU)
    return _named(found.select_related("membership__person").order_by("area_code", "id")[:200])


def typed_lately(actor: Actor, campaign: Campaign, limit: int = 8) -> list[Any]:
    """The latest answers this person typed in from paper."""
    found = lines(actor, campaign).filter(answered_by=actor.name).exclude(way__in=["hp", "tautan"])
    return _named(
        found.select_related("membership__person").order_by("-answered_at", "-id")[:limit]
    )


def by_code(actor: Actor, campaign: Campaign, code: str) -> Any:
    """The first line behind a paper code in the actor's area, or None."""
    found = _named(
        lines(actor, campaign).filter(code=code).select_related("membership__person")[:1]
    )
    return found[0] if found else None


def village_words() -> list[tuple[str, str]]:
    return list(VillageWord.choices)


def village_options(actor: Actor, campaign: Campaign) -> list[tuple[str, str]]:
    """Desa, kelurahan and higher areas in which somebody is asked: for choosing one list."""
    found = lines(actor, campaign).values_list("area_code", flat=True).distinct()
    labels = names.names(found)
    return sorted(labels.items(), key=lambda pair: (len(pair[0]) < 13, pair[1]))
