"""Draws the app icons from the mark (public/icons/mark.svg) with Pillow; run by hand when the mark changes.

The shapes are repeated here, because Pillow reads no SVG: keep the numbers equal.
"""

from pathlib import Path

from PIL import Image, ImageDraw

GREEN, WHITE, YELLOW = "#0b5d57", "#ffffff", "#f4b400"
OUT = Path(__file__).parent.parent / "public" / "icons"
SCALE = 4  # drawn large, then reduced: smooth edges


def mark(size: int, *, rounded: bool, inset: float) -> Image.Image:
    """The mark on its green ground; `inset` shrinks the drawing for maskable icons."""
    full = 512 * SCALE
    image = Image.new("RGBA", (full, full), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, full, full), radius=112 * SCALE if rounded else 0, fill=GREEN)

    def at(value: float) -> float:
        return ((value - 256) * (1 - inset) + 256) * SCALE

    def length(value: float) -> float:
        return value * (1 - inset) * SCALE

    def dot(x: float, y: float, r: float, fill: str) -> None:
        draw.ellipse(
            (at(x) - length(r), at(y) - length(r), at(x) + length(r), at(y) + length(r)), fill=fill
        )

    for centre in (188, 324):
        box = (at(centre - 83), at(314 - 83), at(centre + 83), at(314 + 83))
        draw.arc(box, 180, 360, fill=WHITE, width=round(length(30)))
        for x in (centre - 68, centre + 68):
            dot(x, 314, 15, WHITE)
        dot(centre, 192, 36, WHITE)
    dot(256, 120, 36, YELLOW)
    points = [(at(108 + 37 * i), at(398 if i % 2 == 0 else 364)) for i in range(9)]
    draw.line(points, fill=YELLOW, width=round(length(20)), joint="curve")
    for x, y in (points[0], points[-1]):
        r = length(10)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=YELLOW)
    return image.resize((size, size), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    mark(192, rounded=True, inset=0).save(OUT / "icon-192.png", optimize=True)
    mark(512, rounded=True, inset=0).save(OUT / "icon-512.png", optimize=True)
    mark(180, rounded=False, inset=0.06).save(OUT / "icon-180.png", optimize=True)
    mark(512, rounded=False, inset=0.2).save(OUT / "maskable-512.png", optimize=True)
