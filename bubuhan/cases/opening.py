"""From a report to a case: join an open one of the same household, or open a new one; then triage."""

from datetime import date, datetime
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.db.models import Q

from bubuhan import journal
from bubuhan.cases import joining
from bubuhan.cases.entries import (
    Stamp,
    append,
    apply_triage,
    facts_of,
    keep_files,
    save,
    told_area,
    touches,
)
from bubuhan.cases.models import OPEN, Case, CaseEntry, CaseReport, EntryKind
from bubuhan.cases.numbering import take_number
from bubuhan.cases.triage import more_urgent
from bubuhan.journal.models import Event
from bubuhan.kernel.actors import SYSTEM, ActorRef
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.text import name_key, parse_phone, tidy_name
from bubuhan.people.queries import group_of, head_of, heads_of
from bubuhan.reports.commands import FileRef
from bubuhan.reports.models import Report, ReportKind

log = structlog.get_logger(__name__)


def open_from_report(event: Event) -> None:
    """Reaction on `report.submitted`: only a kasus becomes a case. Idempotent on the report."""
    if event.data.get("kind") != ReportKind.KASUS:
        return
    report = Report.objects.select_related("source_record").get(id=event.subject_id)
    if CaseReport.objects.filter(report=report).exists():
        return
    with journal.unit():
        about = _about(report)
        _one_household_at_a_time(about)
        join = joining.find(about, _candidates(about), report.received_at)
        if join is None:
            _open(report, about)
        else:
            _join(report, join)


def _one_household_at_a_time(about: joining.About) -> None:
    """Two workers with two reports of one household must not both open a case."""
    if about.name_key or about.person_id:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                [f"household:{about.area_code}:{about.name_key or about.person_id}"],
            )


def _about(report: Report) -> joining.About:
    subject = report.body.get("subject") or {}
    source = report.source_record
    return joining.About(
        name_key=name_key(subject.get("name") or ""),
        area_code=report.area_code,
        sensitive=report.sensitive,
        person_id=head_of(source.person_id) if source and source.person_id else None,
        sex=subject.get("sex") or "",
        age=_age(subject, report.happened_on),
    )


def _age(subject: dict[str, Any], on: date) -> int | None:
    """Stated age, or the one that follows from the birth date."""
    if subject.get("age_years") is not None:
        return int(subject["age_years"])
    if not subject.get("birth_date"):
        return None
    born = date.fromisoformat(subject["birth_date"])
    return max(0, on.year - born.year - ((on.month, on.day) < (born.month, born.day)))


def _candidates(about: joining.About) -> list[joining.OpenCase]:
    if about.sensitive or not (about.name_key or about.person_id):
        return []
    where = Q(area_code=about.area_code, subject_key=about.name_key) if about.name_key else Q()
    if about.person_id:
        where |= Q(person_id__in=group_of(about.person_id))
    found = Case.objects.filter(where, state__in=OPEN, sensitive=False).order_by("opened_at")
    rows = list(found[:20])
    heads = heads_of({c.person_id for c in rows if c.person_id})
    return [
        joining.OpenCase(
            c.id,
            c.number,
            joining.About(
                c.subject_key,
                c.area_code,
                c.sensitive,
                heads.get(c.person_id, c.person_id) if c.person_id else None,
                c.subject_sex,
                c.subject_age,
            ),
            c.opened_at,
        )
        for c in rows
    ]


def _open(report: Report, about: joining.About) -> None:
    case = _new_case(report, about)
    verdict = apply_triage(
        case, facts_of(case, reports=1, now=report.received_at), report.received_at
    )
    case.save(force_insert=True)
    _link(report, case, joined=False, reasons=[])
    journal.record(
        "case.opened",
        actor=_reporter(report),
        subject=("case", case.id),
        area=told_area(case),
        data={
            "report": str(report.id),
            "need": "" if case.sensitive else case.need,
            "sensitive": case.sensitive,
        },
        at=report.received_at,
    )
    journal.record(
        "case.triaged",
        actor=SYSTEM,
        subject=("case", case.id),
        area=told_area(case),
        data={"band": case.band, "score": verdict.score},
        touched=touches(case),
        at=report.received_at,
    )


def _new_case(report: Report, about: joining.About) -> Case:
    subject = report.body.get("subject") or {}
    phones = parse_phone(subject.get("phone") or "")
    return Case(
        id=uuid7(),
        number=take_number(report.area_code, report.received_at),
        area_code=report.area_code,
        need=report.need,
        subject_name=tidy_name(subject.get("name") or "")[:120],
        subject_key=about.name_key,
        subject_sex=about.sex,
        subject_age=about.age,
        subject_phone=phones[0]
        if isinstance(phones, tuple) and phones
        else (subject.get("phone") or ""),
        place_note=report.body.get("place_note") or "",
        lat=report.lat,
        lon=report.lon,
        person_id=about.person_id,
        sensitive=report.sensitive,
        band="",
        signs=report.body.get("signs") or {},
        opened_at=report.received_at,
        example=settings.BUBUHAN_DEMO,
    )


def _join(report: Report, join: joining.Join) -> None:
    """Add a report to an open case: its answers count (a yes wins), the band can only rise."""
    case = Case.objects.select_for_update().get(id=join.case_id)
    if case.state not in OPEN or case.sensitive:  # closed while we waited for the lock
        _open(report, _about(report))
        return
    before = case.band
    case.signs = merged(case.signs, report.body.get("signs") or {})
    for field, value in (("lat", report.lat), ("lon", report.lon)):
        if getattr(case, field) is None:
            setattr(case, field, value)
    _link(report, case, joined=True, reasons=[join.reason])
    count = CaseReport.objects.filter(case=case).count()
    apply_triage(case, facts_of(case, reports=count, now=report.received_at), report.received_at)
    save(case)
    journal.record(
        "case.joined",
        actor=_reporter(report),
        subject=("case", case.id),
        area=told_area(case),
        data={"report": str(report.id), "reason": join.reason, "reports": count},
        touched=touches(case),
        at=report.received_at,
    )
    if more_urgent(case.band, before):
        _escalated(case, before, report.received_at, touched=False)


def merged(old: dict[str, bool | None], new: dict[str, bool | None]) -> dict[str, bool | None]:
    """Answers of two reports: yes wins over no, no wins over unknown."""
    out = dict(old)
    for code, answer in new.items():
        if answer or out.get(code) is None:
            out[code] = answer
    return out


def _link(report: Report, case: Case, *, joined: bool, reasons: list[str]) -> CaseEntry:
    CaseReport.objects.create(
        report=report,
        case=case,
        reporter_id=report.reporter_id,
        joined=joined,
        reasons=reasons,
        at=report.received_at,
    )
    entry = append(
        case,
        EntryKind.REPORT,
        by=_reporter(report),
        stamp=Stamp(report.id, report.made_at, report.received_at),
        person_id=report.reporter_id,
        text=report.story,
        data={
            "joined": joined,
            "reasons": reasons,
            "happened_on": report.happened_on.isoformat(),
            "signs": report.body.get("signs") or {},
            "consent": report.body.get("consent"),
            "subject_note": (report.body.get("subject") or {}).get("note", ""),
            "channel": (report.body.get("intake") or {}).get("channel", ""),
        },
    )
    files = report.files.order_by("position")
    keep_files(
        entry, [FileRef(sha256=f.sha256, kind=f.kind, mime=f.mime, bytes=f.bytes) for f in files]
    )
    return entry


def _reporter(report: Report) -> ActorRef:
    if report.device_id:
        return ActorRef("device", str(report.device_id), report.reporter_name)
    return ActorRef("user", str(report.user_id), report.reporter_name)


def link_person(event: Event) -> None:
    """Reaction on `person.matched`: the case of that report now knows whom it is about."""
    if event.data.get("origin") != "report" or event.data.get("verdict") != "same":
        return
    link = CaseReport.objects.filter(report_id=event.data["origin_id"]).first()
    if link is None:
        return
    case = Case.objects.select_for_update().get(id=link.case_id)
    if case.person_id is None:
        case.person_id = event.subject_id
        case.save(update_fields=["person_id"])


def review(case: Case, now: datetime) -> bool:
    """Re-triage one waiting case (locked by the caller); True when its band rose."""
    before = case.band
    facts = facts_of(case, reports=CaseReport.objects.filter(case=case).count(), now=now)
    apply_triage(case, facts, now)
    save(case)
    if not more_urgent(case.band, before):
        return False
    append(
        case,
        EntryKind.TRIAGE,
        by=SYSTEM,
        stamp=Stamp(uuid7(), now, now),
        text="Kegawatan dinaikkan karena lama menunggu",
        data={"from": before, "to": case.band, "score": case.score},
    )
    _escalated(case, before, now, touched=True)
    return True


def review_waiting(now: datetime, limit: int = 500) -> int:
    """Re-band the waiting cases that are due at `now`; returns how many rose. Each in its own unit."""
    due = Case.objects.filter(state="waiting", review_at__lte=now).order_by("review_at")
    rose = 0
    for case_id in due.values_list("id", flat=True)[:limit]:
        try:
            with journal.unit():
                case = Case.objects.select_for_update().get(id=case_id)
                if case.state == "waiting" and case.review_at and case.review_at <= now:
                    rose += review(case, now)
        except Exception:  # one odd case must not keep the others waiting
            log.exception("review failed", case=str(case_id))
    return rose


def _escalated(case: Case, before: str, now: datetime, *, touched: bool) -> None:
    journal.record(
        "case.escalated_band",
        actor=SYSTEM,
        subject=("case", case.id),
        area=told_area(case),
        data={"from": before, "to": case.band, "score": case.score},
        touched=touches(case) if touched else (),
        at=now,
    )
