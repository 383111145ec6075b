"""What a partner gets to read: chosen piece by piece, as little as the case allows. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """What is known of the person and the case, ready as words."""

    name: str = ""
    age: int | None = None
    sex: str = ""
    need: str = ""
    band: str = ""
    kecamatan: str = ""
    desa: str = ""
    place: str = ""
    phone: str = ""
    papers: tuple[str, ...] = ()
    protected: bool = False


# code -> what the officer reads beside the box
PIECES: dict[str, str] = {
    "initials": "Inisial nama",
    "name": "Nama lengkap",
    "age_group": "Kelompok umur (anak, dewasa, lansia)",
    "age": "Umur",
    "sex": "Jenis kelamin",
    "need": "Kebutuhan",
    "band": "Kegawatan",
    "kecamatan": "Kecamatan",
    "desa": "Desa atau kelurahan",
    "place": "Patokan tempat",
    "phone": "Nomor HP warga",
    "papers": "Berkas yang dibawa",
}
USUAL = ("name", "age", "sex", "need", "band", "kecamatan", "papers")
LEAST = ("initials", "age_group")
NOTE = "Catatan untuk Anda"
_SEX = {"L": "Laki-laki", "P": "Perempuan"}


def defaults(*, protected: bool) -> tuple[str, ...]:
    """What is ticked before anybody chose; of a protected case the least."""
    return LEAST if protected else USUAL


def chosen(codes: Iterable[str]) -> list[str]:
    """The known pieces among what was posted; the whole name makes initials needless, an age its group."""
    wanted = set(codes)
    if "name" in wanted:
        wanted.discard("initials")
    if "age" in wanted:
        wanted.discard("age_group")
    if "desa" in wanted:
        wanted.discard("kecamatan")
    return [code for code in PIECES if code in wanted]


def rows(about: About, codes: Collection[str], note: str = "") -> list[tuple[str, str]]:
    """What the partner reads: `(label, text)`; what nobody knows is left out."""
    words = {
        "initials": ("Inisial", initials(about.name)),
        "name": ("Nama", about.name),
        "age_group": ("Kelompok umur", age_group(about.age)),
        "age": ("Umur", f"{about.age} tahun" if about.age is not None else ""),
        "sex": ("Jenis kelamin", _SEX.get(about.sex, "")),
        "need": ("Kebutuhan", about.need),
        "band": ("Kegawatan", about.band),
        "kecamatan": ("Wilayah", about.kecamatan),
        "desa": ("Wilayah", about.desa),
        "place": ("Patokan tempat", about.place),
        "phone": ("Nomor HP warga", about.phone),
        "papers": ("Berkas yang dibawa", ", ".join(about.papers)),
    }
    found = [words[code] for code in chosen(codes) if words[code][1]]
    if note.strip():
        found.append((NOTE, " ".join(note.split())))
    return found


def initials(name: str) -> str:
    """`Siti Aminah` -> `S. A.`"""
    return " ".join(f"{word[0].upper()}." for word in name.split() if word)


def age_group(age: int | None) -> str:
    """Wide enough not to point at one person."""
    if age is None:
        return ""
    if age < 18:
        return "anak (di bawah 18 tahun)"
    return "dewasa (18 sampai 59 tahun)" if age < 60 else "lansia (60 tahun ke atas)"
