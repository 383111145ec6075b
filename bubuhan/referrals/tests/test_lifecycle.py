"""The pure tables: what follows what, and what can be taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from bubuhan.kernel.problems import Problem
from bubuhan.referrals import lifecycle, sharing
from bubuhan.referrals.lifecycle import Move, next_journey, next_state, state_before, times
from bubuhan.referrals.sharing import About

T = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def at(hours: int) -> datetime:
    return T + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("state", "action", "after"),
    [
        ("sent", "see", "seen"),
        ("sent", "accept", "accepted"),
        ("seen", "decline", "declined"),
        ("seen", "wait", "waiting"),
        ("waiting", "accept", "accepted"),
        ("waiting", "wait", "waiting"),
        ("accepted", "finish", "done"),
        ("accepted", "decline", "declined"),
        ("waiting", "revoke", "revoked"),
    ],
)
def test_moves(state, action, after):
    assert next_state(state, action) == after


@pytest.mark.parametrize(
    ("state", "action"),
    [("declined", "accept"), ("done", "finish"), ("revoked", "accept"), ("sent", "finish"), ("done", "revoke")],
)  # fmt: skip
def test_what_is_not_in_the_table_is_refused_in_words(state, action):
    with pytest.raises(Problem) as found:
        next_state(state, action)
    assert found.value.code == "referral_state"
    assert "…" not in found.value.message


def test_every_state_can_be_left_or_undone():
    """No state is a dead end: what is answered can be taken back."""
    for state in lifecycle.TABLE.values():
        moves = [Move("sent", "seen", at(0)), Move("seen", state, at(1))]
        if state not in ("seen", "sent"):
            assert state_before(moves) == "seen"


def test_nothing_to_undo_before_an_answer():
    for moves in ([], [Move("sent", "seen", T)]):
        with pytest.raises(Problem):
            state_before(moves)


def test_times_follow_from_the_moves():
    moves = [
        Move("sent", "seen", at(1)),
        Move("seen", "waiting", at(3)),
        Move("waiting", "accepted", at(50)),
        Move("accepted", "done", at(90)),
    ]
    found = times(moves)
    assert (found.seen_at, found.answered_at, found.done_at) == (at(1), at(3), at(90))
    assert times(moves[:-1]).done_at is None
    assert times([Move("sent", "accepted", at(2))]).seen_at == at(2)  # told by telephone, unread


@pytest.mark.parametrize(("state", "action"), [("preparing", "arrive"), ("arrived", "cancel")])
def test_a_journey_cannot_jump(state, action):
    with pytest.raises(Problem) as found:
        next_journey(state, action)
    assert found.value.code == "journey_state"


ABOUT = About(
    "Siti Aminah", 12, "P", "Perlindungan anak", "Tinggi", "Kec. A", "Kel. B", "pagar biru", "0899"
)


def test_protected_defaults_to_the_least():
    told = dict(sharing.rows(ABOUT, sharing.defaults(protected=True)))
    assert told == {"Inisial": "S. A.", "Kelompok umur": "anak (di bawah 18 tahun)"}


def test_only_what_was_chosen_and_is_known():
    told = dict(
        sharing.rows(About(name="Siti Aminah"), tuple(sharing.PIECES), " Bawa  kursi roda ")
    )
    assert told == {"Nama": "Siti Aminah", "Catatan untuk Anda": "Bawa kursi roda"}
    assert sharing.chosen(["name", "initials", "age", "age_group", "nik", "health"]) == [
        "name",
        "age",
    ]
