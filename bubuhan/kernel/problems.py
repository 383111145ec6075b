"""One catalogue of everything that can be wrong with what a person or a program sends.

A problem has a stable code for programs and an Indonesian sentence for people that says what
happened and what to do. Each room has its own section; a snapshot test guards the whole.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple


class ProblemKind(NamedTuple):
    """HTTP status and sentence template of one problem code."""

    status: int
    text: str


class Problem(Exception):
    """Something a person can put right. `field` names the place in the input, when there is one."""

    def __init__(self, code: str, /, field: str | None = None, **values: object) -> None:
        kind = CATALOGUE[code]
        self.code = code
        self.field = field
        self.status = kind.status
        self.values = values
        self.message = kind.text.format_map(_Blank(values))
        super().__init__(f"{code}: {self.message}")

    def as_dict(self) -> dict[str, Any]:
        """Return `{"code", "field", "message"}`, the shape every door answers with."""
        return {"code": self.code, "field": self.field, "message": self.message}


class _Blank(dict[str, object]):
    """A missing value leaves an ellipsis rather than a crash inside an error."""

    def __init__(self, values: Mapping[str, object]) -> None:
        super().__init__(values)

    def __missing__(self, key: str) -> str:
        return "…"


_K = ProblemKind

CATALOGUE: dict[str, ProblemKind] = {
    # -- any room -------------------------------------------------------------------------------
    "conflict": _K(
        409,
        "Data ini baru saja diubah orang lain. Muat ulang, lihat perubahannya, lalu putuskan lagi.",
    ),
    "field_invalid": _K(422, "Isian “{name}” belum benar: {why}. Perbaiki, lalu kirim lagi."),
    "field_missing": _K(422, "Isian “{name}” masih kosong. Lengkapi, lalu kirim lagi."),
    "field_unknown": _K(
        422, "Isian “{name}” tidak dikenal. Perbarui aplikasi di HP, lalu kirim lagi."
    ),
    "forbidden": _K(
        403, "Akun Anda tidak berwenang untuk tindakan ini. Hubungi petugas Dinas Sosial."
    ),
    "method_unknown": _K(
        405, "Alamat ini tidak menerima permintaan seperti itu. Perbarui aplikasi, lalu coba lagi."
    ),
    "not_found": _K(404, "Data tidak ditemukan. Mungkin sudah dipindah atau di luar wilayah Anda."),
    "text_too_long": _K(
        422,
        "Isian “{name}” terlalu panjang ({length} huruf, paling banyak {limit}). Ringkaskan, lalu kirim lagi.",
    ),
    "too_many_tries": _K(429, "Terlalu banyak percobaan. Tunggu {minutes} menit, lalu coba lagi."),
    "date_future": _K(
        422, "Tanggal {value} belum terjadi. Periksa tanggal di HP Anda, perbaiki, lalu kirim lagi."
    ),
    "nik_length": _K(
        422,
        "NIK harus 16 angka, yang ditulis {length} angka. Periksa KTP, atau kosongkan bila belum diketahui.",
    ),
    "nik_date": _K(
        422,
        "NIK {masked} memuat tanggal lahir yang tidak mungkin. Periksa lagi angka ke-7 sampai ke-12 pada KTP.",
    ),
    "nik_serial": _K(
        422, "NIK {masked} berakhiran 0000, itu hanya untuk data contoh. Tulis NIK sesuai KTP."
    ),
    "nik_excel": _K(
        422,
        "NIK rusak oleh Excel (angka terakhir hilang). Ubah kolom NIK menjadi Teks, tulis ulang NIK, lalu unggah lagi.",
    ),
    "phone_invalid": _K(422, "Nomor HP “{value}” belum benar. Tulis seperti 0812 3456 7890."),
    "date_invalid": _K(422, "Tanggal “{value}” tidak terbaca. Tulis seperti 17-08-1965."),
    # -- geo ------------------------------------------------------------------------------------
    "area_missing": _K(422, "Wilayah belum dipilih. Pilih desa atau kelurahan."),
    "area_retired": _K(
        422,
        "Kode wilayah {code} sudah tidak berlaku; penggantinya {successor}. Pilih wilayah yang berlaku.",
    ),
    "area_unknown": _K(
        422, "Kode wilayah {code} tidak ada dalam daftar resmi. Pilih wilayah dari daftar."
    ),
    # -- sync -----------------------------------------------------------------------------------
    "bad_command": _K(
        422, "Kiriman tidak lengkap: {why}. Perbarui aplikasi di HP, lalu kirim lagi."
    ),
    "body_too_large": _K(
        413, "Kiriman terlalu besar. Kirim lebih sedikit sekaligus; foto dikirim terpisah."
    ),
    "device_revoked": _K(
        401,
        "HP ini sudah dicabut oleh koordinator. Mintalah kode pendaftaran baru kepada koordinator Anda.",
    ),
    "not_json": _K(400, "Kiriman tidak terbaca. Perbarui aplikasi di HP, lalu coba lagi."),
    "seq_conflict": _K(
        409,
        "Nomor urut kiriman ini sudah dipakai. Aplikasi akan memberi nomor baru lalu mengirim lagi.",
    ),
    "seq_gap": _K(409, "Ada kiriman sebelumnya yang belum sampai. Kirim mulai nomor {expected}."),
    "space_forbidden": _K(403, "HP ini tidak berhak mengambil data ruang {space}."),
    "server_fault": _K(
        500,
        "Kiriman tersimpan tetapi belum dapat diproses; petugas teknis sudah diberi tahu. Tidak perlu mengirim ulang.",
    ),
    "token_unknown": _K(401, "HP ini belum dikenal. Daftarkan ulang dengan kode dari koordinator."),
    "unknown_command": _K(
        422, "Jenis kiriman “{type}” tidak dikenal. Perbarui aplikasi di HP, lalu kirim lagi."
    ),
    "try_again": _K(503, "Server sedang sibuk. Aplikasi akan mencoba lagi sendiri sebentar lagi."),
    # -- files ----------------------------------------------------------------------------------
    "disk_full": _K(
        507,
        "Tempat penyimpanan server penuh. Foto tetap aman di HP; coba lagi nanti dan beri tahu petugas.",
    ),
    "file_broken": _K(
        422,
        "Berkas ini rusak atau tidak terbaca. Ambil ulang foto atau rekam ulang suara, lalu kirim lagi.",
    ),
    "file_hash_mismatch": _K(
        422, "Isi berkas berubah di perjalanan. Aplikasi akan mengirimnya ulang dari awal."
    ),
    "file_name": _K(404, "Alamat berkas tidak benar. Perbarui aplikasi di HP, lalu kirim lagi."),
    "file_offset": _K(409, "Sebagian berkas ini sudah diterima. Lanjutkan dari byte {offset}."),
    "file_range": _K(
        400,
        "Bagian berkas yang dikirim tidak jelas: {why}. Perbarui aplikasi di HP, lalu kirim lagi.",
    ),
    "file_size": _K(
        409, "Ukuran berkas ini sebelumnya {total} byte. Kirim ulang dengan ukuran yang sama."
    ),
    "file_too_large": _K(
        413,
        "Berkas lebih besar dari {limit} MB. Kecilkan foto atau persingkat rekaman, lalu kirim lagi.",
    ),
    "file_type": _K(
        415,
        "Jenis berkas ini tidak diterima. Kirim foto (JPEG, PNG, WebP) atau rekaman suara (WebM, Ogg, M4A).",
    ),
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
    # -- people and volunteers ------------------------------------------------------------------
    "area_ambiguous": _K(
        422, "Wilayah “{value}” dapat berarti beberapa tempat: {options}. Pilih salah satu."
    ),
    "area_not_found": _K(
        422, "Wilayah “{value}” tidak ditemukan. Periksa ejaannya, atau pilih dari daftar."
    ),
    "area_outside": _K(
        422,
        "{label} di luar wilayah {scope}. Periksa wilayah tugasnya, atau serahkan baris ini ke Dinas Sosial setempat.",
    ),
    "batch_state": _K(
        409, "Unggahan ini {state}. Muat ulang halaman untuk melihat keadaan terakhir."
    ),
    "birth_differs": _K(
        422,
        "Tanggal lahir {value} tidak sama dengan tanggal dalam NIK ({nik}). Periksa salah satunya.",
    ),
    "date_ahead": _K(422, "Tanggal {value} belum terjadi. Periksa tanggalnya, lalu coba lagi."),
    "duplicate_answered": _K(
        409, "Permintaan ini sudah dijawab. Muat ulang untuk melihat jawabannya."
    ),
    "duplicate_masked": _K(
        403,
        "Salah satu data milik kantor lain. Minta kantor itu membukanya dulu, lalu putuskan bersama.",
    ),
    "duplicate_not_obvious": _K(
        409, "Pasangan ini perlu dilihat satu per satu. Buka pasangannya, lalu putuskan."
    ),
    "duplicate_superseded": _K(
        409, "Keputusan ini sudah diganti yang lebih baru. Muat ulang untuk melihat riwayatnya."
    ),
    "duplicate_too_many": _K(
        422, "Paling banyak {limit} pasangan sekaligus. Kurangi pilihan, lalu coba lagi."
    ),
    "end_reason_unknown": _K(422, "Alasan berakhir belum dipilih. Pilih alasan dari daftar."),
    "ended_before_start": _K(
        422, "Tanggal berakhir lebih awal dari tanggal mulai ({start}). Perbaiki salah satunya."
    ),
    "import_alarm": _K(
        409,
        "Belum disimpan, karena berkas ini tampak keliru: {what}. Periksa berkasnya; bila memang benar, tulis alasannya lalu simpan.",
    ),
    "import_too_many": _K(
        422,
        "Ada {files} berkas; paling banyak {limit} sekali unggah. Bagi menjadi beberapa unggahan.",
    ),
    "member_ended_before": _K(
        422,
        "Keanggotaan ini sudah diakhiri pada {ended}. Bila bertugas lagi, isi tanggal mulai sesudah itu.",
    ),
    "member_like": _K(
        422,
        "Mirip {other} yang sudah terdaftar ({why}). Baris ini disimpan sebagai orang baru dan menunggu di meja data ganda.",
    ),
    "member_unsure": _K(
        422,
        "Mungkin orang yang sama dengan {other} ({why}). Lengkapi NIK atau tanggal lahir, atau putuskan sendiri.",
    ),
    "membership_not_active": _K(409, "Keanggotaan ini sudah berakhir. Muat ulang halaman."),
    "membership_overlap": _K(
        409, "Orang ini sudah tercatat {pillar} di wilayah itu pada waktu yang sama."
    ),
    "name_missing": _K(
        422, "Nama kosong. Isi nama orangnya; baris tanpa nama tidak dapat disimpan."
    ),
    "nik_two_names": _K(
        422,
        "NIK {masked} dipakai dua nama: {names}. Periksa KTP keduanya, perbaiki salah satu NIK.",
    ),
    "person_known": _K(
        409, "Orang ini sudah ada di registri. Cari namanya, lalu tambahkan keanggotaan padanya."
    ),
    "person_similar": _K(
        409,
        "Ada orang yang mirip di registri: {names}. Periksa dulu; bila memang orang lain, centang “Tetap simpan” dan tulis alasannya.",
    ),
    "pillar_differs": _K(
        422,
        "Lembar ini tampaknya daftar {told}, bukan {given}. Pilih pilar yang benar pada lembarnya, lalu periksa lagi.",
    ),
    "pillar_missing": _K(422, "Pilar baris ini belum diketahui. Isi kolom Pilar, misalnya PSM."),
    "pillar_needed": _K(
        422,
        "Lembar {sheet} tidak menyebut pilarnya. Pilih pilarnya: PSM, TKSK, TAGANA, atau lainnya.",
    ),
    "pillar_unknown": _K(422, "Pilar “{value}” tidak dikenal. Pilih salah satu: {options}."),
    "psm_swadaya": _K(
        422,
        "Jabatan “{value}” tampaknya Penggerak Swadaya Masyarakat (pegawai), bukan Pekerja Sosial Masyarakat. Putuskan dahulu.",
    ),
    "psm_swadaya_sheet": _K(
        422,
        "Lembar ini menyebut Penggerak Swadaya Masyarakat atau desa/kementerian desa; PSM di sini Pekerja Sosial Masyarakat. Putuskan dahulu.",
    ),
    "reason_missing": _K(422, "Alasan perubahan masih kosong. Tulis alasannya dalam satu kalimat."),
    "rows_contradict": _K(
        422,
        "Baris lain dengan NIK yang sama menyebut {what} berbeda. Periksa KTP, lalu perbaiki baris yang keliru.",
    ),
    "sex_differs": _K(
        422, "Jenis kelamin {value} tidak sama dengan yang terbaca dari NIK. Periksa salah satunya."
    ),
    "sex_invalid": _K(422, "Jenis kelamin “{value}” tidak terbaca. Tulis L atau P."),
    "sheet_empty": _K(
        422, "Berkas ini tidak berisi baris data. Periksa apakah Anda memilih berkas yang benar."
    ),
    "sheet_formula": _K(
        422,
        "Sel {cell} berisi rumus yang belum dihitung. Buka berkas di Excel, simpan, lalu unggah lagi.",
    ),
    "sheet_no_header": _K(
        422, "Baris judul kolom tidak ditemukan. Pastikan ada baris judul yang memuat kolom NAMA."
    ),
    "sheet_no_name": _K(
        422, "Kolom nama belum ditentukan. Pilih kolom mana yang berisi nama orang."
    ),
    "sheet_not_found": _K(422, "Berkas {name} tidak ditemukan. Periksa nama dan letak berkasnya."),
    "sheet_password": _K(
        422,
        "Berkas ini dikunci kata sandi. Buka di Excel, hapus kata sandinya, simpan, lalu unggah lagi.",
    ),
    "sheet_pdf": _K(
        422,
        "Berkas ini sebenarnya PDF, bukan lembar kerja. Mintalah berkas Excel aslinya, lalu unggah itu.",
    ),
    "sheet_too_long": _K(
        422,
        "Berkas berisi {rows} baris; paling banyak {limit}. Pecah menjadi beberapa berkas, lalu unggah satu per satu.",
    ),
    "sheet_too_many": _K(
        422,
        "Berkas berisi {sheets} lembar; paling banyak {limit}. Sisakan lembar yang berisi daftar anggota, lalu unggah lagi.",
    ),
    "sheet_too_large": _K(
        413,
        "Berkas lebih besar dari {limit} MB. Hapus gambar di dalamnya atau pecah berkasnya, lalu unggah lagi.",
    ),
    "sheet_unusable": _K(
        422, "Berkas {name}: {why} Perbaiki atau keluarkan berkas itu, lalu coba lagi."
    ),
    "sheet_unreadable": _K(
        422,
        "Berkas ini tidak terbaca sebagai lembar kerja. Simpan ulang sebagai .xlsx di Excel, lalu unggah lagi.",
    ),
    # -- campaigns ------------------------------------------------------------------------------
    "campaign_area": _K(422, "Konfirmasi tahunan dijalankan per kabupaten atau kota. Pilih satu."),
    "campaign_closed": _K(
        409, "Konfirmasi ini sudah ditutup. Buka lagi bila jawaban masih ditunggu."
    ),
    "campaign_dates": _K(
        422,
        "Hari terakhir harus hari ini atau sesudahnya, tidak sebelum hari mulai, dan paling lama 180 hari sejak mulai.",
    ),
    "campaign_nobody": _K(
        422, "Belum ada anggota aktif dari pilar ini di wilayah itu. Pilih pilar lain."
    ),
    "campaign_open": _K(409, "Konfirmasi ini masih berjalan."),
    "campaign_pillars": _K(422, "Pilih paling sedikit satu pilar."),
    "campaign_running": _K(
        409,
        "Di wilayah ini masih ada konfirmasi yang berjalan. Tutup dulu, atau perpanjang yang ada.",
    ),
    "confirmation_code": _K(
        422, "Kode “{value}” tidak ada dalam daftar ini. Periksa lagi huruf dan angkanya."
    ),
    "confirmation_fact": _K(
        422,
        "Jawaban itu tidak sama dengan data kami. Coba lagi, atau hubungi petugas yang mengirim tautan ini.",
    ),
    "confirmation_link": _K(
        410,
        "Tautan ini tidak berlaku lagi. Mintalah tautan baru kepada petugas yang mengirimnya.",
    ),
    "confirmation_unknown": _K(
        422,
        "Konfirmasi ini bukan untuk Anda, atau masa tugasnya sudah berakhir. Sambungkan HP, lalu buka lagi.",
    ),
    "corrections_missing": _K(
        422, "Tulis paling sedikit satu hal yang berubah, atau pilih “Ya, masih benar”."
    ),
    "end_proposal_settled": _K(409, "Usulan ini sudah diputuskan. Muat ulang halamannya."),
    "reminder_too_soon": _K(
        409,
        "Semua yang belum menjawab sudah diingatkan dalam {days} hari terakhir. Tunggu dulu, lalu ingatkan lagi.",
    ),
    "village_note": _K(
        422, "Tulis keterangannya bila seseorang tidak lagi bertugas atau tidak dikenal."
    ),
    # -- memberships over time ------------------------------------------------------------------
    "change_empty": _K(
        422,
        "Tidak ada yang berbeda dari data sekarang. Ubah setidaknya satu isian, lalu kirim lagi.",
    ),
    "change_state": _K(
        409, "Permohonan ini {state}. Muat ulang halaman untuk melihat keputusannya."
    ),
    "decree_ends_before": _K(
        422,
        "SK berakhir {end}, lebih dulu daripada mulainya ({start}). Periksa kedua tanggal pada surat SK.",
    ),
    "decree_missing": _K(422, "Nomor SK belum diisi. Tulis nomor seperti pada surat SK."),
    "head_decides": _K(
        403,
        "Di wilayah ini perubahan identitas diputuskan pimpinan. Mintalah pimpinan memeriksanya.",
    ),
    "member_no_taken": _K(
        409, "Nomor anggota {value} sudah dipakai anggota lain. Periksa nomornya, lalu simpan lagi."
    ),
    "note_missing": _K(
        422, "Catatan masih kosong. Tulis apa yang harus diperbaiki, supaya pengaju tahu."
    ),
    "own_change": _K(
        403, "Permohonan ini Anda sendiri yang membuatnya. Mintalah petugas lain memutuskannya."
    ),
    "successor_unknown": _K(
        422,
        "Penerus harus anggota aktif di kabupaten/kota yang sama. Pilih orang lain, atau kembalikan kasusnya ke antrean.",
    ),
    "transfer_same_area": _K(
        422, "Wilayah tujuan sama dengan wilayah sekarang. Pilih wilayah tugas yang baru."
    ),
    "verify_state": _K(
        409, "Usulan anggota ini {state}. Muat ulang halaman untuk melihat keadaannya."
    ),
    # -- counts ---------------------------------------------------------------------------------
    "absence_known": _K(
        409, "Sudah tercatat bahwa pilar ini memang tidak ada di wilayah itu (menurut {said_by})."
    ),
    "control_replaced": _K(
        409, "Angka pembanding ini sudah diganti orang lain. Muat ulang halaman."
    ),
    "nip_invalid": _K(422, "NIP harus 18 angka. Periksa lagi, atau kosongkan."),
    "sheet_signed": _K(409, "Lembar ini sudah ditandai ditandatangani oleh {name}."),
    "signed_before_count": _K(
        422, "Tanggal tanda tangan lebih awal dari hitungannya ({taken}). Periksa tanggalnya."
    ),
    "snapshot_pair": _K(
        422, "Dua hitungan ini bukan dari wilayah yang sama, jadi tidak dapat dibandingkan."
    ),
    # -- cards ----------------------------------------------------------------------------------
    "card_doubtful": _K(
        409,
        "Keanggotaan {name} masih diragukan. Selesaikan dahulu alasannya di halaman orang, lalu terbitkan kartu.",
    ),
    "card_ended": _K(
        409,
        "Keanggotaan {name} tidak aktif atau masa SK-nya sudah lewat. Perbarui keanggotaannya, lalu terbitkan kartu.",
    ),
    "card_in_force": _K(
        409,
        "{name} sudah punya kartu yang berlaku. Cabut dahulu kartu lama bila perlu kartu baru.",
    ),
    "card_revoked": _K(409, "Kartu ini sudah dicabut. Muat ulang halaman."),
    "card_term": _K(
        422, "Masa berlaku kartu harus sesudah hari ini dan paling lama {years} tahun."
    ),
    "revoke_reason_unknown": _K(422, "Alasan pencabutan belum dipilih. Pilih alasan dari daftar."),
    "scheme_invalid": _K(
        422, "Pola nomor belum benar: {why}. Contoh yang benar: {{pilar}}-{{kode}}-{{urut}}."
    ),
    # -- standing -------------------------------------------------------------------------------
    "criterion_unknown": _K(
        422, "Kriteria “{value}” tidak dikenal. Muat ulang, lalu pilih kriteria dari daftar."
    ),
    "double_closed": _K(
        409, "Rangkap tugas ini sudah tidak ada: salah satu tugasnya berakhir. Muat ulang halaman."
    ),
    "double_forbidden": _K(
        422,
        "Menurut aturan pasangan ini keduanya tidak dapat berjalan bersama begitu saja. Pilih satu tugas, atau rujuk; bila aturannya lain di tempat Anda, ubah di Pengaturan.",
    ),
    "evidence_missing": _K(
        422, "Buktinya belum ada. Unggah foto atau PDF, atau tulis apa buktinya di catatan."
    ),
    "letter_missing": _K(
        422, "Nomor surat izin belum diisi. Tulis nomor surat dan unggah suratnya bila ada."
    ),
    "occupation_known": _K(409, "Pekerjaan ini sudah tercatat pada orang itu."),
    # -- accounts -------------------------------------------------------------------------------
    "code_expired": _K(
        422, "Kode ini sudah lewat 24 jam. Mintalah kode baru kepada koordinator Anda."
    ),
    "code_unknown": _K(422, "Kode tidak dikenal. Periksa lagi huruf dan angkanya."),
    "code_used": _K(
        422, "Kode ini sudah dipakai. Satu kode hanya untuk satu HP; mintalah kode baru."
    ),
    "link_expired": _K(
        410, "Tautan ini sudah lewat 7 hari. Mintalah tautan baru kepada pengelola."
    ),
    "link_unknown": _K(
        404, "Tautan tidak dikenal. Periksa apakah tersalin utuh, atau mintalah tautan baru."
    ),
    "link_used": _K(
        410, "Tautan ini sudah dipakai. Masuklah dengan kata sandi Anda, atau mintalah tautan baru."
    ),
    "own_account": _K(409, "Akun sendiri tidak dapat diubah di sini. Mintalah pengelola lain."),
    "username_taken": _K(422, "Nama pengguna “{value}” sudah dipakai orang lain. Pilih nama lain."),
}
