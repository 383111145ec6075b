"""First rows of a new instance: public facilities of Kalimantan Selatan, each with its source.

Every row says "contoh" until an office has confirmed it; telephone numbers are invented
(0899-0000-xxxx). Certainty as in the lists: V read in the source, S from the press, I ours. Figures
of one shelter contradict each other between years: all are kept, each with its date and source.
"""

from dataclasses import dataclass, field
from datetime import date

from bubuhan.directory.models import CapacityFigure, Condition, Partner, Service
from bubuhan.kernel import clock
from bubuhan.kernel.text import name_key

BY = "contoh awal"
KALSEL = "63"
KABKOTA = ("63.01", "63.02", "63.03", "63.04", "63.05", "63.06", "63.07", "63.08", "63.09", "63.10", "63.11", "63.71", "63.72")  # fmt: skip
RSJ = "RSJ Sambang Lihum"


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure of a day."""

    day: date
    capacity: int | None
    occupied: int | None
    source: str
    waiting: int | None = None


@dataclass(frozen=True, slots=True)
class Asks:
    """A condition: kind, words, fact, value, and when it counts."""

    code: str
    kind: str
    text: str
    fact: str
    value: str = "ya"
    when_fact: str = ""
    when_value: str = ""
    first: str = ""
    source: str = "contoh, pastikan pada mitra"
    certainty: str = "I"
    test: str = "adalah"


@dataclass(frozen=True, slots=True)
class Gives:
    """A service of a facility."""

    name: str
    needs: tuple[str, ...]
    limited: bool = True
    inside: bool = False
    figures: tuple[Figure, ...] = ()
    asks: tuple[Asks, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facility:
    """A public facility with the source of what is said of it."""

    name: str
    kind: str
    area: str
    source: str
    source_on: str
    certainty: str
    gives: tuple[Gives, ...] = ()
    serves: tuple[str, ...] = ()
    note: str = ""
    hours: str = field(default="")


_LETTER = Asks("surat_dinsos", "paper", "Surat rujukan dari Dinas Sosial kabupaten/kota", "surat_dinsos")  # fmt: skip
_ASSESSED = Asks("asesmen", "paper", "Hasil asesmen pekerja sosial", "asesmen")
_ID = Asks("ktp", "paper", "KTP atau surat keterangan pengganti", "ktp")
_TREATED = Asks(
    "odgj_rsj", "first_go_to", f"ODGJ yang belum diobati tidak diterima; rujuk dulu ke {RSJ}",
    "diobati_rsj", "ya", "odgj", "ya", RSJ, "ketentuan rumah singgah Banjarbaru, dari berita", "S",
)  # fmt: skip

FACILITIES: tuple[Facility, ...] = (
    Facility("PPRS Lansia Budi Sejahtera", "panti", KALSEL, "bakabar", "9-2022", "S", (
        Gives("Rehabilitasi lanjut usia di dalam panti", ("lansia_terlantar",), inside=True,
            figures=(Figure(date(2022, 9, 1), 180, 179, "bakabar"),),
            asks=(Asks("umur", "rule", "Berumur 60 tahun atau lebih", "umur", "60", test="min"), _LETTER, _ASSESSED, _ID)),
    ), note="UPTD Dinas Sosial Provinsi Kalimantan Selatan."),
    Facility("PPRSAR Mulia Satria", "panti", KALSEL, "Pergub 5/2022; biroadbang", "2025", "V", (
        Gives("Perlindungan dan rehabilitasi anak dan remaja", ("perlindungan_anak",), inside=True,
            asks=(Asks("umur", "rule", "Anak atau remaja (paling banyak 21 tahun)", "umur", "21", test="max"), _LETTER, _ASSESSED)),
    ), note="UPTD Dinas Sosial Provinsi Kalimantan Selatan."),
    Facility("UPTD Fajar Harapan", "panti", KALSEL, "biroadbang", "2025", "V", (
        Gives("Rehabilitasi penyandang disabilitas", ("alat_bantu", "lainnya"), inside=True, asks=(_LETTER, _ASSESSED, _ID), note="Sasaran layanan perlu dipastikan."),
    ), note="UPTD Dinas Sosial Provinsi Kalimantan Selatan."),
    Facility(RSJ, "rs", KALSEL, "kalimantanpost", "12-2025", "S", (
        Gives("Pengobatan gangguan jiwa", ("odgj", "orang_terlantar"), inside=True, note="Perawatan sekitar 14 hari.",
            asks=(Asks("odgj", "rule", "Hanya untuk orang dengan gangguan jiwa", "odgj"), Asks("jkn", "paper", "Kartu JKN/KIS yang aktif, atau surat keterangan tidak mampu", "jkn"), _LETTER)),
    )),
    Facility("Sentra Budi Luhur", "panti", "63.72", "situs Kementerian Sosial", "2025", "V", (
        Gives("Rehabilitasi disabilitas mental", ("odgj",), inside=True, asks=(_TREATED, _LETTER, _ASSESSED, _ID)),
    ), (KALSEL,), note="Unit Kementerian Sosial di Banjarbaru."),
    Facility("BBPPKS Banjarmasin", "kantor", "63.72", "situs Kementerian Sosial", "2025", "V", (
        Gives("Pelatihan kesejahteraan sosial", (), limited=False),
    ), (KALSEL,), note="Balai besar pendidikan dan pelatihan, Kementerian Sosial."),
    Facility("Rumah Singgah Baiman", "panti", "63.71", "kompas; republika; idntimes", "2022-2024", "S", (
        Gives("Penampungan sementara", ("orang_terlantar", "lansia_terlantar", "odgj", "pemulangan"), inside=True,
            figures=(
                Figure(date(2022, 1, 1), 40, 65, "kompas"),
                Figure(date(2023, 12, 6), 150, None, "idntimes: rumah singgah baru direncanakan"),
                Figure(date(2024, 5, 2), 60, 60, "republika"),
            ),
            asks=(Asks("odgj_diantar", "first_go_to", f"ODGJ diantar ke {RSJ} dulu (sekitar 14 hari), lalu ditampung", "diobati_rsj", "ya", "odgj", "ya", RSJ, "kalimantanpost 12-2025", "S"),
                Asks("berita_acara", "paper", "Berita acara penyerahan", "berita_acara"))),
    ), note="Ada yang tinggal bertahun-tahun, jadi tempat jarang kosong."),
    Facility("Rumah Singgah Banjarbaru", "panti", "63.72", "berita setempat", "2025", "S", (
        Gives("Penampungan sementara", ("orang_terlantar", "lansia_terlantar", "pemulangan", "odgj"), inside=True,
            asks=(_TREATED, Asks("berita_acara", "paper", "Berita acara penyerahan", "berita_acara"))),
    )),
    Facility("Puskesmas Pekauman", "puskesmas", "63.71", "republika", "5-2024", "S", (
        Gives("Pemeriksaan kesehatan penghuni rumah singgah", ("sakit_tanpa_jaminan", "odgj"), limited=False, asks=(_ID,)),
    )),
    Facility("KUA Banjarmasin Selatan", "kantor", "63.71", "republika", "5-2024", "S", (
        Gives("Pendampingan rohani dan urusan nikah", ("konflik_keluarga",), limited=False),
    )),
    Facility("Satpol PP Kota Banjarmasin", "kantor", "63.71", "republika", "5-2024", "S", (
        Gives("Penjangkauan bersama", ("orang_terlantar", "odgj"), limited=False),
    )),
    Facility("Dinas Lingkungan Hidup Kota Banjarmasin", "kantor", "63.71", "republika", "5-2024", "S", (
        Gives("Pemakaman orang terlantar", ("santunan_kematian",), limited=False),
    )),
    Facility("Dinas Sosial Provinsi Kalimantan Selatan", "kantor", KALSEL, "dinsos.kalselprov.go.id", "2025", "V", (
        Gives("Pemulangan orang terlantar antarprovinsi", ("pemulangan", "orang_terlantar"), limited=False, asks=(_LETTER, Asks("berita_acara", "paper", "Berita acara penyerahan", "berita_acara"))),
        Gives("Penempatan di panti provinsi", ("lansia_terlantar", "perlindungan_anak", "odgj"), limited=False, asks=(_LETTER, _ASSESSED)),
    )),
)  # fmt: skip


def load_directory() -> int:
    """Insert the examples that are missing; what an office changed stays. Returns partners added.

    Idempotent: a facility that ever existed by this name and place is not brought back.
    """
    known = set(Partner.objects.values_list("name_key", "area_code"))
    wanted = [*FACILITIES, *_offices()]
    missing = [one for one in wanted if (name_key(one.name), one.area) not in known]
    if not missing:
        return 0
    now = clock.now()
    made = [
        Partner(
            name=one.name, name_key=name_key(one.name), kind=one.kind, area_code=one.area,
            serves=list(one.serves or (one.area,)), phone=f"+628990000{4000 + number:04d}",
            whatsapp=f"+628990000{4000 + number:04d}", note=one.note, source=one.source, source_on=one.source_on,
            certainty=one.certainty, hours=one.hours, example=True, at=now, by=BY,
        )
        for number, one in enumerate(missing, start=len(known) + 1)
    ]  # fmt: skip
    Partner.objects.bulk_create(made)
    _add_services(list(zip(missing, made, strict=True)))
    return len(made)


def _add_services(pairs: list[tuple[Facility, Partner]]) -> None:
    now = clock.now()
    first = {p.name: p for p in Partner.objects.filter(name=RSJ)}
    services, figures, conditions = [], [], []
    for facility, partner in pairs:
        for gives in facility.gives:
            one = Service(
                partner=partner, name=gives.name, needs=sorted(gives.needs), limited=gives.limited,
                inside=gives.inside, note=gives.note, example=True,
            )  # fmt: skip
            told = sorted(gives.figures, key=lambda f: f.day)
            if told:
                last = told[-1]
                one.capacity, one.occupied, one.waiting = last.capacity, last.occupied, last.waiting
                one.as_of, one.source = last.day, last.source
            services.append(one)
            figures += [
                CapacityFigure(
                    service=one, capacity=f.capacity, occupied=f.occupied, waiting=f.waiting,
                    as_of=f.day, source=f.source, certainty=facility.certainty, at=now, by=BY,
                )
                for f in told
            ]  # fmt: skip
            conditions += [
                Condition(
                    service=one, code=c.code, kind=c.kind, text=c.text, fact=c.fact, test=c.test, value=c.value,
                    when_fact=c.when_fact, when_value=c.when_value, first_partner=first.get(c.first),
                    source=c.source, certainty=c.certainty, example=True, valid_from=now, by=BY,
                )
                for c in gives.asks
            ]  # fmt: skip
    Service.objects.bulk_create(services)
    CapacityFigure.objects.bulk_create(figures)
    Condition.objects.bulk_create(conditions)


def _offices() -> list[Facility]:
    """A social office and a civil registry for each kab/kota, so that every area has somebody to ask."""
    from bubuhan.geo import names

    found = []
    for code in KABKOTA:
        place = names.titled(code)
        hours = "Senin-Jumat jam kerja"
        found.append(Facility(f"Dinas Sosial {place}", "kantor", code, "contoh", "", "I", (
            Gives("Penerimaan orang terlantar warga daerah ini", ("pemulangan", "orang_terlantar"), limited=False, asks=(Asks("warga_setempat", "rule", "Warga daerah ini", "warga_setempat"), Asks("berita_acara", "paper", "Berita acara penyerahan", "berita_acara"))),
        ), hours=hours))  # fmt: skip
        found.append(Facility(f"Dukcapil {place}", "dukcapil", code, "contoh", "", "I", (
            Gives("Dokumen kependudukan", ("dokumen_kependudukan", "sakit_tanpa_jaminan", "orang_terlantar"), limited=False, asks=(Asks("kk", "paper", "Kartu keluarga, atau surat pengantar bila belum punya", "kk"),)),
        ), hours=hours))  # fmt: skip
    return found
