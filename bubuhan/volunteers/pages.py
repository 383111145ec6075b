"""What the pages of the registry show, gathered: options, the person page, what waits for whom."""

from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor, can
from bubuhan.people.models import Person
from bubuhan.volunteers import changes, competence, desk, profile, registry
from bubuhan.volunteers.models import Status

SECTIONS = {
    "ringkas": "Ringkas",
    "keanggotaan": "Keanggotaan",
    "kriteria": "Kriteria dan derajat",
    "riwayat": "Riwayat",
    "satu-orang": "Mengapa satu orang",
    "kartu": "Kartu",
}


def list_options() -> dict[str, Any]:
    """Choices of the list's filters."""
    return {
        "pillar_options": registry.pillar_options(),
        "status_options": [(k, v) for k, v in registry.STATUSES.items() if k != "aktif"],
        "lack_options": list(registry.LACKS.items()),
        "grade_options": list(registry.GRADES.items()),
        "alert_options": list(registry.ALERTS.items()),
    }


def head_for(actor: Actor, person: Person) -> UUID:
    """The page a person is shown on: his group's head, when the actor may see that row."""
    if person.same_as_id is None:
        return person.id
    seen = registry.visible_persons(actor).filter(id=person.same_as_id).exists()
    return person.same_as_id if seen else person.id


def waiting_count(actor: Actor) -> int:
    """How many wishes and proposals wait on this actor's desk."""
    return sum(desk.counts(actor).values()) if can(actor, "change.read") else 0


def person_page(actor: Actor, person: Person, section: str) -> dict[str, Any]:
    """Everything one section of the person page needs."""
    chosen = section if section in SECTIONS else "ringkas"
    hats = profile.hats_of(person)
    page: dict[str, Any] = {
        "person": person,
        "section": chosen,
        "sections": list(SECTIONS.items()),
        "hats": hats,
        "active": [h for h in hats if h.status == Status.ACTIVE],
        "since": profile.served_since(hats),
        "may_edit": can(actor, "person.edit", changes.area_of(person)),
        "may_ask": can(actor, "change.request", changes.area_of(person)),
        "grades": registry.GRADES,
    }
    if chosen == "ringkas":
        page["open_requests"] = profile.open_requests(person)
        page["chart"] = profile.chart(hats)
        page |= competence.panel(actor, person)
    if chosen == "keanggotaan":
        page["chart"] = profile.chart(hats)
        ways = profile.verifications(hats)
        for hat in hats:
            hat.way = ways.get(hat.id, [])  # type: ignore[attr-defined]
            hat.may_edit = can(actor, "person.edit", hat)  # type: ignore[attr-defined]
    if chosen == "riwayat":
        page["history"] = profile.timeline(person)
        page["by_field"] = profile.by_field(person)
    return page
