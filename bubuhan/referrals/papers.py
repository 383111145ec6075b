"""The letters of this room: a referral with the code for its link, and the letter of a journey home."""

from collections.abc import Mapping
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.cases import entries, guards
from bubuhan.cases.entries import Stamp
from bubuhan.cases.models import Case, EntryKind
from bubuhan.directory import queries as directory
from bubuhan.geo import names
from bubuhan.kernel.problems import Problem
from bubuhan.letters import actions as letters
from bubuhan.letters import queries as letter_queries
from bubuhan.letters.models import Letter
from bubuhan.lists import queries as lists
from bubuhan.referrals import lifecycle, sending, sharing
from bubuhan.referrals.kinds import LinkKind
from bubuhan.referrals.models import Journey, Referral

# what the letters tab offers -> the fields it asks for
FORMS: dict[str, tuple[str, ...]] = {
    "surat_pengantar": ("tujuan", "alamat_tujuan", "keperluan", "keterangan"),
    "berita_acara": (
        "tujuan", "pengantar", "jabatan_pengantar", "penerima", "jabatan_penerima", "keterangan",
    ),
    "surat_tugas": ("tugas", "mulai", "selesai", "keterangan"),
}  # fmt: skip


def of_referral(*, actor: Actor, referral_id: UUID) -> tuple[Referral, Letter]:
    """Print it: a letter of its own link, with the code; what the letter tells is what was shared.

    Raises `not_found`, `forbidden`, `case_protected`, `referral_state`.
    """
    with journal.unit():
        one, made = sending.new_link(actor=actor, referral_id=referral_id, kind=LinkKind.LETTER)
        case = guards.for_office(actor, "letter.issue", one.case_id)
        rows = [(label, text) for label, text in one.shown if label != sharing.NOTE]
        rows += [("Nomor rujukan", one.number), ("Kode untuk menjawab", made.code)]
        note = next((text for label, text in one.shown if label == sharing.NOTE), "")
        fields = {
            "tujuan": one.partner_name,
            "alamat_tujuan": _address(one),
            "layanan": one.service_name,
            "dasar": ground_words(one),
            "keterangan": note or "-",
            "jawab_sebelum": letter_queries.long_date(one.answer_by),
            "nomor_kasus": one.number,
        }
        letter = letters.issue(
            actor=actor,
            template="surat_rujukan",
            area_code=case.area_code,
            subject=("case", case.id),
            fields=fields,
            rows=rows,
            link=made.path,
        )
        Referral.objects.filter(id=one.id).update(letter_id=letter.id, letter_no=letter.number)
        _write(actor, case, letter)
    return one, letter


def of_journey(*, actor: Actor, journey_id: UUID) -> Letter:
    """The letter that goes along on the way home. Raises as above, `journey_state`."""
    with journal.unit():
        one = Journey.objects.filter(id=journey_id).first()
        if one is None:
            raise Problem("not_found")
        case = guards.for_office(actor, "journey.plan", one.case_id)
        if one.state == lifecycle.CANCELLED:
            lifecycle.next_journey(one.state, "edit")
        modes = [lists.title("travel_mode", leg.mode) for leg in one.legs.order_by("position")]
        fields = {
            "tujuan": sending.office_name(one.to_area),
            "daerah_asal": names.titled(one.from_area),
            "daerah_tujuan": names.titled(one.to_area),
            "pengantar": one.companion or "petugas",
            "jabatan_pengantar": one.companion_role or "pendamping",
            "kendaraan": ", ".join(dict.fromkeys(modes)) or "kendaraan umum",
            "keterangan": f"Alamat tujuan: {one.to_place}." if one.to_place else "-",
            "nomor_kasus": one.number,
        }
        letter = letters.issue(
            actor=actor,
            template="surat_pemulangan",
            area_code=case.area_code,
            subject=("case", case.id),
            fields=fields,
            rows=[(label, text) for label, text in one.shown] + [("Nomor", one.number)],
        )
        Journey.objects.filter(id=one.id).update(letter_id=letter.id, letter_no=letter.number)
        _write(actor, case, letter)
    return letter


def of_case(
    *,
    actor: Actor,
    case_id: UUID,
    template: str,
    given: Mapping[str, str],
    shared: tuple[str, ...],
    rev: int | None = None,
) -> Letter:
    """A letter from the letters tab; `shared` says what of the person stands in it.

    Raises `letter_template_unknown`, `letter_field_missing`, `not_found`, `forbidden`, `conflict`.
    """
    with journal.unit():
        case = guards.for_office(actor, "letter.issue", case_id, rev)
        if template not in FORMS:
            raise Problem("letter_template_unknown", "template")
        fields = {key: given.get(key, "").strip()[:500] for key in FORMS[template]}
        about = sending.about(case, {})
        rows = sharing.rows(about, sharing.chosen(shared))
        if template == "surat_tugas" and given.get("petugas_tugas", "").strip():
            rows = [("Nama yang ditugaskan", given["petugas_tugas"].strip()[:160]), *rows]
        letter = letters.issue(
            actor=actor,
            template=template,
            area_code=case.area_code,
            subject=("case", case.id),
            fields=fields | {"nomor_kasus": case.number},
            rows=[*rows, ("Nomor kasus", case.number)],
        )
        _write(actor, case, letter)
    return letter


def ground_words(one: Referral) -> str:
    """Why it may be shared, as it stands in the letter."""
    if one.consent:
        return f"persetujuan {one.consent_by}"
    words = lists.title("share_ground", one.ground)
    return f"{words} ({one.ground_note})" if one.ground_note else words


def prefilled(case: Case, actor: Actor) -> dict[str, str]:
    """What the forms of the letters tab start with."""
    task = case.assignments.filter(state__in=("accepted", "done")).order_by("-offered_at").first()
    helper = task.person_name if task else ""
    return {
        "keperluan": f"penanganan {lists.title('need', case.need).lower()}" if case.need else "",
        "pengantar": helper or actor.name,
        "jabatan_pengantar": "relawan pendamping" if helper else "petugas",
        "petugas_tugas": helper,
        "tugas": "mendampingi dan mengantar warga",
    }


def _address(one: Referral) -> str:
    if one.partner_id is None:
        return ""
    found = directory.partners([one.partner_id]).get(one.partner_id)
    return found.address if found else ""


def _write(actor: Actor, case: Case, letter: Letter) -> None:
    entries.append(
        case,
        EntryKind.LETTER,
        stamp=Stamp.fresh(),
        **entries.who(actor),
        text=f"{letter.title} nomor {letter.number} diterbitkan.",
        data={"letter": str(letter.id)},
    )
    entries.save(case)
    journal.touch(*entries.touches(case))
