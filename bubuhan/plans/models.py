"""Plans, the visits they promise, and whether it helped.

A plan is versioned: draft -> approved -> replaced by the next. Goals and actions keep their `key`
from version to version, which is what a difference is computed on. Status columns are written only
by `actions.py`, `scheduling.py` and `outcomes.py`.
"""

from typing import Any
from uuid import UUID, uuid5

from django.db import models
from django.db.models import F, Q

from bubuhan.cases.models import Case
from bubuhan.kernel.history import AreaRule
from bubuhan.kernel.ids import uuid7


class Owner(models.TextChoices):
    """Who sees to an action."""

    RESPONDER = "responder", "Penanggung jawab di lapangan"
    OFFICER = "officer", "Petugas Dinas Sosial"
    PARTNER = "partner", "Mitra"
    FAMILY = "family", "Keluarga"


class Plan(models.Model):
    """One version of what is to be reached for a case. `agreed` null: not yet talked over."""

    class State(models.TextChoices):
        DRAFT = "draft", "Rancangan"
        APPROVED = "approved", "Berlaku"
        REPLACED = "replaced", "Diganti"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plans")
    version = models.PositiveSmallIntegerField("versi")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    agreed = models.BooleanField("disepakati", null=True)
    agreed_who = models.CharField("dengan siapa", max_length=160, blank=True)
    agreed_on = models.DateField("tanggal", null=True, blank=True)
    agreed_how = models.CharField("cara", max_length=160, blank=True)
    agreed_why_not = models.CharField("mengapa belum", max_length=500, blank=True)
    review_on = models.DateField("ditinjau", null=True, blank=True)
    review_told_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(max_length=120, blank=True)
    approval_note = models.CharField(max_length=1000, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="plan_version_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="draft"), name="plan_one_draft"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="approved"), name="plan_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(approved_at__isnull=False), name="plan_approved_date"
            ),
        ]
        indexes = [
            models.Index(fields=["review_on"], name="plan_review", condition=Q(state="approved"))
        ]

    def __str__(self) -> str:
        return f"{self.case_id} versi {self.version}"


class Goal(models.Model):
    """What should be different, and for which cause of the tree (its name is kept as it was)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals")
    key = models.UUIDField(default=uuid7)
    position = models.PositiveSmallIntegerField()
    text = models.CharField("tujuan", max_length=300)
    measure = models.CharField("tandanya tercapai", max_length=300, blank=True)
    cause_id = models.UUIDField(null=True, blank=True)
    cause_name = models.CharField("akar masalah", max_length=200, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="goal_once")]

    def __str__(self) -> str:
        return self.text


class PlanAction(models.Model):
    """A service or a step under a goal: who sees to it, until when, what became of it."""

    class State(models.TextChoices):
        TODO = "todo", "Belum"
        DONE = "done", "Selesai"
        DROPPED = "dropped", "Batal"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="actions")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="actions")
    key = models.UUIDField(default=uuid7)
    position = models.PositiveSmallIntegerField()
    text = models.CharField("langkah", max_length=300)
    service = models.CharField("layanan", max_length=40, blank=True)
    owner = models.CharField("pelaksana", max_length=9, choices=Owner.choices)
    owner_name = models.CharField("nama", max_length=160, blank=True)
    owner_person_id = models.UUIDField(null=True, blank=True)
    due_on = models.DateField("batas", null=True, blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.TODO)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=120, blank=True)
    done_note = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="action_once"),
            models.CheckConstraint(
                condition=~Q(owner="partner") | ~Q(owner_name=""), name="action_partner_named"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="action_done_date"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Schedule(models.Model):
    """Pendampingan: a topic, every so many days, from one day until another, by whom."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="schedules")
    topic = models.CharField("pendampingan", max_length=40)
    note = models.CharField("yang dilihat", max_length=300, blank=True)
    every_days = models.PositiveSmallIntegerField("setiap (hari)")
    from_on = models.DateField("mulai")
    until_on = models.DateField("sampai", null=True, blank=True)
    person_id = models.UUIDField(null=True, blank=True)
    person_name = models.CharField("oleh", max_length=120, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stop_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(every_days__range=(1, 366)), name="schedule_every_range"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="schedule_period",
            ),
        ]
        indexes = [models.Index(fields=["case"], name="schedule_case")]

    def __str__(self) -> str:
        return f"{self.topic} setiap {self.every_days} hari"


class DueVisit(models.Model):
    """One promised visit. Its id follows from schedule and day, so it is never made twice.

    From `miss_on` (the day of the next one) an undone visit counts as missed, not merely late.
    """

    class State(models.TextChoices):
        DUE = "due", "Belum"
        DONE = "done", "Dikunjungi"
        CANCELLED = "cancelled", "Dibatalkan"

    id = models.UUIDField(primary_key=True, editable=False)
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="visits")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="due_visits")
    due_on = models.DateField()
    miss_on = models.DateField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.DUE)
    entry_id = models.UUIDField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.CharField(max_length=120, blank=True)
    condition = models.CharField(max_length=8, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "due_on"], name="due_visit_once"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_on__isnull=False), name="due_visit_done_date"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="due_visit_open", condition=Q(state="due")),
            models.Index(fields=["case", "due_on"], name="due_visit_case"),
        ]

    def __str__(self) -> str:
        return f"{self.due_on} {self.state}"


def due_id(schedule_id: UUID, day: Any) -> UUID:
    """The id of the visit promised for a day."""
    return uuid5(schedule_id, f"{day:%Y-%m-%d}")


class Measurement(models.Model):
    """The short measure of a case at one moment; `score` null: left out, with the reason."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="measurements")
    moment = models.CharField(max_length=12)
    score = models.SmallIntegerField(null=True, blank=True)
    assessment_id = models.UUIDField(null=True, blank=True, unique=True)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(score__isnull=False) | ~Q(reason=""), name="measurement_or_reason"
            )
        ]
        indexes = [models.Index(fields=["case", "moment", "-at"], name="measurement_case")]

    def __str__(self) -> str:
        return f"{self.moment} {self.score}"


class FollowUp(models.Model):
    """Three months after the closing somebody looks again. `verdict` compares with the closing."""

    class State(models.TextChoices):
        DUE = "due", "Belum diukur"
        DONE = "done", "Sudah diukur"
        SKIPPED = "skipped", "Dilewati"
        CANCELLED = "cancelled", "Batal"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follow_ups")
    due_on = models.DateField()
    person_id = models.UUIDField(null=True, blank=True)
    person_name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DUE)
    before = models.SmallIntegerField(null=True, blank=True)
    after = models.SmallIntegerField(null=True, blank=True)
    verdict = models.CharField(max_length=8, blank=True)
    clear = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="due"), name="follow_up_one_due"
            )
        ]
        indexes = [
            models.Index(fields=["due_on"], name="follow_up_due", condition=Q(state="due")),
            models.Index(fields=["case"], name="follow_up_case"),
        ]

    def __str__(self) -> str:
        return f"{self.due_on} {self.state}"


class PlanTemplate(models.Model):
    """A plan to start from, per need. Rows with history.

    `goals` is `[{"text", "measure", "causes": [codes], "actions": [{"text", "service", "owner",
    "name", "days"}]}]`, `visits` `[{"topic", "every_days", "days"}]`.
    """

    id = models.BigAutoField(primary_key=True)
    need = models.CharField("kebutuhan", max_length=40, blank=True)
    title = models.CharField("nama", max_length=160)
    goals = models.JSONField(default=list)
    visits = models.JSONField(default=list)
    basis = models.CharField("dasar", max_length=200, blank=True)
    example = models.BooleanField("contoh", default=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "title"],
                condition=Q(valid_to=None),
                name="plan_template_one_current",
            )
        ]

    def __str__(self) -> str:
        return self.title


class OutcomeRule(AreaRule):
    """When the short measure is taken again, and what counts as a change. The deepest area wins."""

    after_days = models.PositiveSmallIntegerField("dilihat lagi sesudah (hari)")
    notable = models.PositiveSmallIntegerField("beda yang berarti")
    clear = models.PositiveSmallIntegerField("turun yang nyata")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code"], condition=Q(valid_to=None), name="outcome_rule_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_code or 'nasional'} {self.after_days} hari"
