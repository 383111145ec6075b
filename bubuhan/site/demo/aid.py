"""Aid over the year: from many sources, some of it twice, within a household and across districts."""

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from bubuhan import journal
from bubuhan.aid import finding
from bubuhan.aid.models import Aid, AidFinding
from bubuhan.cases.models import Assignment, Case, CaseEntry, EntryKind, State
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.text import name_key
from bubuhan.lists import queries as lists
from bubuhan.people.models import Person

# need -> kinds, with what one is worth
GIVEN = {
    "kekurangan_pangan": (("sembako", 150_000), ("permakanan", 25_000)),
    "lansia_terlantar": (("permakanan", 25_000), ("sembako", 150_000), ("sandang", 200_000)),
    "odgj": (("sembako", 150_000), ("kesehatan", 100_000)),
    "alat_bantu": (("alat_bantu", 1_800_000),),
    "bencana": (("sembako", 150_000), ("sandang", 250_000), ("uang", 500_000)),
    "pemulangan": (("transport", 350_000),),
    "santunan_kematian": (("santunan_kematian", 2_000_000),),
    "rumah_tidak_aman": (("rumah", 17_500_000),),
    "sakit_tanpa_jaminan": (("kesehatan", 300_000),),
}
PROGRAMMES = {"apbd": "Bantuan sosial kota", "baznas": "Baznas Tanggap", "dunia_usaha": "CSR air bersih", "apbn": "ATENSI", "masyarakat": ""}  # fmt: skip
WHY = ("anaknya bertambah", "yang lama rusak karena banjir", "atas permintaan lurah")
MOST = 900
PAIRS = 8


def fill(random: Random, now: datetime) -> None:
    """Write the ledger in bulk, then look for what is twice among a few of them."""
    leads = dict(
        Assignment.objects.filter(state__in=["accepted", "done"]).values_list(
            "case_id", "person_name"
        )
    )
    cases = list(
        Case.objects.filter(state__in=[State.ACTIVE, State.RESOLVED, State.CLOSED]).order_by(
            "opened_at"
        )
    )
    aids: list[Aid] = []
    for case in cases:
        if len(aids) < MOST and case.need in GIVEN and random.random() < 0.4:
            gift = random.choice(GIVEN[case.need])
            aids.append(_aid(random, now, case, gift, leads.get(case.id, "Petugas Dinas Sosial")))
    doubled = _doubled(random, now, aids) + _across(random, now, cases)
    with journal.unit():
        Aid.objects.bulk_create([*aids, *doubled], batch_size=1000)
        CaseEntry.objects.bulk_create([_entry(a) for a in [*aids, *doubled]], batch_size=1000)
        for aid in doubled:
            finding.note(aid, now=aid.at)
    _decide(random, now)


def _aid(random: Random, now: datetime, case: Case, gift: tuple[str, int], by: str) -> Aid:
    """One gift within three weeks of the first answer."""
    kind, worth = gift
    at = min(
        (case.first_response_at or case.opened_at) + timedelta(days=random.randint(0, 21)), now
    )
    source = random.choices(
        ("apbd", "baznas", "dunia_usaha", "apbn", "masyarakat"), (5, 3, 1, 2, 2)
    )[0]
    return Aid(
        case=case, person_id=case.person_id, recipient=case.subject_name, area_code=case.area_code,
        kind=kind, worth=worth if random.random() < 0.85 else None, source=source,
        programme=PROGRAMMES[source], given_on=timezone.localtime(at).date(), given_by=by, at=at,
        made_at=at, by=by, by_id="demo",
    )  # fmt: skip


def _doubled(random: Random, now: datetime, aids: list[Aid]) -> list[Aid]:
    """The same household again, too soon: some with a reason, some by mistake."""
    made = []
    for aid in random.sample(aids, min(len(aids), 10)):
        again = Aid(
            case=aid.case, person_id=aid.person_id, recipient=aid.recipient, area_code=aid.area_code,
            kind=aid.kind, worth=aid.worth, source="masyarakat" if aid.source != "masyarakat" else "apbd",
            given_on=min(aid.given_on + timedelta(days=random.choice((0, 3, 6))), timezone.localtime(now).date()),
            given_by="Kelurahan", at=min(aid.at + timedelta(days=6), now), made_at=aid.made_at,
            by="Dewi Noor Aisyah", by_id="demo", went_on=random.choice(("", *WHY)),
        )  # fmt: skip
        made.append(again)
    return made


def _across(random: Random, now: datetime, cases: list[Case]) -> list[Aid]:
    """One human being helped in two districts: known to be one, written down by two offices."""
    plain = [c for c in cases if not c.sensitive and c.subject_name and c.need in GIVEN]
    here = [c for c in plain if c.area_code.startswith("63.71")]
    there = [c for c in plain if not c.area_code.startswith("63.71")]
    made = []
    for a, b in zip(
        random.sample(here, min(PAIRS, len(here))),
        random.sample(there, min(PAIRS, len(there))),
        strict=False,
    ):
        person = Person.objects.create(
            name=a.subject_name,
            name_key=name_key(a.subject_name),
            area_code=a.area_code,
            example=True,
        )
        for case in (a, b):
            case.person_id, case.subject_name, case.subject_key = (
                person.id,
                a.subject_name,
                a.subject_key,
            )
            case.save(update_fields=["person_id", "subject_name", "subject_key"])
        first = _aid(random, now, a, ("sembako", 150_000), "Dinas Sosial")
        again = _aid(random, now, b, ("sembako", 150_000), "Dinas Sosial")
        again.given_on = min(
            first.given_on + timedelta(days=random.randint(1, 25)), timezone.localtime(now).date()
        )
        made += [first, again]
    return made


def _entry(aid: Aid) -> CaseEntry:
    name, source = lists.title("aid_kind", aid.kind), lists.title("aid_source", aid.source)
    worth = f", Rp{aid.worth:,}".replace(",", ".").replace(". ", ", ", 1) if aid.worth else ""
    return CaseEntry(
        id=uuid7(), case=aid.case, kind=EntryKind.AID, at=aid.at, made_at=aid.at, by_kind="user",
        by_id="demo", by_name=aid.by, text=f"{name}{worth} dari {source}, {aid.given_on:%d-%m-%Y}.",
        data={"aid": str(aid.id)},
    )  # fmt: skip


def _decide(random: Random, now: datetime) -> None:
    """A third of the findings were decided."""
    for row in AidFinding.objects.order_by("id"):
        if random.random() > 0.35:
            continue
        row.state, row.verdict = "decided", random.choice(("wajar", "salah_catat", "dihentikan"))
        row.reason = {"wajar": "Keluarganya besar, bantuan pertama sudah habis.", "salah_catat": "Tercatat dua kali untuk penyerahan yang sama.", "dihentikan": "Sudah cukup; diberitahukan ke Baznas."}[row.verdict]  # fmt: skip
        row.decided_at, row.decided_by = now, "Farida Hanum"
        row.save()
