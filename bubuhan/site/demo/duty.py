"""Rosters of two kab/kota with gaps, a swap or two, competences, ways over rivers, running offers."""

from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from bubuhan.accounts.models import User
from bubuhan.cases.models import Assignment
from bubuhan.duty.hours import instant, zone_of
from bubuhan.duty.models import DutyNeed, Shift, Swap, TravelFactor
from bubuhan.duty.queries import offer_terms
from bubuhan.kernel import clock
from bubuhan.volunteers.competence_models import Competence
from bubuhan.volunteers.models import Membership, Status

BY = "data contoh"
TOWNS = ("63.71", "63.05")
# pillar, starts, ends, wanted
NEEDS = (
    ("TAGANA", time(0), time(0), 1),
    ("PSM", time(6), time(22), 1),
    ("TKSK", time(22), time(6), 1),
)
TURNS = ((time(0), time(8)), (time(8), time(16)), (time(16), time(0)))
SKILLS = {
    "TAGANA": (
        "evakuasi_air",
        "dapur_umum",
        "shelter",
        "dukungan_psikososial",
        "pertolongan_pertama",
    ),
    "PSM": ("pendampingan_lansia", "pendampingan_odgj", "mediasi_keluarga", "pertolongan_pertama"),
    "TKSK": ("manajemen_kasus", "mediasi_keluarga"),
    "PEKSOS": ("asesmen_anak", "manajemen_kasus", "dukungan_psikososial"),
}
EVIDENCE = (
    "Sertifikat pelatihan Dinas Sosial Provinsi, 2024",
    "Pelatihan Tagana Madya, 2023",
    "Bimtek pendamping, 2025 (daftar hadir)",
    "Disaksikan TKSK kecamatan",
)
# pair of kecamatan, factor, reason (examples; an office measures its own)
WAYS = (
    ("63.71.01", "63.71.03", 1.6, "memutar lewat jembatan, Sungai Martapura"),
    ("63.71.02", "63.71.03", 1.8, "Sungai Martapura, hanya satu jembatan"),
    ("63.71.04", "63.71.05", 1.5, "jalan sempit, sering tergenang saat pasang"),
    ("63.05.01", "63.05.03", 2.4, "jalan memutar rawa, perahu bila banjir"),
    ("63.05.01", "63.05.07", 2.0, "jalan perbukitan"),
)


def fill(random: Random, now: datetime) -> None:
    """Everything of the duty room, in bulk."""
    _rules(now)
    _skills(random, now)
    _rosters(random, now)
    _offers(now)


def _rules(now: datetime) -> None:
    DutyNeed.objects.bulk_create(
        DutyNeed(
            area_code=town, pillar=pillar, days=list(range(7)), starts=a, ends=b, wanted=n,
            example=True, valid_from=now, by=BY, reason="siaga 24 jam (contoh)",
        )
        for town in TOWNS
        for pillar, a, b, n in NEEDS
    )  # fmt: skip
    TravelFactor.objects.bulk_create(
        TravelFactor(
            area_code=a, other_code=b, factor=f, reason=why, example=True, valid_from=now, by=BY
        )
        for a, b, f, why in WAYS
    )


def _members(town: str) -> list[Membership]:
    rows = Membership.objects.filter(area_code__startswith=town, status=Status.ACTIVE)
    return list(rows.select_related("person").order_by("id")[:600])


def _skills(random: Random, now: datetime) -> None:
    rows: dict[tuple[UUID, str], Competence] = {}
    for town in TOWNS:
        for hat in _members(town):
            if hat.pillar not in SKILLS or random.random() > 0.55:
                continue
            for code in random.sample(SKILLS[hat.pillar], k=random.randint(1, 2)):
                until = clock.day(now) + timedelta(days=random.randint(-200, 900))
                rows[hat.person_id, code] = Competence(
                    person_id=hat.person_id,
                    code=code,
                    since=date(random.randint(2019, 2025), random.randint(1, 12), 1),
                    evidence=random.choice(EVIDENCE),
                    valid_until=until if random.random() < 0.5 else None,
                    by=BY,
                    at=now,
                )
    Competence.objects.bulk_create(rows.values(), batch_size=500)


def _rosters(random: Random, now: datetime) -> None:
    """Three weeks: last, this and the next; about one turn in six has nobody."""
    made: list[Shift] = []
    today = now.astimezone(zone_of(TOWNS[0])).date()
    monday = today - timedelta(days=today.weekday() + 7)
    owners = set(User.objects.filter(person_id__isnull=False).values_list("person_id", flat=True))
    for town in TOWNS:
        members = _members(town)
        for pillar in ("TAGANA", "PSM", "TKSK"):
            crew = [m for m in members if m.pillar == pillar]
            crew.sort(key=lambda m: m.person_id not in owners)
            made += _turns(random, crew[:9], town, monday, now)
    Shift.objects.bulk_create(made, batch_size=500)
    soon = [s for s in made if s.starts_at > now and s.pillar == "PSM"]
    Swap.objects.bulk_create(
        Swap(shift=s, asker_id=s.person_id, asker_name=s.person_name, asked_at=now, note=why)
        for s, why in zip(
            soon[1::7], ("Ada acara keluarga", "Anak sakit", "Rapat RT"), strict=False
        )
    )


def _turns(
    random: Random, crew: list[Membership], town: str, monday: date, now: datetime
) -> list[Shift]:
    rows: list[Shift] = []
    zone, turn = zone_of(town), 0
    for n in range(21):
        day = monday + timedelta(days=n)
        for a, b in TURNS:
            turn += 1
            if not crew or random.random() < 0.17:
                continue
            who = crew[turn % len(crew)]
            start, end = instant(day, a, zone), instant(day + timedelta(days=b <= a), b, zone)
            if any(
                r.person_id == who.person_id and r.starts_at < end and r.ends_at > start
                for r in rows
            ):
                continue
            rows.append(
                Shift(
                    person_id=who.person_id,
                    membership_id=who.id,
                    person_name=who.person.name,
                    pillar=who.pillar,
                    area_code=town,
                    starts_at=start,
                    ends_at=end,
                    by=BY,
                    at=now,
                )
            )
    return rows


def _offers(now: datetime) -> None:
    """Offers that wait get their last minute: the newest still run, the older ones lapse soon."""
    open_ones = list(Assignment.objects.filter(state="offered").select_related("case"))
    terms: dict[tuple[str, str], int] = {}
    for task in open_ones:
        key = (task.case.area_code[:5], task.case.band)
        terms.setdefault(key, offer_terms(*key).minutes)
        task.lapses_at = max(task.offered_at, now - timedelta(minutes=5)) + timedelta(minutes=max(terms[key], 60))  # fmt: skip
    Assignment.objects.bulk_update(open_ones, ["lapses_at"], batch_size=500)
