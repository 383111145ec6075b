"""New members pass the chain of their kab/kota: proposed, passed on, returned with a note, admitted."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, Role, can, require
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.people.models import Origin, Person
from bubuhan.volunteers import chain, rules
from bubuhan.volunteers.guards import check_decree, locked, overlapping, tell
from bubuhan.volunteers.history import Because, alter
from bubuhan.volunteers.models import Membership, Status, Verification, VerifyState

_STATES = {
    VerifyState.PASSED: "sudah disahkan",
    VerifyState.REFUSED: "sudah ditolak",
    "": "tidak dalam verifikasi",
}


def propose(
    *, actor: Actor, person: Person, values: Mapping[str, Any], note: str = ""
) -> Membership:
    """Propose a new member: a draft at the first desk above the proposer's own.

    Where no chain is set, the hat is active at once. `values` are columns of a membership. Raises
    `forbidden`, `decree_ends_before`, `date_ahead`, `member_no_taken`, `membership_overlap`.
    """
    area = str(values["area_code"])
    require(actor, "member.propose", area)
    check_decree(values)
    steps = rules.steps_for(area)
    with overlapping(str(values["pillar"]), str(values.get("member_no", ""))), journal.unit():
        _refuse_twice(person, values)
        member = Membership.objects.create(
            person=person,
            status=Status.DRAFT if steps else Status.ACTIVE,
            origin=Origin.OFFICE,
            origin_id=str(actor.user_id),
            **values,
        )
        if steps:
            submit(member, actor, steps, note=note)
            tell("membership.proposed", actor.ref, member, {"pillar": member.pillar})
        else:
            tell("membership.added", actor.ref, member, {"pillar": member.pillar})
    return member


def submit(
    member: Membership, actor: Actor, steps: Sequence[chain.Step], *, note: str = ""
) -> None:
    """Put a draft on the chain; the steps of today go with it, whatever is decided later."""
    place = chain.first_place(steps, actor.role, len(actor.area))
    member.details = {
        **member.details,
        "chain": [s.as_dict() for s in steps],
        "proposer": {
            "user": str(actor.user_id),
            "name": actor.name,
            "role": str(actor.role),
            "level": max(len(actor.area), 2),
        },
    }
    _place(member, steps, place, VerifyState.SUBMITTED, note)
    _log(member, (0, "Pengaju"), Verification.Decision.SUBMITTED, actor, note)


def pass_on(
    *, actor: Actor, membership_id: UUID, note: str = "", rev: int | None = None
) -> Membership:
    """Pass a proposal to the next desk; at the last one the member becomes active.

    Raises `verify_state`, `forbidden`, `own_change` (the proposer at the last desk), `conflict`,
    `membership_overlap`.
    """
    with overlapping("", ""), journal.unit():
        member, steps = _at_desk(actor, membership_id, rev)
        here = member.verify_step
        last = here >= len(steps)
        if last and is_proposer(actor, member):
            raise Problem("own_change")
        if last:
            _admit(member, actor, steps, note)
        else:
            _place(member, steps, here + 1, VerifyState.SUBMITTED, note)
            _log(member, (here, _name(steps, here)), Verification.Decision.PASSED, actor, note)
            data = {
                "pillar": member.pillar,
                "to": _name(steps, here + 1),
                "note": note.strip()[:500],
            }
            tell("membership.passed", actor.ref, member, data)
    return member


def send_back(
    *, actor: Actor, membership_id: UUID, note: str, rev: int | None = None
) -> Membership:
    """Return a proposal to the desk before, with what is missing ("dikembalikan dengan catatan").

    Raises `note_missing`, `verify_state`, `forbidden`, `conflict`.
    """
    if not note.strip():
        raise Problem("note_missing", "note")
    with journal.unit():
        member, steps = _at_desk(actor, membership_id, rev)
        here = member.verify_step
        if here == 0:
            raise Problem("verify_state", state="sudah ada pada pengajunya")
        _place(member, steps, here - 1, VerifyState.RETURNED, note)
        _log(member, (here, _name(steps, here)), Verification.Decision.RETURNED, actor, note)
        data = {"pillar": member.pillar, "to": _name(steps, here - 1), "note": note.strip()[:500]}
        tell("membership.returned", actor.ref, member, data)
    return member


def refuse(*, actor: Actor, membership_id: UUID, note: str, rev: int | None = None) -> Membership:
    """Refuse a proposal for good, with the reason: an officer, or its proposer who takes it back."""
    if not note.strip():
        raise Problem("note_missing", "note")
    with journal.unit():
        member, steps = _at_desk(actor, membership_id, rev)
        if actor.role == Role.KOORDINATOR and not is_proposer(actor, member):
            raise Problem("forbidden")
        here = member.verify_step
        new = {"verify_state": VerifyState.REFUSED, "verify_note": note.strip()[:500]}
        alter(member, new, Because(actor.name, note.strip()))
        _log(member, (here, _name(steps, here)), Verification.Decision.REFUSED, actor, note)
        data = {"pillar": member.pillar, "note": note.strip()[:500]}
        tell("membership.refused", actor.ref, member, data)
    return member


def amend(
    *, actor: Actor, membership_id: UUID, values: Mapping[str, Any], rev: int | None = None
) -> Membership:
    """Correct a proposal on one's own desk before passing it on. Raises as `propose`."""
    with overlapping("", str(values.get("member_no", ""))), journal.unit():
        member, _ = _at_desk(actor, membership_id, rev)
        check_decree(values)
        told = alter(member, values, Because(actor.name, "Diperbaiki dalam verifikasi"))
        if told:
            data = {"pillar": member.pillar, "fields": sorted(told), "changes": told}
            tell("membership.changed", actor.ref, member, data)
    return member


def open_at(actor: Actor, membership_id: UUID) -> Membership:
    """A proposal that lies on this actor's desk. Raises as `amend`."""
    with journal.unit():
        return _at_desk(actor, membership_id, None)[0]


def may_act(actor: Actor, member: Membership) -> bool:
    """True when the proposal lies on this actor's desk (or one below that he may act for)."""
    if member.verify_state not in (VerifyState.SUBMITTED, VerifyState.RETURNED):
        return False
    if not can(actor, "member.verify", member):
        return False
    return chain.sits_at(actor.role, len(actor.area), member.verify_role, member.verify_level)


def is_proposer(actor: Actor, member: Membership) -> bool:
    """True for who made the proposal."""
    proposer = member.details.get("proposer", {})
    return bool(proposer) and proposer.get("user") == str(actor.user_id)


def _at_desk(
    actor: Actor, membership_id: UUID, rev: int | None
) -> tuple[Membership, list[chain.Step]]:
    member = locked(membership_id)
    if not actor.covers(member.area_code):
        raise Problem("not_found")
    if member.verify_state not in (VerifyState.SUBMITTED, VerifyState.RETURNED):
        raise Problem("verify_state", state=_STATES.get(member.verify_state, "berubah"))
    if not may_act(actor, member):
        raise Problem("forbidden")
    if rev is not None and member.rev != rev:
        raise Problem("conflict")
    return member, chain.read(member.details.get("chain", []))


def _admit(member: Membership, actor: Actor, steps: Sequence[chain.Step], note: str) -> None:
    here = member.verify_step
    new = {"status": Status.ACTIVE, "verify_state": VerifyState.PASSED, "verify_note": ""}
    alter(member, new, Because(actor.name, note.strip() or "Disahkan setelah verifikasi"))
    _log(member, (here, _name(steps, here)), Verification.Decision.ADMITTED, actor, note)
    data = {"pillar": member.pillar, "decree_no": member.decree_no, "verified": True}
    tell("membership.added", actor.ref, member, data)


def _place(
    member: Membership, steps: Sequence[chain.Step], place: int, state: str, note: str
) -> None:
    member.verify_state, member.verify_step = state, place
    if place:
        step = steps[place - 1]
        member.verify_role, member.verify_level = step.role, step.level
    else:
        proposer = member.details["proposer"]
        member.verify_role, member.verify_level = proposer["role"], proposer["level"]
    member.verify_note = note.strip()[:500]
    member.rev += 1
    member.save()


def _name(steps: Sequence[chain.Step], place: int) -> str:
    return steps[place - 1].name if 0 < place <= len(steps) else "Pengaju"


def _log(member: Membership, step: tuple[int, str], decision: str, actor: Actor, note: str) -> None:
    Verification.objects.create(
        membership=member,
        step=step[0],
        step_name=step[1][:80],
        decision=decision,
        note=note.strip()[:500],
        by=actor.name,
        by_user=actor.user_id,
        role=actor.role,
        at=clock.now(),
    )


def _refuse_twice(person: Person, values: Mapping[str, Any]) -> None:
    """The same hat is not proposed twice, nor while it is active."""
    same = Membership.objects.filter(
        person=person, pillar=values["pillar"], area_code=values["area_code"]
    )
    waiting = same.filter(verify_state__in=(VerifyState.SUBMITTED, VerifyState.RETURNED))
    if waiting.exists() or same.filter(status=Status.ACTIVE).exists():
        raise Problem("membership_overlap", "pillar", pillar=values["pillar"])
