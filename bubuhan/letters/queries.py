"""Reads of letters: what is in force for an office, what was issued, what a stranger is told."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils import timezone

from bubuhan.accounts.policy import Actor, subtree_q
from bubuhan.geo import letterhead, names
from bubuhan.kernel import crypto
from bubuhan.kernel.paging import Page
from bubuhan.kernel.problems import Problem
from bubuhan.letters import numbering, seeing
from bubuhan.letters.models import Letter, LetterOffice, LetterQuerySet, LetterText
from bubuhan.letters.standard import TEMPLATES, Standard

PAGE_SIZE = 50
_MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember")  # fmt: skip
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


class LetterState(StrEnum):
    """What is told about a letter."""

    GENUINE = "asli"
    WITHDRAWN = "ditarik"
    UNKNOWN = "tidak_dikenal"


@dataclass(frozen=True, slots=True)
class TextInForce:
    """A kind of letter as it is written now in an area; `row` None means the standard text."""

    standard: Standard
    title: str
    body: str
    code_no: str
    row: LetterText | None


@dataclass(frozen=True, slots=True)
class OfficeInForce:
    """How an office numbers, heads and signs; `row` None means nobody has said so yet."""

    area: str
    scheme: numbering.Scheme
    address: str = ""
    place: str = ""
    signer_role: str = ""
    signer_name: str = ""
    signer_no: str = ""
    row: LetterOffice | None = None


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """What the list shows; the URL holds it."""

    area: str = ""
    template: str = ""
    state: str = ""
    q: str = ""


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter of the list; who may not read it sees that there is one, not to whom."""

    letter: Letter
    name: str
    where: str
    readable: bool


def text_for(area: str, template: str) -> TextInForce:
    """The text in force: the area's, its kab/kota's, its province's, the nation's, the standard.

    Raises `letter_template_unknown`.
    """
    standard = TEMPLATES.get(template)
    if standard is None:
        raise Problem("letter_template_unknown", "template")
    rows = LetterText.objects.filter(
        area_code__in=_above(area), template=template, replaced_at=None
    )
    row = max(rows, key=lambda r: len(r.area_code), default=None)
    if row is None:
        return TextInForce(standard, standard.title, standard.body, standard.code_no, None)
    return TextInForce(standard, row.title, row.body, row.code_no, row)


def office_for(area: str) -> OfficeInForce:
    """Numbers, head and signer of the office of an area (its kab/kota's, else its province's)."""
    own = area[:5]
    rows = LetterOffice.objects.filter(area_code__in=_above(own), replaced_at=None)
    row = max(rows, key=lambda r: len(r.area_code), default=None)
    place = names.name(own) if own else "Jakarta"
    if row is None:
        return OfficeInForce(own, numbering.Scheme(), place=place, signer_role="Kepala Dinas Sosial")  # fmt: skip
    mine = row.area_code == own
    return OfficeInForce(
        own,
        numbering.Scheme(row.pattern, row.digits, row.code),
        address=row.address if mine else "",
        place=(row.place if mine else "") or place,
        signer_role=row.signer_role or "Kepala Dinas Sosial",
        signer_name=row.signer_name if mine else "",
        signer_no=row.signer_no if mine else "",
        row=row,
    )


def letters_of(kind: str, subject_id: UUID) -> list[Letter]:
    """Letters about one subject, newest first. The caller has checked that it may be read."""
    return list(Letter.objects.filter(subject_kind=kind, subject_id=subject_id).order_by("-issued_at"))  # fmt: skip


def page(actor: Actor, chosen: LetterFilter, number: int) -> Page[LetterRow]:
    """Issued letters of one's area, newest first."""
    found = filtered(actor, chosen)
    rows = list(found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    readable = seeing.in_full(actor, rows)
    labels = names.names({one.office or one.area_code[:5] for one in rows})
    shown = [
        LetterRow(one, template_name(one.template), labels.get(one.office, ""), one.id in readable)
        for one in rows
    ]
    return Page(shown, number, PAGE_SIZE, found.count())


def filtered(actor: Actor, chosen: LetterFilter) -> LetterQuerySet:
    """The letters a filter means. The search looks at numbers only: names are not searched here."""
    rows = Letter.objects.visible_to(actor).filter(subtree_q(chosen.area))
    if chosen.template:
        rows = rows.filter(template=chosen.template)
    if chosen.state == LetterState.WITHDRAWN:
        rows = rows.filter(withdrawn_at__isnull=False)
    elif chosen.state == LetterState.GENUINE:
        rows = rows.filter(withdrawn_at=None)
    if chosen.q:
        rows = rows.filter(number__icontains=chosen.q)
    return rows.order_by("-issued_at", "-serial")


def letter(actor: Actor, letter_id: UUID) -> Letter:
    """One letter this actor may read. Raises `not_found`, `case_protected`."""
    found = Letter.objects.visible_to(actor).filter(id=letter_id).first()
    if found is None:
        found = Letter.objects.filter(id=letter_id).first()
        office = found is not None and found.subject_kind == seeing.OFFICE
        if found is None or office or not seeing.in_full(actor, [found]):
            raise Problem("not_found")
    if not seeing.in_full(actor, [found]):
        raise Problem("case_protected")
    return found


def by_token(token: str) -> tuple[LetterState, Letter | None]:
    """What to tell somebody who holds a paper."""
    one = Letter.objects.filter(token_hash=crypto.token_hash(token)).first()
    if one is None:
        return LetterState.UNKNOWN, None
    return state_of(one), one


def state_of(one: Letter) -> LetterState:
    """Genuine until somebody withdrew it."""
    return LetterState.WITHDRAWN if one.withdrawn_at else LetterState.GENUINE


def text_history(area: str, template: str) -> list[LetterText]:
    """Every text an office had of one kind, newest first."""
    return list(LetterText.objects.filter(area_code=area, template=template).order_by("-at")[:30])


def office_history(area: str) -> list[LetterOffice]:
    """How an office numbered and signed before, newest first."""
    return list(LetterOffice.objects.filter(area_code=area[:5]).order_by("-at")[:30])


def settings_page(area: str) -> list[dict[str, Any]]:
    """Every kind of letter with whose text counts: `[{"code", "name", "text", "own"}]`."""
    found = []
    for code, standard in TEMPLATES.items():
        text = text_for(area, code)
        own = text.row is not None and text.row.area_code == area
        found.append({"code": code, "name": standard.name, "text": text, "own": own})
    return found


def office_lines(area: str) -> list[str]:
    """The letterhead of an office: a kab/kota, a province, or the nation."""
    return letterhead.lines(area[:5])


def template_name(code: str) -> str:
    """The name of a kind of letter; the code when it is not known any more."""
    return TEMPLATES[code].name if code in TEMPLATES else code


def long_date(value: date | datetime) -> str:
    """`22 November 2026`."""
    day = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def weekday(value: date) -> str:
    """`Minggu`."""
    return _DAYS[value.weekday()]


def _above(area: str) -> list[str]:
    return ["", *(area[:length] for length in (2, 5, 8, 13) if len(area) >= length)]
