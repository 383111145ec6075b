"""The address of a row: street, RT and RW in one form, and the area that only the address names. Pure."""

import re
from functools import lru_cache

_RT = re.compile(r"\bRT\b[ .:]*0*(\d{1,3})", re.IGNORECASE)
_RW = re.compile(r"\bRW\b[ .:]*0*(\d{1,3})", re.IGNORECASE)
_RT_RW = re.compile(
    r"[,;]?\s*\b(?:RT|RW)\b[ .:]*\d{1,3}\s*[/,.\-]?\s*(?:(?:RW)?[ .:]*\d{1,3}\b)?", re.IGNORECASE
)
_SLASH = re.compile(r"\bRT\b[ .:]*0*(\d{1,3})\s*/\s*(?:RW[ .:]*)?0*(\d{1,3})", re.IGNORECASE)


def read_address(street: str, rt: str, rw: str, both: str) -> str:
    """Street and RT/RW in one fixed form, wherever they stood: `Jl. Kuin RT 05 RW 02`."""
    rt, rw = _number(rt), _number(rw)
    if both and (pair := re.findall(r"\d{1,3}", both)):
        rt, rw = rt or pair[0], rw or (pair[1] if len(pair) > 1 else "")
    if street and ("RT" in (loud := street.upper()) or "RW" in loud):
        street, rt, rw = _street(street, rt, rw)
    parts = [street.strip(" ,;./-")]
    if rt.strip("0"):
        parts.append(f"RT {rt.lstrip('0').zfill(2)}")
    if rw.strip("0"):
        parts.append(f"RW {rw.lstrip('0').zfill(2)}")
    return " ".join(p for p in parts if p)[:250]


def _street(street: str, rt: str, rw: str) -> tuple[str, str, str]:
    """RT and RW taken out of a street."""
    if slash := _SLASH.search(street):
        rt, rw = rt or slash[1], rw or slash[2]
    for pattern in (_RT, _RW):
        if inside := pattern.search(street):
            rt, rw = (rt or inside[1], rw) if pattern is _RT else (rt, rw or inside[1])
    return " ".join(_RT_RW.sub(" ", street).split()), rt, rw


@lru_cache(maxsize=4096)
def _number(text: str) -> str:
    found = re.search(r"\d{1,3}", text)
    return found[0] if found else ""


def area_in_address(address: str) -> str:
    """What an address says from its first level word on: `Kel. Pelambuan Kec. ...`; "" without one."""
    found = re.search(
        r"\b(?:kel|kelurahan|desa|ds|kec|kecamatan)\b\.?\s+.*$", address, re.IGNORECASE
    )
    return found[0] if found else ""
