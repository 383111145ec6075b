"""`/pengaturan/jam-kerja/` and `/pengaturan/jarak/`: the office's own rules of time and way."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts.policy import Actor, can, needs
from bubuhan.accounts.posted import actor_of, day, hour, past_asked, text, whole
from bubuhan.duty import ruling
from bubuhan.duty.hours import ZONE_WORDS, zone_of, zone_word
from bubuhan.duty.models import Holiday, NightRule, OfferRule, OfficeHours
from bubuhan.duty.roster import DAYS
from bubuhan.geo import names
from bubuhan.kernel.problems import Problem

MOST_BYTES = 500_000


@needs("settings.read")
@require_GET
def hours(request: HttpRequest) -> HttpResponse:
    """Working hours, holidays, quiet hours, how long an offer waits; `?riwayat=1` with the past."""
    actor, past = actor_of(request), past_asked(request)
    context = {
        "hours": [_hours(r) for r in _rows(OfficeHours, actor, past)],
        "holidays": _rows(Holiday, actor, past),
        "nights": _rows(NightRule, actor, past),
        "offers": _rows(OfferRule, actor, past),
        "past": past,
        "may_edit": can(actor, "duty.rules"),
        "bands": list(ruling.BANDS.items()),
        "zones": list(ZONE_WORDS.items()),
        "weekdays": list(enumerate(DAYS)),
    }
    return render(request, "duty/hours.html", context)


def _rows(model: Any, actor: Actor, past: bool) -> list[dict[str, Any]]:
    return [
        {
            "row": r,
            "area": names.place(r.area_code),
            "editable": r.valid_to is None and can(actor, "duty.rules", r.area_code),
        }
        for r in ruling.rows(model, actor, past=past)
    ]


def _hours(one: dict[str, Any]) -> dict[str, Any]:
    """The week of one row for the page and its form: day, spans in words, first opening, last closing."""
    row = one["row"]
    days = [
        (DAYS[n], ", ".join(f"{a.replace(':', '.')} sampai {b.replace(':', '.')}" for a, b in spans),
         spans[0][0] if spans else "", spans[-1][1] if spans else "")
        for n, spans in enumerate(row.week)
    ]  # fmt: skip
    zone = ZONE_WORDS.get(row.zone) or zone_word(zone_of(row.area_code))
    said = zone if row.area_code or row.zone else "waktu setempat tiap wilayah"
    return {**one, "days": days, "zone": said}


@needs("duty.rules")
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save one rule; `what` says which table."""
    what = text(request, "what")
    if what not in _SAVERS:
        raise Problem("field_invalid", "what", name="aturan", why="pilih salah satu")
    _SAVERS[what](request, actor_of(request), text(request, "area_code"), text(request, "reason"))
    messages.success(request, "Aturan disimpan dan berlaku mulai sekarang.")
    return redirect("duty-hours")


def _save_hours(request: HttpRequest, actor: Actor, area: str, reason: str) -> None:
    week: list[list[list[str]]] = []
    for n in range(7):
        opens, closes = text(request, f"opens_{n}"), text(request, f"closes_{n}")
        if not opens and not closes:
            week.append([])
            continue
        start, end = hour(request, f"opens_{n}", f"{DAYS[n]}, buka"), hour(request, f"closes_{n}", f"{DAYS[n]}, tutup")  # fmt: skip
        week.append([[f"{start:%H:%M}", f"{end:%H:%M}"]])
    ruling.set_hours(
        actor=actor, area_code=area, week=week, zone=text(request, "zone"), reason=reason
    )


def _save_holiday(request: HttpRequest, actor: Actor, area: str, reason: str) -> None:
    ruling.set_holiday(
        actor=actor,
        area_code=area,
        day=day(request, "date", "tanggal"),
        name=text(request, "name"),
        regulation=text(request, "regulation"),
        reason=reason,
    )


def _save_night(request: HttpRequest, actor: Actor, area: str, reason: str) -> None:
    ruling.set_night(
        actor=actor,
        area_code=area,
        band=text(request, "band"),
        starts=hour(request, "starts", "mulai tenang"),
        ends=hour(request, "ends", "sampai"),
        reason=reason,
    )


def _save_offer(request: HttpRequest, actor: Actor, area: str, reason: str) -> None:
    ruling.set_offer(
        actor=actor,
        area_code=area,
        band=text(request, "band"),
        minutes=whole(request, "minutes", "menit"),
        most=whole(request, "most", "paling banyak diteruskan"),
        reason=reason,
    )


_SAVERS = {
    "hours": _save_hours,
    "holiday": _save_holiday,
    "night": _save_night,
    "offer": _save_offer,
}


@needs("settings.read")
@require_GET
def ways(request: HttpRequest) -> HttpResponse:
    """Travel factors of pairs of kecamatan; `?riwayat=1` with the past."""
    actor, past = actor_of(request), past_asked(request)
    rows = ruling.ways(actor, past=past)
    labels = names.names({c for r in rows for c in (r.area_code, r.other_code)})
    context = {
        "rows": [
            {"row": r, "a": labels.get(r.area_code, r.area_code), "b": labels.get(r.other_code, r.other_code)}
            for r in rows
        ],
        "past": past,
        "may_edit": can(actor, "duty.plan"),
    }  # fmt: skip
    return render(request, "duty/ways.html", context)


@needs("duty.plan")
@require_POST
def save_way(request: HttpRequest) -> HttpResponse:
    """Set the factor of one pair, or take it out (empty)."""
    ruling.set_way(
        actor=actor_of(request),
        a=text(request, "area_code"),
        b=text(request, "other_code"),
        factor=_factor(text(request, "factor")),
        reason=text(request, "reason"),
    )
    messages.success(request, "Jarak tempuh disimpan. Usulan memakainya mulai sekarang.")
    return redirect("duty-ways")


def _factor(raw: str) -> float | None:
    try:
        return float(raw.replace(",", ".")) if raw else None
    except ValueError:
        raise Problem("field_invalid", "factor", name="faktor", why="isi dengan angka") from None


@needs("duty.plan")
@require_POST
def read_ways(request: HttpRequest) -> HttpResponse:
    """Take a sheet in; the lines that are wrong are named, the others count."""
    file = request.FILES.get("file")
    if file is None or (file.size or 0) > MOST_BYTES:
        raise Problem("field_missing", "file", name="berkas CSV")
    sheet = file.read().decode("utf-8", errors="replace")
    made, faults = ruling.read_ways(actor=actor_of(request), text=sheet)
    messages.success(request, f"{made} pasangan kecamatan disimpan.")
    for sentence in faults[:8]:
        messages.warning(request, sentence)
    if len(faults) > 8:
        messages.warning(request, f"{len(faults) - 8} baris lain juga belum benar.")
    return redirect("duty-ways")


@needs("settings.read")
@require_GET
def ways_sheet(request: HttpRequest) -> HttpResponse:
    """The current rows as CSV (semicolons, as Excel here opens it)."""
    made = "\ufeff" + ruling.ways_csv(actor_of(request))
    response = HttpResponse(made, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="jarak-tempuh.csv"'
    return response
