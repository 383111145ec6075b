"""May somebody be referred to a service, and what is still missing? Facts in, words out.

`judge` is pure. `check` gives it a service's rows in force (one query, none when prefetched).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from bubuhan.directory.models import Service

Value = bool | int | str | None
Kind = Literal["paper", "rule", "first_go_to"]

# What can be asked about somebody: key -> (question for a form, kind of answer)
FACTS: dict[str, tuple[str, str]] = {
    "odgj": ("Orang dengan gangguan jiwa", "ya_tidak"),
    "diobati_rsj": ("Sudah diobati rumah sakit jiwa", "ya_tidak"),
    "umur": ("Umur", "angka"),
    "kelamin": ("Jenis kelamin (L atau P)", "kata"),
    "kebutuhan": ("Kebutuhan", "kata"),
    "punya_keluarga": ("Punya keluarga yang dapat dihubungi", "ya_tidak"),
    "mengurus_diri": ("Mampu mengurus diri sendiri", "ya_tidak"),
    "penyakit_menular": ("Berpenyakit menular yang belum diobati", "ya_tidak"),
    "warga_setempat": ("Warga wilayah yang dilayani", "ya_tidak"),
    "persetujuan": ("Yang bersangkutan atau walinya setuju", "ya_tidak"),
    "ktp": ("KTP atau surat keterangan pengganti", "berkas"),
    "kk": ("Kartu keluarga", "berkas"),
    "jkn": ("Kartu JKN/KIS yang aktif", "berkas"),
    "surat_pengantar_desa": ("Surat pengantar desa/kelurahan", "berkas"),
    "surat_dinsos": ("Surat rujukan Dinas Sosial", "berkas"),
    "surat_kepolisian": ("Surat keterangan kepolisian", "berkas"),
    "surat_sehat": ("Surat keterangan dokter", "berkas"),
    "sktm": ("Surat keterangan tidak mampu", "berkas"),
    "foto": ("Foto terbaru", "berkas"),
    "asesmen": ("Hasil asesmen pekerja sosial", "berkas"),
    "berita_acara": ("Berita acara penyerahan", "berkas"),
}


class Row(Protocol):
    """A condition as a row has it."""

    code: str
    kind: str
    text: str
    fact: str
    test: str
    value: str
    when_fact: str
    when_value: str
    first_partner_id: UUID | None


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that stands in the way. `sure` is False when nobody has said yes or no yet."""

    code: str
    text: str
    kind: Kind
    partner_id: UUID | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that a service's conditions look at: what a form must ask."""

    fact: str
    words: str
    answer: str


def check(service: "Service", facts: Mapping[str, Value]) -> list[Missing]:
    """What is missing before a referral to this service: papers, rules, another place first."""
    rows = sorted(
        (c for c in service.conditions.all() if c.valid_to is None), key=lambda c: (c.kind, c.id)
    )
    return judge(rows, facts)


def judge(rows: Iterable[Row], facts: Mapping[str, Value]) -> list[Missing]:
    """The rows that are not met; a fact nobody knows counts as not yet met."""
    found = []
    for row in rows:
        applies = (
            _met(facts.get(row.when_fact), "adalah", row.when_value) if row.when_fact else True
        )
        if applies is False:
            continue
        met = _met(facts.get(row.fact), row.test, row.value)
        if met:
            continue
        sure = applies is True and met is False
        found.append(_missing(row, sure))
    return found


def questions(rows: Iterable[Row]) -> list[Question]:
    """Each fact the rows look at, once, in their order; a guard before what it guards."""
    keys: dict[str, None] = {}
    for row in rows:
        if row.when_fact:
            keys.setdefault(row.when_fact)
        keys.setdefault(row.fact)
    return [Question(key, *FACTS.get(key, (key.replace("_", " ").capitalize(), "ya_tidak"))) for key in keys]  # fmt: skip


def _missing(row: Row, sure: bool) -> Missing:
    kind: Kind = "paper" if row.kind == "paper" else "rule"
    if row.kind == "first_go_to":
        kind = "first_go_to"
    text = row.text if sure or kind == "paper" else f"Pastikan dulu: {row.text}"
    return Missing(row.code, text, kind, row.first_partner_id, sure)


def _met(told: Value, test: str, wanted: str) -> bool | None:
    """True or False; None when nobody has said."""
    if told is None or told == "":
        return None
    if test in ("min", "max"):
        return _number(told, test, wanted)
    said = _word(told)
    if test == "salah_satu":
        return said in {part.strip().casefold() for part in wanted.split(",")}
    return said == wanted.strip().casefold()


def _number(told: Value, test: str, wanted: str) -> bool | None:
    try:
        number, limit = int(str(told)), int(wanted)
    except ValueError:
        return None
    return number >= limit if test == "min" else number <= limit


def _word(told: Value) -> str:
    if isinstance(told, bool):
        return "ya" if told else "tidak"
    return str(told).strip().casefold()
