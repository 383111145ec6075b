"""What can be wrong in the work: reports, cases and the rooms around them."""

from bubuhan.kernel.wordings import ProblemKind as _K

PROBLEMS: dict[str, _K] = {
    # -- reports and cases ----------------------------------------------------------------------
    "already_assigned": _K(
        409, "Kasus ini sudah ada pada orang itu. Tunggu jawabannya, atau tarik dulu tugasnya."
    ),
    "case_protected": _K(
        403,
        "Kasus ini dilindungi. Hanya yang menangani yang boleh membukanya; petugas dapat menekan “Ambil kasus” lebih dulu.",
    ),
    "case_state": _K(
        409, "Kasus ini {state}, jadi tidak bisa {action}. Muat ulang untuk melihat keadaannya."
    ),
    "conflict_settled": _K(
        409, "Perbedaan ini sudah diputuskan orang lain. Muat ulang untuk melihat hasilnya."
    ),
    "not_a_member": _K(
        422,
        "Orang ini bukan anggota pilar yang aktif di kabupaten/kota itu. Pilih orang lain dari daftar usulan.",
    ),
    "offer_gone": _K(
        409, "Tugas ini sudah ditarik atau diambil orang lain. Terima kasih sudah siap membantu."
    ),
    "visit_before_case": _K(
        422,
        "Tanggal kunjungan {value} lebih dulu daripada kasusnya ({opened}). Periksa tanggalnya, lalu kirim lagi.",
    ),
    "glass_reason": _K(
        422,
        "Tulis alasannya dengan jelas, sedikitnya empat kata: apa yang darurat dan mengapa Anda perlu membacanya sekarang.",
    ),
    "own_glass": _K(
        409, "Pembukaan oleh Anda sendiri dinilai pimpinan lain. Mintalah ia menilainya."
    ),
}
