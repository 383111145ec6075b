"""Pages "Perangkat dan orang": phones in scope, people without one, codes, revoking."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bubuhan import journal
from bubuhan.accounts import actions, handover, neighbours, qr, queries
from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of
from bubuhan.accounts.queries import SILENT_CHOICES, TROUBLES, DeviceFilter
from bubuhan.kernel import clock
from bubuhan.kernel.paging import page_number
from bubuhan.kernel.problems import Problem


def chosen_filter(request: HttpRequest) -> DeviceFilter:
    """Read the list's filter from the URL; anything odd means "all"."""
    given, actor = request.GET, actor_of(request)
    area, silent = given.get("wilayah", ""), given.get("diam", "")
    trouble = given.get("masalah", "")
    return DeviceFilter(
        q=given.get("q", "").replace("\0", "").strip()[:80],
        area=area if area and actor.covers(area) else "",
        silent=int(silent) if silent in {str(n) for n in SILENT_CHOICES} else 0,
        state=given.get("status", "") if given.get("status") in {"dicabut", "semua"} else "aktif",
        trouble=trouble if trouble in TROUBLES else "",
    )


@needs("device.read")
@require_GET
def phones(request: HttpRequest) -> HttpResponse:
    """The phones of one's area, the worst first, with what to ask of the holder."""
    chosen, now = chosen_filter(request), clock.now()
    context = {
        "page": queries.devices(
            actor_of(request), chosen, page_number(request.GET.get("hal")), now
        ),
        "chosen": chosen,
        "counts": queries.counts(actor_of(request), chosen.area, now),
        "trouble_options": list(TROUBLES.items()),
        "silent_options": [(str(n), f"{n} hari atau lebih") for n in SILENT_CHOICES],
        "state_options": [("dicabut", "Dicabut"), ("semua", "Semua")],
    }
    return render(request, "accounts/phones.html", context)


@needs("device.read")
@require_GET
def bar_clock(request: HttpRequest) -> HttpResponse:
    """The clock in the office's bar: how many phones have been silent for three days."""
    silent = queries.silent_count(actor_of(request), clock.now())
    return render(request, "accounts/_bar_clock.html", {"silent": silent})


@needs("device.enrol")
@require_GET
def without_phone(request: HttpRequest) -> HttpResponse:
    """Who serves in one's area and has no phone enrolled; from here codes are made."""
    actor, chosen = actor_of(request), chosen_filter(request)
    have = [] if request.GET.get("semua") else queries.persons_with_phone(actor)
    page = neighbours.ask().serving(
        actor,
        q=chosen.q,
        area=chosen.area,
        exclude=[*have, *queries.persons_out_of_reach(actor)],
        page=page_number(request.GET.get("hal")),
    )
    return render(request, "accounts/without_phone.html", {"page": page, "chosen": chosen})


@needs("device.enrol")
@require_POST
def make_code(request: HttpRequest) -> HttpResponse:
    """Make a code and show it, this once. Name and area come from the registry, not from the form."""
    actor = actor_of(request)
    someone = neighbours.ask().server(actor, _uuid(request.POST.get("person", "")))
    if someone is None:
        raise Problem("not_found")
    code, row = actions.make_code(
        actor, person_id=someone.person_id, person_name=someone.name,
        area_code=someone.area_code, now=clock.now(),
    )  # fmt: skip
    link = request.build_absolute_uri(f"/app/#/daftar?kode={code}")
    context = {"code": code, "row": row, "link": link, "qr": qr.svg(link), "someone": someone}
    return render(request, "accounts/code.html", context, status=201)


@needs("device.read")
@require_GET
def phone(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """One phone: its state, what happened to it, and revoking."""
    return _phone(request, device_id)


@needs("device.revoke")
@require_POST
def revoke(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Revoke a phone with a reason."""
    device = queries.device(actor_of(request), device_id)
    try:
        actions.revoke(actor_of(request), device, request.POST.get("why", ""))
    except Problem as problem:
        if problem.field is None:
            raise
        return _phone(request, device_id, problem=problem)
    messages.success(request, "HP dicabut. Isinya terhapus begitu HP itu terhubung lagi.")
    return redirect("phone-page", device_id=device_id)


@needs("device.enrol")
@require_GET
def hand_over(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """To whom does this phone go? Who serves in one's area, by name."""
    actor, device = actor_of(request), queries.device(actor_of(request), device_id)
    page = neighbours.ask().serving(
        actor,
        q=chosen_filter(request).q,
        area="",
        exclude=[p for p in [device.user.person_id] if p] + queries.persons_out_of_reach(actor),
        page=page_number(request.GET.get("hal")),
    )
    context = {"page": page, "device": device, "chosen": chosen_filter(request)}
    return render(request, "accounts/hand_over.html", context)


@needs("device.enrol")
@require_POST
def handover_code(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Make the code with which somebody takes this phone over, and show it, this once."""
    actor, device = actor_of(request), queries.device(actor_of(request), device_id)
    someone = neighbours.ask().server(actor, _uuid(request.POST.get("person", "")))
    if someone is None:
        raise Problem("not_found")
    code, row = handover.make_handover_code(actor, device=device, to=someone, now=clock.now())
    context = {"code": code, "row": row, "device": device}
    return render(request, "accounts/phone_code.html", context, status=201)


@needs("device.enrol")
@require_POST
def pin_code(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Make the code with which the holder chooses a new PIN, and show it, this once."""
    device = queries.device(actor_of(request), device_id)
    code, row = handover.make_pin_code(actor_of(request), device=device, now=clock.now())
    context = {"code": code, "row": row, "device": device}
    return render(request, "accounts/phone_code.html", context, status=201)


def _phone(request: HttpRequest, device_id: UUID, **more: Any) -> HttpResponse:
    device = queries.device(actor_of(request), device_id)
    context = {
        "device": device,
        "advice": queries.advice_of(device, clock.now()),
        "events": journal.history("device", device.id),
        **more,
    }
    return render(request, "accounts/phone.html", context, status=422 if more else 200)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Problem("not_found") from error
