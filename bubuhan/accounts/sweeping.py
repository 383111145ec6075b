"""Removing what has expired. Devices, users and the journal are never removed."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session

from bubuhan.accounts import limits
from bubuhan.accounts.models import EnrolmentCode, SetupLink

KEEP = timedelta(days=30)  # a code or link that expired can still be asked about for a month


def sweep(now: datetime) -> None:
    """Remove ended sessions, old tries, and codes and links that expired a month ago."""
    limits.sweep(now)
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - timedelta(days=1)).delete()
    EnrolmentCode.objects.filter(expires_at__lt=now - KEEP).delete()
    SetupLink.objects.filter(expires_at__lt=now - KEEP).delete()
