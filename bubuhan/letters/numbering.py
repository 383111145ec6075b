"""How a letter's number looks. Pure: a pattern and facts in, text out."""

import re
from dataclasses import dataclass
from datetime import date

DEFAULT = "{urut}/{kode}/{dinas}/{bulan_romawi}/{tahun}"
_FIELD = re.compile(r"\{([^{}]*)\}")
KNOWN = ("urut", "kode", "dinas", "bulan", "bulan_romawi", "tahun")
_PLAIN = re.compile(r"[A-Za-z0-9./ -]*")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_MOST = 80


@dataclass(frozen=True, slots=True)
class Scheme:
    """A pattern, how many digits its serial has at least, and the office's short name."""

    pattern: str = DEFAULT
    digits: int = 3
    code: str = "DINSOS"


def trouble(pattern: str, digits: int) -> str:
    """What is wrong with a pattern, in words; "" when it can be used."""
    fields = _FIELD.findall(pattern)
    unknown = [f for f in fields if f not in KNOWN]
    if unknown:
        return f"{{{unknown[0]}}} tidak dikenal"
    if fields.count("urut") != 1:
        return "harus ada tepat satu {urut}"
    if "tahun" not in fields:
        return "harus ada {tahun}, supaya nomor tahun depan tidak sama"
    if not _PLAIN.fullmatch(_FIELD.sub("", pattern)):
        return "selain isian hanya boleh huruf, angka, titik, garis miring, tanda hubung"
    if not 1 <= digits <= 6:
        return "banyak angka urut 1 sampai 6"
    longest = Scheme(pattern, digits, "X" * 20)
    if len(render(longest, "9" * 20, date(2028, 8, 1), 10**6)) > _MOST:
        return f"nomornya akan lebih dari {_MOST} huruf"
    return ""


def render(scheme: Scheme, code_no: str, day: date, serial: int) -> str:
    """`042/460/DINSOS/XI/2026`."""
    values = {
        "urut": f"{serial:0{scheme.digits}d}",
        "kode": code_no,
        "dinas": scheme.code,
        "bulan": f"{day.month:02d}",
        "bulan_romawi": _ROMAN[day.month - 1],
        "tahun": str(day.year),
    }
    return _FIELD.sub(lambda m: values[m[1]], scheme.pattern)
