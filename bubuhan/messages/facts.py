"""What a message may say: values that cannot carry a name, a need, a story or a place below kecamatan.

There is no way to put free text in. Every value is made from something that is not free: an area code
that is cut at the kecamatan, a moment, a number, a code of a closed list. That is the whole promise;
`tests/test_leaks.py` tries it with a child's case and every template.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bubuhan.duty.hours import zone_of, zone_word
from bubuhan.geo import names
from bubuhan.geo.codes import kabkota_of, kecamatan_of
from bubuhan.messages.kinds import Topic

BANDS = {"darurat": "Darurat", "tinggi": "Tinggi", "sedang": "Sedang", "rendah": "Rendah"}
STEPS = {
    "accepted": "diterima",
    "waiting": "masuk daftar tunggu",
    "declined": "tidak dapat diterima",
    "done": "selesai dilayani",
    "revoked": "ditarik",
    "unanswered": "belum dijawab sampai batas waktunya",
    "agreed": "disetujui",
    "refused": "tidak disetujui",
    "cancelled": "dibatalkan",
    "planned": "ditetapkan",
    "departed": "sudah berangkat",
    "arrived": "sudah tiba",
    "missed": "dinyatakan belum tiba",
    "late": "belum dikonfirmasi tiba",
    "returned": "dikembalikan dengan catatan",
    "approved": "disetujui",
    "terbuka": "ada tempat lagi",
    "penuh": "penuh",
    "daftar_tunggu": "memakai daftar tunggu",
}
PLACEHOLDERS = {
    "nomor": "nomor kasus; “kasus dilindungi” bila dilindungi",
    "kecamatan": "kecamatan tempatnya, tidak lebih rinci",
    "kantor": "kabupaten/kota",
    "kegawatan": "Darurat, Tinggi, Sedang atau Rendah",
    "waktu": "tanggal dan jam setempat",
    "langkah": "apa yang terjadi, mis. diterima, masuk daftar tunggu",
    "jumlah": "banyaknya",
    "rincian": "banyaknya per jenis (ringkasan)",
}
_NUMBER = re.compile(r"[A-Z]{1,3}-[0-9A-Za-z./-]{1,24}")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
PROTECTED = "kasus dilindungi"


@dataclass(frozen=True, slots=True)
class Safe:
    """The facts of one message. A protected case gives neither its number nor its urgency."""

    area_code: str = ""
    number: str = ""
    band: str = ""
    moment: datetime | None = None
    step: str = ""
    counts: tuple[tuple[Topic, int], ...] = ()
    protected: bool = False
    zone: ZoneInfo | None = None
    cut: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Refuse what is not of a closed kind. Raises ValueError."""
        if self.band and self.band not in BANDS:
            raise ValueError("unknown band")
        if self.step and self.step not in STEPS:
            raise ValueError("unknown step")
        if self.number and not _NUMBER.fullmatch(self.number):
            raise ValueError("not a case number")
        object.__setattr__(self, "cut", kecamatan_of(self.area_code) or self.area_code[:8])

    def values(self) -> dict[str, str]:
        """Every placeholder and its words."""
        kecamatan, office = self.cut, kabkota_of(self.area_code) or self.area_code[:5]
        total = sum(count for _, count in self.counts)
        return {
            "nomor": PROTECTED if self.protected or not self.number else f"kasus {self.number}",
            "kecamatan": names.label(kecamatan).split(",")[0] if kecamatan else "wilayah Anda",
            "kantor": names.label(office) if office else "Dinas Sosial",
            "kegawatan": "" if self.protected else BANDS.get(self.band, ""),
            "waktu": self._when(),
            "langkah": STEPS.get(self.step, ""),
            "jumlah": str(total),
            "rincian": ", ".join(f"{count} {topic.label.lower()}" for topic, count in self.counts),
        }

    def _when(self) -> str:
        if self.moment is None:
            return ""
        zone = self.zone or zone_of(self.area_code)
        local = self.moment.astimezone(zone)
        day = f"{local.day} {_MONTHS[local.month - 1]}"
        return f"{day} pukul {local:%H.%M} {zone_word(zone)}"
