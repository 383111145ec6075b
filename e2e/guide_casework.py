"""Pictures of case work for docs/panduan: one old woman from the night report to the help.

Parts of `python -m e2e.guide_screens URL DATA_DIR casework field sheet desk officer` (in this order: `casework`
performs the story with a phone, the others show its case and the demo's own rows).
"""

import os
import re

from PIL import Image
from playwright.sync_api import Page, expect

from e2e import phone
from e2e.ageing import run_inside
from e2e.phone import Story
from e2e.pictures import OUT, TOP, WIDE, keep, part
from e2e.screens import GAP, Studio, shot, strip
from e2e.test_child import child_case
from e2e.test_story import accept_and_visit

WHO = os.environ.get("GUIDE_NAME", "Asiah")  # another one where she has a case already
NINI = Story(
    f"Nini {WHO} sendirian di rumah, demam tiga hari, tidak ada yang merawat. Makan hanya dari tetangga.",
    name=WHO,
    age="78",
    signs=("sakit berat", "sendirian", "lansia"),
)
CAUSES = (
    ("tanpa_perawat", "", "Ada buktinya", "Makan hanya dari tetangga."),
    ("keluarga_jauh", "Tidak ada yang merawat", "Ada buktinya", "Anaknya bekerja di Kotabaru."),
    ("tanpa_jaminan", "", "Kemungkinan besar", ""),
    ("tanpa_dokumen", "Tidak punya jaminan kesehatan", "Kemungkinan besar", "KTP hilang."),
    ("penghasilan_kurang", "Tidak ada yang merawat", "Baru dugaan", ""),
)

TWICE = """
from bubuhan.plans.models import Measurement
later = Measurement.objects.filter(moment="tiga_bulan", case__area_code__startswith="63.71")
print(*later.filter(case__sensitive=False).order_by("at").values_list("case_id", flat=True)[:1])
"""


def tall(page: Page, height: int) -> Image.Image:
    page.set_viewport_size({"width": 360, "height": height})
    page.evaluate("scrollTo(0, 0)")
    return shot(page)


def phones(pages: list[Image.Image], name: str) -> None:
    """Phone screens side by side."""
    keep(strip(pages, 300 * len(pages)), name, 300 * len(pages))


def casework(studio: Studio) -> None:
    """The story: report without signal, offer, visit; what the PSM sees meanwhile."""
    ani = studio.phone()
    phone.enrol(ani, studio.instance.new_code("Ani Rahmawati"))
    home = tall(ani, 740)
    ani.context.set_offline(True)
    phone.begin(ani, NINI)
    story = tall(ani, 740)
    phone.finish(ani, NINI)
    saved = tall(ani, 740)
    phones([home, story, saved], "hp-lapor")
    ani.context.set_offline(False)
    phone.send_now(ani)
    budi = studio.office("budi")
    offer(budi, "Ani Rahmawati")
    phone.send_now(ani)
    ani.goto("/app/#/")
    ani.get_by_role("link", name=re.compile("Tawaran tugas menunggu")).first.click()
    expect(ani.get_by_role("button", name="Terima tugas")).to_be_visible()
    asked = tall(ani, 740)
    accept_and_visit(ani)
    phone.send_now(ani)
    ani.goto("/app/#/kasus")
    ani.get_by_role("link", name=re.compile(WHO)).first.click()
    ani.get_by_role("link", name="Catat kunjungan").click()
    ani.get_by_label("Apa yang Anda temui?").wait_for()
    phones([asked, tall(ani, 740)], "hp-tugas")
    causes_and_plan(budi)


def field(studio: Studio) -> None:
    """The same PSM later, on another phone of hers: promised visits, causes, duty, notifications."""
    ani = studio.phone()
    ani.context.grant_permissions(["geolocation", "notifications"])
    phone.enrol(ani, studio.instance.new_code("Ani Rahmawati"))
    phone.send_now(ani)
    ani.goto("/app/#/")
    ani.get_by_role("heading", name="Perlu dikunjungi").wait_for()
    due = tall(ani, 980)
    ani.goto("/app/#/kasus")
    ani.get_by_role("link", name=re.compile(WHO)).first.click()
    ani.get_by_role("link", name=re.compile("^Keluarga dan akar")).click()
    ani.get_by_role("heading", name="Akar masalah", exact=True).wait_for()
    family = tall(ani, 980)
    phone.latest_report(ani)
    phones([due, family, tall(ani, 980)], "hp-keluarga")
    ani.goto("/app/#/piket")
    ani.get_by_role("heading", name="Jadwal saya").wait_for()
    duty = tall(ani, 740)
    ani.goto("/app/#/saya/pemberitahuan")
    ani.get_by_role("heading", name="Di HP ini").wait_for()
    notify = tall(ani, 740)
    ani.goto("/app/#/kasus?tab=sekitar")
    ani.get_by_role("heading", level=1).wait_for()
    phones([duty, notify, tall(ani, 740)], "hp-piket")


def offer(budi: Page, person: str) -> None:
    """Offer the story's case, as soon as the worker has opened it."""
    for _ in range(60):
        budi.goto(f"/kasus/?q={WHO}")
        if budi.get_by_role("link", name=re.compile(WHO)).count():
            break
        budi.wait_for_timeout(500)
    case_page(budi)
    budi.get_by_role("button", name=re.compile(r"^Tugaskan\s*t?$")).first.click()
    sheet = budi.get_by_role("dialog", name="Tugaskan kasus")
    sheet.get_by_role("radio", name=re.compile(f"^{person}")).check()
    sheet.get_by_role("button", name="Tugaskan", exact=True).click()
    budi.get_by_text(f"Ditawarkan kepada {person}").first.wait_for()


def case_page(page: Page, tab: str = "") -> str:
    """Open a tab of the story's case; returns the case's address."""
    page.goto(f"/kasus/?q={WHO}")
    link = page.locator("main td a, main th a").first.get_attribute("href") or ""
    page.goto(f"{link.split('?')[0]}{tab}")
    return link.split("?")[0]


def causes_and_plan(budi: Page) -> None:
    """What Budi adds to the case: why, what is to be done, and the promised visits."""
    case = case_page(budi)
    for code, effect, sure, note in CAUSES:
        budi.goto(f"{case}keluarga/sebab/baru/?kode={code}")
        if effect:
            budi.get_by_label("Sebab ini mengakibatkan").select_option(label=effect)
        budi.get_by_label("Keterangan dan bukti").fill(note)
        budi.get_by_label("Seberapa yakin").select_option(label=sure)
        budi.get_by_role("button", name="Tambah sebab").click()
        budi.wait_for_url(re.compile("/keluarga/(#.*)?$"))
    budi.goto(f"{case}rencana/")
    budi.get_by_role("button", name="Susun rencana").click()
    budi.get_by_role("radio", name=re.compile("Lansia sendirian")).check()
    budi.get_by_role("button", name="Buat rancangan").click()
    budi.get_by_role("button", name="Kesepakatan keluarga").click()
    budi.get_by_label("Dengan siapa").fill(f"Nini {WHO} dan ketua RT")
    budi.get_by_role("dialog", name="Kesepakatan keluarga").get_by_role(
        "button", name="Simpan"
    ).click()
    budi.get_by_text("Disepakati dengan").wait_for()
    budi.get_by_role("button", name="Setujui", exact=True).first.click()
    budi.get_by_role("dialog", name="Setujui rencana").get_by_role("button", name="Setujui").click()
    budi.get_by_role("button", name="Catat tinjauan").wait_for()
    if not budi.get_by_role("button", name=re.compile("^Hentikan")).count():
        budi.get_by_role("button", name="Tambah jadwal").click()
        budi.get_by_role("button", name="Simpan jadwal").click()
        budi.get_by_role("button", name=re.compile("^Hentikan")).wait_for()


def desk(studio: Studio) -> None:
    """The duty desk's screens."""
    budi = studio.office("budi")
    budi.goto("/laporan/baru/")
    budi.get_by_label("Apa yang terjadi?").fill(
        "Air masuk rumah setinggi lutut sejak magrib. Ada bayi dan nenek di dalam, belum bisa keluar."
    )
    budi.get_by_label("Kebutuhan utama").select_option(label="Bencana")
    for words in ("bahaya", "bayi"):
        group = budi.get_by_role("radiogroup", name=re.compile(words, re.I)).first
        group.get_by_role("radio", name="Ya", exact=True).check()
    budi.get_by_label("Nama pelapor").fill("Pak Sabri, ketua RT")
    budi.get_by_label("Nomor pelapor").fill("0899-0000-0921")
    budi.evaluate("scrollTo(0, 0)")
    part(budi, "piket-catat", 880, top=TOP)
    budi.evaluate("localStorage.clear()")
    budi.goto("/siaga/")
    budi.set_viewport_size({"width": 1280, "height": 720})
    keep(shot(budi), "piket-papan")
    budi.goto("/siaga/tenggat/")
    part(budi, "piket-lewat", 480, top=TOP)
    budi.goto("/kasus/bagi-tugas/")
    part(budi, "piket-bagi", 760, top=TOP)
    budi.goto("/piket/")
    part(budi, "piket-jadwal", 1000, top=TOP)
    protected_page(studio.office("dewi"), child_case(studio.instance, phone.somebody("Rahma")))


def protected_page(page: Page, case: str) -> None:
    """A protected case as somebody sees it who does not work on it."""
    page.goto(f"/kasus/{case}/")
    page.get_by_role("button", name="Buka darurat tiga jam").wait_for()
    part(page, "piket-dilindungi", 780, top=TOP)


def refer(studio: Studio, budi: Page, case: str) -> None:
    """To a partner without an account: the officer's preview, the link, and the partner's answer."""
    budi.goto(f"{case}rujukan/")
    part(budi, "rujukan-pilih", 860, top=TOP)
    budi.get_by_role("link", name=re.compile("LKS Contoh Harapan Banua")).first.click()
    budi.get_by_role("radio", name=re.compile("^Sudah disetujui")).check()
    budi.get_by_label("Siapa yang menyetujui").select_option(index=1)
    budi.get_by_label("Catatan untuk mitra").fill("Mohon diantar makan siang, tetangga hanya pagi.")
    budi.get_by_role("button", name="Perbarui pratinjau").click()
    budi.get_by_role("heading", name="Ini yang dilihat mitra").wait_for()
    part(budi, "rujukan-baru", 1000, top=TOP)
    budi.get_by_role("button", name="Kirim rujukan").click()
    budi.get_by_role("button", name="Buat tautan baru").or_(
        budi.get_by_role("heading", name="1. Kirim tautan")
    ).first.wait_for()
    if not budi.get_by_role("heading", name="1. Kirim tautan").count():
        budi.get_by_role("button", name="Buat tautan baru").click()
        budi.get_by_role("heading", name="1. Kirim tautan").wait_for()
    address = budi.locator("main code").first.inner_text()
    code = budi.locator("p.text-3xl").inner_text()
    held = studio.phone()
    held.goto(re.sub(r"^https?://[^/]+", "", address))
    asks = tall(held, 900)
    held.get_by_label("Kode enam angka").fill(code)
    held.get_by_role("button", name="Buka rujukan").click()
    held.get_by_role("button", name="Kami terima").wait_for()
    shows = tall(held, 900)
    held.get_by_label("Pesan untuk kantor").fill("Mulai besok, diantar pukul 11.")
    held.get_by_role("button", name="Kami terima").click()
    held.get_by_text(re.compile("Sudah selesai|Terima kasih")).first.wait_for()
    phones([asks, shows, tall(held, 900)], "rujukan-mitra")
    budi.goto(f"{case}rujukan/")
    budi.get_by_role("link", name="LKS Contoh Harapan Banua").first.click()
    part(budi, "rujukan-satu", 900, top=TOP)


def give(budi: Page, case: str) -> None:
    """The same parcel twice: the warning before it is saved."""
    for _ in range(2):
        budi.goto(f"{case}bantuan/")
        budi.get_by_role("button", name="Catat bantuan").click()
        sheet = budi.get_by_role("dialog", name="Catat bantuan")
        sheet.get_by_label("Bantuan", exact=True).select_option(label="Paket sembako")
        sheet.get_by_label("Sumber", exact=True).select_option(index=1)
        sheet.get_by_label("Nilai (rupiah)").fill("150.000")
        if _ == 0:
            sheet.get_by_role("button", name="Simpan bantuan").click()
            budi.get_by_text("Rp150.000").first.wait_for()
    budi.get_by_text("Periksa dulu: mungkin ganda").wait_for()
    part(budi, "bantuan-ganda", 900, rail=True)


def officer(studio: Studio) -> None:
    """The officer's screens around the story's case."""
    budi = studio.office("budi")
    case = case_page(budi, "keluarga/")
    part(budi, "akar", 1000, top=TOP)
    budi.goto(f"{case}rencana/")
    part(budi, "rencana", 1250, top=TOP)
    refer(studio, budi, case)
    budi.goto(f"{case}surat/?jenis=surat_pengantar")
    part(budi, "surat-baru", 800, top=TOP)
    give(budi, case)
    budi.goto("/pemulangan/")
    budi.locator("main td a, main th a").first.click()
    part(budi, "pemulangan", 1000, top=TOP)
    budi.goto("/sistem-lain/lembar/")
    part(budi, "sistem-lain", 560, top=TOP)
    measured(studio, budi)
    budi.goto("/pdp/baru/")
    part(budi, "pdp", 760, top=TOP)
    farida = studio.office("farida")
    farida.goto("/pengaturan/pesan/")
    part(farida, "pesan-atur", 900, top=TOP)


def measured(studio: Studio, budi: Page) -> None:
    """A closed case that was measured twice, of the demo."""
    found = run_inside(studio.instance, TWICE).split()
    budi.goto(f"/kasus/{found[-1]}/rencana/")
    budi.get_by_text("tiga bulan sesudahnya").wait_for()
    part(budi, "hasil", 560, top=TOP)


def screen(name: str, number: int, of: int) -> Image.Image:
    """The upper part of one phone of a strip that `phones` has kept."""
    whole = Image.open(OUT / f"{name}.webp").convert("RGB")
    wide = (whole.width - GAP * (of + 1)) / of
    left = GAP + number * (wide + GAP)
    return whole.crop((round(left), GAP, round(left + wide), GAP + round(wide * 1.55)))


def sheet(studio: Studio) -> None:
    """Two strips of four phones for the page that is printed; made of those `phones` has kept."""
    wrote = [screen("hp-lapor", n, 3) for n in range(3)]
    worked = [screen("hp-keluarga", n, 3) for n in range(3)]
    keep(strip([*wrote, screen("hp-tugas", 0, 2)], WIDE), "psm-1")
    keep(strip([screen("hp-tugas", 1, 2), *worked[1:], screen("hp-piket", 0, 3)], WIDE), "psm-2")


PARTS = {"casework": casework, "field": field, "sheet": sheet, "desk": desk, "officer": officer}
