"""Answers to a campaign: a person's own, by whichever door, and his village office's.

A later word replaces an earlier one; a closed campaign still takes answers (a phone may have been
without signal for weeks), because what a person says of himself is worth more than a date.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.campaigns import changes
from bubuhan.campaigns.actions import document_touches
from bubuhan.campaigns.models import Answer, Confirmation, EndProposal, VillageWord, Way
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.volunteers import actions as volunteers
from bubuhan.volunteers.models import Status

_END = "berakhir"  # in `corrected`: the person says that he serves no more


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says about his own record.

    `changed`: something in it is no longer true, be it only told in words; `ends`: he serves no more.
    """

    corrections: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    changed: bool = False
    ends: bool = False

    @property
    def correct(self) -> bool:
        return not (self.corrections or self.changed or self.ends)


def answer_own(
    *,
    actor: Actor,
    campaign_id: UUID,
    membership_ids: Sequence[UUID],
    persons: Sequence[UUID],
    said: Said,
    way: Way,
    at: datetime,
) -> list[Confirmation]:
    """A person answers for his own hats. Raises `confirmation_unknown`, and what corrections raise.

    `persons` are the rows that are this one human being. An answer that is older than one already
    told changes nothing (it came late from another phone).
    """
    with journal.unit():
        lines = _locked(campaign_id, membership_id__in=membership_ids, person_id__in=persons)
        if not lines:
            raise Problem("confirmation_unknown", "membership_ids")
        fresh = [one for one in lines if not (one.answered_at and one.answered_at > at)]
        _put(actor, fresh, said, way, at)
    return lines


def enter(
    *, actor: Actor, campaign_id: UUID, code: str, said: Said, way: Way = Way.PAPER
) -> list[Confirmation]:
    """What stood on paper beside a code (or was told at the desk). The same code again corrects it.

    Raises `confirmation_code`, `forbidden`, and what corrections raise.
    """
    with journal.unit():
        lines = _locked(campaign_id, code=tidy_code(code))
        if not lines or not all(actor.covers(one.area_code) for one in lines):
            raise Problem("confirmation_code", "code", value=tidy_code(code)[:12])
        require(actor, "campaign.confirm", lines[0])
        _put(actor, lines, said, way, clock.now())
    return lines


def tidy_code(text: str) -> str:
    """`k7m-4q ` -> `K7M4Q`."""
    return "".join(c for c in text.upper() if c.isalnum())


def _locked(campaign_id: UUID, **which: Any) -> list[Confirmation]:
    found = Confirmation.objects.select_for_update(of=("self",)).filter(
        campaign_id=campaign_id, membership__status=Status.ACTIVE, **which
    )
    return list(found.select_related("campaign").order_by("id"))


def _put(actor: Actor, lines: Sequence[Confirmation], said: Said, way: Way, at: datetime) -> None:
    if not lines:
        return
    first, note = lines[0], " ".join(said.note.split())[:500]
    first.way, first.answered_at = way, at
    asked: list[str] = []
    if said.corrections:
        prefix = "corrections." if way == Way.PHONE else ""
        asked = changes.request(
            actor=actor, line=first, corrections=said.corrections, note=note, prefix=prefix
        )
    same = not asked and not note and not said.ends
    for line in lines:
        line.answer = Answer.DIKONFIRMASI if said.correct or same else Answer.DIKOREKSI
        line.way, line.answered_at, line.answered_by = way, at, actor.name
        line.corrected = [*asked, *([_END] if said.ends else [])]
        line.note = note
        _propose(line, said, actor)
        line.rev += 1
        line.save()
    if not said.ends:
        volunteers.confirm([one.membership_id for one in lines], actor=actor, how=way.label, at=at)
    journal.record(
        "campaign.answered",
        actor=actor.ref,
        subject=("person", first.person_id),
        area=first.area_code,
        data={
            "campaign": str(first.campaign_id),
            "memberships": [str(one.membership_id) for one in lines],
            "answer": first.answer,
            "way": way,
            "fields": first.corrected,
        },
        touched=document_touches(first.campaign_id, [one.person_id for one in lines]),
    )


def _propose(line: Confirmation, said: Said, actor: Actor) -> None:
    """Serving no more is a proposal; who serves after all takes his own proposal back."""
    if said.ends:
        line.end_state, line.end_by, line.end_note = (
            EndProposal.MENUNGGU,
            actor.name,
            line.note[:300],
        )
    elif line.village != VillageWord.TIDAK_LAGI:
        line.end_state = "" if line.end_state == EndProposal.MENUNGGU else line.end_state


def speak_for_village(
    *, actor: Actor, campaign_id: UUID, words: Mapping[UUID, tuple[str, str]]
) -> int:
    """The village office says of each name: serves, serves no more, or is not known. Returns changes.

    `words` is line id -> (word, note). "Serves no more" becomes a proposal that an officer decides.
    Raises `village_note` when such a word has no note, `not_found`, `forbidden`.
    """
    changed = 0
    with journal.unit():
        for line in _locked(campaign_id, id__in=list(words)):
            require(actor, "campaign.confirm", line)
            word, note = words[line.id]
            changed += _village(actor, line, word, " ".join(note.split())[:300])
    return changed


def _village(actor: Actor, line: Confirmation, word: str, note: str) -> bool:
    if word not in VillageWord.values or (line.village, line.village_note) == (word, note):
        return False
    if word != VillageWord.BENAR and not note:
        raise Problem("village_note", str(line.id))
    line.village, line.village_note = word, note
    line.village_at, line.village_by = clock.now(), actor.name
    if word == VillageWord.TIDAK_LAGI:
        line.end_state, line.end_by, line.end_note = EndProposal.MENUNGGU, actor.name, note
    elif word != VillageWord.TIDAK_LAGI and line.end_state and _END not in line.corrected:
        line.end_state = ""
    line.rev += 1
    line.save()
    journal.record(
        "campaign.village_answered",
        actor=actor.ref,
        subject=("person", line.person_id),
        area=line.area_code,
        data={
            "campaign": str(line.campaign_id),
            "membership": str(line.membership_id),
            "word": word,
        },
    )
    return True


def settle_end(
    *,
    actor: Actor,
    line_id: UUID,
    accept: bool,
    reason: str = "",
    ended_on: date | None = None,
    note: str = "",
) -> Confirmation:
    """An officer ends the membership as proposed, or keeps it. Raises what ending raises too.

    Raises `not_found`, `end_proposal_settled`, `forbidden`.
    """
    with journal.unit():
        line: Confirmation | None = (
            Confirmation.objects.visible_to(actor)
            .select_for_update(of=("self",))
            .filter(id=line_id)
            .first()
        )
        if line is None:
            raise Problem("not_found")
        require(actor, "person.edit", line)
        if line.end_state != EndProposal.MENUNGGU:
            raise Problem("end_proposal_settled")
        if accept:
            volunteers.end_membership(
                actor=actor,
                membership_id=line.membership_id,
                ended_on=ended_on or clock.today(),
                reason=reason,
                note=note or line.end_note,
            )
        line.end_state = EndProposal.DITERIMA if accept else EndProposal.DITOLAK
        line.rev += 1
        line.save(update_fields=["end_state", "rev"])
        journal.record(
            "campaign.end_settled",
            actor=actor.ref,
            subject=("person", line.person_id),
            area=line.area_code,
            data={"membership": str(line.membership_id), "ended": accept},
            touched=document_touches(line.campaign_id, [line.person_id]),
        )
    return line
