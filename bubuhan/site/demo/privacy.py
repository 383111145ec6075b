"""The UU PDP desk as it may look after some months: requests of every kind and state, three breaches, and whom to ask.

Rows only, in the past; their clocks run from then. All persons are invented.
"""

from datetime import datetime, timedelta
from random import Random

from bubuhan.privacy.models import (
    OPEN,
    Breach,
    DataRequest,
    Processing,
    RequestKind,
    RequestState,
    RequestStep,
)

KOTA = "63.71"
BY = "Budi Santoso"
# kind, wish, days ago, state, answer
ASKED = (
    ("akses", "Ingin tahu data apa saja yang disimpan tentang saya sejak melapor tahun lalu.", 1, "diterima", ""),
    ("perbaikan", "Nama saya tertulis Jumriah, yang benar Jumriyah. Tanggal lahir juga keliru satu tahun.", 2, "diproses", ""),
    ("salinan", "Meminta salinan data keanggotaan saya untuk melamar pelatihan pendamping sosial di provinsi.", 0, "diterima", ""),
    ("penghapusan", "Kasus ibu saya sudah selesai dan beliau sudah wafat. Mohon foto rumah kami dihapus.", 9, "diproses", ""),
    ("akses", "Siapa saja yang pernah membuka data keluarga saya?", 5, "diproses", ""),
    ("perbaikan", "Nomor HP saya sudah ganti, tetapi pesan masih dikirim ke nomor lama.", 21, "dipenuhi",
     "Nomor HP diperbaiki di Registri dan pemohon diberi tahu lewat telepon."),
    ("salinan", "Salinan riwayat tugas saya sebagai PSM.", 34, "dipenuhi",
     "Salinan dicetak dan diserahkan di kantor; tanda terima disimpan."),
    ("penghapusan", "Menghapus seluruh data bantuan yang pernah saya terima.", 48, "ditolak",
     "Buku bantuan wajib disimpan menurut aturan keuangan daerah. Foto yang tidak diperlukan sudah dihapus."),
    ("akses", "Melihat laporan yang ditulis tetangga tentang saya.", 63, "dipenuhi",
     "Isi yang menyangkut pemohon dibacakan; nama pelapor tidak disebutkan."),
    ("perbaikan", "Alamat saya tertulis Kelurahan Pelambuan, sekarang pindah ke Telaga Biru.", 80, "dipenuhi",
     "Alamat diperbaiki sesudah surat pindah diperlihatkan."),
)  # fmt: skip
NAMES = (
    "Jumriyah", "M. Arsyad", "Hj. Rusmilawati", "Abdul Hamid", "Siti Khadijah Nurul Ainun Ramadhani", "Fauzan Azmi",
    "Noor Laila", "Syahruddin", "Mahrita", "Ahmad Baihaqi",
)  # fmt: skip
# hours ago, how, data, people, measures, told (owners, agency), closed
BREACHES = (
    (20, "HP seorang PSM hilang di pasar. HP terkunci PIN dan sudah dicabut dari halaman Perangkat.",
     "Ringkasan 14 kasus di satu kecamatan; penyimpanannya tersandi.", 14,
     "Perangkat dicabut pukul 16.10; kontak terakhirnya sebelum hilang.", (True, False), False),
    (24 * 40, "Lembar daftar penerima bantuan terkirim ke grup WhatsApp yang salah, dihapus 12 menit kemudian.",
     "Nama dan desa 37 penerima bantuan, tanpa NIK.", 37,
     "Pesan ditarik; anggota grup diminta menghapus unduhan.", (True, True), True),
    (24 * 95, "Kata sandi petugas tertulis di papan tulis ruang rapat yang difoto untuk media sosial.",
     "Tidak ada tanda akun dipakai orang lain; jurnal diperiksa.", 0,
     "Sandi diganti hari itu, aplikasi pengaman dinyalakan.", (True, True), True),
)  # fmt: skip
OWNERS = {
    "registri": "Kepala Bidang Pemberdayaan Sosial",
    "kasus": "Kepala Bidang Rehabilitasi Sosial",
    "bantuan": "Bendahara Bantuan Sosial",
}


def fill(now: datetime) -> None:
    """Fill the desk of the city once."""
    random = Random(27)  # noqa: S311  (invented data; its own, so that nothing else of the demo moves)
    if DataRequest.objects.exists():
        return
    requests = [_request(n, asked, random, now) for n, asked in enumerate(ASKED, start=1)]
    DataRequest.objects.bulk_create(requests)
    RequestStep.objects.bulk_create([step for one in requests for step in _steps(one)])
    Breach.objects.bulk_create([_breach(n, row, now) for n, row in enumerate(BREACHES, start=1)])
    for code, owner in OWNERS.items():
        Processing.objects.filter(code=code, valid_to=None).update(owner=f"{owner} (contoh)")


def _request(
    n: int, asked: tuple[str, str, int, str, str], random: Random, now: datetime
) -> DataRequest:
    kind, wish, days, state, answer = asked
    at = now - timedelta(days=days, hours=random.randint(1, 8))
    hours = 336 if kind == RequestKind.PENGHAPUSAN else 72
    done = at + timedelta(hours=random.randint(20, 60)) if state not in OPEN else None
    return DataRequest(
        number=f"PDP-{KOTA}-{at:%Y}-{900 + n}", kind=kind, state=state, area_code=KOTA,
        applicant=NAMES[n - 1], contact=f"0899-0000-77{n:02d}", wish=wish,
        identity="" if state == RequestState.DITERIMA else "KTP diperlihatkan di kantor",
        received_at=at, due_at=at + timedelta(hours=hours), closed_at=done, answer=answer, by=BY,
    )  # fmt: skip


def _steps(one: DataRequest) -> list[RequestStep]:
    made = [RequestStep(request=one, at=one.received_at, by=BY, what="diterima")]
    if one.identity:
        later = one.received_at + timedelta(hours=2)
        made.append(RequestStep(request=one, at=later, by=BY, what="periksa", text=one.identity))
    if one.closed_at:
        what = "penuhi" if one.state == RequestState.DIPENUHI else "tolak"
        made.append(
            RequestStep(request=one, at=one.closed_at, by=BY, what=what, text=one.answer[:1000])
        )
    return made


def _breach(
    n: int, row: tuple[int, str, str, int, str, tuple[bool, bool], bool], now: datetime
) -> Breach:
    hours, how, data, people, measures, (owners, agency), closed = row
    at = now - timedelta(hours=hours)
    return Breach(
        number=f"INS-{KOTA}-{at:%Y}-{900 + n}", area_code=KOTA, found_at=at,
        happened_at=at - timedelta(hours=3), how=how, data=data, people=people, measures=measures,
        contact="Sekretariat Dinas Sosial, 0511-0000-000", due_at=at + timedelta(hours=72),
        subjects_told_at=at + timedelta(hours=8) if owners else None,
        agency_told_at=at + timedelta(hours=30) if agency else None,
        closed_at=at + timedelta(days=6) if closed else None,
        lesson="Dibahas dalam apel pagi." if closed else "", by=BY,
    )  # fmt: skip
