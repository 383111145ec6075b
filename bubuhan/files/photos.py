"""Photos without the camera's data: no place, no time, no serial number; upright; and a small copy."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from bubuhan.kernel.problems import Problem

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2560
THUMB_SIDE = 400
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class Size:
    width: int
    height: int


def clean(source: Path, mime: str, target: Path, thumb: Path) -> Size:
    """Write a clean copy and a small one. Raises Problem("file_broken")."""
    try:
        with Image.open(source, formats=[_FORMATS[mime]]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Problem("file_broken")
            # Smaller first: a JPEG is then decoded small, and turning copies the small one only.
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            picture = ImageOps.exif_transpose(image)
            size = Size(picture.width, picture.height)
            _save(picture, target, _FORMATS[mime])
            picture.thumbnail((THUMB_SIDE, THUMB_SIDE))
            thumb.parent.mkdir(parents=True, exist_ok=True)
            _save(picture, thumb, "JPEG", quality=78)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, OSError) and error.errno:
            raise  # the disk, not the picture
        raise Problem("file_broken") from error
    return size


def _save(picture: Image.Image, target: Path, kind: str, quality: int = 86) -> None:
    if kind == "JPEG" and picture.mode not in {"RGB", "L"}:
        picture = picture.convert("RGB")
    picture.info = {}  # what Pillow would write along: EXIF, XMP, comments, profiles
    picture.save(target, format=kind, quality=quality)
