"""The generator: the same seed gives the same registry, numbers are invented, mistakes are there."""

from collections import Counter

import pytest

from bubuhan.kernel.nik import nik_facts
from bubuhan.linkage import generator, invented, mistakes
from bubuhan.linkage.places import KABS, Places, kalsel

SEED = 404  # neither for tuning nor for reporting


@pytest.fixture(scope="module")
def made():
    return generator.registry(SEED, 3000)


def test_seeds_for_tuning_and_reporting_differ():
    assert not set(generator.TUNING_SEEDS) & set(generator.REPORTING_SEEDS)


def test_the_same_seed_gives_the_same_registry(made):
    again = generator.registry(SEED, 3000)
    assert again.records == made.records
    assert again.owners == made.owners
    assert generator.registry(SEED + 1, 3000).records != made.records


def test_exactly_as_many_records_as_asked_with_ids_of_their_own(made):
    assert len(made.records) == 3000
    assert len({record.id for record in made.records}) == 3000


def test_a_stream_gives_as_many_and_keeps_none():
    found = list(generator.stream(SEED, 500))
    assert len({record.id for _, record in found}) == 500
    assert 200 < len({owner for owner, _ in found}) < 400


def test_pairs_are_those_of_one_owner(made):
    owner = dict(zip((r.id for r in made.records), made.owners, strict=True))
    pairs = made.pairs()
    assert pairs
    assert all(a < b and owner[a] == owner[b] for a, b in pairs)
    expected = sum(n * (n - 1) // 2 for n in Counter(made.owners).values())
    assert len(pairs) == expected


def test_nobody_is_real(made):
    for human in made.humans.values():
        assert human.nik.endswith("0000")
        facts = nik_facts(human.nik)
        assert facts is not None
        assert facts.sex == human.sex
        assert (facts.birth_date.month, facts.birth_date.day) == (human.born.month, human.born.day)
        assert all(phone.startswith("+628990000") for phone in human.phones)
    assert all(p.startswith("+628990000") for r in made.records for p in r.phones)


def test_no_two_persons_share_a_nik():
    humans = generator.registry(SEED, 20_000).humans.values()
    assert len({h.nik for h in humans}) == len(humans)


def test_a_twins_nik_is_one_digit_away():
    made = generator.registry(SEED, 20_000)
    by_family: dict[int, list[invented.Human]] = {}
    for human in made.humans.values():
        by_family.setdefault(human.family, []).append(human)
    twins = [h for h in made.humans.values() if h.kind == "twin" and len(by_family[h.family]) == 2]
    assert twins
    for twin in twins:
        other = next(h for h in by_family[twin.family] if h is not twin)
        assert sum(a != b for a, b in zip(twin.nik, other.nik, strict=True)) == 1
        assert twin.born == other.born


def test_father_and_son_and_namesakes_are_there():
    made = generator.registry(SEED, 20_000)
    kinds = Counter(h.kind for h in made.humans.values())
    assert kinds["same-name"] > 10
    assert kinds["namesake"] > 10
    assert kinds["family"] > 500


def test_people_live_where_people_live(made):
    kabs = Counter(h.home[:5] for h in made.humans.values())
    assert set(kabs) <= set(KABS)
    assert kabs["63.71"] > kabs["63.11"]
    assert len({desa for desas in kalsel().desas.values() for desa in desas}) == 2016


def test_lists_have_the_gaps_they_are_known_for(made):
    share = {
        "nik": sum(not r.nik for r in made.records),
        "birth": sum(r.birth_date is None for r in made.records),
        "phone": sum(not r.phones for r in made.records),
        "year": sum(r.birth_precision == "year" for r in made.records),
        "damaged": sum(r.nik_damaged for r in made.records),
    }
    assert 300 < share["nik"] < 700
    assert 80 < share["birth"] < 300
    assert 500 < share["phone"] < 1000
    assert share["year"] > 50
    assert share["damaged"] > 50


def test_areas_can_be_the_real_ones():
    places = Places.of(["63.71.01.1001", "63.71.03.1002"])
    made = generator.registry(SEED, 100, places)
    assert {a for r in made.records for a in r.areas} <= {
        "63.71.01.1001", "63.71.03.1002", "63.71.01", "63.71.03",
    }  # fmt: skip


@pytest.mark.parametrize(
    "word", ["Muhammad", "Noor", "Syarifuddin", "Abdurrahman", "Zainal", "Siti"]
)
def test_a_word_is_respelled_but_stays_recognisable(word):
    import random

    dice = random.Random(1)
    found = {mistakes.respell(word, dice) for _ in range(60)}
    assert len(found) > 1
    assert all(w and w[0].isupper() for w in found)


def test_slips_change_one_place():
    import random

    dice = random.Random(2)
    for word in ("Rahmawati", "Asmah", "Noorhidayat"):
        for _ in range(20):
            changed = mistakes.slip(word, dice)
            assert abs(len(changed) - len(word)) <= 1


def test_some_names_are_common_and_most_are_rare():
    words = invented.bags()["banjar_muslim", "L"].words
    assert len(words) > 200
    made = generator.registry(SEED, 5000)
    counted = Counter(w for h in made.humans.values() for w in h.words)
    assert counted.most_common(1)[0][1] > 20 * counted.most_common()[len(counted) // 2][1]
