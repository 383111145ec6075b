"""Partners of the demo: fresh figures beside old ones, invented bodies beside the public examples."""

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from bubuhan.directory.models import CapacityFigure, Condition, Partner, Service
from bubuhan.geo import names
from bubuhan.kernel.text import name_key

BY = "contoh"
# service of a partner -> (capacity, occupied, waiting, days ago)
FIGURES: dict[str, tuple[int, int, int, int]] = {
    "Rumah Singgah Baiman": (60, 60, 4, 2),
    "PPRS Lansia Budi Sejahtera": (180, 179, 0, 5),
    "PPRSAR Mulia Satria": (90, 71, 0, 9),
    "Rumah Singgah Banjarbaru": (35, 22, 0, 1),
    "Sentra Budi Luhur": (120, 118, 0, 40),
    "RSJ Sambang Lihum": (280, 251, 0, 0),
    "UPTD Fajar Harapan": (100, 64, 0, 75),
}
# name, kind, kab/kota, service, needs, capacity (0: not limited), occupied
INVENTED: tuple[tuple[str, str, str, str, tuple[str, ...], int, int], ...] = (
    ("LKS Contoh Harapan Banua", "lks", "63.71", "Pendampingan lanjut usia di rumah", ("lansia_terlantar",), 40, 31),
    ("LKS Contoh Kasih Ibu", "lks", "63.71", "Rumah aman sementara", ("kekerasan", "perlindungan_anak"), 12, 12),
    ("Panti Asuhan Contoh Nurul Yatim", "lks", "63.05", "Pengasuhan anak", ("perlindungan_anak",), 50, 46),
    ("Baznas Kota Banjarmasin", "baznas", "63.71", "Bantuan hidup dan bedah rumah", ("kekurangan_pangan", "rumah_tidak_aman", "santunan_kematian"), 0, 0),
    ("Baznas Kabupaten Tapin", "baznas", "63.05", "Bantuan hidup dan bedah rumah", ("kekurangan_pangan", "rumah_tidak_aman"), 0, 0),
    ("BPJS Kesehatan Banjarmasin", "bpjs", "63.71", "Pengaktifan kepesertaan", ("sakit_tanpa_jaminan",), 0, 0),
    ("RSUD Contoh Banjarmasin", "rs", "63.71", "Rawat inap warga tanpa jaminan", ("sakit_tanpa_jaminan", "odgj"), 25, 19),
    ("RSUD Contoh Tapin", "rs", "63.05", "Rawat inap warga tanpa jaminan", ("sakit_tanpa_jaminan",), 10, 8),
    ("Puskesmas Contoh Pelambuan", "puskesmas", "63.71", "Pemeriksaan dan kunjungan rumah", ("sakit_tanpa_jaminan", "odgj", "lansia_terlantar"), 0, 0),
    ("PT Contoh Banua Energi", "usaha", "63.05", "Kursi roda dan alat bantu", ("alat_bantu",), 20, 4),
    ("Yayasan Contoh Roda Harapan", "lks", "63.71", "Alat bantu disabilitas", ("alat_bantu",), 30, 27),
    ("LK3 Contoh Kota Banjarmasin", "lks", "63.71", "Konsultasi keluarga", ("konflik_keluarga",), 0, 0),
    ("BPBD Kota Banjarmasin", "kantor", "63.71", "Penanganan korban bencana", ("bencana",), 0, 0),
    ("BPBD Kabupaten Tapin", "kantor", "63.05", "Penanganan korban bencana", ("bencana",), 0, 0),
    ("PMI Contoh Banjarmasin", "lainnya", "63.71", "Ambulans dan dapur umum", ("bencana", "sakit_tanpa_jaminan"), 0, 0),
)  # fmt: skip


def fill(random: Random, now: datetime) -> None:
    """Figures of this month for the public examples, and a dozen invented partners."""
    today = timezone.localtime(now).date()
    partners = []
    for n, (name, kind, area, *_) in enumerate(INVENTED):
        number = f"+628990000{4500 + n}"
        partners.append(
            Partner(
                name=name, name_key=name_key(name), kind=kind, area_code=area, serves=[area],
                address=f"Jalan Contoh {n + 3}, {names.name(area)}", phone=number, whatsapp=number,
                contact_name=f"Petugas Contoh {n + 1}", contact_role="petugas jaga", example=True,
                hours="24 jam" if kind == "rs" else "Senin-Jumat 08.00-16.00", source="data contoh", at=now, by=BY,
            )
        )  # fmt: skip
    Partner.objects.bulk_create(partners)
    services = []
    for made, (*_, service, needs, capacity, occupied) in zip(partners, INVENTED, strict=True):
        known = {"capacity": capacity, "occupied": occupied, "waiting": 0, "as_of": today - timedelta(days=random.randint(0, 30)), "source": "telepon petugas jaga"}  # fmt: skip
        services.append(
            Service(
                partner=made, name=service, needs=sorted(needs), limited=capacity > 0, example=True,
                **(known if capacity else {}),
            )
        )  # fmt: skip
    Service.objects.bulk_create(services)
    Condition.objects.bulk_create(_asks(one, now) for one in services if one.limited)
    _figures(now, services)


def _asks(one: Service, now: datetime) -> Condition:
    return Condition(
        service=one, code="surat_dinsos", kind="paper", text="Surat rujukan dari Dinas Sosial", fact="surat_dinsos",
        source="contoh", example=True, valid_from=now, by=BY,
    )  # fmt: skip


def _figures(now: datetime, invented: list[Service]) -> None:
    today = timezone.localtime(now).date()
    rows = [_figure(one, now) for one in invented if one.limited]
    known = Service.objects.filter(partner__name__in=FIGURES, limited=True).select_related("partner")  # fmt: skip
    for one in known:
        capacity, occupied, waiting, ago = FIGURES[one.partner.name]
        one.capacity, one.occupied, one.waiting = capacity, occupied, waiting
        one.as_of, one.source = today - timedelta(days=ago), "contoh: telepon petugas jaga"
        one.save()
        rows.append(_figure(one, now))
    CapacityFigure.objects.bulk_create(rows)


def _figure(one: Service, now: datetime) -> CapacityFigure:
    return CapacityFigure(
        service=one, capacity=one.capacity, occupied=one.occupied, waiting=one.waiting,
        as_of=one.as_of or timezone.localtime(now).date(), source=one.source, at=now, by=BY,
    )  # fmt: skip
