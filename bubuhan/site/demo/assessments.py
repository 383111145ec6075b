"""Households, types, cause trees and measures of the invented year: good turns, slow ones, some that failed."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bubuhan.assessments import instruments
from bubuhan.assessments.models import (
    Assessment,
    Cause,
    CauseEvidence,
    CauseLink,
    Classification,
    Household,
    HouseholdCase,
    Instrument,
    Member,
)
from bubuhan.assessments.writing import begun
from bubuhan.cases.models import Case, CaseEntry, State
from bubuhan.kernel import clock
from bubuhan.kernel.ids import uuid7
from bubuhan.lists import queries as lists
from bubuhan.site.demo.names import Namer

BY = "Petugas Dinas Sosial"
SHARE, MOST = 0.45, 900
PSM = "Pendamping PSM"
# need -> PPKS type of the one it is about ("" none), a way from what one sees down to a root
STORIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "lansia_terlantar": ("8", ("tanpa_perawat", "keluarga_jauh", "kerja_tidak_tetap")),
    "kekurangan_pangan": ("24", ("penghasilan_kurang", "pencari_nafkah_hilang", "sakit_menahun")),
    "odgj": ("9", ("gangguan_jiwa", "tanpa_jaminan", "tanpa_dokumen")),
    "sakit_tanpa_jaminan": ("", ("tanpa_jaminan", "data_salah", "tidak_tahu_layanan")),
    "rumah_tidak_aman": ("24", ("rumah_tidak_layak", "penghasilan_kurang", "kerja_tidak_tetap")),
    "konflik_keluarga": ("25", ("konflik_keluarga", "utang", "tidak_bekerja")),
    "orang_terlantar": ("11", ("tanpa_rumah", "keluarga_jauh", "konflik_keluarga")),
    "perlindungan_anak": ("6", ("pengasuhan_lalai", "konflik_keluarga", "tidak_bekerja")),
    "kekerasan": ("19", ("kekerasan", "napza", "tidak_bekerja")),
    "alat_bantu": ("9", ("disabilitas", "jauh_layanan", "penghasilan_kurang")),
    "dokumen_kependudukan": ("", ("tanpa_dokumen", "jauh_layanan")),
    "bencana": ("21", ("bencana", "rumah_tidak_layak")),
}
NOTES = {
    "keluarga_jauh": "Anaknya bekerja di Kotabaru, pulang setahun sekali.",
    "pencari_nafkah_hilang": "Suami meninggal tahun lalu.",
    "sakit_menahun": "Stroke ringan sejak 2023, jalan dengan tongkat.",
    "kerja_tidak_tetap": "Upah harian di penggilingan padi, hanya musim panen.",
    "data_salah": "Nama di KK berbeda satu huruf dengan KTP.",
    "jauh_layanan": "Ke puskesmas naik kelotok satu jam, Rp60.000 pergi pulang.",
    "rumah_tidak_layak": "Atap sirap bocor, lantai lapuk di atas sungai.",
    "tanpa_dokumen": "KTP hilang waktu kebakaran.",
    "utang": "Pinjaman harian di pasar, bunga naik terus.",
}
# a rich tree: code -> what it brings about
RICH: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "lansia_terlantar",
        (
            ("gizi_buruk", ""),
            ("usia_lanjut", ""),
            ("penghasilan_kurang", "gizi_buruk"),
            ("tanpa_perawat", "gizi_buruk"),
            ("belum_terdata", "penghasilan_kurang"),
            ("data_salah", "belum_terdata"),
            ("keluarga_jauh", "tanpa_perawat"),
            ("kerja_tidak_tetap", "keluarga_jauh"),
            ("konflik_keluarga", "keluarga_jauh"),
            ("rumah_tidak_layak", "usia_lanjut"),
            ("penghasilan_kurang", "rumah_tidak_layak"),
        ),
    ),
    (
        "kekurangan_pangan",
        (
            ("gizi_buruk", ""),
            ("putus_sekolah", ""),
            ("penghasilan_kurang", "gizi_buruk"),
            ("penghasilan_kurang", "putus_sekolah"),
            ("utang", "penghasilan_kurang"),
            ("tidak_bekerja", "penghasilan_kurang"),
            ("sakit_menahun", "tidak_bekerja"),
            ("gagal_panen", "utang"),
            ("bencana", "gagal_panen"),
            ("tanpa_jaminan", "sakit_menahun"),
            ("tanpa_dokumen", "tanpa_jaminan"),
            ("jauh_layanan", "tanpa_dokumen"),
        ),
    ),
    (
        "odgj",
        (
            ("gangguan_jiwa", ""),
            ("stigma", ""),
            ("pengasuh_kewalahan", "gangguan_jiwa"),
            ("tanpa_jaminan", "gangguan_jiwa"),
            ("gangguan_jiwa", "stigma"),
            ("tidak_tahu_layanan", "tanpa_jaminan"),
            ("penghasilan_kurang", "pengasuh_kewalahan"),
            ("keluarga_jauh", "pengasuh_kewalahan"),
        ),
    ),
)


class _Rows:
    """What to insert, in the order of its foreign keys."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.houses: list[Household] = []
        self.links: list[HouseholdCase] = []
        self.members: list[Member] = []
        self.types: list[Classification] = []
        self.causes: list[Cause] = []
        self.evidence: list[CauseEvidence] = []
        self.cause_links: list[CauseLink] = []
        self.measures: list[Assessment] = []
        self.entries: list[CaseEntry] = []


def fill(random: Random, now: datetime) -> None:
    """Almost half of the cases have a household; three have a tree worth a long look."""
    rows, namer = _Rows(random), Namer(random)
    forms = {f.code: f.body for f in Instrument.objects.filter(version=1)}
    cases = [c for c in Case.objects.order_by("-opened_at") if c.state != State.REJECTED]
    rich = _rich_cases(cases)
    chosen = [c for c in cases if c.id in rich or random.random() < SHARE][:MOST]
    for case in chosen:
        people = _household(random, namer, case, rows)
        ppks, way = STORIES.get(case.need, ("", ("penghasilan_kurang", "tidak_bekerja")))
        if ppks:
            _classify(case, people[0], ppks, rows)
        if case.id in rich:
            _tree(random, case, rich[case.id], rows)
        elif random.random() < 0.7:
            pairs = [(code, way[n - 1] if n else "") for n, code in enumerate(way)]
            _tree(random, case, pairs[: random.randint(1, len(pairs))], rows)
        _measures(rows, now, case, people[0], forms)
    _insert(rows)


def _rich_cases(cases: Sequence[Case]) -> dict[Any, tuple[tuple[str, str], ...]]:
    """The newest open case of each rich story, in the city when there is one."""
    found = {}
    for need, pairs in RICH:
        fit = [c for c in cases if c.need == need and not c.sensitive]
        fit.sort(key=lambda c: (not c.is_open, not c.area_code.startswith("63.71")))
        if fit:
            found[fit[0].id] = pairs
    return found


def _household(random: Random, namer: Namer, case: Case, rows: _Rows) -> list[Member]:
    house = Household(
        id=uuid7(), area_code=case.area_code, address=case.place_note[:250], example=case.example
    )
    rows.houses.append(house)
    rows.links.append(HouseholdCase(case=case, household=house, at=case.opened_at, by=BY))
    subject = begun(case)
    subject.household = house
    if case.need == "orang_terlantar":
        subject.residence = random.choice(("jalan", "panti", "tidak_tahu"))
    subject.neglected = (
        case.need in ("lansia_terlantar", "orang_terlantar") or random.random() < 0.05
    )
    people = [subject]
    young = (case.subject_age or 40) < 18
    choices = (
        ("kerabat", "orang_tua", "saudara")
        if young
        else ("pasangan", "anak", "cucu", "menantu", "saudara")
    )
    for relation in random.sample(choices, random.randint(0, len(choices))):
        sex = random.choice("LP")
        known = random.random() < 0.85
        people.append(
            Member(
                household=house,
                relation=relation,
                sex=sex,
                name=namer.name(sex) if known else "",
                age_years=random.randint(*_ages(relation)) if random.random() < 0.8 else None,
                residence=random.choices(("rumah", "lain", "tidak_tahu"), (80, 16, 4))[0],
                guardian=young and relation == "orang_tua",
                position=len(people),
                created_at=case.opened_at,
            )
        )
    if case.need in ("perlindungan_anak", "kekerasan") and len(people) > 1:
        people[-1].suspected, people[-1].suspected_on = True, case
    rows.members += people
    return people


def _ages(relation: str) -> tuple[int, int]:
    return {"cucu": (1, 16), "anak": (5, 40), "orang_tua": (30, 70)}.get(relation, (20, 68))


def _classify(case: Case, member: Member, ppks: str, rows: _Rows) -> None:
    item = lists.item("ppks", ppks)
    if item is None:
        return
    common = {
        "member": member,
        "case": case,
        "valid_from": clock.day(case.opened_at),
        "by": BY,
        "at": case.opened_at,
        "sensitive": bool(item.data.get("sensitive")),
    }
    rows.types.append(
        Classification(taxonomy="ppks", code=ppks, certainty=item.certainty, **common)
    )
    rows.types.append(
        Classification(
            taxonomy="pas",
            code=item.data["pas"],
            derived_from=ppks,
            certainty=item.data["pas_certainty"],
            **common,
        )
    )


def _tree(random: Random, case: Case, pairs: Sequence[tuple[str, str]], rows: _Rows) -> None:
    made: dict[str, Cause] = {}
    for n, (code, effect) in enumerate(pairs):
        at = case.opened_at + timedelta(hours=6 + n)
        whose = random.choice(("keluarga", "psm", "petugas"))
        by = BY if whose == "petugas" else PSM
        if code not in made:
            made[code] = Cause(
                id=uuid7(),
                case=case,
                code=code,
                note=NOTES.get(code, ""),
                whose=whose,
                sureness=random.choices(("pasti", "mungkin", "dugaan"), (3, 5, 2))[0],
                at=at,
                by=by,
            )
            if random.random() < 0.25:
                rows.evidence.append(
                    CauseEvidence(
                        cause=made[code],
                        whose="keluarga",
                        text="Diceritakan keluarganya waktu kunjungan.",
                        at=at,
                        by=PSM,
                    )
                )
            text = f"Sebab: {lists.title('cause', code)}. {NOTES.get(code, '')}".strip()
            rows.entries.append(_entry(case, at, by, text))
        if effect:
            rows.cause_links.append(CauseLink(effect=made[effect], cause=made[code]))
    rows.causes += made.values()


def _measures(
    rows: _Rows, now: datetime, case: Case, member: Member, forms: dict[str, Any]
) -> None:
    random, opened, outcome = rows.random, case.opened_at, forms["hasil_singkat"]
    first = random.randint(2, 9)
    _measure(rows, case, outcome, "awal", opened + timedelta(hours=5), score=first)
    if random.random() < 0.25:
        _measure(rows, case, forms["keluarga_awal"], "awal", opened + timedelta(hours=7))
    special = {"lansia_terlantar": "lansia", "alat_bantu": "disabilitas", "odgj": "disabilitas"}
    if case.need in special and random.random() < 0.5:
        form = forms[special[case.need]]
        _measure(rows, case, form, "awal", opened + timedelta(hours=8), member=member)
    if case.closed_at is None:
        return
    gained = min(20, max(0, first + random.choices((-2, 0, 4, 7, 10), (5, 12, 30, 33, 20))[0]))
    _measure(rows, case, outcome, "penutupan", case.closed_at, score=gained)
    later = case.closed_at + timedelta(days=random.randint(85, 110))
    if later < now and random.random() < 0.6:
        after = min(20, max(0, gained + random.choice((-4, -1, 0, 1, 2))))
        _measure(rows, case, outcome, "tiga_bulan", later, score=after)


def _measure(
    rows: _Rows,
    case: Case,
    body: Any,
    moment: str,
    at: datetime,
    *,
    member: Member | None = None,
    score: int | None = None,
) -> None:
    """`score`: of the outcome measure; another form is answered at random."""
    random = rows.random
    answers = _spread(random, body, score) if score is not None else _answers(random, body)
    found = instruments.result(body, answers)
    rows.measures.append(
        Assessment(
            id=uuid7(),
            case=case,
            member=member,
            instrument=body["code"],
            version=body["version"],
            moment=moment,
            answers=json.dumps(found.kept, ensure_ascii=False),
            score=found.score,
            most=body["max"],
            band=found.band,
            at=at,
            made_at=at,
            by=PSM,
        )
    )
    band = instruments.band(body, found.band)["name"].lower()
    text = f"{body['name']}: {found.score} dari {body['max']}, {band}."
    rows.entries.append(_entry(case, at, PSM, text))


def _spread(random: Random, body: Any, score: int) -> dict[str, Any]:
    points = [0] * len(body["questions"])
    while sum(points) < score:
        at = random.randrange(len(points))
        points[at] = min(4, points[at] + 1)
    return {q["id"]: str(p) for q, p in zip(body["questions"], points, strict=True)}


def _answers(random: Random, body: Any) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for question in body["questions"]:
        if question["id"] not in instruments.visible(body, said):
            continue
        if question["type"] == "number":
            said[question["id"]] = random.randint(
                question.get("min", 0), min(4, question.get("max", 4))
            )
        elif question["type"] != "text":
            code = random.choice(question["options"])["code"]
            said[question["id"]] = [code] if question["type"] == "multi" else code
    return said


def _entry(case: Case, at: datetime, by: str, text: str) -> CaseEntry:
    return CaseEntry(
        id=uuid7(),
        case=case,
        kind="assess",
        at=at,
        made_at=at,
        by_kind="user",
        by_id="demo",
        by_name=by,
        text=text,
    )


def _insert(rows: _Rows) -> None:
    Household.objects.bulk_create(rows.houses, 1000)
    HouseholdCase.objects.bulk_create(rows.links, 1000)
    Member.objects.bulk_create(rows.members, 1000)
    Classification.objects.bulk_create(rows.types, 1000)
    Cause.objects.bulk_create(rows.causes, 1000)
    CauseEvidence.objects.bulk_create(rows.evidence, 1000)
    CauseLink.objects.bulk_create(rows.cause_links, 1000)
    Assessment.objects.bulk_create(rows.measures, 1000)
    CaseEntry.objects.bulk_create(rows.entries, 1000)
