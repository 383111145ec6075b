"""Reads of tracks: an area's systems, a case's numbers, what waits since when, sheets."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from bubuhan.accounts.policy import Actor, area_q, subtree_q
from bubuhan.cases import access
from bubuhan.cases.models import Case
from bubuhan.geo import names
from bubuhan.kernel import clock
from bubuhan.kernel.paging import Page
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import name_key
from bubuhan.tracks.models import (
    AnswerSheet,
    ExternalSystem,
    Mismatch,
    ProposalSheet,
    Track,
    TrackQuerySet,
)

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class TrackFilter:
    """What the desk shows; the URL holds it."""

    system: str = ""
    state: str = ""
    area: str = ""
    late: bool = False
    done: bool = False
    q: str = ""


@dataclass(frozen=True, slots=True)
class TrackRow:
    """One track of the desk, in words."""

    track: Track
    system: str
    state: str
    where: str
    days: int
    late: bool
    window: str


def systems(area: str) -> dict[str, ExternalSystem]:
    """The systems an area works with, each by the row in force nearest to it."""
    codes = ["", *(area[:length] for length in (2, 5) if len(area) >= length)]
    rows = ExternalSystem.objects.filter(area_code__in=codes, replaced_at=None)
    return {row.code: row for row in sorted(rows, key=lambda r: (r.code, len(r.area_code)))}


def system(area: str, code: str) -> ExternalSystem:
    """One of them. Raises `track_system_unknown`."""
    found = systems(area).get(code)
    if found is None:
        raise Problem("track_system_unknown", "system")
    return found


def state_name(one: ExternalSystem | None, code: str) -> str:
    """The name of a state; the code when it is not known any more."""
    states = one.states if one else []
    return next((str(s["name"]) for s in states if s["code"] == code), code.replace("_", " "))


def window_words(one: ExternalSystem, today: date) -> str:
    """Which of their windows is open now: `Musyawarah desa/kelurahan sampai tanggal 14`; "" when none."""
    open_now = [w for w in one.windows if int(w["from"]) <= today.day <= int(w["to"])]
    if open_now:
        return "; ".join(f"{w['what']} sampai tanggal {w['to']}" for w in open_now)
    coming = [w for w in one.windows if today.day < int(w["from"])]
    if coming:
        first = min(coming, key=lambda w: int(w["from"]))
        return f"{first['what']} mulai tanggal {first['from']}"
    return f"{one.windows[0]['what']} mulai tanggal {one.windows[0]['from']} bulan depan" if one.windows else ""  # fmt: skip


def of_case(case: Case) -> list[dict[str, Any]]:
    """Every track of a case with its history, newest first (two queries). The caller checked the case."""
    known, today = systems(case.area_code), clock.today()
    rows = (
        Track.objects.filter(case=case)
        .prefetch_related("steps")
        .order_by("final", "-since", "-made_at")
    )
    return [
        {
            "track": one,
            "system": known.get(one.system),
            "state": state_name(known.get(one.system), one.state),
            "days": (today - one.since).days,
            "late": _late(one, known.get(one.system), today),
            "steps": [
                {"step": s, "state": state_name(known.get(one.system), s.state)}
                for s in sorted(one.steps.all(), key=lambda s: (s.on, s.pk), reverse=True)
            ],
        }
        for one in rows
    ]


def filtered(actor: Actor, chosen: TrackFilter) -> TrackQuerySet:
    """The tracks a filter means, longest waiting first."""
    rows = Track.objects.readable_by(actor).filter(subtree_q(chosen.area, "case__area_code"))
    rows = rows.filter(final=chosen.done)
    if chosen.system:
        rows = rows.filter(system=chosen.system)
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    if chosen.late:
        rows = rows.filter(_late_q(actor))
    if chosen.q:
        words = Q(number__icontains=chosen.q) | Q(name__icontains=chosen.q)
        rows = rows.filter(words | Q(case__number__icontains=chosen.q))
    return rows.order_by("since", "id")


def page(actor: Actor, chosen: TrackFilter, number: int) -> Page[TrackRow]:
    """One page of the desk."""
    found = filtered(actor, chosen)
    rows = list(found.select_related("case")[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    return Page(_rows(actor, rows), number, PAGE_SIZE, found.count())


def counts(actor: Actor) -> dict[str, Any]:
    """Open tracks per system and the late ones, for the head of the desk."""
    rows = Track.objects.readable_by(actor).filter(final=False)
    per = dict(rows.values_list("system").annotate(n=Count("id")).values_list("system", "n"))
    known, today = systems(actor.area), clock.today()
    return {
        "late": rows.filter(_late_q(actor)).count(),
        "mismatches": len(open_mismatches(actor)),
        "systems": [
            {"code": code, "name": one.name, "open": per.get(code, 0), "window": window_words(one, today)}
            for code, one in known.items()
        ],
    }  # fmt: skip


def track(actor: Actor, track_id: UUID) -> Track:
    """One track of a case read in full. Raises `not_found`."""
    found = Track.objects.select_related("case").filter(id=track_id).first()
    if found is None or access.access(actor, found.case) != "full":
        raise Problem("not_found")
    return found


def sheets(actor: Actor, limit: int = 30) -> list[ProposalSheet]:
    """Exported sheets of one's area, newest first."""
    rows = ProposalSheet.objects.filter(area_q(actor)).annotate(n=Count("tracks"))
    return list(rows.order_by("-at")[:limit])


def sheet(actor: Actor, proposal_id: UUID) -> ProposalSheet:
    """One exported sheet. Raises `not_found`."""
    found = ProposalSheet.objects.filter(area_q(actor), id=proposal_id).first()
    if found is None:
        raise Problem("not_found")
    return found


def sheet_rows(actor: Actor, one: ProposalSheet) -> list[TrackRow]:
    """What of a sheet this actor reads in full (a case protected since then is left out)."""
    rows = Track.objects.readable_by(actor).filter(sheets=one).select_related("case")
    return _rows(actor, list(rows.order_by("name", "id")))


def answers(actor: Actor, limit: int = 30) -> list[AnswerSheet]:
    """Answers that came in, newest first, with what is still to settle."""
    waiting = Count("mismatches", filter=Q(mismatches__settled_at=None))
    rows = AnswerSheet.objects.filter(area_q(actor)).annotate(open=waiting)
    return list(rows.order_by("-at")[:limit])


def answer(actor: Actor, answer_id: UUID) -> AnswerSheet:
    """One answer. Raises `not_found`."""
    found = AnswerSheet.objects.filter(area_q(actor), id=answer_id).first()
    if found is None:
        raise Problem("not_found")
    return found


def mismatches_of(actor: Actor, one: AnswerSheet) -> list[Mismatch]:
    """The rows to settle and those settled; one about a case that is protected by now is left out."""
    rows = list(one.mismatches.select_related("track__case").order_by("settled_at", "row", "id"))
    return _readable(actor, rows)


def open_mismatches(actor: Actor) -> list[Mismatch]:
    """All rows of one's area that wait for a person."""
    rows = Mismatch.objects.filter(area_q(actor, "sheet__area_code"), settled_at=None)
    return _readable(actor, list(rows.select_related("track__case")[:500]))


def same_name(a: str, b: str) -> bool:
    """Do two spellings name one person? Equal keys, or one holds all words of the other."""
    x, y = set(name_key(a).split()), set(name_key(b).split())
    return bool(x and y) and (x <= y or y <= x)


def _readable(actor: Actor, rows: list[Mismatch]) -> list[Mismatch]:
    cases = {r.track.case.id: r.track.case for r in rows if r.track}
    levels = access.levels(actor, list(cases.values()))
    return [r for r in rows if r.track is None or levels[r.track.case_id] == "full"]


def _rows(actor: Actor, rows: list[Track]) -> list[TrackRow]:
    levels = access.levels(actor, [one.case for one in rows])
    rows = [one for one in rows if levels[one.case_id] == "full"]
    known, today = systems(actor.area), clock.today()
    labels = names.names({one.case.area_code for one in rows})
    return [
        TrackRow(
            one,
            known[one.system].name if one.system in known else one.system,
            state_name(known.get(one.system), one.state),
            labels.get(one.case.area_code, ""),
            (today - one.since).days,
            _late(one, known.get(one.system), today),
            "",
        )
        for one in rows
    ]


def _late(one: Track, known: ExternalSystem | None, today: date) -> bool:
    return known is not None and not one.final and (today - one.since).days > known.days


def _late_q(actor: Actor) -> Q:
    today, found = clock.today(), Q(pk__in=[])
    for code, one in systems(actor.area).items():
        found |= Q(system=code, since__lt=today - timedelta(days=one.days), final=False)
    return found
