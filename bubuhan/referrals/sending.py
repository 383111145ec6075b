"""Sending a referral: to whom, on what ground, and exactly what is shared."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.cases import entries, guards
from bubuhan.cases.entries import Stamp
from bubuhan.cases.models import Band, Case, EntryKind, State
from bubuhan.directory import conditions
from bubuhan.directory import queries as directory
from bubuhan.directory.conditions import Missing, Value
from bubuhan.directory.models import Service
from bubuhan.geo import names
from bubuhan.geo.codes import is_code, kabkota_of, kecamatan_of
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.referrals import linking, rules, sharing, trust
from bubuhan.referrals.answering import data_of, for_sender
from bubuhan.referrals.kinds import LinkKind
from bubuhan.referrals.linking import Made
from bubuhan.referrals.models import Referral
from bubuhan.referrals.sharing import About


@dataclass(frozen=True, slots=True)
class Wish:
    """What the officer chose. `facts` are answers to the questions of the service's conditions."""

    service_id: UUID | None = None
    to_area: str = ""
    shared: tuple[str, ...] = ()
    note: str = ""
    consent: bool = False
    consent_from: str = ""
    consent_name: str = ""
    consent_phone: str = ""
    ground: str = ""
    ground_note: str = ""
    facts: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Goal:
    """To whom it goes: a service of a partner, or an office of ours."""

    partner_name: str
    service_name: str = ""
    service: Service | None = None
    to_area: str = ""
    phone: str = ""

    @property
    def partner_id(self) -> UUID | None:
        return self.service.partner_id if self.service else None


def goal(service_id: UUID | None, to_area: str) -> Goal:
    """Raises `not_found` for a service that does not exist, `area_unknown`, `referral_goal`."""
    if service_id is not None:
        one = directory.service(service_id)
        to = one.partner.merged_into or one.partner
        return Goal(to.name, one.name, one, phone=to.phone)
    if not to_area:
        raise Problem("referral_goal", "service_id")
    if not is_code(to_area) or len(to_area) > 5 or not names.known(to_area):
        raise Problem("area_unknown", "to_area", code=to_area)
    return Goal(office_name(to_area), "Dilanjutkan kantor setempat", to_area=to_area)


def office_name(area: str) -> str:
    """What the office of an area is called."""
    return f"Dinas Sosial {names.label(area)}"


def about(case: Case, facts: Mapping[str, Value]) -> About:
    """The case in words, as far as it could be shared."""
    kecamatan = kecamatan_of(case.area_code) or case.area_code
    blocked = trust.blocked_phones(case.id)
    papers = tuple(
        words
        for fact, (words, kind) in conditions.FACTS.items()
        if kind == "berkas" and facts.get(fact) in (True, "ya")
    )
    return About(
        name=case.subject_name,
        age=case.subject_age,
        sex=case.subject_sex,
        need=lists.title("need", case.need),
        band=Band(case.band).label,
        kecamatan=names.label(kecamatan),
        desa=names.label(case.area_code),
        place=case.place_note,
        phone="" if trust.same_phone(case.subject_phone, blocked) else case.subject_phone,
        papers=papers,
        protected=case.sensitive,
    )


def facts_of(case: Case, given: Mapping[str, Value]) -> dict[str, Value]:
    """What is known of the person, then what the officer answered."""
    known: dict[str, Value] = {
        "umur": case.subject_age,
        "kelamin": case.subject_sex or None,
        "kebutuhan": case.need,
        "odgj": True if case.need == "odgj" else None,
    }
    return known | {k: v for k, v in given.items() if k in conditions.FACTS and v not in (None, "")}


def missing(to: Goal, case: Case, wish: Wish) -> list[Missing]:
    """Papers, rules, and where to go first, that stand between this person and the service."""
    if to.service is None:
        return []
    facts = facts_of(case, {**wish.facts, **({"persetujuan": True} if wish.consent else {})})
    return conditions.check(to.service, facts)


def send(
    *, actor: Actor, case_id: UUID, wish: Wish, rev: int | None = None, link: bool = True
) -> tuple[Referral, Made | None]:
    """Send it; with a link for the partner, whose token and code are known only now.

    What is missing is written down with it, it stops nobody: the officer has seen it. Raises
    `not_found`, `forbidden`, `case_protected`, `conflict`, `case_state`, `referral_goal`,
    `referral_ground`, `consent_suspected`, `referral_shares_nothing`, `referral_open_already`.
    """
    stamp = Stamp.fresh()
    with journal.unit():
        case = guards.for_office(actor, "referral.send", case_id, rev)
        if case.state in (State.CLOSED, State.REJECTED):
            raise Problem("case_state", state="sudah ditutup", action="dirujuk")
        to = goal(wish.service_id, wish.to_area)
        if to.to_area and to.to_area == kabkota_of(case.area_code):
            raise Problem("referral_own_office", "to_area")
        trust.check_ground(case.id, wish)
        one = _new(actor, case, to, wish, stamp)
        try:
            with transaction.atomic():
                one.save(force_insert=True)
        except IntegrityError:
            raise Problem("referral_open_already") from None
        made = None
        if link and not to.to_area:
            made = linking.make(one, LinkKind.MESSAGE, actor.name, stamp.at)
        _write(actor, case, one, stamp)
    return one, made


def _new(actor: Actor, case: Case, to: Goal, wish: Wish, stamp: Stamp) -> Referral:
    pieces = sharing.chosen(wish.shared)
    shown = sharing.rows(about(case, wish.facts), pieces, wish.note)
    if not shown:
        raise Problem("referral_shares_nothing", "shared")
    lacking = missing(to, case, wish)
    count = Referral.objects.filter(case=case).count()
    service_id = to.service.id if to.service else None
    return Referral(
        number=f"{case.number}/R{count + 1}",
        case=case,
        service_id=service_id,
        partner_id=to.partner_id,
        service_name=to.service_name,
        partner_name=to.partner_name,
        partner_phone=to.phone,
        to_area=to.to_area,
        from_area=actor.area[:5] or kabkota_of(case.area_code),
        consent=wish.consent,
        consent_by=trust.consent_words(wish) if wish.consent else "",
        ground="" if wish.consent else wish.ground,
        ground_note=wish.ground_note.strip()[:500],
        shared=pieces,
        shown_text=json.dumps(shown, ensure_ascii=False),
        papers=[c.text for c in _papers(to)],
        missing=[m.text for m in lacking],
        band=case.band,
        answer_by=rules.answer_by(stamp.at, case.area_code, service_id, case.need, case.band),
        sent_at=stamp.at,
        sent_by=actor.name,
        sent_by_id=str(actor.user_id),
        example=case.example,
    )


def _papers(to: Goal) -> list[Any]:
    """What to bring, in the words of the service's own conditions."""
    if to.service is None:
        return []
    return [c for c in to.service.conditions.all() if c.kind == "paper" and c.valid_to is None]


def _write(actor: Actor, case: Case, one: Referral, stamp: Stamp) -> None:
    place = f" ({one.service_name})" if one.service_name and not one.to_area else ""
    entries.append(
        case,
        EntryKind.REFER,
        stamp=stamp,
        **entries.who(actor),
        text=f"Dirujuk ke {one.partner_name}{place}.",
        data={"referral": str(one.id), "state": one.state},
    )
    entries.save(case)
    journal.record(
        "referral.sent",
        actor=actor.ref,
        subject=("referral", one.id),
        area=entries.told_area(case),
        data=data_of(case, one) | {"shared": one.shared, "consent": one.consent},
        touched=entries.touches(case),
        at=stamp.at,
    )


def new_link(
    *, actor: Actor, referral_id: UUID, kind: LinkKind = LinkKind.MESSAGE
) -> tuple[Referral, Made]:
    """Another link; the older one of that kind opens nothing any more. Raises as `revoke`."""
    stamp = Stamp.fresh()
    with journal.unit():
        one = for_sender(actor, referral_id)
        if one.state == "revoked" or one.to_area:
            raise Problem(
                "referral_state", state="tidak memakai tautan", action="diberi tautan baru"
            )
        made = linking.make(one, kind, actor.name, stamp.at)
        journal.record(
            "referral.link_made",
            actor=actor.ref,
            subject=("referral", one.id),
            area=entries.told_area(one.case),
            data={"link": str(made.link.id), "kind": kind},
            at=stamp.at,
        )
    return one, made
