"""Who serves: dated memberships of persons in pillars, how they came, changed and are checked.

A membership's columns are the present; `MemberFact` is its past, field by field. What a phone or a
second officer must agree to waits as a `ChangeRequest`; a new member waits in the verification chain.
"""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from bubuhan.accounts.policy import Actor, area_q
from bubuhan.kernel.fields import EncryptedText
from bubuhan.kernel.history import AreaRule
from bubuhan.kernel.ids import uuid7
from bubuhan.people.models import Origin, Person, Precision
from bubuhan.volunteers.competence_models import Competence, CompetenceNeed  # noqa: F401


class DateRange(Func):
    """PostgreSQL's `daterange(from, to, '[]')`; a missing end is open."""

    function = "daterange"


class Status(models.TextChoices):
    """Where a membership stands. A draft does not count and does not block another."""

    ACTIVE = "active", "Aktif"
    ENDED = "ended", "Berakhir"
    DRAFT = "draft", "Rancangan"


class VerifyState(models.TextChoices):
    """Where a new member stands in the verification chain. Blank: past it, or never in it."""

    SUBMITTED = "submitted", "Diajukan"
    RETURNED = "returned", "Dikembalikan"
    REFUSED = "refused", "Ditolak"
    PASSED = "passed", "Disahkan"


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, filtered by who asks and by time."""

    def visible_to(self, actor: Actor) -> "MembershipQuerySet":
        """Memberships whose duty area lies in the actor's subtree."""
        return self.filter(area_q(actor))

    def active(self) -> "MembershipQuerySet":
        return self.filter(status=Status.ACTIVE)


class Membership(models.Model):
    """One hat of one person: a pillar, a duty area, and from when until when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    member_no = models.CharField("nomor anggota", max_length=40, blank=True)
    pillar = models.CharField("pilar", max_length=30)
    area_code = models.CharField("wilayah tugas", max_length=13, db_collation="C")
    position = models.CharField("jabatan", max_length=120, blank=True)
    organisation = models.CharField("lembaga", max_length=160, blank=True)
    decree_no = models.CharField("nomor SK", max_length=120, blank=True)
    decree_issuer_type = models.CharField("jenis penerbit SK", max_length=30, blank=True)
    decree_issuer = models.CharField("penerbit SK", max_length=160, blank=True)
    decree_date = models.DateField("tanggal SK", null=True, blank=True)
    started_on = models.DateField("mulai", null=True, blank=True)
    started_precision = models.CharField(
        max_length=7, choices=Precision.choices, default=Precision.UNKNOWN
    )
    ends_on = models.DateField("masa berlaku sampai", null=True, blank=True)
    ended_on = models.DateField("berakhir", null=True, blank=True)
    end_reason = models.CharField("alasan berakhir", max_length=40, blank=True)
    end_note = models.CharField(max_length=250, blank=True)
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.ACTIVE)
    available = models.BooleanField("siap tugas", default=True)
    unavailable_until = models.DateTimeField(null=True, blank=True)
    previous = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="successors"
    )
    confirmed_at = models.DateTimeField("dikonfirmasi", null=True, blank=True)
    confirmed_by = models.CharField(max_length=160, blank=True)
    grade = models.CharField("derajat", max_length=8, blank=True)
    grade_reasons = models.JSONField(default=list, blank=True)
    graded_at = models.DateTimeField(null=True, blank=True)
    verify_state = models.CharField(max_length=9, choices=VerifyState.choices, blank=True)
    verify_step = models.PositiveSmallIntegerField(default=0)
    verify_role = models.CharField(max_length=12, blank=True)
    verify_level = models.PositiveSmallIntegerField(default=0)
    verify_note = models.CharField(max_length=500, blank=True)
    details = models.JSONField(default=dict)
    origin = models.CharField(max_length=6, choices=Origin.choices, default=Origin.OFFICE)
    origin_id = models.CharField(max_length=80, blank=True)
    rev = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = MembershipQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["area_code", "pillar"], name="member_active", condition=Q(status="active")
            ),
            models.Index(fields=["person"], name="member_person"),
            models.Index(
                fields=["area_code", "ends_on"], name="member_term", condition=Q(status="active")
            ),
            models.Index(
                fields=["area_code", "grade"], name="member_grade", condition=Q(status="active")
            ),
            models.Index(
                fields=["area_code", "verify_level"],
                name="member_verify",
                condition=Q(verify_state__in=["submitted", "returned"]),
            ),
        ]
        constraints = [
            ExclusionConstraint(
                name="member_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("pillar", RangeOperators.EQUAL),
                    ("area_code", RangeOperators.EQUAL),
                    (
                        DateRange(
                            F("started_on"),
                            F("ended_on"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(status="draft"),
            ),
            models.CheckConstraint(condition=~Q(area_code=""), name="member_area"),
            models.UniqueConstraint(
                fields=["member_no"], name="member_no_once", condition=~Q(member_no="")
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(started_on__isnull=True)
                | Q(ends_on__gte=F("started_on")),
                name="member_term_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(verify_state__in=["submitted", "returned", "refused"])
                | Q(status="draft"),
                name="member_verify_draft",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | Q(started_on__isnull=True)
                | Q(ended_on__gte=F("started_on")),
                name="member_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(status="ended", ended_on__isnull=False) & ~Q(end_reason="")
                | Q(status__in=["active", "draft"], ended_on__isnull=True, end_reason=""),
                name="member_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(started_on__isnull=True, started_precision="unknown")
                | Q(started_on__isnull=False) & ~Q(started_precision="unknown"),
                name="member_start_precision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pillar} {self.area_code}"

    def ready(self, now: datetime) -> bool:
        """True when this person can be called on now: active, willing, and not away for a while."""
        away = self.unavailable_until is not None and self.unavailable_until > now
        return self.status == Status.ACTIVE and self.available and not away


class MemberFact(models.Model):
    """One change of one field of a membership: before, after, who, through which door and why."""

    id = models.BigAutoField(primary_key=True)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="facts")
    field = models.CharField(max_length=30)
    old = models.CharField(max_length=250, blank=True)
    new = models.CharField(max_length=250, blank=True)
    origin = models.CharField(max_length=6, choices=Origin.choices)
    origin_id = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["membership", "-at"], name="member_fact")]

    def __str__(self) -> str:
        return f"{self.field}: {self.old} -> {self.new}"


class ChangeKind(models.TextChoices):
    """What a change touches; a request is of the gravest kind among its fields."""

    CONTACT = "contact", "Kontak dan alamat"
    AREA = "area", "Pindah wilayah tugas"
    IDENTITY = "identity", "Identitas"


class ChangeState(models.TextChoices):
    """Where a request stands."""

    WAITING = "waiting", "Menunggu"
    RETURNED = "returned", "Dikembalikan"
    APPROVED = "approved", "Disetujui"
    REFUSED = "refused", "Ditolak"
    WITHDRAWN = "withdrawn", "Dibatalkan"


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    """Requests, filtered by who asks."""

    def visible_to(self, actor: Actor) -> "ChangeRequestQuerySet":
        """Requests about members of the actor's subtree."""
        return self.filter(area_q(actor))


class ChangeRequest(models.Model):
    """A wish to change what the registry says of one person; an officer decides. Never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="change_requests")
    membership = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="requests"
    )
    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    phone_only = models.BooleanField(default=False)
    origin = models.CharField(max_length=6, choices=Origin.choices)
    origin_id = models.CharField(max_length=80, blank=True)
    made_by = models.CharField(max_length=120)
    made_by_user = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField()
    received_at = models.DateTimeField()
    note = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=9, choices=ChangeState.choices, default=ChangeState.WAITING)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_by_user = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=1000, blank=True)
    rev = models.PositiveIntegerField(default=1)

    objects: ClassVar[Any] = ChangeRequestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["area_code", "received_at"],
                name="change_waiting",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["person", "-received_at"], name="change_person"),
            models.Index(fields=["area_code", "state", "-received_at"], name="change_area"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | ~Q(state="waiting") & Q(decided_at__isnull=False),
                name="change_decided_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "refused"]) | ~Q(decision_note=""),
                name="change_refused_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"


class ChangeItem(models.Model):
    """One field of a request: what stood there when it was made, and what should stand there.

    A NIK is masked in `old` and `new`; the number itself is encrypted in `nik`, and the blind index
    of the former one tells whether it was changed meanwhile.
    """

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(ChangeRequest, on_delete=models.CASCADE, related_name="items")
    field = models.CharField(max_length=12)
    old = models.CharField(max_length=250, blank=True)
    new = models.CharField(max_length=250, blank=True)
    nik = EncryptedText()
    old_blind = models.BinaryField(max_length=32, null=True)
    applied = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "field"], name="change_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.old} -> {self.new}"


class RegistryRule(AreaRule):
    """How one kab/kota verifies new members and checks identities: rows with history.

    `steps` is `[{"name", "role", "level"}]`, the level as length of an area code (13 desa, 8
    kecamatan, 5 kab/kota, 2 province). No steps: who may propose a member may also admit him.
    """

    class Identity(models.TextChoices):
        SECOND = "second", "petugas lain atau pimpinan"
        HEAD = "head", "pimpinan"

    steps = models.JSONField(default=list, blank=True)
    identity = models.CharField(max_length=6, choices=Identity.choices, default=Identity.SECOND)
    regulation = models.CharField("dasar", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code"], condition=Q(valid_to=None), name="registry_rule_current"
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_code or 'nasional'}: {len(self.steps)}"


class Verification(models.Model):
    """One line of a new member's way through the chain, appended and never changed."""

    class Decision(models.TextChoices):
        SUBMITTED = "submitted", "Diajukan"
        PASSED = "passed", "Diteruskan"
        ADMITTED = "admitted", "Disahkan"
        RETURNED = "returned", "Dikembalikan dengan catatan"
        REFUSED = "refused", "Ditolak"

    id = models.BigAutoField(primary_key=True)
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="verifications"
    )
    step = models.PositiveSmallIntegerField()
    step_name = models.CharField(max_length=80)
    decision = models.CharField(max_length=9, choices=Decision.choices)
    note = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=120)
    by_user = models.UUIDField(null=True, blank=True)
    role = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["membership", "at"], name="verification_member")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(decision__in=["returned", "refused"]) | ~Q(note=""),
                name="verification_return_has_note",
            )
        ]

    def __str__(self) -> str:
        return f"{self.step_name}: {self.decision}"
