"""Which pillar a sheet or a cell speaks of, and which of the two meanings of "PSM". Pure.

A sheet tells its pillar in its titles, its own name, the heading of its name column, or, least, in the
name of the file. Only what names exactly one pillar counts; "PSM dan TKSK" tells nothing.
"PSM" is Pekerja Sosial Masyarakat (Kementerian Sosial) and also Penggerak Swadaya Masyarakat, a
functional post of civil servants (Kementerian Desa): the latter are no social workers, so a sheet
or a row that hints at it is asked about, never imported silently.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bubuhan.imports.sheet_map import plain

# Phrases as `plain` writes them -> pillar. Longer phrases are looked for first and used up.
PHRASES: dict[str, str] = {
    "pekerja sosial masyarakat": "PSM", "psm": "PSM", "ipsm": "PSM",
    "tenaga kesejahteraan sosial kecamatan": "TKSK", "tksk": "TKSK",
    "taruna siaga bencana": "TAGANA", "tagana": "TAGANA",
    "karang taruna": "KARANG_TARUNA", "kartar": "KARANG_TARUNA",
    "lembaga kesejahteraan sosial": "LKS", "lks": "LKS",
    "lembaga konsultasi kesejahteraan keluarga": "LK3", "lk3": "LK3",
    "wahana kesejahteraan sosial berbasis masyarakat": "WKSBM", "wksbm": "WKSBM",
    "pekerja sosial profesional": "PEKSOS", "peksos": "PEKSOS",
    "penyuluh sosial masyarakat": "PENSOSMAS", "pensosmas": "PENSOSMAS",
    "penyuluh sosial": "PENSOS", "pensos": "PENSOS",
    "wanita pemimpin kesejahteraan sosial": "WPKS", "wpks": "WPKS",
    "keluarga pioner": "PIONER", "keluarga pionir": "PIONER",
    "dunia usaha": "DUNIA_USAHA", "badan usaha": "DUNIA_USAHA",
    "pendamping sosial": "PENDAMPING_SOSIAL",
    "program keluarga harapan": "SDM_PKH", "sdm pkh": "SDM_PKH", "pendamping pkh": "SDM_PKH",
    "pelopor perdamaian": "PELOPOR_PERDAMAIAN",
    "kampung siaga bencana": "KSB", "ksb": "KSB",
    "tim reaksi cepat": "TRC", "trc": "TRC",
}  # fmt: skip
_ORDER = sorted(PHRASES, key=len, reverse=True)
_ANY = re.compile(r"\b(?:" + "|".join(_ORDER) + r")\b")
_SWADAYA = re.compile(
    r"\bpenggerak swadaya\b|\bswadaya masyarakat\b|\bkemendesa\b|\bkementerian desa\b|\bkemendes\b"
    r"|\bdaerah tertinggal\b|\bdpmd\b|\bpmd\b|\bpemberdayaan masyarakat (?:dan )?desa\b"
)
_FUNCTIONAL = re.compile(
    r"\b(?:psm|penggerak swadaya masyarakat) (?:ahli|pertama|muda|madya|utama|terampil|mahir|penyelia|pemula)\b"
    r"|\bjabatan fungsional (?:psm|penggerak)\b|\bpenggerak swadaya\b"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a sheet says: the pillar ("" unsure), from where, and whether "PSM" looks like the other one."""

    pillar: str = ""
    source: str = ""  # "title" | "sheet" | "heading" | "file" | "column" | ""
    clear: bool = False
    swadaya: bool = False


def pillars_in(text: str) -> set[str]:
    """Every pillar a text names: `DATA PSM DAN TKSK` -> {"PSM", "TKSK"}."""
    return {PHRASES[m] for m in _ANY.findall(plain(text.replace("_", " ").replace("-", " ")))}


def pillar_of(text: str) -> str:
    """The one pillar a cell or title names, "" for none or several."""
    found = pillars_in(text)
    return next(iter(found)) if len(found) == 1 else ""


def tell(titles: Iterable[str], sheet: str | None, headings: Iterable[str], file_name: str) -> Told:
    """What a sheet says of its pillar; titles before its name before headings before the file's name."""
    titles, headings = list(titles), list(headings)
    everything = [*titles, sheet or "", *headings]
    mentioned = set().union(*(pillars_in(t) for t in everything)) if everything else set()
    other = swadaya([*titles, sheet or "", file_name]) and "PSM" in (mentioned | {"PSM"})
    groups = (("title", titles), ("sheet", [sheet or ""]), ("heading", headings))
    for source, texts in groups:
        found = set().union(*(pillars_in(t) for t in texts)) if texts else set()
        if len(found) == 1:
            (pillar,) = found
            return Told(pillar, source, mentioned == found, other)
        if found:
            return Told("", "", False, other)
    pillar = pillar_of(re.sub(r"\.[A-Za-z]{3,4}$", "", file_name))
    return Told(pillar, "file" if pillar else "", False, other)


def swadaya(texts: Iterable[str]) -> bool:
    """True when a text hints at the functional post Penggerak Swadaya Masyarakat."""
    return any(_SWADAYA.search(plain(t)) for t in texts if t)


def functional_post(position: str) -> bool:
    """True for a position such as "PSM Ahli Muda": a civil servant's functional post."""
    return bool(position) and bool(_FUNCTIONAL.search(plain(position)))
