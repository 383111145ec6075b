"""Append-only events (audit and outbox in one) and the feed positions of the phones.

No foreign keys on purpose: history outlives the rows it speaks of.
"""

from django.db import models
from django.db.models import Q

from bubuhan.kernel.ids import uuid7


class Event(models.Model):
    """One thing that happened, in the past tense: `case.dispatched`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    name = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=120)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=64)
    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["name", "at"], name="event_name_at"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_kind}:{self.subject_id}"


class ReactionRun(models.Model):
    """What became of one reaction to one event; unique, which makes reactions idempotent."""

    class State(models.TextChoices):
        DONE = "done", "Selesai"
        RETRYING = "retrying", "Dicoba lagi"
        FAILED = "failed", "Gagal"

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField()
    event_name = models.CharField(max_length=60)
    reaction = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event_id", "reaction"], name="reaction_once"),
        ]
        indexes = [
            models.Index(fields=["-at"], name="reaction_open", condition=~Q(state="done")),
        ]

    def __str__(self) -> str:
        return f"{self.reaction} ({self.state})"


class SpaceCounter(models.Model):
    """Last position given out in a space. Taken under its row lock, last in the transaction."""

    code = models.CharField(max_length=60, primary_key=True, db_collation="C")
    pos = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.code}@{self.pos}"


class Feed(models.Model):
    """The latest position of each document in each space it is, or was, in."""

    id = models.BigAutoField(primary_key=True)
    space = models.CharField(max_length=60, db_collation="C")
    kind = models.CharField(max_length=20)
    doc_id = models.CharField(max_length=64)
    pos = models.BigIntegerField()
    gone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "kind", "doc_id"], name="feed_one_row_a_doc"),
            models.UniqueConstraint(fields=["space", "pos"], name="feed_one_doc_a_position"),
        ]

    def __str__(self) -> str:
        return f"{self.space} {self.kind}:{self.doc_id}@{self.pos}"
