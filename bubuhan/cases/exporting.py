"""The list of cases as a spreadsheet: exactly what is seen on the page, masked where the page is masked."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.cases import listing
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem

MOST_ROWS = 20_000
_CHUNK = 500
HEAD = [
    "Nomor", "Orangnya", "Kegawatan", "Status", "Kebutuhan", "Tempat", "Penanggung jawab", "Dibuka", "Batas", "Terlambat",
]  # fmt: skip


def rows(actor: Actor, found: listing.CaseFilter) -> Iterator[list[Any]]:
    """Headings, then every case of the list. Journalled. Raises field_invalid when there are too many."""
    require(actor, "case.export", found.area or actor.area)
    total = listing.filtered(actor, found, clock.now()).count()
    if total > MOST_ROWS:
        raise Problem(
            "field_invalid",
            "q",
            name="saringan",
            why=f"paling banyak {MOST_ROWS} kasus; persempit dulu",
        )
    area = found.area or actor.area
    with journal.unit():
        subject = ("cases", area or "nasional")
        journal.record(
            "case.exported", actor=actor.ref, subject=subject, area=area, data={"rows": total}
        )
    yield HEAD
    for number in range(1, -(-total // _CHUNK) + 1):
        for row in listing.queue(actor, found, number, size=_CHUNK).rows:
            yield _cells(row)


def _cells(row: listing.QueueRow) -> list[Any]:
    return [
        row.number,
        row.name,
        row.band_name,
        row.state_name,
        row.need_name,
        row.area_label,
        row.responder,
        timezone.localtime(row.opened_at).date(),
        timezone.localtime(row.deadline_at).date() if row.deadline_at else None,
        "ya" if row.overdue else "",
    ]
