"""Who stands in the seven messy workbooks: people, doubles, second hats, and what is wrong with a row."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from bubuhan.geo.source import everything
from bubuhan.linkage.generator import Writer
from bubuhan.linkage.invented import Human, World
from bubuhan.linkage.places import Places
from bubuhan.linkage.records import Record

CITY, BANJAR, SHEETS = "63.71", "63.03", ("63.01", "63.08", "63.10")
POOL = 5000  # persons to choose from
WITHIN, SECOND_HAT, OLD_AGAIN = 0.04, 0.12, 0.35


@dataclass
class Planned:
    """One row to be written: of whom, for which pillar, the record with its mistakes, and its faults."""

    human: Human
    pillar: str
    record: Record
    faults: list[str] = field(default_factory=list)
    file: str = ""
    sheet: str | None = None
    row: int = 0

    def truth(self) -> dict[str, object]:
        """As the truth file has it."""
        return {
            "file": self.file, "sheet": self.sheet, "row": self.row, "human": self.human.id,
            "pillar": self.pillar, "kind": self.human.kind, "faults": self.faults,
        }  # fmt: skip


@dataclass
class Cast:
    """Who is in which file, by the file's short name."""

    files: dict[str, list[Planned]]


@cache
def names() -> dict[str, str]:
    """Names of Kalsel's areas by code, from the official list."""
    return {area.code: area.name for area in everything() if area.code.startswith("63")}


def places() -> Places:
    """All real desa and kelurahan of Kalsel."""
    return Places.of(code for code in names() if len(code) == 13)


def cast(seed: int) -> Cast:
    """Deal the people out: the same seed gives the same seven lists."""
    dice = random.Random(seed)
    where = places()
    world = World(dice, where, digits=5)
    writer = Writer(dice, where, digits=5)
    houses = _houses(world)
    by_kab: dict[str, list[Human]] = defaultdict(list)
    for house in houses.values():
        by_kab[house[0].home[:5]].extend(house)

    def rows(people: list[Human], pillar: str, kind: str) -> list[Planned]:
        return [
            Planned(h, pillar, writer.write(h, houses[_house(h)], kind))
            for h in _twice(people, dice)
        ]

    city, banjar = by_kab[CITY][:240], by_kab[BANJAR][:200]
    villages = [h for kab in SHEETS for h in by_kab[kab][:90]]
    old = _again(city, dice, OLD_AGAIN) + _again(banjar, dice, OLD_AGAIN) + by_kab[CITY][240:290]
    psm = city + banjar + villages
    # Seats: one in each kecamatan, held by somebody who may be PSM already.
    seats = _seats(psm, [h for kab in by_kab.values() for h in kab], dice)
    tagana_city = _again(city, dice, SECOND_HAT) + by_kab[CITY][290:350]
    others = [h for kab, people in by_kab.items() if kab != CITY for h in people[200:212]]
    tagana_province = _again(banjar + villages, dice, SECOND_HAT) + others
    tagana_province += _again(tagana_city, dice, 0.15)
    return Cast({
        "psm_city": rows(city, "PSM", "kabupaten"),
        "psm_banjar": rows(banjar, "PSM", "kementerian"),
        "psm_sheets": rows(villages, "PSM", "kabupaten"),
        "tksk": rows(seats, "TKSK", "kementerian"),
        "tagana_csv": rows(tagana_city, "TAGANA", "kabupaten"),
        "tagana_ods": rows(tagana_province, "TAGANA", "kabupaten"),
        "psm_old": rows(old, "PSM", "lama"),
    })  # fmt: skip


def _houses(world: World) -> dict[int, list[Human]]:
    """Households by family; namesakes live in houses of their own but are kept together."""
    houses: dict[int, list[Human]] = {}
    made = 0
    while made < POOL:
        house = world.household()
        made += len(house)
        houses[_house(house[0])] = house
        for human in house[1:]:
            houses[_house(human)] = house
    return houses


def _house(human: Human) -> int:
    return human.family


def _twice(people: list[Human], dice: random.Random) -> list[Human]:
    """The same people, a few of them a second time further down."""
    more = _again(people, dice, WITHIN)
    out = [*people]
    for human in more:
        out.insert(dice.randrange(len(out) + 1), human)
    return out


def _again(people: list[Human], dice: random.Random, share: float) -> list[Human]:
    return [human for human in people if dice.random() < share]


def _seats(psm: list[Human], everybody: list[Human], dice: random.Random) -> list[Human]:
    """One person per kecamatan that has anybody; two in five are taken from the PSM lists."""
    listed: dict[str, list[Human]] = defaultdict(list)
    free: dict[str, list[Human]] = defaultdict(list)
    for human in psm:
        listed[human.home[:8]].append(human)
    for human in everybody:
        free[human.home[:8]].append(human)
    out = []
    for kec in sorted(free):
        pool = listed[kec] if listed[kec] and dice.random() < 0.4 else free[kec]
        out.append(dice.choice(pool))
    return out
