"""Published numbers that every new instance starts with, each with its source and day.

Sources were read for the domain brief (23-9-2025 and others); nothing is estimated. An office that
replaces or withdraws one keeps its decision: a number once known is not brought back.
"""

from datetime import date

from bubuhan.counts.models import ControlTotal, Unit
from bubuhan.kernel import clock

BY = "data awal"
_SPEECH = "Sambutan Gubernur Kalsel, Dialog Pilar Sosial (lintaskalsel.com)"
_SPEECH_URL = "https://lintaskalsel.com/pemerintahan/gubernur-kalsel-apresiasi-dialog-pilar-pilar-sosial-se-kalimantan-selatan-dihadiri-menteri-sosial"
# area, pillar, number, unit, day, precision, source, url, note
KNOWN = (
    ("63", "PSM", 1263, Unit.PERSONS, date(2025, 9, 23), "day", _SPEECH, _SPEECH_URL, ""),
    ("63", "TKSK", 122, Unit.PERSONS, date(2025, 9, 23), "day", _SPEECH, _SPEECH_URL, ""),
    ("63", "TAGANA", 1411, Unit.PERSONS, date(2025, 9, 23), "day", _SPEECH, _SPEECH_URL, ""),
    ("63", "SDM_PKH", 385, Unit.PERSONS, date(2025, 9, 23), "day", _SPEECH, _SPEECH_URL, "pendamping PKH"),
    ("63", "PELOPOR_PERDAMAIAN", 56, Unit.PERSONS, date(2025, 9, 23), "day", _SPEECH, _SPEECH_URL, ""),
    ("63", "KARANG_TARUNA", 1127, Unit.BODIES, date(2025, 9, 23), "day", _SPEECH, _SPEECH_URL, ""),
    ("63", "LKS", 199, Unit.BODIES, date(2025, 9, 23), "day", _SPEECH, _SPEECH_URL, ""),
    ("63", "SDM_PKH", 428, Unit.PERSONS, date(2024, 5, 3), "day", "MC Kalsel",
     "https://diskominfomc.kalselprov.go.id/2024/05/03/seleksi-pendamping-pkh-berprestasi-pemprov-kalsel-efektifkan-pendampingan-kpm",
     "pendamping PKH; bandingkan 385 pada 9-2025"),
    ("63", "TAGANA", 1417, Unit.PERSONS, date(2025, 2, 17), "day", "Dinsos Kalsel (matabanua.co.id)",
     "https://matabanua.co.id/2025/02/17/dinsos-usul-ratusan-tagana-terima-insentif",
     "Tagana aktif; artikel yang sama menyebut 1.476 dan 1.478 terlatih"),
    ("63.71", "PSM", 175, Unit.PERSONS, date(2025, 11, 1), "month",
     "Kabid Dayasos Dinsos Banjarmasin (seputaran.id)",
     "https://seputaran.id/relawan-psm-bekerja-24-jam-tanpa-pamrih/?amp=1",
     "dikonfirmasi kalimantanpost.com: 175 PSM hadir"),
    ("", "TKSK", 7230, Unit.PERSONS, date(2021, 1, 1), "year", "Kemensos (suara.com)",
     "https://suara.com/news/2021/06/14/175509/mensos-minta-tenaga-kesejahteraan-sosial-kecamatan-respons-cepat-perkembangan-tugas-mereka?page=2", ""),
    ("", "PSM", 92000, Unit.PERSONS, date(2018, 1, 1), "year", "IPSM (jogja.antaranews.com)", "", "kira-kira"),
)  # fmt: skip


def load_controls() -> int:
    """Insert the numbers this instance never had; idempotent. Returns how many were added."""
    now = clock.now()
    had = set(ControlTotal.objects.values_list("area_code", "pillar", "number", "said_on"))
    new = [
        ControlTotal(
            area_code=area, pillar=pillar, number=number, unit=unit, said_on=day,
            said_precision=precision, source=source, url=url, note=note, by=BY, by_id="", at=now,
        )
        for area, pillar, number, unit, day, precision, source, url, note in KNOWN
        if (area, pillar, number, day) not in had
    ]  # fmt: skip
    ControlTotal.objects.bulk_create(new)
    return len(new)
