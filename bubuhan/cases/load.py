"""Example rules of a new instance: response times and pillar mandates. Every row says "contoh".

Sources: SK 080 Dinsos Banjarmasin (SIPPN 8209396), first response within 45 minutes for
kedaruratan; Depok's standby 1 x 24 hours (jpnn 2026). All other figures are examples to be edited.
"""

from bubuhan.cases.models import Band, PillarMandate, SlaRule
from bubuhan.kernel import clock

BY = "contoh awal"
# area, band, respond minutes, resolve hours, title, regulation
SLA = (
    ("63.71", Band.DARURAT, 45, 72, "Kedaruratan PPKS, Kota Banjarmasin", "SK 080; SIPPN 8209396"),
    ("", Band.DARURAT, 60, 72, "Darurat", ""),
    ("", Band.TINGGI, 24 * 60, 7 * 24, "Siaga 1 x 24 jam", "contoh dari Kota Depok"),
    ("", Band.SEDANG, 3 * 24 * 60, 30 * 24, "Sedang", ""),
    ("", Band.RENDAH, 7 * 24 * 60, 60 * 24, "Rendah", ""),
)
# pillar, need ("" is all), weight 0..50, reason
MANDATES = (
    ("PSM", "", 30, "PSM mendampingi warga desa/kelurahan (Permensos 10/2019)"),
    ("TKSK", "", 22, "TKSK mengoordinasikan tingkat kecamatan (Permensos 28/2018)"),
    ("TAGANA", "bencana", 45, "Tagana untuk bencana (Permensos 8/2012)"),
    ("TAGANA", "", 5, "Tagana membantu bila diminta"),
    ("KSB", "bencana", 35, "Kampung Siaga Bencana di wilayahnya"),
    ("TRC", "orang_terlantar", 40, "Tim Reaksi Cepat untuk kedaruratan"),
    ("TRC", "odgj", 40, "Tim Reaksi Cepat untuk kedaruratan"),
    ("PEKSOS", "perlindungan_anak", 45, "Pekerja Sosial untuk asesmen anak (UU 14/2019)"),
    ("PEKSOS", "kekerasan", 45, "Pekerja Sosial untuk asesmen korban (UU 14/2019)"),
    ("PEKSOS", "odgj", 35, "Pekerja Sosial untuk asesmen (UU 14/2019)"),
    ("LK3", "konflik_keluarga", 40, "LK3 untuk konsultasi keluarga (Permensos 8/2012)"),
    ("LKS", "lansia_terlantar", 25, "LKS yang melayani lansia"),
    ("LKS", "alat_bantu", 25, "LKS yang melayani disabilitas"),
    ("KARANG_TARUNA", "bencana", 20, "Karang Taruna membantu penanganan di desa"),
    ("KARANG_TARUNA", "", 8, "Karang Taruna membantu warga desa/kelurahan"),
    ("SDM_PKH", "kekurangan_pangan", 15, "Pendamping PKH mengenal keluarga penerima"),
    ("WPKS", "kekerasan", 15, "WPKS mendampingi perempuan"),
)


def load_rules() -> int:
    """Insert the examples that are missing; rows the office replaced stay as they are.

    Idempotent: a rule that ever existed for the same key is not brought back. Returns rows added.
    """
    now = clock.now()
    known_sla = set(SlaRule.objects.values_list("area_code", "need", "service", "band"))
    new_sla = [
        SlaRule(
            area_code=area,
            band=band,
            title=title,
            respond_minutes=minutes,
            resolve_hours=hours,
            regulation=regulation,
            example=True,
            valid_from=now,
            by=BY,
        )
        for area, band, minutes, hours, title, regulation in SLA
        if (area, "", "", band) not in known_sla
    ]
    known_mandates = set(PillarMandate.objects.values_list("pillar", "need", "area_code"))
    new_mandates = [
        PillarMandate(
            pillar=pillar,
            need=need,
            weight=weight,
            reason=reason,
            example=True,
            valid_from=now,
            by=BY,
        )
        for pillar, need, weight, reason in MANDATES
        if (pillar, need, "") not in known_mandates
    ]
    SlaRule.objects.bulk_create(new_sla)
    PillarMandate.objects.bulk_create(new_mandates)
    return len(new_sla) + len(new_mandates)
