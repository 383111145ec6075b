"""How long data is kept: rules, a preview of what a run would do, and the run itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

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
    """One class of data: what is due before a moment in an area, and how rows of it are emptied.

    `moment` is the column that grows old, `place` the one with the area; `empty` returns `{table: rows}`.
    """

    code: str
    name: str
    what: str
    moment: str
    due: Callable[[str, datetime], "QuerySet[Any]"]
    empty: Callable[[list[Any], ActorRef, datetime], dict[str, int]]
    place: str = "area_code"


def _cases(area: str, cutoff: datetime, *, sensitive: bool) -> QuerySet[Case]:
    done = Anonymised.objects.values("case_id")
    rows = Case.objects.filter(
        subtree_q(area), state__in=("closed", "rejected"), closed_at__lt=cutoff, sensitive=sensitive
    )
    return rows.exclude(id__in=done).order_by("closed_at")


def _cases_out(ids: list[Any], by: ActorRef, now: datetime) -> dict[str, int]:
    return erasing.wipe(ids, by=by, why="jadwal retensi", now=now)


def _reports(area: str, cutoff: datetime) -> QuerySet[Report]:
    """Reports that belong to no case (isu, masukan, kegiatan)."""
    rows = Report.objects.filter(subtree_q(area), received_at__lt=cutoff, case_link=None)
    return rows.exclude(story=erasing.GONE).order_by("received_at")


def _reports_out(ids: list[Any], by: ActorRef, now: datetime) -> dict[str, int]:
    erasing.allow_in_reports()
    return {"reports.Report": erasing.wipe_reports(Report.objects.filter(id__in=ids))}


def _messages(area: str, cutoff: datetime) -> QuerySet[Any]:
    rows = apps.get_model("bubuhan_messages.Message")._default_manager
    return rows.filter(subtree_q(area), at__lt=cutoff).order_by("at")


def _messages_out(ids: list[Any], by: ActorRef, now: datetime) -> dict[str, int]:
    rows = apps.get_model("bubuhan_messages.Message")._default_manager.filter(id__in=ids)
    return rows.delete()[1]


def _receipts(area: str, cutoff: datetime) -> QuerySet[Any]:
    """Refused commands that somebody settled: only these were kept with their words."""
    rows = apps.get_model("sync.Receipt")._default_manager
    found = rows.filter(subtree_q(area, HOLDER), settled_at__lt=cutoff)
    return found.exclude(data=EMPTIED).order_by("settled_at")


def _receipts_out(ids: list[Any], by: ActorRef, now: datetime) -> dict[str, int]:
    """The words go; number, time and outcome stay, so that a phone is never answered differently."""
    rows = apps.get_model("sync.Receipt")._default_manager.filter(id__in=ids)
    return {"sync.Receipt": rows.update(body="", data=EMPTIED, settled_why="")}


HOLDER = "device__user__area_code"
EMPTIED = {"emptied": True}
CLASSES: dict[str, Class] = {
    one.code: one
    for one in (
        Class(
            "kasus",
            "Kasus yang sudah ditutup",
            "Nama, telepon, tempat, cerita, foto, dan catatan dihapus; kebutuhan, wilayah, tanggal, dan hasil tetap untuk angka.",
            "closed_at",
            lambda area, cutoff: _cases(area, cutoff, sensitive=False),
            _cases_out,
        ),
        Class(
            "kasus_dilindungi",
            "Kasus dilindungi yang sudah ditutup",
            "Sama, dan wilayahnya tinggal kecamatan.",
            "closed_at",
            lambda area, cutoff: _cases(area, cutoff, sensitive=True),
            _cases_out,
        ),
        Class(
            "laporan_lain",
            "Laporan tanpa kasus",
            "Isu, masukan, dan kegiatan: isi dan fotonya dihapus; jenis, wilayah, dan tanggal tetap.",
            "received_at",
            _reports,
            _reports_out,
        ),
        Class(
            "pesan",
            "Pesan yang sudah lama",
            "Pesan dan percobaan mengirimnya dihapus seluruhnya. Isinya tidak pernah memuat data warga.",
            "at",
            _messages,
            _messages_out,
        ),
        Class(
            "tanda_terima",
            "Kiriman HP yang ditolak dan sudah diselesaikan",
            "Isi kirimannya dihapus; nomor urut, waktu, dan alasan ditolak tetap.",
            "settled_at",
            _receipts,
            _receipts_out,
            HOLDER,
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


def due(kind: Class, area: str, cutoff: datetime) -> QuerySet[Any]:
    """What is due by the rule of an area; a place below it with a rule of its own keeps to that one."""
    rows = kind.due(area, cutoff)
    own = RetentionRule.objects.filter(subtree_q(area), kind=kind.code, valid_to=None)
    for below in own.exclude(area_code=area).values_list("area_code", flat=True):
        rows = rows.exclude(subtree_q(below, kind.place))
    return rows


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
    rows = due(chosen, actor.area, cutoff)
    first: list[Any] = list(rows[:SHOWN])
    oldest = getattr(first[0], chosen.moment) if first else None
    shown = dict.fromkeys(str(row) for row in first)
    return Preview(chosen, rule, cutoff, rows.count(), oldest, tuple(shown))


def start(*, actor: Actor, kind: str) -> RetentionRun:
    """Begin to do what the preview showed; the worker goes on with it (`tasks.work`).

    Raises as `preview`, `retention_nothing`, `retention_running`.
    """
    require(actor, "privacy.erase")
    seen = preview(actor, kind)
    if RetentionRun.objects.filter(
        area_code=actor.area, kind=kind, state=RetentionRun.State.RUNNING
    ).exists():
        raise Problem("retention_running")
    if not seen.found:
        raise Problem("retention_nothing")
    try:
        with transaction.atomic():
            return _begin(seen.kind, actor.area, seen.cutoff, actor.name, seen.found)
    except IntegrityError:  # begun twice in one moment
        raise Problem("retention_running") from None


def run_automatic(now: datetime) -> int:
    """Every night: the rules an office let run by themselves, and runs that were broken off. Rows done."""
    for rule in RetentionRule.objects.filter(valid_to=None, automatic=True):
        chosen = CLASSES.get(rule.kind)
        if chosen is None:
            continue
        cutoff = months_before(now, rule.months)
        running = RetentionRun.objects.filter(
            area_code=rule.area_code, kind=rule.kind, state=RetentionRun.State.RUNNING
        )
        if not running.exists() and (found := due(chosen, rule.area_code, cutoff).count()):
            _begin(chosen, rule.area_code, cutoff, SYSTEM.name, found)
    open_runs = RetentionRun.objects.filter(state=RetentionRun.State.RUNNING)
    return sum(work(one, SYSTEM) for one in open_runs.values_list("id", flat=True))


def _begin(kind: Class, area: str, cutoff: datetime, name: str, found: int) -> RetentionRun:
    return RetentionRun.objects.create(
        area_code=area, kind=kind.code, cutoff=cutoff, at=clock.now(), by=name, found=found
    )


def work(run_id: UUID, by: ActorRef) -> int:
    """Do a run to its end, a chunk a transaction; broken off, it goes on where it stopped. Rows done."""
    total = 0
    while (done := _chunk(run_id, by)) > 0:
        total += done
    return total


def _chunk(run_id: UUID, by: ActorRef) -> int:
    """The next rows of a run; 0 when it is finished (or somebody else works on it)."""
    now = clock.now()
    with journal.unit():
        rows = RetentionRun.objects.select_for_update(skip_locked=True)
        run = rows.filter(id=run_id, state=RetentionRun.State.RUNNING).first()
        if run is None:
            return 0
        kind = CLASSES[run.kind]
        rows_due = due(kind, run.area_code, run.cutoff).values_list("id", flat=True)
        ids = list(rows_due[: erasing.MOST_AT_ONCE])
        if not ids:
            run.state, run.ended_at = RetentionRun.State.DONE, now
            run.save()
            _tell_run(run, by)
            return 0
        for table, count in kind.empty(ids, by, now).items():
            run.counts[table] = run.counts.get(table, 0) + count
        run.done += len(ids)
        run.save()
    return len(ids)


def _tell_run(run: RetentionRun, by: ActorRef) -> None:
    journal.record(
        "retention.run",
        actor=by,
        subject=("retention", run.id),
        area=run.area_code,
        data={"kind": run.kind, "found": run.found, "done": run.done},
    )


def last_run(actor: Actor, kind: str) -> RetentionRun | None:
    """The newest run of this class in the actor's area."""
    found: RetentionRun | None = (
        RetentionRun.objects.filter(area_code=actor.area, kind=kind).order_by("-at").first()
    )
    return found


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
