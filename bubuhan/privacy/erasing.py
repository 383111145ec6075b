"""Take the personal data out of closed cases, in every table that speaks of a case.

What stays is what figures need: need, band, area (of a protected case only the kecamatan), dates,
outcome. `WIPED` says per table how its rows hang on a case and what each field becomes; `KEPT` names
the tables that hold nothing personal. A test compares both with all tables that lead to a case, so
that a new table cannot be forgotten.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.models import Value
from django.db.models.functions import Substr

from bubuhan import journal
from bubuhan.cases.models import Case
from bubuhan.journal import Touch
from bubuhan.kernel.actors import ActorRef
from bubuhan.people.models import SourceRecord
from bubuhan.privacy.models import Anonymised
from bubuhan.reports.models import Report

GONE = "(dihapus menurut jadwal retensi)"
MOST_AT_ONCE = 200  # a transaction of a run


@dataclass(frozen=True, slots=True)
class Wipe:
    """How rows of one table hang on a case (`by`: a lookup), and what is set; no `set` deletes them."""

    by: str
    set: dict[str, Any] = field(default_factory=dict)


WIPED: dict[str, Wipe] = {
    "cases.CaseFile": Wipe("case_id"),
    "cases.CaseEntry": Wipe("case_id", {"text": "", "data": {}}),
    "cases.Conflict": Wipe("case_id", {"about_name": "", "kept_value": "", "sent_value": ""}),
    "cases.CaseReport": Wipe("case_id", {"reasons": []}),
    "cases.Assignment": Wipe("case_id", {"note": "", "answer_note": ""}),
    "cases.BrokenGlass": Wipe("case_id", {"reason": GONE, "review_note": ""}),
    "assessments.Assessment": Wipe("case_id", {"answers": "", "member": None}),
    "assessments.CauseEvidence": Wipe("cause__case_id", {"text": "", "sha256": ""}),
    "assessments.Cause": Wipe("case_id", {"note": "", "removed_reason": ""}),
    "assessments.Classification": Wipe("case_id", {"note": "", "warning": ""}),
    "assessments.MemberEntry": Wipe("case_id", {"data": {}, "reason": ""}),
    "plans.Plan": Wipe(
        "case_id", {"agreed_who": "", "agreed_how": "", "agreed_why_not": "", "approval_note": ""}
    ),
    "plans.Goal": Wipe("plan__case_id", {"text": GONE, "measure": ""}),
    "plans.PlanAction": Wipe("plan__case_id", {"text": GONE, "done_note": ""}),
    "plans.Schedule": Wipe("case_id", {"note": "", "stop_reason": ""}),
    "plans.Measurement": Wipe("case_id", {"reason": GONE}),
    "plans.FollowUp": Wipe("case_id", {"reason": GONE}),
    "referrals.ReferralFile": Wipe("step__referral__case_id"),
    "referrals.ReferralLink": Wipe("referral__case_id"),
    "referrals.ReferralStep": Wipe("referral__case_id", {"reason": "", "note": ""}),
    "referrals.Referral": Wipe(
        "case_id",
        {"consent_by": "", "ground_note": "", "shared": {}, "shown_text": "", "note": ""},
    ),
    "referrals.JourneyCheck": Wipe("journey__case_id", {"note": GONE}),
    "referrals.JourneyLeg": Wipe("journey__case_id", {"start": "", "end": "", "carrier": ""}),
    "referrals.Journey": Wipe(
        "case_id",
        {
            "to_place": "", "family": "", "companion": "", "companion_phone": "", "shared": {},
            "shown_text": "", "note": "",
        },
    ),
    "aid.AidFinding": Wipe("first__case_id", {"reason": GONE}),
    "aid.Aid": Wipe(
        "case_id",
        {
            "recipient": GONE, "person_id": None, "member_id": None, "note": "", "sha256": "",
            "programme": "", "warned": [], "went_on": "",
        },
    ),
    "tracks.Mismatch": Wipe("track__case_id", {"theirs": "", "note": ""}),
    "tracks.TrackStep": Wipe("track__case_id", {"note": ""}),
    "tracks.Track": Wipe(
        "case_id",
        {"name": "", "nik": "", "nik_blind": None, "kk": "", "details": "", "note": "", "number": ""},
    ),
}  # fmt: skip
# Tables that lead to a case and hold nothing about the people in it.
KEPT: dict[str, str] = {
    "cases.CaseHandler": "siapa petugasnya",
    "assessments.CauseLink": "sebab mana menyebabkan apa, tanpa kata",
    "assessments.HouseholdCase": "kaitan saja; anggotanya dihapus bersama rumah tangganya",
    "assessments.Member": "dihapus bila semua kasus rumah tangganya sudah dianonimkan",
    "plans.DueVisit": "tanggal dan keadaan kunjungan",
    "response.Clock": "jam dan batas waktu",
    "response.Escalation": "siapa petugas yang diberi tahu",
    "bubuhan_messages.Message": "pesan tidak pernah memuat data warga",
    "bubuhan_messages.Attempt": "percobaan mengirim",
    "privacy.Anonymised": "catatan penghapusan itu sendiri",
}


def wipe(case_ids: Collection[UUID], *, by: ActorRef, why: str, now: datetime) -> dict[str, int]:
    """Anonymise these cases (the caller has checked that they may be). Returns `{table: rows}`.

    One transaction; phones are told that the documents are gone. Doing it again does nothing more.
    """
    counts: dict[str, int] = {}
    with journal.unit():
        allow_in_reports()
        touched = _touched(case_ids)
        for label, rule in WIPED.items():
            rows = apps.get_model(label)._default_manager.filter(**{f"{rule.by}__in": case_ids})
            counts[label] = rows.update(**rule.set) if rule.set else rows.delete()[0]
        counts["assessments.Member"] = _households(case_ids)
        counts["letters.Letter"] = _letters(case_ids)
        counts["reports.Report"] = _reports(case_ids)
        counts["cases.Case"] = _cases(case_ids)
        Anonymised.objects.bulk_create(
            [Anonymised(case_id=one, at=now, by=by.name, why=why) for one in case_ids],
            ignore_conflicts=True,
        )
        journal.record(
            "case.anonymised",
            actor=by,
            subject=("retention", f"{now:%Y%m%d%H%M%S}"),
            data={"cases": len(case_ids), "why": why},
            touched=touched,
        )
    return {label: n for label, n in counts.items() if n}


def allow_in_reports() -> None:
    """Tell the trigger that guards reports, for this transaction only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('bubuhan.retention', 'on', true)")


def _cases(case_ids: Collection[UUID]) -> int:
    rows = Case.objects.filter(id__in=case_ids)
    rows.filter(sensitive=True).update(area_code=Substr("area_code", 1, 8))
    return rows.update(
        subject_name="", subject_key="", subject_phone="", place_note="", summary="", lat=None,
        lon=None, person_id=None, signs={}, reasons=[], field_revs={},
    )  # fmt: skip


def _households(case_ids: Collection[UUID]) -> int:
    """Members of households none of whose cases still holds its people."""
    links = apps.get_model("assessments.HouseholdCase")._default_manager
    done = Anonymised.objects.values("case_id")
    homes = set(links.filter(case_id__in=case_ids).values_list("household_id", flat=True))
    others = links.filter(household_id__in=homes).exclude(case_id__in=case_ids)
    homes -= set(others.exclude(case_id__in=done).values_list("household_id", flat=True))
    houses = apps.get_model("assessments.Household")._default_manager
    houses.filter(id__in=homes).update(address="", note="")
    members = apps.get_model("assessments.Member")._default_manager.filter(household_id__in=homes)
    return members.update(
        person_id=None, name="", nik="", nik_blind=None, birth_date=None, phone="", note=""
    )


def _letters(case_ids: Collection[UUID]) -> int:
    """The frozen words of letters about these cases, their referrals and journeys; numbers stay."""
    subjects = set(case_ids)
    for label in ("referrals.Referral", "referrals.Journey"):
        rows = apps.get_model(label)._default_manager.filter(case_id__in=case_ids)
        subjects |= set(rows.values_list("id", flat=True))
    letters = apps.get_model("letters.Letter")._default_manager
    return letters.filter(subject_id__in=subjects).update(content="", addressee="")


def _reports(case_ids: Collection[UUID]) -> int:
    reports = Report.objects.filter(case_link__case_id__in=case_ids)
    return wipe_reports(reports)


def wipe_reports(reports: models.QuerySet[Report]) -> int:
    """Empty reports (the caller opened the trigger): words, place, files, and what people was told."""
    ids = list(reports.values_list("id", flat=True))
    records = [one for one in reports.values_list("source_record_id", flat=True) if one]
    apps.get_model("reports.ReportFile")._default_manager.filter(report_id__in=ids).delete()
    SourceRecord.objects.filter(id__in=records).update(
        body={}, nik=None, nik_blind=None, name_key="", birth_date=None, person=None
    )
    return Report.objects.filter(id__in=ids).update(
        story=Value(GONE), body={}, lat=None, lon=None, accuracy_m=None
    )


def _touched(case_ids: Collection[UUID]) -> list[Touch]:
    """The documents that phones hold of these cases: told as gone."""
    from bubuhan.cases.entries import touches

    found: list[Touch] = []
    for case in Case.objects.filter(id__in=case_ids):
        found += [
            Touch(one.space, one.kind, one.doc_id, gone=one.kind == "case") for one in touches(case)
        ]
    return found
