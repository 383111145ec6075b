"""`/piket/`: the week, one shift, putting people on duty, swaps, patterns, how many are wanted."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of, day, hour, key, optional_key, text, whole
from bubuhan.duty import actions, roster, ruling, swapping
from bubuhan.duty.views.posted import weekdays


@needs("duty.read")
@require_GET
def week(request: HttpRequest) -> HttpResponse:
    """`/piket/?wilayah=&pilar=&minggu=`: gaps first, who is on duty now, then the week."""
    return render(request, "duty/week.html", roster.week(actor_of(request), request.GET.dict()))


@needs("duty.plan")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """`/piket/tambah/`: search a member, then once or every week."""
    if request.method == "GET":
        page = roster.add_page(actor_of(request), request.GET.dict())
        return render(request, "duty/add.html", page)
    slot, person = _slot(request), key(request, "person_id", "siapa yang piket")
    if days := tuple(weekdays(request)):
        return _add_pattern(request, person, slot, days)
    note = text(request, "note")
    actions.add_shift(actor=actor_of(request), person_id=person, slot=slot, note=note)
    messages.success(request, "Piket disimpan.")
    return redirect(_back(slot.area_code, slot.day))


def _add_pattern(
    request: HttpRequest, person: UUID, slot: actions.Slot, days: tuple[int, ...]
) -> HttpResponse:
    repeat = actions.Repeat(days, slot.day, whole(request, "every_weeks", "tiap berapa minggu"))
    _, made = actions.add_pattern(
        actor=actor_of(request), person_id=person, slot=slot, repeat=repeat
    )
    return _made(request, made, _back(slot.area_code, slot.day))


def _slot(request: HttpRequest) -> actions.Slot:
    return actions.Slot(
        text(request, "area_code"),
        day(request, "day", "tanggal"),
        hour(request, "starts", "mulai"),
        hour(request, "ends", "sampai"),
        text(request, "pillar"),
    )


def _back(area: str, on: date) -> str:
    return f"{reverse('duty')}?wilayah={area}&minggu={on.isoformat()}"


def _made(request: HttpRequest, made: actions.Made, back: str) -> HttpResponse:
    """How many shifts were made, and those that clashed."""
    messages.success(request, f"{made.made} piket dibuat.")
    for sentence in made.clashes[:5]:
        messages.warning(request, f"Tidak dibuat: {sentence}")
    if len(made.clashes) > 5:
        messages.warning(request, f"{len(made.clashes) - 5} piket lain juga bentrok.")
    return redirect(back)


@needs("duty.plan")
@require_POST
def copy(request: HttpRequest) -> HttpResponse:
    """The shifts of one week into another."""
    area, to = text(request, "area_code"), day(request, "to", "minggu tujuan")
    week_of = day(request, "week", "minggu asal")
    made = actions.copy_week(actor=actor_of(request), area_code=area, week=week_of, to=to)
    return _made(request, made, _back(area, to))


@needs("duty.read")
@require_GET
def shift(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """`/piket/<id>/`: one shift, who could replace, what was asked."""
    wanted = request.GET.get("nama", "").replace("\0", "").strip()[:80]
    return render(
        request, "duty/shift.html", roster.shift_page(actor_of(request), shift_id, wanted)
    )


@needs("duty.plan")
@require_POST
def cancel(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """Take somebody off duty."""
    row = actions.cancel_shift(
        actor=actor_of(request), shift_id=shift_id, reason=text(request, "reason")
    )
    messages.success(request, "Piket dibatalkan. Periksa apakah sekarang ada kekosongan.")
    return redirect(_back(row.area_code, row.starts_at.date()))


@needs("duty.plan")
@require_POST
def ask_swap(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """Ask one colleague, or all, on behalf of who has no phone."""
    actor, colleague = actor_of(request), optional_key(text(request, "person_id"))
    note, said = text(request, "note"), "Permintaan tukar piket dikirim."
    row = swapping.ask(actor=actor, shift_id=shift_id, colleague_id=colleague, note=note)
    if text(request, "now") == "1" and row.colleague_id:
        swapping.answer(actor=actor, swap_id=row.id, accept=True, person_id=row.colleague_id)
        said = "Piket dipindahkan kepada penggantinya."
    messages.success(request, said)
    return redirect("duty-shift", shift_id)


@needs("duty.plan")
@require_POST
def answer_swap(request: HttpRequest, swap_id: UUID) -> HttpResponse:
    """Write down an answer given by telephone, or take the question back."""
    choice, actor = text(request, "choice"), actor_of(request)
    if choice == "withdraw":
        row = swapping.withdraw(actor=actor, swap_id=swap_id)
    else:
        person = optional_key(text(request, "person_id"))
        row = swapping.answer(
            actor=actor, swap_id=swap_id, accept=choice == "accept", person_id=person
        )
    messages.success(request, "Jawaban tukar piket dicatat.")
    return redirect("duty-shift", row.shift_id)


@needs("duty.read")
@require_GET
def patterns(request: HttpRequest) -> HttpResponse:
    """`/piket/pola/`: shifts that repeat."""
    found = roster.read_filter(actor_of(request), request.GET.dict())
    rows = roster.patterns(actor_of(request), found.area)
    return render(request, "duty/patterns.html", {"rows": rows, "filter": found})


@needs("duty.plan")
@require_POST
def end_pattern(request: HttpRequest, pattern_id: UUID) -> HttpResponse:
    """No more shifts after a day."""
    roster.pattern_of(actor_of(request), pattern_id)
    last = day(request, "last_on", "sampai tanggal")
    actions.end_pattern(actor=actor_of(request), pattern_id=pattern_id, last_on=last)
    messages.success(request, "Pola diakhiri; piket sesudah tanggal itu dibatalkan.")
    return redirect("duty-patterns")


@needs("duty.read")
@require_GET
def wanted(request: HttpRequest) -> HttpResponse:
    """`/piket/kebutuhan/`: how many are wanted, where and when."""
    return render(
        request, "duty/needs.html", roster.needs_page(actor_of(request), request.GET.dict())
    )


@needs("duty.plan")
@require_POST
def save_wanted(request: HttpRequest) -> HttpResponse:
    """Set how many are wanted; 0 takes the row out."""
    ruling.set_need(
        actor=actor_of(request),
        area_code=text(request, "area_code"),
        pillar=text(request, "pillar"),
        days=weekdays(request),
        starts=hour(request, "starts", "mulai"),
        ends=hour(request, "ends", "sampai"),
        wanted=whole(request, "wanted", "jumlah"),
        reason=text(request, "reason"),
    )
    messages.success(request, "Kebutuhan piket disimpan. Kekosongan dihitung ulang.")
    return redirect("duty-needs")
