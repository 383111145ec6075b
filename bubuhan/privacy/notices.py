"""Draft letters about a breach: to those whose data it is, and to the agency (UU 27/2022 Ps 46).

The law asks for: which data, when and how it came out, and what is done about it.
"""

from pathlib import Path
from typing import Any

from django.utils import timezone

from bubuhan.geo import letterhead
from bubuhan.geo.names import label
from bubuhan.kernel import typeset
from bubuhan.kernel.problems import Problem
from bubuhan.privacy.models import Breach

NOTICE = Path(__file__).parent / "papers" / "notice.typ"
WHOM = {
    "pemilik": "Bapak/Ibu yang datanya tersimpan pada kami",
    "lembaga": "Lembaga penyelenggara pelindungan data pribadi",
}
_MONTHS = [
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
]


def notice_pdf(breach: Breach, whom: str, signer: str) -> bytes:
    """The draft as PDF. Raises `not_found` for another addressee."""
    if whom not in WHOM:
        raise Problem("not_found")
    return typeset.pdf(NOTICE, notice_data(breach, whom, signer))


def notice_data(breach: Breach, whom: str, signer: str) -> dict[str, Any]:
    """What `papers/notice.typ` prints; the draft is read and signed by a person."""
    today = timezone.localdate()
    return {
        "title": "Pemberitahuan kegagalan pelindungan data pribadi",
        "office": letterhead.lines(breach.area_code),
        "foot": f"{breach.number}. Konsep surat: periksa isinya sebelum ditandatangani.",
        "place": label(breach.area_code) if breach.area_code else "Jakarta",
        "today": f"{today.day} {_MONTHS[today.month - 1]} {today.year}",
        "number": breach.number,
        "whom": WHOM[whom],
        "opening": [
            "Dengan hormat, sesuai Pasal 46 Undang-Undang Nomor 27 Tahun 2022 tentang Pelindungan Data "
            "Pribadi, kami memberitahukan bahwa telah terjadi kegagalan pelindungan data pribadi."
        ],
        "parts": [
            ["Data yang terungkap", breach.data],
            ["Kapan dan bagaimana terjadi", _when(breach) + "\n" + breach.how],
            *([["Perkiraan jumlah orang", str(breach.people)]] if whom == "lembaga" else []),
            ["Penanganan dan pemulihan", breach.measures or "Sedang disusun."],
            ["Yang dapat dihubungi", breach.contact],
        ],
        "closing": "Kami mohon maaf atas kejadian ini dan akan memberi tahu perkembangannya.",
        "signer": signer,
    }


def _when(breach: Breach) -> str:
    found = f"Diketahui {timezone.localtime(breach.found_at):%d-%m-%Y pukul %H.%M}."
    if breach.happened_at:
        return f"Terjadi {timezone.localtime(breach.happened_at):%d-%m-%Y pukul %H.%M}. {found}"
    return found
