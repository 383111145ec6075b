"""Taking a report in: one transaction, then nothing can make the upload fail."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import require
from bubuhan.geo.codes import kecamatan_of
from bubuhan.journal import Touch
from bubuhan.kernel.commands import CommandContext
from bubuhan.kernel.problems import Problem
from bubuhan.people.actions import SubjectFields, build_source
from bubuhan.people.models import Origin, SourceRecord
from bubuhan.reports import checks
from bubuhan.reports.commands import ReportSubmit, Subject
from bubuhan.reports.models import Report, ReportFile


@dataclass(frozen=True, slots=True)
class Intake:
    """How a report reached the office when nobody sent it from a phone: by whom and how.

    Kept beside what was said; never handed on to phones or messages.
    """

    channel: str
    caller_name: str = ""
    caller_phone: str = ""


@dataclass(slots=True)
class _Made:
    report: Report
    source: SourceRecord | None
    files: list[ReportFile] = field(default_factory=list)


def submit(context: CommandContext, body: ReportSubmit, intake: Intake | None = None) -> Report:
    """Store one report with its subject as a source record; records `report.submitted`.

    `intake` when the office wrote it down for somebody who called or came (source "kantor").

    Raises Problem: `area_missing|area_retired|area_unknown`, `date_future`, `nik_*`,
    `field_missing`, `field_invalid`, `forbidden`.
    """
    return _store([(context, _make(context, body, intake))])[0]


def submit_many(items: Sequence[tuple[CommandContext, ReportSubmit]]) -> list[Report]:
    """Store many reports, all or none: a handful of statements whatever their number."""
    return _store([(context, _make(context, body)) for context, body in items])


def _store(items: Sequence[tuple[CommandContext, "_Made"]]) -> list[Report]:
    made = [one for _, one in items]
    with journal.unit():
        SourceRecord.objects.bulk_create([m.source for m in made if m.source is not None])
        Report.objects.bulk_create([m.report for m in made])
        ReportFile.objects.bulk_create([file for m in made for file in m.files])
        for context, one in items:
            _record(context, one)
    return [m.report for m in made]


def _record(context: CommandContext, made: _Made) -> None:
    report = made.report
    touched = (
        [Touch(f"mine:{report.reporter_id}", "report", str(report.id))]
        if report.reporter_id
        else []
    )
    journal.record(
        "report.submitted",
        actor=context.ref,
        subject=("report", report.id),
        area=kecamatan_of(report.area_code) if report.sensitive else report.area_code,
        data={
            "kind": report.kind,
            "need": "" if report.sensitive else report.need,
            "sensitive": report.sensitive,
            "files": len(made.files),
        },
        touched=touched,
        at=report.received_at,
    )


def _make(context: CommandContext, body: ReportSubmit, intake: Intake | None = None) -> _Made:
    """Check one report and build its rows; no query once the process knows area and lists."""
    actor = context.actor
    require(actor, "report.submit")
    _check_kasus(body)
    for sign in body.signs:
        checks.code("urgency_sign", sign, f"signs.{sign}", "tanda darurat")
    place = body.place
    source = _source(context, body) if body.subject else None
    day = checks.day(body.happened_on, context.received_at, context.clock_offset_ms, "happened_on")
    report = Report(
        id=context.command_id,
        kind=body.kind,
        device_id=actor.device_id,
        user_id=actor.user_id,
        reporter_id=actor.person_id,
        reporter_name=actor.name,
        area_code=checks.area(place.area_code),
        lat=place.lat if place.lon is not None else None,
        lon=place.lon if place.lat is not None else None,
        accuracy_m=place.accuracy_m,
        happened_on=day,
        made_at=context.made_at,
        received_at=context.received_at,
        clock_offset_ms=context.clock_offset_ms,
        need=body.need,
        story=body.story,
        body=_body(body) | ({"intake": asdict(intake)} if intake else {}),
        sensitive=checks.is_sensitive(body.need, body.signs),
        source_record=source,
    )
    return _Made(report, source, _files(report.id, body))


def _check_kasus(body: ReportSubmit) -> None:
    """A kasus names a need and says whether the person agreed, or why that was not asked."""
    if body.need:
        checks.code("need", body.need, "need", "kebutuhan")
    if body.kind != "kasus":
        return
    if not body.need:
        raise Problem("field_missing", "need", name="kebutuhan")
    if body.subject and body.subject.name and body.consent is None:
        raise Problem("field_missing", "consent", name="persetujuan")
    if body.consent and not body.consent.given and not body.consent.reason:
        raise Problem("field_missing", "consent.reason", name="alasan tanpa persetujuan")


def _body(body: ReportSubmit) -> dict[str, Any]:
    subject = body.subject.model_dump(mode="json", exclude={"nik"}) if body.subject else None
    claimed = body.happened_on.isoformat() if body.happened_on else None
    return {
        "signs": body.signs,
        "consent": body.consent.model_dump() if body.consent else None,
        "subject": subject,
        "place_note": body.place.note,
        "happened_on": claimed,
    }


def _source(context: CommandContext, body: ReportSubmit) -> SourceRecord:
    """The subject as a source record; its NIK goes there, encrypted, and nowhere else."""
    subject: Subject = body.subject or Subject()
    return build_source(
        Origin.REPORT,
        context.command_id,
        fields=SubjectFields(
            name=subject.name,
            sex=subject.sex or "",
            birth_date=subject.birth_date,
            age_years=subject.age_years,
            nik=checks.nik(subject.nik),
            phone=subject.phone,
            note=subject.note,
            area_code=body.place.area_code,
            person_id=subject.person_id,
        ),
        actor=context.ref,
    )


def _files(report_id: UUID, body: ReportSubmit) -> list[ReportFile]:
    distinct = {ref.sha256: ref for ref in body.files}
    return [
        ReportFile(
            report_id=report_id,
            sha256=ref.sha256,
            kind=ref.kind,
            mime=ref.mime,
            bytes=ref.bytes,
            position=position,
        )
        for position, ref in enumerate(distinct.values(), start=1)
    ]
