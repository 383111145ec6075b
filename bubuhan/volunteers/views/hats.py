"""One hat of a person: added, corrected, renewed, moved, ended."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of, optional_key, posted, rev_of
from bubuhan.geo import names
from bubuhan.kernel.problems import Problem
from bubuhan.lists.queries import title
from bubuhan.people.models import Person
from bubuhan.volunteers import actions, desk, entering, hatting, moving, registry, uses
from bubuhan.volunteers.forms import (
    EditHatForm,
    EndForm,
    HatForm,
    LeaveForm,
    RenewForm,
    TransferForm,
)
from bubuhan.volunteers.models import Membership
from bubuhan.volunteers.queries import rows_of
from bubuhan.volunteers.views.shared import form_page


@needs("member.propose")
@require_http_methods(["GET", "POST"])
def add_hat(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Another hat for a known person."""
    actor, form = actor_of(request), HatForm(posted(request))
    found = registry.person_of(actor, person_id)
    page: dict[str, Any] = {"heading": f"Keanggotaan baru: {found.name}", "back": _back(found)}
    page["area_field"] = ("area_code", "Wilayah tugas")

    def save() -> UUID:
        made = entering.give(actor=actor, person=found, values=form.membership())
        page["said"] = entering.sentence(made)
        return made.person_id

    return form_page(request, form, save, page)


@needs("person.edit")
@require_http_methods(["GET", "POST"])
def edit_hat(request: HttpRequest, person_id: UUID, membership_id: UUID) -> HttpResponse:
    """Correct what stands in the registry about a hat."""
    found, hat = _pair(request, person_id, membership_id)
    form = EditHatForm(posted(request), initial=hatting.present(hat))

    def edit(given: dict[str, Any]) -> Membership:
        values, reason = {**form.duty(), **form.decree()}, given["reason"]
        return actions.edit_membership(**_hat(request, hat), values=values, reason=reason)

    page = _page(found, hat, "Perbaiki keanggotaan", request)
    return form_page(request, form, _saved(form, edit), page)


@needs("person.edit")
@require_http_methods(["GET", "POST"])
def renew_hat(request: HttpRequest, person_id: UUID, membership_id: UUID) -> HttpResponse:
    """Enter a new decree."""
    found, hat = _pair(request, person_id, membership_id)
    form = RenewForm(posted(request), initial=hatting.next_decree(hat))

    def renew(given: dict[str, Any]) -> Membership:
        return actions.renew(**_hat(request, hat), values=form.values(), note=given["note"])

    page = _page(found, hat, "Perpanjang SK", request)
    return form_page(request, form, _saved(form, renew), page)


@needs("person.edit")
@require_http_methods(["GET", "POST"])
def end_hat(request: HttpRequest, person_id: UUID, membership_id: UUID) -> HttpResponse:
    """End a hat with a reason; open cases go to somebody."""
    found, hat = _pair(request, person_id, membership_id)
    form = EndForm(posted(request))

    def end(given: dict[str, Any]) -> Membership:
        page["said"] = hatting.ended_sentence(found, given["reason"])
        said = {**given, "successor_id": optional_key(given["successor_id"])}
        return actions.end_membership(**{**said, **_hat(request, hat)})

    page = _leaving(found, hat, "Akhiri keanggotaan", request, form)
    return form_page(request, form, _saved(form, end), page)


@needs("person.edit")
@require_http_methods(["GET", "POST"])
def transfer_hat(request: HttpRequest, person_id: UUID, membership_id: UUID) -> HttpResponse:
    """Move a hat to another area."""
    found, hat = _pair(request, person_id, membership_id)
    form = TransferForm(posted(request))

    def move(given: dict[str, Any]) -> Membership:
        said = {**given, "successor_id": optional_key(given["successor_id"])}
        return moving.transfer(**{**said, **_hat(request, hat)})

    page = _leaving(found, hat, "Pindah wilayah tugas", request, form)
    page["area_field"] = ("to_area", "Wilayah tugas yang baru")
    return form_page(request, form, _saved(form, move), page)


def _hat(request: HttpRequest, hat: Membership) -> dict[str, Any]:
    """What every verb on a hat is told: who asks, which hat, and the revision that was seen."""
    return {"actor": actor_of(request), "membership_id": hat.id, "rev": rev_of(request)}


def _pair(request: HttpRequest, person_id: UUID, membership_id: UUID) -> tuple[Person, Membership]:
    """A person in sight and a hat of his in the actor's area; raises `not_found`."""
    actor = actor_of(request)
    found = registry.person_of(actor, person_id)
    hat = Membership.objects.filter(id=membership_id, person_id__in=rows_of(found.id)).first()
    if hat is None or not actor.covers(hat.area_code):
        raise Problem("not_found")
    return found, hat


def _back(person: Person) -> str:
    return f"/registri/{person.id}/?bagian=keanggotaan"


def _page(person: Person, hat: Membership, what: str, request: HttpRequest) -> dict[str, Any]:
    """Heading, what the hat is now, and what changed since the form was opened."""
    seen = rev_of(request)
    return {
        "heading": f"{what}: {person.name}",
        "lead": f"{title('pillar', hat.pillar)}, {names.label(hat.area_code)}",
        "back": _back(person),
        "rev": hat.rev,
        "since": hatting.changed_since(hat, seen) if seen is not None else [],
    }


def _leaving(
    person: Person, hat: Membership, what: str, request: HttpRequest, form: LeaveForm
) -> dict[str, Any]:
    form.offer(desk.successor_options(hat))
    return {**_page(person, hat, what, request), "open_cases": uses.open_work([hat.id])}


def _saved(form: Form, act: Callable[[dict[str, Any]], Membership]) -> Callable[[], UUID]:
    return lambda: act(form.cleaned_data).person_id
