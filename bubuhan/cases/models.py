"""Cases: our opinion of what was reported, who deals with it, and what became of it.

Status columns are written only by `actions.py` and `opening.py`. `area_code` is where help is
needed; `area_code`, `state` and `deadline_at` carry the office queue's indexes.
"""

from collections.abc import Collection
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from bubuhan.accounts.policy import Actor, Role, area_q
from bubuhan.cases.kinds import Band, EntryKind, State
from bubuhan.cases.rule_models import CaseCounter, PillarMandate, SlaRule
from bubuhan.kernel.ids import uuid7
from bubuhan.reports.models import FileKind, Report

__all__ = [
    "Assignment",
    "Band",
    "BrokenGlass",
    "Case",
    "CaseCounter",
    "CaseEntry",
    "CaseFile",
    "CaseHandler",
    "CaseReport",
    "Conflict",
    "EntryKind",
    "PillarMandate",
    "SlaRule",
    "State",
]

OFFICE_ROLES = (Role.KOORDINATOR, Role.PETUGAS, Role.PIMPINAN)


OPEN = (State.WAITING, State.OFFERED, State.ACTIVE)
UNFINISHED = (*OPEN, State.RESOLVED)
MOST_BEYOND = 500  # cases outside an officer's area that his lists still show


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases, filtered by who asks."""

    def visible_to(self, actor: Actor, beyond: Collection[UUID] | None = None) -> "CaseQuerySet":
        """Cases this actor may see in some form; `access.level` says in which.

        `beyond` (from `access.reach`) saves looking up again which cases his area does not bring.
        A desa-level coordinator does not get the sensitive cases of his desa in a list: the list
        itself would say where they are.
        """
        if actor.role == Role.PENGELOLA:
            return self.none()
        if actor.role == Role.RELAWAN:
            return self.filter(concerns_q(actor))
        here = area_q(actor)
        if len(actor.area) > 8:
            here &= Q(sensitive=False)
        beyond = _beyond(actor) if beyond is None else beyond
        return self.filter(here | Q(pk__in=beyond)) if beyond else self.filter(here)


def _beyond(actor: Actor) -> set[UUID]:
    """Cases of an officer that his area does not bring (taken before they moved, or assigned).

    Looked up first and named one by one: an OR with subqueries would cost the queue its index.
    """
    plain = Q(case__sensitive=False) if len(actor.area) > 8 else Q()
    inside = area_q(actor, "case__area_code") & plain
    found = CaseHandler.objects.filter(user_id=actor.user_id, released_at=None)
    ids = found.exclude(inside).values_list("case_id")
    if actor.person_id is not None:
        held = Assignment.objects.filter(person_id=actor.person_id, state__in=Assignment.HOLDING)
        ids = ids.union(held.exclude(inside).values_list("case_id"))
    return {case_id for (case_id,) in ids[:MOST_BEYOND]}


def concerns_q(actor: Actor) -> Q:
    """Cases the actor works on, took responsibility for, or reported (the last: not sensitive)."""
    handled = Q(
        Exists(
            CaseHandler.objects.filter(case=OuterRef("pk"), user_id=actor.user_id, released_at=None)
        )
    )
    if actor.person_id is None:
        return handled
    assigned = Exists(
        Assignment.objects.filter(
            case=OuterRef("pk"), person_id=actor.person_id, state__in=Assignment.HOLDING
        )
    )
    reported = Exists(CaseReport.objects.filter(case=OuterRef("pk"), reporter_id=actor.person_id))
    return handled | Q(assigned) | (Q(sensitive=False) & Q(reported))


class Case(models.Model):
    """One need of one person or household in one place.

    `reasons` is `[{"text", "points"}]`, `signs` the merged answers, `field_revs` the revision at
    which each shared field last changed. `respond_by` is the promised first response, kept for the
    figures; `deadline_at` is the clock that runs now (response, then completion), null when none does.
    `review_at` is when waiting alone would raise the band.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField("nomor", max_length=20, unique=True)
    area_code = models.CharField("wilayah", max_length=13, db_collation="C")
    need = models.CharField("kebutuhan", max_length=40)
    subject_name = models.CharField("nama", max_length=120, blank=True)
    subject_key = models.CharField(max_length=120, blank=True, db_collation="C")
    subject_sex = models.CharField("jenis kelamin", max_length=1, blank=True)
    subject_age = models.SmallIntegerField("umur", null=True, blank=True)
    subject_phone = models.CharField("nomor HP", max_length=40, blank=True)
    place_note = models.CharField("patokan tempat", max_length=500, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    person_id = models.UUIDField(null=True, blank=True)
    sensitive = models.BooleanField(default=False)
    state = models.CharField("keadaan", max_length=8, choices=State.choices, default=State.WAITING)
    band = models.CharField("urgensi", max_length=7, choices=Band.choices)
    score = models.SmallIntegerField(default=0)
    reasons = models.JSONField(default=list)
    signs = models.JSONField(default=dict)
    opened_at = models.DateTimeField("dibuka")
    respond_by = models.DateTimeField("batas respons", null=True, blank=True)
    deadline_at = models.DateTimeField("batas waktu", null=True, blank=True)
    review_at = models.DateTimeField(null=True, blank=True)
    first_response_at = models.DateTimeField("respons pertama", null=True, blank=True)
    resolved_at = models.DateTimeField("selesai", null=True, blank=True)
    closed_at = models.DateTimeField("ditutup", null=True, blank=True)
    outcome = models.CharField("hasil", max_length=40, blank=True)
    summary = models.TextField("ringkasan", max_length=5000, blank=True)
    reject_reason = models.CharField("alasan ditolak", max_length=40, blank=True)
    rev = models.PositiveIntegerField(default=1)
    field_revs = models.JSONField(default=dict)
    example = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["Case"]] = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="case_state_known"),
            models.CheckConstraint(condition=Q(band__in=Band.values), name="case_band_known"),
            models.CheckConstraint(
                condition=Q(subject_sex__in=["", "L", "P"]), name="case_sex_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "rejected"], closed_at__isnull=False)
                | (~Q(state__in=["closed", "rejected"]) & Q(closed_at__isnull=True)),
                name="case_closed_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["resolved", "closed"])
                | (Q(resolved_at__isnull=False) & ~Q(outcome="")),
                name="case_resolved_has_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(reject_reason=""),
                name="case_rejected_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(first_response_at__isnull=True)
                | Q(first_response_at__gte=F("opened_at")),
                name="case_response_after_opening",
            ),
        ]
        indexes = [
            models.Index(
                fields=["area_code", "deadline_at"],
                include=["state", "band", "first_response_at"],
                name="case_queue",
                condition=Q(state__in=["waiting", "offered", "active", "resolved"]),
            ),
            models.Index(
                fields=["deadline_at"],
                name="case_queue_all",
                condition=Q(state__in=["waiting", "offered", "active", "resolved"]),
            ),
            models.Index(
                fields=["area_code", "subject_key"],
                name="case_household",
                condition=~Q(subject_key=""),
            ),
            models.Index(
                fields=["person_id"], name="case_person", condition=Q(person_id__isnull=False)
            ),
            models.Index(fields=["-opened_at"], name="case_opened"),
            models.Index(fields=["area_code", "-opened_at"], name="case_area_opened"),
            models.Index(fields=["review_at"], name="case_review", condition=Q(state="waiting")),
            GinIndex(
                fields=["subject_key", "number"],
                opclasses=["gin_trgm_ops", "gin_trgm_ops"],
                name="case_search",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class CaseReport(models.Model):
    """A report that opened this case, or joined it (`reasons` says why)."""

    report = models.OneToOneField(
        Report, primary_key=True, on_delete=models.PROTECT, related_name="case_link"
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    reporter_id = models.UUIDField(null=True)
    joined = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["reporter_id"], name="case_report_reporter")]

    def __str__(self) -> str:
        return f"{self.report_id} -> {self.case_id}"


class CaseEntry(models.Model):
    """One line of the timeline, appended and never changed. `id` is the command's id, if any.

    `at` is when we learned of it, `made_at` when its writer says he wrote it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=9, choices=EntryKind.choices)
    at = models.DateTimeField()
    made_at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=120)
    person_id = models.UUIDField(null=True, blank=True)
    text = models.TextField(max_length=5000, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="entry_kind_known")
        ]
        indexes = [models.Index(fields=["case", "at", "id"], name="entry_timeline")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%d-%m-%Y %H:%M}"


class CaseFile(models.Model):
    """A file of one timeline entry; the bytes may still be on their way."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files")
    entry = models.ForeignKey(CaseEntry, on_delete=models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64, db_collation="C")
    kind = models.CharField(max_length=5, choices=FileKind.choices)
    mime = models.CharField(max_length=60, blank=True)
    position = models.SmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "sha256"], name="case_file_once")]
        indexes = [
            models.Index(fields=["sha256"], name="case_file_sha"),
            models.Index(fields=["case", "position"], name="case_file_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"


class Assignment(models.Model):
    """A case offered to one member of a pillar, and the answer."""

    class State(models.TextChoices):
        OFFERED = "offered", "Ditawarkan"
        ACCEPTED = "accepted", "Diterima"
        DECLINED = "declined", "Ditolak"
        WITHDRAWN = "withdrawn", "Ditarik"
        DONE = "done", "Selesai"
        LAPSED = "lapsed", "Lewat waktu"

    class Part(models.TextChoices):
        """The one who answers for the case, or another pillar beside him."""

        LEAD = "lead", "Penanggung jawab"
        SUPPORT = "support", "Pendamping"

    # The holder sees the case; who declined or lost the task does not.
    HOLDING = ("offered", "accepted", "done")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    person_id = models.UUIDField()
    person_name = models.CharField(max_length=120)
    membership_id = models.UUIDField(null=True, blank=True)
    pillar = models.CharField(max_length=30, blank=True)
    part = models.CharField(max_length=7, choices=Part.choices, default=Part.LEAD)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OFFERED)
    lapses_at = models.DateTimeField(null=True, blank=True)
    offered_at = models.DateTimeField()
    offered_by = models.CharField(max_length=120)
    note = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=40, blank=True)
    answer_note = models.CharField(max_length=1000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["offered", "accepted", "declined", "withdrawn", "done", "lapsed"]
                ),
                name="assignment_state_known",
            ),
            models.UniqueConstraint(
                fields=["case", "person_id"],
                condition=Q(state__in=["offered", "accepted"]),
                name="assignment_one_open_each",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state="accepted", part="lead"),
                name="assignment_one_responder",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""),
                name="assignment_decline_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["person_id", "state"], name="assignment_person"),
            models.Index(fields=["case", "-offered_at"], name="assignment_case"),
            models.Index(
                fields=["lapses_at"], name="assignment_lapses", condition=Q(state="offered")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} ({self.state})"


class CaseHandler(models.Model):
    """An officer who took responsibility for a case: the way to read a sensitive one."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handlers")
    user_id = models.UUIDField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12)
    taken_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user_id"], condition=Q(released_at=None), name="handler_once"
            ),
        ]
        indexes = [
            models.Index(fields=["user_id"], name="handler_user", condition=Q(released_at=None))
        ]

    def __str__(self) -> str:
        return self.name


class Conflict(models.Model):
    """The same field written twice without knowing of each other: both values, for a person.

    `about`: the row of a room above this one whose field it is (a member of the household);
    its field is then named `member.age_years`, and `conflicts.KEEPERS` knows how to write it.
    """

    class State(models.TextChoices):
        OPEN = "open", "Menunggu keputusan"
        SETTLED = "settled", "Sudah diputuskan"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="conflicts")
    field = models.CharField(max_length=30)
    about = models.UUIDField(null=True, blank=True)
    about_name = models.CharField(max_length=120, blank=True)
    kept_value = models.CharField(max_length=500, blank=True)
    kept_by = models.CharField(max_length=120, blank=True)
    sent_value = models.CharField(max_length=500, blank=True)
    sent_by = models.CharField(max_length=120)
    sent_person_id = models.UUIDField(null=True, blank=True)
    base_rev = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    choice = models.CharField(max_length=4, blank=True)
    settled_by = models.CharField(max_length=120, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(choice__in=["", "kept", "sent"]), name="conflict_choice_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None)
                | Q(state="settled", settled_at__isnull=False),
                name="conflict_settled_has_date",
            ),
        ]
        indexes = [models.Index(fields=["-at"], name="conflict_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.field}: {self.state}"


class BrokenGlass(models.Model):
    """A protected case opened in an emergency: who, why, until when (three hours), and who was told."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="broken_glass")
    user_id = models.UUIDField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12)
    reason = models.TextField(max_length=1000)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.CharField(max_length=120, blank=True)
    verdict = models.CharField(max_length=9, blank=True)
    review_note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="glass_has_reason"),
            models.CheckConstraint(
                condition=Q(verdict__in=["", "wajar", "tidak"]), name="glass_verdict_known"
            ),
        ]
        indexes = [models.Index(fields=["user_id", "until"], name="glass_user")]

    def __str__(self) -> str:
        return f"{self.name} {self.opened_at:%d-%m-%Y %H:%M}"
