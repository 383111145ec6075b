"""Giving aid, taking a wrong line back, deciding a finding. One verb, one function, one record last."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, Role, require
from bubuhan.aid import finding, queries
from bubuhan.aid.checking import Warning
from bubuhan.aid.models import Aid, AidFinding
from bubuhan.assessments.models import Member
from bubuhan.cases.access import in_office
from bubuhan.cases.entries import Stamp, append, save, told_area, touches, who
from bubuhan.cases.guards import for_office, locked, may_work, once_involved, standing
from bubuhan.cases.models import Case, EntryKind
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.people.models import Person
from bubuhan.people.scope import visible_ids
from bubuhan.reports import checks
from bubuhan.reports.commands import FileRef

MOST_WORTH = 10_000_000_000


@dataclass(frozen=True, slots=True)
class AidWords:
    """What is said of one gift."""

    kind: str
    source: str
    given_on: date
    worth: int | None = None
    amount: int | None = None
    programme: str = ""
    given_by: str = ""
    note: str = ""
    went_on: str = ""
    files: Sequence[FileRef] = ()


@dataclass(frozen=True, slots=True)
class Whom:
    """For whom: a case (its subject, or a member of its household), or a person of the registry."""

    case_id: UUID | None = None
    member_id: UUID | None = None
    person_id: UUID | None = None


def give(
    *,
    actor: Actor,
    whom: Whom,
    words: AidWords,
    rev: int | None = None,
    insist: bool = False,
    stamp: Stamp | None = None,
) -> Aid:
    """Write down what was given; what speaks against it is kept beside it, and found for the office.

    From the office a warning wants a reason first (`insist`: `aid_reason_needed`); what comes from a
    phone has already been given, so it is kept whatever the rule says. Raises `field_invalid`,
    `date_future`, `aid_whom`, `not_found`, `forbidden`, `case_protected`, `conflict`.
    """
    given, stamp = stamp is not None, stamp or Stamp.fresh()
    with journal.unit():
        case = _case(actor, whom, rev, phone=given)
        words = _checked(words, stamp)
        aid = _line(actor, case, whom, words, stamp)
        found = queries.warn(
            actor,
            queries.receiver(aid.person_id, case, aid.member_id),
            kind=aid.kind,
            programme=aid.programme,
            area=aid.area_code,
            on=aid.given_on,
            skip=[aid.id],
        )
        if found and insist and not words.went_on.strip():
            raise Problem("aid_reason_needed", "went_on", warning=found[0].text)
        aid.warned = [_kept(one) for one in found]
        aid.save(force_insert=True)
        finding.note(aid, now=stamp.at)
        _tell("aid.given", actor, aid, stamp, files=words.files, own_id=given)
    return aid


def preview(*, actor: Actor, whom: Whom, words: AidWords) -> list[Warning]:
    """The warnings `give` would show. Raises as `give`."""
    stamp = Stamp.fresh()
    with journal.unit():  # the guard locks the case
        case = _case(actor, whom, None, phone=False)
    words = _checked(words, stamp)
    aid = _line(actor, case, whom, words, stamp)
    return queries.warn(
        actor,
        queries.receiver(aid.person_id, case, aid.member_id),
        kind=aid.kind,
        programme=aid.programme,
        area=aid.area_code,
        on=aid.given_on,
    )


def _kept(one: Warning) -> dict[str, str]:
    """A warning in the words its writer was shown, without anybody's name."""
    once = "keluarga" if one.rule.per == "household" else "orang"
    return {"on": one.given.on.isoformat()[:7], "per": once, "days": str(one.rule.period_days)}


def _case(actor: Actor, whom: Whom, rev: int | None, *, phone: bool) -> Case | None:
    if whom.case_id is None:
        require(actor, "aid.give")
        if actor.role == Role.RELAWAN:
            raise Problem("forbidden")
        return None
    if not phone:
        return for_office(actor, "aid.give", whom.case_id, rev)
    here = standing(actor, whom.case_id)
    if not may_work(actor, here) and not once_involved(actor, here.case):
        raise Problem("case_protected" if here.level == "masked" else "forbidden")
    return here.case


def _checked(words: AidWords, stamp: Stamp) -> AidWords:
    for value, name, field, label in (
        (words.kind, "aid_kind", "kind", "jenis bantuan"),
        (words.source, "aid_source", "source", "sumber"),
    ):
        if value not in lists.codes(name):
            raise Problem(
                "field_invalid", field, name=label, why="pilihannya tidak ada dalam daftar"
            )
    if words.worth is not None and not 0 <= words.worth <= MOST_WORTH:
        raise Problem(
            "field_invalid",
            "worth",
            name="nilai",
            why="isi rupiah tanpa titik, paling banyak 10 miliar",
        )
    day = checks.day(words.given_on, stamp.at, stamp.offset_ms, "given_on")
    return replace(words, given_on=day)


def _line(actor: Actor, case: Case | None, whom: Whom, words: AidWords, stamp: Stamp) -> Aid:
    """The unsaved line, with the name as it is now."""
    person_id, member_id, name, area = _receiver(actor, case, whom)
    evidence = words.files[0] if words.files else None
    return Aid(
        id=stamp.id,
        case=case,
        person_id=person_id,
        member_id=member_id,
        recipient=name[:120],
        area_code=area,
        kind=words.kind,
        amount=words.amount,
        worth=words.worth,
        source=words.source,
        programme=" ".join(words.programme.split())[:160],
        given_on=words.given_on,
        given_by=" ".join(words.given_by.split())[:160],
        note=words.note.strip()[:1000],
        sha256=evidence.sha256 if evidence else "",
        mime=evidence.mime or "" if evidence else "",
        went_on=words.went_on.strip()[:500],
        at=stamp.at,
        made_at=stamp.made_at,
        by=actor.name,
        by_id=str(actor.user_id),
        by_person_id=actor.person_id,
    )


def _receiver(
    actor: Actor, case: Case | None, whom: Whom
) -> tuple[UUID | None, UUID | None, str, str]:
    if case is not None:
        if whom.member_id is None:
            return case.person_id, None, case.subject_name, case.area_code
        member = Member.objects.filter(
            id=whom.member_id, household__cases__case_id=case.id, removed_at=None
        ).first()
        if member is None:
            raise Problem("aid_whom", "member_id")
        return member.person_id, member.id, member.name, case.area_code
    if whom.person_id is None:
        raise Problem("aid_whom", "person_id")
    person = Person.objects.filter(id__in=visible_ids(actor, {whom.person_id})).first()
    if person is None:
        raise Problem("not_found")
    return person.id, None, person.name, person.area_code or actor.area


def reverse(*, actor: Actor, aid_id: UUID, reason: str) -> Aid:
    """Take a wrong line back by a second one. Raises `not_found`, `forbidden`, `aid_reversed`, `field_missing`."""
    stamp = Stamp.fresh()
    with journal.unit():
        old = Aid.objects.select_for_update().filter(id=aid_id).first()
        if old is None or not Aid.objects.visible_to(actor).filter(id=aid_id).exists():
            raise Problem("not_found")
        if old.case_id:
            for_office(actor, "aid.correct", old.case_id)
        require(actor, "aid.correct", old.area_code)
        if not reason.strip():
            raise Problem("field_missing", "reason", name="alasan pembatalan")
        if old.reverses_id or Aid.objects.filter(reverses=old).exists():
            raise Problem("aid_reversed")
        row = Aid.objects.get(id=old.id)
        row.pk, row.reverses, row.reason = stamp.id, old, reason.strip()[:500]
        row.at = row.made_at = stamp.at
        row.by, row.by_id, row.by_person_id = actor.name, str(actor.user_id), actor.person_id
        row.warned, row.went_on = [], ""
        row.save(force_insert=True)
        finding.close_for([old.id], stamp.at)
        _tell("aid.reversed", actor, row, stamp)
    return row


def decide(
    *, actor: Actor, finding_id: UUID, verdict: str, reason: str, reverse_id: UUID | None = None
) -> AidFinding:
    """Settle a finding: fine, wrongly written (the wrong line is taken back), stopped.

    Raises `not_found`, `aid_finding_settled`, `field_invalid`, `field_missing`, and what `reverse` raises.
    """
    stamp = Stamp.fresh()
    with journal.unit():
        require(actor, "aid.decide")
        row = (
            AidFinding.objects.select_for_update(of=("self",))
            .filter(finding.visible_q(actor), id=finding_id)
            .first()
        )
        if row is None:
            raise Problem("not_found")
        if row.state != AidFinding.State.OPEN:
            raise Problem("aid_finding_settled")
        if verdict not in AidFinding.Verdict.values:
            raise Problem(
                "field_invalid", "verdict", name="keputusan", why="pilih satu dari daftar"
            )
        if not reason.strip():
            raise Problem("field_missing", "reason", name="alasan")
        row.state, row.verdict = AidFinding.State.DECIDED, verdict
        row.reason, row.decided_at, row.decided_by = reason.strip()[:500], stamp.at, actor.name
        row.save()
        if verdict == AidFinding.Verdict.WRONG and reverse_id in (row.first_id, row.second_id):
            reverse(actor=actor, aid_id=reverse_id, reason=reason)
        journal.record(
            "aid.settled",
            actor=actor.ref,
            subject=("aid_finding", row.id),
            area=row.second.area_code[:5],
            data={"verdict": verdict},
        )
    return row


def _tell(
    event: str,
    actor: Actor,
    aid: Aid,
    stamp: Stamp,
    *,
    files: Sequence[FileRef] = (),
    own_id: bool = False,
) -> None:
    """The line of the case's timeline and the event. No name and no worth in the event."""
    touched: list[journal.Touch] = []
    area = aid.area_code
    if aid.case is not None:
        case = locked(aid.case.id)
        save(case)
        append(
            case,
            EntryKind.AID,
            stamp=stamp,
            **who(actor),
            text=line_words(aid),
            data={"aid": str(aid.id)},
            files=files,
            own_id=own_id,
        )
        touched, area = list(touches(case)), told_area(case)
    journal.record(
        event,
        actor=actor.ref,
        subject=("aid", aid.id),
        area=area,
        data={"kind": aid.kind, "case": str(aid.case_id) if aid.case_id else ""},
        touched=touched,
        at=stamp.at,
    )


def line_words(aid: Aid) -> str:
    """Paket sembako, Rp150.000, dari Baznas, 12-10-2026."""
    worth = f", Rp{aid.worth:,}".replace(",", ".").replace(". Rp", ", Rp") if aid.worth else ""
    name = lists.title("aid_kind", aid.kind)
    source = lists.title("aid_source", aid.source)
    said = f"{name}{worth} dari {source}, {aid.given_on:%d-%m-%Y}."
    if aid.member_id:
        said = f"{said} Untuk {aid.recipient or 'anggota keluarga'}."
    if aid.reverses_id:
        return f"Dibatalkan: {said} Alasan: {aid.reason}"
    return f"{said} {aid.note}".strip()


__all__ = ["AidWords", "Whom", "decide", "give", "in_office", "preview", "reverse"]
