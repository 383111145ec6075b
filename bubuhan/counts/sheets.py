"""The same snapshot as a workbook: numbers, areas, criteria, roles, published numbers, and the list."""

import io
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from bubuhan.counts.board import grade_word, pillar_word
from bubuhan.counts.coverage import Covered
from bubuhan.counts.coverage import Unit as Place
from bubuhan.counts.freezing import rows_in_order
from bubuhan.counts.models import Snapshot
from bubuhan.counts.words import decision_words, pair_words, verdict_word
from bubuhan.geo import names

Row = list[Any]


def snapshot_xlsx(snapshot: Snapshot) -> bytes:
    """Six pages; NIK masked. Constant memory, whatever the length of the list."""
    local = timezone.localtime(snapshot.taken_at)
    about = f"{snapshot.area_label}, keadaan {local:%d-%m-%Y %H.%M}. Sidik data {snapshot.hash}"
    body = snapshot.body
    return _book(
        about,
        [
            ("Menurut pilar", _pillars(body)),
            ("Menurut wilayah", _areas(body)),
            ("Kriteria", _criteria(body)),
            ("Lebih dari satu peran", _hats(body)),
            ("Angka pembanding", _controls(body)),
            ("Tanpa siapa pun", _empty(body)),
            ("Daftar", _people(snapshot)),
        ],
    )


def coverage_xlsx(about: str, groups: Iterable[Covered], units: Iterable[Place]) -> bytes:
    """Coverage by area, and every unit with its number of persons."""
    parts: list[Row] = [["Kode", "Wilayah", "Seluruhnya", "Ada", "Belum ada", "Orang"]]
    parts += [
        [g.code, names.titled(g.code), g.units, g.covered, g.empty, g.persons] for g in groups
    ]
    each: list[Row] = [["Kode", "Wilayah", "Di bawah", "Orang"]]
    each += [[u.code, names.titled(u.code), names.path(u.code[:8] if len(u.code) == 13 else u.code[:5]), u.persons] for u in units]  # fmt: skip
    return _book(about, [("Menurut wilayah", parts), ("Satu per satu", each)])


def _pillars(body: dict[str, Any]) -> Iterable[Row]:
    yield ["Pilar", "Jumlah", "Sah", "Perlu diperbaiki", "Diragukan", "Belum dinilai", "Angka pembanding", "Selisih"]  # fmt: skip
    for pillar, row in body["by_pillar"].items():
        yield [pillar_word(pillar), row["total"], row["sah"], row["perbaiki"], row["ragu"],
               row["belum_dinilai"], row["control"], row["gap"]]  # fmt: skip


def _areas(body: dict[str, Any]) -> Iterable[Row]:
    yield ["Kode", "Wilayah", "Pilar", "Derajat", "Orang"]
    labels = names.names({row["area_code"] for row in body["totals"]})
    for row in body["totals"]:
        code = row["area_code"]
        yield [code, labels.get(code, "Indonesia"), pillar_word(row["pillar"]), grade_word(row["grade"]), row["count"]]  # fmt: skip


def _criteria(body: dict[str, Any]) -> Iterable[Row]:
    yield ["Pilar", "Aturan", "Kriteria", "Terpenuhi (bukti)", "Terpenuhi (pernyataan)", "Belum", "Tidak diketahui"]  # fmt: skip
    for row in body["criteria"]:
        given = row["answers"]
        yield [pillar_word(row["pillar"]), row["rules"], row["name"],
               *(given.get(w, 0) for w in ("bukti", "pernyataan", "belum", "tidak_diketahui"))]  # fmt: skip


def _hats(body: dict[str, Any]) -> Iterable[Row]:
    yield ["Nama", "Peran", "Ketentuan", "Keputusan"]
    for hat in body["hats"]:
        yield [hat["name"], pair_words(hat), verdict_word(hat["verdict"]), decision_words(hat)]


def _controls(body: dict[str, Any]) -> Iterable[Row]:
    yield ["Kode", "Pilar", "Angka", "Satuan", "Tanggal", "Sumber", "Tautan", "Catatan"]
    for c in body["control_totals"]:
        yield [c["area_code"], pillar_word(c["pillar"]), c["number"], c["unit"], c["date"],
               c["source"], c["url"], c["note"]]  # fmt: skip
    for a in body["absences"]:
        yield [a["area_code"], pillar_word(a["pillar"]), None, "memang tidak ada", a["date"],
               f"menurut {a['said_by']}", "", a["note"]]  # fmt: skip


def _empty(body: dict[str, Any]) -> Iterable[Row]:
    yield ["Pilar", "Kode", "Wilayah"]
    for pillar, row in body["coverage"].items():
        labels = names.names(set(row["empty_codes"]))
        for code in row["empty_codes"]:
            yield [pillar_word(pillar), code, labels[code]]


def _people(snapshot: Snapshot) -> Iterable[Row]:
    yield ["Nama", "NIK (disamarkan)", "Pilar", "Kode", "Wilayah tugas", "Jabatan", "Nomor anggota", "Nomor SK",
           "Mulai", "Masa berlaku", "Derajat", "Yang perlu dibereskan", "Keanggotaan"]  # fmt: skip
    for row in rows_in_order(snapshot):
        facts = row.facts
        reasons = "; ".join(str(r.get("text", "")) for r in row.reasons if isinstance(r, dict))
        yield [
            *(row.name, facts.get("nik", ""), pillar_word(row.pillar), row.area_code),
            *(names.label(row.area_code), facts.get("position", ""), facts.get("member_no", "")),
            *(facts.get("decree_no", ""), facts.get("started_on", ""), facts.get("ends_on", "")),
            *(grade_word(row.grade), reasons, str(row.membership_id)),
        ]


def _book(about: str, pages: list[tuple[str, Iterable[Row]]]) -> bytes:
    import xlsxwriter  # 14 MB in every web process, for a page that is opened now and then

    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        for title, rows in pages:
            page = book.add_worksheet(title)
            page.set_column(0, 20, 22)
            page.write_string(0, 0, about, bold)
            page.freeze_panes(3, 0)
            for place, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, int):
                        page.write_number(place + 2, column, value)
                    elif value is not None:
                        page.write_string(place + 2, column, str(value), bold if not place else None)  # fmt: skip
    return out.getvalue()
