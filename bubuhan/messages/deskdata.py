"""Contexts of the settings page: channels and words as they count in one's area, above it and in history."""

from typing import Any

from bubuhan.accounts.policy import Actor, can
from bubuhan.duty.queries import above
from bubuhan.messages import settings_of, telling, wording
from bubuhan.messages.channels.whatsapp import USUAL
from bubuhan.messages.facts import PLACEHOLDERS, Safe
from bubuhan.messages.kinds import Channel
from bubuhan.messages.models import ChannelSetting, Template
from bubuhan.messages.silent import SILENT

SECURITY = [
    ("starttls", "STARTTLS (biasa, port 587)"),
    ("tls", "TLS (port 465)"),
    ("none", "Tanpa pengaman (hanya server sendiri)"),
]
METHODS = [("POST", "POST"), ("GET", "GET")]
FORMATS = [("form", "Isian formulir"), ("json", "JSON")]
NUMBERS = [("+62", "+62899…"), ("62", "62899…"), ("0", "0899…")]
HINTS = {
    Channel.PUSH: "Gratis, lewat peramban di HP. Tidak perlu gerbang; relawan menyalakannya sendiri di menu Saya.",
    Channel.WHATSAPP: "Gerbang dengan bentuk WhatsApp Cloud API. Perlu satu templat yang sudah disetujui, dengan satu isian.",
    Channel.SMS: "Gerbang HTTP apa saja: alamat, cara kirim, dan isian dijelaskan di sini.",
    Channel.EMAIL: "Server surat kantor (SMTP). Terutama untuk petugas.",
}


def channels(actor: Actor, *, past: bool) -> dict[str, Any]:
    """Every channel with what counts here, and from where it comes."""
    current = settings_of.channels_of(actor.area)
    cards = [
        {
            "code": one.value,
            "name": one.label,
            "hint": HINTS[one],
            "row": current.get(one),
            "own": one in current and current[one].area_code == actor.area,
            "form": _form(one, current.get(one)),
        }
        for one in (Channel.PUSH, Channel.WHATSAPP, Channel.SMS, Channel.EMAIL)
    ]
    rows = ChannelSetting.objects.filter(area_code__in=above(actor.area)).exclude(valid_to=None)
    return {
        "cards": cards,
        "may_edit": can(actor, "message.configure", actor.area),
        "area": actor.area,
        "history": list(rows.order_by("-valid_to")[:60]) if past else [],
        "choices": {"security": SECURITY, "method": METHODS, "format": FORMATS, "number": NUMBERS},
        "sample_fields": "to = {nomor}\nmessage = {pesan}\napikey = {kunci}",
        "nothing": not any(row.active for row in current.values()),
    }


def _form(channel: str, row: ChannelSetting | None) -> dict[str, Any]:
    """What the form is filled with; a secret never."""
    config = dict(row.config) if row else {}
    if channel == Channel.WHATSAPP:
        config = {**{k: v for k, v in USUAL.items() if k != "base"}, **config}
    for name in ("fields", "headers"):
        if isinstance(config.get(name), dict):
            config[name] = "\n".join(f"{k} = {v}" for k, v in config[name].items())
    return {
        "sender": row.sender if row else "",
        "active": row.active if row else True,
        "has_secret": bool(row and row.secret),
        **config,
    }


def words(actor: Actor, *, past: bool) -> dict[str, Any]:
    """Every kind of message: who hears it of what, its words here, an example."""
    own = {
        row.kind: row
        for row in sorted(
            Template.objects.filter(valid_to=None, area_code__in=above(actor.area)),
            key=lambda r: len(r.area_code),
        )
    }
    told: dict[str, list[str]] = {}
    for line in telling.LINES:
        said = telling.WHO[line.who]
        if said not in told.setdefault(line.kind, []):
            told[line.kind].append(said)
    rows = [_words(actor, kind, own.get(kind.code), told) for kind in wording.KINDS.values()]
    old = Template.objects.filter(area_code__in=above(actor.area)).exclude(valid_to=None)
    return {
        "kinds": rows,
        "silent": list(SILENT),
        "placeholders": PLACEHOLDERS,
        "may_word": can(actor, "message.word", actor.area),
        "area": actor.area,
        "old_words": list(old.order_by("-valid_to")[:60]) if past else [],
    }


def _words(
    actor: Actor, kind: wording.Kind, row: Template | None, told: dict[str, list[str]]
) -> dict[str, Any]:
    title, text = (row.title, row.text) if row else (kind.title, kind.text)
    sample = Safe(
        area_code=actor.area or "63.71.03", number="K-2026-00012", band="tinggi", step="accepted"
    )
    shown = wording.render(title, text, sample)
    return {
        "kind": kind,
        "title": title,
        "text": text,
        "row": row,
        "own": row is not None and row.area_code == actor.area,
        "who": "; ".join(told.get(kind.code, ())) or "Otomatis",
        "sample": shown,
    }
