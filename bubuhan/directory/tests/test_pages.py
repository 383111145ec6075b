"""The directory through the door."""

import io
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from bubuhan.directory import actions, conditions, queries
from bubuhan.directory.load import load_directory
from bubuhan.directory.models import Partner, Service
from bubuhan.kernel.problems import Problem

PELAMBUAN = "63.71.03.1003"


def words_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def new_partner(**more) -> dict[str, object]:
    return {"name": "Panti Contoh Sejahtera", "kind": "panti", "area_code": "63.71", "serves": ["63.71"], "phone": "0899 0000 4321", **more}  # fmt: skip


@pytest.fixture
def seeded(db) -> None:
    load_directory()


@pytest.mark.django_db
def test_the_examples_load_once_and_say_so(seeded) -> None:
    assert load_directory() == 0
    baiman = Partner.objects.get(name="Rumah Singgah Baiman")
    (one,) = baiman.services.all()
    assert one.figures.count() == 3  # contradicting figures of three years are all kept
    assert (one.capacity, one.as_of) == (60, date(2024, 5, 2))
    assert all(p.example for p in Partner.objects.all())
    assert all(p.phone.startswith("+628990000") for p in Partner.objects.all())


@pytest.mark.django_db
def test_services_for_a_need(seeded, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(6):
        offers = queries.services_for(need="odgj", area_code=PELAMBUAN)
        names = [o.partner.name for o in offers]
    assert "RSJ Sambang Lihum" in names
    assert "Rumah Singgah Banjarbaru" not in names  # serves another city
    shelter = Service.objects.get(partner__name="Rumah Singgah Banjarbaru")
    missing = conditions.check(shelter, {"odgj": True, "diobati_rsj": False, "berita_acara": True})
    assert [m.kind for m in missing] == ["first_go_to"]
    assert "RSJ Sambang Lihum dulu" in missing[0].text or "rujuk dulu" in missing[0].text
    assert missing[0].partner_id == Partner.objects.get(name="RSJ Sambang Lihum").id


@pytest.mark.django_db
def test_the_list_its_filters_and_papers(client_of, seeded, django_assert_max_num_queries) -> None:
    client = client_of("budi")
    client.get("/mitra/")
    with django_assert_max_num_queries(14):
        page = words_of(client.get("/mitra/"))
    assert "Rumah Singgah Baiman" in page
    assert "RSJ Sambang Lihum" in page  # elsewhere, but it serves the province
    assert "Rumah Singgah Banjarbaru" not in page
    assert "Dukcapil Kota" not in words_of(client.get("/mitra/?kebutuhan=odgj"))
    assert "angka lama" in words_of(client.get("/mitra/?tempat=lama&jenis=panti"))
    assert "Belum ada mitra yang cocok" in words_of(client.get("/mitra/?q=zzz&kebutuhan=aneh"))
    book = load_workbook(io.BytesIO(client.get("/mitra/lembar.xlsx?q=Baiman").content))
    cells = [c.value for row in book["Mitra"].rows for c in row]
    assert "Rumah Singgah Baiman" in cells
    assert client.get("/mitra/cetak.pdf?jenis=panti").content.startswith(b"%PDF")
    assert client_of("ani").get("/mitra/").status_code == 403


@pytest.mark.django_db
def test_add_edit_and_history(client_of) -> None:
    client = client_of("budi")
    assert client.post("/mitra/baru/", new_partner(phone="abc12")).status_code == 422
    assert client.post("/mitra/baru/", new_partner(area_code="63.05")).status_code == 422
    client.post("/mitra/baru/", new_partner())
    one = Partner.objects.get(name="Panti Contoh Sejahtera")
    assert one.phone == "+6289900004321"
    url = f"/mitra/{one.id}/"
    assert "0899-0000-4321" in words_of(client.get(url))
    client.post(f"{url}ubah/", new_partner(address="Jalan Contoh 5", rev="1", reason="pindah"))
    page = words_of(client.get(url))
    assert "alamat: (kosong) → Jalan Contoh 5" in page
    late = client.post(f"{url}ubah/", new_partner(address="Lain", rev="1"))
    assert late.status_code == 422
    assert "baru saja diubah orang lain" in words_of(late)
    assert 'value="Lain"' in late.content.decode()  # what was typed stays
    assert client_of("citra").get(url).status_code == 404
    assert client_of("citra").post(f"{url}ubah/", {}).status_code == 404


@pytest.mark.django_db
def test_services_capacity_and_conditions(client_of, budi) -> None:
    client = client_of("budi")
    client.post("/mitra/baru/", new_partner())
    one = Partner.objects.get()
    base = f"/mitra/{one.id}/"
    service = {"name": "Penampungan", "needs": ["orang_terlantar"], "limited": "on", "active": "on", "fresh_days": "14"}  # fmt: skip
    client.post(f"{base}layanan/", service)
    assert client.post(f"{base}layanan/", service).status_code == 409
    made = one.services.get()
    figure = f"/mitra/layanan/{made.id}/angka/"
    assert client.post(figure, {}).status_code == 422
    client.post(figure, {"capacity": "20", "occupied": "18"})
    client.post(figure, {"occupied": "20", "waiting": "2"})  # the capacity stays as it was
    old = timezone.localdate() - timedelta(days=300)
    client.post(figure, {"occupied": "1", "as_of": old.isoformat(), "source": "laporan lama"})
    made.refresh_from_db()
    assert (made.capacity, made.occupied, made.waiting) == (20, 20, 2)
    assert made.figures.count() == 3
    assert "Daftar tunggu 2 orang" in words_of(client.get(base))
    assert client.post(figure, {"occupied": "1", "as_of": "2999-01-01"}).status_code == 422
    rule = {"kind": "paper", "text": "Bawa KTP", "fact": "ktp", "test": "adalah", "value": "ya"}
    client.post(f"/mitra/layanan/{made.id}/syarat/", rule)
    assert "Bawa KTP" in words_of(client.get(base))
    code = made.conditions.get().code
    ended = f"/mitra/layanan/{made.id}/syarat/hapus/"
    assert client.post(ended, {"code": code}).status_code == 422
    client.post(ended, {"code": code, "reason": "tidak diminta lagi"})
    assert made.conditions.filter(valid_to=None).count() == 0
    assert client_of("dewi").post(figure, {"occupied": "1"}).status_code == 403
    assert client_of("citra").post(figure, {"occupied": "1"}).status_code == 404


@pytest.mark.django_db
def test_a_double_is_joined_and_parted(client_of, budi) -> None:
    client = client_of("budi")
    for name in ("Panti Contoh Sejahtera", "Panti Contoh Sejahtera Lama"):
        client.post("/mitra/baru/", new_partner(name=name))
    keep, gone = Partner.objects.order_by("name")
    for one in (keep, gone):
        actions.add_service(actor=budi, partner_id=one.id, values=actions.ServiceValues("Asrama"))
    assert "Mungkin data ganda" in words_of(client.get(f"/mitra/{keep.id}/"))
    joined = {"gone": str(gone.id), "reason": "sama"}
    client.post(f"/mitra/{keep.id}/gabung/", joined)
    assert keep.services.count() == 2
    assert queries.partner(gone.id) == keep
    assert client.get(f"/mitra/{gone.id}/").status_code == 302
    assert client.post(f"/mitra/{keep.id}/gabung/", joined).status_code == 409
    client.post(f"/mitra/{gone.id}/batal-gabung/", {"reason": "ternyata lain"})
    assert keep.services.count() == 1
    assert "Panti Contoh Sejahtera Lama" in words_of(client.get("/mitra/"))
    with pytest.raises(Problem, match="partner_merge"):
        actions.merge(actor=budi, keep_id=keep.id, gone_id=keep.id, reason="x")


@pytest.mark.django_db
def test_stop_referring(client_of) -> None:
    client = client_of("budi")
    client.post("/mitra/baru/", new_partner())
    one = Partner.objects.get()
    assert client.post(f"/mitra/{one.id}/aktif/", {"active": "0", "rev": "1"}).status_code == 422
    client.post(f"/mitra/{one.id}/aktif/", {"active": "0", "rev": "1", "reason": "tutup"})
    assert "Panti Contoh" not in words_of(client.get("/mitra/"))
    assert "Panti Contoh" in words_of(client.get("/mitra/?lama=1"))
