"""Who is told of what, in one table: event -> who -> kind of message. The first line that fits a person wins.

`who` names a function of `audience`; the kinds and their words are in `wording`. Events that stand here
without a line are known and deliberately told to nobody; everything else never reaches this room.
`site.wiring` sends every event of this table to `actions.tell`.
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
    Line("case.glass_broken", "heads", "kaca_dibuka"),
    # duty
    Line("duty.swap_asked", "swap_asked", "tukar_diminta"),
    Line("duty.swapped", "swap_asker", "tukar_dijawab"),
    Line("duty.swap_declined", "swap_asker", "tukar_dijawab"),
    Line("duty.shift_soon", "shift_holder", "jaga_mulai"),
    # accompaniment
    Line("visit.due", "named", "kunjungan"),
    Line("followup.due", "named", "pantauan"),
    # referrals: back to who sent it and who works on the case
    Line("referral.accepted", "referrers", "rujukan"),
    Line("referral.waiting", "referrers", "rujukan"),
    Line("referral.declined", "referrers", "rujukan"),
    Line("referral.done", "referrers", "rujukan"),
    Line("referral.revoked", "referrers", "rujukan"),
    Line("referral.unanswered", "referrers", "rujukan"),
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
    "named": "Yang disebut oleh aturannya (tangga eskalasi, pendamping)",
    "heads": "Pimpinan wilayah",
    "swap_asked": "Rekan yang diminta",
    "swap_asker": "Yang meminta tukar",
    "shift_holder": "Yang bertugas",
    "referrers": "Pengirim rujukan dan penanggung jawab kasus",
    "reporter": "Pelapor",
    "reporters": "Semua pelapor kasus itu",
}


def lines_of(event: str) -> list[Line]:
    """The lines of one event, in their order."""
    return [line for line in LINES if line.event == event]


def watched() -> frozenset[str]:
    """Every event of the table."""
    return frozenset(line.event for line in LINES)
