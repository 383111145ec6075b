"""Texts with placeholders, pure: what may stand in them, and filling them in.

A text is paragraphs parted by an empty line. `{nama}` is a placeholder; a paragraph `{rincian}` alone
is the table of rows that the caller gives; a paragraph of lines starting with "- " is a list.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_FIELD = re.compile(r"\{([^{}]*)\}")
_BRACE = re.compile(r"[{}]")
TABLE = "rincian"
BLANK = "…………………"

# placeholder -> (words, example for the preview)
FIELDS: dict[str, tuple[str, str]] = {
    "nomor": ("Nomor surat", "001/460/DINSOS/XI/2026"),
    "tanggal": ("Tanggal surat", "22 November 2026"),
    "tempat": ("Tempat surat dibuat", "Banjarmasin"),
    "kantor": ("Nama kantor", "Dinas Sosial Kota Banjarmasin"),
    "petugas": ("Nama petugas yang membuat", "Budi Santoso"),
    "nomor_kasus": ("Nomor kasus", "63.71-2611-0042"),
    "nama": ("Nama orangnya", "Nama Contoh"),
    "nik": ("NIK", "6371 •••• •••• 0000"),
    "umur": ("Umur", "72 tahun"),
    "jenis_kelamin": ("Jenis kelamin", "Laki-laki"),
    "alamat": ("Alamat atau tempat ditemukan", "Kel. Pelambuan, Kec. Banjarmasin Barat"),
    "kebutuhan": ("Kebutuhan", "Lansia terlantar"),
    "hal": ("Hal", "Rujukan layanan sosial"),
    "tujuan": ("Lembaga yang dituju", "Rumah Singgah Baiman"),
    "alamat_tujuan": ("Alamat lembaga yang dituju", "Banjarmasin"),
    "layanan": ("Layanan yang diminta", "Penampungan sementara"),
    "keperluan": ("Keperluan", "Pengurusan KTP"),
    "dasar": ("Dasar", "Persetujuan yang bersangkutan"),
    "keterangan": ("Keterangan", "Tinggal sendiri dan sakit."),
    "jawab_sebelum": ("Batas jawaban", "25 November 2026"),
    "daerah_asal": ("Daerah asal", "Kota Banjarmasin"),
    "daerah_tujuan": ("Daerah tujuan", "Kabupaten Tapin"),
    "penerima": ("Yang menerima", "Nama Penerima"),
    "jabatan_penerima": ("Jabatan yang menerima", "Petugas rumah singgah"),
    "pengantar": ("Yang mengantar", "Nama Pengantar"),
    "jabatan_pengantar": ("Jabatan yang mengantar", "Relawan PSM"),
    "kendaraan": ("Kendaraan", "Mobil dinas"),
    "mulai": ("Mulai tanggal", "22 November 2026"),
    "selesai": ("Sampai tanggal", "23 November 2026"),
    "tugas": ("Tugas", "Kunjungan dan asesmen"),
    "hari": ("Hari", "Minggu"),
}
AUTOMATIC = ("nomor", "tanggal", "tempat", "kantor", "petugas")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list (`lines`), or the place of the table."""

    kind: str  # "text" | "list" | "table"
    text: str = ""
    lines: tuple[str, ...] = ()


def used(body: str) -> list[str]:
    """The placeholders of a text, each once, in order."""
    return list(dict.fromkeys(_FIELD.findall(body)))


def unknown(body: str) -> str:
    """The first placeholder that nobody knows; "" when all are known."""
    return next((f for f in used(body) if f not in FIELDS and f != TABLE), "")


def trouble(body: str) -> str:
    """What else is wrong with a text, in words; "" when it can be used."""
    if not body.strip():
        return "naskahnya kosong"
    if _BRACE.search(_FIELD.sub("", body)):
        return "ada kurung kurawal yang tidak berpasangan"
    return ""


def asked(body: str) -> list[str]:
    """Placeholders that whoever writes the letter must fill in."""
    return [f for f in used(body) if f not in AUTOMATIC and f != TABLE]


def fill(body: str, values: Mapping[str, str]) -> list[Block]:
    """The text with its values, cut into blocks. What has no value becomes a dotted line."""
    found = []
    for part in re.split(r"\n\s*\n", body.replace("\r\n", "\n").strip()):
        if part.strip() == f"{{{TABLE}}}":
            found.append(Block("table"))
            continue
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        if lines and all(line.startswith("- ") for line in lines):
            found.append(Block("list", lines=tuple(_put(line[2:], values) for line in lines)))
        elif lines:
            found.append(Block("text", _put("\n".join(lines), values)))
    return found


def words(name: str) -> str:
    """What a placeholder is called for people."""
    return FIELDS[name][0] if name in FIELDS else name


def _put(text: str, values: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda m: values.get(m[1], "").strip() or BLANK, text)
