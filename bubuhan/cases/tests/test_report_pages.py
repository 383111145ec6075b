"""The office's list of issues, feedback and activities."""

import re

import pytest

from bubuhan.cases.tests.doors import a_report, file_ref, open_case, send

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def report(actor, kind: str, story: str, **changes):
    """Send one report that is not a case."""
    body = a_report(kind=kind, story=story, need=None, subject=None, signs={}, **changes)
    return send(actor, "report.submit", {k: v for k, v in body.items() if v is not None})[0]


def test_lists_what_is_not_a_case(ani, client_of) -> None:
    report(ani, "isu", "Titian di RT 12 putus.")
    report(ani, "kegiatan", "Gotong royong di langgar.")
    open_case(ani)
    budi = client_of("budi")
    words = text_of(budi.get("/laporan/"))
    assert "Titian di RT 12 putus." in words
    assert "Gotong royong" in words
    assert "sorangan" not in words
    only = text_of(budi.get("/laporan/?jenis=isu&q=titian&wilayah=63.71.03"))
    assert "Titian" in only
    assert "Gotong" not in only
    assert "Belum ada laporan yang cocok" in text_of(budi.get("/laporan/?q=tidak-ada"))


def test_a_report_as_it_was_sent(ani, client_of) -> None:
    found = report(ani, "isu", "Titian di RT 12 putus.", files=[file_ref(7)])
    page = client_of("budi").get(f"/laporan/{found}/")
    assert "Foto belum sampai dari HP" in text_of(page)
    assert "Kel. Pelambuan" in text_of(page)
    assert (
        client_of("budi").get(f"/laporan/{found}/berkas/{file_ref(7)['sha256']}").status_code == 404
    )
    assert client_of("citra").get(f"/laporan/{found}/").status_code == 404
    assert client_of("gazali").get("/laporan/").status_code == 403


def test_a_report_of_a_case_is_read_as_a_case(ani, client_of) -> None:
    link = open_case(ani).reports.get()
    assert client_of("budi").get(f"/laporan/{link.report_id}/").status_code == 404


def test_few_queries(ani, client_of, django_assert_max_num_queries) -> None:
    for n in range(5):
        report(ani, "isu", f"Isu {n}", files=[file_ref(n)])
    budi = client_of("budi")
    budi.get("/laporan/")
    with django_assert_max_num_queries(12):
        budi.get("/laporan/")
