"""Invented members at real scale: 1,263 PSM, 122 TKSK and 1,411 TAGANA over Kalsel.

The three totals are the governor's of 23-9-2025, and Banjarmasin's 175 PSM is published too; how
the others spread over kabupaten and desa is not known, so it is drawn by lot.
"""

from datetime import date, timedelta
from random import Random

from bubuhan.geo import queries as geo
from bubuhan.kernel.text import name_key
from bubuhan.linkage import mistakes
from bubuhan.people.models import Origin, Person, Precision
from bubuhan.site.demo import registry
from bubuhan.site.demo.names import Invented, Namer
from bubuhan.volunteers.models import Membership

PROVINCE, BANJARMASIN = "63", "63.71"
PSM, PSM_BANJARMASIN, TKSK, TAGANA = 1263, 175, 122, 1411
DOUBLE = 58  # members with two hats: what the registry is there to show
TWICE = 24  # of these, written down twice in different spellings: what the duplicate desk is there to find
SOURCE = "contoh"


class Roster:
    """Collects persons and memberships, then writes them in two statements."""

    def __init__(self, random: Random, today: date) -> None:
        self.random = random
        self.today = today
        self.namer = Namer(random)
        self.persons: list[Person] = []
        self.memberships: list[Membership] = []

    def add(self, pillar: str, area: str, home: str, *, name: str = "") -> Person:
        """One new person with one membership. `home` is the desa he lives in."""
        invented = self.namer.person(home, self.today, (20, 44) if pillar == "TAGANA" else (26, 67))
        person = self._person(invented, home, name)
        self.persons.append(person)
        self.hat(person, pillar, area)
        return person

    def hat(self, person: Person, pillar: str, area: str) -> None:
        """One more membership of a person."""
        exact = self.random.random() < 0.55
        years = self.random.triangular(0.3, 31, 6)
        start = self.today - timedelta(days=int(years * 365))
        born = person.birth_date or self.today
        start = max(start, date(born.year + 18, born.month, min(born.day, 28)))
        decree = self.random.random() < 0.7
        self.memberships.append(
            Membership(
                person=person,
                pillar=pillar,
                area_code=area,
                started_on=start if exact else date(start.year, 1, 1),
                started_precision=Precision.DAY if exact else Precision.YEAR,
                decree_no=f"400.9/{self.random.randint(11, 899)}/{pillar}/{start.year}"
                if decree
                else "",
                decree_issuer=self._issuer(pillar, area) if decree else "",
                decree_date=start if decree and exact else None,
                available=self.random.random() < 0.93,
                origin=Origin.IMPORT,
                origin_id=SOURCE,
            )
        )

    def again(self, person: Person, pillar: str, area: str) -> None:
        """The same human once more, as another list writes him: other spelling, gaps, a slip in the NIK."""
        dice = self.random
        words = person.name.split()
        at = max(range(len(words)), key=lambda n: len(words[n]))
        change = dice.choice((mistakes.respell, mistakes.respell, mistakes.slip))
        name = " ".join(w if n != at else change(w, dice) for n, w in enumerate(words))
        twin = Person(
            name=name,
            name_key=name_key(name),
            sex=person.sex,
            birth_date=person.birth_date,
            birth_precision=Precision.DAY,
            phone=person.phone if dice.random() < 0.6 else "",
            area_code=person.area_code,
            example=True,
        )
        if person.nik and dice.random() < 0.35:
            twin.set_nik(mistakes.wrong_digit(person.nik[:12] + "0000", dice))
        self.persons.append(twin)
        self.hat(twin, pillar, area)

    def save(self) -> None:
        Person.objects.bulk_create(self.persons, batch_size=1000)
        Membership.objects.bulk_create(self.memberships, batch_size=1000)

    def _issuer(self, pillar: str, area: str) -> str:
        if pillar != "PSM":
            return "Dinas Sosial Provinsi Kalimantan Selatan"
        return (
            "Wali Kota"
            if area.startswith("63.7")
            else self.random.choice(("Kepala Desa", "Dinas Sosial"))
        )

    def _person(self, one: Invented, home: str, name: str) -> Person:
        shown = name or one.name
        gaps = self.random.random()
        person = Person(
            name=shown,
            name_key=name_key(shown),
            sex=one.sex,
            birth_date=one.born,
            birth_precision=Precision.DAY,
            phone=one.phone if gaps > 0.06 or name else "",
            area_code=home,
            example=True,
        )
        if gaps < 0.88:
            person.set_nik(one.nik)
        return person


def fill(
    random: Random, today: date, known: dict[str, str], coordinator: tuple[str, str]
) -> Roster:
    """Make everyone. `known` (name -> desa) are the PSM of the demo's story; they count too.

    `coordinator` is the name and the desa of the story's TKSK.
    """
    roster = Roster(random, today)
    for name, desa in known.items():
        roster.add("PSM", desa, desa, name=name)
        roster.memberships[-1].available = True
    city = [a.code for a in geo.villages(BANJARMASIN)]
    rest = [a.code for a in geo.villages(PROVINCE) if not a.code.startswith(BANJARMASIN)]
    in_city = sum(desa.startswith(BANJARMASIN) for desa in known.values())
    for desa in random.choices(city, k=PSM_BANJARMASIN - in_city):
        roster.add("PSM", desa, desa)
    covered = random.sample(rest, int(len(rest) * 0.47))
    for desa in random.choices(covered, k=PSM - PSM_BANJARMASIN - len(known) + in_city):
        roster.add("PSM", desa, desa)
    _tksk(roster, city + rest, *coordinator)
    _tagana(roster, city + rest)
    registry.terms(roster.memberships, Random(63), today)  # noqa: S311
    roster.save()
    return roster


def _tksk(roster: Roster, villages: list[str], name: str, home: str) -> None:
    """122 of 156 kecamatan have one; some came from the PSM and still are (a finding, not a fault)."""
    by_kecamatan: dict[str, list[str]] = {}
    for desa in villages:
        by_kecamatan.setdefault(desa[:8], []).append(desa)
    random = roster.random
    roster.add("TKSK", home[:8], home, name=name)
    chosen = sorted(random.sample(sorted(set(by_kecamatan) - {home[:8]}), TKSK - 1))
    for number, kecamatan in enumerate(chosen):
        local = [p for p in roster.persons if p.area_code.startswith(kecamatan + ".")]
        if number < DOUBLE // 3 and len(local) > 6:
            roster.hat(local[-1], "TKSK", kecamatan)
        else:
            roster.add("TKSK", kecamatan, random.choice(by_kecamatan[kecamatan]))


def _tagana(roster: Roster, villages: list[str]) -> None:
    random = roster.random
    psm = [m.person for m in roster.memberships if m.pillar == "PSM"][20:]
    doubles = random.sample(psm, DOUBLE - DOUBLE // 3)
    for number, person in enumerate(doubles):
        if number < TWICE:
            roster.again(person, "TAGANA", person.area_code[:5])
        else:
            roster.hat(person, "TAGANA", person.area_code[:5])
    for _ in range(TAGANA - len(doubles)):
        desa = random.choice(villages)
        roster.add("TAGANA", desa[:5], desa)
