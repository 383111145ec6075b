"""Criteria, grade and pairs as tables: facts in, verdict and reasons out."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bubuhan.standing import criteria, grading, pairing
from bubuhan.standing.criteria import EVIDENCE, NOT_MET, STATED, UNKNOWN, Facts, Given, Rule, Rules
from bubuhan.standing.grading import GradeFacts
from bubuhan.standing.pairing import Hat, PairRule

TODAY = date(2026, 3, 2)
AGE = Rule("usia", "Usia paling sedikit 18 tahun", derive="umur", minimum=18)
PSM = Rules(
    "permensos",
    "Permensos",
    "PSM",
    (
        Rule("wni", "WNI", need="unggah foto KTP"),
        AGE,
        Rule("ktp", "KTP setempat", derive="domisili", need="unggah KTP"),
        Rule(
            "bimtek",
            "Bimtek dasar",
            "Bimtek dasar",
            "unggah sertifikat Bimtek dasar",
            training=True,
        ),
        Rule("sma", "Ijazah SMA", required=False),
    ),
)
HOME = "63.71.03.1003"


def facts(born: date | None = date(1980, 5, 17), **answers: str) -> Facts:
    given = {code: Given(word) for code, word in answers.items()}
    return Facts(TODAY, given, born, "day" if born else "unknown", HOME, HOME)


# -- criteria -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "code", "label", "missing"),
    [
        ({"wni": EVIDENCE, "bimtek": EVIDENCE}, "memenuhi", "PSM memenuhi kriteria", ()),
        ({"wni": STATED, "bimtek": STATED}, "memenuhi", "PSM memenuhi kriteria", ()),
        (
            {"wni": EVIDENCE},
            "calon",
            "calon PSM (belum Bimtek dasar)",
            ("unggah sertifikat Bimtek dasar",),
        ),
        ({"bimtek": EVIDENCE}, "terdata", "relawan terdata", ("unggah foto KTP",)),
        (
            {"wni": NOT_MET, "bimtek": NOT_MET},
            "terdata",
            "relawan terdata",
            ("unggah foto KTP", "unggah sertifikat Bimtek dasar"),
        ),
        (
            {},
            "terdata",
            "relawan terdata",
            ("unggah foto KTP", "unggah sertifikat Bimtek dasar"),
        ),
    ],
)
def test_verdicts(answers, code, label, missing) -> None:
    found = criteria.evaluate(facts(**answers), PSM)
    assert (found.code, found.label, found.missing) == (code, label, missing)


def test_only_what_somebody_said_no_to_is_refused() -> None:
    assert criteria.evaluate(facts(wni=NOT_MET), PSM).refused == ("WNI",)
    assert criteria.evaluate(facts(), PSM).refused == ()
    assert criteria.evaluate(facts(bimtek=NOT_MET, wni=STATED), PSM).refused == ()


@pytest.mark.parametrize(
    ("born", "precision", "answer", "why"),
    [
        (date(1980, 5, 17), "day", STATED, "dihitung dari tanggal lahir: 45 tahun"),
        (date(2008, 3, 2), "day", STATED, "dihitung dari tanggal lahir: 18 tahun"),
        (date(2008, 3, 3), "day", NOT_MET, "dihitung dari tanggal lahir: 17 tahun"),
        (date(2008, 1, 1), "year", UNKNOWN, "dihitung dari tahun lahir: 18 tahun, belum pasti tanpa tanggal lengkap"),
        (date(2007, 1, 1), "year", STATED, "dihitung dari tahun lahir: 19 tahun"),
        (date(2010, 1, 1), "year", NOT_MET, "dihitung dari tahun lahir: 16 tahun"),
        (None, "unknown", UNKNOWN, ""),
    ],
)  # fmt: skip
def test_age_is_derived_and_says_from_what(born, precision, answer, why) -> None:
    known = replace(facts(born), birth_precision=precision)
    one = criteria.evaluate(known, Rules("x", "X", "PSM", (AGE,))).reasons[0]
    assert (one.answer, one.why) == (answer, why)


def test_an_upper_age_too() -> None:
    rule = Rules("t", "T", "Tagana", (Rule("usia", "18 sampai 40", derive="umur", minimum=18, maximum=40),))  # fmt: skip
    assert criteria.evaluate(facts(date(1985, 3, 3)), rule).code == "memenuhi"
    assert criteria.evaluate(facts(date(1985, 3, 2)), rule).refused == ("18 sampai 40",)
    assert criteria.evaluate(facts(date(1985, 3, 2)), rule).label == "anggota Tagana terdata"


@pytest.mark.parametrize(
    ("home", "duty", "answer"),
    [
        (HOME, HOME, STATED),
        (HOME, "63.71.03", STATED),
        (HOME, "63.71.01.1001", UNKNOWN),
        ("", HOME, UNKNOWN),
    ],
)
def test_the_address_is_a_hint_never_a_refusal(home, duty, answer) -> None:
    known = replace(facts(wni=STATED), home=home, duty=duty)
    assert criteria.evaluate(known, PSM).reasons[2].answer == answer


def test_what_a_person_answered_wins_over_what_is_derived() -> None:
    known = facts(date(2015, 1, 1), usia=EVIDENCE)
    assert criteria.evaluate(known, PSM).reasons[1].answer == EVIDENCE
    assert not criteria.evaluate(known, PSM).reasons[1].derived


def test_evidence_expires_and_an_unchecked_file_says_so() -> None:
    old = replace(facts(), answers={"bimtek": Given(EVIDENCE, True, date(2026, 3, 1))})
    one = criteria.evaluate(old, PSM).reasons[3]
    assert (one.answer, one.why) == (NOT_MET, "kedaluwarsa sejak 01-03-2026")
    waits = replace(facts(), answers={"bimtek": Given(STATED, True)})
    one = criteria.evaluate(waits, PSM).reasons[3]
    assert one.met
    assert one.to_check


def test_without_rules_nothing_is_held_against_anybody() -> None:
    found = criteria.evaluate(facts(), None, label="Pelopor")
    assert (found.code, found.label, found.missing) == (
        "tanpa_aturan",
        "kriteria Pelopor belum ditetapkan",
        (),
    )


# -- grade ----------------------------------------------------------------------------------------

GOOD = GradeFacts(
    today=TODAY,
    birth_date=date(1980, 5, 17),
    birth_precision="day",
    sex="L",
    nik_birth=date(1980, 5, 17),
    nik_sex="L",
    decree_no="400.9/12/PSM/2024",
    started_on=date(2024, 1, 1),
    ends_on=date(2027, 1, 1),
    area_code=HOME,
    unit="desa",
    phone="+6289900000001",
    confirmed_at=datetime(2025, 10, 1, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("change", "level", "codes"),
    [
        ({}, "sah", []),
        ({"nik": "none", "nik_birth": None, "nik_sex": ""}, "perbaiki", ["nik_kosong"]),
        ({"nik": "bad"}, "perbaiki", ["nik_bentuk"]),
        ({"birth_date": None}, "perbaiki", ["lahir_kosong"]),
        ({"birth_precision": "year"}, "perbaiki", ["lahir_kosong"]),
        ({"sex": ""}, "sah", ["kelamin_kosong"]),
        ({"nik_birth": date(1981, 5, 17)}, "sah", ["nik_lahir"]),
        ({"nik_birth": date(2080, 5, 17)}, "sah", []),  # the century in a NIK is a guess
        ({"nik_sex": "P"}, "sah", ["nik_kelamin"]),
        ({"nik_sex": "P", "nik_birth": date(1981, 5, 17)}, "ragu", ["nik_orang_lain"]),
        ({"nik_sex": "P", "nik_birth": date(1981, 5, 17), "card_seen": True}, "sah", ["nik_lahir", "nik_kelamin"]),
        ({"decree_no": " "}, "perbaiki", ["sk_kosong"]),
        ({"ends_on": None}, "sah", []),
        ({"ends_on": TODAY}, "sah", []),
        ({"ends_on": date(2026, 3, 1)}, "perbaiki", ["sk_habis"]),
        ({"ends_on": date(2025, 3, 1)}, "ragu", ["sk_lama_habis"]),
        ({"ends_on": date(2023, 1, 1)}, "ragu", ["sk_terbalik"]),
        ({"verdict": "calon", "verdict_label": "calon PSM (belum Bimtek dasar)"}, "perbaiki", ["kriteria_calon"]),
        ({"verdict": "terdata", "missing": ("a", "b")}, "perbaiki", ["kriteria_kurang"]),
        ({"verdict": "terdata", "refused": ("WNI",)}, "ragu", ["kriteria_tidak"]),
        ({"verdict": "tanpa_aturan"}, "sah", []),
        ({"area_state": "retired"}, "perbaiki", ["wilayah_lama"]),
        ({"area_state": "unknown"}, "ragu", ["wilayah_asing"]),
        ({"area_code": "63.71"}, "perbaiki", ["wilayah_tingkat"]),
        ({"phone": ""}, "perbaiki", ["hp_kosong"]),
        ({"phone": "+62123"}, "perbaiki", ["hp_bentuk"]),
        ({"confirmed_at": None}, "perbaiki", ["konfirmasi_belum"]),
        ({"confirmed_at": datetime(2025, 3, 1, tzinfo=UTC)}, "perbaiki", ["konfirmasi_lama"]),
        ({"confirmed_at": datetime(2025, 3, 3, tzinfo=UTC)}, "sah", []),
        ({"duplicate": True}, "ragu", ["ganda"]),
        ({"doubles": (("jalur", "PSM dan TKSK"),)}, "perbaiki", ["rangkap_telaah"]),
        ({"doubles": (("dilarang", "a dan b"),)}, "ragu", ["rangkap_putusan"]),
        ({"phone": "", "duplicate": True}, "ragu", ["ganda", "hp_kosong"]),
    ],
)  # fmt: skip
def test_what_forces_what(change, level, codes) -> None:
    found = grading.grade(replace(GOOD, **change))
    assert (found.level, [r.code for r in found.reasons]) == (level, codes)


def test_every_reason_has_words_and_a_remedy_and_no_blame() -> None:
    for code, (level, text, remedy) in grading.FORCES.items():
        assert level in grading.LEVELS
        assert text, code
        assert remedy, code
        assert "salah" not in text.lower()
        assert "melanggar" not in text.lower()


# -- pairs ----------------------------------------------------------------------------------------

RULES = [
    PairRule(1, "PSM", "TKSK", "jalur"),
    PairRule(2, "KARANG_TARUNA/anggota", "PSM", "wajar"),
    PairRule(3, "KARANG_TARUNA/pengurus", "PSM", "dicatat"),
    PairRule(4, "*", "SDM_PKH", "dilarang_kecuali_izin"),
    PairRule(5, "SDM_PKH", "kerja:*", "dilarang_kecuali_izin"),
    PairRule(6, "SDM_PKH", "kerja:PARPOL", "dilarang"),
    PairRule(7, "*", "*", "dicatat"),
    PairRule(8, "PSM", "TKSK", "perlu_keputusan", "63.05"),
]


def hats(*roles: str, area: str = HOME) -> list[Hat]:
    return [Hat(f"id{n}", role, area, role.startswith("kerja:")) for n, role in enumerate(roles)]


@pytest.mark.parametrize(
    ("roles", "area", "found"),
    [
        (("PSM",), HOME, []),
        (("PSM", "PSM"), HOME, []),
        (("TKSK", "PSM"), HOME, [1]),
        (("PSM", "TKSK"), "63.05.01.2001", [8]),
        (("PSM", "KARANG_TARUNA/anggota"), HOME, [2]),
        (("PSM", "KARANG_TARUNA/pengurus"), HOME, [3]),
        (("KARANG_TARUNA/anggota", "KARANG_TARUNA/pengurus"), HOME, []),
        (("SDM_PKH", "PSM"), HOME, [4]),
        (("SDM_PKH", "kerja:KADER"), HOME, [5]),
        (("SDM_PKH", "kerja:PARPOL"), HOME, [6]),
        (("kerja:ASN", "kerja:PARPOL"), HOME, []),
        (("TAGANA", "TKSK"), HOME, [7]),
        (("PSM", "TKSK", "SDM_PKH"), HOME, [1, 4, 4]),
    ],
)
def test_the_most_exact_rule_wins(roles, area, found) -> None:
    pairs = pairing.judge(hats(*roles, area=area), RULES)
    assert sorted(p.rule.id for p in pairs) == found


def test_a_pair_without_any_rule_is_no_finding() -> None:
    assert pairing.judge(hats("TAGANA", "TKSK"), RULES[:6]) == []


def test_the_key_follows_hats_and_verdict() -> None:
    (one,) = pairing.judge(hats("PSM", "TKSK"), RULES)
    (other,) = pairing.judge(hats("TKSK", "PSM"), RULES)
    assert one.roles == other.roles == ("PSM", "TKSK")
    assert one.key == "id0|id1|jalur"


@pytest.mark.parametrize(
    ("pillar", "position", "role"),
    [
        ("PSM", "Ketua", "PSM"),
        ("KARANG_TARUNA", "Wakil Ketua I", "KARANG_TARUNA/pengurus"),
        ("KARANG_TARUNA", "Anggota", "KARANG_TARUNA/anggota"),
        ("KARANG_TARUNA", "", "KARANG_TARUNA/anggota"),
        ("LKS", "Bendahara", "LKS/pengurus"),
    ],
)
def test_positions_that_matter(pillar, position, role) -> None:
    assert pairing.role(pillar, position) == role
