"""The directory on paper and as a sheet: exactly what the list shows."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from bubuhan.directory.models import PartnerKind
from bubuhan.directory.queries import PartnerRow, ServiceView
from bubuhan.kernel import typeset
from bubuhan.kernel.phones import show_phone
from bubuhan.lists.queries import title

PAPER = Path(__file__).parent / "papers" / "list.typ"
HEAD = [
    "Mitra", "Jenis", "Wilayah", "Alamat", "Telepon", "WhatsApp", "Kontak", "Jam layanan", "Layanan",
    "Kebutuhan", "Daya tampung", "Terisi", "Daftar tunggu", "Per tanggal", "Sumber angka", "Keadaan", "Syarat", "Contoh",
]  # fmt: skip


def sheet_rows(rows: Iterable[PartnerRow]) -> list[list[Any]]:
    """Headings, then one line per service (one for a partner without any)."""
    found: list[list[Any]] = [HEAD]
    for row in rows:
        found += [_cells(row, service) for service in row.services or (None,)]
    return found


def as_xlsx(rows: Sequence[Sequence[Any]], heading: str, now: datetime) -> bytes:
    """Text stays text (a telephone number never becomes a number)."""
    import xlsxwriter  # 14 MB in every web process, for a page that is opened now and then

    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        page = book.add_worksheet("Mitra")
        page.set_column(0, len(HEAD), 22)
        page.write_string(0, 0, f"{heading}. Data per {timezone.localtime(now):%d-%m-%Y %H.%M}", bold)  # fmt: skip
        for number, row in enumerate(rows, start=2):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    page.write_number(number, column, value)
                elif value is not None:
                    page.write_string(number, column, str(value), bold if number == 2 else text)
    return out.getvalue()


def list_pdf(rows: Sequence[PartnerRow], office: list[str], heading: str, now: datetime) -> bytes:
    """The list to hang on a wall: who, where, number, what, room, what to bring."""
    return typeset.pdf(PAPER, paper_data(rows, office, heading, now))


def paper_data(rows: Sequence[PartnerRow], office: list[str], heading: str, now: datetime) -> dict[str, Any]:  # fmt: skip
    """What `papers/list.typ` prints."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        kind = str(PartnerKind(row.partner.kind).label)
        groups.setdefault(kind, []).append(
            {
                "name": row.partner.name,
                "where": row.partner.address or row.where,
                "phone": show_phone(row.partner.phone),
                "hours": row.partner.hours,
                "services": [_printed(s) for s in row.services],
            }
        )
    return {
        "title": heading,
        "office": office,
        "flipped": True,
        "foot": f"Data per {timezone.localtime(now):%d-%m-%Y %H.%M}. Hubungi dulu sebelum mengantar.",
        "groups": [{"kind": kind, "rows": found} for kind, found in groups.items()],
    }


def _printed(one: ServiceView) -> dict[str, Any]:
    day = one.service.as_of
    old = " (angka lama)" if one.room.old else ""
    return {
        "name": one.service.name,
        "room": one.room.words + (f", per {day:%d-%m-%Y}{old}" if day else ""),
        "asks": [c.text for c in one.conditions],
    }


def _cells(row: PartnerRow, one: ServiceView | None) -> list[Any]:
    p = row.partner
    first = [
        p.name, str(PartnerKind(p.kind).label), row.where, p.address, show_phone(p.phone),
        show_phone(p.whatsapp), f"{p.contact_name} {p.contact_role}".strip(), p.hours,
    ]  # fmt: skip
    if one is None:
        return [*first, *[None] * 9, "ya" if p.example else ""]
    s = one.service
    return [
        *first, s.name, ", ".join(title("need", n) for n in s.needs), s.capacity, s.occupied, s.waiting,
        f"{s.as_of:%d-%m-%Y}" if s.as_of else None, s.source, one.room.words + (" (angka lama)" if one.room.old else ""),
        "; ".join(c.text for c in one.conditions), "ya" if p.example or s.example else "",
    ]  # fmt: skip
