"""Who is told of what, in one table: event -> who -> kind of message. The first line that fits a person wins.

`who` names a function of `audience`; the kinds and their words are in `wording`. Every other event of the
journal stands in `silent.SILENT` with the reason why nobody is told of it; a test holds both against the
journal, so that a new event cannot be forgotten. `site.wiring` sends every event of this table to `actions.tell`.
"""

from typing import NamedTuple


class Line(NamedTuple):
    """Of an event, these people are told this kind of message."""

    event: str
    who: str
    kind: str


LINES: tuple[Line, ...] = (
    # a task on the phone
    Line("case.dispatched", "offered", "tawaran_tugas"),
    Line("case.dispatched", "lost", "tugas_ditarik"),
    Line("case.withdrawn", "offered", "tugas_ditarik"),
    Line("case.accepted", "lost", "tugas_ditarik"),
    Line("case.rejected", "lost", "tugas_ditarik"),
    Line("case.sent_back", "responders", "tugas_dikembalikan"),
    Line("offer.lapsed", "offered", "tawaran_lewat"),
    # the office
    Line("case.accepted", "desk", "tugas_diterima"),
    Line("case.declined", "desk", "tugas_ditolak"),
    Line("case.escalated", "named", "eskalasi"),
    Line("case.triaged", "watch", "darurat_baru"),
    Line("case.opened", "protectors", "dilindungi_baru"),
    Line("case.protected", "protectors", "dilindungi_baru"),
    Line("case.late_noted", "workers", "catatan_susulan"),
    Line("case.glass_broken", "heads", "kaca_dibuka"),
    Line("case.glass_reviewed", "named", "kaca_dinilai"),
    Line("case.entrusted", "named", "kasus_dipercayakan"),
    # duty
    Line("duty.planned", "shift_holder", "jaga_berubah"),
    Line("duty.cancelled", "shift_holder", "jaga_berubah"),
    Line("duty.repeated", "named", "jaga_bertambah"),
    Line("duty.copied", "named", "jaga_bertambah"),
    Line("duty.swap_asked", "swap_asked", "tukar_diminta"),
    Line("duty.swapped", "swap_asker", "tukar_dijawab"),
    Line("duty.swapped", "swap_taker", "jaga_berubah"),
    Line("duty.swap_declined", "swap_asker", "tukar_dijawab"),
    Line("duty.swap_withdrawn", "swap_colleague", "tukar_dijawab"),
    Line("duty.shift_soon", "shift_holder", "jaga_mulai"),
    # accompaniment
    Line("visit.due", "named", "kunjungan"),
    Line("followup.due", "named", "pantauan"),
    Line("plan.review_due", "workers", "tinjau_rencana"),
    # referrals: back to who sent it and who works on the case
    Line("referral.accepted", "referrers", "rujukan"),
    Line("referral.waiting", "referrers", "rujukan"),
    Line("referral.declined", "referrers", "rujukan"),
    Line("referral.done", "referrers", "rujukan"),
    Line("referral.revoked", "referrers", "rujukan"),
    Line("referral.unanswered", "referrers", "rujukan"),
    Line("referral.sent", "receivers", "rujukan_masuk"),
    Line("journey.arrived", "referrers", "kepulangan"),
    Line("journey.missed", "referrers", "kepulangan"),
    Line("journey.late", "referrers", "kepulangan"),
    Line("journey.departed", "receivers", "kepulangan_masuk"),
    Line("journey.late", "receivers", "kepulangan_masuk"),
    # the directory: who waits for a place, who keeps the figure
    Line("service.capacity_set", "waiting_there", "layanan_berubah"),
    Line("service.figure_old", "keepers", "angka_lama"),
    # the registry: back to who proposed or asked
    Line("membership.returned", "first_asker", "usulan"),
    Line("membership.refused", "first_asker", "usulan"),
    Line("change.approved", "first_asker", "usulan"),
    Line("change.returned", "first_asker", "usulan"),
    Line("change.refused", "first_asker", "usulan"),
    Line("duplicate.asked", "keepers", "ganda_ditanya"),
    Line("duplicate.shared", "first_asker", "ganda_dijawab"),
    Line("duplicate.declined", "first_asker", "ganda_dijawab"),
    # the law on personal data
    Line("breach.reported", "heads", "pelanggaran"),
    Line("breach.due_soon", "heads", "pdp_batas"),
    Line("breach.due_soon", "keepers", "pdp_batas"),
    Line("data_request.due_soon", "heads", "pdp_batas"),
    Line("data_request.due_soon", "keepers", "pdp_batas"),
    # the reporter, at each step
    Line("report.submitted", "reporter", "laporan_diterima"),
    Line("case.dispatched", "reporters", "laporan_ditugaskan"),
    Line("case.accepted", "reporters", "laporan_ditangani"),
    Line("case.resolved", "reporters", "laporan_selesai"),
    Line("case.closed", "reporters", "laporan_ditutup"),
    Line("case.rejected", "reporters", "laporan_ditolak"),
    Line("case.reopened", "reporters", "laporan_dibuka_lagi"),
)

# Who is told of what he did himself: only the one whose report arrived.
OWN_DEEDS = frozenset({"laporan_diterima"})

WHO = {
    "offered": "Yang ditawari atau memegang tugas itu",
    "lost": "Yang tawarannya ikut ditarik",
    "responders": "Penanggung jawab kasus",
    "desk": "Petugas yang piket; bila tidak ada, yang menugaskan",
    "watch": "Yang sedang piket; bila tidak ada, petugas kabupaten/kota (paling sering tiap sepuluh menit)",
    "workers": "Penanggung jawab kasus dan petugas yang menanganinya",
    "named": "Yang disebut oleh kejadiannya (tangga eskalasi, pendamping, yang dijadwalkan)",
    "heads": "Pimpinan wilayah",
    "protectors": "Pimpinan, bila kasusnya dilindungi dan belum ada yang menangani",
    "swap_asked": "Rekan yang diminta; bila terbuka, semua rekan sepilar yang tidak sedang bertugas saat itu",
    "swap_asker": "Yang meminta tukar",
    "swap_taker": "Yang menggantikan",
    "swap_colleague": "Rekan yang tadinya diminta",
    "shift_holder": "Yang bertugas",
    "referrers": "Pengirim rujukan atau kepulangan, dan penanggung jawab kasus",
    "receivers": "Petugas kantor tujuan",
    "waiting_there": "Yang rujukannya masih menunggu di layanan itu",
    "keepers": "Petugas kabupaten/kota itu",
    "first_asker": "Yang mengusulkan atau bertanya",
    "reporter": "Pelapor",
    "reporters": "Semua pelapor kasus itu",
}


def lines_of(event: str) -> list[Line]:
    """The lines of one event, in their order."""
    return [line for line in LINES if line.event == event]


def watched() -> frozenset[str]:
    """Every event of the table."""
    return frozenset(line.event for line in LINES)
