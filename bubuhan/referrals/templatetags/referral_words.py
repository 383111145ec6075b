"""Words and marks of the referral pages."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from bubuhan.accounts import qr
from bubuhan.kernel.text import show_phone
from bubuhan.lists import queries as lists
from bubuhan.referrals import documents
from bubuhan.referrals.kinds import JourneyState, ReferralState
from bubuhan.referrals.models import Referral
from bubuhan.referrals.queries import LOOK

register = template.Library()
_JOURNEYS = {
    "preparing": ("list-checks", "info"),
    "travelling": ("route", "brand"),
    "arrived": ("check-check", "good"),
    "missing": ("circle-alert", "bad"),
    "cancelled": ("ban", "plain"),
}


@register.inclusion_tag("referrals/_mark.html")
def referral_mark(state: str) -> dict[str, str]:
    """Icon, word and colour of a referral's state."""
    icon, tone = LOOK[state]
    return {"icon": icon, "tone": tone, "word": ReferralState(state).label}


@register.inclusion_tag("referrals/_mark.html")
def journey_mark(state: str) -> dict[str, str]:
    """Icon, word and colour of a journey's state."""
    icon, tone = _JOURNEYS[state]
    return {"icon": icon, "tone": tone, "word": JourneyState(state).label}


@register.simple_tag
def referral_note(one: Referral) -> str:
    """What stands beside the state: a reason, a place in the list, what is waited for."""
    if one.state == "declined":
        return lists.title("referral_decline", one.decline_reason)
    if one.state in ("waiting", "seen", "sent"):
        return documents.says(one)
    return ""


@register.simple_tag
def is_yes(told: Any) -> str:
    """`selected` when the answer was yes."""
    return "selected" if told is True or told == "ya" else ""


@register.simple_tag
def is_no(told: Any) -> str:
    """`selected` when the answer was no."""
    return "selected" if told is False or told == "tidak" else ""


@register.simple_tag
def qr_of(text: str) -> SafeString:
    """A QR code of an address."""
    return qr.svg(text, "Kode QR tautan rujukan")


@register.filter
def phone(number: str) -> str:
    """`+628990000001` as people read it: 0899-0000-001."""
    return show_phone(number)


@register.filter
def mode(words: dict[str, str], code: str) -> str:
    """The name of a means of travel."""
    return words.get(code, code)


@register.filter
def moment(value: Any) -> str:
    """A moment as a `datetime-local` field wants it."""
    from django.utils import timezone

    return f"{timezone.localtime(value):%Y-%m-%dT%H:%M}" if value else ""
