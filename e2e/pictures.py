"""How the pictures of docs/panduan are cut and kept: small WebP files, the page without its rail."""

from PIL import Image
from playwright.sync_api import Page

from e2e.conftest import REPO
from e2e.screens import shot

OUT = REPO / "docs" / "panduan" / "gambar"
RAIL = 216
TOP = 92
WIDE = 1000


def keep(image: Image.Image, name: str, wide: int = WIDE) -> None:
    """At most `wide` across and 60 kB."""
    if image.width > wide:
        size = (wide, round(image.height * wide / image.width))
        image = image.resize(size, Image.Resampling.LANCZOS)
    OUT.mkdir(parents=True, exist_ok=True)
    for quality in (78, 68, 58, 48, 38):
        image.save(OUT / f"{name}.webp", "WEBP", quality=quality, method=6)
        if (OUT / f"{name}.webp").stat().st_size <= 60_000:
            return


def part(page: Page, name: str, height: int = 800, top: int = 0, rail: bool = False) -> None:
    """The page without its rail, as high as said."""
    page.set_viewport_size({"width": 1280, "height": height})
    for toast in page.locator(".toast button").all():
        toast.click()
    image = shot(page)
    keep(image.crop((0 if rail else RAIL, top, image.width, image.height)), name)
