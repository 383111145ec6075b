"""Polite words to copy into WhatsApp, for one person or for a group. Pure."""

from datetime import date
from urllib.parse import quote

_CALLS = {"L": "Bapak", "P": "Ibu"}
_MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


def day(value: date) -> str:
    """`30 November 2026`."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def personal(*, name: str, sex: str, until: date, link: str, office: str, again: bool) -> str:
    """To one person, with his own link; `again`: he was reminded before."""
    call = _CALLS.get(sex, "Bapak/Ibu")
    first = "Kami mengingatkan lagi dengan hormat" if again else "Kami mohon bantuan sebentar"
    return (
        f"Yth. {call} {name}. {first}: apakah data Anda sebagai anggota masih benar? "
        f"Jawab lewat aplikasi Bubuhan di HP, atau buka tautan ini (hanya untuk {call}, jangan "
        f"diteruskan): {link}\n"
        f"Mohon dijawab paling lambat {day(until)}. Terima kasih. {office}"
    )


def group(*, place: str, waiting: int, until: date, office: str) -> str:
    """To a group of one kecamatan: nobody is named, no personal link."""
    return (
        f"Yth. Bapak dan Ibu di {place}. Konfirmasi data tahunan sedang berjalan; "
        f"{waiting} keanggotaan belum dijawab. Mohon buka aplikasi Bubuhan di HP, lalu tekan "
        f"“Konfirmasi data”. Belum punya aplikasinya? Hubungi petugas, atau isi daftar di kantor "
        f"desa/kelurahan. Ditunggu sampai {day(until)}. Terima kasih. {office}"
    )


def whatsapp(phone: str, text: str) -> str:
    """Address that opens WhatsApp with these words; "" without a number."""
    digits = "".join(c for c in phone if c.isdigit())
    return f"https://wa.me/{digits}?text={quote(text)}" if digits else ""
