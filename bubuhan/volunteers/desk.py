"""The desk of wishes and proposals: what waits, for whom, field by field."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from bubuhan.accounts.policy import Actor, area_q, can, subtree_q
from bubuhan.geo import names
from bubuhan.kernel import clock
from bubuhan.kernel.paging import Page
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import nik_facts
from bubuhan.lists.queries import item
from bubuhan.people.models import Person
from bubuhan.volunteers import chain, changes, fields, rules, successors, uses
from bubuhan.volunteers.models import (
    ChangeItem,
    ChangeKind,
    ChangeRequest,
    ChangeState,
    Membership,
    Verification,
    VerifyState,
)
from bubuhan.volunteers.verifying import is_proposer, may_act

PAGE_SIZE = 50
SORTS = {"perubahan": "Perubahan data", "anggota": "Anggota baru"}
STATES = {
    "menunggu": "Menunggu",
    "dikembalikan": "Dikembalikan",
    "selesai": "Sudah diputuskan",
}
KINDS = {"kontak": ChangeKind.CONTACT, "pindah": ChangeKind.AREA, "identitas": ChangeKind.IDENTITY}
KIND_OPTIONS = [(code, kind.label) for code, kind in KINDS.items()]
_CHANGE_STATES = {
    "menunggu": (ChangeState.WAITING,),
    "dikembalikan": (ChangeState.RETURNED,),
    "selesai": (ChangeState.APPROVED, ChangeState.REFUSED, ChangeState.WITHDRAWN),
}
_MEMBER_STATES = {
    "menunggu": (VerifyState.SUBMITTED, VerifyState.RETURNED),
    "dikembalikan": (VerifyState.RETURNED,),
    "selesai": (VerifyState.PASSED, VerifyState.REFUSED),
}
TONES = {
    "waiting": ("hourglass", "warn"),
    "submitted": ("hourglass", "warn"),
    "returned": ("undo-2", "info"),
    "approved": ("check", "good"),
    "passed": ("check", "good"),
    "refused": ("ban", "bad"),
    "withdrawn": ("x", "plain"),
}


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What the desk shows; the URL holds it."""

    sort: str = "perubahan"
    state: str = "menunggu"
    kind: str = ""
    q: str = ""
    area: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.kind or self.q)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the desk."""

    id: UUID
    path: str
    name: str
    what: str
    where: str
    at: datetime
    by: str
    state: str
    state_name: str
    icon: str
    tone: str
    bulk: bool = False


@dataclass(frozen=True, slots=True)
class Diff:
    """One field of a request: then, now, wanted. `stale`: it changed after the request was made."""

    field: str
    label: str
    old: str
    now: str
    new: str
    stale: bool
    already: bool
    applied: bool | None


def listing(actor: Actor, chosen: DeskFilter, number: int) -> Page[Row]:
    """One page of the desk, the oldest first while they wait: four queries."""
    if chosen.sort == "anggota":
        return _members(actor, chosen, number)
    found = _requests(actor, chosen)
    order = ("-decided_at", "-id") if chosen.state == "selesai" else ("received_at", "id")
    total = found.count()
    rows = list(
        found.select_related("person")
        .defer("person__nik")
        .prefetch_related("items")
        .order_by(*order)[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    )
    labels = names.names({r.area_code for r in rows if r.area_code})
    return Page([_request_row(r, labels) for r in rows], number, PAGE_SIZE, total)


def counts(actor: Actor) -> dict[str, int]:
    """What waits: `{"perubahan", "anggota"}`."""
    return {
        "perubahan": ChangeRequest.objects.visible_to(actor)
        .filter(state=ChangeState.WAITING)
        .count(),
        "anggota": _at_my_desk(actor).count(),
    }


def request_detail(actor: Actor, request_id: UUID) -> dict[str, Any]:
    """Everything the panel of one request shows; raises `not_found`."""
    asked = (
        ChangeRequest.objects.visible_to(actor)
        .select_related("person", "membership")
        .prefetch_related("items")
        .filter(id=request_id)
        .first()
    )
    if asked is None:
        raise Problem("not_found")
    refused = changes.may_decide(actor, asked, rules.rule_for(asked.area_code).identity)
    diffs = [_diff(asked, i) for i in _ordered(asked)]
    hat = asked.membership if any(d.field == "duty_area" for d in diffs) else None
    icon, tone = TONES[asked.state]
    return {
        "asked": asked,
        "diffs": diffs,
        "stale": any(d.stale for d in diffs) and asked.state == ChangeState.WAITING,
        "waiting": asked.state == ChangeState.WAITING,
        "may_decide": asked.state == ChangeState.WAITING and not refused,
        "why_not": Problem(refused).message if refused and refused != "forbidden" else "",
        "area_label": names.label(asked.area_code),
        "successors": successor_options(hat) if hat else [],
        "open_cases": uses.open_work([hat.id]) if hat else 0,
        "moving": hat is not None,
        "from_nik": _from_nik(asked),
        "icon": icon,
        "tone": tone,
    }


def member_detail(actor: Actor, membership_id: UUID) -> dict[str, Any]:
    """Everything the panel of one proposed member shows; raises `not_found`."""
    member = (
        Membership.objects.filter(area_q(actor), id=membership_id)
        .exclude(verify_state="")
        .select_related("person")
        .first()
    )
    if member is None:
        raise Problem("not_found")
    steps = chain.read(member.details.get("chain", []))
    mine = may_act(actor, member)
    last = member.verify_step >= len(steps)
    icon, tone = TONES[member.verify_state]
    return {
        "member": member,
        "person": member.person,
        "area_label": names.label(member.area_code),
        "path": _path(member, steps),
        "way": list(Verification.objects.filter(membership=member).order_by("at", "id")),
        "mine": mine,
        "last": last,
        "own_last": mine and last and is_proposer(actor, member),
        "may_refuse": mine and (can(actor, "change.decide", member) or is_proposer(actor, member)),
        "may_return": mine and member.verify_step > 0,
        "back_to": steps[member.verify_step - 2].name if member.verify_step > 1 else "pengaju",
        "next_to": "" if last else steps[member.verify_step].name,
        "at_desk": steps[member.verify_step - 1].name if member.verify_step else "Pengaju",
        "icon": icon,
        "tone": tone,
    }


def _requests(actor: Actor, chosen: DeskFilter) -> "QuerySet[ChangeRequest]":
    found: QuerySet[ChangeRequest] = ChangeRequest.objects.visible_to(actor).filter(
        subtree_q(chosen.area), state__in=_CHANGE_STATES[chosen.state]
    )
    if chosen.kind:
        found = found.filter(kind=KINDS[chosen.kind])
    if chosen.q:
        found = found.filter(Q(person__name__icontains=chosen.q) | Q(made_by__icontains=chosen.q))
    return found


def _members(actor: Actor, chosen: DeskFilter, number: int) -> Page[Row]:
    if chosen.state == "menunggu":
        found = _at_my_desk(actor)
    else:
        found = Membership.objects.filter(
            area_q(actor), verify_state__in=_MEMBER_STATES[chosen.state]
        )
    found = found.filter(subtree_q(chosen.area))
    if chosen.q:
        found = found.filter(person__name__icontains=chosen.q)
    order = ("-updated_at", "-id") if chosen.state == "selesai" else ("updated_at", "id")
    total = found.count()
    rows = list(
        found.select_related("person")
        .defer("person__nik")
        .order_by(*order)[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    )
    labels = names.names({m.area_code for m in rows})
    return Page([_member_row(m, labels) for m in rows], number, PAGE_SIZE, total)


def _at_my_desk(actor: Actor) -> "QuerySet[Membership]":
    """Proposals this actor may pass on: his own desk, and desks below it."""
    rank = chain.rank(actor.role)
    found: QuerySet[Membership] = Membership.objects.filter(
        area_q(actor),
        verify_state__in=_MEMBER_STATES["menunggu"],
        verify_role__in=[r for r in chain.ROLES if chain.rank(r) <= rank],
        verify_level__gte=len(actor.area),
    )
    return found


def _request_row(asked: ChangeRequest, labels: dict[str, str]) -> Row:
    icon, tone = TONES[asked.state]
    what = ", ".join(fields.LABELS.get(i.field, i.field) for i in _ordered(asked))
    return Row(
        asked.id,
        f"/permohonan/{asked.id}/",
        asked.person.name,
        what,
        labels.get(asked.area_code, ""),
        asked.decided_at or asked.received_at,
        asked.made_by,
        asked.state,
        asked.get_state_display(),
        icon,
        tone,
        bulk=asked.phone_only and asked.state == ChangeState.WAITING,
    )


def _member_row(member: Membership, labels: dict[str, str]) -> Row:
    icon, tone = TONES[member.verify_state]
    pillar = item("pillar", member.pillar)
    short = str(pillar.data.get("short", pillar.name)) if pillar else member.pillar
    return Row(
        member.id,
        f"/permohonan/anggota/{member.id}/",
        member.person.name,
        f"Anggota baru: {short}",
        labels.get(member.area_code, ""),
        member.updated_at,
        member.details.get("proposer", {}).get("name", ""),
        member.verify_state,
        member.get_verify_state_display(),
        icon,
        tone,
    )


def _diff(asked: ChangeRequest, one: ChangeItem) -> Diff:
    person: Person = asked.person
    duty = asked.membership.area_code if asked.membership else ""
    now = person.nik_masked if one.field == "nik" else fields.value_of(person, one.field, duty)
    waiting = asked.state == ChangeState.WAITING
    same = now == one.new and (one.field != "nik" or (person.nik or "") == one.nik)
    return Diff(
        one.field,
        fields.LABELS.get(one.field, one.field),
        fields.shown(one.field, one.old),
        fields.shown(one.field, now),
        fields.shown(one.field, one.new),
        waiting and changes.stale(person, one, duty),
        waiting and same,
        one.applied,
    )


def _from_nik(asked: ChangeRequest) -> str:
    """Birth date and sex inside the NIK (the new one, if a new one is asked): a help, not a rule."""
    if asked.kind != ChangeKind.IDENTITY:
        return ""
    new = next((i.nik for i in asked.items.all() if i.field == "nik"), "")
    facts = (
        nik_facts(new or asked.person.nik or "", today=clock.today())
        if (new or asked.person.nik)
        else None
    )
    if facts is None:
        return ""
    born = fields.birth_words(facts.birth_date.isoformat())
    return f"lahir {born}, {fields.shown('sex', facts.sex).lower()}"


def _ordered(asked: ChangeRequest) -> list[ChangeItem]:
    order = list(fields.LABELS)
    return sorted(asked.items.all(), key=lambda i: order.index(i.field))


def _people(found: list[Membership]) -> list[tuple[str, str]]:
    labels = names.names({m.area_code for m in found})
    return [(str(m.person_id), f"{m.person.name}, {labels[m.area_code]}") for m in found]


def successor_options(member: Membership) -> list[tuple[str, str]]:
    """Who may take over, for a select."""
    return _people(successors.candidates(member))


def _path(member: Membership, steps: list[chain.Step]) -> list[dict[str, Any]]:
    """The chain as steps of a line: `[{"name", "state": done | here | next}]`."""
    proposer = member.details.get("proposer", {})
    names_ = [f"Pengaju: {proposer.get('name', '')}", *(s.name for s in steps)]
    over = member.verify_state in (VerifyState.PASSED, VerifyState.REFUSED)
    here = len(names_) if member.verify_state == VerifyState.PASSED else member.verify_step
    return [
        {
            "name": name,
            "state": "done" if n < here else "here" if n == here and not over else "next",
        }
        for n, name in enumerate(names_)
    ]
