"""Plans to start from, per need, for a new instance. Every row says "contoh" and is edited by the office.

The services named are those of SPM bidang sosial (PP 2/2018, Permensos 9/2018); rhythms and days are
examples.
"""

from typing import Any

from bubuhan.kernel import clock
from bubuhan.plans.models import PlanTemplate

BY = "contoh awal"


def _do(
    text: str, service: str, owner: str = "responder", days: int = 14, name: str = ""
) -> dict[str, Any]:
    return {"text": text, "service": service, "owner": owner, "days": days, "name": name}


def _goal(
    text: str, measure: str, causes: tuple[str, ...], *actions: dict[str, Any]
) -> dict[str, Any]:
    return {"text": text, "measure": measure, "causes": list(causes), "actions": list(actions)}


# need, title, goals, visits (topic, every_days, days)
TEMPLATES: tuple[tuple[str, str, tuple[dict[str, Any], ...], tuple[tuple[str, int, int], ...]], ...] = (
    ("lansia_terlantar", "Lansia sendirian di rumah", (
        _goal("Makan tiga kali sehari", "Ada makanan di rumah pada setiap kunjungan", ("penghasilan_kurang", "tanpa_perawat", "pengasuh_kewalahan", "jauh_layanan"),
              _do("Usulkan permakanan lanjut usia", "permakanan", "officer", 7),
              _do("Sepakati giliran mengantar makan dengan tetangga", "bimbingan", "responder", 5),
              _do("Keluarga mengirim belanja setiap pekan", "bimbingan", "family", 14)),
        _goal("Terdaftar jaminan kesehatan dan diperiksa", "Kartu aktif; tekanan darah tercatat", ("tanpa_dokumen", "tanpa_jaminan", "sakit_menahun", "gangguan_jiwa"),
              _do("Urus NIK dan kartu keluarga", "dokumen", "responder", 21),
              _do("Periksa ke Puskesmas", "kesehatan", "partner", 14, "Puskesmas setempat")),
        _goal("Tidak sendirian", "Ada satu orang yang datang setiap hari", ("tanpa_perawat", "pengasuh_kewalahan",),
              _do("Telusuri anak atau saudara", "telusur_keluarga", "responder", 21)),
    ), (("lansia", 7, 90),)),
    ("odgj", "ODGJ pulang ke rumah", (
        _goal("Minum obat teratur", "Sisa obat sesuai hitungan pada setiap kunjungan", ("sakit_menahun", "gangguan_jiwa",),
              _do("Kontrol dan ambil obat setiap bulan", "kesehatan", "family", 30),
              _do("Latih keluarga mengawasi minum obat", "bimbingan", "responder", 10),
              _do("Jadwal kontrol di Puskesmas", "kesehatan", "partner", 7, "Puskesmas setempat")),
        _goal("Diterima keluarga dan tetangga, tidak dipasung", "Tidak dikurung; ikut satu kegiatan", ("konflik_keluarga", "kekerasan"),
              _do("Bicara dengan RT dan tetangga", "bimbingan", "responder", 14)),
    ), (("odgj", 7, 60),)),
    ("alat_bantu", "Penyandang disabilitas di rumah", (
        _goal("Bergerak dan merawat diri dengan alat bantu", "Alat dipakai setiap hari", ("disabilitas",),
              _do("Ukur kebutuhan alat bantu", "alat_bantu", "responder", 10),
              _do("Usulkan alat bantu", "alat_bantu", "officer", 21)),
        _goal("Keluarga tahu cara merawat", "Pengasuh bisa menunjukkan caranya", ("tanpa_perawat", "pengasuh_kewalahan",),
              _do("Bimbingan pengasuhan di rumah", "bimbingan", "responder", 30)),
    ), (("disabilitas", 14, 120),)),
    ("", "Keluarga miskin: dokumen, pangan, penghasilan", (
        _goal("Semua anggota keluarga ber-NIK", "Kartu keluarga lengkap", ("tanpa_dokumen", "tanpa_jaminan",),
              _do("Antar ke Dukcapil", "dokumen", "responder", 21)),
        _goal("Pangan cukup sampai ada penghasilan", "Tidak ada hari tanpa makan dalam sepekan", ("penghasilan_kurang",),
              _do("Bantuan pangan sementara", "permakanan", "officer", 5)),
        _goal("Ada penghasilan tetap", "Penghasilan tiga bulan berturut-turut", ("tidak_bekerja", "penghasilan_kurang", "utang"),
              _do("Daftarkan pelatihan atau modal usaha", "bimbingan", "partner", 45, "Baznas atau balai latihan kerja")),
    ), (("keluarga", 30, 120),)),
    ("konflik_keluarga", "Keluarga yang berselisih", (
        _goal("Aman di rumah", "Tidak ada kekerasan sejak kunjungan terakhir", ("kekerasan", "konflik_keluarga"),
              _do("Sepakati orang yang dihubungi bila gawat", "bimbingan", "responder", 3),
              _do("Konsultasi keluarga", "bimbingan", "partner", 14, "LK3")),
        _goal("Ada kesepakatan keluarga yang ditepati", "Kesepakatan tertulis, ditinjau sebulan kemudian", ("konflik_keluarga", "utang"),
              _do("Pertemuan keluarga", "bimbingan", "responder", 21)),
    ), (("keluarga", 14, 60),)),
)  # fmt: skip


def load_templates() -> int:
    """Insert the examples that are missing; one that the office replaced or ended does not come back."""
    known = set(PlanTemplate.objects.values_list("need", "title"))
    now = clock.now()
    rows = [
        PlanTemplate(
            need=need,
            title=title,
            goals=list(goals),
            visits=[{"topic": t, "every_days": e, "days": d} for t, e, d in visits],
            example=True,
            valid_from=now,
            by=BY,
        )
        for need, title, goals, visits in TEMPLATES
        if (need, title) not in known
    ]
    PlanTemplate.objects.bulk_create(rows)
    return len(rows)
