"""The office's own rules for this room: hours to answer, conditions of a journey. Rows with history."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.cases.models import Band
from bubuhan.duty.hours import due
from bubuhan.duty.queries import calendar_of
from bubuhan.kernel import clock, history
from bubuhan.kernel.history import in_force
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.referrals.models import AnswerRule, JourneyRule

DEFAULT_HOURS = 72
MOST_HOURS = 2160
BY = "contoh awal"
# Nothing is published about how soon a partner must answer: every row is an example to be edited.
HOURS = ((Band.DARURAT, 2), (Band.TINGGI, 24), (Band.SEDANG, 72), (Band.RENDAH, 168))
_SIPPN = "SIPPN 8196854, Dinsos Prov. Kalimantan Selatan"
# The provincial standard for sending stranded people home names twelve conditions. Of these we have
# read only the first four; the others are our wording and marked as examples until an office edits them.
CONDITIONS: tuple[tuple[str, str, str, bool], ...] = (
    ("surat_dinsos", "Surat Dinas Sosial kabupaten/kota", _SIPPN, False),
    ("surat_polisi", "Surat keterangan Kepolisian", _SIPPN, False),
    ("wawancara", "Hasil wawancara dengan yang bersangkutan terlampir", _SIPPN, False),
    ("sehat", "Sehat; hanya yang sehat yang dipulangkan", _SIPPN, False),
    ("identitas", "Identitas, atau keterangan mengapa tidak ada", "", True),
    ("alamat", "Alamat tujuan jelas sampai desa atau kelurahan", "", True),
    ("keluarga", "Keluarga di tempat tujuan sudah dihubungi dan bersedia menerima", "", True),
    ("persetujuan", "Yang bersangkutan ingin pulang dan menyetujui", "", True),
    ("kantor_tujuan", "Dinas Sosial tujuan sudah diberi tahu", "", True),
    ("pendamping", "Pendamping ada bila anak, lansia, atau disabilitas", "", True),
    ("foto", "Foto terbaru", "", True),
    ("bekal", "Tiket dan bekal di jalan tersedia", "", True),
)


def rule_for(area_code: str, service_id: UUID | None, need: str, band: str) -> AnswerRule | None:
    """The rule of the service, else of the need, else of the deepest area."""
    rows = in_force(AnswerRule, area_code).filter(band=band, need__in=["", need])
    fitting = [row for row in rows if row.service_id in (None, service_id)]
    return max(
        fitting,
        key=lambda r: (r.service_id is not None, bool(r.need), len(r.area_code)),
        default=None,
    )


def hours_for(area_code: str, service_id: UUID | None, need: str, band: str) -> int:
    """Hours to answer."""
    best = rule_for(area_code, service_id, need, band)
    return best.hours if best else DEFAULT_HOURS


def answer_by(
    at: datetime, area_code: str, service_id: UUID | None, need: str, band: str
) -> datetime:
    """Until when an answer is expected: by the clock, or in the office hours of the place."""
    best = rule_for(area_code, service_id, need, band)
    if best is None:
        return at + timedelta(hours=DEFAULT_HOURS)
    if best.working_hours:
        return due(at, best.hours * 60, calendar_of(area_code))
    return at + timedelta(hours=best.hours)


def conditions_for(area_code: str) -> list[JourneyRule]:
    """The conditions in force for an office, its own in place of those of the areas above."""
    best: dict[str, JourneyRule] = {}
    for row in sorted(in_force(JourneyRule, area_code), key=lambda r: len(r.area_code)):
        best[row.code] = row
    return sorted((r for r in best.values() if r.needed), key=lambda r: (r.position, r.code))


def set_hours(
    *,
    actor: Actor,
    area_code: str,
    band: str,
    hours: int,
    reason: str,
    need: str = "",
    service_id: UUID | None = None,
    service_name: str = "",
    working_hours: bool = False,
) -> AnswerRule:
    """Replace the rule of one key; the old one keeps its history. Referrals keep their deadline.

    Raises `forbidden`, `field_invalid`, `reason_missing`.
    """
    require(actor, "rule.edit", area_code)
    if band not in Band.values:
        raise _odd("band", "kegawatan", "pilihannya tidak ada dalam daftar")
    if need and need not in lists.codes("need"):
        raise _odd("need", "kebutuhan", "pilihannya tidak ada dalam daftar")
    if not 1 <= hours <= MOST_HOURS:
        raise _odd("hours", "jam", f"isi 1 sampai {MOST_HOURS} jam")
    key = {"area_code": area_code, "service_id": service_id, "need": need, "band": band}
    values = {"service_name": service_name, "hours": hours, "working_hours": working_hours}
    with journal.unit():
        row = history.replace(AnswerRule, key, values, by=actor.name, reason=reason)
        _told(actor, "answer", row.pk, area_code, {"band": band, "hours": hours, "need": need})
    return row


def set_condition(
    *, actor: Actor, area_code: str, code: str, text: str, source: str, needed: bool, reason: str
) -> JourneyRule:
    """Word a condition anew, add one, or leave one out (`needed=False`) for an area.

    Raises `forbidden`, `field_missing` (text), `reason_missing`.
    """
    require(actor, "rule.edit", area_code)
    if not text.strip():
        raise Problem("field_missing", "text", name="syarat")
    with journal.unit():
        known = in_force(JourneyRule, area_code).filter(code=code).order_by("-area_code").first()
        key = {"area_code": area_code, "code": code or f"s{clock.now():%y%m%d%H%M%S}"}
        values = {
            "text": " ".join(text.split())[:250],
            "source": source.strip()[:200],
            "needed": needed,
            "position": known.position if known else 60,
        }
        row = history.replace(JourneyRule, key, values, by=actor.name, reason=reason)
        _told(actor, "journey", row.pk, area_code, {"code": row.code, "needed": needed})
    return row


def load_rules() -> int:
    """The examples that are missing; a rule that ever existed is not brought back. Rows added."""
    now = clock.now()
    known = set(AnswerRule.objects.filter(area_code="").values_list("band", flat=True))
    hours = [
        AnswerRule(band=band, hours=n, example=True, valid_from=now, by=BY)
        for band, n in HOURS
        if band not in known
    ]
    codes = set(JourneyRule.objects.filter(area_code="").values_list("code", flat=True))
    conditions = [
        JourneyRule(
            code=code, text=text, source=source, example=example, position=n, valid_from=now, by=BY
        )
        for n, (code, text, source, example) in enumerate(CONDITIONS, start=1)
        if code not in codes
    ]
    AnswerRule.objects.bulk_create(hours)
    JourneyRule.objects.bulk_create(conditions)
    return len(hours) + len(conditions)


def _odd(field: str, name: str, why: str) -> Problem:
    return Problem("field_invalid", field, name=name, why=why)


def _told(actor: Actor, kind: str, key: int, area: str, data: dict[str, Any]) -> None:
    journal.record(
        "referral_rule.changed",
        actor=actor.ref,
        subject=("referral_rule", f"{kind}:{key}"),
        area=area,
        data=data,
    )
