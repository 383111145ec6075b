"""Writing down what somebody told the duty desk: a form becomes the same report a phone would send."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from bubuhan.accounts.policy import Actor, require
from bubuhan.kernel.commands import CommandContext
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import parse_phone
from bubuhan.lists import queries as lists
from bubuhan.reports.actions import Intake, submit
from bubuhan.reports.commands import Consent, Place, ReportSubmit, Subject
from bubuhan.reports.models import Report

CHANNELS = {
    "telepon": "Telepon",
    "datang": "Datang ke kantor",
    "pesan": "Pesan (WhatsApp, SMS)",
    "instansi": "Instansi lain",
}
_ANSWERS = {"ya": True, "tidak": False, "tahu": None}
_OLDEST = 130


@dataclass(frozen=True, slots=True)
class Blank:
    """What the empty form offers; `id` makes sending it twice harmless."""

    id: str
    channels: list[tuple[str, str]]
    needs: list[tuple[str, str, str]]
    signs: list[tuple[str, str, str]]
    reasons: list[tuple[str, str]]


def blank(given: Mapping[str, str]) -> Blank:
    """Everything one may choose from; what was given before stays chosen."""
    return Blank(
        id=given.get("id") or str(uuid7()),
        channels=list(CHANNELS.items()),
        needs=[(i.code, i.name, str(i.data.get("hint", ""))) for i in lists.items("need")],
        signs=[
            (i.code, i.name, given.get(f"sign_{i.code}", "")) for i in lists.items("urgency_sign")
        ],
        reasons=[(i.code, i.name) for i in lists.items("no_consent_reason")],
    )


def write_down(actor: Actor, given: Mapping[str, str], now: datetime) -> UUID:
    """Store the report of a form; the same form sent again changes nothing. Returns its id.

    Raises `forbidden`, `field_missing`, `field_invalid`, and whatever `submit` refuses.
    """
    require(actor, "report.submit")
    report_id = _key(given.get("id", ""))
    if _mine(actor, report_id):
        return report_id
    body, intake = read(given)
    context = CommandContext(actor=actor, command_id=report_id, made_at=now, received_at=now)
    try:
        submit(context, body, intake)
    except IntegrityError:  # sent twice at the same moment: the other one was quicker
        if not _mine(actor, report_id):
            raise
    return report_id


def _mine(actor: Actor, report_id: UUID) -> bool:
    return Report.objects.filter(id=report_id, user_id=actor.user_id).exists()


def read(given: Mapping[str, str]) -> tuple[ReportSubmit, Intake]:
    """A form as a report. Raises `field_missing`, `field_invalid`."""
    story = _text(given, "story", 5000)
    if not story:
        raise Problem("field_missing", "story", name=_WORDS["story"])
    if not given.get("area_code"):
        raise Problem("area_missing", "area_code")
    channel = given.get("channel", "telepon")
    if channel not in CHANNELS:
        raise Problem(
            "field_invalid", "channel", name="cara", why="pilihannya tidak ada dalam daftar"
        )
    phone = _text(given, "caller_phone", 40)
    if phone and isinstance(found := parse_phone(phone), Problem):
        raise Problem(found.code, "caller_phone", **found.values)
    body = ReportSubmit(
        kind="kasus",
        story=story,
        need=_text(given, "need", 40),
        place=Place(area_code=given["area_code"][:13], note=_text(given, "place_note", 500)),
        subject=_subject(given),
        signs={
            code: _ANSWERS[given[f"sign_{code}"]]
            for code in lists.codes("urgency_sign")
            if given.get(f"sign_{code}") in _ANSWERS
        },
        consent=_consent(given),
    )
    return body, Intake(channel, _text(given, "caller_name", 120), phone)


def _subject(given: Mapping[str, str]) -> Subject:
    raw = _text(given, "subject_age", 10)
    if raw and not (raw.isascii() and raw.isdigit() and int(raw) <= _OLDEST):
        raise Problem("field_invalid", "subject_age", name="umur", why=f"0 sampai {_OLDEST} tahun")
    sex = given.get("subject_sex", "")
    person = given.get("person_id", "")
    return Subject(
        person_id=_key(person) if person else None,
        name=_text(given, "subject_name", 120),
        sex="L" if sex == "L" else "P" if sex == "P" else "",
        age_years=int(raw) if raw else None,
        phone=_text(given, "subject_phone", 40),
    )


def _consent(given: Mapping[str, str]) -> Consent | None:
    """Asked of the person in need, or why it could not be; a caller cannot consent for another."""
    answer = given.get("consent", "")
    if answer == "ya":
        return Consent(given=True)
    if answer != "tidak":
        return None
    reason = given.get("consent_reason", "")
    if reason not in lists.codes("no_consent_reason"):
        raise Problem("field_missing", "consent_reason", name="alasan tanpa persetujuan")
    return Consent(given=False, reason=reason)


def _text(given: Mapping[str, str], name: str, most: int) -> str:
    value = given.get(name, "").replace("\0", "").strip()
    if len(value) > most:
        raise Problem("field_invalid", name, name=_WORDS.get(name, name), why=f"paling panjang {most} huruf")  # fmt: skip
    return value


_WORDS = {
    "story": "Apa yang terjadi?",
    "place_note": "patokan tempat",
    "caller_name": "nama pelapor",
    "caller_phone": "nomor pelapor",
    "subject_name": "nama",
    "subject_phone": "nomor HP",
    "subject_age": "umur",
    "need": "kebutuhan",
}


def _key(raw: str) -> UUID:
    try:
        return UUID(raw)
    except ValueError:
        raise Problem("field_invalid", "id", name="formulir", why="muat ulang halaman") from None


def told(report: Report) -> dict[str, Any]:
    """How it was received, in words; empty for a report from a phone."""
    intake = report.body.get("intake") or {}
    if not intake:
        return {}
    return {
        "channel": CHANNELS.get(intake.get("channel", ""), ""),
        "name": intake.get("caller_name", ""),
        "phone": intake.get("caller_phone", ""),
    }
