"""Invented people of Kalsel: names, birth dates, NIK, phones, families. Pure; nobody here exists.

Names come from `data/name_tokens.csv` (a curated list, not frequencies) and from the ways Banjar and
Javanese names are built (Syar-iddin, Ardi-ansyah, Nor-hidayah, Su-gi-yono); how often a name is used
falls with its rank (Zipf), so that there are many Muhammad and Siti and few Birhasani.

Every NIK ends in 0000, a serial the civil registry never gives. The serial is what tells persons of one
kecamatan, day and sex apart, so here the six digits of the place of first registration do it instead:
when a number is taken, a neighbouring kecamatan's is used, then another kab/kota's, then another
province's. No two persons share a NIK, and two born on one day in one place often differ in one digit
only, as real ones do. Phones are of the unassigned pattern 0899-0000-xxxxxx.
"""

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path

from bubuhan.linkage.places import AWAY, TOWNS, Places

TOKENS = Path(__file__).parent / "data" / "name_tokens.csv"
OLDEST, YOUNGEST = date(1945, 1, 1), date(2005, 12, 31)
FAMILY_SHARE = 0.10  # households with two registered persons or more
TWIN_SHARE = 0.003
SAME_NAME_SHARE = 0.004  # father and son of one name in one house
NAMESAKE_SHARE = 0.006  # the same full name in the same desa, another birth year
PLACEHOLDER_SHARE = 0.05  # persons whose own papers say 1 January
FIRST_BY_GROUP: dict[tuple[str, str], tuple[str, ...]] = {
    ("banjar_muslim", "L"): ("Muhammad", "Ahmad", "Abdul"),
    ("banjar_muslim", "P"): ("Siti", "Nor", "Noor", "Nur"),
    ("madura", "L"): ("Abdul", "Moh", "Ach"),
    ("madura", "P"): ("Siti", "Nur"),
    ("jawa", "P"): ("Sri", "Siti", "Endang"),
    ("jawa", "L"): ("Agus", "Bambang", "Muhammad"),
    ("bugis_pesisir", "L"): ("Andi", "Muh", "Ambo"),
    ("bugis_pesisir", "P"): ("Andi", "St", "Besse"),
}
FIRST_SHARE = 0.30
GROUPS = ("banjar_muslim", "jawa", "madura", "bugis_pesisir", "dayak_meratus")
_COMMON = (78, 11, 4, 4, 3)
GROUPS_OF = {  # where newcomers and mountain people live; others as _COMMON
    "63.01": (62, 28, 6, 3, 1), "63.02": (55, 15, 5, 20, 5), "63.10": (52, 26, 4, 17, 1),
    "63.04": (74, 22, 2, 1, 1), "63.11": (80, 6, 1, 1, 12), "63.07": (86, 4, 1, 1, 8), "63.09": (76, 14, 2, 1, 7),
}  # fmt: skip
_MADE = {  # beginnings and endings names are built from
    ("banjar_muslim", "L"): (
        "Ardi Ferdi Herman Hadi Juli Darman Fahri Irwan Rusdi Rudi Yudi Supri Mawardi Apri Nopri Rahmad Riduan "
        "Alfian Hendri Firman Gazali Sup Fitri Andri Akhmadi Suri Wahyudi",
        "ansyah ansah yanto",
        "Syar Burhan Fahr Jamal Khair Zain Taj Syams Badar Kamar Nasr Saif Amir Ghaz Kamal Mahy Nur Hasan Bah Ruh "
        "Izz Syihab Misbah Najm",
        "uddin iddin i",
        "Khairil Syahril Samsul Saiful Bahrul Zainal Taufiqur Fathur Habibur Mukhlis Aspi Asqal Hairul Jumri "
        "Kaspul Rizal",
        "lah ani annor",
    ),
    ("banjar_muslim", "P"): (
        "Nor Noor Nur Rus Mas Has Rah Sal Mur Jum Sar Ros Har Kas Yus Ras Mar Ham Sam Bah",
        "hayati jannah hidayah aini asiah laila hasanah anah idah iyah mawati diana linda aniah iati mini",
        "Mis Er Her Wid Ri Yul Fit Ern Is Net Mel Nov Les",
        "nawati lina yani iana riani awati yanti liana",
        "Khair Hair Zahrat Rabiat Maulid Fauzi Lati Safi Aisy Mastur",
        "iah unnisa ah aturrahmah iyati",
    ),
    ("jawa", "L"): (
        "Su Sri Wi Har Mar Pur Tri Dwi Kar Mul Sis Ngad Par War Jum",
        "giyono gito harto darto narto yanto yono tono wanto nardi wardi priyadi sno santo mono tris jianto wito",
        "Agung Bagus Joko Budi Eko Edi Yudi",
        "ono anto wan prasetyo",
    ),
    ("jawa", "P"): (
        "Su Sri Wi Har Mar Pur Tri Tu Kar Mul Sis Ngat Par War Jum Sit",
        "lastri yati warni harti narti wati rahayu giyem ningsih iyah partini yatmi lasmi minten tarti",
    ),
    ("madura", "L"): (
        "Mat Sa Mis Su Dur Ros Hos Mar",
        "nawi rawi hari nadi naji dahri rahem halil nito ji beri rofi",
    ),
    ("madura", "P"): ("Ho Mar Sa Su Ru Nur Hos Mus", "nia niyah yani liha tina sia rifah tija maida"),
    ("bugis_pesisir", "L"): ("Mapp Bak Sul Am Sam Has Ru Arif Bas Jam Kam", "e ri aeni iruddin ang su aluddin"),
    ("bugis_pesisir", "P"): ("Nur Ha Sit Ros Mar Has Ind Jum", "haeda hayati lia riani mina siah alang wana"),
    ("dayak_meratus", "L"): ("Ay Mi Da Ra Il Su An Ti Um Ka", "ling au jan rin sai dut wan bang ndan"),
    ("dayak_meratus", "P"): ("Ay Mi Da Ra Il Su An Ti Um Ka", "nah mah rah lui liah ti sih nai"),
}  # fmt: skip
_DEGREES = (
    "S.Sos",
    "S.Pd",
    "S.Pd.I",
    "S.Ag",
    "S.E.",
    "S.H.",
    "A.Md",
    "S.AP",
    "S.Kom",
    "M.Si",
    "M.Pd",
)


@dataclass(frozen=True, slots=True)
class Human:
    """One invented person as the papers have it. `family` is shared by those of one house."""

    id: int
    words: tuple[str, ...]
    sex: str
    group: str
    born: date
    birth_place: str
    nik: str
    phones: tuple[str, ...]
    home: str
    duty: str
    address: str
    family: int
    hajj: bool = False
    degree: str = ""
    father: str = ""
    spouse: str = ""
    kind: str = ""  # "twin", "same-name", "namesake", "family": how it is mistaken for another

    @property
    def name(self) -> str:
        """The name without titles."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Bag:
    """Words to draw from, the common ones more often."""

    words: tuple[str, ...]
    sums: tuple[float, ...]

    @classmethod
    def zipf(cls, words: Sequence[str], flat: float = 3.0) -> "Bag":
        return cls(tuple(words), tuple(accumulate(1 / (n + flat) for n in range(len(words)))))

    def draw(self, dice: random.Random) -> str:
        return dice.choices(self.words, cum_weights=self.sums)[0]


@cache
def bags() -> dict[tuple[str, str], Bag]:
    """Words by group and sex. The order, and so the frequency, is the same in every run."""
    found: dict[tuple[str, str], list[str]] = {}
    with TOKENS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault((row["group"], row["sex"]), []).append(row["token"])
    order = random.Random(63)  # noqa: S311
    out = {}
    for key, tokens in found.items():
        firsts = FIRST_BY_GROUP.get(key, ())
        listed = [t for t in tokens if t not in firsts]
        order.shuffle(listed)
        made = [t for t in _built(key) if t not in listed]
        order.shuffle(made)
        out[key] = Bag.zipf([*listed, *made], flat=8.0)
    return out


def _built(key: tuple[str, str]) -> list[str]:
    parts = _MADE.get(key, ())
    found: dict[str, None] = {}
    for starts, ends in zip(parts[::2], parts[1::2], strict=True):
        for start in starts.split():
            for end in ends.split():
                joined = start[:-1] + end if start[-1] == end[0] else start + end
                if len(joined) > 3:
                    found[joined] = None
    return list(found)


class World:
    """Makes people one after the other; keeps what must be unique. One `dice` makes all of it."""

    def __init__(self, dice: random.Random, places: Places, digits: int = 6) -> None:
        self.dice = dice
        self.places = places
        self.digits = digits  # of a phone, after 0899-0000
        self._niks: set[str] = set()
        self._kabs = list(accumulate(places.weights))
        self._kecs = {
            kab: sorted({desa[6:8] for desa in desas}) for kab, desas in places.desas.items()
        }
        self._families = 0
        self._phones = 0
        self._step = dice.randrange(1, 1_000_000) | 1
        while self._step % 5 == 0:
            self._step += 2
        self._id = 0

    def people(self, count: int) -> Iterator[Human]:
        """Humans in households: at least `count` of them."""
        made = 0
        while made < count:
            house = self.household()
            made += len(house)
            yield from house

    def household(self) -> list[Human]:
        """One person, or several of one house, or two of one name in one desa."""
        first = self.human()
        chance = self.dice.random()
        for share, other in (
            (TWIN_SHARE, self._twin),
            (SAME_NAME_SHARE, self._son),
            (NAMESAKE_SHARE, self._namesake),
            (FAMILY_SHARE, self._relative),
        ):
            if chance < share:
                return [first, other(first)]
            chance -= share
        return [first]

    def human(self) -> Human:
        """A person of his own, in a new house."""
        dice = self.dice
        kab = dice.choices(self.places.kabs, cum_weights=self._kabs)[0]
        home = dice.choice(self.places.desas[kab])
        group = dice.choices(GROUPS, GROUPS_OF.get(kab, _COMMON))[0]
        sex = "L" if dice.random() < 0.58 else "P"
        born = self._birth()
        self._families += 1
        self._id += 1
        native = dice.random() < 0.8
        place = TOWNS.get(kab, "Banjarmasin") if native else dice.choice((*TOWNS.values(), *AWAY))
        return Human(
            self._id, self._name(group, sex), sex, group, born, place, self._nik(home, born, sex),
            self._own_phones(), home, home if dice.random() < 0.9 else dice.choice(self.places.desas[kab]),
            self._address(), self._families,
            hajj=dice.random() < (0.22 if born.year < 1970 else 0.06),
            degree=dice.choice(_DEGREES) if dice.random() < 0.2 else "",
            father=bags()[group, "L"].draw(dice),
            spouse=bags()[group, "L" if sex == "P" else "P"].draw(dice),
        )  # fmt: skip

    def _beside(self, first: Human, kind: str, **changes: object) -> Human:
        """Somebody in the same house: address, often the phone too."""
        self._id += 1
        made = replace(
            first,
            id=self._id,
            kind=kind,
            phones=first.phones if self.dice.random() < 0.4 else self._own_phones(),
            degree="",
            hajj=self.dice.random() < 0.1,
            **changes,  # type: ignore[arg-type]
        )
        return replace(made, nik=self._nik(made.home, made.born, made.sex))

    def _twin(self, first: Human) -> Human:
        """One more of the same day: last word or first sound kept, as parents do."""
        other = bags()[first.group, first.sex].draw(self.dice)
        words = (*first.words[:-1], other) if len(first.words) > 1 else (other,)
        if self.dice.random() < 0.5:
            words = (*words[:-1], words[-1][: len(words[-1]) // 2] + first.words[-1][-4:])
        made = self._beside(first, "twin", words=words)
        return replace(made, nik=self._near(made.nik, first.nik))

    def _son(self, first: Human) -> Human:
        later = first.born + timedelta(days=self.dice.randrange(19 * 365, 34 * 365))
        if later > YOUNGEST:
            later = first.born - timedelta(days=self.dice.randrange(19 * 365, 34 * 365))
        return self._beside(first, "same-name", born=later)

    def _namesake(self, first: Human) -> Human:
        """The same name in the same desa, otherwise a stranger."""
        self._families += 1
        made = self._beside(
            first, "namesake", born=self._birth(first.born.year), family=self._families,
            address=self._address(), father=bags()[first.group, "L"].draw(self.dice),
        )  # fmt: skip
        return replace(made, phones=self._own_phones())

    def _relative(self, first: Human) -> Human:
        sex = "P" if self.dice.random() < (0.7 if first.sex == "L" else 0.3) else "L"
        words = self._name(first.group, sex)
        return self._beside(first, "family", words=words, sex=sex, born=self._birth())

    def _name(self, group: str, sex: str) -> tuple[str, ...]:
        dice, bag = self.dice, bags()[group, sex]
        words = [bag.draw(dice)]
        firsts = FIRST_BY_GROUP.get((group, sex))
        if firsts and dice.random() < FIRST_SHARE:
            words.insert(0, dice.choices(firsts, range(len(firsts) + 2, 2, -1))[0])
        length = dice.choices((1, 2, 3), (22, 58, 20))[0]
        while len(words) < length:
            words.append(bag.draw(dice))
        return tuple(dict.fromkeys(words))

    def _birth(self, avoid_year: int = 0) -> date:
        days = int(self.dice.betavariate(2.2, 2.0) * (YOUNGEST - OLDEST).days)
        born = OLDEST + timedelta(days=days)
        if abs(born.year - avoid_year) < 2:
            born = born.replace(year=born.year - 5, day=min(born.day, 28))
        old = 2.0 if born.year < 1965 else 0.6
        if self.dice.random() < PLACEHOLDER_SHARE * old:
            return born.replace(month=1, day=1)
        return born

    def _nik(self, home: str, born: date, sex: str) -> str:
        """A number nobody has yet; see the top of the file."""
        dice = self.dice
        day = f"{born.day + (40 if sex == 'P' else 0):02d}{born:%m%y}0000"
        kab, kec = home[:5], home[6:8]
        if dice.random() < 0.2:  # first registered elsewhere
            kab = dice.choices(self.places.kabs, cum_weights=self._kabs)[0]
            kec = dice.choice(self._kecs[kab])
        while (nik := kab.replace(".", "") + kec + day) in self._niks:
            chance = dice.random()
            if chance < 0.4:
                kec = dice.choice(self._kecs.get(kab, ["01"]))
            elif chance < 0.6:
                kab = dice.choice(self.places.kabs)
                kec = dice.choice(self._kecs[kab])
            else:
                kab, kec = dice.choice(("62", "64", "35", "33", "73")) + f"{dice.randrange(1, 30):02d}", f"{dice.randrange(1, 26):02d}"  # fmt: skip
        self._niks.add(nik)
        return nik

    def _near(self, nik: str, like: str) -> str:
        """A number one digit away from `like`; `nik` when there is none left."""
        for digit in self.dice.sample("0123456789", 10):
            close = like[:5] + digit + like[6:]
            if close not in self._niks:
                self._niks.discard(nik)
                self._niks.add(close)
                return close
        return nik

    def _own_phones(self) -> tuple[str, ...]:
        """New numbers: each is used once until all `10 ** digits` are gone."""
        count = 2 if self.dice.random() < 0.12 else 1
        return tuple(self._phone() for _ in range(count))

    def _phone(self) -> str:
        self._phones += 1
        number = self._phones * self._step % 10**self.digits
        return f"+628990000{number:0{self.digits}d}"

    def _address(self) -> str:
        dice = self.dice
        street = bags()["banjar_muslim", "L"].draw(dice)
        lane = f" Gg. {bags()['banjar_muslim', 'L'].draw(dice)}" if dice.random() < 0.3 else ""
        return f"Jl. {street}{lane} No. {dice.randrange(1, 120)} RT {dice.randrange(1, 25):02d}"
