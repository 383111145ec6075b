"""Reminders: a flag on the phone, and words to copy into WhatsApp. Never more often than every N days."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q

from bubuhan import journal
from bubuhan.accounts.policy import Actor, subtree_q
from bubuhan.campaigns.actions import document_touches, locked
from bubuhan.campaigns.models import Answer, Confirmation
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem

EVERY = timedelta(days=3)


def remind(*, actor: Actor, campaign_id: UUID, area: str = "", lines: Sequence[UUID] = ()) -> int:
    """Remind who has not answered, in an area or these lines only. Returns how many persons.

    Whoever was reminded within `EVERY` is left in peace. Raises `not_found`, `campaign_closed`,
    `reminder_too_soon` when nobody is left to remind.
    """
    now = clock.now()
    with journal.unit():
        campaign = locked(actor, campaign_id, verb="campaign.read")
        if not campaign.running:
            raise Problem("campaign_closed")
        due = (
            Confirmation.objects.visible_to(actor)
            .filter(subtree_q(area), campaign=campaign, answer=Answer.BELUM)
            .filter(Q(reminded_at=None) | Q(reminded_at__lte=now - EVERY))
        )
        if lines:
            due = due.filter(id__in=lines)
        people = set(due.values_list("person_id", flat=True))
        if not people:
            raise Problem("reminder_too_soon", days=EVERY.days)
        due.update(reminded_at=now, reminders=F("reminders") + 1, rev=F("rev") + 1)
        journal.record(
            "campaign.reminded",
            actor=actor.ref,
            subject=("campaign", campaign.id),
            area=area or campaign.area_code,
            data={"persons": len(people)},
            touched=document_touches(campaign.id, people),
        )
    return len(people)
