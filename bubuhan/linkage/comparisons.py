"""What is compared, level by level, best level first: defined once, as data.

Splink evaluates these levels as SQL (DuckDB, Spark), the online scorer in Python. The last level of
each comparison is "everything else"; a level `unknown` weighs nothing.
"""

import hashlib
from dataclasses import dataclass

from bubuhan.linkage.conditions import (
    AtLeast,
    Begins,
    Blank,
    Condition,
    Covers,
    Crossed,
    CrossOverlap,
    Either,
    Empty,
    OneEdit,
    Overlap,
    Same,
    TwoEdits,
    Within,
    both,
    either,
)

FORMAT = 1
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Level:
    """`code` is stable; `text` is what an officer reads, without personal values."""

    code: str
    text: str
    when: Condition | None = None
    guess: tuple[float, float] = (0.5, 0.5)
    """Chance of this level (m) among records of one human, (u) among any two: before training."""
    most: float = 99.0
    """No training makes it weigh more bits than this."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One piece of evidence; `field` names it for the screen."""

    field: str
    levels: tuple[Level, ...]


_SAME_NAME = either(Same("core_sorted"), Same("sound"))
_NEAR_NAME = either(_SAME_NAME, Same("first"), Overlap("tokens"))
_LIKE_NAME = either(_NEAR_NAME, OneEdit("sound"), Same("initials"), TwoEdits("sound", 8))

NAME = Comparison("name", (
    Level(UNKNOWN, "nama tidak ada", Blank("sound")),
    Level("spouse_same", "nama sama, tetapi mungkin nama suami", both(Either("spouse"), Same("core_sorted")), (0.02, 0.001), 5.0),
    Level("spouse_other", "salah satu mungkin nama suami", Either("spouse"), (0.05, 0.05)),
    Level("same_3", "nama sama, jarang ditemui", both(Same("full"), AtLeast("rarity", 3)), (0.12, 0.0000002)),
    Level("same_2", "nama sama, agak jarang", both(Same("full"), AtLeast("rarity", 2)), (0.15, 0.000004)),
    Level("same_1", "nama sama, umum", both(Same("full"), AtLeast("rarity", 1)), (0.15, 0.0001)),
    Level("same_0", "nama sama, sangat umum", Same("full"), (0.06, 0.001)),
    Level("sound_2", "nama sama bunyinya, jarang", both(_SAME_NAME, AtLeast("rarity", 2)), (0.12, 0.00001)),
    Level("sound_1", "nama sama bunyinya, umum", both(_SAME_NAME, AtLeast("rarity", 1)), (0.1, 0.0002)),
    Level("sound_0", "nama sama bunyinya, sangat umum", _SAME_NAME, (0.04, 0.002)),
    Level("typo", "nama beda satu huruf", either(OneEdit("core"), OneEdit("sound")), (0.08, 0.0003)),
    Level("initials", "nama cocok dengan singkatan", both(Either("wild"), Same("initials"), Overlap("tokens")), (0.04, 0.0003)),
    Level("part", "salah satu nama lebih pendek", both(Covers("tokens")), (0.05, 0.01)),
    Level("typo_2", "nama beda dua huruf", TwoEdits("sound"), (0.02, 0.0006)),
    Level("begins", "nama dipendekkan", Begins("core"), (0.01, 0.002)),
    Level("alias", "cocok dengan nama panggilan", CrossOverlap("alias", "tokens"), (0.01, 0.001)),
    Level("share_1", "satu kata nama sama", both(Overlap("tokens"), AtLeast("rarity", 2)), (0.01, 0.02)),
    Level("share_0", "satu kata nama yang umum sama", Overlap("tokens"), (0.01, 0.03)),
    Level("other", "nama berbeda", None, (0.02, 0.9)),
))  # fmt: skip

NIK = Comparison("nik", (
    Level(UNKNOWN, "NIK tidak ada", Blank("nik_head")),
    Level("same", "NIK sama", both(Same("nik"), _LIKE_NAME), (0.8, 0.0000002)),
    Level("same_alone", "NIK sama, nama tidak mirip", Same("nik"), (0.02, 0.0000004), 6.0),
    Level("damaged", "NIK sama, ekornya hilang di lembar kerja", both(Either("damaged"), Same("nik_head")), (0.05, 0.0000005)),
    Level("damaged_part", "awal NIK sama, sisanya hilang di lembar kerja", both(Either("damaged"), Begins("nik_kept", 6)), (0.02, 0.0005)),
    Level("serial", "NIK sama kecuali nomor urut", Same("nik12"), (0.02, 0.0005)),
    Level("region", "NIK beda satu digit pada kode wilayah", both(Same("nik_10"), OneEdit("nik")), (0.03, 0.000004)),
    Level("typo", "NIK beda satu digit atau tertukar", both(either(Same("nik_a"), Same("nik_b")), OneEdit("nik")), (0.05, 0.000002)),
    Level("other", "NIK berbeda", None, (0.04, 0.999)),
))  # fmt: skip

BIRTH = Comparison("birth_date", (
    Level(UNKNOWN, "tanggal lahir tidak ada", Blank("year_text")),
    Level("same", "tanggal lahir sama", Same("born"), (0.75, 0.00005)),
    Level("swapped", "hari dan bulan lahir tertukar", Crossed("born", "swapped"), (0.02, 0.00004)),
    Level("nik", "tanggal lahir cocok lewat NIK", Crossed("nik_date", "born6"), (0.03, 0.00005)),
    Level("typo", "tanggal lahir beda satu digit", OneEdit("born"), (0.05, 0.002)),
    Level("year_typo", "hari dan bulan lahir sama, tahun berdekatan", both(Same("day"), Within("year", 10)), (0.01, 0.001)),
    Level("month", "bulan dan tahun lahir sama", Same("month"), (0.02, 0.002)),
    Level("year_vague", "tahun lahir sama, tanggal tidak pasti", both(either(Blank("month"), Either("vague")), Same("year_text")), (0.08, 0.03)),
    Level("year", "hanya tahun lahir sama", Same("year_text"), (0.01, 0.022)),
    Level("near_vague", "tahun lahir berdekatan, tidak pasti", both(Blank("month"), Within("year", 2)), (0.01, 0.02)),
    Level("near", "tahun lahir berdekatan", Within("year", 2), (0.01, 0.08)),
    Level("other", "tanggal lahir berbeda", None, (0.03, 0.93)),
))  # fmt: skip

SEX = Comparison("sex", (
    Level(UNKNOWN, "jenis kelamin tidak ada", Blank("sex")),
    Level("same", "jenis kelamin sama", Same("sex"), (0.98, 0.5)),
    Level("other", "jenis kelamin berbeda", None, (0.02, 0.5)),
))  # fmt: skip

PHONE = Comparison("phone", (
    Level(UNKNOWN, "nomor HP tidak ada", Empty("phones")),
    Level("same", "nomor HP sama dan nama mirip", both(Overlap("phones"), _NEAR_NAME), (0.6, 0.000002)),
    Level("shared", "nomor HP sama, nama tidak mirip", Overlap("phones"), (0.03, 0.00002), 3.0),
    Level("other", "nomor HP berbeda", None, (0.37, 0.999)),
))  # fmt: skip

AREA = Comparison("area", (
    Level(UNKNOWN, "wilayah tidak ada", Empty("kabupaten")),
    Level("desa", "desa/kelurahan sama", Overlap("desa"), (0.8, 0.001)),
    Level("kecamatan", "kecamatan sama", Overlap("kecamatan"), (0.1, 0.008)),
    Level("kabupaten", "kabupaten/kota sama", Overlap("kabupaten"), (0.06, 0.08)),
    Level("other", "wilayah berbeda", None, (0.04, 0.91)),
))  # fmt: skip

PLACE = Comparison("birth_place", (
    Level(UNKNOWN, "tempat lahir tidak ada", Blank("place")),
    Level("same", "tempat lahir sama", Same("place"), (0.8, 0.06)),
    Level("typo", "tempat lahir beda satu huruf", OneEdit("place"), (0.05, 0.002)),
    Level("other", "tempat lahir berbeda", None, (0.15, 0.93)),
))  # fmt: skip

ADDRESS = Comparison("address", (
    Level(UNKNOWN, "alamat tidak ada", Blank("address")),
    Level("same", "alamat sama", Same("address"), (0.5, 0.0005)),
    Level("typo", "alamat hampir sama", either(OneEdit("address"), TwoEdits("address")), (0.1, 0.001)),
    Level("other", "alamat berbeda", None, (0.4, 0.998)),
))  # fmt: skip

FATHER = Comparison("father", (
    Level(UNKNOWN, "nama ayah tidak ada", Blank("father")),
    Level("same", "nama ayah sama", either(Same("father"), OneEdit("father")), (0.9, 0.01)),
    Level("other", "nama ayah berbeda", None, (0.1, 0.99)),
))  # fmt: skip

COMPARISONS = (NIK, NAME, BIRTH, SEX, PHONE, AREA, PLACE, ADDRESS, FATHER)


def definition_hash() -> str:
    """Changes whenever a level is added, removed, reordered or asks something else."""
    lines = [
        f"{c.field}:{level.code}:{level.when.sql('duckdb') if level.when else ''}"
        for c in COMPARISONS
        for level in c.levels
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
