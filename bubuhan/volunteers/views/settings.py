"""`/pengaturan/verifikasi/`: the chain of new members, and who checks an identity."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts.policy import Actor, Role, can, needs
from bubuhan.accounts.posted import actor_of, past_asked, text
from bubuhan.geo import names
from bubuhan.volunteers import chain, rules
from bubuhan.volunteers.chain import Step
from bubuhan.volunteers.models import RegistryRule

_PLACES = range(1, 5)


@needs("settings.read")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Current rules of one's area, above and below it; `?riwayat=1` with the past."""
    actor, past = actor_of(request), past_asked(request)
    rows = rules.rows(actor, past=past)
    context = {
        "rules": [_shown(actor, r) for r in rows],
        "past": past,
        "may_edit": can(actor, "chain.edit"),
        "blank": _filled(list(chain.FULL)),
        "roles": [(r.value, Role(r).label) for r in chain.ROLES],
        "levels": list(chain.LEVELS.items()),
        "identities": RegistryRule.Identity.choices,
    }
    return render(request, "volunteers/verification.html", context)


def _shown(actor: Actor, rule: RegistryRule) -> dict[str, object]:
    return {
        "rule": rule,
        "area": names.place(rule.area_code),
        "steps": _filled(chain.read(rule.steps)),
        "editable": rule.valid_to is None and can(actor, "chain.edit", rule.area_code),
    }


@needs("chain.edit")
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Replace a rule, or add one, with the reason."""
    rules.set_rule(
        actor=actor_of(request),
        area_code=text(request, "area_code"),
        steps=_posted(request),
        identity=text(request, "identity") or RegistryRule.Identity.SECOND,
        regulation=text(request, "regulation"),
        reason=text(request, "reason"),
    )
    messages.success(
        request, "Aturan disimpan. Usulan yang sudah berjalan tetap memakai jalur lamanya."
    )
    return redirect("verification-rules")


def _filled(steps: list[Step]) -> list[Step | None]:
    """Four places of the form, the last ones empty."""
    return [steps[n - 1] if n <= len(steps) else None for n in _PLACES]


def _posted(request: HttpRequest) -> list[Step]:
    """The places that have a name, in order."""
    found = []
    for n in _PLACES:
        name = " ".join(text(request, f"step_name_{n}").split())[:80]
        level = text(request, f"step_level_{n}")
        if name:
            size = int(level) if level.isascii() and level.isdigit() and len(level) < 3 else 0
            found.append(Step(name, text(request, f"step_role_{n}"), size))
    return found
