"""What this room does when others change what it shows."""

from uuid import UUID

from bubuhan import journal
from bubuhan.campaigns.actions import document_touches
from bubuhan.campaigns.models import Answer, Confirmation, Phase
from bubuhan.journal.models import Event
from bubuhan.standing.actions import regrade


def person_changed(event: Event) -> None:
    """A person's record changed: his phone shows the new values to confirm."""
    person_id = UUID(event.subject_id)
    asked = Confirmation.objects.filter(person_id=person_id, campaign__phase=Phase.OPEN)
    with journal.unit():
        for campaign_id in set(asked.values_list("campaign_id", flat=True)):
            journal.touch(*document_touches(campaign_id, [person_id]))


def grade_again(event: Event) -> None:
    """A campaign closed, or opened again: whoever has not answered it is graded anew."""
    silent = Confirmation.objects.filter(
        campaign_id=event.subject_id, answer__in=[Answer.TIDAK_MENJAWAB, Answer.BELUM]
    )
    regrade(list(silent.values_list("membership_id", flat=True)))
