"""Findings: two lines too near in time. Written at entry, and again when persons or households change."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.aid import queries
from bubuhan.aid.models import Aid, AidFinding
from bubuhan.cases import access
from bubuhan.cases.models import Case
from bubuhan.geo.codes import kabkota_of
from bubuhan.journal.models import Event
from bubuhan.kernel.actors import SYSTEM
from bubuhan.people.queries import group_of

MOST = 400


def note(aid: Aid, *, now: datetime, later: bool = False) -> list[AidFinding]:
    """Find what speaks against one line and keep each pair once. Raises nothing; tells `aid.doubled`."""
    who = queries.receiver(aid.person_id, aid.case, aid.member_id)
    found = queries.warn(
        None,
        who,
        kind=aid.kind,
        programme=aid.programme,
        area=aid.area_code,
        on=aid.given_on,
        skip=[aid.id],
    )
    others = {row.id: row for row in Aid.objects.filter(id__in=[w.given.id for w in found])}
    made = []
    for warning in found:
        other = others[warning.given.id]  # type: ignore[index]
        first, second = sorted((aid, other), key=lambda one: (one.given_on, one.at, str(one.id)))
        row, new = AidFinding.objects.get_or_create(
            first=first,
            second=second,
            defaults={
                "per": warning.rule.per,
                "period_days": warning.rule.period_days,
                "across": kabkota_of(first.area_code) != kabkota_of(second.area_code),
                "later": later,
                "found_at": now,
            },
        )
        if new:
            made.append(row)
            _tell(row)
    return made


def _tell(row: AidFinding) -> None:
    journal.record(
        "aid.doubled",
        actor=SYSTEM,
        subject=("aid_finding", row.id),
        area=kabkota_of(row.second.area_code),
        data={"kind": row.second.kind, "per": row.per, "across": row.across},
    )


def look_again(event: Event) -> None:
    """Reaction on `person.linked`, `person.matched`, `household.saved`: what was given is compared anew."""
    rows = Aid.objects.filter(_concerned(event), reverses=None, reversal=None)
    for aid in rows.select_related("case").order_by("given_on")[:MOST]:
        note(aid, now=event.at, later=True)


def _concerned(event: Event) -> Q:
    """The lines of those an event is about: a person's group, or the cases of a household."""
    persons: set[UUID] = set()
    cases: set[UUID] = set()
    for raw in [event.subject_id, *map(str, event.data.values())]:
        try:
            key = UUID(raw)
        except ValueError:
            continue
        if event.name == "household.saved":
            cases |= queries.receiver(None, Case.objects.filter(id=key).first(), None).cases
        persons |= set(group_of(key))
    cases |= set(Case.objects.filter(person_id__in=persons).values_list("id", flat=True))
    return Q(person_id__in=persons) | Q(case_id__in=cases)


def close_for(aid_ids: Iterable[UUID], now: datetime) -> None:
    """A reversed line speaks against nothing any more: its open findings go."""
    ids = list(aid_ids)
    AidFinding.objects.filter(
        Q(first_id__in=ids) | Q(second_id__in=ids), state=AidFinding.State.OPEN
    ).update(state=AidFinding.State.GONE, decided_at=now)


def visible_q(actor: Actor) -> Q:
    """Findings of which at least one line may be listed for the actor, none of them of a protected
    case that is not his: such a pair would say that there is one.
    """
    lines = Aid.objects.visible_to(actor).values("id")
    own = access.reach(actor).own
    hidden = Q()
    for side in ("first", "second"):
        hidden |= Q(**{f"{side}__case__sensitive": True}) & ~Q(**{f"{side}__case__in": own})
    seen = Q(first__in=lines) | Q(second__in=lines)
    return seen & ~hidden
