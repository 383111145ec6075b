"""Findings about several roles, in words that accuse nobody."""

from typing import Any

from bubuhan.standing.doubles import pair_label
from bubuhan.standing.models import DoubleChoice, DoubleFinding
from bubuhan.standing.templatetags.standing import word


def verdict_word(code: str) -> str:
    """`dilarang_kecuali_izin` -> Perlu izin tertulis: the same words as at the desk."""
    return str(word(code))


def pair_words(hat: dict[str, Any]) -> str:
    """`PSM dan Pengurus Karang Taruna`."""
    return pair_label(hat["first"], hat["second"])


def decision_words(hat: dict[str, Any]) -> str:
    """`Izinkan keduanya, surat 12/2026, sampai 31-12-2026 (Budi, 22-11-2026)`, or where it stands."""
    if not hat["choice"]:
        return str(dict(DoubleFinding.State.choices).get(hat["state"], hat["state"]))
    said = [str(dict(DoubleChoice.choices).get(hat["choice"], hat["choice"]))]
    if hat["letter"]:
        said.append(f"surat {hat['letter']}")
    if hat["until"]:
        said.append(f"sampai {_day(hat['until'])}")
    return f"{', '.join(said)} ({hat['by']}, {_day(hat['on'])})"


def _day(iso: str) -> str:
    return "-".join(reversed(iso.split("-")))
