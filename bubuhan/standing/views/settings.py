"""The office's own rules: criteria and which set counts; what is known of double roles."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of, optional_day, optional_number, past_asked, text
from bubuhan.standing import facts, rules, settings_pages
from bubuhan.standing.rules import CriterionValues


@needs("settings.read")
@require_GET
def criteria(request: HttpRequest) -> HttpResponse:
    """`/pengaturan/kriteria/`: rule sets side by side, which one counts where; `?riwayat=1` the past."""
    past = past_asked(request)
    context = settings_pages.criteria_page(actor_of(request), request.GET.get("pilar", ""), past)
    return render(request, "standing/criteria.html", context)


@needs("rule.edit")
@require_POST
def save_criterion(request: HttpRequest) -> HttpResponse:
    """Replace, add, or close a criterion, with the reason."""
    rules.set_criterion(
        actor=actor_of(request),
        ruleset=text(request, "ruleset"),
        values=_criterion(request),
        reason=text(request, "reason"),
        drop=text(request, "drop") == "1",
    )
    messages.success(request, "Kriteria disimpan. Derajat anggota dihitung ulang malam ini.")
    return _back(request)


def _criterion(request: HttpRequest) -> CriterionValues:
    return CriterionValues(
        code=text(request, "code")[:40],
        name=text(request, "name")[:200],
        short=text(request, "short")[:60],
        need=text(request, "need")[:200],
        article=text(request, "article")[:80],
        certainty=text(request, "certainty") or "I",
        required=text(request, "required") == "1",
        training=text(request, "training") == "1",
        per_membership=text(request, "per_membership") == "1",
        derive=text(request, "derive"),
        minimum=optional_number(request, "minimum", "umur paling sedikit"),
        maximum=optional_number(request, "maximum", "umur paling banyak"),
        sort=optional_number(request, "sort", "urutan") or 99,
    )


@needs("rule.edit")
@require_POST
def save_ruleset(request: HttpRequest) -> HttpResponse:
    """A rule set of one's own, empty or copied."""
    rules.add_ruleset(
        actor=actor_of(request),
        pillar=text(request, "pillar"),
        area_code=text(request, "area_code"),
        name=text(request, "name"),
        regulation=text(request, "regulation"),
        copy_of=text(request, "copy_of"),
        reason=text(request, "reason"),
    )
    messages.success(request, "Kumpulan kriteria dibuat. Ubah isinya, lalu tetapkan berlakunya.")
    return _back(request)


@needs("rule.edit")
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """From a day on, this set counts in an area."""
    rules.choose_ruleset(
        actor=actor_of(request),
        area_code=text(request, "area_code"),
        ruleset=text(request, "ruleset"),
        valid_from=optional_day(request, "valid_from", "mulai") or facts.today(),
        reason=text(request, "reason"),
    )
    messages.success(request, "Tersimpan. Derajat anggota dihitung ulang malam ini.")
    return _back(request)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """The same pillar's page again."""
    pillar = text(request, "shown")
    known = pillar.replace("_", "").isalnum() and pillar.isascii()
    return HttpResponseRedirect(f"/pengaturan/kriteria/{f'?pilar={pillar}' if known else ''}")


@needs("settings.read")
@require_GET
def double_rules(request: HttpRequest) -> HttpResponse:
    """`/pengaturan/rangkap/`: what is known of each pair; `?riwayat=1` with the past."""
    past = past_asked(request)
    context = settings_pages.doubles_page(actor_of(request), past)
    return render(request, "standing/double_rules.html", context)


@needs("rule.edit")
@require_POST
def save_double_rule(request: HttpRequest) -> HttpResponse:
    """Replace the rule of a pair, or add one, with the reason."""
    rules.set_double_rule(
        actor=actor_of(request),
        area_code=text(request, "area_code"),
        first=text(request, "first"),
        second=text(request, "second"),
        verdict=text(request, "verdict"),
        basis=text(request, "basis"),
        note=text(request, "note"),
        certainty=text(request, "certainty") or "I",
        reason=text(request, "reason"),
    )
    messages.success(request, "Ketentuan disimpan. Rangkap tugas dilihat ulang malam ini.")
    return redirect("double-rules")
