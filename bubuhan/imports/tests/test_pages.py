"""The import wizard through HTTP: upload, columns, preview, store, repair, coloured copy, undo."""

import io
import json
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bubuhan import journal
from bubuhan.accounts.models import User
from bubuhan.imports import batching, tasks
from bubuhan.imports.models import ImportBatch, ImportMapping, ImportRow
from bubuhan.imports.tests import books
from bubuhan.people.models import DuplicateProposal, LinkDecision, Person, PersonFact, SourceRecord
from bubuhan.volunteers import actions
from bubuhan.volunteers.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def budi_web(client_of):
    return client_of("budi")


def send(client, data, name="daftar.xlsx", pillar="PSM", area=""):
    """Upload and accept the guessed columns; returns the batch."""
    answer = client.post(
        "/impor/", {"pillar": pillar, "area_code": area, "file": SimpleUploadedFile(name, data)}
    )
    assert answer.status_code == 302, answer.content.decode()
    batch = ImportBatch.objects.latest("created_at")
    page = client.get(answer.url)
    assert page.status_code == 200
    sheets = [str(s["sheet"]) for s in page.context["sheets"] if s["used"]]
    assert client.post(f"/impor/{batch.id}/kolom/", {"pakai": sheets}).status_code == 302
    batch.refresh_from_db()
    return batch


def store(client, batch):
    assert client.post(f"/impor/{batch.id}/simpan/").status_code == 302
    batch.refresh_from_db()
    return batch


def registry():
    people = Person.objects.exclude(name__startswith="Ani R").exclude(name__startswith="Dewi N")
    return people


def faulty():
    rows = books.four_people()
    rows[1][1] = 6371035708750000  # NIK kept as a number
    rows[2][4] = "Pelambuann Selatan"
    return rows


def test_nothing_is_stored_before_simpan(budi_web):
    batch = send(budi_web, books.xlsx(books.four_people()))
    assert batch.state == "checked"
    assert batch.counts["created"] == 4
    assert not registry().exists()
    page = budi_web.get(f"/impor/{batch.id}/").content.decode()
    assert "Belum ada yang disimpan" in page
    store(budi_web, batch)
    assert registry().count() == 4
    assert batch.state == "committed"
    event = journal.history("import", batch.id)[0]
    assert (event.name, event.data["created"], event.actor_name) == (
        "import.committed",
        4,
        "Budi Santoso",
    )


def test_each_person_knows_where_every_fact_came_from(budi_web):
    batch = store(budi_web, send(budi_web, books.xlsx(books.four_people())))
    person = registry().get(name="Rahmawati")
    facts = {f.field: f for f in PersonFact.objects.filter(person=person)}
    assert facts["nik"].value == "6371 •••• •••• 0000"
    assert facts["birth_date"].origin_id == f"{batch.id}:0:2"
    assert "daftar.xlsx, baris 2" in facts["birth_date"].note
    record = SourceRecord.objects.get(person=person)
    assert record.nik == books.nik_of(0)
    assert books.nik_of(0) not in json.dumps(record.body)


def test_the_cells_of_a_row_are_encrypted(budi_web):
    send(budi_web, books.xlsx(books.four_people()))
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM imports_importrow t")
        assert books.nik_of(0) not in str(cursor.fetchall())


def test_the_preview_filters_and_puts_problems_first(budi_web):
    batch = send(budi_web, books.xlsx(faulty()))
    assert (batch.counts["held"], batch.counts["created"]) == (2, 2)
    rows = budi_web.get(f"/impor/{batch.id}/").context["page"].rows
    assert [r.row.outcome for r in rows] == ["held", "held", "created", "created"]
    assert rows[0].faults[0][0] == "B2"
    only = budi_web.get(f"/impor/{batch.id}/?hasil=created").context["page"]
    assert only.total == 2


def test_a_held_row_is_repaired_on_the_page_and_then_stored(budi_web):
    batch = send(budi_web, books.xlsx(faulty()))
    broken, elsewhere = ImportRow.objects.filter(batch=batch, outcome="held").order_by("row")
    page = budi_web.get(f"/impor/{batch.id}/baris/{broken.id}/")
    assert "Ubah kolom NIK menjadi Teks" in page.content.decode()
    url = f"/impor/{batch.id}/baris/{broken.id}/"
    still = budi_web.post(url, {"nik": "637103"})
    assert still.status_code == 200
    assert "yang ditulis 6 angka" in still.content.decode()
    assert budi_web.post(url, {"nik": books.nik_of(0)}).status_code == 302
    store(budi_web, batch)
    assert registry().count() == 3
    assert (
        budi_web.post(
            f"/impor/{batch.id}/baris/{elsewhere.id}/", {"pilih_wilayah": "63.71.03.1002"}
        ).status_code
        == 302
    )
    assert registry().count() == 4
    assert Membership.objects.filter(
        person__name__contains="Yamin", area_code="63.71.03.1002"
    ).exists()
    batch.refresh_from_db()
    assert (batch.counts["held"], batch.counts["created"]) == (0, 4)


def test_an_unsure_person_is_decided_by_the_officer(budi_web):
    first = books.simple(("Slamet", "", "", "", "Pelambuan", books.KECAMATAN, "0899-0000-0001"))
    store(budi_web, send(budi_web, books.xlsx(first)))
    known = registry().get()
    second = books.simple(("Slamet", "", "", "", "Pelambuan", books.KECAMATAN, "0899-0000-0002"))
    batch = send(budi_web, books.xlsx(second))
    row = ImportRow.objects.get(batch=batch)
    assert (row.outcome, row.problems[0]["code"]) == ("created", "member_unsure")
    assert str(known.id) in budi_web.get(f"/impor/{batch.id}/baris/{row.id}/").content.decode()
    budi_web.post(f"/impor/{batch.id}/baris/{row.id}/", {"pilih_orang": str(known.id)})
    store(budi_web, batch)
    known.refresh_from_db()
    assert (registry().count(), known.phone, known.phone_other) == (
        1,
        "+6289900000002",
        "+6289900000001",
    )
    assert LinkDecision.objects.get().reasons == ["decided"]


def test_a_likely_double_is_created_and_put_on_the_duplicate_desk(budi_web):
    store(budi_web, send(budi_web, books.xlsx(books.four_people())))
    rows = books.simple(("Rahmawati", "", "17-08-1975", "P", "Kuin Utara", "Banjarmasin Utara", ""))
    store(budi_web, send(budi_web, books.xlsx(rows)))
    assert registry().filter(name="Rahmawati").count() == 2
    pair = DuplicateProposal.objects.get()
    assert books.nik_of(0) in {pair.a.nik, pair.b.nik}


def test_a_corrected_mapping_is_remembered_for_this_office(budi_web, client_of):
    rows = [
        ["Siapa", "Nama", "Kelurahan", "Kecamatan"],
        ["Rahmawati", "PSM Teladan", "Pelambuan", books.KECAMATAN],
    ]
    batch = send(budi_web, books.xlsx(rows))
    assert ImportRow.objects.get(batch=batch).name == "PSM Teladan"
    budi_web.post(f"/impor/{batch.id}/kolom/", {"pakai": ["0"], "k-0-0": "name", "k-0-1": ""})
    assert ImportRow.objects.get(batch=batch).name == "Rahmawati"
    again = send(budi_web, books.xlsx([rows[0], ["Slamet", "x", "Pelambuan", books.KECAMATAN]]))
    assert ImportRow.objects.get(batch=again).name == "Slamet"
    assert ImportMapping.objects.filter(area_code="63.71", pillar="PSM").count() == 1
    answer = budi_web.post(f"/impor/{batch.id}/kolom/", {"pakai": ["0"], "k-0-0": ""})
    assert answer.status_code == 422
    assert "Kolom nama belum ditentukan" in answer.content.decode()


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "csv"])
def test_the_coloured_copy_shows_results_in_the_same_sheet(budi_web, kind):
    makers: dict[str, Any] = {
        "xlsx": books.xlsx,
        "xls": books.xls,
        "ods": books.ods,
        "csv": books.csv_bytes,
    }
    made = makers[kind](faulty())
    batch = send(budi_web, made, f"daftar.{kind}")
    answer = budi_web.get(f"/impor/{batch.id}/unduh/")
    page = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert page.cell(1, 8).value == "Hasil periksa"
    assert str(page.cell(2, 8).value).startswith("DITAHAN") == (kind != "csv")
    assert page.cell(4, 8).value == "Baru"
    assert page.cell(3, 5).fill.fgColor.rgb == "00FFB84D"
    assert "Pelambuann Selatan" in str(page.cell(3, 5).comment)
    assert page.cell(4, 1).value == "Noor Hayati"
    again = send(budi_web, answer.content, "ulang.xlsx")
    assert again.counts["rows"] == 4


def test_undo_removes_what_was_created_and_restores_what_was_changed(budi_web):
    store(budi_web, send(budi_web, books.xlsx(books.four_people()[:3])))
    before = {p.name: (p.phone, p.address, p.nik, p.rev > 0) for p in registry()}
    rows = books.four_people()
    rows[1][6] = "0899-0000-7777"
    second = store(budi_web, send(budi_web, books.xlsx(rows)))
    assert second.counts == {
        "rows": 4,
        "created": 2,
        "updated": 1,
        "unchanged": 1,
        "held": 0,
        "rejected": 0,
    }
    assert registry().get(name="Rahmawati").phone == "+6289900007777"
    answer = budi_web.post(f"/impor/{second.id}/batal/", follow=True)
    assert "3 baris dibatalkan" in answer.content.decode()
    assert {p.name: (p.phone, p.address, p.nik, p.rev > 0) for p in registry()} == before
    second.refresh_from_db()
    assert second.state == "undone"
    assert budi_web.post(f"/impor/{second.id}/batal/").status_code == 409


def test_undo_keeps_what_somebody_touched_since_and_says_why(budi_web, budi):
    batch = store(budi_web, send(budi_web, books.xlsx(books.four_people())))
    touched = registry().get(name="Rahmawati")
    actions.set_availability(actor=budi, person_id=touched.id, available=False)
    used = registry().get(name="Slamet")
    User.objects.create(
        username="slamet",
        name="Slamet",
        role="relawan",
        area_code="63.71.03.1008",
        person_id=used.id,
    )
    page = budi_web.post(f"/impor/{batch.id}/batal/", follow=True).content.decode()
    assert set(registry().values_list("name", flat=True)) == {"Rahmawati", "Slamet"}
    assert "sudah diubah orang lain sesudah impor" in page
    assert "sudah dipakai" in page


@pytest.mark.parametrize("chunk", [1, 1000])
def test_undo_of_two_rows_on_one_person(budi_web, monkeypatch, chunk):
    monkeypatch.setattr("bubuhan.imports.undoing.CHUNK", chunk)
    monkeypatch.setattr("bubuhan.imports.batching.CHUNK", chunk)
    name, sex, place, born, _ = books.PEOPLE[0]
    rows = books.simple(
        (name, books.nik_of(0), born, sex, "Pelambuan", books.KECAMATAN, "0899-0000-0001"),
        (
            name,
            books.nik_of(0),
            f"{place}, {born}",
            sex,
            "Telaga Biru",
            books.KECAMATAN,
            "0899-0000-0002",
        ),
    )
    batch = store(budi_web, send(budi_web, books.xlsx(rows)))
    assert registry().get().memberships.count() == 2
    budi_web.post(f"/impor/{batch.id}/batal/")
    assert not registry().exists()


def test_a_long_list_is_stored_by_the_worker_and_the_page_shows_progress(budi_web, monkeypatch):
    monkeypatch.setattr("bubuhan.imports.desk.INLINE_ROWS", 2)
    monkeypatch.setattr("bubuhan.imports.desk.INLINE_CHECK", 2)
    batch = send(budi_web, books.xlsx(books.four_people()))
    assert batch.state == "checking"
    assert "Sedang diperiksa" in budi_web.get(f"/impor/{batch.id}/").content.decode()
    tasks.stage(str(batch.id))
    assert budi_web.post(f"/impor/{batch.id}/simpan/").status_code == 302
    batch.refresh_from_db()
    assert batch.state == "committing"
    progress = budi_web.get(f"/impor/{batch.id}/kemajuan/")
    assert "0 dari 4" in progress.content.decode()
    batching.commit_chunk(batch, actor=import_batch_actor(batch), size=3)
    assert "3 dari 4" in budi_web.get(f"/impor/{batch.id}/kemajuan/").content.decode()
    tasks.commit(str(batch.id), batch.by_id, batch.by)
    assert budi_web.get(f"/impor/{batch.id}/kemajuan/").headers["HX-Refresh"] == "true"
    assert registry().count() == 4


def test_two_commits_at_once_do_the_work_once(budi_web):
    batch = send(budi_web, books.xlsx(books.four_people()))
    rows = list(batch.rows.all())
    actor = import_batch_actor(batch)
    batching.commit_chunk(batch, actor=actor)
    batching._commit_rows(batch, rows, actor)  # what a second worker would do that read them before
    assert batch.rows.filter(applied__has_key="person").count() == 4
    assert registry().count() == 4


def import_batch_actor(batch):
    from bubuhan.kernel.actors import ActorRef

    return ActorRef("user", batch.by_id, batch.by)


def test_other_offices_and_other_roles_stay_out(budi_web, client_of):
    batch = send(budi_web, books.xlsx(books.four_people()))
    row = batch.rows.first()
    for path in ("", "kolom/", "unduh/", "kemajuan/", f"baris/{row.id}/"):
        assert client_of("citra").get(f"/impor/{batch.id}/{path}").status_code == 404
        assert client_of("dewi").get(f"/impor/{batch.id}/{path}").status_code == 403
    for path in ("simpan/", "batal/"):
        assert client_of("citra").post(f"/impor/{batch.id}/{path}").status_code == 404
    answer = budi_web.post(
        "/impor/",
        {
            "pillar": "PSM",
            "area_code": "63.05",
            "file": SimpleUploadedFile("a.xlsx", books.xlsx(books.four_people())),
        },
    )
    assert answer.status_code == 403
    assert "daftar.xlsx" not in client_of("citra").get("/impor/").content.decode()


def test_a_page_of_the_preview_costs_few_queries(budi_web, django_assert_max_num_queries):
    batch = send(budi_web, books.xlsx(books.four_people()))
    budi_web.get(f"/impor/{batch.id}/")
    with django_assert_max_num_queries(12):
        budi_web.get(f"/impor/{batch.id}/")


def test_suggestions_repair_alike_rows_with_one_click(budi_web):
    rows = books.four_people()
    rows[1][1] = books.nik_of(0).replace("0", "O")
    rows[2][1] = books.nik_of(1).replace("0", "O")
    rows[3][2] = "Rantau, 21-O4-1980"
    rows[4][4] = "Kuin Cerucukk"
    batch = send(budi_web, books.xlsx(rows))
    page = budi_web.get(f"/impor/{batch.id}/saran/")
    kinds = {g.kind: len(g.rows) for g in page.context["groups"]}
    assert (kinds["nik_letters"], kinds["nik_drop"]) == (2, 2)
    assert "Terapkan ke 2 baris serupa" in page.content.decode()
    budi_web.post(f"/impor/{batch.id}/saran/", {"usul": "nik_letters"})
    for kind in ("date_text", "area"):
        for group in budi_web.get(f"/impor/{batch.id}/saran/").context["groups"]:
            if group.kind == kind:
                row = str(group.first)
                budi_web.post(f"/impor/{batch.id}/saran/", {"usul": group.key, "baris": row})
    batch.refresh_from_db()
    assert batch.counts["held"] == 0
    assert budi_web.post(f"/impor/{batch.id}/saran/", {"usul": "nichts"}).status_code == 404
    store(budi_web, batch)
    assert registry().get(name="Rahmawati").nik == books.nik_of(0)


def test_contradicting_rows_stand_side_by_side_and_both_go_on_after_the_repair(budi_web):
    rows = books.simple(
        ("Rahmawati", books.nik_of(0), "17-08-1975", "P", "Pelambuan", books.KECAMATAN, ""),
        ("Slamet Riyadi", books.nik_of(0), "05-01-1959", "L", "Pelambuan", books.KECAMATAN, ""),
    )
    batch = send(budi_web, books.xlsx(rows))
    assert batch.counts["held"] == 2
    _, second = batch.rows.order_by("row")
    page = budi_web.get(f"/impor/{batch.id}/baris/{second.id}/")
    assert [o["row"].row for o in page.context["opposing"]] == [3, 2]
    budi_web.post(f"/impor/{batch.id}/baris/{second.id}/", {"nik": books.nik_of(3)})
    batch.refresh_from_db()
    assert (batch.counts["held"], batch.counts["created"]) == (0, 2)


def test_many_files_at_once_and_each_has_its_coloured_copy(budi_web):
    files = [
        SimpleUploadedFile("psm.xlsx", books.xlsx(books.four_people())),
        SimpleUploadedFile(
            "tagana.csv", books.csv_bytes([["Nama", "HP"], ["Slamet R", "08990000201"]])
        ),
        SimpleUploadedFile("rusak.xlsx", b"%PDF-1.7"),
    ]
    answer = budi_web.post("/impor/", {"file": files})
    batch = ImportBatch.objects.latest("created_at")
    page = budi_web.get(answer.url)
    assert "rusak.xlsx" in page.content.decode()
    assert [(s["pillar"], s["told"]) for s in page.context["sheets"]] == [
        ("PSM", "file"), ("TAGANA", "file"),
    ]  # fmt: skip
    budi_web.post(f"/impor/{batch.id}/kolom/", {"pakai": ["0", "1"], "p-1": "TRC"})
    batch.refresh_from_db()
    assert batch.counts["created"] == 5
    store(budi_web, batch)
    assert Membership.objects.filter(pillar="TRC", area_code="63.71").exists()
    copy = budi_web.get(f"/impor/{batch.id}/unduh/?berkas=1")
    assert openpyxl.load_workbook(io.BytesIO(copy.content)).worksheets[0].cell(2, 3).value == "Baru"


def test_a_changed_value_is_shown_before_it_is_stored(budi_web):
    store(budi_web, send(budi_web, books.xlsx(books.four_people())))
    rows = books.four_people()
    rows[1][6] = "0899-0000-7777"
    batch = send(budi_web, books.xlsx(rows))
    (row,) = budi_web.get(f"/impor/{batch.id}/?hasil=updated").context["page"].rows
    assert ("Nomor HP", "+6289900000001", "+6289900007777") in row.diff


def test_every_row_is_found_again_with_its_outcome(
    budi_web, client_of, django_assert_max_num_queries
):
    send(budi_web, books.xlsx(faulty()))
    page = budi_web.get(f"/impor/cari/?q={books.nik_of(2)}").context["page"]
    assert [(r.row.name, r.row.outcome) for r in page.rows] == [("Noor Hayati", "created")]
    assert budi_web.get("/impor/cari/?q=rahma&berkas=daftar&hasil=held").context["page"].total == 1
    assert client_of("citra").get("/impor/cari/?q=rahma").context["page"].total == 0
    with django_assert_max_num_queries(12):
        budi_web.get("/impor/cari/")


def test_the_second_upload_of_a_file_sees_the_first(budi_web):
    data = books.xlsx(books.four_people())
    first = send(budi_web, data)
    second = send(budi_web, data)
    assert "sedang dikerjakan" in budi_web.get(f"/impor/{second.id}/").content.decode()
    store(budi_web, first)
    store(budi_web, second)
    assert (second.counts["created"], second.counts["unchanged"]) == (0, 4)


def test_a_long_undo_runs_as_a_job_and_goes_on_after_a_break(budi_web, monkeypatch):
    batch = store(budi_web, send(budi_web, books.xlsx(books.four_people())))
    monkeypatch.setattr("bubuhan.imports.desk.INLINE_ROWS", 2)
    monkeypatch.setattr("bubuhan.imports.undoing.CHUNK", 1)
    budi_web.post(f"/impor/{batch.id}/batal/")
    batch.refresh_from_db()
    assert batch.state == "undoing"
    assert "Sedang dibatalkan" in budi_web.get(f"/impor/{batch.id}/kemajuan/").content.decode()
    tasks.undo(str(batch.id), batch.by_id, batch.by)
    assert not registry().exists()
    tasks.undo(str(batch.id), batch.by_id, batch.by)


def test_a_waiting_row_says_whom_it_is_like(budi_web):
    store(budi_web, send(budi_web, books.xlsx(books.four_people())))
    person = registry().get(name="Rahmawati")
    batch = send(budi_web, books.xlsx(faulty()), name="lain.xlsx")
    waiting = batch.rows.get(row=2)
    page = budi_web.get(f"/impor/{batch.id}/baris/{waiting.id}/")
    assert [text.split(",")[0] for text in page.context["alike"]] == [person.name]
    assert f"Mirip dengan {person.name}" in page.content.decode()
    assert batch.rows.get(row=2).outcome == "held"
