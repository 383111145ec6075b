"""Accounts of people in offices and of phones in the field."""

from typing import ClassVar
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from bubuhan.accounts.policy import Actor, Role
from bubuhan.kernel.ids import uuid7


class UserManager(BaseUserManager["User"]):
    """Finds users by name, as Django's authentication wants."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """One person's account: a role and an area. A relawan signs in by a phone, without a password."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField("nama pengguna", max_length=60, unique=True)
    name = models.CharField("nama", max_length=120)
    email = models.EmailField("surel", blank=True)
    role = models.CharField("peran", max_length=12, choices=Role.choices)
    area_code = models.CharField("wilayah", max_length=13, blank=True, db_collation="C")
    person_id = models.UUIDField(null=True, blank=True, unique=True)
    is_active = models.BooleanField("aktif", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="user_role_known"
            ),
            models.UniqueConstraint(Lower("username"), name="user_one_name_whatever_the_case"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    def actor(self, device_id: UUID | None = None) -> Actor:
        """The actor this user is, optionally through one of his phones."""
        return Actor(
            user_id=self.id,
            name=self.name,
            role=Role(self.role),
            area=self.area_code,
            person_id=self.person_id,
            device_id=device_id,
        )


class Device(models.Model):
    """A phone that was enrolled. Its row is locked while it pushes; `last_seq` counts its commands.

    `pending` .. `persisted` are what the phone told about itself at its last contact; `successor` is
    the enrolment that took the same phone over with a hand-over code.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    last_seq = models.BigIntegerField(default=0)
    spaces = models.JSONField(default=list)
    enrolled_at = models.DateTimeField()
    enrolled_by = models.CharField(max_length=120, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_why = models.CharField(max_length=200, blank=True)
    wiped_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    clock_offset_ms = models.BigIntegerField(default=0)
    app_version = models.CharField(max_length=30, blank=True)
    pending = models.IntegerField(null=True, blank=True)
    pending_since = models.DateTimeField(null=True, blank=True)
    files_pending = models.IntegerField(null=True, blank=True)
    storage_used = models.BigIntegerField(null=True, blank=True)
    storage_quota = models.BigIntegerField(null=True, blank=True)
    persisted = models.BooleanField(null=True, blank=True)
    successor = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="predecessor"
    )

    class Meta:
        indexes = [models.Index(fields=["user", "-enrolled_at"], name="device_user")]

    def __str__(self) -> str:
        return self.name


class EnrolmentCode(models.Model):
    """A one-time code a coordinator makes for one person's phone; single use.

    `target` is the phone that a hand-over or a new PIN is for; `device` the one enrolled with it.
    """

    class Purpose(models.TextChoices):
        ENROL = "enrol", "Memasang HP"
        HANDOVER = "handover", "Serah terima HP"
        PIN = "pin", "PIN baru"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code_hash = models.CharField(max_length=64, unique=True)
    person_id = models.UUIDField()
    person_name = models.CharField(max_length=120)
    area_code = models.CharField(max_length=13, db_collation="C")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.RELAWAN)
    purpose = models.CharField(max_length=8, choices=Purpose.choices, default=Purpose.ENROL)
    target = models.ForeignKey(
        Device, null=True, blank=True, on_delete=models.CASCADE, related_name="codes"
    )
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    device = models.ForeignKey(
        Device, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose="enrol", target=None)
                | models.Q(purpose__in=["handover", "pin"], target__isnull=False),
                name="code_purpose_has_its_phone",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_name} s.d. {self.expires_at:%d-%m %H:%M}"


class SetupLink(models.Model):
    """A one-time link that sets a password; without a user it creates the first administrator."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"s.d. {self.expires_at:%d-%m %H:%M}"


class RateWindow(models.Model):
    """Counted tries of one kind by one key within a window (enrolment, set-up links)."""

    key = models.CharField(max_length=120, primary_key=True)
    since = models.DateTimeField()
    tries = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}: {self.tries}"
