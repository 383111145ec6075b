"""Registries to test the engine with: invented people, written down several times. Pure.

`registry(seed, size)` gives records and who each is of. The same seed always gives the same registry.
Seeds for tuning and for reporting are different, and no reporting seed is ever looked at to change
the engine or this file.

A record comes from a kind of list (`LISTS`), because what is missing and wrong goes together: the
ministry's has a NIK for nearly everyone, an old list of paper has years instead of dates.
How often things go wrong was set before any engine was measured on it.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from bubuhan.linkage import mistakes
from bubuhan.linkage.invented import Human, World
from bubuhan.linkage.places import TOWNS, Places, kalsel
from bubuhan.linkage.records import Record

TUNING_SEEDS = (11, 23, 37)
REPORTING_SEEDS = (2027, 6371, 90210)
COPIES = ((1, 2, 3, 4), (46, 34, 14, 6))  # how many records a person has, in a hundred persons


@dataclass(frozen=True, slots=True)
class Habits:
    """One kind of list: how often (0 to 1) something is missing or written its way."""

    share: int
    no_nik: float
    no_birth: float
    year_only: float
    no_phone: float
    no_place: float
    no_sex: float
    only_kecamatan: float
    titles: float
    capitals: float


LISTS = {
    "kementerian": Habits(40, 0.04, 0.02, 0.005, 0.15, 0.05, 0.01, 0.03, 0.3, 0.9),
    "kabupaten": Habits(36, 0.14, 0.05, 0.02, 0.25, 0.15, 0.03, 0.08, 0.7, 0.4),
    "lama": Habits(14, 0.35, 0.10, 0.12, 0.50, 0.25, 0.06, 0.15, 0.6, 0.5),
    "lapangan": Habits(10, 0.45, 0.12, 0.20, 0.12, 0.50, 0.04, 0.05, 0.5, 0.1),
}
NIK_WRONG, NIK_EXCHANGED, NIK_DAMAGED, NIK_OF_ANOTHER = 0.03, 0.015, 0.04, 0.003
DATE_SWAPPED, DATE_WRONG, DATE_PLACEHOLDER = 0.025, 0.035, 0.02
RESPELL, SLIP, ORNAMENT, FATHER, AS_WIFE = 0.13, 0.05, 0.04, 0.03, 0.004
PHONE_CHANGED, PHONE_OF_HOUSE, MOVED, SEX_WRONG = 0.10, 0.02, 0.04, 0.006


@dataclass(frozen=True, slots=True)
class Made:
    """A registry: `owners[n]` is the id of the person that `records[n]` is of."""

    records: list[Record]
    owners: list[int]
    humans: dict[int, Human]

    def groups(self) -> Iterator[list[int]]:
        """Positions of the records of each person."""
        found: dict[int, list[int]] = {}
        for place, owner in enumerate(self.owners):
            found.setdefault(owner, []).append(place)
        yield from found.values()

    def pairs(self) -> set[tuple[str, str]]:
        """Ids of every two records of one person, the smaller first."""
        names = [record.id for record in self.records]
        return {
            (min(a, b), max(a, b))
            for group in self.groups()
            for a, b in combinations([names[n] for n in group], 2)
        }


def registry(seed: int, size: int, places: Places | None = None) -> Made:
    """Exactly `size` records, in mixed order, of roughly `size / 1.8` persons."""
    dice = random.Random(seed)  # noqa: S311
    places = places or kalsel()
    world = World(dice, places)
    found: list[tuple[int, Record]] = []
    humans: dict[int, Human] = {}
    writer = Writer(dice, places)
    while len(found) < size:
        house = world.household()
        for human in house:
            humans[human.id] = human
            times = dice.choices(*COPIES)[0]
            found.extend((human.id, writer.write(human, house)) for _ in range(times))
    found = found[:size]
    dice.shuffle(found)
    owners = [owner for owner, _ in found]
    return Made([record for _, record in found], owners, {o: humans[o] for o in set(owners)})


def stream(seed: int, size: int, places: Places | None = None) -> Iterator[tuple[int, Record]]:
    """(person id, record) one after the other, those of a house together: for a million and more."""
    dice = random.Random(seed)  # noqa: S311
    places = places or kalsel()
    world, writer = World(dice, places), Writer(dice, places)
    made = 0
    while made < size:
        house = world.household()
        for human in house:
            for _ in range(min(dice.choices(*COPIES)[0], size - made)):
                made += 1
                yield human.id, writer.write(human, house)


class Writer:
    """Writes people down with mistakes. `dice` decides everything."""

    def __init__(self, dice: random.Random, places: Places, digits: int = 6) -> None:
        self.dice = dice
        self.places = places
        self.digits = digits
        self._lists = list(LISTS)
        self._shares = [habits.share for habits in LISTS.values()]
        self._count = 0

    def write(self, human: Human, house: list[Human], kind: str = "") -> Record:
        """One record of a person, from a list of the given kind or any."""
        dice = self.dice
        habits = LISTS[kind or dice.choices(self._lists, self._shares)[0]]
        self._count += 1
        wife = human.sex == "P" and dice.random() < AS_WIFE
        nik, damaged = self.nik(human, house, habits)
        born, precision = self.birth(human, habits)
        home, duty = self.areas(human, habits)
        sex = human.sex if dice.random() >= SEX_WRONG else ("P" if human.sex == "L" else "L")
        return Record(
            id=f"{self._count:07d}",
            name=f"Ny. {human.spouse}" if wife else self.name(human, habits),
            sex="" if dice.random() < habits.no_sex else sex,
            birth_date=born,
            birth_precision=precision,
            birth_place=self.birth_place(human, habits),
            nik=nik,
            nik_damaged=damaged,
            phones=self.phones(human, house, habits),
            areas=tuple(dict.fromkeys(a for a in (home, duty) if a)),
            address=self.address(human, habits),
            name_is_spouse=wife,
        )

    def name(self, human: Human, habits: Habits) -> str:
        """The name as this list has it."""
        dice = self.dice
        words = list(human.words)
        if dice.random() < RESPELL * len(words):
            at = dice.randrange(len(words))
            words[at : at + 1] = mistakes.respell(words[at], dice).split()
        for share, change in mistakes.NAME_SLIPS:
            if dice.random() < share:
                words = change(words, dice)
        if dice.random() < SLIP:
            at = dice.randrange(len(words))
            words[at] = mistakes.slip(words[at], dice)
        text = " ".join(words)
        if dice.random() < FATHER:
            text += f" {'bin' if human.sex == 'L' else 'binti'} {human.father}"
        if dice.random() < habits.titles:
            text = self._titled(text, human)
        if dice.random() < ORNAMENT:
            text = mistakes.ornament(text, dice)
        return text.upper() if dice.random() < habits.capitals else text

    def _titled(self, text: str, human: Human) -> str:
        if human.hajj:
            before = ("H.", "H", "Haji") if human.sex == "L" else ("Hj.", "Hj", "Hjh.")
            text = f"{self.dice.choice(before)} {text}"
        if human.degree:
            short = self.dice.random() < 0.4
            text += f", {human.degree.replace('.', '') if short else human.degree}"
        return text

    def nik(self, human: Human, house: list[Human], habits: Habits) -> tuple[str, bool]:
        """The number and whether a spreadsheet damaged it."""
        dice = self.dice
        if dice.random() < habits.no_nik:
            return "", False
        chance = dice.random()
        if chance < NIK_WRONG:
            return mistakes.wrong_digit(human.nik, dice), False
        if (chance := chance - NIK_WRONG) < NIK_EXCHANGED:
            return mistakes.exchanged(human.nik, dice), False
        if (chance := chance - NIK_EXCHANGED) < NIK_DAMAGED:
            return mistakes.damaged_nik(human.nik, dice), True
        if chance - NIK_DAMAGED < NIK_OF_ANOTHER and len(house) > 1:
            return dice.choice([h.nik for h in house if h is not human]), False
        return human.nik, False

    def birth(self, human: Human, habits: Habits) -> tuple[date | None, str]:
        """The birth date and how much of it is said."""
        dice, born = self.dice, human.born
        if dice.random() < habits.no_birth:
            return None, "unknown"
        if dice.random() < habits.year_only:
            return date(born.year, 1, 1), "year"
        chance = dice.random()
        if chance < DATE_SWAPPED:
            return mistakes.swapped_date(born), "day"
        if (chance := chance - DATE_SWAPPED) < DATE_WRONG:
            return mistakes.wrong_date(born, dice), "day"
        if chance - DATE_WRONG < DATE_PLACEHOLDER:
            return date(born.year, 1, 1), "day"
        return born, "day"

    def phones(self, human: Human, house: list[Human], habits: Habits) -> tuple[str, ...]:
        """Own numbers, a new one, or that of somebody in the house."""
        dice = self.dice
        if dice.random() < habits.no_phone:
            return ()
        chance = dice.random()
        if chance < PHONE_CHANGED:
            return (f"+628990000{dice.randrange(10**self.digits):0{self.digits}d}",)
        if chance - PHONE_CHANGED < PHONE_OF_HOUSE:
            return (dice.choice(house).phones[0],)
        return human.phones if dice.random() < 0.5 else human.phones[:1]

    def areas(self, human: Human, habits: Habits) -> tuple[str, str]:
        """Home and duty area: moved, shortened to the kecamatan, or one of them left out."""
        dice = self.dice
        home, duty = human.home, human.duty
        if dice.random() < MOVED:
            near = dice.random() < 0.7
            kab = home[:5] if near else dice.choices(self.places.kabs, self.places.weights)[0]
            home = dice.choice(self.places.desas[kab])
            duty = home if dice.random() < 0.7 else duty
        if dice.random() < habits.only_kecamatan:
            home, duty = home[:8], duty[:8]
        return (home, "") if dice.random() < 0.5 else (home, duty)

    def birth_place(self, human: Human, habits: Habits) -> str:
        dice = self.dice
        if dice.random() < habits.no_place:
            return ""
        place = human.birth_place
        if dice.random() < 0.08:
            place = dice.choice((TOWNS.get(human.home[:5], place), mistakes.slip(place, dice)))
        return place.upper() if dice.random() < habits.capitals else place

    def address(self, human: Human, habits: Habits) -> str:
        """A third of the lists have none; others leave out the lane or the number."""
        dice = self.dice
        if dice.random() < 0.2 + habits.no_place:
            return ""
        text = human.address
        if dice.random() < 0.3:
            text = text.split(" RT ")[0] if dice.random() < 0.5 else text.replace("No. ", "")
        return text.upper() if dice.random() < habits.capitals else text
