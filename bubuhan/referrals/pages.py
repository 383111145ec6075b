"""What the pages of this room show, gathered beside the views."""

from typing import Any
from uuid import UUID

from django.http import QueryDict

from bubuhan.accounts.policy import Actor, can
from bubuhan.cases import tabs
from bubuhan.cases.models import Case
from bubuhan.directory import queries as directory
from bubuhan.directory.conditions import check, questions
from bubuhan.directory.models import Service
from bubuhan.geo import names
from bubuhan.geo import queries as geo
from bubuhan.geo.codes import AreaLevel, kabkota_of, provinsi_of
from bubuhan.geo.models import Area
from bubuhan.kernel import clock
from bubuhan.lists import queries as lists
from bubuhan.referrals import forms, lifecycle, queries, receiving, rules, sending, sharing, trust
from bubuhan.referrals.kinds import AnswerWay, ReferralState
from bubuhan.referrals.models import Journey, Referral, ReferralStep, key_of
from bubuhan.referrals.sending import Wish

ICONS = {
    "terbuka": ("circle-check", "good"),
    "penuh": ("ban", "bad"),
    "daftar_tunggu": ("hourglass", "warn"),
    "tidak_diketahui": ("circle-question-mark", "plain"),
}


def case_tab(actor: Actor, case_id: UUID, need: str | None) -> dict[str, Any]:
    """The tab: what was referred, and where one could refer to, with reasons and what is missing."""
    context = tabs.tab(actor, case_id, "case-referrals")
    case: Case = context["case"]
    now = clock.now()
    chosen = case.need if need is None else need
    offers = [
        _offer(one, case) for one in directory.services_for(need=chosen, area_code=case.area_code)
    ]
    rows = queries.rows_of(actor, queries.of_case(case), now)
    open_ = {row.referral.service_id for row in rows if row.referral.state in lifecycle.OPEN}
    return context | {
        "rows": rows,
        "journeys": queries.journeys_of(case),
        "offers": [o | {"open": o["offer"].service.id in open_} for o in offers],
        "need": chosen,
        "needs": [(i.code, i.name) for i in lists.items("need")],
        "offices": office_options(case),
        "may_send": can(actor, "referral.send", case) and case.state not in ("closed", "rejected"),
        "may_plan": can(actor, "journey.plan", case) and case.state not in ("closed", "rejected"),
    }


def _offer(one: directory.Offer, case: Case) -> dict[str, Any]:
    facts = sending.facts_of(case, {})
    lacking = [m for m in check(one.service, facts) if m.kind != "paper"]
    icon, tone = ICONS[one.state]
    first = directory.partners([m.partner_id for m in lacking if m.partner_id])
    return {
        "offer": one,
        "icon": icon,
        "tone": tone,
        "missing": [(m, first.get(m.partner_id) if m.partner_id else None) for m in lacking],
        "papers": [c.text for c in one.conditions if c.kind == "paper"],
    }


def office_options(case: Case) -> list[tuple[str, str]]:
    """Other offices of ours: the province, and its other kab/kota."""
    own, province = kabkota_of(case.area_code), provinsi_of(case.area_code)
    found = [(province, sending.office_name(province))] if province else []
    return found + [
        (area.code, sending.office_name(area.code))
        for area in geo.children(province)
        if area.code != own
    ]


def new(actor: Actor, case_id: UUID, given: QueryDict, wish: Wish | None = None) -> dict[str, Any]:
    """The form of a new referral; without a wish it starts with what the case suggests."""
    context = tabs.tab(actor, case_id, "case-referrals")
    case: Case = context["case"]
    fresh = wish is None
    wish = wish or forms.wish(given)
    if fresh:
        shared = sharing.defaults(protected=case.sensitive)
        service_id = wish.service_id or _first_service(given.get("mitra", ""), case.need)
        wish = Wish(service_id=service_id, to_area=wish.to_area, shared=shared)
    to = sending.goal(wish.service_id, wish.to_area)
    about = sending.about(case, wish.facts)
    pieces = sharing.chosen(wish.shared)
    known = sending.facts_of(case, wish.facts)
    asked = questions(to.service.conditions.all()) if to.service else []
    lacking = sending.missing(to, case, wish)
    first = directory.partners([m.partner_id for m in lacking if m.partner_id])
    hours = rules.hours_for(case.area_code, wish.service_id, case.need, case.band)
    example = sharing.rows(about, tuple(sharing.PIECES))
    return context | {
        "to": to,
        "room": directory.room_of(to.service) if to.service else None,
        "wish": wish,
        "questions": [(q, known.get(q.fact)) for q in asked if q.fact != "persetujuan"],
        "missing": [(m, first.get(m.partner_id) if m.partner_id else None) for m in lacking],
        "pieces": [(code, words, code in pieces) for code, words in sharing.PIECES.items()],
        "shown": sharing.rows(about, pieces, wish.note),
        "hours": hours,
        "grounds": [(i.code, i.name) for i in lists.items("share_ground")],
        "consent_from": list(trust.FROM.items()),
        "may_consent": trust.may_consent(case.id),
        "known_pieces": len(example),
        "fresh": fresh,
    }


def _first_service(partner: str, need: str) -> UUID | None:
    """The service of a partner that fits the need best, for "go there first"."""
    key = key_of(partner)
    rows = list(Service.objects.filter(partner_id=key, active=True).order_by("name")) if key else []
    best = max(rows, key=lambda row: need in row.needs, default=None)
    return best.id if best else None


def one(actor: Actor, referral_id: UUID) -> dict[str, Any]:
    """One referral for the side that looks at it."""
    seen = queries.opened(actor, referral_id)
    found = seen.referral
    sender = seen.side == "sender"
    allowed = set(lifecycle.actions_for(found.state))
    steps = list(found.steps.order_by("at", "id").prefetch_related("files"))
    counted = [s for s in steps if s.undone_at is None]
    may_send = sender and can(actor, "referral.send", found.case)
    undoable = bool(counted) and counted[-1].after not in (lifecycle.SENT, lifecycle.SEEN)
    return {
        "seen": seen,
        "one": found,
        "case": found.case,
        "row": queries.rows_of(actor, [found], clock.now(), incoming=not sender)[0],
        "look": queries.LOOK[found.state],
        "word": ReferralState(found.state).label,
        "shown": [] if seen.hidden else found.shown,
        "steps": [] if seen.hidden else [step_view(s) for s in steps],
        "answers": [a for a in lifecycle.ANSWERS if a in allowed] if can(actor, "referral.answer") else [],
        "may_revoke": may_send and "revoke" in allowed,
        "may_undo": may_send and undoable,
        "may_link": may_send and not found.to_area and found.state != "revoked",
        "links": found.links.order_by("-made_at")[:10] if sender else [],
        "reasons": [(i.code, i.name) for i in lists.items("referral_decline")],
        "ground": "" if found.consent or not found.ground else lists.title("share_ground", found.ground),
        "from_name": sending.office_name(found.from_area),
        "now": clock.now(),
    }  # fmt: skip


_STEP_WORDS = {
    "see": ("Dibaca", "eye", ""),
    "accept": ("Diterima", "handshake", "good"),
    "wait": ("Masuk daftar tunggu", "hourglass", "warn"),
    "decline": ("Ditolak", "ban", "bad"),
    "finish": ("Selesai", "check-check", "good"),
    "revoke": ("Dicabut", "rotate-ccw", ""),
}


def step_view(step: ReferralStep) -> dict[str, Any]:
    """One line of the history in words."""
    title, icon, tone = _STEP_WORDS[step.action]
    return {
        "step": step,
        "title": f"{title} (diurungkan)" if step.undone_at else title,
        "icon": icon,
        "tone": "" if step.undone_at else tone,
        "way": AnswerWay(step.way).label,
        "reason": lists.title("referral_decline", step.reason) if step.reason else "",
        "files": [f.sha256 for f in step.files.all()],
    }


def journey(actor: Actor, journey_id: UUID) -> dict[str, Any]:
    """One journey for the side that looks at it."""
    found, side, hidden = queries.opened_journey(actor, journey_id)
    sender = side == "sender"
    allowed = set(lifecycle.journey_actions(found.state))
    checks = list(found.checks.order_by("position"))
    legs = list(found.legs.order_by("position"))
    may_plan = sender and can(actor, "journey.plan", found.case)
    begun = found.state not in (lifecycle.PREPARING, lifecycle.CANCELLED)
    receives = begun and actor.area == found.to_area and can(actor, "journey.receive")
    return {
        "one": found,
        "case": found.case,
        "side": side,
        "hidden": hidden,
        "shown": [] if hidden else found.shown,
        "checks": checks,
        "settled": sum(c.settled for c in checks),
        "legs": [] if hidden else legs,
        "blank_legs": _blank_legs(legs),
        "modes": [(i.code, i.name) for i in lists.items("travel_mode")],
        "mode_words": {i.code: i.name for i in lists.items("travel_mode")},
        "pieces": [(c, w, c in found.shared) for c, w in sharing.PIECES.items() if c != "papers"],
        "may_edit": may_plan and found.state == lifecycle.PREPARING,
        "changes": [a for a in ("depart", "turn_back", "cancel", "resume") if may_plan and a in allowed],
        "may_receive": receives and "arrive" in allowed and not (found.case.sensitive and found.taken_by_id != actor.user_id),
        "may_miss": "miss" in allowed,
        "may_hear": may_plan and "arrive" in allowed and not receiving.has_desk(found.to_area),
        "ways": receiving.HEARD.items(),
        "to_name": sending.office_name(found.to_area),
        "from_name": sending.office_name(found.from_area),
        "late": found.state == lifecycle.TRAVELLING and found.expected_at is not None and found.expected_at < clock.now(),
        "destinations": destinations(found.from_area),
    }  # fmt: skip


def new_journey(case: Case, given: QueryDict) -> dict[str, Any]:
    """The form of a new journey, with what was typed."""
    ticked = given.getlist("bagi") or sharing.defaults(protected=case.sensitive)
    return {
        "given": given,
        "destinations": destinations(case.area_code[:5]),
        "conditions": rules.conditions_for(case.area_code[:5]),
        "pieces": [(c, w, c in ticked) for c, w in sharing.PIECES.items() if c != "papers"],
    }


def _blank_legs(legs: list[Any]) -> list[tuple[int, Any]]:
    """Lines of the form: the known stretches and two empty ones."""
    known: list[tuple[int, Any]] = list(enumerate(legs, start=1))
    more = range(len(known) + 1, min(len(known) + 2, forms.MOST_LEGS) + 1)
    return known + [(n, None) for n in more]


def destinations(own: str) -> list[tuple[str, str]]:
    """Every kab/kota but one's own, those of the same province first."""
    rows = Area.objects.filter(level=AreaLevel.KABKOTA, valid_to=None).exclude(code=own)
    here = provinsi_of(own) + "."
    found = rows.values_list("code", "name")
    return sorted(found, key=lambda one: (not one[0].startswith(here), one[0][:2], one[1]))


def journeys(actor: Actor, way: str, state: str) -> dict[str, Any]:
    """The desk of journeys."""
    rows = queries.journeys(actor, way, state)
    now = clock.now()
    return {
        "rows": [_journey_row(actor, one, way, now) for one in rows],
        "way": way,
        "state": state,
    }


def _journey_row(actor: Actor, one: Journey, way: str, now: Any) -> dict[str, Any]:
    incoming = way == "masuk"
    name = queries.shared_name(actor, one) if incoming else one.case.subject_name
    late = one.state == lifecycle.TRAVELLING and bool(one.expected_at and one.expected_at < now)
    return {
        "one": one,
        "name": name or "Belum diketahui",
        "from": names.titled(one.from_area),
        "to": names.titled(one.to_area),
        "late": late,
    }


def fresh_link(request_root: str, found: Referral, made: Any) -> dict[str, Any]:
    """What the page of a fresh link shows, this once: the address, the code, words to send."""
    from urllib.parse import quote

    address = f"{request_root}{made.path}"
    text = (
        f"Yth. {found.partner_name}, ada rujukan baru nomor {found.number} dari "
        f"{sending.office_name(found.from_area)}. Mohon dijawab lewat tautan ini: {address} "
        "Kodenya kami sampaikan terpisah."
    )
    number = "".join(c for c in found.partner_phone if c.isdigit())
    target = f"62{number[1:]}" if number.startswith("0") else number
    return {
        "one": found,
        "address": address,
        "code": f"{made.code[:3]} {made.code[3:]}",
        "text": text,
        "whatsapp": f"https://wa.me/{target}?text={quote(text)}" if target else "",
        "expires": made.link.expires_at,
    }
