"""How long data is kept: rules, a preview of what a run would do, and the run itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require, subtree_q
from bubuhan.cases.models import Case
from bubuhan.kernel import clock
from bubuhan.kernel.actors import SYSTEM, ActorRef
from bubuhan.kernel.problems import Problem
from bubuhan.privacy import erasing
from bubuhan.privacy.models import Anonymised, RetentionRule, RetentionRun
from bubuhan.reports.models import Report

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Class:
    """One class of data: what is due before `cutoff` in an area, and how it is emptied."""

    code: str
    name: str
    what: str
    due: Callable[[str, datetime], "QuerySet[Case] | QuerySet[Report]"]


def _cases(area: str, cutoff: datetime, *, sensitive: bool) -> QuerySet[Case]:
    done = Anonymised.objects.values("case_id")
    rows = Case.objects.filter(
        subtree_q(area), state__in=("closed", "rejected"), closed_at__lt=cutoff, sensitive=sensitive
    )
    return rows.exclude(id__in=done).order_by("closed_at")


def _reports(area: str, cutoff: datetime) -> QuerySet[Report]:
    """Reports that belong to no case (isu, masukan, kegiatan)."""
    rows = Report.objects.filter(subtree_q(area), received_at__lt=cutoff, case_link=None)
    return rows.exclude(story=erasing.GONE).order_by("received_at")


CLASSES: dict[str, Class] = {
    one.code: one
    for one in (
        Class(
            "kasus",
            "Kasus yang sudah ditutup",
            "Nama, telepon, tempat, cerita, foto, dan catatan dihapus; kebutuhan, wilayah, tanggal, dan hasil tetap untuk angka.",
            lambda area, cutoff: _cases(area, cutoff, sensitive=False),
        ),
        Class(
            "kasus_dilindungi",
            "Kasus dilindungi yang sudah ditutup",
            "Sama, dan wilayahnya tinggal kecamatan.",
            lambda area, cutoff: _cases(area, cutoff, sensitive=True),
        ),
        Class(
            "laporan_lain",
            "Laporan tanpa kasus",
            "Isu, masukan, dan kegiatan: isi dan fotonya dihapus; jenis, wilayah, dan tanggal tetap.",
            _reports,
        ),
    )
}


def months_before(now: datetime, months: int) -> datetime:
    """The same day so many months ago; the last day of a shorter month when there is no such day."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    for day in range(now.day, 27, -1):
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return now.replace(year=year, month=month + 1, day=min(now.day, 28))


def rule_of(kind: str, area: str = "") -> RetentionRule | None:
    """The current rule, the deepest area first."""
    rows = RetentionRule.objects.filter(kind=kind, valid_to=None)
    above = [row for row in rows if area == row.area_code or area.startswith(row.area_code)]
    return max(above, key=lambda row: len(row.area_code), default=None)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a run would do now. `first` are the numbers (or kinds) of the oldest rows, no names."""

    kind: Class
    rule: RetentionRule
    cutoff: datetime
    found: int
    oldest: datetime | None
    first: tuple[str, ...]


def preview(actor: Actor, kind: str, *, now: datetime | None = None) -> Preview:
    """Count what is due in the actor's area. Raises `not_found` (no such class), `forbidden`."""
    require(actor, "privacy.rule")
    chosen, rule = CLASSES.get(kind), rule_of(kind, actor.area)
    if chosen is None or rule is None:
        raise Problem("not_found")
    cutoff = months_before(now or clock.now(), rule.months)
    rows = chosen.due(actor.area, cutoff)
    first: list[Case | Report] = list(rows[:SHOWN])
    oldest = _when(first[0]) if first else None
    return Preview(chosen, rule, cutoff, rows.count(), oldest, tuple(str(row) for row in first))


def _when(row: Case | Report) -> datetime | None:
    return row.closed_at if isinstance(row, Case) else row.received_at


def run(*, actor: Actor, kind: str) -> RetentionRun:
    """Do what the preview showed, at most 500 rows a time. Raises as `preview`, and
    `retention_nothing`."""
    require(actor, "privacy.erase")
    seen = preview(actor, kind)
    if not seen.found:
        raise Problem("retention_nothing")
    return _run(seen.kind, actor.area, seen.cutoff, actor.ref)


def run_automatic(now: datetime) -> int:
    """Every night: the rules an office let run by themselves. Returns rows done."""
    done = 0
    for rule in RetentionRule.objects.filter(valid_to=None, automatic=True):
        chosen = CLASSES.get(rule.kind)
        if (
            chosen
            and chosen.due(rule.area_code, cutoff := months_before(now, rule.months)).exists()
        ):
            done += _run(chosen, rule.area_code, cutoff, SYSTEM).done
    return done


def _run(kind: Class, area: str, cutoff: datetime, by: ActorRef) -> RetentionRun:
    now = clock.now()
    with journal.unit():
        rows = kind.due(area, cutoff)
        found = rows.count()
        ids: list[UUID] = list(rows.values_list("id", flat=True)[: erasing.MOST_AT_ONCE])
        why = f"jadwal retensi: {kind.name}"
        counts = (
            _reports_out(ids)
            if kind.code == "laporan_lain"
            else erasing.wipe(ids, by=by, why=why, now=now)
        )
        made = RetentionRun.objects.create(
            area_code=area, kind=kind.code, cutoff=cutoff, at=now, by=by.name, found=found,
            done=len(ids), counts=counts,
        )  # fmt: skip
        journal.record(
            "retention.run",
            actor=by,
            subject=("retention", made.id),
            area=area,
            data={"kind": kind.code, "found": found, "done": len(ids)},
        )
    return made


def _reports_out(ids: list[UUID]) -> dict[str, int]:
    erasing.allow_in_reports()
    return {"reports.Report": erasing.wipe_reports(Report.objects.filter(Q(id__in=ids)))}


def set_rule(
    *, actor: Actor, kind: str, months: int, automatic: bool, basis: str, reason: str
) -> RetentionRule:
    """Replace the rule of the actor's area (the old row keeps its history).

    Raises `forbidden`, `not_found`, `field_invalid` (1 to 1200 months), `field_missing` (reason).
    """
    require(actor, "privacy.rule")
    if kind not in CLASSES:
        raise Problem("not_found")
    if not 1 <= months <= 1200:
        raise Problem("field_invalid", "months", name="bulan", why="1 sampai 1200")
    if not reason.strip():
        raise Problem("field_missing", "reason", name="alasan")
    now = clock.now()
    with journal.unit():
        RetentionRule.objects.filter(kind=kind, area_code=actor.area, valid_to=None).update(
            valid_to=now
        )
        rule = RetentionRule.objects.create(
            kind=kind, area_code=actor.area, months=months, automatic=automatic,
            basis=basis.strip()[:200], valid_from=now, by=actor.name, reason=reason.strip()[:500],
        )  # fmt: skip
        journal.record(
            "retention.rule_changed",
            actor=actor.ref,
            subject=("retention_rule", str(rule.pk)),
            area=actor.area,
            data={"kind": kind, "months": months, "automatic": automatic},
        )
    return rule
