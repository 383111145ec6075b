"""A neglected old man: heard at night without signal, helped by several, accompanied for three months."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, expect

from e2e import phone
from e2e.ageing import age
from e2e.conftest import PHONE, Instance
from e2e.phone import Story, somebody
from e2e.test_story import in_queue, offer_to, photo

KAI = Story(
    "Kai sorangan di rumah panggung, sudah dua hari kada makan, kakinya luka.",
    name=somebody("Darma"),
    age="79",
    signs=("sakit berat", "sendirian", "lansia"),
)
_PLANS = """
from bubuhan.kernel import clock
from bubuhan.plans import outcomes, scheduling
scheduling.top_up(clock.now())
scheduling.tell_due(clock.now())
outcomes.tell_due(clock.now())
"""


@dataclass(frozen=True)
class Answer:
    """What a partner needs to answer: the address and, told apart from it, the code."""

    address: str
    code: str


def report_at_night(ani: Page) -> None:
    """Voice and photo, without signal; sent when there is signal again."""
    ani.context.set_offline(True)
    phone.begin(ani, KAI)
    ani.locator("input[capture]").set_input_files([photo("kaki.jpg")])
    ani.get_by_role("button", name=re.compile("^Rekam")).click()
    ani.wait_for_timeout(1500)  # a voice note needs a voice
    ani.get_by_role("button", name=re.compile("Berhenti|Selesai")).first.click()
    expect(ani.locator("audio")).to_have_count(1)
    phone.finish(ani, KAI)
    expect(ani.get_by_text("Tersimpan di HP ini")).to_be_visible()
    ani.context.set_offline(False)
    phone.send_now(ani)


def refer(budi: Page, case: str, partner: str, need: str) -> Answer:
    """Send a referral and keep what the partner is given."""
    budi.goto(f"/kasus/{case}/rujukan/?need={need}")
    budi.get_by_role("link", name=re.compile(f"Rujuk ke sini.*{partner}")).first.click()
    budi.get_by_role("radio", name=re.compile("Sudah disetujui")).check()
    budi.get_by_label("Siapa yang menyetujui").select_option(index=1)
    budi.get_by_role("button", name="Kirim rujukan").click()
    expect(budi.get_by_role("heading", name=re.compile("Tautan untuk"))).to_be_visible()
    code = budi.locator("p.tabular-nums").first.inner_text().strip()
    return Answer(budi.locator("code").first.inner_text().strip(), code)


def partner_answers(contexts: Callable[..., BrowserContext], answer: Answer, button: str) -> None:
    """On any telephone, without an account and without JavaScript."""
    page = contexts(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(answer.address)
    assert KAI.name not in page.content()
    page.get_by_label("Kode enam angka").fill(answer.code)
    page.get_by_role("button", name="Buka rujukan").click()
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", name=re.compile("^Rujukan"))).to_be_visible()
    page.close()


def make_plan(budi: Page, case: str, until: str) -> None:
    """From a template, agreed with the family, approved, with a visit every two weeks."""
    budi.goto(f"/kasus/{case}/rencana/")
    budi.get_by_role("button", name="Susun rencana").first.click()
    budi.get_by_role("button", name="Buat rancangan").click()
    budi.get_by_role("button", name="Kesepakatan keluarga").click()
    budi.get_by_label("Dengan siapa").fill("Kai dan keponakannya")
    budi.get_by_label("Ditinjau lagi").fill(until)
    budi.get_by_role("dialog", name="Kesepakatan keluarga").get_by_role(
        "button", name="Simpan"
    ).click()
    expect(budi.get_by_text("Disepakati dengan Kai dan keponakannya")).to_be_visible()
    budi.get_by_role("button", name="Setujui").first.click()
    budi.get_by_role("dialog", name="Setujui rencana").get_by_role("button", name="Setujui").click()
    expect(budi.get_by_role("button", name="Ubah rencana")).to_be_visible()
    budi.get_by_role("button", name="Tambah jadwal").click()
    budi.get_by_label("Setiap (hari)").fill("16")
    budi.get_by_role("button", name="Simpan jadwal").click()
    expect(budi.get_by_text(re.compile("Setiap|setiap")).first).to_be_visible()


def visit(ani: Page, case: str, words: str, before: str) -> None:
    """A promised visit from the front screen; what was met the last time stands on the form."""
    phone.send_now(ani)
    ani.goto("/app/#/")
    ani.locator(f'a[href^="#/kasus/{case}/kunjungan?jadwal="]').first.click()
    if before:
        expect(ani.get_by_text(before)).to_be_visible()
    phone.pick(ani, "Ya")
    phone.pick(ani, "Membaik")
    ani.get_by_label("Apa yang Anda temui?").fill(words)
    phone.save(ani, "Simpan kunjungan")
    phone.send_now(ani)


def ask_tagana(budi: Page) -> None:
    """Another pillar is asked to help, and told what exactly; Ani keeps the case."""
    budi.reload()
    budi.get_by_role("button", name="Lainnya").click()
    budi.get_by_role("button", name=re.compile("pilar lain")).first.click()
    sheet = budi.get_by_role("dialog", name="Minta pilar lain membantu")
    sheet.get_by_label("Apa yang diminta").fill("Antar ke Puskesmas dengan perahu karet.")
    sheet.get_by_role("radio", name=re.compile("Tagana")).first.check()
    sheet.get_by_role("button", name="Minta bantuan").click()
    expect(budi.get_by_text("Antar ke Puskesmas dengan perahu karet.").first).to_be_visible()


def finish_and_close(ani: Page, budi: Page, case: str) -> None:
    """Ani says what became of it; Budi measures the outcome and closes."""
    ani.goto(f"/app/#/kasus/{case}")
    ani.get_by_role("link", name="Selesaikan kasus").click()
    phone.pick(ani, "Kebutuhan terpenuhi")
    ani.get_by_role("textbox", name="Ringkasan").fill(
        "Tinggal di rumah singgah, dikunjungi keponakannya."
    )
    phone.save(ani, "Simpan hasil")
    phone.send_now(ani)

    budi.goto(f"/kasus/{case}/rencana/")
    measure(budi)
    budi.goto(f"/kasus/{case}/")
    budi.get_by_role("button", name="Verifikasi dan tutup").click()
    budi.get_by_role("button", name="Tutup kasus").click()
    expect(budi.get_by_text(re.compile("Hasil: Kebutuhan terpenuhi")).first).to_be_visible()


def test_from_a_night_report_to_three_months_later(
    instance: Instance,
    new_phone: Callable[..., Page],
    office: Callable[..., Page],
    contexts: Callable[..., BrowserContext],
) -> None:
    ani = new_phone()
    phone.enrol(ani, instance.new_code("Ani Rahmawati"))
    report_at_night(ani)

    budi = office("budi")
    in_queue(budi, KAI.name)
    offer_to(budi, "Ani Rahmawati")
    budi.get_by_role("link", name="Halaman penuh").click()
    case = budi.url.rstrip("/").rsplit("/", 1)[-1]
    phone.send_now(ani)
    ani.goto(f"/app/#/kasus/{case}")
    ani.get_by_role("button", name="Terima tugas").click()
    phone.send_now(ani)

    ask_tagana(budi)
    puskesmas = refer(budi, case, "Puskesmas", "sakit_tanpa_jaminan")
    partner_answers(contexts, puskesmas, "Kami terima")
    shelter = refer(budi, case, "Rumah Singgah Baiman", "lansia_terlantar")
    partner_answers(contexts, shelter, "Masukkan ke daftar tunggu")
    budi.goto(f"/kasus/{case}/rujukan/")
    expect(budi.get_by_text("Daftar tunggu").first).to_be_visible()
    partner_answers(contexts, shelter, "Kami terima")
    budi.goto(f"/kasus/{case}/rujukan/")
    expect(budi.get_by_text("Diterima")).to_have_count(2)

    make_plan(budi, case, "2027-12-01")
    before = ""
    for words in ("Makan dua kali sehari.", "Lukanya kering.", "Ikut senam lansia."):
        age(instance, [case], days=30, then=_PLANS)
        visit(ani, case, words, before)
        before = words

    finish_and_close(ani, budi, case)
    age(instance, [case], days=91, then=_PLANS)
    phone.send_now(ani)
    ani.goto("/app/#/")
    ani.locator(f'a[href="#/kasus/{case}/rencana/hasil"]').click()
    expect(ani.get_by_role("group")).to_have_count(5)
    for group in ani.get_by_role("group").all():
        group.get_by_role("radio").first.check()
    phone.save(ani, "Simpan hasil")
    phone.send_now(ani)
    later = budi.get_by_text("tiga bulan sesudahnya")
    for _ in range(60):  # the worker compares both measures soon after the phone sent its own
        budi.goto(f"/kasus/{case}/rencana/")
        if later.count():
            break
        budi.wait_for_timeout(500)
    expect(later).to_be_visible()
    expect(budi.get_by_text("saat penutupan")).to_be_visible()


def measure(budi: Page) -> None:
    """The five questions at closing."""
    budi.get_by_role("button", name="Ukur hasil").click()
    sheet = budi.get_by_role("dialog", name="Ukur hasil")
    expect(sheet.get_by_role("group")).to_have_count(5)
    for group in sheet.get_by_role("group").all():
        group.get_by_role("radio").first.check()
    sheet.get_by_role("button", name="Simpan hasil").click()
    expect(budi.get_by_text(re.compile(r"\d+ dari 20")).first).to_be_visible()
