"""What an upload tells of people of other offices: that somebody is there, and in which kabupaten."""

import io
import zipfile

import pytest

from bubuhan.imports import cli
from bubuhan.imports.models import ImportRow
from bubuhan.imports.tests import books
from bubuhan.imports.tests.test_pages import send
from bubuhan.kernel.problems import Problem
from bubuhan.people import duplicates
from bubuhan.people.models import Person, nik_index

pytestmark = pytest.mark.django_db
TAPIN_UTARA = "63.05.01"
NAME = "Rahmawati"


@pytest.fixture
def stranger(make_member):
    """Somebody of Kab. Tapin, of whom a kota's officer knows (or guesses) the NIK."""
    person = make_member(NAME, TAPIN_UTARA, "PSM")
    person.nik, person.nik_blind = books.nik_of(0), nik_index(books.nik_of(0))
    person.phone, person.address = "+6289900000099", "Jl. Rahasia 9"
    person.save()
    duplicates.index([person.id])
    return person


def rows(*people):
    head = ["Nama", "NIK", "Jenis Kelamin", "Kelurahan", "Kecamatan", "Alamat", "No HP"]
    return books.xlsx([head, *people])


def line(name, nik="", address="", phone=""):
    return [name, nik, "P", "Pelambuan", books.KECAMATAN, address, phone]


def test_a_guessed_nik_does_not_tell_whose_it_is(client_of, stranger):
    budi = client_of("budi")
    batch = send(budi, rows(line("Zulkifli Anwar", books.nik_of(0))))
    row = ImportRow.objects.get(batch=batch)
    assert [p["code"] for p in row.problems] == ["nik_two_names"]
    assert "seseorang di Kab. Tapin" in row.problems[0]["message"]
    assert NAME not in str(row.problems)
    assert NAME not in budi.get(f"/impor/{batch.id}/").content.decode()


def test_what_stands_with_another_office_is_not_shown_before_storing(client_of, stranger):
    budi = client_of("budi")
    given = line(NAME, books.nik_of(0), "Jl. Baru 1", "0899-0000-0001")
    batch = send(budi, rows(given))
    row = ImportRow.objects.get(batch=batch)
    assert row.outcome == "updated"
    assert "Rahasia" not in str(row.changes)
    assert "0099" not in str([old for _, old, _ in row.changes])
    assert "•••" in str(row.changes)
    assert "Rahasia" not in budi.get(f"/impor/{batch.id}/").content.decode()


def test_a_likely_person_of_another_office_is_neither_named_nor_taken(client_of, stranger):
    stranger.birth_date, stranger.birth_precision = "1975-08-17", "day"
    stranger.save()
    budi = client_of("budi")
    batch = send(budi, rows(line("Zulkifli Anwar", books.nik_of(0))))
    row = ImportRow.objects.get(batch=batch)
    taken = budi.post(f"/impor/{batch.id}/baris/{row.id}/", {"pilih_orang": str(stranger.id)})
    assert taken.status_code == 422
    row.refresh_from_db()
    assert row.person_id != stranger.id
    assert Person.objects.get(id=stranger.id).memberships.count() == 1


def test_a_nation_wide_upload_names_everybody(stranger, tmp_path):
    file = tmp_path / "a.xlsx"
    file.write_bytes(rows(line("Zulkifli Anwar", books.nik_of(0))))
    out = tmp_path / "out.json"
    assert cli.import_file([file], "PSM", "", False, out) == 0
    assert NAME in out.read_text()


def _zip(broken: bool) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "Nama,Kelurahan\n" * 2000)
    data = bytearray(out.getvalue())
    if broken:
        data[40:60] = b"\xff" * 20
    return bytes(data)


def test_a_broken_or_swollen_zip_is_a_sentence():
    with pytest.raises(Problem, match="sheet_unreadable"):
        cli.unzipped(_zip(True))
    with pytest.raises(Problem, match="sheet_too_large"):
        cli.unzipped(_zip(False), 1000)
    assert len(cli.unzipped(_zip(False))) == 1
