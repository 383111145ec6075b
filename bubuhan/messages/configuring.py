"""What an office sets: its channels (with a secret that is never shown again) and its words, with history."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from bubuhan import journal
from bubuhan.accounts import limits
from bubuhan.accounts.policy import Actor, require
from bubuhan.kernel import clock
from bubuhan.kernel.phones import parse_phone
from bubuhan.kernel.problems import Problem
from bubuhan.messages import settings_of, wording
from bubuhan.messages.channels import SENDERS, Note, Outcome
from bubuhan.messages.facts import Safe
from bubuhan.messages.kinds import Channel
from bubuhan.messages.models import ChannelSetting, Template

TEST_LIMIT = limits.Limit(12)
_WORD = re.compile(r"[A-Za-z0-9._-]{1,60}")
_HOST = re.compile(r"[A-Za-z0-9.-]{1,120}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A channel as the form says it. An empty `secret` keeps the one that is there."""

    area_code: str
    channel: str
    active: bool
    sender: str
    config: Mapping[str, Any]
    secret: str = ""
    reason: str = ""


def save_channel(*, actor: Actor, wanted: Wanted) -> ChannelSetting:
    """Replace the setting of a channel in an area. Raises `forbidden`, `field_invalid`, `gateway_invalid`."""
    require(actor, "message.configure", wanted.area_code)
    if wanted.channel not in Channel.values:
        raise Problem("field_invalid", "channel", name="saluran", why="pilihannya tidak dikenal")
    config = checked(wanted.channel, wanted.sender, wanted.config)
    now = clock.now()
    with journal.unit():
        old = (
            ChannelSetting.objects.select_for_update()
            .filter(area_code=wanted.area_code, channel=wanted.channel, valid_to=None)
            .first()
        )
        if old is not None:
            ChannelSetting.objects.filter(id=old.id).update(valid_to=now)
        row = ChannelSetting.objects.create(
            area_code=wanted.area_code,
            channel=wanted.channel,
            active=wanted.active,
            sender=wanted.sender.strip()[:120],
            config=config,
            secret=wanted.secret or _kept_secret(old, config),
            valid_from=now,
            by=actor.name,
            reason=wanted.reason.strip()[:500],
        )
        journal.record(
            "message.channel_set",
            actor=actor.ref,
            subject=("channel", row.id),
            area=wanted.area_code,
            data={"channel": row.channel, "active": row.active},
        )
    return row


_DESTINATION = ("host", "port", "security", "base", "url")


def _kept_secret(old: ChannelSetting | None, config: Mapping[str, Any]) -> str:
    """The key that is there; it goes to no other address than the one it was given for.

    Raises `gateway_invalid` when the address is another: else a new address would be told the key.
    """
    if old is None or not old.secret:
        return ""
    if any(old.config.get(name) != config.get(name) for name in _DESTINATION):
        raise _wrong("secret", "kunci atau sandi", "alamatnya berubah, isi kuncinya sekali lagi")
    return str(old.secret)


def checked(channel: str, sender: str, config: Mapping[str, Any]) -> dict[str, Any]:
    """The parts a channel needs, tidied. Raises `gateway_invalid`."""
    said = {k: v.strip() if isinstance(v, str) else v for k, v in config.items()}
    if channel == Channel.EMAIL:
        return _email(sender, said)
    if channel == Channel.WHATSAPP:
        return _whatsapp(said)
    return _sms(said) if channel == Channel.SMS else {}


def _wrong(field: str, name: str, why: str) -> Problem:
    return Problem("gateway_invalid", field, name=name, why=why)


def _email(sender: str, said: dict[str, Any]) -> dict[str, Any]:
    try:
        validate_email(sender.strip())
    except ValidationError:
        raise _wrong(
            "sender", "pengirim surel", "isi alamat surel, mis. dinsos@contoh.go.id"
        ) from None
    if not _HOST.fullmatch(str(said.get("host", ""))):
        raise _wrong("host", "server surat", "isi namanya, mis. mail.contoh.go.id")
    if said.get("security") not in ("starttls", "tls", "none"):
        raise _wrong("security", "pengamanan", "pilih salah satu")
    port = str(said.get("port", "") or "")
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise _wrong("port", "port", "isi angka 1 sampai 65535, atau kosongkan")
    return {
        "host": said["host"],
        "port": int(port) if port else None,
        "security": said["security"],
        "user": str(said.get("user", ""))[:120],
    }


def _whatsapp(said: dict[str, Any]) -> dict[str, Any]:
    if not _WORD.fullmatch(str(said.get("phone_id", ""))):
        raise _wrong(
            "phone_id", "ID nomor WhatsApp", "salin angkanya dari halaman WhatsApp Manager"
        )
    for name, words in (("version", "versi"), ("template", "nama templat"), ("language", "bahasa")):
        if said.get(name) and not _WORD.fullmatch(str(said[name])):
            raise _wrong(name, words, "hanya huruf, angka, titik dan garis")
    if said.get("base"):
        _url(str(said["base"]), "base", "alamat gerbang WhatsApp")
    names = ("phone_id", "version", "template", "language", "base")
    return {name: str(said[name]) for name in names if said.get(name)}


def _sms(said: dict[str, Any]) -> dict[str, Any]:
    url = str(said.get("url", ""))
    _url(url, "url", "alamat gerbang SMS")
    if said.get("method") not in ("GET", "POST") or said.get("format") not in ("form", "json"):
        raise _wrong("method", "cara kirim", "pilih salah satu")
    if said.get("number") not in ("+62", "62", "0"):
        raise _wrong("number", "bentuk nomor", "pilih salah satu")
    fields = _pairs(said.get("fields", ""), "fields", "isian")
    if not any("{nomor}" in v for v in fields.values()) or not any(
        "{pesan}" in v for v in fields.values()
    ):
        raise _wrong("fields", "isian", "harus memuat {nomor} dan {pesan}")
    return {
        "url": url,
        "method": said["method"],
        "format": said["format"],
        "number": said["number"],
        "fields": fields,
        "headers": _pairs(said.get("headers", ""), "headers", "kepala permintaan"),
        "success": str(said.get("success", ""))[:80],
        "bad_number": str(said.get("bad_number", ""))[:80],
    }


def _url(url: str, field: str, name: str) -> None:
    parts = urlsplit(url)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.username
        or len(url) > 300
    ):
        raise _wrong(field, name, "isi alamat yang diawali https://")


def _pairs(raw: Any, field: str, name: str) -> dict[str, str]:
    """`to = {nomor}` line by line."""
    if isinstance(raw, dict):
        return {str(k): str(v) for k, v in raw.items()}
    found = {}
    for line in str(raw).splitlines():
        if not line.strip():
            continue
        key, sign, value = line.partition("=")
        if not sign or not re.fullmatch(r"[A-Za-z0-9_.\[\]-]{1,60}", key.strip()):
            raise _wrong(
                field, name, f"tulis satu per baris, mis. to = {{nomor}}; baris “{line[:30]}”"
            )
        found[key.strip()] = value.strip()[:300]
    return found


def try_channel(*, actor: Actor, setting_id: UUID, to: str) -> Outcome:
    """Send a test through a setting to a number or letter box one names; the true answer.

    Raises `not_found`, `forbidden`, `phone_invalid`, `field_invalid`, `too_many_tries`.
    """
    row = ChannelSetting.objects.filter(id=setting_id, valid_to=None).first()
    if row is None or not actor.covers(row.area_code):
        raise Problem("not_found")
    require(actor, "message.configure", row.area_code)
    address = _address(row.channel, to)
    limits.count(f"pesan-uji:{actor.user_id}", TEST_LIMIT, clock.now())
    words = settings_of.words_of("uji", row.area_code)
    title, text = wording.render(*words, Safe(area_code=row.area_code))
    outcome = SENDERS[Channel(row.channel)](settings_of.setup_of(row), address, Note(title, text))
    with journal.unit():
        journal.record(
            "message.channel_tried",
            actor=actor.ref,
            subject=("channel", row.id),
            area=row.area_code,
            data={"channel": row.channel, "ok": outcome.ok},
        )
    return outcome


def _address(channel: str, to: str) -> str:
    if channel == Channel.EMAIL:
        try:
            validate_email(to.strip())
        except ValidationError:
            raise Problem("field_invalid", "to", name="surel", why="isi alamat surel") from None
        return to.strip()
    found = parse_phone(to, field="to")
    if isinstance(found, Problem):
        raise found
    if not found:
        raise Problem("field_missing", "to", name="nomor tujuan")
    return found[0]


def save_words(
    *, actor: Actor, area_code: str, kind: str, title: str, text: str, reason: str = ""
) -> Template:
    """Replace the words of a kind in an area. Raises `forbidden`, `not_found`, `template_unknown`,
    `template_long`, `field_missing`."""
    require(actor, "message.word", area_code)
    if kind not in wording.KINDS:
        raise Problem("not_found")
    wording.check(title, text)
    now = clock.now()
    with journal.unit():
        current = Template.objects.select_for_update().filter(
            area_code=area_code, kind=kind, valid_to=None
        )
        current.update(valid_to=now)
        row = Template.objects.create(
            area_code=area_code,
            kind=kind,
            title=title.strip(),
            text=text.strip(),
            valid_from=now,
            by=actor.name,
            reason=reason.strip()[:500],
        )
        journal.record(
            "message.words_set",
            actor=actor.ref,
            subject=("words", row.id),
            area=area_code,
            data={"kind": kind},
        )
    return row


def usual_words(*, actor: Actor, area_code: str, kind: str) -> None:
    """Go back to the words of the house. Raises `forbidden`."""
    require(actor, "message.word", area_code)
    with journal.unit():
        Template.objects.filter(area_code=area_code, kind=kind, valid_to=None).update(
            valid_to=clock.now()
        )
        journal.record(
            "message.words_set",
            actor=actor.ref,
            subject=("words", kind),
            area=area_code,
            data={"kind": kind},
        )
