"""Room and conditions as tables: facts in, words out."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest

from bubuhan.directory import capacity, conditions


@dataclass
class Figures:
    limited: bool = True
    capacity: int | None = None
    occupied: int | None = None
    waiting: int | None = None
    as_of: date | None = date(2026, 11, 20)
    fresh_days: int = 14


@pytest.mark.parametrize(
    ("given", "state", "words"),
    [
        ({"capacity": 40, "occupied": 37}, "terbuka", "3 dari 40 tempat kosong"),
        ({"capacity": 40, "occupied": 65}, "penuh", "Penuh (40 tempat), lebih 25 orang"),
        ({"capacity": 40, "occupied": 40, "waiting": 5}, "daftar_tunggu", "Daftar tunggu 5 orang (40 tempat)"),
        ({"capacity": 150}, "tidak_diketahui", "150 tempat, isinya belum diketahui"),
        ({"as_of": None}, "tidak_diketahui", "Isinya belum diketahui"),
        ({"limited": False, "as_of": None}, "terbuka", "Melayani tanpa batas tempat"),
    ],
)  # fmt: skip
def test_room(given, state, words) -> None:
    room = capacity.room(Figures(**given), date(2026, 11, 22))
    assert (room.state, room.words, room.old) == (state, words, False)


def test_an_old_figure_is_shown_as_old_and_ranks_behind() -> None:
    fresh = capacity.room(Figures(capacity=9, occupied=1), date(2026, 12, 4))
    old = capacity.room(Figures(capacity=9, occupied=1), date(2026, 12, 5))
    assert (fresh.old, old.old, old.days) == (False, True, 15)
    assert capacity.rank(fresh) < capacity.rank(old)


@dataclass
class Row:
    fact: str
    kind: str = "rule"
    test: str = "adalah"
    value: str = "ya"
    when_fact: str = ""
    when_value: str = ""
    first_partner_id: UUID | None = None
    code: str = "x"
    text: str = "Syaratnya."


TREATED = Row("diobati_rsj", "first_go_to", when_fact="odgj", when_value="ya")


@pytest.mark.parametrize(
    ("row", "facts", "found"),
    [
        (TREATED, {"odgj": True, "diobati_rsj": False}, [("first_go_to", True)]),
        (TREATED, {"odgj": True, "diobati_rsj": True}, []),
        (TREATED, {"odgj": False}, []),
        (TREATED, {"diobati_rsj": False}, [("first_go_to", False)]),  # nobody said: make sure
        (Row("ktp", "paper"), {}, [("paper", False)]),
        (Row("ktp", "paper"), {"ktp": True}, []),
        (Row("umur", test="min", value="60"), {"umur": 59}, [("rule", True)]),
        (Row("umur", test="min", value="60"), {"umur": "60"}, []),
        (Row("umur", test="max", value="21"), {"umur": 30}, [("rule", True)]),
        (Row("umur", test="min", value="60"), {"umur": "tua"}, [("rule", False)]),
        (Row("kelamin", test="salah_satu", value="P, L"), {"kelamin": "p"}, []),
    ],
)
def test_conditions(row, facts, found) -> None:
    assert [(m.kind, m.sure) for m in conditions.judge([row], facts)] == found


def test_what_must_be_asked() -> None:
    asked = conditions.questions([TREATED, Row("ktp", "paper"), Row("odgj")])
    assert [q.fact for q in asked] == ["odgj", "diobati_rsj", "ktp"]
