"""What each indicator means. One SQL file, one row here; pages print the row beside the figure."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "indicators"
LIVE = "langsung dari data saat halaman dibuka"


@dataclass(frozen=True, slots=True)
class Indicator:
    """`columns` is what the SQL returns, in order: a snapshot test guards it."""

    name: str
    title: str
    definition: str
    owner: str
    unit: str
    as_of: str
    columns: tuple[str, ...]

    @property
    def sql(self) -> str:
        return (FOLDER / f"{self.name}.sql").read_text("utf-8")


_OWNER = "Bidang Rehabilitasi Sosial, Dinas Sosial setempat"
_RESPONSE = (
    "Waktu dari kasus dibuka sampai ada jawaban pertama: tugas diterima, kunjungan, atau diambil petugas. "
    "Dihitung dari kasus yang dibuka dalam rentang yang dipilih, tanpa yang ditolak. Median: separuh kasus lebih "
    "cepat dari angka ini. Sembilan dari sepuluh: 90% kasus lebih cepat dari angka ini."
)

INDICATORS: dict[str, Indicator] = {
    row.name: row
    for row in (
        Indicator(
            "open_cases",
            "Kasus belum selesai",
            "Kasus yang menunggu, ditawarkan, ditangani, atau menunggu verifikasi. Terlambat: batas waktunya "
            "sudah lewat. Di tingkat desa kasus yang dilindungi tidak dihitung, supaya tempatnya tidak terungkap.",
            _OWNER,
            "kasus",
            LIVE,
            ("code", "band", "open", "waiting", "overdue"),
        ),
        Indicator(
            "first_response",
            "Waktu respons pertama",
            _RESPONSE,
            _OWNER,
            "menit",
            LIVE,
            ("code", "opened", "answered", "median_minutes", "p90_minutes", "in_time"),
        ),
        Indicator(
            "first_response_whole",
            "Waktu respons pertama seluruh wilayah",
            _RESPONSE,
            _OWNER,
            "menit",
            LIVE,
            ("opened", "answered", "median_minutes", "p90_minutes", "in_time"),
        ),
        Indicator(
            "coverage",
            "Desa dan kelurahan dengan PSM aktif",
            "Desa dan kelurahan yang mempunyai paling sedikit satu Pekerja Sosial Masyarakat (PSM) aktif dengan "
            "wilayah tugas di sana. PSM yang wilayah tugasnya kecamatan tidak dihitung.",
            "Bidang Pemberdayaan Sosial, Dinas Sosial setempat",
            "desa/kelurahan",
            LIVE,
            ("code", "villages", "covered", "psm"),
        ),
        Indicator(
            "needs",
            "Kasus belum selesai menurut kebutuhan",
            "Kasus yang belum selesai, menurut kebutuhan utamanya. Angka di bawah lima untuk kebutuhan yang "
            "dilindungi ditulis “< 5”.",
            _OWNER,
            "kasus",
            LIVE,
            ("code", "sensitive", "open", "overdue"),
        ),
        Indicator(
            "weeks",
            "Kasus dibuka dan ditutup per minggu",
            "Banyaknya kasus yang dibuka dan yang ditutup tiap minggu (Senin sampai Minggu). Minggu terakhir belum "
            "lengkap. Kasus yang ditolak tidak dihitung sebagai ditutup.",
            _OWNER,
            "kasus",
            LIVE,
            ("code", "opened", "closed"),
        ),
    )
}
