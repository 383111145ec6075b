"""Other systems a new instance knows, as examples that an office edits. Nothing here is their form.

Windows of DTSEN proposals: suarantb 25-10-2025 (second-hand): musdes/muskel day 1-14, input by the
village operator day 1-11. Deadlines of SP4N-LAPOR!: figures published by agencies (SIPPN 8304801),
14 days for reports without oversight content. States and columns are ours until an office puts
theirs; every row says "contoh".
"""

from typing import Any

from bubuhan.kernel import clock
from bubuhan.tracks.models import ExternalSystem

BY = "contoh awal"


def _state(code: str, name: str, *words: str, final: bool = False) -> dict[str, Any]:
    return {"code": code, "name": name, "final": final, "words": list(words)}


def _columns(text: str) -> list[dict[str, str]]:
    return [dict(zip(("title", "field"), part.split("="), strict=True)) for part in text.split("|")]


_ANSWERS = {
    "nik": ["NIK", "NO NIK", "NOMOR NIK"],
    "name": ["NAMA", "NAMA LENGKAP", "NAMA PELAPOR"],
    "number": ["NO USULAN", "NOMOR", "NO TIKET", "TRACKING ID", "NO PERMOHONAN"],
    "state": ["STATUS", "HASIL", "KEADAAN", "STATUS USULAN"],
    "note": ["KETERANGAN", "CATATAN", "ALASAN"],
}
SYSTEMS: tuple[dict[str, Any], ...] = (
    {
        "code": "dtsen", "name": "DTSEN (usulan lewat SIKS-NG)", "owner": "Kementerian Sosial", "number_word": "Nomor usulan", "days": 45,
        "states": [
            _state("disiapkan", "Disiapkan"), _state("muskel", "Menunggu musyawarah desa"), _state("diinput", "Sudah diinput operator", "INPUT", "TERINPUT"),
            _state("verifikasi", "Diperiksa Dinas Sosial", "VERIFIKASI", "PROSES"), _state("ground_check", "Ground check", "GC"),
            _state("disahkan", "Disahkan kepala daerah", "DISAHKAN"), _state("diterima", "Masuk DTSEN", "DITERIMA", "TERDAFTAR", "VALID", final=True),
            _state("ditolak", "Ditolak", "TIDAK LAYAK", "TIDAK VALID", final=True),
        ],
        "windows": [{"what": "Musyawarah desa/kelurahan", "from": 1, "to": 14}, {"what": "Input operator desa", "from": 1, "to": 11}],
        "columns": _columns("NO=urut|NIK=nik|NO KK=kk|NAMA LENGKAP=nama|TEMPAT LAHIR=tempat_lahir|TANGGAL LAHIR=tanggal_lahir|JENIS KELAMIN=kelamin|NAMA IBU KANDUNG=ibu_kandung|ALAMAT=alamat|RT=rt|RW=rw|DESA/KELURAHAN=desa|KECAMATAN=kecamatan|KABUPATEN/KOTA=kabkota|HUBUNGAN KELUARGA=hubungan|PEKERJAAN=pekerjaan|KETERANGAN=catatan"),
        "note": "Tanggal 1-14 tiap bulan musyawarah; sesudahnya bulan depan.", "source": "suarantb 25-10-2025",
    },
    {
        "code": "lapor", "name": "SP4N-LAPOR!", "owner": "Kementerian PANRB", "number_word": "Nomor tiket", "days": 14, "person": False,
        "states": [
            _state("diterima", "Diterima"), _state("verifikasi", "Sedang diverifikasi", "VERIFIKASI"), _state("diteruskan", "Diteruskan ke instansi", "DISPOSISI"),
            _state("proses", "Sedang diproses", "PROSES"), _state("dijawab", "Sudah dijawab", "TANGGAPAN"), _state("selesai", "Selesai", "CLOSED", final=True),
            _state("ditunda", "Ditunda atau diarsipkan", "ARSIP", final=True),
        ],
        "columns": _columns("NO=urut|TRACKING ID=nomor|NOMOR KASUS=nomor_kasus|KETERANGAN=catatan"),
        "note": "Aduan warga tetap di SP4N-LAPOR!; di sini hanya nomor dan keadaannya.", "source": "SIPPN 8304801",
    },
    {
        "code": "dukcapil", "name": "Dukcapil", "owner": "Disdukcapil kabupaten/kota", "number_word": "Nomor permohonan", "days": 14,
        "states": [
            _state("disiapkan", "Berkas disiapkan"), _state("diajukan", "Diajukan", "MASUK"), _state("kurang_berkas", "Berkas kurang", "TIDAK LENGKAP"),
            _state("proses", "Diproses", "PROSES"), _state("terbit", "Dokumen terbit", "SELESAI", "TERBIT", final=True), _state("ditolak", "Ditolak", "DITOLAK", final=True),
        ],
        "columns": _columns("NO=urut|NIK=nik|NO KK=kk|NAMA LENGKAP=nama|TEMPAT LAHIR=tempat_lahir|TANGGAL LAHIR=tanggal_lahir|JENIS KELAMIN=kelamin|ALAMAT=alamat|DESA/KELURAHAN=desa|KECAMATAN=kecamatan|KETERANGAN=catatan"),
        "source": "contoh",
    },
    {
        "code": "bpjs", "name": "BPJS Kesehatan (PBI-JK)", "owner": "BPJS Kesehatan", "number_word": "Nomor kartu atau usulan", "days": 30,
        "states": [
            _state("disiapkan", "Disiapkan"), _state("diusulkan", "Diusulkan", "USUL"), _state("verifikasi", "Diperiksa", "VERIFIKASI"),
            _state("aktif", "Aktif", "AKTIF", "PBI", final=True), _state("ditolak", "Ditolak", "TIDAK MEMENUHI", final=True), _state("nonaktif", "Tidak aktif", "NON AKTIF", final=True),
        ],
        "columns": _columns("NO=urut|NO KK=kk|NIK=nik|NAMA=nama|TANGGAL LAHIR=tanggal_lahir|JENIS KELAMIN=kelamin|ALAMAT=alamat|KODE DESA=kode_desa|NO HP=telepon|KETERANGAN=catatan"),
        "source": "contoh",
    },
)  # fmt: skip


def load_systems() -> int:
    """Insert the examples that are missing. Idempotent; what an office changed stays. Returns rows added."""
    known = set(ExternalSystem.objects.filter(area_code="").values_list("code", flat=True))
    new = [one for one in SYSTEMS if one["code"] not in known]
    now = clock.now()
    ExternalSystem.objects.bulk_create(
        ExternalSystem(**{"answers": _ANSWERS, **one}, area_code="", example=True, at=now, by=BY)
        for one in new
    )
    return len(new)
