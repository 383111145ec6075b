"""Referrals, their history and links; the rules of answering; journeys home.

Status columns are written only by `answering.py`, `sending.py`, `travelling.py` and `receiving.py`. What a partner
was shown is kept as it was (`shown`, encrypted). A link's token is never stored, only its hash.
Services and partners are named by id and by the name of that day: history outlives the directory.
"""

import json
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from bubuhan.accounts.policy import Actor, Role
from bubuhan.cases.access import reach
from bubuhan.cases.models import Case
from bubuhan.kernel.fields import EncryptedText
from bubuhan.kernel.ids import uuid7
from bubuhan.referrals.kinds import AnswerWay, JourneyState, LinkKind, ReferralState
from bubuhan.referrals.rule_models import AnswerRule, JourneyRule

__all__ = [
    "AnswerRule",
    "Journey",
    "JourneyCheck",
    "JourneyLeg",
    "JourneyRule",
    "Referral",
    "ReferralFile",
    "ReferralLink",
    "ReferralStep",
]


class _Visible(models.QuerySet[Any]):
    """What hangs on a case that the actor sees in full."""

    def visible_to(self, actor: Actor) -> Any:
        """Of cases he sees in full: protected ones only when he works on them or took them."""
        if actor.role not in (Role.KOORDINATOR, Role.PETUGAS, Role.PIMPINAN):
            return self.none()
        found = reach(actor)
        cases = Case.objects.visible_to(actor, found.beyond)
        plain = Q(case__sensitive=False)
        if found.own:
            plain |= Q(case_id__in=found.own)
        return self.filter(plain, case_id__in=cases.values("id"))

    def arriving_at(self, actor: Actor) -> Any:
        """Sent to an office the actor works for; he sees of it what was shared, not the case."""
        if actor.role not in (Role.PETUGAS, Role.PIMPINAN):
            return self.none()
        return self.filter(to_area=actor.area) if actor.area else self.none()


class Referral(models.Model):
    """One case sent to one service, or to another office of ours (`to_area`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField("nomor", max_length=30, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    service_id = models.UUIDField(null=True, blank=True)
    partner_id = models.UUIDField(null=True, blank=True)
    service_name = models.CharField("layanan", max_length=160, blank=True)
    partner_name = models.CharField("mitra", max_length=160)
    partner_phone = models.CharField("telepon mitra", max_length=40, blank=True)
    to_area = models.CharField("kantor tujuan", max_length=13, blank=True, db_collation="C")
    from_area = models.CharField("kantor asal", max_length=13, db_collation="C")
    state = models.CharField(
        "keadaan", max_length=8, choices=ReferralState.choices, default=ReferralState.SENT
    )
    consent = models.BooleanField("persetujuan", default=False)
    consent_by = models.CharField("pemberi persetujuan", max_length=120, blank=True)
    ground = models.CharField("dasar tanpa persetujuan", max_length=40, blank=True)
    ground_note = models.CharField("keterangan dasar", max_length=500, blank=True)
    shared = models.JSONField(default=list)
    shown_text = EncryptedText()
    papers = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    band = models.CharField("urgensi", max_length=7)
    answer_by = models.DateTimeField("batas jawaban")
    sent_at = models.DateTimeField("dikirim")
    sent_by = models.CharField("pengirim", max_length=120)
    sent_by_id = models.CharField(max_length=64)
    seen_at = models.DateTimeField("dibaca", null=True, blank=True)
    answered_at = models.DateTimeField("dijawab", null=True, blank=True)
    done_at = models.DateTimeField("selesai", null=True, blank=True)
    revoked_at = models.DateTimeField("dicabut", null=True, blank=True)
    unanswered_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField("alasan ditolak", max_length=40, blank=True)
    wait_place = models.PositiveIntegerField("urutan tunggu", null=True, blank=True)
    wait_until = models.DateField("menunggu sampai", null=True, blank=True)
    note = EncryptedText()
    taken_by_id = models.UUIDField(null=True, blank=True)
    taken_by = models.CharField(max_length=120, blank=True)
    letter_id = models.UUIDField(null=True, blank=True)
    letter_no = models.CharField("nomor surat", max_length=80, blank=True)
    before = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="after"
    )
    rev = models.PositiveIntegerField(default=1)
    example = models.BooleanField(default=False)

    objects: ClassVar[Any] = _Visible.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ReferralState.values), name="referral_state_known"
            ),
            models.CheckConstraint(
                condition=Q(consent=True) | ~Q(ground=""), name="referral_has_ground"
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""),
                name="referral_declined_has_reason",
            ),
            models.CheckConstraint(
                condition=(Q(state="done") & Q(done_at__isnull=False))
                | (~Q(state="done") & Q(done_at__isnull=True)),
                name="referral_done_has_date",
            ),
            models.UniqueConstraint(
                fields=["case", "service_id"],
                condition=Q(state__in=["sent", "seen", "waiting", "accepted"])
                & Q(service_id__isnull=False),
                name="referral_one_open_each",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-sent_at"], name="referral_case"),
            models.Index(fields=["partner_id", "-sent_at"], name="referral_partner"),
            models.Index(
                fields=["answer_by"],
                name="referral_due",
                condition=Q(state__in=["sent", "seen"]) & Q(unanswered_at__isnull=True),
            ),
            models.Index(
                fields=["to_area", "state"], name="referral_office", condition=~Q(to_area="")
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def area_code(self) -> str:
        """Where the case is now."""
        return self.case.area_code

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What the partner sees, `(label, text)`, frozen when it was sent."""
        return [(label, text) for label, text in json.loads(self.shown_text or "[]")]


class ReferralStep(models.Model):
    """One change of state, appended; `undone_by` takes it out of the count, never out of the history."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="steps")
    action = models.CharField(max_length=8)
    before = models.CharField(max_length=8, choices=ReferralState.choices)
    after = models.CharField(max_length=8, choices=ReferralState.choices)
    way = models.CharField(max_length=6, choices=AnswerWay.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    reason = models.CharField(max_length=40, blank=True)
    note = EncryptedText()
    wait_place = models.PositiveIntegerField(null=True, blank=True)
    wait_until = models.DateField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["referral", "at", "id"], name="referral_steps")]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%d-%m-%Y %H:%M}"


class ReferralFile(models.Model):
    """A photo a partner or an officer gave as evidence."""

    id = models.BigAutoField(primary_key=True)
    step = models.ForeignKey(ReferralStep, on_delete=models.CASCADE, related_name="files")
    sha256 = models.CharField(max_length=64, db_collation="C")
    mime = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "sha256"], name="referral_file_once")
        ]
        indexes = [models.Index(fields=["sha256"], name="referral_file_sha")]

    def __str__(self) -> str:
        return self.sha256[:12]


class ReferralLink(models.Model):
    """The way in for somebody without an account: one referral, for a while, with a code beside it.

    `token_hash` is the SHA-256 of 192 random bits; `code_hash` a keyed hash of six digits.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=7, choices=LinkKind.choices)
    token_hash = models.CharField(max_length=64, unique=True, db_collation="C")
    code_hash = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["referral", "-made_at"], name="referral_links")]

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at:%d-%m-%Y}"


class Journey(models.Model):
    """Somebody goes home to another kab/kota: conditions, legs, who accompanies, who receives.

    The case stays with its office until the receiving one confirms the arrival.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField("nomor", max_length=30, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="journeys")
    state = models.CharField(
        "keadaan", max_length=10, choices=JourneyState.choices, default=JourneyState.PREPARING
    )
    from_area = models.CharField("kantor asal", max_length=13, db_collation="C")
    to_area = models.CharField("kantor tujuan", max_length=13, db_collation="C")
    to_place = models.CharField("alamat tujuan", max_length=250, blank=True)
    family = EncryptedText()
    companion = models.CharField("pendamping", max_length=120, blank=True)
    companion_phone = models.CharField("telepon pendamping", max_length=40, blank=True)
    companion_role = models.CharField("peran pendamping", max_length=120, blank=True)
    shared = models.JSONField(default=list)
    shown_text = EncryptedText()
    planned_at = models.DateTimeField("direncanakan")
    planned_by = models.CharField(max_length=120)
    planned_by_id = models.UUIDField(null=True, blank=True)
    departed_at = models.DateTimeField("berangkat", null=True, blank=True)
    expected_at = models.DateTimeField("perkiraan tiba", null=True, blank=True)
    arrived_at = models.DateTimeField("tiba", null=True, blank=True)
    confirmed_by = models.CharField(max_length=120, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    late_at = models.DateTimeField(null=True, blank=True)
    note = EncryptedText()
    taken_by_id = models.UUIDField(null=True, blank=True)
    taken_by = models.CharField(max_length=120, blank=True)
    letter_id = models.UUIDField(null=True, blank=True)
    letter_no = models.CharField("nomor surat", max_length=80, blank=True)
    rev = models.PositiveIntegerField(default=1)
    example = models.BooleanField(default=False)

    objects: ClassVar[Any] = _Visible.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=JourneyState.values), name="journey_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(from_area=models.F("to_area")), name="journey_goes_elsewhere"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["preparing", "travelling", "missing"]),
                name="journey_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="arrived") | Q(arrived_at__isnull=False),
                name="journey_arrived_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-planned_at"], name="journey_case"),
            models.Index(fields=["to_area", "state"], name="journey_office"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What the receiving office sees: `(label, text)`."""
        return [(label, text) for label, text in json.loads(self.shown_text or "[]")]


class JourneyCheck(models.Model):
    """One condition of one journey, in the words of the day it was planned."""

    id = models.BigAutoField(primary_key=True)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="checks")
    code = models.CharField(max_length=40)
    text = models.CharField(max_length=250)
    source = models.CharField(max_length=200, blank=True)
    example = models.BooleanField(default=False)
    position = models.SmallIntegerField()
    met = models.BooleanField(null=True, blank=True)
    waived = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["journey", "code"], name="journey_check_once"),
            models.CheckConstraint(
                condition=Q(waived=False) | ~Q(note=""), name="journey_waived_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def settled(self) -> bool:
        return self.met is True or self.waived


class JourneyLeg(models.Model):
    """One stretch of the way."""

    id = models.BigAutoField(primary_key=True)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="legs")
    position = models.SmallIntegerField()
    mode = models.CharField("kendaraan", max_length=40)
    start = models.CharField("dari", max_length=120)
    end = models.CharField("ke", max_length=120)
    leaves_at = models.DateTimeField("berangkat", null=True, blank=True)
    arrives_at = models.DateTimeField("tiba", null=True, blank=True)
    carrier = models.CharField("nama kendaraan", max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["journey", "position"], name="journey_leg_once"),
            models.CheckConstraint(
                condition=Q(leaves_at__isnull=True)
                | Q(arrives_at__isnull=True)
                | Q(arrives_at__gte=models.F("leaves_at")),
                name="journey_leg_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start} - {self.end}"


def key_of(raw: str) -> UUID | None:
    """An id of an address or a form; None when it is none."""
    try:
        return UUID(raw)
    except ValueError:
        return None
