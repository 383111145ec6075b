"""The part `referrals` of a case document: where each referral stands, in plain words, for the phone."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from bubuhan.accounts.policy import Actor
from bubuhan.geo import names
from bubuhan.lists import queries as lists
from bubuhan.referrals import lifecycle
from bubuhan.referrals.kinds import JourneyState
from bubuhan.referrals.models import Journey, Referral, ReferralFile


def part(actor: Actor, case_ids: Sequence[UUID]) -> dict[UUID, Any]:
    """Referrals and journeys of cases that are seen in full; two queries for any number of cases."""
    found: dict[UUID, dict[str, list[Any]]] = defaultdict(lambda: {"referrals": [], "journeys": []})
    for one in Referral.objects.filter(case_id__in=case_ids).order_by("-sent_at", "-id"):
        found[one.case_id]["referrals"].append(_referral(one))
    rows = Journey.objects.filter(case_id__in=case_ids).prefetch_related("legs")
    for trip in rows.order_by("-planned_at"):
        found[trip.case_id]["journeys"].append(_journey(trip))
    return dict(found)


def _referral(one: Referral) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "number": one.number,
        "partner": one.partner_name,
        "service": "" if one.to_area else one.service_name,
        "phone": one.partner_phone,
        "state": one.state,
        "says": says(one),
        "papers": one.papers if one.state in lifecycle.OPEN else [],
        "open": one.state in lifecycle.OPEN,
        "sent_at": one.sent_at.isoformat(),
    }


def says(one: Referral) -> str:
    """One sentence: what happened, and what now."""
    if one.state in lifecycle.UNANSWERED:
        read = "sudah dibaca mitra" if one.state == lifecycle.SEEN else "menunggu dibaca mitra"
        return f"Dikirim, {read}. Jawaban diharapkan sampai {_when(one.answer_by)}."
    if one.state == lifecycle.ACCEPTED:
        return "Diterima. Antarlah bersama berkas yang diminta, lalu catat kunjungan."
    if one.state == lifecycle.WAITING:
        place = f", urutan {one.wait_place}" if one.wait_place else ""
        until = f", sampai {one.wait_until:%d-%m-%Y}" if one.wait_until else ""
        return f"Masuk daftar tunggu{place}{until}. Dampingi dulu di rumah."
    if one.state == lifecycle.DECLINED:
        reason = lists.title("referral_decline", one.decline_reason)
        return f"Ditolak: {reason}. Petugas mencari tempat lain."
    return "Selesai." if one.state == lifecycle.DONE else "Dicabut oleh petugas."


def _when(at: datetime) -> str:
    return f"{timezone.localtime(at):%d-%m-%Y pukul %H.%M}"


def _journey(one: Journey) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "number": one.number,
        "to": names.label(one.to_area),
        "place": one.to_place,
        "state": one.state,
        "says": _journey_says(one),
        "companion": one.companion,
        "companion_phone": one.companion_phone,
        "legs": [
            {
                "mode": lists.title("travel_mode", leg.mode),
                "start": leg.start,
                "end": leg.end,
                "leaves_at": leg.leaves_at.isoformat() if leg.leaves_at else None,
                "carrier": leg.carrier,
            }
            for leg in sorted(one.legs.all(), key=lambda leg: leg.position)
        ],
    }


def _journey_says(one: Journey) -> str:
    if one.state == lifecycle.TRAVELLING:
        until = f" Diperkirakan tiba {_when(one.expected_at)}." if one.expected_at else ""
        return f"Dalam perjalanan.{until}"
    return f"{JourneyState(one.state).label}."


def files_in_use(hashes: Collection[str]) -> set[str]:
    """Which of these files are evidence of a referral."""
    rows = ReferralFile.objects.filter(sha256__in=hashes)
    return set(rows.values_list("sha256", flat=True))
