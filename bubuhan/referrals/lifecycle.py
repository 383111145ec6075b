"""What may follow what, as tables. Pure: states and actions are plain words, no clock, no database.

Nothing here is final: every answer can be taken back by the sending office (`undo`), so that a wrong
one never blocks the person it is about. What was undone stays in the history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bubuhan.kernel.problems import Problem

SENT, SEEN, ACCEPTED, WAITING = "sent", "seen", "accepted", "waiting"
DECLINED, DONE, REVOKED = "declined", "done", "revoked"
UNANSWERED = (SENT, SEEN)
OPEN = (SENT, SEEN, WAITING, ACCEPTED)
ENDED = (DECLINED, DONE, REVOKED)

# (state, action) -> next state. What is not here is refused.
TABLE: dict[tuple[str, str], str] = {
    (SENT, "see"): SEEN,
    (SENT, "accept"): ACCEPTED,
    (SENT, "decline"): DECLINED,
    (SENT, "wait"): WAITING,
    (SENT, "revoke"): REVOKED,
    (SEEN, "accept"): ACCEPTED,
    (SEEN, "decline"): DECLINED,
    (SEEN, "wait"): WAITING,
    (SEEN, "revoke"): REVOKED,
    (WAITING, "accept"): ACCEPTED,
    (WAITING, "decline"): DECLINED,
    (WAITING, "wait"): WAITING,  # another place in the list, another day
    (WAITING, "revoke"): REVOKED,
    (ACCEPTED, "decline"): DECLINED,  # it turns out that it cannot be done after all
    (ACCEPTED, "finish"): DONE,
    (ACCEPTED, "revoke"): REVOKED,
}
ANSWERS = ("accept", "decline", "wait", "finish")
_STATES = {
    SENT: "belum dibaca",
    SEEN: "belum dijawab",
    WAITING: "ada di daftar tunggu",
    ACCEPTED: "sudah diterima",
    DECLINED: "sudah ditolak",
    DONE: "sudah selesai",
    REVOKED: "sudah dicabut",
}
_ACTIONS = {
    "see": "dibaca",
    "accept": "diterima",
    "decline": "ditolak",
    "wait": "dimasukkan ke daftar tunggu",
    "finish": "dinyatakan selesai",
    "revoke": "dicabut",
    "undo": "diurungkan",
}


def next_state(state: str, action: str) -> str:
    """The state that follows. Raises `referral_state` with both in words."""
    found = TABLE.get((state, action))
    if found is None:
        raise Problem(
            "referral_state",
            state=_STATES.get(state, state),
            action=_ACTIONS.get(action, action),
        )
    return found


def actions_for(state: str) -> tuple[str, ...]:
    """What may be done from here, in the order of the table."""
    return tuple(action for before, action in TABLE if before == state)


@dataclass(frozen=True, slots=True)
class Move:
    """One change of state that counts (what was undone is left out)."""

    before: str
    after: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Times:
    """When it was first read, answered, finished, revoked: what follows from its moves."""

    seen_at: datetime | None = None
    answered_at: datetime | None = None
    done_at: datetime | None = None
    revoked_at: datetime | None = None


def state_before(moves: Sequence[Move]) -> str:
    """Where `undo` leads. Raises `referral_state` when nothing was answered yet."""
    if not moves or moves[-1].after in (SENT, SEEN):
        raise Problem("referral_state", state=_STATES[SENT], action=_ACTIONS["undo"])
    return moves[-1].before


def times(moves: Sequence[Move]) -> Times:
    """The measured moments of a referral, from its moves in order."""
    answered = next((m.at for m in moves if m.after in (ACCEPTED, WAITING, DECLINED)), None)
    seen = next((m.at for m in moves if m.after == SEEN), None) or answered
    last = moves[-1] if moves else None
    return Times(
        seen_at=seen,
        answered_at=answered,
        done_at=last.at if last and last.after == DONE else None,
        revoked_at=last.at if last and last.after == REVOKED else None,
    )


# -- journeys ---------------------------------------------------------------------------------------
PREPARING, TRAVELLING, ARRIVED = "preparing", "travelling", "arrived"
MISSING, CANCELLED = "missing", "cancelled"

JOURNEYS: dict[tuple[str, str], str] = {
    (PREPARING, "depart"): TRAVELLING,
    (PREPARING, "cancel"): CANCELLED,
    (TRAVELLING, "arrive"): ARRIVED,
    (TRAVELLING, "miss"): MISSING,
    (TRAVELLING, "turn_back"): PREPARING,
    (MISSING, "arrive"): ARRIVED,
    (MISSING, "turn_back"): PREPARING,
    (MISSING, "cancel"): CANCELLED,
    (CANCELLED, "resume"): PREPARING,
}
_JOURNEY_STATES = {
    PREPARING: "masih disiapkan",
    TRAVELLING: "sedang berjalan",
    ARRIVED: "sudah dipastikan tiba",
    MISSING: "dilaporkan tidak tiba",
    CANCELLED: "sudah dibatalkan",
}
_JOURNEY_ACTIONS = {
    "depart": "diberangkatkan",
    "cancel": "dibatalkan",
    "arrive": "dipastikan tiba",
    "miss": "dilaporkan tidak tiba",
    "turn_back": "dikembalikan ke persiapan",
    "resume": "disiapkan lagi",
    "edit": "diubah rencananya",
}


def next_journey(state: str, action: str) -> str:
    """The state of a journey that follows. Raises `journey_state`."""
    found = JOURNEYS.get((state, action))
    if found is None:
        raise Problem(
            "journey_state",
            state=_JOURNEY_STATES.get(state, state),
            action=_JOURNEY_ACTIONS.get(action, action),
        )
    return found


def journey_actions(state: str) -> tuple[str, ...]:
    """What may be done with a journey from here."""
    return tuple(action for before, action in JOURNEYS if before == state)
