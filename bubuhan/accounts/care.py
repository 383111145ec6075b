"""What is wrong with a phone in the field, and what to ask of its holder. Pure: facts -> advice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

SILENT = timedelta(days=3)
LONG_SILENT = timedelta(days=7)
STUCK = timedelta(days=2)
PHOTOS_LATE = timedelta(days=1)
CLOCK_GAP_MS = 10 * 60_000
NEARLY_FULL = 0.85
LITTLE_LEFT = 150 * 1024 * 1024

Tone = Literal["bad", "warn", "plain"]


@dataclass(frozen=True, slots=True)
class PhoneFacts:
    """What a phone told at its last contact, and when that was."""

    last_contact: datetime
    ever_seen: bool
    pending: int | None = None
    pending_since: datetime | None = None
    files_pending: int | None = None
    clock_offset_ms: int = 0
    app_version: str = ""
    storage_used: int | None = None
    storage_quota: int | None = None
    persisted: bool | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """One finding: its code (also the filter's), how bad, what it is, what to do."""

    code: str
    tone: Tone
    text: str
    do: str


def advise(facts: PhoneFacts, now: datetime, newest: str = "") -> list[Advice]:
    """Everything worth a call, the worst first."""
    checks = (_stuck, _silent, _photos, _storage, _clock, _loose)
    found = [one for check in checks if (one := check(facts, now))]
    old = _old(facts, newest)
    return sorted(
        found + ([old] if old else []), key=lambda a: ("bad", "warn", "plain").index(a.tone)
    )


def newest_version(versions: Iterable[str]) -> str:
    """The highest of versions like "1.10.2"; what is not numbers counts as the lowest."""
    return max(versions, key=_parts, default="")


def _parts(version: str) -> tuple[int, ...]:
    pieces = version.split(".")
    return tuple(int(p) for p in pieces) if all(p.isdigit() for p in pieces) else ()


def _silent(facts: PhoneFacts, now: datetime) -> Advice | None:
    span = now - facts.last_contact
    if span < SILENT:
        return None
    days = f"{span.days} hari"
    text = f"Tidak terhubung {days}" if facts.ever_seen else f"Belum pernah terhubung, {days}"
    do = "Telepon pemegangnya: minta membuka Bubuhan di tempat yang ada sinyal."
    return Advice("diam", "bad" if span >= LONG_SILENT else "warn", text, do)


def _stuck(facts: PhoneFacts, now: datetime) -> Advice | None:
    if not facts.pending or facts.pending_since is None or now - facts.pending_since < STUCK:
        return None
    days = (now - facts.pending_since).days
    do = "Minta dikirim hari ini. HP rusak atau tanpa sinyal: simpan sebagai berkas di HP, lalu masukkan di sini."
    return Advice("tertunda", "bad", f"{facts.pending} catatan tertahan {days} hari", do)


def _photos(facts: PhoneFacts, now: datetime) -> Advice | None:
    """Words arrive first: photos that stayed behind for a day wait for a better line or for the saver."""
    if not facts.files_pending or now - facts.last_contact < PHOTOS_LATE:
        return None
    do = "Minta membuka “Belum terkirim” di tempat bersinyal, lalu menekan “Kirim foto sekarang”."
    return Advice("foto", "warn", f"{facts.files_pending} foto atau rekaman masih di HP", do)


def _storage(facts: PhoneFacts, now: datetime) -> Advice | None:
    if not facts.storage_quota or facts.storage_used is None:
        return None
    left = facts.storage_quota - facts.storage_used
    if facts.storage_used < NEARLY_FULL * facts.storage_quota and left > LITTLE_LEFT:
        return None
    do = "Minta menghapus video dan aplikasi lain dari HP, bukan Bubuhan."
    return Advice("penyimpanan", "warn", f"Ruang HP tinggal {megabytes(left)}", do)


def _clock(facts: PhoneFacts, now: datetime) -> Advice | None:
    if abs(facts.clock_offset_ms) < CLOCK_GAP_MS:
        return None
    do = "Minta mengaktifkan “tanggal dan waktu otomatis” di setelan HP."
    return Advice("jam", "warn", "Jam HP salah", do)


def _loose(facts: PhoneFacts, now: datetime) -> Advice | None:
    if facts.persisted is not False:
        return None
    do = "Minta memasang Bubuhan ke layar utama dari menu peramban."
    return Advice("izin", "plain", "Peramban boleh menghapus data bila ruang habis", do)


def _old(facts: PhoneFacts, newest: str) -> Advice | None:
    if not facts.app_version or _parts(facts.app_version) >= _parts(newest):
        return None
    text = f"Versi {facts.app_version}, yang baru {newest}"
    return Advice("versi", "plain", text, "Minta menekan “Muat ulang” di aplikasi saat ada sinyal.")


def megabytes(size: int) -> str:
    """`1288490188` -> `1,2 GB`, `52428800` -> `50 MB`."""
    if size >= 1024**3:
        return f"{size / 1024**3:.1f} GB".replace(".", ",")
    return f"{max(0, size) // 1024**2} MB"
