"""A campaign begins, is prolonged, closes, opens again. Answers are in `answering.py`."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require, subtree_q
from bubuhan.campaigns.models import Answer, Campaign, Confirmation, Phase
from bubuhan.geo.codes import AreaLevel, level_of
from bubuhan.kernel import clock
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.problems import Problem
from bubuhan.lists.queries import codes
from bubuhan.volunteers.models import Membership, Status

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # a code is read from paper: no 0/O, 1/I/L
LONGEST = timedelta(days=180)
BY_ITSELF = ActorRef("system", "campaigns", "sistem, sesudah hari terakhir")


def start(
    *,
    actor: Actor,
    area_code: str,
    pillars: list[str],
    opens_on: date,
    closes_on: date,
    note: str = "",
) -> Campaign:
    """Begin a campaign and write one line per active membership of these pillars.

    Raises `forbidden`, `campaign_area`, `campaign_pillars`, `campaign_dates`, `campaign_running`,
    `campaign_nobody`.
    """
    require(actor, "campaign.run", area_code)
    if not area_code or level_of(area_code) != AreaLevel.KABKOTA:
        raise Problem("campaign_area", "area_code")
    chosen = sorted(set(pillars) & codes("pillar"))
    if not chosen:
        raise Problem("campaign_pillars", "pillars")
    check_dates(opens_on, closes_on)
    now = clock.now()
    try:
        with journal.unit():
            campaign = Campaign.objects.create(
                area_code=area_code,
                pillars=chosen,
                opens_on=opens_on,
                closes_on=closes_on,
                note=" ".join(note.split())[:500],
                created_at=now,
                created_by=actor.name,
            )
            lines = _lines(campaign)
            if not lines:
                raise Problem("campaign_nobody", "pillars")
            Confirmation.objects.bulk_create(lines, batch_size=2000)
            _record("campaign.started", actor.ref, campaign, {"asked": len(lines)})
    except IntegrityError as error:
        if "campaign_one_open" not in str(error):
            raise
        raise Problem("campaign_running", "area_code") from error
    return campaign


def _lines(campaign: Campaign) -> list[Confirmation]:
    """One line per active hat; all hats of one person carry the same paper code."""
    hats = (
        Membership.objects.filter(subtree_q(campaign.area_code), status=Status.ACTIVE)
        .filter(pillar__in=campaign.pillars)
        .order_by("area_code", "id")
        .values_list("id", "person_id", "pillar", "area_code")
    )
    by_person: dict[UUID, str] = {}
    used: set[str] = set()
    lines = []
    for hat_id, person_id, pillar, area in hats:
        if person_id not in by_person:
            by_person[person_id] = _new_code(used)
        lines.append(
            Confirmation(
                campaign=campaign,
                membership_id=hat_id,
                person_id=person_id,
                pillar=pillar,
                area_code=area,
                code=by_person[person_id],
            )
        )
    return lines


def _new_code(used: set[str]) -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(5))
        if code not in used:
            used.add(code)
            return code


def check_dates(opens_on: date, closes_on: date) -> None:
    """Raises `campaign_dates`: it ends before it begins, has ended, or lasts beyond half a year."""
    today = clock.today()
    if closes_on < opens_on or closes_on < today or closes_on - opens_on > LONGEST:
        raise Problem("campaign_dates", "closes_on")


def extend(*, actor: Actor, campaign_id: UUID, closes_on: date) -> Campaign:
    """Another last day, sooner or later. Raises `not_found`, `campaign_closed`, `campaign_dates`."""
    with journal.unit():
        campaign = locked(actor, campaign_id)
        if not campaign.running:
            raise Problem("campaign_closed")
        check_dates(campaign.opens_on, closes_on)
        before, campaign.closes_on = campaign.closes_on, closes_on
        _save(campaign, "closes_on")
        _record(
            "campaign.extended", actor.ref, campaign, {"from": str(before), "until": str(closes_on)}
        )
    return campaign


def close(*, actor: Actor, campaign_id: UUID) -> int:
    """End a campaign: who has not answered is marked so, and nothing of him is deleted.

    The event lets `standing` grade those memberships again. Returns how many did not answer.
    Raises `not_found`, `campaign_closed`.
    """
    with journal.unit():
        campaign = locked(actor, campaign_id)
        if not campaign.running:
            raise Problem("campaign_closed")
        return _close(campaign, actor.ref)


def close_due(now: datetime) -> int:
    """Close every campaign whose last day is over where the office is; returns how many.

    What follows is what follows when a person closes it; a late answer still counts, and an officer
    may open it again.
    """
    today, closed = timezone.localtime(now).date(), 0
    due = Campaign.objects.filter(phase=Phase.OPEN, closes_on__lt=today)
    for campaign_id in due.order_by("id").values_list("id", flat=True):
        with journal.unit():
            campaign = Campaign.objects.select_for_update().get(id=campaign_id)
            if campaign.running and campaign.closes_on < today:  # prolonged or closed meanwhile
                _close(campaign, BY_ITSELF)
                closed += 1
    return closed


def _close(campaign: Campaign, who: ActorRef) -> int:
    now = clock.now()
    campaign.phase, campaign.closed_at, campaign.closed_by = Phase.CLOSED, now, who.name
    _save(campaign, "phase", "closed_at", "closed_by")
    waiting = Confirmation.objects.filter(campaign=campaign, answer=Answer.BELUM)
    silent: int = waiting.update(answer=Answer.TIDAK_MENJAWAB, rev=F("rev") + 1)
    _record("campaign.closed", who, campaign, {"unanswered": silent})
    return silent


def reopen(*, actor: Actor, campaign_id: UUID, closes_on: date) -> Campaign:
    """Open a closed campaign again until a new last day.

    Raises `not_found`, `campaign_open`, `campaign_dates`, `campaign_running`.
    """
    try:
        with journal.unit():
            campaign = locked(actor, campaign_id)
            if campaign.running:
                raise Problem("campaign_open")
            check_dates(campaign.opens_on, closes_on)
            campaign.phase, campaign.closed_at, campaign.closed_by = Phase.OPEN, None, ""
            campaign.closes_on = closes_on
            _save(campaign, "phase", "closed_at", "closed_by", "closes_on")
            silent = Confirmation.objects.filter(campaign=campaign, answer=Answer.TIDAK_MENJAWAB)
            asked = silent.update(answer=Answer.BELUM, rev=F("rev") + 1)
            _record(
                "campaign.reopened", actor.ref, campaign, {"asked": asked, "until": str(closes_on)}
            )
    except IntegrityError as error:
        if "campaign_one_open" not in str(error):
            raise
        raise Problem("campaign_running") from error
    return campaign


def locked(actor: Actor, campaign_id: UUID, verb: str = "campaign.run") -> Campaign:
    """A campaign the actor sees, its row locked; running one wants all of its area.

    Raises `not_found`, `forbidden`.
    """
    found: Campaign | None = (
        Campaign.objects.visible_to(actor).select_for_update().filter(id=campaign_id).first()
    )
    if found is None:
        raise Problem("not_found")
    require(actor, verb, found if verb == "campaign.run" else None)
    return found


def document_touches(campaign_id: UUID | str, person_ids: Any) -> list[journal.Touch]:
    """The phone documents of these persons in a campaign."""
    return [
        journal.Touch(f"mine:{person_id}", "confirmation", str(campaign_id))
        for person_id in sorted(set(map(str, person_ids)))
    ]


def _everyone(campaign: Campaign) -> list[journal.Touch]:
    people = Confirmation.objects.filter(campaign=campaign).values_list("person_id", flat=True)
    return document_touches(campaign.id, people)


def _save(campaign: Campaign, *fields: str) -> None:
    campaign.rev += 1
    campaign.save(update_fields=[*fields, "rev"])


def _record(
    name: str, who: ActorRef, campaign: Campaign, data: dict[str, Any], at: datetime | None = None
) -> None:
    journal.record(
        name,
        actor=who,
        subject=("campaign", campaign.id),
        area=campaign.area_code,
        data={"pillars": campaign.pillars, **data},
        touched=_everyone(campaign),
        at=at,
    )
