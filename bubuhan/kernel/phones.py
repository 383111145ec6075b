"""Phone numbers as people write them -> `+62899...`. Pure."""

import re
from decimal import Decimal

from bubuhan.kernel.problems import Problem

_PARTS = re.compile(r"[/;,|&\n]|\batau\b|\bdan\b|\s{2,}", re.IGNORECASE)
_NOISE = re.compile(r"[^\d+]")
_MOBILE = re.compile(r"8\d{7,11}")
_LANDLINE = re.compile(r"[2-7]\d{7,10}")
_SCIENCE = re.compile(r"\d[.,]\d{8,12}e\+?1[0-3]", re.IGNORECASE)  # with all its digits
_NEXT = re.compile(r"(?<=\d)[\s\-]*(?=(?:\+62|08)\d)")  # where a second number begins


def parse_phone(raw: object, *, field: str = "phone") -> tuple[str, ...] | Problem:
    """All numbers of one cell in international form, () for an empty one, or Problem `phone_invalid`.

    A number cell has lost its leading zero: 81234567890 is a mobile number all the same.
    """
    if raw is None:
        return ()
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = str(raw).strip()
    if _SCIENCE.fullmatch(text):
        text = str(int(Decimal(text.replace(",", "."))))
    if not any(c.isdigit() for c in text):
        return () if len(text) < 3 or text.casefold() in _NOTHING else _bad(text, field)
    if set(text) <= set("0 -"):
        return ()
    found: list[str] = []
    for part in _PARTS.split(text):
        if not any(c.isdigit() for c in part):
            continue
        numbers = [_normal(part)]
        if numbers == [None]:  # two numbers with nothing but a blank between them
            numbers = [_normal(one) for one in _NEXT.split(part)]
        for number in numbers:
            if number is None:
                return _bad(text, field)
            if number not in found:
                found.append(number)
    return tuple(found)


def show_phone(phone: str) -> str:
    """`+6289900000001` -> `0899-0000-0001`; other text unchanged."""
    if not phone.startswith("+628"):
        return "0" + phone[3:] if phone.startswith("+62") else phone
    local = "0" + phone[3:]
    return "-".join(p for p in (local[:4], local[4:8], local[8:]) if p)


_NOTHING = frozenset(
    {"tidak ada", "tdk ada", "belum ada", "kosong", "tidak punya", "tdk punya", "nihil", "n/a"}
)


def _normal(text: str) -> str | None:
    digits = _NOISE.sub("", text)
    if digits.startswith("+") and not digits.startswith("+62"):
        return None
    digits = digits.replace("+", "")
    if digits.startswith("62") and len(digits) > 10:
        digits = digits[2:]
    digits = digits.lstrip("0")
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return "+62" + digits
    return None


def _bad(text: str, field: str) -> Problem:
    return Problem("phone_invalid", field, value=text[:40])
