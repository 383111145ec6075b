"""What the pages of campaigns take: which people may be asked, dates, and answers from paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms

from bubuhan.accounts.policy import Actor
from bubuhan.campaigns.answering import Said
from bubuhan.campaigns.models import VillageWord, Way
from bubuhan.geo import names
from bubuhan.geo.queries import children
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import parse_phone
from bubuhan.lists.queries import items

WORDS = {"y": "ya", "k": "koreksi", "b": "berakhir"}
ENTRY_WAYS = [(w.value, w.label.capitalize()) for w in (Way.PAPER, Way.VILLAGE, Way.CALL)]


class StartForm(forms.Form):
    """A new campaign."""

    area_code = forms.ChoiceField(label="Kabupaten atau kota")
    pillars = forms.MultipleChoiceField(
        label="Pilar yang ditanya", widget=forms.CheckboxSelectMultiple
    )
    opens_on = forms.DateField(label="Mulai", widget=forms.DateInput({"type": "date"}))
    closes_on = forms.DateField(
        label="Hari terakhir",
        help_text="Malam sesudahnya ditutup sendiri. Masih dapat diperpanjang.",
        widget=forms.DateInput({"type": "date"}),
    )
    note = forms.CharField(
        label="Pesan singkat untuk anggota",
        help_text="Tampil di HP bersama pertanyaannya.",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, actor: Actor, today: date, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "opens_on": today.isoformat(),
            "closes_on": (today + timedelta(days=30)).isoformat(),
            "pillars": ["PSM"],
        }
        super().__init__(*args, **kwargs)
        self.fields["area_code"].choices = kab_options(actor)  # type: ignore[attr-defined]
        self.fields["pillars"].choices = [  # type: ignore[attr-defined]
            (i.code, i.name) for i in items("pillar")
        ]


def kab_options(actor: Actor) -> list[tuple[str, str]]:
    """Kabupaten and kota within the actor's area."""
    if len(actor.area) >= 5:
        return [(actor.area[:5], names.label(actor.area[:5]))]
    provinces = [actor.area] if actor.area else [a.code for a in children()]
    return [(a.code, names.label(a.code)) for code in provinces for a in children(code)]


def read_day(text: str) -> date:
    """A posted day. Raises `field_invalid`."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Problem(
            "field_invalid", "closes_on", name="hari terakhir", why="pilih satu hari"
        ) from None


def entry(given: Mapping[str, str]) -> tuple[str, Said, Way]:
    """An answer typed in from paper: code, what was said, through which door.

    Raises `field_invalid` for another word than ya, koreksi, berakhir; `phone_invalid`;
    `corrections_missing`.
    """
    word = WORDS.get(given.get("jawaban", "").strip().lower()[:1], "")
    if not word:
        raise Problem("field_invalid", "jawaban", name="Jawaban", why="ketik y, k, atau b")
    way = Way(given["lewat"]) if given.get("lewat") in dict(ENTRY_WAYS) else Way.PAPER
    note = given.get("catatan", "").strip()[:500]
    corrections: dict[str, Any] = {}
    if word == "koreksi":
        phones = parse_phone(given.get("hp", ""), field="hp")
        if isinstance(phones, Problem):
            raise phones
        corrections = {"phone": phones[0]} if phones else {}
        if given.get("alamat", "").strip():
            corrections["address"] = " ".join(given["alamat"].split())[:250]
        if not corrections and not note:
            raise Problem("corrections_missing", "catatan")
    said = Said(corrections, note, changed=word == "koreksi", ends=word == "berakhir")
    return given.get("kode", ""), said, way


@dataclass(frozen=True, slots=True)
class VillageSheet:
    """What a village office ticked: words by line, and the lines whose note is missing."""

    words: dict[UUID, tuple[str, str]]
    lacking: frozenset[UUID]


def village(given: Mapping[str, str]) -> VillageSheet:
    """Read `kata-<id>` and `catatan-<id>` of a posted list; what cannot be read is left out."""
    words: dict[UUID, tuple[str, str]] = {}
    for key, word in given.items():
        if key.startswith("kata-") and word in VillageWord.values:
            try:
                line_id = UUID(key[5:])
            except ValueError:
                continue
            words[line_id] = (word, " ".join(given.get(f"catatan-{key[5:]}", "").split())[:300])
    lacking = frozenset(k for k, (w, n) in words.items() if w != VillageWord.BENAR and not n)
    return VillageSheet(words, lacking)
