"""Who serves: dated memberships of persons in pillars."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from bubuhan.accounts.policy import Actor, area_q
from bubuhan.kernel.ids import uuid7
from bubuhan.people.models import Origin, Person, Precision


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
