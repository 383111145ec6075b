"""Who is on duty when: shifts, the patterns that make them, and swaps between colleagues.

Times are instants; what people read is the wall time of the shift's area. One person in two places
at once is refused by the database (`shift_one_place`), whatever the door.
"""

from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from bubuhan.accounts.policy import Actor, area_q
from bubuhan.duty.rule_models import (
    DutyNeed,
    Holiday,
    NightRule,
    OfferRule,
    OfficeHours,
    TravelFactor,
)
from bubuhan.kernel.ids import uuid7

__all__ = [
    "DutyNeed",
    "Holiday",
    "NightRule",
    "OfferRule",
    "OfficeHours",
    "Pattern",
    "Shift",
    "Swap",
    "TravelFactor",
]


class TstzRange(Func):
    """PostgreSQL's `tstzrange(from, to)`: the end does not belong to it."""

    function = "tstzrange"


class DutyQuerySet(models.QuerySet[Any]):
    """Rows of this room, filtered by who asks."""

    def visible_to(self, actor: Actor) -> "DutyQuerySet":
        """Rows whose area lies in the actor's subtree."""
        return self.filter(area_q(actor))


class Pattern(models.Model):
    """A shift that repeats: on these weekdays, every so many weeks, from a day on.

    `ends <= starts` is over midnight. Shifts are made some weeks ahead; one that clashes is left out.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person_id = models.UUIDField()
    membership_id = models.UUIDField(null=True, blank=True)
    person_name = models.CharField(max_length=120)
    pillar = models.CharField("pilar", max_length=30)
    area_code = models.CharField("wilayah", max_length=13, db_collation="C")
    days = models.JSONField("hari")
    starts = models.TimeField("mulai")
    ends = models.TimeField("sampai")
    every_weeks = models.PositiveSmallIntegerField("tiap minggu", default=1)
    first_on = models.DateField("mulai tanggal")
    last_on = models.DateField("sampai tanggal", null=True, blank=True)
    made_until = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    objects: ClassVar[Any] = DutyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(every_weeks__range=(1, 8)), name="pattern_every_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} {self.starts:%H.%M}"


class Shift(models.Model):
    """One person, on duty for one pillar in one area, from one instant to another."""

    class State(models.TextChoices):
        """A cancelled shift stays readable and blocks nobody."""

        PLANNED = "planned", "Direncanakan"
        CANCELLED = "cancelled", "Dibatalkan"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person_id = models.UUIDField()
    membership_id = models.UUIDField(null=True, blank=True)
    person_name = models.CharField(max_length=120)
    pillar = models.CharField("pilar", max_length=30)
    area_code = models.CharField("wilayah", max_length=13, db_collation="C")
    starts_at = models.DateTimeField("mulai")
    ends_at = models.DateTimeField("sampai")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    note = models.CharField("catatan", max_length=200, blank=True)
    pattern = models.ForeignKey(
        Pattern, on_delete=models.SET_NULL, null=True, blank=True, related_name="shifts"
    )
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    rev = models.PositiveIntegerField(default=1)

    objects: ClassVar[Any] = DutyQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="shift_one_place",
                expressions=[
                    ("person_id", RangeOperators.EQUAL),
                    (TstzRange(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS),
                ],
                condition=Q(state="planned"),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled"]), name="shift_state_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["area_code", "starts_at"],
                name="shift_roster",
                condition=Q(state="planned"),
            ),
            models.Index(fields=["person_id", "ends_at"], name="shift_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} {self.starts_at:%d-%m-%Y %H:%M}"


class Swap(models.Model):
    """Somebody asks to be replaced for one shift: one colleague, or whoever can."""

    class State(models.TextChoices):
        """Open until somebody takes it over, refuses (one asked), or the asker withdraws."""

        OPEN = "open", "Menunggu pengganti"
        ACCEPTED = "accepted", "Digantikan"
        DECLINED = "declined", "Tidak bersedia"
        WITHDRAWN = "withdrawn", "Ditarik"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="swaps")
    asker_id = models.UUIDField()
    asker_name = models.CharField(max_length=120)
    colleague_id = models.UUIDField(null=True, blank=True)
    colleague_name = models.CharField(max_length=120, blank=True)
    note = models.CharField("catatan", max_length=300, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shift"], condition=Q(state="open"), name="swap_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "accepted", "declined", "withdrawn"]),
                name="swap_state_known",
            ),
        ]
        indexes = [
            models.Index(fields=["colleague_id"], name="swap_asked", condition=Q(state="open"))
        ]

    def __str__(self) -> str:
        return f"{self.asker_name}: {self.state}"
