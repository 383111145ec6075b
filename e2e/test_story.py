"""The main job: heard in the field without signal, closed in the office with an outcome."""

import io
import re
from collections.abc import Callable

from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from e2e import phone
from e2e.conftest import Instance
from e2e.phone import Story, somebody

NINI = Story(
    "Nini Salmah sendirian di rumah, demam tiga hari, tidak ada yang merawat.",
    name=somebody("Salmah"),
    age="78",
    signs=("sakit berat", "sendirian", "lansia"),
)


def in_queue(page: Page, name: str) -> None:
    """Find the case of that name in the queue and open it beside the list.

    The worker opens it soon after the report arrived: the queue is asked again until it is there.
    """
    row = page.get_by_role("link", name=re.compile(name)).first
    for _ in range(120):
        page.goto(f"/antrean/?q={name.replace(' ', '+')}")
        if row.count():
            break
        page.wait_for_timeout(500)
    row.click()
    expect(page.get_by_label("Kasus yang dibuka")).to_contain_text(name)


def offer_to(page: Page, person: str) -> None:
    """Assign the open case to one of those who may be asked."""
    page.get_by_role("button", name=re.compile(r"^Tugaskan\s*t?$")).first.click()
    sheet = page.get_by_role("dialog", name="Tugaskan kasus")
    sheet.get_by_role("radio", name=re.compile(f"^{person}")).check()
    sheet.get_by_role("button", name="Tugaskan", exact=True).click()
    expect(page.get_by_label("Kasus yang dibuka")).to_contain_text(f"Ditawarkan kepada {person}")


def photo(name: str) -> FilePayload:
    """A picture as a camera makes it, never twice the same: the server knows files by their content."""
    made = io.BytesIO()
    Image.effect_noise((400, 300), 60).resize((1600, 1200)).save(made, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": made.getvalue()}


def accept_and_visit(ani: Page) -> None:
    """On the phone without signal: accept the offer, visit, write down what was found."""
    ani.goto("/app/#/")
    ani.get_by_role("link", name=re.compile("Tawaran tugas menunggu")).first.click()
    expect(ani.get_by_text("Butuh pertolongan kesehatan segera")).to_be_visible()
    ani.context.set_offline(True)
    ani.get_by_role("button", name="Terima tugas").click()
    ani.get_by_role("link", name="Catat kunjungan").click()
    phone.pick(ani, "Ya")
    phone.pick(ani, "Membaik")
    ani.get_by_label("Apa yang Anda temui?").fill("Sudah diantar ke puskesmas, panasnya turun.")
    phone.save(ani, "Simpan kunjungan")
    expect(ani.get_by_text("Sudah diantar ke puskesmas")).to_be_visible()
    expect(ani.get_by_text("Di HP, belum terkirim").first).to_be_visible()
    ani.context.set_offline(False)


def resolve(ani: Page, summary: str) -> None:
    """From the case's screen: the outcome in one's own words."""
    ani.get_by_role("link", name="Selesaikan kasus").click()
    phone.pick(ani, "Kebutuhan terpenuhi")
    ani.get_by_role("textbox", name="Ringkasan").fill(summary)
    phone.save(ani, "Simpan hasil")


def verify_and_close(budi: Page) -> None:
    """Budi reads what happened and closes the case."""
    budi.reload()
    expect(budi.get_by_text("Dinyatakan selesai").first).to_be_visible()
    expect(budi.get_by_text("puskesmas").first).to_be_visible()
    budi.get_by_role("button", name="Verifikasi dan tutup").click()
    budi.get_by_role("button", name="Tutup kasus").click()
    expect(budi.get_by_text(re.compile("Hasil: Kebutuhan terpenuhi")).first).to_be_visible()


def test_from_the_field_to_help(
    instance: Instance, new_phone: Callable[..., Page], office: Callable[..., Page]
) -> None:
    dewi = office("dewi")
    dewi.goto("/perangkat/tanpa-hp/?semua=1&q=Ani+Rahmawati")
    dewi.get_by_role("button", name="Buat kode untuk Ani Rahmawati").first.click()
    expect(dewi.locator(".handover-qr svg")).to_be_visible()
    ani = new_phone()
    phone.enrol(ani, dewi.locator("#kode").inner_text())

    ani.context.set_offline(True)
    phone.report(ani, NINI)
    expect(ani.get_by_text("Tersimpan di HP ini")).to_be_visible()
    phone.stage(ani, "Di HP")
    ani.context.set_offline(False)
    phone.send_now(ani)

    budi = office("budi")
    in_queue(budi, NINI.name)
    panel = budi.get_by_label("Kasus yang dibuka")
    expect(panel).to_contain_text("Darurat")
    expect(panel).to_contain_text("demam tiga hari")
    expect(panel).to_contain_text("Butuh pertolongan kesehatan segera")
    offer_to(budi, "Ani Rahmawati")

    phone.send_now(ani)
    accept_and_visit(ani)
    case = ani.url
    phone.send_now(ani)
    ani.goto(case)
    resolve(ani, "Dirawat tetangga bergantian, obat dari puskesmas.")
    phone.send_now(ani)
    verify_and_close(budi)

    phone.send_now(ani)
    phone.latest_report(ani)
    phone.stage(ani, "Selesai")
    expect(ani.get_by_text("Dirawat tetangga bergantian")).to_be_visible()


def test_photos_follow_the_words(
    instance: Instance, new_phone: Callable[..., Page], office: Callable[..., Page]
) -> None:
    hasanah = new_phone()
    phone.enrol(hasanah, instance.new_code("Hasanah"))
    hasanah.context.route("**/files/*", lambda route: route.abort())
    story = Story("Beras habis sejak dua hari.", "Kekurangan pangan", somebody("Siti"), "41")
    phone.begin(hasanah, story)
    camera = hasanah.locator("input[capture]")
    camera.set_input_files([photo("dapur.jpg"), photo("rumah.jpg")])
    expect(hasanah.get_by_role("img", name="Foto 2")).to_be_visible()
    phone.finish(hasanah, story)
    phone.send_now(hasanah)
    left = hasanah.get_by_text("Foto 1 dari 2, menunggu giliran")
    expect(left).to_be_visible()

    budi = office("budi")
    in_queue(budi, story.name)
    panel = budi.get_by_label("Kasus yang dibuka")
    expect(panel.get_by_text("Foto belum sampai dari HP").first).to_be_visible()

    hasanah.context.unroute("**/files/*")
    hasanah.get_by_role("button", name="Kirim sekarang").click()
    expect(hasanah.get_by_role("heading", name="Foto dan rekaman")).to_have_count(0)
    budi.reload()
    shown = panel.get_by_role("img", name=re.compile("^Foto 1")).first
    expect(shown).to_be_visible()
    assert shown.evaluate("async i => { await i.decode(); return i.naturalWidth }") > 0


def test_a_task_may_be_declined_and_a_case_refused_with_reasons(
    instance: Instance, new_phone: Callable[..., Page], office: Callable[..., Page]
) -> None:
    ilham = new_phone()
    phone.enrol(ilham, instance.new_code("Ilham Fauzi"))
    who = somebody("Rusmini")
    story = Story("Atap dapur bocor.", "Rumah tidak layak atau tidak aman", who, "55")
    phone.report(ilham, story)
    phone.send_now(ilham)
    budi = office("budi")
    in_queue(budi, who)
    offer_to(budi, "Ilham Fauzi")

    phone.send_now(ilham)
    ilham.goto("/app/#/")
    ilham.get_by_role("link", name=re.compile("Tawaran tugas menunggu")).first.click()
    ilham.get_by_role("button", name="Tidak bisa").click()
    ilham.get_by_role("button", name="Kirim penolakan").click()
    expect(ilham.get_by_text("Pilih alasannya")).to_be_visible()
    ilham.get_by_label("Alasan tidak bisa").select_option(index=1)
    ilham.get_by_role("button", name="Kirim penolakan").click()
    expect(ilham.get_by_role("button", name="Kirim penolakan")).to_have_count(0)
    phone.send_now(ilham)

    panel = budi.get_by_label("Kasus yang dibuka")
    budi.reload()
    expect(panel).to_contain_text("Belum ada yang menangani")
    expect(panel).to_contain_text("Tugas ditolak")
    budi.get_by_role("button", name="Lainnya").click()
    budi.get_by_role("button", name="Tolak kasus").first.click()
    sheet = budi.get_by_role("dialog", name="Tolak kasus")
    sheet.get_by_role("radio").first.check()
    sheet.get_by_role("button", name="Tolak kasus").click()
    expect(panel.get_by_text(re.compile("^Ditolak ")).first).to_be_visible()

    phone.send_now(ilham)
    phone.latest_report(ilham)
    expect(ilham.get_by_text("Jawaban:")).to_be_visible()
    expect(ilham.get_by_text("perlu diperbaiki")).to_have_count(0)
