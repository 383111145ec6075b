"""What an officer writes on the cause tree."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of, known_key, optional_key, rev_of, text
from bubuhan.assessments import actions
from bubuhan.assessments.causing import CauseValues
from bubuhan.assessments.views.posted import decision, done, go, photos


@needs("cause.edit")
@require_POST
@decision
def add(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Name a cause."""
    values = CauseValues(
        code=text(request, "code"),
        note=text(request, "note"),
        whose=text(request, "whose"),
        sureness=text(request, "sureness"),
        effect_id=optional_key(text(request, "effect")),
        files=photos(request, actor_of(request)),
    )
    actions.add_cause(actor=actor_of(request), case_id=case_id, values=values, rev=rev_of(request))
    return done(request, case_id, "Sebab ditambahkan ke pohon.", "#akar")


@needs("cause.edit")
@require_POST
@decision
def change(request: HttpRequest, case_id: UUID, cause_id: UUID) -> HttpResponse:
    """Correct what is said about a cause."""
    note, whose, sureness = (text(request, name) for name in ("note", "whose", "sureness"))
    values = CauseValues(code="", note=note, whose=whose, sureness=sureness)
    actions.change_cause(
        actor=actor_of(request),
        case_id=case_id,
        cause_id=cause_id,
        values=values,
        rev=rev_of(request),
    )
    return _here(request, case_id, cause_id, "Perubahan disimpan.")


@needs("cause.edit")
@require_POST
@decision
def link(request: HttpRequest, case_id: UUID, cause_id: UUID) -> HttpResponse:
    """This cause is itself caused by another."""
    actions.link_causes(
        actor=actor_of(request),
        case_id=case_id,
        effect_id=cause_id,
        cause_id=known_key(request, "cause"),
        rev=rev_of(request),
    )
    return _here(request, case_id, cause_id, "Hubungan sebab ditambahkan.")


@needs("cause.edit")
@require_POST
@decision
def unlink(request: HttpRequest, case_id: UUID, cause_id: UUID) -> HttpResponse:
    """It is not, after all."""
    actions.unlink_causes(
        actor=actor_of(request),
        case_id=case_id,
        effect_id=cause_id,
        cause_id=known_key(request, "cause"),
        rev=rev_of(request),
    )
    return _here(request, case_id, cause_id, "Hubungan sebab dilepas.")


@needs("cause.edit")
@require_POST
@decision
def evidence(request: HttpRequest, case_id: UUID, cause_id: UUID) -> HttpResponse:
    """What speaks for it."""
    actions.add_evidence(
        actor=actor_of(request),
        case_id=case_id,
        cause_id=cause_id,
        text=text(request, "text"),
        whose=text(request, "whose"),
        files=photos(request, actor_of(request)),
        rev=rev_of(request),
    )
    return _here(request, case_id, cause_id, "Bukti ditambahkan.")


@needs("cause.edit")
@require_POST
@decision
def remove(request: HttpRequest, case_id: UUID, cause_id: UUID) -> HttpResponse:
    """Take it off the tree."""
    actions.remove_cause(
        actor=actor_of(request),
        case_id=case_id,
        cause_id=cause_id,
        reason=text(request, "reason"),
        rev=rev_of(request),
    )
    return done(request, case_id, "Sebab dihapus dari pohon. Riwayatnya tetap ada.", "#akar")


def _here(request: HttpRequest, case_id: UUID, cause_id: UUID, said: str) -> HttpResponse:
    messages.success(request, said)
    return go(request, reverse("case-cause", args=[case_id, cause_id]))
