"""Clocks of everything that must not be forgotten, the ladder they climb, and every rung that was told.

A clock is started and stopped by reactions (`reactions.py`); `next_at` is the only column the scan
of every minute looks at: null when there is nothing more to do.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bubuhan.accounts.policy import Actor, area_q
from bubuhan.cases.models import Band, Case
from bubuhan.kernel.history import AreaRule


class ClockKind(models.TextChoices):
    """What is waited for."""

    RESPOND = "respond", "Respons pertama"
    RESOLVE = "resolve", "Selesai ditangani"
    OFFER = "offer", "Jawaban atas tawaran"
    REFERRAL = "referral", "Jawaban mitra"
    VISIT = "visit", "Kunjungan"
    REVIEW = "review", "Tinjauan rencana"
    FOLLOW_UP = "follow_up", "Pengukuran ulang"


class Rung(models.TextChoices):
    """Who is told, from the nearest to the highest."""

    RESPONDER = "responder", "Penanggung jawab"
    COORDINATOR = "coordinator", "Koordinator kecamatan"
    DUTY = "duty", "Regu piket"
    OFFICER = "officer", "Petugas Dinas Sosial"
    HEAD = "head", "Pimpinan"


class LadderStep(AreaRule):
    """One rung of an area and band: whom to tell, how long after the deadline. Rows with history.

    The deepest area that has any step for a band brings its whole ladder. `position` counts from 1;
    `working_hours` counts only the office's time.
    """

    band = models.CharField("urgensi", max_length=7, choices=Band.choices)
    position = models.PositiveSmallIntegerField("urutan")
    to = models.CharField("kepada", max_length=11, choices=Rung.choices)
    after_minutes = models.PositiveIntegerField("sesudah batas (menit)")
    working_hours = models.BooleanField("hanya jam kerja", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "band", "position"],
                condition=Q(valid_to=None),
                name="ladder_one_current",
            ),
            models.CheckConstraint(condition=Q(to__in=Rung.values), name="ladder_rung_known"),
            models.CheckConstraint(condition=Q(position__range=(1, 8)), name="ladder_position"),
        ]

    def __str__(self) -> str:
        return f"{self.area_code or 'nasional'} {self.band} {self.position}: {self.to}"


class ClockQuerySet(models.QuerySet["Clock"]):
    """Clocks, filtered by who asks: an office sees those of its area's cases."""

    def visible_to(self, actor: Actor) -> "ClockQuerySet":
        """Clocks of cases in the actor's area; a desa-level one gets none of sensitive cases."""
        if len(actor.area) > 8:
            return self.filter(area_q(actor), case__sensitive=False)
        return self.filter(area_q(actor))


class Clock(models.Model):
    """One promise that runs. `rung` is how many steps of the ladder were told.

    `subject_id` is what is waited for (the case, an offer, a referral, a visit); one open clock each.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=9, choices=ClockKind.choices)
    subject_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    area_code = models.CharField(max_length=13, db_collation="C")
    band = models.CharField(max_length=7, choices=Band.choices)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True)
    rung = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True, blank=True)
    told = models.CharField(max_length=11, blank=True, choices=Rung.choices)
    held_by = models.CharField(max_length=120, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Clock"]] = ClockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"], condition=Q(stopped_at=None), name="clock_one_open"
            ),
            models.CheckConstraint(condition=Q(kind__in=ClockKind.values), name="clock_kind_known"),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(next_at=None), name="clock_stopped_is_still"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="clock_next", condition=Q(next_at__isnull=False)),
            models.Index(
                fields=["area_code", "due_at"], name="clock_due", condition=Q(stopped_at=None)
            ),
            models.Index(
                fields=["case"], name="clock_climbing", condition=Q(stopped_at=None, rung__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%d-%m-%Y %H:%M}"


class Escalation(models.Model):
    """One rung that was told, once for ever: whom, when, and who took it on."""

    id = models.BigAutoField(primary_key=True)
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="escalations")
    position = models.PositiveSmallIntegerField()
    to = models.CharField(max_length=11, choices=Rung.choices)
    users = models.JSONField(default=list)
    persons = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock", "position"], name="escalation_once"),
        ]
        indexes = [models.Index(fields=["-at"], name="escalation_at")]

    def __str__(self) -> str:
        return f"{self.clock_id}.{self.position} {self.to}"
