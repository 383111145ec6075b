"""Where invented persons live: Kalsel's thirteen kabupaten and kota, with their real numbers. Pure.

Kecamatan and desa per kab/kota as in the official list (Kepmendagri 300.2.2-2138/2025), inhabitants
in thousands of the first half of 2021 (Kepmendagri 050-145/2022, annex B.63). Codes below the kab/kota
are numbered from 1 here; whoever needs real ones hands in `Places.of(codes)`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

# kab/kota: name, kecamatan, desa and kelurahan, thousands of inhabitants.
KABS: dict[str, tuple[str, int, int, int]] = {
    "63.01": ("Tanah Laut", 11, 135, 348),
    "63.02": ("Kotabaru", 22, 202, 326),
    "63.03": ("Banjar", 20, 290, 561),
    "63.04": ("Barito Kuala", 17, 201, 317),
    "63.05": ("Tapin", 12, 135, 191),
    "63.06": ("Hulu Sungai Selatan", 11, 148, 233),
    "63.07": ("Hulu Sungai Tengah", 11, 169, 263),
    "63.08": ("Hulu Sungai Utara", 10, 219, 232),
    "63.09": ("Tabalong", 12, 131, 250),
    "63.10": ("Tanah Bumbu", 12, 157, 329),
    "63.11": ("Balangan", 8, 157, 132),
    "63.71": ("Banjarmasin", 5, 52, 672),
    "63.72": ("Banjarbaru", 5, 20, 251),
}
# Where people say they were born: the town of the kab/kota, and places outside.
TOWNS = {
    "63.01": "Pelaihari", "63.02": "Kotabaru", "63.03": "Martapura", "63.04": "Marabahan", "63.05": "Rantau",
    "63.06": "Kandangan", "63.07": "Barabai", "63.08": "Amuntai", "63.09": "Tanjung", "63.10": "Batulicin",
    "63.11": "Paringin", "63.71": "Banjarmasin", "63.72": "Banjarbaru",
}  # fmt: skip
AWAY = ("Surabaya", "Bangkalan", "Ponorogo", "Blitar", "Kapuas", "Sampit", "Makassar", "Bone")


@dataclass(frozen=True, slots=True)
class Places:
    """Desa codes by kab/kota, and how many of a hundred people live in each kab/kota."""

    desas: dict[str, tuple[str, ...]]
    kabs: tuple[str, ...]
    weights: tuple[int, ...]

    @classmethod
    def of(cls, codes: Iterable[str]) -> "Places":
        """From desa codes with dots (`63.71.03.1004`); kab/kota that are not ours count as 250."""
        by_kab: dict[str, list[str]] = {}
        for code in sorted(codes):
            by_kab.setdefault(code[:5], []).append(code)
        kabs = tuple(by_kab)
        weights = tuple(KABS[k][3] if k in KABS else 250 for k in kabs)
        return cls({k: tuple(v) for k, v in by_kab.items()}, kabs, weights)


@cache
def kalsel() -> Places:
    """The numbers of the real province with codes of our own below the kab/kota."""
    codes = []
    for kab, (_, kecs, desas, _) in KABS.items():
        for number in range(desas):
            kec, desa = number % kecs + 1, number // kecs + 1
            kind = 1 if kab >= "63.71" else 2
            codes.append(f"{kab}.{kec:02d}.{kind}{desa:03d}")
    return Places.of(codes)


def name_of(kab: str) -> str:
    """`63.71` -> `Banjarmasin`."""
    return KABS[kab][0] if kab in KABS else kab
