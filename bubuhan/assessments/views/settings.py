"""The office's own rule of this room: usual ages of the PPKS types."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts.policy import can, needs
from bubuhan.accounts.posted import actor_of, optional_number, text
from bubuhan.assessments import actions, limits
from bubuhan.assessments.models import AgeLimit
from bubuhan.lists import queries as lists


@needs("settings.read")
@require_GET
def age_limits(request: HttpRequest) -> HttpResponse:
    """`/pengaturan/batas-umur/`: a limit only warns; `?riwayat=1` shows what it was before."""
    actor = actor_of(request)
    rows = [(lists.title("ppks", row.code), row) for row in limits.open_limits(actor.area)]
    past = AgeLimit.objects.filter(valid_to__isnull=False).order_by("-valid_to")[:100]
    context = {
        "rows": rows,
        "past": [
            (lists.title("ppks", row.code), row) for row in past if actor.covers(row.area_code)
        ],
        "types": [(item.code, f"{item.code}. {item.name}") for item in lists.items("ppks")],
        "may_edit": can(actor, "rule.edit"),
        "actor": actor,
    }
    return render(request, "assessments/limits.html", context)


@needs("rule.edit")
@require_POST
def save_limit(request: HttpRequest) -> HttpResponse:
    """Set the usual ages of a type for one's own area, with the reason."""
    actions.set_limit(
        actor=actor_of(request),
        code=text(request, "code"),
        minimum=optional_number(request, "minimum", "umur paling muda"),
        maximum=optional_number(request, "maximum", "umur paling tua"),
        source=text(request, "source"),
        reason=text(request, "reason"),
    )
    messages.success(
        request, "Batas umur disimpan. Peringatannya berlaku untuk pencatatan berikutnya."
    )
    return redirect("age-limits")
