"""Area codes as strings: levels, parents, subtrees, and reading codes as people write them.

A code is dotted: `63`, `63.71`, `63.71.03`, `63.71.03.1004` (the Kemendagri shape 2.2.2.4).
The last block of a village says what it is: 1xxx kelurahan, 2xxx desa, 3xxx desa adat.

Two traps are named here and never papered over: Statistics Indonesia (BPS) numbers everything below
the kab/kota differently, and a spreadsheet cell of type number turns `63.10` into `63.1`.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import product


class AreaLevel(StrEnum):
    """The four levels; the value is what the `level` column holds."""

    PROVINSI = "provinsi"
    KABKOTA = "kabkota"
    KECAMATAN = "kecamatan"
    DESA = "desa"


LEVELS = tuple(AreaLevel)
LENGTHS = {2: AreaLevel.PROVINSI, 5: AreaLevel.KABKOTA, 8: AreaLevel.KECAMATAN, 13: AreaLevel.DESA}
DEPTH = {level: depth for depth, level in enumerate(LEVELS, start=1)}
_WIDTHS = (2, 2, 2, 4)
_GLUED_WIDTHS = {(4, 2), (4, 2, 4), (4, 6), (6, 4), (2, 2, 6), (2, 4), (2, 8)}
_BPS_WIDTHS = {(2, 2, 3), (2, 2, 3, 3), (4, 3), (4, 3, 3), (7, 3)}
_BPS_REASON = "ini kode BPS; penomorannya lain di bawah kabupaten"
_SHAPE = re.compile(r"[1-9]\d(\.\d\d(\.\d\d(\.\d{4})?)?)?")


class ReadingKind(StrEnum):
    """What a text turned out to be when read as a code."""

    CODE = "code"
    AMBIGUOUS = "ambiguous"
    BPS = "bps"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CodeReading:
    """`code` only when there is one way to read it; otherwise `candidates`, with the reason."""

    kind: ReadingKind
    code: str = ""
    candidates: tuple[str, ...] = ()
    reason: str = ""


_NOT_A_CODE = CodeReading(ReadingKind.NONE)


def is_code(text: str) -> bool:
    """True for the exact dotted shape; says nothing about whether such an area exists."""
    return _SHAPE.fullmatch(text) is not None


def level_of(code: str) -> AreaLevel:
    """Level of a dotted code. Raises ValueError when the shape is not one of the four."""
    if not is_code(code):
        raise ValueError(f"not an area code: {code!r}")
    return LENGTHS[len(code)]


def parent_of(code: str) -> str:
    """`63.71.03` -> `63.71`; the parent of a province is ""."""
    return code.rpartition(".")[0]


def provinsi_of(code: str) -> str:
    """First two digits, or "" when there is no code."""
    return code[:2]


def kabkota_of(code: str) -> str:
    """`63.71.03.1004` -> `63.71`; "" when the code is a province."""
    return code[:5] if len(code) >= 5 else ""


def kecamatan_of(code: str) -> str:
    """`63.71.03.1004` -> `63.71.03`; "" when the code is above kecamatan level."""
    return code[:8] if len(code) >= 8 else ""


def within(code: str, area: str) -> bool:
    """True when `code` is `area` or lies below it; every code lies within ""."""
    return not area or code == area or code.startswith(area + ".")


def kind_of(code: str, name: str = "") -> str:
    """What the area is called in law: kota, kabupaten, kelurahan, desa, desa_adat, distrik ...

    A kota has a second block of 71 or more (Permendagri 58/2021); the name decides where given.
    """
    level = level_of(code)
    if level is AreaLevel.PROVINSI:
        return "provinsi"
    if level is AreaLevel.KABKOTA:
        kota = name.lower().startswith("kota ") if name else int(code[3:5]) >= 71
        return "kota" if kota else "kabupaten"
    if level is AreaLevel.KECAMATAN:
        return "distrik" if code[0] == "9" else "kecamatan"
    return {"1": "kelurahan", "3": "desa_adat"}.get(code[9], "desa")


def dotted(digits: str) -> str:
    """`6371011001` -> `63.71.01.1001`. Raises ValueError when the number of digits is not 2/4/6/10."""
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (2, 4, 6, 10):
        raise ValueError(f"not 2, 4, 6 or 10 digits: {digits!r}")
    return ".".join(p for p in (digits[0:2], digits[2:4], digits[4:6], digits[6:10]) if p)


def parse(raw: object) -> CodeReading:
    """Read any shape met in practice; a cell value (int, float) may be passed as it came.

    `63.71.01.1001`, `6371011001`, `63-71-01-1001`, `637101` (the head of a NIK) are read.
    A number such as 63.1 has two readings (63.10, 63.01) and comes back ambiguous.
    A BPS code is named as such and gives no candidates: its villages are numbered differently.
    """
    if isinstance(raw, bool) or raw is None:
        return _NOT_A_CODE
    if isinstance(raw, (int, float)):
        return _parse_number(raw)
    text = str(raw).strip().strip("'\"`").strip()
    if re.fullmatch(r"\d[.,]\d+[eE]\+?\d{1,2}", text):
        return _parse_number(float(text.replace(",", ".")))
    if re.fullmatch(r"\d{2,10}[.,]0", text) and len(text) != 4:
        text = text[:-2]
    if text.isascii() and text.isdigit():
        return _parse_digits(text)
    blocks = re.split(r"\s*[.,/\-_ ]\s*", text)
    if not all(b.isascii() and b.isdigit() for b in blocks):
        return _NOT_A_CODE
    return _parse_blocks(blocks)


def _parse_number(value: float) -> CodeReading:
    if value != value or value in (float("inf"), float("-inf")) or value < 11:  # noqa: PLR0124
        return _NOT_A_CODE
    if value == int(value):
        return _parse_digits(str(int(value)))
    return _parse_blocks(repr(float(value)).split("."))


def _parse_digits(digits: str) -> CodeReading:
    if len(digits) == 7 or (len(digits) == 10 and digits[6] == "0"):
        return CodeReading(ReadingKind.BPS, reason=_BPS_REASON)
    try:
        code = dotted(digits)
    except ValueError:
        return _NOT_A_CODE
    return CodeReading(ReadingKind.CODE, code) if is_code(code) else _NOT_A_CODE


def _parse_blocks(blocks: list[str]) -> CodeReading:
    joined = "".join(blocks)
    widths = tuple(len(b) for b in blocks)
    if widths in _BPS_WIDTHS:
        return CodeReading(ReadingKind.BPS, reason=_BPS_REASON)
    if blocks[1:] == ["0"]:
        return _parse_digits(blocks[0])
    if "" in blocks or len(blocks) > 4 or len(blocks[0]) < 2:
        return _NOT_A_CODE
    if len(blocks) == 1 or widths in _GLUED_WIDTHS or widths == _WIDTHS[: len(blocks)]:
        return _parse_digits(joined)
    return _lost_zeros(blocks)


def _lost_zeros(blocks: list[str]) -> CodeReading:
    """A block that is too short lost a zero in front (typed) or at the end (number cell)."""
    options: list[list[str]] = []
    for block, width in zip(blocks, _WIDTHS, strict=False):
        if len(block) == width:
            options.append([block])
        elif len(block) == width - 1:
            options.append([block + "0", "0" + block])
        else:
            return _NOT_A_CODE
    found = [".".join(parts) for parts in product(*options)]
    kept = tuple(code for code in found if is_code(code))
    reason = "angka nol hilang (sel bertipe angka); ubah kolom menjadi Teks"
    return (
        CodeReading(ReadingKind.AMBIGUOUS, candidates=kept, reason=reason) if kept else _NOT_A_CODE
    )
