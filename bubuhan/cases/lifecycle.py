"""What may follow what, as a table. Pure: states and actions are plain words, no clock, no database."""

from bubuhan.kernel.problems import Problem

WAITING, OFFERED, ACTIVE = "waiting", "offered", "active"
RESOLVED, CLOSED, REJECTED = "resolved", "closed", "rejected"

# (state, action) -> next state. What is not here is refused.
TABLE: dict[tuple[str, str], str] = {
    (WAITING, "dispatch"): OFFERED,
    (OFFERED, "dispatch"): OFFERED,
    (ACTIVE, "dispatch"): OFFERED,  # another takes over: the present task is withdrawn
    (ACTIVE, "support"): ACTIVE,  # another pillar beside the one who answers for the case
    (OFFERED, "support"): OFFERED,
    (OFFERED, "accept"): ACTIVE,
    (WAITING, "accept"): ACTIVE,  # his offer had lapsed, and nobody else has it
    (OFFERED, "decline"): WAITING,  # unless another offer is open, see after_offer()
    (ACTIVE, "decline"): WAITING,  # a task that was accepted may be given back, with the reason
    (WAITING, "visit"): WAITING,
    (OFFERED, "visit"): OFFERED,
    (ACTIVE, "visit"): ACTIVE,
    (RESOLVED, "visit"): RESOLVED,
    (WAITING, "note"): WAITING,
    (OFFERED, "note"): OFFERED,
    (ACTIVE, "note"): ACTIVE,
    (RESOLVED, "note"): RESOLVED,
    (WAITING, "update"): WAITING,
    (OFFERED, "update"): OFFERED,
    (ACTIVE, "update"): ACTIVE,
    (RESOLVED, "update"): RESOLVED,
    (WAITING, "band"): WAITING,
    (OFFERED, "band"): OFFERED,
    (ACTIVE, "band"): ACTIVE,
    (WAITING, "resolve"): RESOLVED,
    (OFFERED, "resolve"): RESOLVED,
    (ACTIVE, "resolve"): RESOLVED,
    (RESOLVED, "close"): CLOSED,
    (RESOLVED, "send_back"): ACTIVE,
    (CLOSED, "reopen"): WAITING,
    (REJECTED, "reopen"): WAITING,
    (WAITING, "reject"): REJECTED,
    (OFFERED, "reject"): REJECTED,
    (ACTIVE, "reject"): REJECTED,
}
ACTIONS = tuple(dict.fromkeys(action for _, action in TABLE))

_STATE_WORDS = {
    WAITING: "masih menunggu",
    OFFERED: "sedang ditawarkan",
    ACTIVE: "sedang ditangani",
    RESOLVED: "sudah selesai dan menunggu verifikasi",
    CLOSED: "sudah ditutup",
    REJECTED: "sudah ditolak",
}
_ACTION_WORDS = {
    "dispatch": "ditugaskan",
    "support": "ditambah pendamping",
    "accept": "diterima",
    "decline": "ditolak tugasnya",
    "visit": "ditambah kunjungan",
    "note": "ditambah catatan",
    "update": "diubah datanya",
    "band": "diubah kegawatannya",
    "resolve": "diselesaikan",
    "close": "ditutup",
    "send_back": "dikembalikan",
    "reopen": "dibuka lagi",
    "reject": "ditolak",
}


def allows(state: str, action: str) -> bool:
    """True when the action may be taken in that state."""
    return (state, action) in TABLE


def next_state(state: str, action: str) -> str:
    """The state after the action. Raises Problem `case_state` (which says both in words)."""
    found = TABLE.get((state, action))
    if found is None:
        raise Problem("case_state", state=_STATE_WORDS[state], action=_ACTION_WORDS[action])
    return found


def actions_for(state: str) -> tuple[str, ...]:
    """What may be done now, in the order of the table."""
    return tuple(action for action in ACTIONS if allows(state, action))


def after_offer(open_offers: int, accepted: bool) -> str:
    """Where a case stands once an offer fell away, or work was sent back."""
    if accepted:
        return ACTIVE
    return OFFERED if open_offers else WAITING
