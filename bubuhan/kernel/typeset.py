"""Printed papers: a typst template and data in, a PDF (or pictures of its pages) out.

Data reaches a template only as JSON in `sys.inputs.data`, never as markup, so that a name can hold
any sign. The typefaces are our own (`kernel/fonts`, SIL OFL 1.1): a paper looks the same on every
server. Templates of all rooms begin with what `kernel/papers.typ` gives (page, head, table, figure).
"""

import io
import json
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import segno
from django.core.serializers.json import DjangoJSONEncoder

if TYPE_CHECKING:
    import typst

_HERE = Path(__file__).resolve().parent
ROOT = _HERE.parent
_lock = threading.Lock()


def pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """A tagged PDF (PDF/UA-1: it can be read aloud). `template` lies inside the package.

    A new reader in a template's `image()` needs `alt`, or this raises typst.TypstError.
    """
    made = _compile(template, data, "pdf")
    return made if isinstance(made, bytes) else made[0]


def pictures(template: Path, data: Mapping[str, Any], ppi: float = 96) -> list[bytes]:
    """The same pages as PNG: for tests and for a look before printing."""
    made = _compile(template, data, "png", ppi)
    return [made] if isinstance(made, bytes) else list(made)


def qr_rows(text: str, error: str = "m") -> list[str]:
    """The squares of a QR code, dark as "1": `["1111111001...", ...]`, without the quiet zone."""
    code = segno.make(text, error=error, micro=False)
    return ["".join("1" if dark else "0" for dark in row) for row in code.matrix]


def qr_svg(text: str, error: str = "m") -> str:
    """The same as an SVG that a template takes as `image(bytes(data.qr), format: "svg", alt: ..)`."""
    out = io.BytesIO()
    segno.make(text, error=error, micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()


def _compile(
    template: Path, data: Mapping[str, Any], kind: Literal["pdf", "png"], ppi: float = 96
) -> bytes | list[bytes]:
    values = {"data": json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)}
    with _lock:  # one compiler for all templates keeps the typefaces and what did not change
        made = _compiler().compile(
            input=str(template),
            format=kind,
            ppi=ppi if kind == "png" else None,
            sys_inputs=values,
            pdf_standards=["ua-1"] if kind == "pdf" else [],
        )
    if made is None:
        raise RuntimeError("typst made nothing")
    return made


@lru_cache(maxsize=1)
def _compiler() -> "typst.Compiler":
    import typst  # 40 MB in a process, for a page that is opened now and then

    return typst.Compiler(
        root=str(ROOT), font_paths=[str(_HERE / "fonts")], ignore_system_fonts=True
    )
