"""What can be wrong in any room, in the platform rooms and with accounts."""

from bubuhan.kernel.wordings import ProblemKind as _K

PROBLEMS: dict[str, _K] = {
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
    "space_forbidden": _K(
        403,
        "HP ini tidak berhak mengambil data ruang {space}. Buka ulang aplikasi; bila wilayah tugas Anda berubah, minta koordinator memeriksanya.",
    ),
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
    # -- accounts -------------------------------------------------------------------------------
    "code_expired": _K(
        422, "Masa berlaku kode ini sudah lewat. Mintalah kode baru kepada koordinator Anda."
    ),
    "code_is_for_pin": _K(
        422, "Kode ini untuk membuat PIN baru. Pakai di layar PIN, pada bagian “Lupa PIN?”."
    ),
    "device_ended": _K(
        409, "HP ini sudah dicabut atau diserahkan. Buat kode untuk HP yang masih dipakai."
    ),
    "parcel_unreadable": _K(
        422, "Titipan ini tidak dapat dibuka. Ambil berkasnya sekali lagi dari HP, lalu coba lagi."
    ),
    "app_too_old": _K(
        422,
        "Bubuhan di HP ini versi lama. Muat ulang di tempat bersinyal, tekan “Muat ulang” bila ada tulisan "
        "“Versi baru siap”, lalu ketik kode ini lagi. Kodenya tetap berlaku.",
    ),
    "lookup_too_short": _K(
        422, "Tulis NIK 16 angka, atau nama lengkap bersama tahun lahir atau umurnya."
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
