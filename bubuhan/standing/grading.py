"""Validity grade of a membership: sah, perbaiki or ragu, with every reason. Pure.

What forces what stands in `FORCES`, and nowhere else. A reason that forces "sah" is a note: it is
shown, and the grade stays. The number inside a NIK against the stated birth date or sex is such a
note (a NIK never changes, even when a birth date is corrected); only when both
disagree, and nobody has seen the card, it may be somebody else's number.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

VALID, REPAIR, DOUBT = "sah", "perbaiki", "ragu"
LEVELS = (VALID, REPAIR, DOUBT)
LABELS = {VALID: "Sah", REPAIR: "Perlu diperbaiki", DOUBT: "Diragukan"}
CONFIRM_EVERY = timedelta(days=365)
LONG_EXPIRED = timedelta(days=365)

# code -> the level it forces, what is said, what puts it right
FORCES: dict[str, tuple[str, str, str]] = {
    # identity
    "nik_kosong": (REPAIR, "NIK belum ada", "Isi NIK sesuai KTP"),
    "nik_bentuk": (REPAIR, "NIK belum benar bentuknya", "Perbaiki NIK sesuai KTP"),
    "lahir_kosong": (REPAIR, "Tanggal lahir belum lengkap", "Isi tanggal lahir sesuai KTP"),
    "kelamin_kosong": (VALID, "Jenis kelamin belum diisi", "Isi jenis kelamin"),
    "nik_lahir": (VALID, "Tanggal lahir tidak sama dengan yang terbaca dari NIK", "Cocokkan dengan KTP"),
    "nik_kelamin": (VALID, "Jenis kelamin tidak sama dengan yang terbaca dari NIK", "Cocokkan dengan KTP"),
    "nik_orang_lain": (DOUBT, "Tanggal lahir dan jenis kelamin tidak cocok dengan NIK", "Lihat KTP, lalu jawab kriteria KTP dengan bukti"),
    # decree
    "sk_kosong": (REPAIR, "Nomor SK belum ada", "Isi nomor dan tanggal SK"),
    "sk_habis": (REPAIR, "Masa SK berakhir pada {on}", "Perbarui SK, atau akhiri keanggotaan"),
    "sk_lama_habis": (DOUBT, "Masa SK sudah lebih dari setahun berakhir ({on})", "Perbarui SK, atau akhiri keanggotaan"),
    "sk_terbalik": (DOUBT, "SK berakhir sebelum mulai berlaku", "Perbaiki tanggal mulai atau akhir SK"),
    # criteria
    "kriteria_kurang": (REPAIR, "Kriteria belum lengkap: {what}", "Lengkapi jawaban kriteria"),
    "kriteria_calon": (REPAIR, "{label}", "Unggah sertifikat bimbingan teknis dasar"),
    "kriteria_tidak": (DOUBT, "Kriteria tidak terpenuhi: {what}", "Periksa kriteria, atau akhiri keanggotaan"),
    # area
    "wilayah_asing": (DOUBT, "Wilayah tugas tidak ada dalam daftar resmi", "Pilih wilayah tugas yang benar"),
    "wilayah_lama": (REPAIR, "Kode wilayah tugas sudah diganti", "Pilih wilayah tugas yang berlaku"),
    "wilayah_tingkat": (REPAIR, "Wilayah tugas belum sampai {unit}", "Pilih wilayah tugas yang lebih rinci"),
    # contact and confirmation
    "hp_kosong": (REPAIR, "Nomor HP belum ada", "Isi nomor HP yang dapat dihubungi"),
    "hp_bentuk": (REPAIR, "Nomor HP belum benar", "Perbaiki nomor HP"),
    "konfirmasi_belum": (REPAIR, "Belum pernah dikonfirmasi", "Mintakan konfirmasi data tahun ini"),
    "konfirmasi_lama": (REPAIR, "Terakhir dikonfirmasi {on}", "Mintakan konfirmasi data tahun ini"),
    "konfirmasi_luput": (REPAIR, "Tidak menjawab konfirmasi data yang ditutup {on}", "Mintakan konfirmasi data tahun ini"),
    # decisions that are still open
    "ganda": (DOUBT, "Mungkin tercatat dua kali, menunggu diputuskan", "Putuskan di meja ganda"),
    "rangkap_telaah": (REPAIR, "Rangkap tugas perlu ditelaah: {what}", "Putuskan di meja rangkap"),
    "rangkap_putusan": (DOUBT, "Rangkap tugas perlu diputuskan: {what}", "Putuskan di meja rangkap"),
}  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
_UNIT_LENGTH = {"desa": 13, "kecamatan": 8, "kabkota": 5}
_UNIT_NAMES = {"desa": "desa atau kelurahan", "kecamatan": "kecamatan", "kabkota": "kabupaten/kota"}
# verdict of an open double-role finding -> reason
_DOUBLES = {
    "jalur": "rangkap_telaah",
    "perlu_telaah": "rangkap_telaah",
    "perlu_keputusan": "rangkap_putusan",
    "dilarang_kecuali_izin": "rangkap_putusan",
    "dilarang": "rangkap_putusan",
}


@dataclass(frozen=True, slots=True)
class GradeFacts:
    """Everything the grade looks at. `area_state`: ok, retired, unknown. `doubles`: (verdict, words)."""

    today: date
    nik: str = "ok"  # ok, none, bad
    birth_date: date | None = None
    birth_precision: str = "unknown"
    sex: str = ""
    nik_birth: date | None = None
    nik_sex: str = ""
    card_seen: bool = False
    decree_no: str = ""
    started_on: date | None = None
    ends_on: date | None = None
    area_code: str = ""
    area_state: str = "ok"
    unit: str = ""
    phone: str = ""
    confirmed_at: datetime | None = None
    missed_on: date | None = (
        None  # a campaign closed without his answer, and he confirmed nothing since
    )
    duplicate: bool = False
    verdict: str = "memenuhi"
    verdict_label: str = ""
    missing: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    doubles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """`blocks` is the level this reason forces; "sah" is a note that forces nothing."""

    code: str
    text: str
    blocks: str

    @property
    def remedy(self) -> str:
        return FORCES[self.code][2]

    def as_dict(self) -> dict[str, str]:
        return {"code": self.code, "text": self.text, "blocks": self.blocks}


@dataclass(frozen=True, slots=True)
class Grade:
    level: str
    reasons: tuple[Reason, ...]

    @property
    def label(self) -> str:
        return LABELS[self.level]


def grade(facts: GradeFacts) -> Grade:
    """The worst level that any reason forces; the reasons with the worst first."""
    found = [*_identity(facts), *_decree(facts), *_criteria(facts), *_place(facts), *_open(facts)]
    found.sort(key=lambda reason: -LEVELS.index(reason.blocks))
    return Grade(found[0].blocks if found else VALID, tuple(found))


def _day(value: date) -> str:
    """12 Okt 2025: reasons are stored as they are read."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def _reason(code: str, **values: object) -> Reason:
    level, text, _ = FORCES[code]
    return Reason(code, text.format(**values), level)


def _identity(facts: GradeFacts) -> list[Reason]:
    out = []
    if facts.nik != "ok":
        out.append(_reason("nik_kosong" if facts.nik == "none" else "nik_bentuk"))
    if facts.birth_date is None or facts.birth_precision != "day":
        out.append(_reason("lahir_kosong"))
    if not facts.sex:
        out.append(_reason("kelamin_kosong"))
    birth = bool(
        facts.nik_birth and facts.birth_date and not _same_birth(facts.nik_birth, facts.birth_date)
        and facts.birth_precision == "day"
    )  # fmt: skip
    sex = bool(facts.nik_sex and facts.sex and facts.nik_sex != facts.sex)
    if birth and sex and not facts.card_seen:
        return [*out, _reason("nik_orang_lain")]
    if birth:
        out.append(_reason("nik_lahir"))
    if sex:
        out.append(_reason("nik_kelamin"))
    return out


def _same_birth(inside: date, stated: date) -> bool:
    """Two digits of a year: the century inside a NIK is a guess, so it is not compared."""
    return (inside.day, inside.month, inside.year % 100) == (
        stated.day,
        stated.month,
        stated.year % 100,
    )


def _decree(facts: GradeFacts) -> list[Reason]:
    out = [] if facts.decree_no.strip() else [_reason("sk_kosong")]
    end = facts.ends_on
    if end is None:
        return out
    if facts.started_on and end < facts.started_on:
        return [*out, _reason("sk_terbalik")]
    if end < facts.today:
        late = facts.today - end > LONG_EXPIRED
        out.append(_reason("sk_lama_habis" if late else "sk_habis", on=_day(end)))
    return out


def _criteria(facts: GradeFacts) -> list[Reason]:
    if facts.refused:
        return [_reason("kriteria_tidak", what=", ".join(facts.refused))]
    if facts.verdict == "calon":
        return [_reason("kriteria_calon", label=facts.verdict_label[:1].upper() + facts.verdict_label[1:])]  # fmt: skip
    if facts.verdict == "terdata":
        count = len(facts.missing)
        what = facts.missing[0] if count == 1 else f"{count} hal belum terjawab"
        return [_reason("kriteria_kurang", what=what)]
    return []


def _place(facts: GradeFacts) -> list[Reason]:
    out = []
    if facts.area_state != "ok":
        out.append(_reason("wilayah_lama" if facts.area_state == "retired" else "wilayah_asing"))
    if len(facts.area_code) < _UNIT_LENGTH.get(facts.unit, 0):
        out.append(_reason("wilayah_tingkat", unit=_UNIT_NAMES[facts.unit]))
    if not facts.phone:
        out.append(_reason("hp_kosong"))
    elif not reachable(facts.phone):
        out.append(_reason("hp_bentuk"))
    return out


def reachable(phone: str) -> bool:
    """True for a number that can be called: `+62` and eight to twelve digits."""
    digits = phone.removeprefix("+62")
    return phone.startswith("+62") and digits.isdigit() and 8 <= len(digits) <= 12


def _open(facts: GradeFacts) -> list[Reason]:
    out = []
    if facts.confirmed_at is None:
        out.append(_reason("konfirmasi_belum"))
    elif facts.today - facts.confirmed_at.date() > CONFIRM_EVERY:
        out.append(_reason("konfirmasi_lama", on=_day(facts.confirmed_at.date())))
    elif facts.missed_on:
        out.append(_reason("konfirmasi_luput", on=_day(facts.missed_on)))
    if facts.duplicate:
        out.append(_reason("ganda"))
    for verdict, words in facts.doubles:
        out.append(_reason(_DOUBLES.get(verdict, "rangkap_telaah"), what=words))
    return out
