"""Field reports exactly as sent. A trigger refuses every change: a report is what was said."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bubuhan.accounts.policy import Actor, Role, area_q
from bubuhan.people.models import SourceRecord


class ReportKind(models.TextChoices):
    """What a person in the field wants to say."""

    KASUS = "kasus", "Kasus"
    ISU = "isu", "Isu"
    MASUKAN = "masukan", "Masukan"
    KEGIATAN = "kegiatan", "Kegiatan"


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports, filtered by who asks."""

    def visible_to(self, actor: Actor) -> "ReportQuerySet":
        """Office roles: isu, masukan and kegiatan of their area, without the sensitive.

        A kasus is read as a case, where its present protection holds. In the field: one's own.
        The administrator sees no content.
        """
        own = Q(reporter_id=actor.person_id) if actor.person_id else Q(user_id=actor.user_id)
        if actor.role in (Role.KOORDINATOR, Role.PETUGAS, Role.PIMPINAN):
            open_to_all = Q(sensitive=False) & ~Q(kind=ReportKind.KASUS)
            return self.filter(own | (area_q(actor) & open_to_all))
        if actor.role == Role.RELAWAN:
            return self.filter(own)
        return self.none()


class Report(models.Model):
    """One report. `id` is the id the phone gave it; `made_at` is a claim, `received_at` a fact.

    `body` holds signs, consent and the subject without NIK and phone-independent extras, as sent:
    `{"signs": {code: bool|null}, "consent": {...}|null, "subject": {...}|null, "place_note": str}`.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField("jenis", max_length=8, choices=ReportKind.choices)
    device_id = models.UUIDField(null=True)
    user_id = models.UUIDField()
    reporter_id = models.UUIDField(null=True)
    reporter_name = models.CharField("pelapor", max_length=120)
    area_code = models.CharField("wilayah", max_length=13, db_collation="C")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    happened_on = models.DateField("tanggal kejadian")
    made_at = models.DateTimeField("ditulis")
    received_at = models.DateTimeField("diterima")
    clock_offset_ms = models.BigIntegerField(default=0)
    need = models.CharField("kebutuhan", max_length=40, blank=True)
    story = models.TextField("cerita", max_length=5000)
    body = models.JSONField(default=dict)
    sensitive = models.BooleanField(default=False)
    source_record = models.ForeignKey(
        SourceRecord, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[models.Manager["Report"]] = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ReportKind.values), name="report_kind_known"
            ),
            models.CheckConstraint(condition=~Q(story=""), name="report_has_story"),
            models.CheckConstraint(
                condition=~Q(kind="kasus") | ~Q(need=""), name="report_kasus_has_need"
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                name="report_point",
            ),
        ]
        indexes = [
            models.Index(
                fields=["area_code", "-received_at"], name="report_desk", condition=~Q(kind="kasus")
            ),
            models.Index(fields=["reporter_id", "-received_at"], name="report_reporter"),
            models.Index(fields=["received_at"], name="report_received"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.area_code} {self.received_at:%d-%m-%Y}"


class FileKind(models.TextChoices):
    """What a phone may attach."""

    PHOTO = "photo", "Foto"
    VOICE = "voice", "Rekaman suara"


class ReportFile(models.Model):
    """A file the report speaks of; the bytes may still be on their way."""

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64, db_collation="C")
    kind = models.CharField(max_length=5, choices=FileKind.choices)
    mime = models.CharField(max_length=60)
    bytes = models.BigIntegerField()
    position = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "sha256"], name="report_file_once"),
        ]
        indexes = [models.Index(fields=["sha256"], name="report_file_sha")]

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"
