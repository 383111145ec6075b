"""What can go wrong with the database server, in words for the person at the terminal."""


class EngineError(Exception):
    """The database cannot be used; the text says what to do, in Indonesian, and is shown as it is."""


USE_URL = (
    "Pasang PostgreSQL 15 atau lebih baru, lalu jalankan lagi dengan DATABASE_URL, misalnya\n"
    "  DATABASE_URL=postgresql://bubuhan:sandi@127.0.0.1:5432/bubuhan bubuhan up"
)


def no_binaries(reason: str) -> EngineError:
    return EngineError(
        f"PostgreSQL bawaan tidak dapat dijalankan di komputer ini ({reason}).\n{USE_URL}"
    )


def no_account() -> EngineError:
    return EngineError(
        "PostgreSQL menolak dijalankan oleh root, dan tidak ada akun biasa (bubuhan, postgres, "
        "nobody) yang dapat dipakai.\n"
        f"Jalankan perintah ini sebagai pengguna biasa, atau: {USE_URL}"
    )


def disk_full(place: str, free_mb: int, need_mb: int) -> EngineError:
    return EngineError(
        f"Ruang disk di {place} tinggal {free_mb} MB, perlu paling sedikit {need_mb} MB.\n"
        "Kosongkan sebagian disk, atau pilih folder lain dengan --data FOLDER."
    )


def no_space_left(place: str) -> EngineError:
    return EngineError(
        f"Disk penuh: PostgreSQL tidak dapat menulis ke {place}.\n"
        "Kosongkan sebagian disk, lalu jalankan lagi. Data yang sudah tersimpan tidak hilang."
    )


def not_writable(place: str, reason: str) -> EngineError:
    return EngineError(
        f"Folder {place} tidak dapat ditulisi ({reason}).\n"
        "Perbaiki izinnya, atau pilih folder lain dengan --data FOLDER."
    )


def other_major(place: str, found: str, ours: str) -> EngineError:
    newer = found.isdigit() and ours.isdigit() and int(found) > int(ours)
    advice = (
        "Pakai Bubuhan versi terbaru untuk membuka data ini."
        if newer
        else "Buat cadangan dengan Bubuhan versi lama (bubuhan backup BERKAS), lalu pulihkan "
        "dengan versi ini ke folder baru (bubuhan restore BERKAS --data FOLDER)."
    )
    return EngineError(
        f"Data di {place} dibuat oleh PostgreSQL {found}, sedangkan yang terpasang adalah "
        f"PostgreSQL {ours}.\n{advice}"
    )


def server_too_old(found: str, oldest: str) -> EngineError:
    return EngineError(
        f"Server PostgreSQL pada DATABASE_URL berversi {found}; Bubuhan memerlukan versi {oldest} "
        "atau lebih baru.\nPerbarui server itu, atau arahkan DATABASE_URL ke server lain."
    )


def unreachable(where: str, reason: str) -> EngineError:
    return EngineError(
        f"Basis data {where} tidak dapat dihubungi: {reason}\n"
        "Periksa apakah server PostgreSQL berjalan dan apakah DATABASE_URL benar "
        "(nama server, porta, basis data, pengguna, sandi)."
    )


def not_allowed(where: str, reason: str) -> EngineError:
    return EngineError(
        f"Pengguna basis data pada {where} tidak punya hak yang diperlukan: {reason}\n"
        "Jadikan ia pemilik basis data itu: ALTER DATABASE nama OWNER TO pengguna; lalu jalankan lagi."
    )


def did_not_start(log: str, tail: str) -> EngineError:
    return EngineError(
        f"PostgreSQL bawaan tidak berhasil dimulai. Catatan lengkap ada di {log}. "
        f"Baris terakhir:\n{tail}\n"
        "Bila ini berulang, pasang PostgreSQL sendiri dan pakai DATABASE_URL."
    )
