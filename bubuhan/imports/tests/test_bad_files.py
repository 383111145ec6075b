"""Files that are no list: each gets its own code, exit 2, and nothing is written."""

import io
import json
import zipfile
from typing import Any

import pytest

from bubuhan.imports import cli, sheet_read, sheet_stream
from bubuhan.imports.models import ImportBatch
from bubuhan.imports.tests import books
from bubuhan.kernel.problems import Problem
from bubuhan.people.models import Person


def encrypted_xlsx():
    """The outer shape of a password-protected xlsx: an OLE file with an EncryptedPackage stream."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 500
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 500
    )


def encrypted_ods():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", b"\0\1\2")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/> spreadsheet")
    return out.getvalue()


def other_zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return out.getvalue()


def long_csv():
    return b"Nama,Kelurahan\n" + b"Contoh,Pelambuan\n" * 200_000


def _tall():
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Nama", "Kelurahan"])
        for row in range(1, 200_000):
            page.write_row(row, 0, ["Contoh", "Pelambuan"])
    return out.getvalue()


BAD = {
    "pdf.xlsx": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "sheet_pdf"),
    "kunci.xlsx": (encrypted_xlsx, "sheet_password"),
    "kunci.ods": (encrypted_ods, "sheet_password"),
    "kosong.xlsx": (lambda: b"", "sheet_empty"),
    "tanpa-isi.xlsx": (lambda: books.xlsx([]), "sheet_empty"),
    "surat.docx": (other_zip, "sheet_unreadable"),
    "rusak.xlsx": (lambda: books.xlsx(books.four_people())[:3000], "sheet_unreadable"),
    "gambar.xls": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "sheet_unreadable"),
    "laman.xls": (
        lambda: b"<html><table><tr><td>Nama</td></tr></table></html>",
        "sheet_unreadable",
    ),
    "tanpa-judul.xlsx": (lambda: books.xlsx([[1, 2, 3], [4, 5, 6]]), "sheet_no_header"),
    "panjang.csv": (long_csv, "sheet_too_long"),
    "panjang.xlsx": (_tall, "sheet_too_long"),
    "lembar.xlsx": (
        lambda: books.xlsx(
            books.four_people(), more={f"L{n}": books.four_people() for n in range(39)}
        ),
        "sheet_too_many",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BAD)
def test_an_unusable_file_ends_with_2_and_a_sentence(name, tmp_path, capsys):
    make, code = BAD[name]
    file, out = tmp_path / name, tmp_path / "out.json"
    file.write_bytes(make())
    assert cli.import_file(file, "PSM", "63.71", True, out) == 2
    said = json.loads(out.read_text())["problem"]
    assert said["code"] == code
    assert said["message"] in capsys.readouterr().err
    assert "…" not in said["message"]
    assert not ImportBatch.objects.exists()
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_a_missing_file_an_unknown_pillar_and_an_unknown_area(tmp_path, capsys):
    file = tmp_path / "a.xlsx"
    assert cli.import_file(file, "PSM") == 2
    file.write_bytes(books.xlsx(books.four_people()))
    assert cli.import_file(file, "PKK") == 2
    assert cli.import_file(file, "PSM", "63.99") == 2
    assert cli.import_file(file, "psm", "63.71") == 0
    said = capsys.readouterr().err
    for code in ("sheet_not_found", "pillar_unknown", "area_unknown"):
        assert f"[{code}]" in said


@pytest.mark.django_db
def test_a_template_without_rows_runs_and_finds_none(tmp_path):
    file, out = tmp_path / "a.xlsx", tmp_path / "out.json"
    file.write_bytes(books.xlsx(books.psm_two_header_rows()[:2], books.PSM_MERGES))
    assert cli.import_file(file, "PSM", "63.71", False, out) == 0
    assert json.loads(out.read_text())["rows"] == 0


@pytest.mark.parametrize("name", ["pdf.xlsx", "kunci.xlsx", "surat.docx"])
@pytest.mark.django_db
def test_the_upload_page_says_the_same(name, client_of):
    from django.core.files.uploadedfile import SimpleUploadedFile

    make, code = BAD[name]
    answer = client_of("budi").post(
        "/impor/", {"pillar": "PSM", "file": SimpleUploadedFile(name, make())}
    )
    assert answer.status_code == 422
    assert Problem(code).message in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_wide_or_far_sheet_does_not_eat_the_memory():
    far: list[Any] = ["Contoh", "Pelambuan", *[None] * 16_000, "jauh"]
    rows: list[list[Any]] = [["Nama", "Kelurahan"], far]
    sheet = sheet_stream.read(books.xlsx(rows)).sheets[0]
    assert max(len(r) for r in sheet.rows) <= sheet_read.MAX_COLUMNS


def test_csv_in_every_dress():
    for text, encoding in (
        ("Nama;Desa\nSiti;A\n", "utf-8"),
        ("sep=;\nNama;Desa\nSiti;A\n", "utf-8-sig"),
        ("Nama\tDesa\nSiti\tA\n", "utf-16"),
    ):
        sheet = sheet_stream.read(text.encode(encoding)).sheets[0]
        assert sheet.rows[-1] == ["Siti", "A"]
        assert sheet.name is None


def changed_sheet(add: bytes) -> bytes:
    """An xlsx with rows smuggled in at the end of its first sheet."""
    source, out = zipfile.ZipFile(io.BytesIO(books.xlsx(books.four_people()))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b"</sheetData>", add + b"</sheetData>")
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("where", [(1_048_576, "XFD"), (49_000, "XFD"), (1_048_576, "B")])
def test_a_cell_at_the_far_corner_does_not_take_the_server_along(where):
    row, column = where
    cell = f'<row r="{row}"><c r="{column}{row}" t="inlineStr"><is><t>x</t></is></c></row>'
    with pytest.raises(Problem) as told:
        sheet_stream.read(changed_sheet(cell.encode()))
    assert told.value.code in {"sheet_unreadable", "sheet_too_long"}


def test_an_ods_that_repeats_one_cell_for_ever_is_refused():
    out = io.BytesIO()
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
    spaces = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
        for n in ("office", "table", "text")
    )
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "spreadsheet")
        archive.writestr(
            "content.xml",
            f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="a">'
            f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    with pytest.raises(Problem):
        sheet_stream.read(out.getvalue())


def test_one_cell_is_no_novel():
    cell = b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b"A" * 1_000_000 + b"</t></is></c></row>"
    rows = sheet_stream.read(changed_sheet(cell)).sheets[0].rows
    assert len(rows[8][0]) == sheet_read.MAX_TEXT
