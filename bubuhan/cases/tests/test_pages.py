"""The office's pages of this room, as a browser meets them."""

import re
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from bubuhan import journal
from bubuhan.cases import actions
from bubuhan.cases.models import Case, Conflict, SlaRule
from bubuhan.cases.tests.doors import entrust, file_ref, fresh, open_case, send, today
from bubuhan.files.actions import Part, receive
from bubuhan.journal.models import Event
from bubuhan.kernel import clock

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def text_of(response) -> str:
    """The page's words, without tags and with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def case(ani) -> Case:
    return open_case(ani)


@pytest.fixture
def office(client_of):
    """Budi's browser."""
    return client_of("budi")


def post(client, case: Case, verb: str, htmx: bool = True, **data: Any):
    """Press a button of the case page; `rev` is what the page showed."""
    data.setdefault("rev", case.rev)
    headers = HTMX | {"HX-Current-URL": "http://testserver/antrean/"} if htmx else {}
    return client.post(f"/kasus/{case.id}/{verb}/", data, headers=headers)


# -- reading --------------------------------------------------------------------------------------


def test_the_queue_says_what_where_why_and_until_when(case, office) -> None:
    words = text_of(office.get("/antrean/"))
    assert "Siti Aminah" in words
    assert "Lansia terlantar · Kel. Pelambuan, Banjarmasin Barat" in words
    assert "Sendirian, tidak ada yang merawat" in words
    assert "Menunggu" in words
    assert "sisa" in words
    assert "1 Belum selesai" in words


def test_an_empty_queue_says_when_it_was_looked_at(office) -> None:
    assert "Tidak ada laporan yang menunggu Terakhir diperiksa pukul" in text_of(
        office.get("/antrean/")
    )


def test_filters_live_in_the_address(case, office) -> None:
    for query, shown in (
        ("status=menunggu", True),
        ("status=ditutup", False),
        ("kegawatan=darurat", False),
        (f"kegawatan={case.band}", True),
        ("wilayah=63.71.03", True),
        ("wilayah=63.71.01", False),
        ("kebutuhan=lansia_terlantar", True),
        ("kebutuhan=odgj", False),
        ("q=aminah", True),
        ("q=tidak-ada", False),
        ("terlambat=1", False),
        ("status=x&urut=x&kegawatan=x&hal=x&kasus=x", True),
    ):
        assert ("Siti Aminah" in text_of(office.get(f"/antrean/?{query}"))) is shown, query


def test_the_list_shows_closed_cases_too(case, office, budi) -> None:
    actions.reject(actor=budi, case_id=case.id, reason="ganda")
    assert "Siti Aminah" not in text_of(office.get("/antrean/"))
    assert "Siti Aminah" in text_of(office.get("/kasus/"))


def test_the_list_can_be_taken_away_as_it_is_seen(case, ani, office, client_of) -> None:
    from python_calamine import CalamineWorkbook

    open_case(ani, need="kekerasan", subject={"name": "Masitah"})
    response = office.get("/kasus/unduh/?status=menunggu")
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
    )
    words = [str(cell) for row in rows for cell in row]
    assert "Siti Aminah" in words
    assert "M." in words
    assert "Masitah" not in words
    assert Event.objects.filter(name="case.exported", data={"rows": 2}).exists()
    assert "Siti Aminah" not in str(office.get("/kasus/unduh/?status=ditutup").content)
    assert client_of("dewi").get("/kasus/unduh/").status_code == 403
    assert office.get("/kasus/unduh/?wilayah=63.05").status_code == 403


@pytest.mark.parametrize("address", ["/antrean/", "/kasus/", "/konflik/"])
def test_a_list_takes_few_queries(
    ani, budi, office, address, django_assert_max_num_queries
) -> None:
    for n in range(6):
        one = open_case(ani, subject=None, need="kekerasan" if n % 3 == 2 else "odgj")
        if not one.sensitive:
            actions.dispatch(actor=budi, case_id=one.id, person_id=ani.person_id)
    office.get(address)  # names of areas and lists are remembered
    with django_assert_max_num_queries(12):
        assert office.get(address).status_code == 200


def test_news_is_told_and_nothing_moves(ani, office) -> None:
    since = int((clock.now() - timedelta(minutes=1)).timestamp())
    assert office.get(f"/antrean/baru/?sejak={since}").content.strip() == b""
    open_case(ani)
    later = text_of(office.get(f"/antrean/baru/?sejak={since}&status=menunggu"))
    assert later == "1 laporan baru — tampilkan"
    assert office.get(f"/antrean/baru/?sejak={since}&status=ditutup").content.strip() == b""
    assert office.get("/antrean/baru/?sejak=x").content.strip() == b""


def test_a_panel_asks_for_the_body_only(case, office) -> None:
    whole = office.get(f"/kasus/{case.id}/").content.decode()
    part = office.get(f"/kasus/{case.id}/", headers=HTMX).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    assert "Nini tinggal sorangan" in part
    assert part.count("Nini tinggal sorangan") == 1


def test_a_form_is_fetched_when_it_is_opened(case, office, client_of) -> None:
    page = office.get(f"/kasus/{case.id}/").content.decode()
    assert 'id="tugaskan"' not in page
    assert f'data-dialogs="/kasus/{case.id}/isian/"' in page
    form = office.get(f"/kasus/{case.id}/isian/tugaskan/?rev=77&seen=x").content.decode()
    assert "Ani Rahmawati" in form
    assert 'name="rev" value="77"' in form, "the decision is about what the page showed"
    edit = office.get(f"/kasus/{case.id}/isian/ubah/?rev=77").content.decode()
    assert f'name="rev" value="{fresh(case).rev}"' in edit, "present values, present revision"
    assert "<dialog" not in office.get(f"/kasus/{case.id}/isian/tutup/").content.decode()
    assert office.get(f"/kasus/{case.id}/isian/hapus/").status_code == 404
    assert client_of("citra").get(f"/kasus/{case.id}/isian/catatan/").status_code == 404


def test_who_could_be_asked_comes_after_the_case(
    case, office, client_of, budi, make_member, django_assert_max_num_queries
) -> None:
    make_member("Hamdan Yusri", "63.71.01.1001", "PSM")
    office.get("/antrean/")
    with django_assert_max_num_queries(12):
        page = office.get(f"/kasus/{case.id}/")
    assert (
        f'hx-get="/kasus/{case.id}/isian/usulan/?rev={case.rev}&amp;seen=' in page.content.decode()
    )
    address = f"/kasus/{case.id}/isian/usulan/?rev={case.rev}&seen=x"
    office.get(address)  # names of lists and places are remembered from here on
    with django_assert_max_num_queries(12):
        found = office.get(address).content.decode()
    assert "Hamdan Yusri" in found
    assert f'name="rev" value="{case.rev}"' in found
    assert client_of("citra").get(address).status_code == 404
    actions.reject(actor=budi, case_id=case.id, reason="ganda")
    assert "<form" not in office.get(address).content.decode()
    assert "isian/usulan/" not in office.get(f"/kasus/{case.id}/").content.decode()


def test_a_case_page_takes_few_queries(case, office, django_assert_max_num_queries) -> None:
    office.get(f"/kasus/{case.id}/")
    with django_assert_max_num_queries(22):
        office.get(f"/kasus/{case.id}/")


def test_another_kabupaten_finds_nothing(case, client_of) -> None:
    citra = client_of("citra")
    assert citra.get(f"/kasus/{case.id}/").status_code == 404
    assert "Siti Aminah" not in text_of(citra.get("/antrean/?wilayah=63.71"))
    assert client_of("gazali").get("/antrean/").status_code == 403


# -- deciding -------------------------------------------------------------------------------------


def test_assign_from_the_panel_renews_panel_and_row(case, office, ani) -> None:
    response = post(office, case, "tugaskan", person_id=ani.person_id)
    words = text_of(response)
    assert "Ditawarkan kepada Ani Rahmawati. Belum dijawab." in words
    assert f'id="baris-{case.id}" hx-swap-oob="true"' in response.content.decode()
    assert "Tawaran dikirim" in response.headers["HX-Trigger"]
    assert fresh(case).state == "offered"


def test_without_script_the_page_comes_back_with_a_message(case, office, ani) -> None:
    response = post(office, case, "tugaskan", htmx=False, person_id=ani.person_id)
    assert response.url == f"/kasus/{case.id}/"
    assert "Tawaran dikirim." in text_of(office.get(response.url))


def test_the_whole_way_through_the_office(case, office, ani) -> None:
    post(office, case, "tugaskan", person_id=ani.person_id)
    task = fresh(case).assignments.get()
    post(office, fresh(case), "tolak-tugas", assignment_id=task.id, reason="sakit")
    post(office, fresh(case), "tugaskan", person_id=ani.person_id)
    offer = fresh(case).assignments.get(state="offered")
    post(office, fresh(case), "tarik", assignment_id=offer.id)
    post(office, fresh(case), "tugaskan", person_id=ani.person_id)
    offer = fresh(case).assignments.get(state="offered")
    assert "sedang menangani" in text_of(
        post(office, fresh(case), "terima", assignment_id=offer.id)
    )
    post(
        office,
        fresh(case),
        "kunjungan",
        visited_on=today().isoformat(),
        met="yes",
        found="Nini sehat.",
    )
    post(office, fresh(case), "catatan", text="Sudah menelepon.", contact="1")
    post(office, fresh(case), "selesai", outcome="terpenuhi", summary="Beras diterima.")
    post(office, fresh(case), "kembalikan", note="Foto penerimaan mana?")
    assert fresh(case).state == "active"
    post(office, fresh(case), "selesai", outcome="terpenuhi", summary="Beras diterima, foto ada.")
    words = text_of(post(office, fresh(case), "tutup", note="Sudah dicek."))
    assert "Kebutuhan terpenuhi" in words
    assert fresh(case).state == "closed"
    post(office, fresh(case), "buka-lagi", note="Kambuh.")
    post(office, fresh(case), "tolak", reason="ganda")
    assert fresh(case).state == "rejected"
    kinds = list(fresh(case).entries.order_by("at", "id").values_list("kind", flat=True))
    assert kinds[0] == "report"
    assert {"dispatch", "decline", "withdraw", "accept", "visit", "note", "send_back"} <= set(kinds)


def test_two_officers_at_once_see_what_happened_and_choose(case, office, client_of, ani) -> None:
    seen = fresh(case)
    shown = re.search(
        r'name="seen" value="([^"]+)"', office.get(f"/kasus/{case.id}/").content.decode()
    )
    post(client_of("farida"), case, "catatan", text="Sudah ditelepon anaknya.")
    response = post(
        office, seen, "tugaskan", person_id=ani.person_id, seen=shown[1] if shown else ""
    )
    assert response.status_code == 409
    assert "Catatan oleh Farida Hanum" in text_of(response)
    assert f'data-again="{fresh(case).rev}"' in response.content.decode()
    assert fresh(case).state == "waiting"
    again = post(office, fresh(case), "tugaskan", person_id=ani.person_id)
    assert again.status_code == 200
    assert fresh(case).state == "offered"


def test_many_at_once_leaves_out_what_moved_on(case, office, client_of, ani, farida, dewi) -> None:
    """Between the preview and the press somebody else gave one of them away: it is not taken from him."""
    other = open_case(ani, subject=None)
    form = {
        "id": [str(case.id), str(other.id)],
        "person_id": str(ani.person_id),
        **{f"rev-{one.id}": str(fresh(one).rev) for one in (case, other)},
    }
    actions.dispatch(actor=farida, case_id=case.id, person_id=dewi.person_id)
    response = office.post("/kasus/tugaskan/", form)
    assert f"id={case.id}" in response["Location"]
    assert str(other.id) not in response["Location"]
    assert fresh(other).state == "offered"
    assert list(case.assignments.values_list("person_id", flat=True)) == [dewi.person_id]
    assert "baru saja diubah" in office.get(response["Location"]).content.decode()


@pytest.mark.parametrize(
    ("verb", "data", "status"),
    [
        ("tugaskan", {}, 422),
        ("tugaskan", {"person_id": "x"}, 422),
        ("catatan", {"text": " "}, 422),
        ("selesai", {"outcome": "x", "summary": "x"}, 422),
        ("selesai", {"outcome": "terpenuhi", "summary": ""}, 422),
        ("kunjungan", {"visited_on": "kemarin"}, 422),
        ("tolak", {"reason": ""}, 422),
        ("tutup", {}, 409),
        ("buka-lagi", {"note": "x"}, 409),
        ("ubah", {"subject_age": "tua"}, 422),
    ],
)
def test_a_bad_form_gets_a_sentence(case, office, verb, data, status) -> None:
    response = post(office, case, verb, **data)
    assert response.status_code == status
    assert "data-problem=" in response.content.decode()
    assert fresh(case).rev == case.rev


def test_only_changed_fields_are_written(case, office, budi) -> None:
    rev = case.rev
    actions.update_fields(
        actor=budi, case_id=case.id, changes={"place_note": "pagar biru"}, base_rev=rev
    )
    form: dict[str, Any] = {
        "subject_name": "Siti Aminah",
        "was_subject_name": "Siti Aminah",
        "place_note": "dekat langgar",
        "was_place_note": "dekat langgar",
        "subject_age": "74",
        "was_subject_age": "71",
    }
    post(office, case, "ubah", **form)
    now = fresh(case)
    assert (now.subject_age, now.place_note) == (74, "pagar biru")
    assert not Conflict.objects.exists()


def test_a_difference_is_settled_on_the_case_and_on_its_own_page(case, office, budi) -> None:
    rev = case.rev
    for name in ("Siti Aminah Hj", "Siti Aminah Binti Ali"):
        actions.update_fields(
            actor=budi, case_id=case.id, changes={"subject_name": name}, base_rev=rev
        )
    clash = Conflict.objects.get()
    assert "Dua isian berbeda" in text_of(office.get(f"/kasus/{case.id}/"))
    assert "Siti Aminah Binti Ali" in text_of(office.get("/konflik/"))
    office.post(f"/konflik/{clash.id}/", {"choice": "sent"}, headers=HTMX)
    assert fresh(case).subject_name == "Siti Aminah Binti Ali"
    assert "Tidak ada isian yang berbeda" in text_of(office.get("/konflik/"))
    assert office.post(f"/konflik/{clash.id}/", {"choice": "kept"}, headers=HTMX).status_code == 409


# -- what is protected ----------------------------------------------------------------------------


def test_a_protected_case_opens_only_to_whom_it_was_given(ani, budi, office, client_of) -> None:
    case = open_case(ani, need="kekerasan")
    for page in (
        "/antrean/",
        f"/kasus/{case.id}/",
        f"/kasus/{case.id}/?x=1",
        "/kasus/",
        f"/antrean/?kasus={case.id}",
    ):
        body = office.get(page).content.decode()
        assert "S. A." in body, page
        for secret in ("Siti Aminah", "sorangan", "Pelambuan", "langgar", "Kekerasan<"):
            assert secret not in body.replace(
                '<option value="kekerasan" >Kekerasan</option>', ""
            ), (page, secret)
    assert "Ambil penanganan" not in text_of(client_of("dewi").get(f"/kasus/{case.id}/"))
    assert post(office, case, "ambil").status_code == 403  # the head gives it
    entrust(case.id, budi)
    opened = text_of(office.get(f"/kasus/{case.id}/"))
    assert "Siti Aminah" in opened
    assert "sorangan" in opened
    before = Event.objects.filter(name="case.read_sensitive").count()
    office.get(f"/kasus/{case.id}/")
    assert Event.objects.filter(name="case.read_sensitive").count() == before + 1
    assert "Siti Aminah" not in text_of(client_of("farida").get(f"/kasus/{case.id}/"))
    post(office, fresh(case), "lepas")
    assert "Siti Aminah" not in text_of(office.get(f"/kasus/{case.id}/"))


def test_a_photo_is_for_who_sees_the_case(ani, office, client_of) -> None:
    picture = BytesIO()
    Image.new("RGB", (400, 300), "#0b5d57").save(picture, "JPEG")
    data = picture.getvalue()
    digest = sha256(data).hexdigest()
    ref = file_ref(1) | {"sha256": digest, "bytes": len(data)}
    late = file_ref(2)
    case = open_case(ani, files=[ref, late])
    words = text_of(office.get(f"/kasus/{case.id}/"))
    assert "0 dari 2 foto dan rekaman sudah sampai" in words
    assert office.get(f"/kasus/{case.id}/berkas/{digest}").status_code == 404
    whole = Part(sha256=digest, first=0, total=len(data), data=data, claimed="image/jpeg")
    receive(whole, by=ani.ref, now=clock.now())
    journal.drain()
    assert "1 dari 2 foto" in text_of(office.get(f"/kasus/{case.id}/"))
    assert (
        b"".join(office.get(f"/kasus/{case.id}/berkas/{digest}").streaming_content)[:2]
        == b"\xff\xd8"
    )
    assert client_of("citra").get(f"/kasus/{case.id}/berkas/{digest}").status_code == 404
    post(office, fresh(case), "lindungi", reason="Ada anak korban")
    kept = office.get(f"/kasus/{case.id}/berkas/{digest}").headers["Cache-Control"]
    assert "no-store" in kept  # a browser must not show it longer than he may see it


# -- many at once ---------------------------------------------------------------------------------


def test_bulk_assignment_previews_then_does(ani, office) -> None:
    two = [open_case(ani, subject={"name": name}) for name in ("Utuh", "Galuh")]
    hidden = open_case(ani, need="kekerasan")
    ids = "&".join(f"id={case.id}" for case in (*two, hidden))
    preview = text_of(office.get(f"/kasus/tugaskan/?{ids}"))
    assert "Tugaskan 2 kasus sekaligus" in preview
    assert "1 kasus tidak ikut" in preview
    assert "dilindungi, dibagi satu per satu oleh yang menangani" in preview
    assert {fresh(case).state for case in two} == {"waiting"}
    chosen = [str(case.id) for case in (*two, hidden)]
    response = office.post("/kasus/tugaskan/", {"id": chosen, "person_id": str(ani.person_id)})
    assert response.url == "/antrean/"
    said = text_of(office.get(response.url))
    assert "2 kasus ditawarkan." in said
    assert "1 kasus tidak:" in said
    assert {fresh(case).state for case in two} == {"offered"}
    assert fresh(hidden).state == "waiting"


def test_bulk_assignment_of_none_says_so(office) -> None:
    assert office.get("/kasus/tugaskan/").status_code == 422
    assert office.get("/kasus/tugaskan/?id=x").status_code == 422


# -- the office's rules ---------------------------------------------------------------------------


def test_sla_rows_are_replaced_with_a_reason(client_of) -> None:
    farida = client_of("farida")
    assert "CONTOH" in text_of(farida.get("/pengaturan/sla/"))
    rule = {"area_code": "63.71", "band": "tinggi", "respond_minutes": "120", "resolve_hours": "48"}
    assert farida.post("/pengaturan/sla/simpan/", rule).status_code == 422  # no reason
    assert (
        farida.post("/pengaturan/sla/simpan/", rule | {"respond_minutes": "dua"}).status_code == 422
    )
    farida.post("/pengaturan/sla/simpan/", rule | {"reason": "Keputusan kepala dinas"})
    farida.post("/pengaturan/sla/simpan/", rule | {"respond_minutes": "90", "reason": "Dipercepat"})
    assert (
        SlaRule.objects.get(
            valid_to=None, area_code="63.71", band="tinggi", need="", service=""
        ).respond_minutes
        == 90
    )
    assert "Keputusan kepala dinas" not in text_of(farida.get("/pengaturan/sla/"))
    assert "Keputusan kepala dinas" in text_of(farida.get("/pengaturan/sla/?riwayat=1"))
    outside = rule | {"area_code": "63.05", "reason": "x"}
    assert farida.post("/pengaturan/sla/simpan/", outside).status_code == 403
    assert (
        client_of("budi").post("/pengaturan/sla/simpan/", rule | {"reason": "x"}).status_code == 403
    )
    assert "Tambah aturan" not in text_of(client_of("budi").get("/pengaturan/sla/"))


def test_a_phone_note_written_long_before_says_both_times(ani, budi, office) -> None:
    case = open_case(ani)
    actions.dispatch(actor=budi, case_id=case.id, person_id=ani.person_id)
    body = {"case_id": str(case.id), "text": "Nini di rumah anaknya."}
    send(ani, "case.note", body, made_at=clock.now() - timedelta(hours=5))
    assert "Ditulis di HP" in text_of(office.get(f"/kasus/{case.id}/"))
