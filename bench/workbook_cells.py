"""How the cells of a messy workbook are written: dates, NIK, phones, areas, each with its faults."""

import random
from datetime import date

from bench.workbook_people import Planned, names

MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
          "Oktober", "Nopember", "Desember")  # fmt: skip
_EPOCH = date(1899, 12, 30)
_SHORT = (("Sungai", "Sei."), ("Sungai", "S."), ("Banjarmasin", "Bjm"), ("Selatan", "Sel."), ("Utara", "Utr"),
          ("Barat", "Brt"), ("Timur", "Tmr"), ("Tengah", "Tgh"), ("Teluk", "Tlk."), ("Pulau", "P."))  # fmt: skip
KAB_SHORT = {"63.01": "Tala", "63.02": "Kotabaru", "63.03": "Kab. Banjar", "63.04": "Batola", "63.05": "Tapin",
             "63.06": "HSS", "63.07": "HST", "63.08": "HSU", "63.09": "Tabalong", "63.10": "Tanbu",
             "63.11": "Balangan", "63.71": "Kota Banjarmasin", "63.72": "Banjarbaru"}  # fmt: skip


class Cells:
    """Writes one planned row's values and notes on the row what was done to them."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice

    def nik(self, planned: Planned, *, numbers: float = 0.0, quote: float = 0.0) -> str | float:
        """Text, a number cell, sixteen digits with an apostrophe or spaces, or fifteen digits."""
        record, dice = planned.record, self.dice
        if not record.nik:
            planned.faults.append("nik_missing")
            return dice.choice(("", "-"))
        if record.nik_damaged or dice.random() < numbers:
            planned.faults.append("nik_number")
            return float(int(record.nik))
        if dice.random() < 0.012:
            planned.faults.append("nik_short")
            at = dice.randrange(16)
            return record.nik[:at] + record.nik[at + 1 :]
        if dice.random() < quote:
            return "'" + record.nik
        if dice.random() < 0.05:
            return " ".join(record.nik[n : n + 4] for n in range(0, 16, 4))
        return record.nik

    def birth(self, planned: Planned, style: str) -> str | float:
        """`dmy` text, `serial` number, `words`, `short` with two digits of the year."""
        record = planned.record
        born = record.birth_date
        if born is None:
            planned.faults.append("birth_missing")
            return ""
        if record.birth_precision == "year":
            planned.faults.append("birth_year")
            return f"Thn {born.year}" if style == "words" else str(born.year)
        if self.dice.random() < 0.008:
            planned.faults.append("birth_impossible")
            return f"31-02-{born.year}"
        if style == "serial":
            return float((born - _EPOCH).days)
        if style == "words":
            return f"{born.day} {MONTHS[born.month - 1]} {born.year}"
        if style == "short":
            return f"{born:%d/%m/%y}"
        return f"{born:%d-%m-%Y}"

    def phone(self, planned: Planned, style: str = "text") -> str | float:
        """`text` 0899-..., `number` without its zero, `plus` +62; two numbers in one cell when there are."""
        phones = planned.record.phones
        if not phones:
            planned.faults.append("phone_missing")
            return self.dice.choice(("", "-", "tidak ada"))
        local = ["0" + p[3:] for p in phones]
        if style == "number" and len(local) == 1:
            planned.faults.append("phone_number")
            return float(int(local[0]))
        if style == "plus":
            local = [f"+62 {p[1:4]} {p[4:]}" for p in local]
        elif self.dice.random() < 0.5:
            local = [f"{p[:4]}-{p[4:8]}-{p[8:]}" for p in local]
        return self.dice.choice((" / ", ", ", "/")).join(local)

    def sex(self, planned: Planned, words: bool = False) -> str:
        """L or P, or whole words."""
        if not words:
            return planned.record.sex
        return {"L": "Laki-laki", "P": "Perempuan", "": ""}[planned.record.sex]

    def area(self, planned: Planned, level: int, *, capitals: bool = False) -> str:
        """Name of the home's kabupaten (1), kecamatan (2) or desa (3), at times shortened or misspelt."""
        parts = _own_area(planned).split(".")
        if len(parts) <= level:
            planned.faults.append("area_missing") if level == 3 else None
            return ""
        code = ".".join(parts[: level + 1])
        text = KAB_SHORT.get(code, names()[code]) if level == 1 else names()[code]
        if level == 3 and self.dice.random() < 0.1:
            for long, short in self.dice.sample(_SHORT, len(_SHORT)):
                if long in text:
                    planned.faults.append("area_short")
                    text = text.replace(long, short)
                    break
        if level == 3 and self.dice.random() < 0.03 and len(text) > 6:
            planned.faults.append("area_slip")
            at = self.dice.randrange(2, len(text) - 1)
            text = text[:at] + text[at + 1 :]
        return text.upper() if capitals else text


def kec_of(planned: Planned) -> str:
    """Code of the kecamatan the row belongs to; the person's own where the record says none."""
    code = _own_area(planned)
    return (code if len(code) >= 8 else planned.human.home)[:8]


def _own_area(planned: Planned) -> str:
    """The desa or kecamatan the record says, when it is in the kab/kota the list is of."""
    home = planned.human.home
    return next((a for a in planned.record.areas if a[:5] == home[:5]), home)
