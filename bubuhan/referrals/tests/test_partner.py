"""The partner's page, as a phone without JavaScript and without an account sees it."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from PIL import Image

from bubuhan.accounts.limits import Limit
from bubuhan.files import queries as files
from bubuhan.files.models import StoredFile
from bubuhan.journal.models import Event
from bubuhan.kernel import clock, crypto
from bubuhan.referrals import answering, partner
from bubuhan.referrals.models import ReferralLink
from bubuhan.referrals.tests.doors import Partner_, a_case, a_service, fresh, sent

pytestmark = pytest.mark.django_db
NAME = "Darma"


@pytest.fixture
def way(budi):
    """A referral with its link, and the partner's phone."""
    one, made = sent(budi, a_case(), a_service(), note="Jalan dengan tongkat.")
    return one, made, Partner_(made)


def body(response) -> str:
    return str(response.content.decode())


def events(name: str) -> int:
    return Event.objects.filter(name=name).count()


def test_nothing_personal_before_the_code(way):
    one, _, phone = way
    page = phone.get()
    assert page.status_code == 200
    assert NAME not in body(page)
    assert "lansia" not in body(page).lower()
    assert "tongkat" not in body(page)
    assert one.number not in body(page)
    assert page["X-Robots-Tag"].startswith("noindex")
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    assert fresh(one).state == "sent"


def test_the_code_opens_and_is_seen(way):
    one, _, phone = way
    page = phone.open()
    assert NAME in body(page)
    assert "tongkat" in body(page)
    assert "74 tahun" in body(page)
    assert "belakang pasar" not in body(page)  # not chosen
    assert "<script" not in body(page).split('id="isi"')[1]
    now = fresh(one)
    assert (now.state, now.seen_at is not None) == ("seen", True)
    phone.post(kode=phone.code)
    assert events("referral.seen") == 1
    assert events("referral.link_opened") == 2


def test_only_the_hash_is_kept(way):
    _, made, _ = way
    link = ReferralLink.objects.get()
    assert len(made.token) >= 32  # 192 bits
    assert link.token_hash == crypto.token_hash(made.token)
    assert made.code.encode() not in bytes(link.code_hash)


def test_wrong_codes_are_counted_and_journalled(way):
    one, _, phone = way
    phone.get()
    for _ in range(5):
        page = phone.post(kode="000000" if phone.code != "000000" else "111111")
        assert page.status_code == 422
        assert NAME not in body(page)
    page = phone.post(kode=phone.code)
    assert page.status_code == 429
    assert NAME not in body(page)
    assert events("referral.link_failed") == 5
    assert fresh(one).state == "sent"


def test_accept_then_done_with_evidence(way):
    one, _, phone = way
    phone.open()
    page = phone.post(jawaban="terima", catatan_accept="Besok jam 9")
    assert fresh(one).state == "accepted"
    assert "Terima kasih" in body(page)
    assert 'value="terima"' not in body(page)  # the next step only
    photo = Image.new("RGB", (40, 30), "red")
    exif = Image.Exif()
    exif[0x010F] = "Kamera rahasia"
    out = io.BytesIO()
    photo.save(out, "JPEG", exif=exif)
    out.seek(0)
    out.name = "bukti.jpg"
    page = phone.post(jawaban="selesai", catatan_finish="Sudah menempati kamar", foto=out)
    now = fresh(one)
    assert (now.state, now.done_at is not None) == ("done", True)
    assert NAME not in body(page)  # nobody needs it any more
    sha = now.steps.get(action="finish").files.get().sha256
    stored = files.open_for(sha)
    assert stored
    assert b"Kamera rahasia" not in stored.path.read_bytes()
    assert [e.name for e in Event.objects.filter(subject_id=str(one.id), name__in=(
        "referral.sent", "referral.seen", "referral.accepted", "referral.done")).order_by("at", "id")] == [
        "referral.sent", "referral.seen", "referral.accepted", "referral.done"]  # fmt: skip


def test_what_is_no_photo_is_not_kept_and_photos_are_few(way, monkeypatch):
    one, _, phone = way
    phone.open()
    phone.post(jawaban="terima")

    def post(data: bytes, name: str = "../../etc/x.jpg"):
        out = io.BytesIO(data)
        out.name = name
        return phone.post(jawaban="selesai", foto=out)

    assert (
        post(b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "x.svg").status_code == 415
    )
    assert post(b"<html><script>x()</script></html>").status_code == 415
    assert post(b"%PDF-1.7\n", "x.pdf").status_code == 415
    assert (fresh(one).state, StoredFile.objects.count()) == ("accepted", 0)
    monkeypatch.setattr(partner, "PHOTOS", Limit(3))
    assert post(b"x").status_code == 429


def test_done_needs_evidence(way):
    one, _, phone = way
    phone.open()
    phone.post(jawaban="terima")
    page = phone.post(jawaban="selesai")
    assert page.status_code == 422
    assert fresh(one).state == "accepted"


def test_decline_needs_a_reason_and_keeps_what_was_typed(way):
    one, _, phone = way
    phone.open()
    page = phone.post(jawaban="tolak", catatan_decline="Coba ke rumah singgah")
    assert page.status_code == 422
    assert "Coba ke rumah singgah" in body(page)
    page = phone.post(jawaban="tolak", alasan="penuh", catatan_decline="Coba ke rumah singgah")
    now = fresh(one)
    assert (now.state, now.decline_reason) == ("declined", "penuh")
    assert "tidak dapat menerima" in body(page)


def test_waiting_list_then_accepted(way):
    one, _, phone = way
    phone.open()
    assert phone.post(jawaban="tunggu").status_code == 422
    day = clock.today() + timedelta(days=30)
    phone.post(jawaban="tunggu", urutan="5", sampai=f"{day:%d-%m-%Y}")
    now = fresh(one)
    assert (now.state, now.wait_place, now.wait_until) == ("waiting", 5, day)
    phone.post(jawaban="terima")
    now = fresh(one)
    assert (now.state, now.wait_place) == ("accepted", None)


def test_used_twice_shows_what_was_answered(way):
    one, made, phone = way
    other = Partner_(made)
    phone.open()
    other.open()
    phone.post(jawaban="tolak", alasan="penuh")
    page = other.post(jawaban="terima")  # from a page opened before
    assert page.status_code == 409
    assert fresh(one).state == "declined"
    assert "tidak dapat menerima" in body(page)
    again = Partner_(made).open()
    assert "Tempat penuh" in body(again)
    assert NAME not in body(again)
    assert fresh(one).steps.filter(undone_at=None).count() == 2  # seen, declined


def test_revoked_expired_and_guessed_look_the_same(way, budi):
    one, made, phone = way
    guessed = Client().get("/r/" + "x" * 32 + "/")
    answering.revoke(actor=budi, referral_id=one.id)
    revoked = phone.get()
    ReferralLink.objects.update(revoked_at=None, expires_at=clock.now() - timedelta(seconds=1))
    expired = phone.get()
    assert {guessed.status_code, revoked.status_code, expired.status_code} == {404}
    texts = {body(p).split('id="isi"')[1].split("</main>")[0] for p in (guessed, revoked, expired)}
    assert len(texts) == 1
    assert events("referral.link_refused") == 3
    for page in (guessed, revoked, expired):
        assert "no-store" in page["Cache-Control"]
        assert page["X-Robots-Tag"].startswith("noindex")
    assert made.token not in str(list(Event.objects.values_list("data", "subject_id")))


def test_revoked_while_the_page_was_open(way, budi):
    one, _, phone = way
    phone.open()
    answering.revoke(actor=budi, referral_id=one.id)
    page = phone.post(jawaban="terima")
    assert page.status_code == 404
    assert NAME not in body(page)
    assert fresh(one).state == "revoked"


def test_guessing_is_slowed_down_but_the_right_one_still_opens(way):
    _, made, _ = way
    client = Client(REMOTE_ADDR="10.9.9.9")
    seen = [client.get(f"/r/{'y' * 30}{n:02d}/").status_code for n in range(24)]
    assert seen[:20] == [404] * 20
    assert set(seen[20:]) == {429}
    assert events("referral.link_refused") == 20  # the journal is not flooded
    assert Partner_(made, "10.9.9.9").get().status_code == 200


def test_a_proof_belongs_to_its_own_link(way, budi):
    one, _, phone = way
    other, made = sent(budi, a_case(subject_name="Orang Lain"), a_service(partner="Mitra Kedua"))
    phone.open()
    proof = phone.page.context["proof"]
    second = Partner_(made)
    second.get()
    page = second.post(bukti=proof, jawaban="terima")
    assert "Orang Lain" not in body(page)
    assert fresh(other).state == "sent"
    assert fresh(one).state == "seen"


def test_renewed_link_ends_the_old_one(way, budi):
    from bubuhan.referrals import sending

    one, _, phone = way
    _, made = sending.new_link(actor=budi, referral_id=one.id)
    assert phone.get().status_code == 404
    assert NAME in body(Partner_(made).open())
