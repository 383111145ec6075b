"""Events that nobody is told of, by the reason why: the twin of `telling.LINES`.

Together they hold every event of the journal (`site/tests/test_event_catalogue.py`). The reasons are shown on
`/pengaturan/pesan/`, so that an office can see what it will not hear of, and where to look instead.
"""

# reason in words -> events
SILENT: dict[str, tuple[str, ...]] = {
    "Menunggu di daftar kerja, dengan angka di menu: antrean, beda isian, ganda & rangkap, usulan, bantuan ganda, "
    "permohonan warga": (
        *("case.joined", "case.conflicted"),
        *("match.proposed", "double.found", "double.reopened", "aid.doubled"),
        *("membership.proposed", "membership.passed", "change.requested"),
        *("data_request.received", "campaign.link_failed", "message.failed"),
    ),
    "Yang berkepentingan diberi tahu lewat kejadian lain yang menyertainya (tangga eskalasi, jawaban, jadwal)": (
        *("case.escalated_band", "case.held", "case.recounted", "case.glass_closed"),
        *("outcome.measured", "outcome.skipped", "visit.kept"),
        *("referral.seen", "referral.taken", "referral.undone", "journey.taken"),
        *("breach.told", "breach.closed", "data_request.worked", "data_request.answered"),
    ),
    "Langkah kerja pada satu kasus: terbaca di riwayat kasus, pada HP yang mengerjakannya, dan pada lini masa": (
        *("case.taken", "case.released", "case.visited", "case.noted", "case.updated"),
        *("case.conflict_settled", "case.unprotected", "case.band_set"),
        *("household.saved", "member.classified", "assessment.filled"),
        *("cause.added", "cause.changed", "cause.removed"),
        *("plan.saved", "plan.approved", "plan.reviewed", "action.done", "action.dropped"),
        *("schedule.saved", "schedule.stopped"),
        *("journey.planned", "journey.checked", "journey.turned_back", "journey.cancelled"),
        *("journey.resumed", "letter.issued", "letter.printed", "letter.withdrawn"),
        *("track.added", "track.moved", "track.settled", "aid.given", "aid.reversed"),
        *("aid.settled", "referral.link_made", "file.completed"),
    ),
    "Data registri dan mitra: terbaca di riwayat orang, anggota, atau mitra itu": (
        *("person.added", "person.edited", "person.matched", "person.linked", "person.unlinked"),
        *("person.unsure", "membership.added", "membership.changed", "membership.confirmed"),
        *("membership.ended", "membership.renewed", "membership.transferred", "change.withdrawn"),
        *("competence.added", "competence.ended", "occupation.added", "occupation.ended"),
        *("control.set", "control.withdrawn", "criterion.answered", "double.closed"),
        *("double.decided", "card.issued", "card.printed", "card.revoked", "absence.recorded"),
        *("absence.withdrawn", "volunteer.availability_set", "partner.added", "partner.changed"),
        *("partner.merged", "partner.unmerged", "service.added", "service.changed"),
        *("condition.set", "condition.ended"),
    ),
    "Konfirmasi tahunan dan impor: yang diminta dihubungi lewat tautan atau HP-nya; hasilnya di halamannya": (
        *("campaign.started", "campaign.reminded", "campaign.extended", "campaign.closed"),
        *("campaign.reopened", "campaign.answered", "campaign.village_answered"),
        *("campaign.end_settled", "campaign.link_opened"),
        *("import.committed", "import.overridden", "import.undone"),
        *("answer.imported", "proposal.exported", "refusal.settled"),
    ),
    "Aturan dan daftar kantor: tersimpan sebagai riwayat dengan siapa dan mengapa": (
        *("age_limit.changed", "aid_rule.changed", "competence_rule.changed", "criteria.changed"),
        *("double_rule.changed", "duty_rule.changed", "ladder.changed", "plan_template.changed"),
        *("outcome_rule.changed",),
        *("privacy_term.changed", "processing.changed", "referral_rule.changed"),
        *("registry_rule.changed", "retention.rule_changed", "sla.changed", "sla.recounted"),
        *("card.scheme_set", "track.system_set", "letter.text_set", "letter.text_reset"),
        *("letter.office_set", "message.channel_set", "message.words_set"),
        *("area.loaded", "boundaries.loaded", "demo.built", "duty.repeat_ended"),
    ),
    "Jejak siapa membaca, mengambil, atau menghapus data: diperiksa pimpinan di jurnal": (
        *("case.read_sensitive", "case.exported", "registry.exported", "aid.exported"),
        *("double.exported", "referral.exported", "snapshot.exported", "snapshot.taken"),
        *("snapshot.signed", "person.looked_up", "retention.run", "case.anonymised"),
        *("referral.link_opened", "referral.link_failed", "referral.link_refused"),
    ),
    "HP dan cara diberi tahu: dilakukan orangnya sendiri, atau terbaca di halaman perangkat dan meja pesan": (
        *("device.code_made", "device.enrolled", "device.handover_made", "device.handed_over"),
        *("device.custody_received", "device.pin_code_made", "device.pin_reset"),
        *("notify.subscribed", "notify.unsubscribed", "notify.preferred", "notify.tested"),
        *("message.retried", "message.address_freed", "message.channel_tried"),
    ),
}


def silent() -> frozenset[str]:
    """Every event told to nobody."""
    return frozenset(event for events in SILENT.values() for event in events)
