"""How a member number looks. Pure: a pattern and facts in, text out."""

import re
from dataclasses import dataclass
from datetime import date

DEFAULT = "{pilar}-{kode}-{urut}"
_FIELD = re.compile(r"\{([^{}]*)\}")
_KNOWN = {"pilar", "kode", "tahun", "urut"}
_PLAIN = re.compile(r"[A-Z0-9./-]*")
_MOST = 40


@dataclass(frozen=True, slots=True)
class Scheme:
    """A pattern and how many digits its serial has at least."""

    pattern: str = DEFAULT
    digits: int = 4


def trouble(pattern: str, digits: int) -> str:
    """What is wrong with a pattern, in words; "" when it can be used."""
    fields = _FIELD.findall(pattern)
    unknown = [f for f in fields if f not in _KNOWN]
    if unknown:
        return f"{{{unknown[0]}}} tidak dikenal"
    if fields.count("urut") != 1:
        return "harus ada tepat satu {urut}"
    if not _PLAIN.fullmatch(_FIELD.sub("", pattern)):
        return "selain isian hanya boleh huruf besar, angka, titik, garis miring, tanda hubung"
    if not 3 <= digits <= 8:
        return "banyak angka urut 3 sampai 8"
    if len(render(Scheme(pattern, digits), "PELOPOR_PERDAMAIAN", "63.71", date.max, 10**8)) > _MOST:
        return f"nomornya akan lebih dari {_MOST} huruf"
    return ""


def stem(scheme: Scheme, pillar: str, area: str, day: date) -> str:
    """The number with # for its serial: numbers with one stem share one series."""
    return _fill(scheme.pattern, pillar, area, day, "#")


def render(scheme: Scheme, pillar: str, area: str, day: date, serial: int) -> str:
    """`PSM-6371-0042`."""
    return _fill(scheme.pattern, pillar, area, day, f"{serial:0{scheme.digits}d}")


def _fill(pattern: str, pillar: str, area: str, day: date, serial: str) -> str:
    values = {
        "pilar": pillar.replace("_", ""),
        "kode": area[:5].replace(".", ""),
        "tahun": str(day.year),
        "urut": serial,
    }
    return _FIELD.sub(lambda m: values[m.group(1)], pattern)
