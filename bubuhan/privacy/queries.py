"""Reads of the UU PDP desk: its lists, and everything that is held about one person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from bubuhan.accounts.policy import Actor, area_q, require
from bubuhan.cases import access
from bubuhan.cases.models import Case, CaseReport
from bubuhan.kernel import clock
from bubuhan.kernel.nik import mask_nik
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.people.models import Person, SourceRecord
from bubuhan.people.queries import group_of
from bubuhan.people.scope import visible_ids
from bubuhan.privacy.models import (
    OPEN,
    Breach,
    DataRequest,
    PrivacyTerm,
    Processing,
    RetentionRule,
    RetentionRun,
)
from bubuhan.privacy.retention import CLASSES, rule_of
from bubuhan.reports.models import Report
from bubuhan.volunteers.models import Membership

LEFT_OUT = (
    "Yang ada pada kantor lain, dan yang ada pada kasus dilindungi bila ada, tidak termuat di sini. "
    "Salinannya diberikan oleh yang menanganinya."
)


def requests(actor: Actor, *, closed: bool) -> QuerySet[DataRequest]:
    """Requests of the actor's area: the open by deadline, the closed newest first."""
    rows = DataRequest.objects.filter(area_q(actor))
    if closed:
        return rows.exclude(state__in=OPEN).order_by("-closed_at")
    return rows.filter(state__in=OPEN).order_by("due_at")


def request_of(actor: Actor, request_id: UUID) -> DataRequest:
    """Raises `not_found` when it is beyond the actor's area."""
    found = DataRequest.objects.filter(area_q(actor), id=request_id).first()
    if found is None:
        raise Problem("not_found")
    return found


def breaches(actor: Actor) -> QuerySet[Breach]:
    """Open ones first, by deadline."""
    return Breach.objects.filter(area_q(actor)).order_by(
        F("closed_at").desc(nulls_first=True), "due_at"
    )


def breach_of(actor: Actor, breach_id: UUID) -> Breach:
    """Raises `not_found`."""
    found = breaches(actor).filter(id=breach_id).first()
    if found is None:
        raise Problem("not_found")
    return found


def processings(actor: Actor) -> list[Processing]:
    """The record for this area: its own row of an activity, else that of the area above."""
    rows = Processing.objects.filter(valid_to=None).order_by("code")
    best: dict[str, Processing] = {}
    for row in rows:
        if not (actor.area == row.area_code or actor.area.startswith(row.area_code)):
            continue
        if row.code not in best or len(row.area_code) > len(best[row.code].area_code):
            best[row.code] = row
    return list(best.values())


def processing_sheet(actor: Actor) -> list[list[Any]]:
    """The record as rows of a workbook."""
    head = ["Kegiatan", "Tujuan", "Dasar", "Siapa datanya", "Data apa", "Data spesifik",
            "Diberikan kepada", "Disimpan", "Dijaga", "Penanggung jawab", "Sejak", "Keterangan"]  # fmt: skip
    rows = [
        [p.name, p.purpose, p.ground, p.subjects, p.data, "ya" if p.specific else "tidak", p.recipients,
         p.kept, p.guarded, p.owner, f"{p.valid_from:%d-%m-%Y}", "contoh" if p.example else ""]
        for p in processings(actor)
    ]  # fmt: skip
    return [head, *rows]


@dataclass(frozen=True, slots=True)
class RetentionRow:
    """One class with its rule, and how many rows are due now."""

    code: str
    name: str
    what: str
    rule: RetentionRule | None
    due: int


def retention(actor: Actor) -> list[RetentionRow]:
    """All classes as the page shows them."""
    from bubuhan.privacy.retention import due, months_before

    now, found = clock.now(), []
    for one in CLASSES.values():
        rule = rule_of(one.code, actor.area)
        count = due(one, actor.area, months_before(now, rule.months)).count() if rule else 0
        found.append(RetentionRow(one.code, one.name, one.what, rule, count))
    return found


def runs(actor: Actor) -> QuerySet[RetentionRun]:
    """The last runs in this area."""
    return RetentionRun.objects.filter(area_q(actor)).order_by("-at")[:30]


def terms() -> QuerySet[PrivacyTerm]:
    """The current terms."""
    return PrivacyTerm.objects.filter(valid_to=None).order_by("kind")


def copy_of(actor: Actor, request_id: UUID, now: datetime) -> dict[str, Any]:
    """Everything held about the person of a request that its handler may read, for a copy he is given.

    Whoever asks by name must not find a protected case, so those he does not handle are not even
    counted: `LEFT_OUT` stands in every copy, whether there is one or not. Words of other people
    about him (notes of officers, the reporter's name) are left out. Raises `not_found`,
    `person_first`.
    """
    found = request_of(actor, request_id)
    require(actor, "privacy.handle", found.area_code)
    person = Person.objects.filter(id=found.person_id).first() if found.person_id else None
    if person is None:
        raise Problem("person_first")
    group = visible_ids(actor, group_of(person.id))
    return {
        "permohonan": found.number,
        "dibuat": now.isoformat(timespec="minutes"),
        "orang": [_person(one) for one in Person.objects.filter(id__in=group)],
        "keanggotaan": [_member(m) for m in Membership.objects.filter(person_id__in=group)],
        "kasus": _cases(actor, group),
        "laporan_yang_dikirim": _reports(actor, group),
        "sumber": [
            {"asal": s.get_origin_display(), "diterima": f"{s.received_at:%d-%m-%Y}"}
            for s in SourceRecord.objects.filter(person_id__in=group).order_by("received_at")
        ],
        "tidak_termuat": LEFT_OUT,
    }


def _person(one: Person) -> dict[str, Any]:
    return {
        "nama": one.name,
        "nik": mask_nik(one.nik) if one.nik else "",
        "tanggal_lahir": f"{one.birth_date:%d-%m-%Y}" if one.birth_date else "",
        "telepon": one.phone,
        "alamat": one.address,
    }


def _member(m: Membership) -> dict[str, Any]:
    return {
        "pilar": lists.title("pillar", m.pillar),
        "wilayah": m.area_code,
        "sk": m.decree_no,
        "mulai": f"{m.started_on:%d-%m-%Y}" if m.started_on else "",
        "keadaan": m.get_status_display(),
    }


def _cases(actor: Actor, group: Collection[UUID]) -> list[dict[str, Any]]:
    about = Q(person_id__in=group) | Q(
        id__in=CaseReport.objects.filter(report__source_record__person_id__in=group).values(
            "case_id"
        )
    )
    cases = list(Case.objects.filter(about).order_by("opened_at"))
    levels = access.levels(actor, cases)
    return [
        {
            "nomor": c.number,
            "dibuka": f"{c.opened_at:%d-%m-%Y}",
            "kebutuhan": lists.title("need", c.need),
            "keadaan": c.get_state_display(),
            "hasil": lists.title("outcome", c.outcome) if c.outcome else "",
            "ringkasan": c.summary,
        }
        for c in cases
        if levels[c.id] == "full"
    ]


def _reports(actor: Actor, group: Collection[UUID]) -> list[dict[str, Any]]:
    """What he wrote, but of a protected case only to who handles it: it tells of somebody else."""
    reports = list(Report.objects.filter(reporter_id__in=group).order_by("received_at"))
    links = CaseReport.objects.filter(report__in=reports).select_related("case")
    cases = {link.report_id: link.case for link in links}
    levels = access.levels(actor, list({c.id: c for c in cases.values()}.values()))
    return [
        {"tanggal": f"{r.received_at:%d-%m-%Y}", "jenis": r.get_kind_display(), "isi": r.story}
        for r in reports
        if (case := cases.get(r.id)) is None or levels[case.id] == "full"
    ]
