"""Tags of the office pages: icons, marks, the rail, assets, form controls.

Library `office`, loaded with `{% load office %}`; the shared words and numbers are builtins.
"""

import json
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django import template
from django.conf import settings
from django.forms import BoundField
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from bubuhan.accounts.policy import can
from bubuhan.geo import names
from bubuhan.kernel import clock
from bubuhan.lists import queries as lists
from bubuhan.site import charts
from bubuhan.site.templatetags.bubuhan import lama, tanggal

register = template.Library()
_FOLDER = Path(__file__).parent
_BUILT = settings.BASE / "static" / "office" / "manifest.json"

BANDS: dict[str, tuple[str, str]] = {
    "darurat": ("siren", "Darurat"),
    "tinggi": ("arrow-up", "Tinggi"),
    "sedang": ("circle-dot", "Sedang"),
    "rendah": ("arrow-down", "Rendah"),
}
STATES: dict[str, tuple[str, str, str]] = {
    "waiting": ("hourglass", "Menunggu", "warn"),
    "offered": ("send", "Ditawarkan", "info"),
    "active": ("handshake", "Ditangani", "brand"),
    "resolved": ("check", "Menunggu verifikasi", "warn"),
    "closed": ("check-check", "Ditutup", "good"),
    "rejected": ("ban", "Ditolak", "plain"),
}


class NavItem(NamedTuple):
    """One line of the rail; shown when the page exists and the actor may open it."""

    path: str
    label: str
    icon: str
    verb: str


NAV: tuple[tuple[str, tuple[NavItem, ...]], ...] = (
    (
        "",
        (
            NavItem("/antrean/", "Antrean", "inbox", "case.read"),
            NavItem("/kasus/", "Kasus", "folder-open", "case.read"),
            NavItem("/laporan/", "Laporan", "message-square-text", "report.read"),
            NavItem("/konflik/", "Beda isian", "split", "conflict.settle"),
            NavItem("/siaga/", "Papan siaga", "siren", "response.read"),
            NavItem("/piket/", "Piket", "calendar-days", "duty.read"),
            NavItem("/pendampingan/", "Pendampingan", "heart-handshake", "plan.read"),
            NavItem("/rujukan/", "Rujukan", "send", "referral.read"),
            NavItem("/bantuan/", "Bantuan", "hand-heart", "aid.read"),
            NavItem("/mitra/", "Mitra", "building", "directory.read"),
        ),
    ),
    (
        "Data",
        (
            NavItem("/registri/", "Registri", "users", "person.read"),
            NavItem("/permohonan/", "Permohonan", "pencil", "change.read"),
            NavItem("/ganda/", "Data ganda", "git-merge", "duplicate.read"),
            NavItem("/rangkap/", "Rangkap tugas", "layers", "double.read"),
            NavItem("/impor/", "Impor", "file-spreadsheet", "import.run"),
            NavItem("/konfirmasi-tahunan/", "Konfirmasi tahunan", "calendar-days", "campaign.read"),
            NavItem("/hitungan/", "Hitungan", "list-checks", "count.read"),
            NavItem("/cakupan/", "Cakupan", "map", "coverage.read"),
            NavItem("/kartu/", "Kartu anggota", "id-card", "card.read"),
            NavItem("/surat/keluar/", "Surat keluar", "file-text", "letter.read"),
            NavItem("/sistem-lain/", "Sistem lain", "waypoints", "track.read"),
            NavItem("/angka/", "Angka & peta", "chart-column", "insight.read"),
        ),
    ),
    (
        "Pengelolaan",
        (
            NavItem("/perangkat/", "Perangkat", "smartphone", "device.read"),
            NavItem("/pengguna/", "Pengguna", "user-cog", "user.manage"),
            NavItem("/pesan/", "Pesan", "message-circle", "message.read"),
            NavItem("/pdp/", "Pelindungan data", "shield-check", "privacy.read"),
            NavItem("/kasus/dibuka-darurat/", "Dibuka darurat", "lock-open", "case.audit"),
            NavItem("/operator/ditolak/", "Kiriman ditolak", "file-x", "refusal.settle"),
            NavItem("/operator/reaksi/", "Kelancaran sistem", "wrench", "operator.read"),
            NavItem("/pengaturan/", "Pengaturan", "settings", "settings.read"),
        ),
    ),
)

SETTINGS: tuple[NavItem, ...] = (
    NavItem("/pengaturan/sla/", "Batas waktu", "timer", "settings.read"),
    NavItem("/pengaturan/tangga/", "Tangga pemberitahuan", "trending-up", "settings.read"),
    NavItem("/pengaturan/rujukan/", "Batas jawaban rujukan", "send", "settings.read"),
    NavItem("/pengaturan/pemulangan/", "Syarat pemulangan", "route", "settings.read"),
    NavItem("/pengaturan/kriteria/", "Kriteria", "list-checks", "settings.read"),
    NavItem("/pengaturan/rangkap/", "Rangkap tugas", "layers", "settings.read"),
    NavItem("/pengaturan/jam-kerja/", "Jam kerja", "clock", "settings.read"),
    NavItem("/pengaturan/jarak/", "Jarak tempuh", "map", "settings.read"),
    NavItem("/pengaturan/kompetensi/", "Kompetensi", "list-checks", "settings.read"),
    NavItem("/pengaturan/batas-umur/", "Batas umur", "calendar", "settings.read"),
    NavItem("/pengaturan/rencana/", "Contoh rencana", "target", "settings.read"),
    NavItem("/pengaturan/hasil/", "Ukuran hasil", "activity", "settings.read"),
    NavItem("/pengaturan/bantuan/", "Bantuan", "hand-heart", "settings.read"),
    NavItem("/pengaturan/verifikasi/", "Verifikasi anggota", "shield-check", "settings.read"),
    NavItem("/pengaturan/surat/", "Surat", "file-text", "letter.edit"),
    NavItem("/pengaturan/pesan/", "Pesan", "message-circle", "message.word"),
    NavItem("/pengaturan/lembar-usulan/", "Lembar usulan", "file-spreadsheet", "letter.edit"),
)


CASE_TABS: tuple[tuple[str, str], ...] = (
    ("case", "Kasus"),
    ("case-family", "Keluarga & akar masalah"),
    ("case-plan", "Rencana & pendampingan"),
    ("case-referrals", "Rujukan"),
    ("case-aid", "Bantuan"),
    ("case-letters", "Surat"),
    ("case-tracks", "Sistem lain"),
)


@lru_cache(maxsize=1)
def _shapes() -> dict[str, str]:
    shapes: dict[str, str] = json.loads((_FOLDER / "icons.json").read_text("utf-8"))
    return shapes


@lru_cache(maxsize=512)
def svg(name: str, classes: str = "") -> SafeString:
    """Inline Lucide icon, hidden from screen readers: an icon always stands beside a word."""
    inner = _shapes().get(name, "")
    return mark_safe(  # noqa: S308  (shapes come from our own file)
        f'<svg class="icon {classes}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{inner}</svg>'
    )


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """`{% icon "siren" %}`; unknown names draw nothing (a test finds them)."""
    return svg(name, classes)


@register.simple_tag
@lru_cache(maxsize=16)
def band(code: str) -> SafeString:
    """Mark of an urgency band: icon, word and colour."""
    if code not in BANDS:
        return SafeString("")
    name, word = BANDS[code]
    return format_html('<span class="mark mark-{}">{}{}</span>', code, svg(name), word)


@register.simple_tag
@lru_cache(maxsize=16)
def state(code: str) -> SafeString:
    """Mark of a case state."""
    if code not in STATES:
        return SafeString("")
    name, word, tone = STATES[code]
    return format_html('<span class="mark mark-{}">{}{}</span>', tone, svg(name), word)


@register.filter
def band_word(code: str) -> str:
    """`darurat` -> Darurat."""
    return BANDS.get(code, ("", code))[1]


@lru_cache(maxsize=64)
def _exists(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


@register.simple_tag(takes_context=True)
def rail(context: Any) -> list[dict[str, Any]]:
    """Groups of the rail for this actor: `[{"label", "links": [{..., "href", "here"}]}]`; the chosen area goes along."""
    actor, request = context.get("actor"), context.get("request")
    if actor is None or request is None:
        return []
    area = request.GET.get("wilayah")
    along = f"?{urlencode({'wilayah': area})}" if area else ""
    groups = []
    for label, items in NAV:
        links = [
            {
                "href": item.path + along,
                "label": item.label,
                "icon": item.icon,
                "here": request.path.startswith(item.path),
            }
            for item in items
            if can(actor, item.verb) and _exists(item.path)
        ]
        if links:
            groups.append({"label": label, "links": links})
    return groups


@register.simple_tag(takes_context=True)
def settings_tabs(context: Any) -> list[dict[str, Any]]:
    """Pages of settings this actor may open: `[{"path", "label", "here"}]`."""
    actor, request = context.get("actor"), context.get("request")
    return [
        {**item._asdict(), "here": bool(request and request.path.startswith(item.path))}
        for item in SETTINGS
        if actor and can(actor, item.verb) and _exists(item.path)
    ]


@lru_cache(maxsize=1)
def _manifest(stamp: float) -> dict[str, str]:
    entry = next(
        iter(v for v in json.loads(_BUILT.read_text("utf-8")).values() if v.get("isEntry"))
    )
    assets = [*entry.get("assets", []), *entry.get("css", [])]
    font = next((a for a in assets if a.endswith(".woff2")), "")
    return {"js": entry["file"], "css": next(iter(entry.get("css", [])), ""), "font": font}


@register.simple_tag
def office_asset(kind: str) -> str:
    """Address of the built `js`, `css` or `font`; "" when the front end was not built (tests)."""
    try:
        name = _manifest(_BUILT.stat().st_mtime).get(kind, "")
    except OSError:
        return ""
    return static(f"office/{name}") if name else ""


@register.simple_tag(takes_context=True)
def query(context: Any, **changes: Any) -> str:
    """The present address's query with changes; None or "" removes: `{% query page=2 %}`."""
    request: HttpRequest | None = context.get("request")
    params = request.GET.copy() if request else QueryDict(mutable=True)
    for key, value in changes.items():
        if value in (None, ""):
            params.pop(key, None)
        else:
            params[key] = str(value)
    text = params.urlencode()
    return f"?{text}" if text else "?"


_CLASSES = {
    "select": "select",
    "selectmultiple": "select",
    "textarea": "textarea",
    "checkbox": "checkbox",
    "radioselect": "radio",
    "file": "file-input",
    "clearablefile": "file-input",
}


@register.filter
def control(field: BoundField) -> SafeString:
    """A form field's control with our classes and the links to its hint and error."""
    kind = field.widget_type
    attrs: dict[str, Any] = {"class": _CLASSES.get(kind, "input")}
    said = [f"{field.id_for_label}-galat"] if field.errors else []
    if field.help_text:
        said.append(f"{field.id_for_label}-petunjuk")
    if said:
        attrs["aria-describedby"] = " ".join(said)
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


@register.filter
def initials(name: str) -> str:
    """Budi Rahman -> BR."""
    words = [w for w in str(name).split() if w[:1].isalpha()]
    return "".join(w[0] for w in words[:2]).upper() or "•"


@register.filter
def jam(value: Any) -> str:
    """14.05: the hour alone, local."""
    from django.utils import timezone

    return f"{timezone.localtime(value):%H.%M}" if value else "–"


@register.simple_tag(takes_context=True)
def page_query(context: Any, param: str, number: int) -> str:
    """The present address's query with another page number."""
    return query(context, **{param: number})


@register.simple_tag(takes_context=True)
def area_name(context: Any) -> str:
    """Name of the area the page looks at: the chosen one, else the actor's own."""
    request, actor = context.get("request"), context.get("actor")
    chosen = request.GET.get("wilayah", "") if request else ""
    if actor is None or (chosen and not actor.covers(chosen)):
        chosen = ""
    return area_label(chosen or (actor.area if actor else ""))


@register.simple_tag(takes_context=True)
def own_area_name(context: Any) -> str:
    """Name of the actor's own area."""
    actor = context.get("actor")
    return area_label(actor.area) if actor else ""


@register.filter
def area_label(code: str) -> str:
    """`63.71.03.1004` -> Kel. Pelambuan, Banjarmasin Barat; "" is the nation."""
    return names.label(code) if code else "Seluruh Indonesia"


@register.simple_tag
def hats_geometry(items: Any) -> dict[str, Any]:
    """Geometry of a person's hats over time.

    `items` are dicts `{"label", "start": date, "end": date | None, "tone"?: str}`.
    """
    return charts.hats(list(items or ()), clock.today())


@register.filter
def menit(value: float | None) -> str:
    """Minutes as people say them: 47 menit, 3 jam 5 menit, 2 hari."""
    if value is None:
        return "–"
    return lama(timedelta(minutes=round(value))) if value >= 1 else "kurang dari 1 menit"


@register.simple_tag
def persen(part: int, whole: int) -> str:
    """12 of 48 -> 25%; nothing to divide by is a dash."""
    return f"{round(100 * part / whole)}%" if whole else "–"


@register.filter
def tanggal_pendek(value: Any) -> str:
    """12 Okt."""
    return tanggal(value).rsplit(" ", 1)[0]


@register.simple_tag
def widest(rows: Any) -> int:
    """The largest number of open cases among rows: the full length of their bars."""
    return max((row.open for row in rows), default=0)


@register.simple_tag
def band_parts(bands: dict[str, int], whole: int) -> list[dict[str, Any]]:
    """Parts of a bar in the order of urgency."""
    return charts.parts([(code, bands.get(code, 0)) for code in BANDS], whole)


@register.simple_tag
def pillar(code: str) -> str:
    """A pillar by the short name its people use: PSM, Tagana, Karang Taruna."""
    row = lists.item("pillar", code)
    return str(row.data.get("short") or row.name) if row else code


_REPORT_LOOK = {
    "kasus": ("folder-open", "brand"),
    "isu": ("megaphone", "warn"),
    "masukan": ("message-circle", "info"),
    "kegiatan": ("users", "good"),
}


@register.simple_tag
def report_mark(kind: str, word: str) -> SafeString:
    """Mark of a kind of report."""
    name, tone = _REPORT_LOOK.get(kind, ("circle", "plain"))
    return format_html('<span class="mark mark-{}">{}{}</span>', tone, svg(name), word)


@register.inclusion_tag("cases/_tabs.html")
def case_tabs(case_id: UUID, here: str = "case") -> dict[str, Any]:
    """The parts of a case as tabs; `here` is the url name of the open one. A part without a page is left out."""
    found = []
    for name, label in CASE_TABS:
        try:
            path = reverse(name, args=[case_id])
        except NoReverseMatch:
            continue
        found.append({"path": path, "label": label, "here": name == here})
    return {"tabs": found}
