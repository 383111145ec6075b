"""Messages to people, every attempt to deliver them, and what offices and persons have set.

A message never carries a name, a need, a story or a place below kecamatan: its text is rendered by
`wording.render` from `facts.Safe` alone, and kept as it was told.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bubuhan.accounts.policy import Actor, Role, area_q
from bubuhan.kernel.fields import EncryptedText
from bubuhan.kernel.ids import uuid7
from bubuhan.messages.kinds import Channel, Fault, MessageState, Pace, Topic

__all__ = [
    "Attempt",
    "Channel",
    "ChannelSetting",
    "ContactMark",
    "Fault",
    "Message",
    "MessageState",
    "Pace",
    "Preference",
    "PushSubscription",
    "Template",
    "Topic",
]


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages, filtered by who asks."""

    def visible_to(self, actor: Actor) -> "MessageQuerySet":
        """The office's desk: messages about its area; the field sees only its own (`mine`)."""
        if actor.role in (Role.PETUGAS, Role.PIMPINAN, Role.PENGELOLA):
            return self.filter(area_q(actor))
        return self.none()

    def mine(self, key: str) -> "MessageQuerySet":
        """What one recipient was told, newest first."""
        return self.filter(recipient=key).order_by("-at", "-id")


class Message(models.Model):
    """One thing told to one human being. `recipient` is `person:<id>` or `user:<id>`.

    `area_code` is never deeper than a kecamatan. `channels` are those still to try, in order.
    `claimed_until` marks a row a worker is sending; when it has passed, another may take it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event_id = models.UUIDField(null=True)
    event_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    recipient = models.CharField(max_length=43, db_collation="C")
    person_id = models.UUIDField(null=True)
    user_id = models.UUIDField(null=True)
    name = models.CharField(max_length=120)
    area_code = models.CharField(max_length=8, blank=True, db_collation="C")
    case_id = models.UUIDField(null=True)
    protected = models.BooleanField(default=False)
    kind = models.CharField(max_length=40)
    topic = models.CharField(max_length=10, choices=Topic.choices)
    band = models.CharField(max_length=7, blank=True)
    title = models.CharField(max_length=80)
    text = models.CharField(max_length=480)
    path = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=MessageState.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices, blank=True)
    channels = models.JSONField(default=list)
    attempts_made = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    digest = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="gathered"
    )
    digest_on = models.DateField(null=True)
    example = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["Message"]] = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event_id", "recipient"],
                condition=Q(event_id__isnull=False),
                name="message_once_an_event",
            ),
            models.UniqueConstraint(
                fields=["recipient", "digest_on"],
                condition=Q(digest_on__isnull=False),
                name="message_one_digest_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=MessageState.values), name="message_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(next_at__isnull=False),
                name="message_waiting_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="message_due", condition=Q(state="waiting")),
            models.Index(fields=["recipient", "-at"], name="message_inbox"),
            models.Index(fields=["area_code", "-at"], name="message_desk"),
            models.Index(fields=["recipient"], name="message_gather", condition=Q(state="digest")),
            models.Index(
                fields=["recipient"], name="message_unread", condition=Q(read_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"


class Attempt(models.Model):
    """One try to deliver, with the true answer of the other side (shortened)."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    at = models.DateTimeField()
    took_ms = models.IntegerField(default=0)
    address = models.CharField(max_length=60, blank=True)
    ok = models.BooleanField()
    fault = models.CharField(max_length=8, choices=Fault.choices, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["message", "id"], name="attempt_message")]

    def __str__(self) -> str:
        return f"{self.channel} {'ok' if self.ok else self.fault}"


class PushSubscription(models.Model):
    """A browser that agreed to be told. The endpoint is a secret address: encrypted, found by hash."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recipient = models.CharField(max_length=43, db_collation="C")
    endpoint = EncryptedText()
    endpoint_hash = models.CharField(max_length=64, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    label = models.CharField(max_length=80, blank=True)
    device_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    last_ok_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["recipient"], name="subscription_recipient")]

    def __str__(self) -> str:
        return self.label


class Preference(models.Model):
    """How one person wants to be told. `paces` is `{topic: pace}`; what is missing is told at once."""

    recipient = models.CharField(max_length=43, primary_key=True, db_collation="C")
    paces = models.JSONField(default=dict)
    order = models.JSONField(default=list)
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    rev = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.recipient


class ContactMark(models.Model):
    """An address that does not work, as the gateway told us; a success takes the mark away."""

    id = models.BigAutoField(primary_key=True)
    recipient = models.CharField(max_length=43, db_collation="C")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    address_hash = models.BinaryField(max_length=32)
    shown = models.CharField(max_length=60)
    answer = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "address_hash"], name="contact_mark_once"),
        ]
        indexes = [models.Index(fields=["recipient"], name="contact_mark_recipient")]

    def __str__(self) -> str:
        return f"{self.channel} {self.shown}"


class Dated(models.Model):
    """A row with history: replaced, never changed."""

    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    by = models.CharField(max_length=120)
    reason = models.CharField(max_length=500, blank=True)
    example = models.BooleanField(default=False)

    class Meta:
        abstract = True


class ChannelSetting(Dated):
    """How an office's messages leave through one channel. The key is encrypted and never shown again.

    `config` for email: `{"host", "port", "security": "starttls|tls|none", "user"}`; whatsapp: `{"base",
    "version", "phone_id", "template", "language"}`; sms: see `channels.sms.Gateway`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    active = models.BooleanField(default=True)
    sender = models.CharField(max_length=120, blank=True)
    config = models.JSONField(default=dict)
    secret = EncryptedText()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "channel"],
                condition=Q(valid_to__isnull=True),
                name="channel_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.area_code}"


class Template(Dated):
    """The words of one kind of message in one office. Only known placeholders."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    text = models.CharField(max_length=320)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "kind"],
                condition=Q(valid_to__isnull=True),
                name="template_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.area_code}"
