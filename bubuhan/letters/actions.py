"""Writes of letters: issue, withdraw, and what an office says about texts, numbers and signatures."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.geo import names
from bubuhan.kernel import clock, crypto
from bubuhan.kernel.problems import Problem
from bubuhan.letters import numbering, papers, queries, wording
from bubuhan.letters.models import Letter, LetterCounter, LetterOffice, LetterText
from bubuhan.letters.queries import OfficeInForce, TextInForce
from bubuhan.letters.standard import TEMPLATES

CHECK_WORDS = "Pindai untuk memeriksa keaslian surat ini"
LINK_WORDS = "Pindai dengan kamera HP untuk menjawab surat ini"
_MOST_ROWS = 40
EXAMPLE = "contoh"


@dataclass(frozen=True, slots=True)
class OfficeValues:
    """What an office says about its letters."""

    pattern: str
    digits: int
    code: str
    address: str = ""
    place: str = ""
    signer_role: str = ""
    signer_name: str = ""
    signer_no: str = ""


def issue(
    *,
    actor: Actor,
    template: str,
    area_code: str,
    subject: tuple[str, UUID],
    fields: Mapping[str, str],
    rows: Sequence[tuple[str, str]] = (),
    link: str = "",
) -> Letter:
    """Issue a letter: the next number, the content frozen, one journal record.

    `area_code` says whose office speaks; one outside the actor's scope becomes his own office.
    `link` is what the QR opens (a partner's answer page; "/r/.../" is an address of this instance);
    "" is the page that checks the letter.
    The caller has checked that the actor may write about the subject. Raises `forbidden`,
    `letter_template_unknown`, `letter_field_missing`.
    """
    require(actor, "letter.issue")
    area = area_code if actor.covers(area_code) else actor.area
    text = queries.text_for(area, template)
    office = queries.office_for(area)
    missing = [wording.words(f) for f in text.standard.needs if not fields.get(f, "").strip()]
    if missing:
        raise Problem("letter_field_missing", names=", ".join(missing))
    now, token = clock.now(), secrets.token_urlsafe(18)
    with journal.unit():
        serial = _next(office.area, now)
        day = timezone.localtime(now).date()
        number = numbering.render(office.scheme, text.code_no, day, serial)
        content = compose(
            text, office, fields, rows, number=number, now=now, by=actor.name,
            token=token, link=link,
        )  # fmt: skip
        frozen, digest = papers.freeze(content)
        made = Letter.objects.create(
            template=template, title=text.title, area_code=area, office=office.area, year=day.year,
            serial=serial, number=number, subject_kind=subject[0], subject_id=subject[1],
            addressee=fields.get("tujuan", "").strip()[:160], content=frozen, digest=digest,
            token_hash=crypto.token_hash(token), issued_at=now, by_id=str(actor.user_id), by=actor.name,
        )  # fmt: skip
        data = {"template": template, "number": number, "about": [subject[0], str(subject[1])]}
        journal.record(
            "letter.issued", actor=actor.ref, subject=("letter", made.id), area=office.area, data=data
        )  # fmt: skip
    return made


def withdraw(*, actor: Actor, letter_id: UUID, reason: str) -> Letter:
    """Say that a letter no longer holds. Raises `reason_missing`, `not_found`, `forbidden`,
    `case_protected`, `letter_withdrawn`.
    """
    found = queries.letter(actor, letter_id)
    require(actor, "letter.withdraw")
    if not reason.strip():
        raise Problem("reason_missing", "reason")
    with journal.unit():
        one = Letter.objects.select_for_update().get(id=found.id)
        if one.withdrawn_at:
            raise Problem("letter_withdrawn")
        one.withdrawn_at, one.withdrawn_by = clock.now(), actor.name
        one.withdrawn_reason = " ".join(reason.split())[:300]
        one.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
        data = {"number": one.number, "about": [one.subject_kind, str(one.subject_id)]}
        journal.record(
            "letter.withdrawn", actor=actor.ref, subject=("letter", one.id), area=one.office, data=data
        )  # fmt: skip
    return one


def note_printed(*, actor: Actor, letter: Letter) -> None:
    """Journal that a letter left the system as a PDF."""
    with journal.unit():
        journal.record(
            "letter.printed", actor=actor.ref, subject=("letter", letter.id), area=letter.office
        )


def set_text(*, actor: Actor, template: str, title: str, body: str, code_no: str, reason: str = "") -> LetterText:  # fmt: skip
    """The text of one's own area from now on; issued letters stay as they are.

    Raises `forbidden`, `letter_template_unknown`, `letter_placeholder`, `letter_text`.
    """
    require(actor, "letter.edit", actor.area)
    if template not in TEMPLATES:
        raise Problem("letter_template_unknown", "template")
    check_text(title, body, code_no)
    now = clock.now()
    with journal.unit():
        _replace_text(actor.area, template, now)
        made = LetterText.objects.create(
            area_code=actor.area, template=template, title=title.strip()[:120], body=body.replace("\r\n", "\n").strip(),
            code_no=code_no.strip(), at=now, by=actor.name, reason=reason.strip()[:300],
        )  # fmt: skip
        _record_setting("letter.text_set", actor, str(made.pk), {"template": template})
    return made


def reset_text(*, actor: Actor, template: str) -> None:
    """Back to the text from above or the standard; the own one stays in the history."""
    require(actor, "letter.edit", actor.area)
    if template not in TEMPLATES:
        raise Problem("letter_template_unknown", "template")
    with journal.unit():
        _replace_text(actor.area, template, clock.now())
        _record_setting("letter.text_reset", actor, template, {"template": template})


def set_office(*, actor: Actor, values: OfficeValues, reason: str = "") -> LetterOffice:
    """Numbers, head and signer of one's office from now on. Raises `forbidden`, `letter_pattern`."""
    area = actor.area[:5]
    require(actor, "letter.edit", actor.area)
    why = numbering.trouble(values.pattern, values.digits)
    if why:
        raise Problem("letter_pattern", "pattern", why=why)
    now = clock.now()
    with journal.unit():
        LetterOffice.objects.filter(area_code=area, replaced_at=None).update(replaced_at=now)
        made = LetterOffice.objects.create(
            area_code=area, at=now, by=actor.name, reason=reason.strip()[:300], **asdict(values)
        )
        _record_setting("letter.office_set", actor, str(made.pk), {"pattern": values.pattern})
    return made


def check_text(title: str, body: str, code_no: str) -> None:
    """Raise what is wrong with a text before it is kept or shown."""
    strange = wording.unknown(body) or wording.unknown(title)
    if strange:
        known = ", ".join(f"{{{name}}}" for name in (*wording.FIELDS, wording.TABLE))
        raise Problem("letter_placeholder", "body", name=strange[:40], known=known)
    why = wording.trouble(body) or ("" if title.strip() else "judulnya kosong")
    if not why and not 1 <= len(code_no.strip()) <= 20:
        why = "kode klasifikasi 1 sampai 20 huruf"
    if not why and len(body) > 8000:
        why = "naskahnya lebih dari 8.000 huruf"
    if why:
        raise Problem("letter_text", "body", why=why)


def preview(*, area: str, template: str, title: str, body: str, code_no: str) -> bytes:
    """A sample PDF of a text that is being written, with example values."""
    check_text(title, body, code_no)
    standard = queries.text_for(area, template).standard
    text = TextInForce(standard, title, body, code_no, None)
    values = {name: example for name, (_, example) in wording.FIELDS.items()}
    rows = [("Nama", "Nama Contoh"), ("Umur", "72 tahun"), ("Alamat", values["alamat"])]
    office, now = queries.office_for(area), clock.now()
    number = numbering.render(office.scheme, code_no, timezone.localtime(now).date(), 1)
    content = compose(text, office, values, rows, number=number, now=now, by=values["petugas"], token=EXAMPLE)  # fmt: skip
    return papers.render(content, preview=True)


def compose(
    text: TextInForce,
    office: OfficeInForce,
    fields: Mapping[str, str],
    rows: Sequence[tuple[str, str]],
    *,
    number: str,
    now: datetime,
    by: str,
    token: str,
    link: str = "",
) -> dict[str, Any]:
    """The content of a letter, ready to be frozen: plain values only."""
    day = timezone.localtime(now).date()
    values = {
        "hari": queries.weekday(day), **fields, "nomor": number, "tanggal": queries.long_date(day), "tempat": office.place,
        "kantor": f"Dinas Sosial {names.titled(office.area)}" if office.area else "Kementerian Sosial", "petugas": by,
    }  # fmt: skip
    to = [fields.get("tujuan", "").strip(), fields.get("alamat_tujuan", "").strip()]
    blocks = [asdict(one) for one in wording.fill(text.body, values)]
    title = " ".join(block.text for block in wording.fill(text.title, values)) or text.title
    return {
        "title": title, "template": text.standard.code, "text_row": text.row.pk if text.row else None,
        "office": queries.office_lines(office.area), "address": office.address, "number": number,
        "date": queries.long_date(day), "place": office.place, "to": [t for t in to if t] if text.standard.addressed else [],
        "body": blocks, "rows": [[str(k), str(v)] for k, v in rows[:_MOST_ROWS]], "two": text.standard.two_signers,
        "signer": {"role": office.signer_role, "name": office.signer_name, "no": office.signer_no},
        "receiver": fields.get("penerima", "").strip(), "link": link, "token": token, "qr_words": LINK_WORDS if link else CHECK_WORDS,
    }  # fmt: skip


def _next(office: str, now: datetime) -> int:
    """The next serial of an office's year; the row stays locked until the letter is committed."""
    key = f"{office or '-'}:{timezone.localtime(now).year}"
    LetterCounter.objects.get_or_create(key=key)
    counter = LetterCounter.objects.select_for_update().get(key=key)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def _replace_text(area: str, template: str, now: datetime) -> None:
    LetterText.objects.filter(area_code=area, template=template, replaced_at=None).update(
        replaced_at=now
    )


def _record_setting(name: str, actor: Actor, key: str, data: dict[str, Any]) -> None:
    journal.record(
        name, actor=actor.ref, subject=("letter_setting", key), area=actor.area, data=data
    )
