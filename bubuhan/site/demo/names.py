"""Invented persons with names as people in South Kalimantan bear them.

Tokens are the curated list of the linkage room, not frequencies. Every NIK ends in serial 0000 and every
phone number starts with 0899-0000: neither can belong to a real person.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from bubuhan import linkage

_FILE = Path(linkage.__file__).parent / "data" / "name_tokens.csv"
# Rough shares of name styles; an assumption for the demo, not a census.
_STYLES = (
    ("banjar_muslim", 70),
    ("jawa", 14),
    ("dayak_meratus", 6),
    ("bugis_pesisir", 5),
    ("madura", 5),
)


@dataclass(frozen=True, slots=True)
class Invented:
    """A person who does not exist. `sex` is "L" or "P"; `nik` has serial 0000."""

    name: str
    sex: str
    born: date
    nik: str
    phone: str


class Namer:
    """Makes invented persons, the same ones for the same seed; no NIK or phone twice."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._tokens = _read()
        self._niks: set[str] = set()
        self._phones = [f"+62899{n:08d}" for n in range(10_000)]
        random.shuffle(self._phones)

    def person(self, area_code: str, today: date, ages: tuple[int, int] = (24, 68)) -> Invented:
        """One person who first registered in the kecamatan of `area_code`."""
        sex = self._random.choice("LP")
        while True:
            born = today - timedelta(days=self._random.randint(ages[0] * 365, ages[1] * 365))
            nik = _nik(area_code, born, sex)
            if nik not in self._niks:
                self._niks.add(nik)
                return Invented(self.name(sex), sex, born, nik, self.phone())

    def name(self, sex: str) -> str:
        """A full name of one to three tokens, sometimes with H./Hj. in front."""
        random = self._random
        style = random.choices([s for s, _ in _STYLES], [w for _, w in _STYLES])[0]
        pool = self._tokens[(style, sex)]
        parts = random.sample(pool, random.choices((1, 2, 3), (8, 70, 22))[0])
        if style == "banjar_muslim" and sex == "L" and random.random() < 0.25:
            parts = ["Muhammad", *[p for p in parts if p != "Muhammad"]][:3]
        title = ("H. " if sex == "L" else "Hj. ") if random.random() < 0.11 else ""
        return title + " ".join(parts)

    def phone(self) -> str:
        """An unassigned number; "" when all 10,000 are given out."""
        return self._phones.pop() if self._phones else ""


def _nik(area_code: str, born: date, sex: str) -> str:
    place = area_code.replace(".", "")[:6].ljust(6, "0")
    day = born.day + (40 if sex == "P" else 0)
    return f"{place}{day:02d}{born:%m%y}0000"


def _read() -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    with _FILE.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault((row["group"], row["sex"]), []).append(row["token"])
    return found
