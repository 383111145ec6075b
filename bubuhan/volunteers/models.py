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
    pillar = models.CharField("pilar", max_length=30)
    area_code = models.CharField("wilayah tugas", max_length=13, db_collation="C")
    position = models.CharField("jabatan", max_length=120, blank=True)
    organisation = models.CharField("lembaga", max_length=160, blank=True)
    decree_no = models.CharField("nomor SK", max_length=120, blank=True)
    decree_issuer = models.CharField("penerbit SK", max_length=160, blank=True)
    decree_date = models.DateField("tanggal SK", null=True, blank=True)
    started_on = models.DateField("mulai", null=True, blank=True)
    started_precision = models.CharField(
        max_length=7, choices=Precision.choices, default=Precision.UNKNOWN
    )
    ended_on = models.DateField("berakhir", null=True, blank=True)
    end_reason = models.CharField("alasan berakhir", max_length=40, blank=True)
    end_note = models.CharField(max_length=250, blank=True)
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.ACTIVE)
    available = models.BooleanField("siap tugas", default=True)
    unavailable_until = models.DateTimeField(null=True, blank=True)
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
