"""What became of a report, step by step, in plain words for who sent it.

A protected case says little: that the report arrived, and at the end that it was dealt with. Nobody is
named, nothing is quoted; the answer to a refusal stands in `answer`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from bubuhan.cases.models import CaseEntry, CaseReport, EntryKind
from bubuhan.reports.models import Report

RECEIVED = "Laporan Anda diterima."
WORDS: dict[str, str] = {
    EntryKind.DISPATCH: "Seseorang diminta menindaklanjuti laporan ini.",
    EntryKind.ACCEPT: "Tugasnya diterima. Penanganan dimulai.",
    EntryKind.VISIT: "Sudah dikunjungi.",
    EntryKind.REFER: "Layanan lain diminta membantu.",
    EntryKind.AID: "Bantuan diberikan.",
    EntryKind.RESOLVE: "Selesai ditangani. Petugas sedang memeriksa hasilnya.",
    EntryKind.SEND_BACK: "Belum tuntas. Penanganan dilanjutkan.",
    EntryKind.CLOSE: "Selesai dan sudah diperiksa petugas.",
    EntryKind.REOPEN: "Dibuka lagi untuk ditangani.",
    EntryKind.REJECT: "Tidak dilanjutkan.",
}
PROTECTED: dict[str, str] = {
    EntryKind.CLOSE: "Sudah ditangani. Rinciannya dilindungi.",
    EntryKind.REJECT: "Sudah diperiksa. Rinciannya dilindungi.",
}
MOST = 20


def steps(
    reports: Mapping[str, Report], links: Mapping[UUID, CaseReport]
) -> dict[UUID, list[dict[str, Any]]]:
    """`[{"at", "text"}]` of each report, oldest first; one query for any number of reports."""
    cases = {link.case_id for link in links.values()}
    told: dict[UUID, list[tuple[datetime, str]]] = {}
    rows = CaseEntry.objects.filter(case_id__in=cases, kind__in=WORDS) if cases else []
    for entry in sorted(rows, key=lambda e: (e.at, e.id)):
        told.setdefault(entry.case_id, []).append((entry.at, entry.kind))
    return {report.id: _of(report, links.get(report.id), told) for report in reports.values()}


def _of(
    report: Report, link: CaseReport | None, told: Mapping[UUID, list[tuple[datetime, str]]]
) -> list[dict[str, Any]]:
    found = [(report.received_at, RECEIVED)]
    if link is not None:
        words = PROTECTED if link.case.sensitive or report.sensitive else WORDS
        since = report.received_at
        for at, kind in told.get(link.case_id, ()):
            text = words.get(kind, "")
            if text and at >= since and found[-1][1] != text:
                found.append((at, text))
    return [{"at": at.isoformat(), "text": text} for at, text in found[:1] + found[1:][-MOST:]]
