"""Pictures for the README from a running demo: `python -m e2e.screens URL DATA_DIR [NAME]`.

Performs the story on a fresh demo (`bubuhan up --demo`) and writes WebP files to docs/screens/.
On a demo where Salmah already has a case, another NAME is needed: a second report would join hers.
"""

import io
import re
import sys
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from e2e import phone
from e2e.conftest import (
    CHROMIUM,
    CHROMIUM_ARGS,
    OFFICE,
    PELAMBUAN,
    REPO,
    Instance,
    running_instance,
    sign_in,
)
from e2e.phone import Story
from e2e.test_office import messy_list
from e2e.test_story import offer_to, resolve

OUT = REPO / "docs" / "screens"
GROUND = {"light": "#e9e5dc", "dark": "#0c1210"}
GAP = 28
NAME = sys.argv[3] if len(sys.argv) > 3 else "Salmah"
STORY = Story(
    f"Nini {NAME} sendirian di rumah, demam tiga hari, tidak ada yang merawat. Makan hanya dari tetangga.",
    name=NAME,
    age="78",
    signs=("sakit berat", "sendirian", "lansia"),
)


class Studio:
    """A browser before a running demo."""

    def __init__(self, browser: Browser, instance: Instance) -> None:
        self.browser, self.instance = browser, instance

    def window(self, **options: Any) -> BrowserContext:
        return self.browser.new_context(
            base_url=self.instance.url,
            locale="id-ID",
            timezone_id="Asia/Makassar",
            reduced_motion="reduce",
            **options,
        )

    def office(self, username: str) -> Page:
        page = self.window(viewport=OFFICE).new_page()
        sign_in(page, self.instance.login(username))
        return page

    def phone(self) -> Page:
        context = self.window(
            viewport={"width": 360, "height": 740},
            device_scale_factor=1.5,
            has_touch=True,
            geolocation=PELAMBUAN,
            permissions=["geolocation"],
        )
        context.set_default_timeout(60_000)
        return context.new_page()


def shot(page: Page, scheme: str = "light", whole: bool = False) -> Image.Image:
    """What the page shows now, in that scheme."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate("document.activeElement?.blur()")
    data = page.screenshot(full_page=whole, animations="disabled")
    page.emulate_media(color_scheme="light")
    return Image.open(io.BytesIO(data)).convert("RGB")


def rounded(image: Image.Image, ground: str, radius: int = 18) -> Image.Image:
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, *image.size), radius, fill=255)
    flat = Image.new("RGB", image.size, ground)
    flat.paste(image, mask=mask)
    return flat


def strip(images: list[Image.Image], width: int, scheme: str = "light") -> Image.Image:
    """Pictures side by side on one ground, equally high, together `width` wide."""
    ground = GROUND[scheme]
    free = width - GAP * (len(images) + 1)
    height = round(free / sum(i.width / i.height for i in images))
    made = Image.new("RGB", (width, height + 2 * GAP), ground)
    x = GAP
    for image in images:
        small = image.resize(
            (round(image.width * height / image.height), height), Image.Resampling.LANCZOS
        )
        made.paste(rounded(small, ground), (x, GAP))
        x += small.width + GAP
    return made


def keep(image: Image.Image, name: str, quality: int = 80) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    image.save(OUT / f"{name}.webp", "WEBP", quality=quality, method=6)


def field_report(ani: Page) -> list[tuple[Image.Image, Image.Image]]:
    """Ani writes without signal; her screens in both schemes."""
    seen = []

    def look() -> None:
        seen.append((shot(ani), shot(ani, "dark")))

    phone.send_now(ani)
    ani.goto("/app/#/")
    expect(ani.get_by_role("switch")).to_contain_text("Siap menerima tugas")
    look()
    ani.context.set_offline(True)
    phone.begin(ani, STORY)
    look()
    phone.finish(ani, STORY)
    look()
    ani.context.set_offline(False)
    return seen


def help_given(ani: Page) -> None:
    """Ani accepts, visits and finishes."""
    phone.send_now(ani)
    ani.goto("/app/#/kasus?tab=tawaran")
    ani.get_by_role("link", name=re.compile(NAME)).first.click()
    ani.get_by_role("button", name="Terima tugas").click()
    ani.get_by_role("link", name="Catat kunjungan").click()
    phone.pick(ani, "Ya")
    phone.pick(ani, "Membaik")
    ani.get_by_label("Apa yang Anda temui?").fill(
        "Diantar ke puskesmas dengan ojek kampung. Panasnya turun, sudah makan."
    )
    phone.save(ani, "Simpan kunjungan")
    resolve(ani, "Dirawat kemenakannya di rumah yang sama; makanan diantar tetangga bergantian.")
    phone.send_now(ani)


def tell_story(studio: Studio) -> None:
    ani, budi = studio.phone(), studio.office("budi")
    phone.enrol(ani, studio.instance.new_code("Ani Rahmawati"))
    screens = field_report(ani)
    keep(strip([light for light, _ in screens], 1200), "phone")
    keep(strip([dark for _, dark in screens], 1200, "dark"), "phone-dark")
    phone.send_now(ani)

    budi.goto("/antrean/?urut=terbaru")
    budi.get_by_role("link", name=re.compile(NAME)).first.click()
    expect(budi.get_by_label("Kasus yang dibuka")).to_contain_text(NAME)
    budi.get_by_role("button", name=re.compile(r"^Tugaskan\s*t?$")).first.wait_for()
    queue = shot(budi)
    keep(queue, "queue")
    keep(shot(budi, "dark"), "queue-dark")
    offer_to(budi, "Ani Rahmawati")
    help_given(ani)
    budi.reload()
    budi.get_by_role("button", name="Verifikasi dan tutup").click()
    budi.get_by_role("button", name="Tutup kasus").click()
    budi.get_by_role("link", name="Halaman penuh").click()
    budi.get_by_text("Hasil: Kebutuhan terpenuhi").first.wait_for()
    closed = shot(budi)
    budi.set_viewport_size({"width": 1280, "height": 1240})
    keep(shot(budi), "case")
    keep(strip([screens[2][0], queue, closed], 1600), "story")


def desk_pictures(studio: Studio) -> None:
    """The import's preview and the map."""
    budi = studio.office("budi")
    budi.goto("/impor/")
    budi.get_by_label("Pilar", exact=True).select_option("PSM")
    budi.get_by_label("Pilih berkas").set_input_files(messy_list())
    budi.get_by_role("button", name="Unggah dan periksa kolom").click()
    budi.get_by_role("button", name="Periksa semua baris").click()
    budi.get_by_text("Belum ada yang disimpan").wait_for(timeout=60_000)
    keep(shot(budi), "import")
    budi.goto("/angka/")
    budi.locator("svg.map, .map svg, figure svg").first.scroll_into_view_if_needed()
    keep(shot(budi), "map")


def main() -> None:
    url, data = sys.argv[1], Path(sys.argv[2])
    expect.set_options(timeout=60_000)
    with sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=CHROMIUM, chromium_sandbox=False, args=CHROMIUM_ARGS
        )
        studio = Studio(browser, running_instance(url, data, running))
        tell_story(studio)
        desk_pictures(studio)
        browser.close()
    sizes = {file.name: file.stat().st_size // 1000 for file in sorted(OUT.glob("*.webp"))}
    print(sizes, "together", sum(sizes.values()), "kB")


if __name__ == "__main__":
    main()
