"""Is this case a duty of the SPM bidang sosial, and whose? PP 2/2018 Ps 10. Pure.

Only four neglected groups (penyandang disabilitas, anak, lanjut usia, gelandangan dan pengemis) and
victims of disaster are a minimum-service duty: kab/kota outside institutions, province inside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

BASIS = "PP 2/2018 Ps 10"
CHILD, OLD, BEGGING, DISASTER = {"1", "2"}, {"8"}, {"11", "12"}, {"21", "22"}
DISABILITY = {"5", "9"}
Level = Literal["kabkota", "provinsi", ""]


@dataclass(frozen=True, slots=True)
class Who:
    """What counts of one person: open PPKS codes, whether neglected, where he or she lives."""

    name: str
    codes: frozenset[str]
    neglected: bool = False
    residence: str = "rumah"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`yes` None: nobody has a PPKS type yet. `level` is in charge of the SPM service, "" when none."""

    yes: bool | None
    level: Level
    reasons: tuple[str, ...]

    @property
    def level_name(self) -> str:
        return {"kabkota": "Kabupaten/kota", "provinsi": "Provinsi", "": ""}[self.level]


def verdict(people: Iterable[Who]) -> Verdict:
    """Look at everybody of the household; one who is in an institution makes it the province's."""
    people = list(people)
    if not any(one.codes for one in people):
        return Verdict(None, "", ("Belum ada anggota keluarga yang ditetapkan jenis PPKS-nya.",))
    reasons: list[str] = []
    inside = counted = False
    for one in people:
        for group in groups(one):
            counted = True
            reasons.append(f"{one.name}: {group}")
            if one.residence == "panti" and group != VICTIM:
                inside = True
    if not counted:
        return Verdict(False, "", (_why_not(people),))
    where = (
        "Ada yang tinggal di dalam panti: kewenangan provinsi"
        if inside
        else "Tinggal di luar panti: kewenangan kabupaten/kota"
    )
    reasons.append(f"{where} ({BASIS}).")
    if any(VICTIM in groups(one) for one in people):
        reasons.append("Bila bencana ditetapkan sebagai bencana provinsi, provinsi yang bertugas.")
    return Verdict(True, "provinsi" if inside else "kabkota", tuple(reasons))


VICTIM = "korban bencana"


def groups(one: Who) -> list[str]:
    """The SPM groups a person falls in."""
    found = []
    if one.codes & DISABILITY and one.neglected:
        found.append("penyandang disabilitas telantar")
    if one.codes & CHILD:
        found.append("anak telantar")
    if one.codes & OLD:
        found.append("lanjut usia telantar")
    if one.codes & BEGGING:
        found.append("gelandangan atau pengemis")
    if one.codes & DISASTER:
        found.append(VICTIM)
    return found


def _why_not(people: list[Who]) -> str:
    if any(one.codes & DISABILITY for one in people):
        return "Penyandang disabilitas menjadi SPM bila telantar. Bila memang telantar, beri tanda itu pada orangnya."
    return f"Jenisnya di luar empat kelompok telantar dan korban bencana ({BASIS}). Tetap ditangani, tetapi bukan SPM."
