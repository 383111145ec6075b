"""The UU PDP desk: what people asked about their data, what we process and why, what is kept how long, breaches."""

from django.db import models
from django.db.models import Q

from bubuhan.kernel.ids import uuid7


class RequestKind(models.TextChoices):
    """What a person may ask about his own data (UU 27/2022, chapter IV)."""

    AKSES = "akses", "Melihat data"
    SALINAN = "salinan", "Meminta salinan"
    PERBAIKAN = "perbaikan", "Memperbaiki data"
    PENGHAPUSAN = "penghapusan", "Menghapus data"


class RequestState(models.TextChoices):
    """Where a request stands."""

    DITERIMA = "diterima", "Diterima"
    DIPROSES = "diproses", "Diproses"
    DIPENUHI = "dipenuhi", "Dipenuhi"
    DITOLAK = "ditolak", "Ditolak"


OPEN = (RequestState.DITERIMA, RequestState.DIPROSES)


class DataRequest(models.Model):
    """One request of one person (or of who may speak for him) about his data."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField("nomor", max_length=24, unique=True)
    kind = models.CharField("jenis", max_length=11, choices=RequestKind.choices)
    state = models.CharField(
        "keadaan", max_length=8, choices=RequestState.choices, default=RequestState.DITERIMA
    )
    area_code = models.CharField("wilayah", max_length=13, db_collation="C")
    applicant = models.CharField("pemohon", max_length=120)
    contact = models.CharField("kontak", max_length=120)
    identity = models.CharField("cara memeriksa identitas", max_length=200, blank=True)
    person_id = models.UUIDField(null=True, blank=True)
    wish = models.TextField("permintaan", max_length=3000)
    received_at = models.DateTimeField("diterima")
    due_at = models.DateTimeField("batas")
    closed_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField("jawaban", max_length=3000, blank=True)
    by = models.CharField(max_length=120)
    rev = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["diterima", "diproses"], closed_at=None)
                | Q(state__in=["dipenuhi", "ditolak"], closed_at__isnull=False),
                name="data_request_closed_has_date",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["diterima", "diproses"]) | ~Q(answer=""),
                name="data_request_answered",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="data_request_due")]

    def __str__(self) -> str:
        return self.number


class RequestStep(models.Model):
    """One line of what was done with a request; appended, never changed."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    what = models.CharField(max_length=40)
    text = models.CharField(max_length=1000, blank=True)

    def __str__(self) -> str:
        return f"{self.at:%d-%m-%Y} {self.what}"


class PrivacyTerm(models.Model):
    """How many hours a request, or the notice of a breach, may take. Rows with history."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField("untuk", max_length=11)
    hours = models.PositiveIntegerField("jam")
    basis = models.CharField("dasar", max_length=200)
    example = models.BooleanField("contoh", default=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(valid_to=None), name="privacy_term_one_current"
            ),
            models.CheckConstraint(
                condition=Q(hours__range=(1, 8760)), name="privacy_term_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.hours} jam"


class Processing(models.Model):
    """One activity of the record of processing (UU 27/2022 Ps 31): what, why, on what ground. With history."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area_code = models.CharField("wilayah", max_length=13, blank=True, db_collation="C")
    code = models.CharField("kode", max_length=30)
    name = models.CharField("kegiatan", max_length=160)
    purpose = models.CharField("tujuan", max_length=400)
    ground = models.CharField("dasar pemrosesan", max_length=300)
    subjects = models.CharField("siapa datanya", max_length=200)
    data = models.CharField("data apa", max_length=400)
    specific = models.BooleanField("data spesifik", default=False)
    recipients = models.CharField("diberikan kepada", max_length=300)
    kept = models.CharField("disimpan berapa lama", max_length=200)
    guarded = models.CharField("dijaga bagaimana", max_length=400)
    owner = models.CharField("penanggung jawab", max_length=120, blank=True)
    example = models.BooleanField("contoh", default=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "code"],
                condition=Q(valid_to=None),
                name="processing_one_current",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RetentionRule(models.Model):
    """How long one class of data is kept after it was last needed. Rows with history."""

    id = models.BigAutoField(primary_key=True)
    area_code = models.CharField("wilayah", max_length=13, blank=True, db_collation="C")
    kind = models.CharField("jenis data", max_length=30)
    months = models.PositiveIntegerField("bulan")
    automatic = models.BooleanField("berjalan sendiri tiap malam", default=False)
    basis = models.CharField("dasar", max_length=200, blank=True)
    example = models.BooleanField("contoh", default=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=120)
    reason = models.CharField("alasan", max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "kind"],
                condition=Q(valid_to=None),
                name="retention_one_current",
            ),
            models.CheckConstraint(condition=Q(months__range=(1, 1200)), name="retention_months"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.months} bulan"


class RetentionRun(models.Model):
    """One run of one rule: what it found and did so far. `counts` is `{table: rows}`."""

    class State(models.TextChoices):
        RUNNING = "running", "Sedang berjalan"
        DONE = "done", "Selesai"

    state = models.CharField(max_length=7, choices=State.choices, default=State.RUNNING)
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    kind = models.CharField(max_length=30)
    cutoff = models.DateTimeField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    found = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["-at"], name="retention_run_at")]
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "kind"],
                condition=Q(state="running"),
                name="retention_one_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["running", "done"]), name="retention_run_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%d-%m-%Y}: {self.done}"

    @property
    def name(self) -> str:
        """The class in words."""
        from bubuhan.privacy.retention import CLASSES

        return CLASSES[self.kind].name if self.kind in CLASSES else self.kind


class Anonymised(models.Model):
    """A case whose personal data was taken out: when, why, by whom."""

    case_id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    why = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%d-%m-%Y}"


class Breach(models.Model):
    """A breach of personal data, and the notices that the law asks for (UU 27/2022 Ps 46)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField("nomor", max_length=24, unique=True)
    area_code = models.CharField("wilayah", max_length=13, db_collation="C")
    found_at = models.DateTimeField("diketahui")
    happened_at = models.DateTimeField("terjadi", null=True, blank=True)
    how = models.TextField("bagaimana terjadi", max_length=3000)
    data = models.TextField("data yang terungkap", max_length=2000)
    people = models.PositiveIntegerField("perkiraan jumlah orang")
    measures = models.TextField("penanganan", max_length=3000)
    contact = models.CharField("yang dapat dihubungi", max_length=200)
    due_at = models.DateTimeField("batas pemberitahuan")
    subjects_told_at = models.DateTimeField("pemilik data diberi tahu", null=True, blank=True)
    agency_told_at = models.DateTimeField("lembaga diberi tahu", null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    lesson = models.TextField("yang dipelajari", max_length=2000, blank=True)
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None)
                | Q(subjects_told_at__isnull=False, agency_told_at__isnull=False),
                name="breach_closed_told",
            )
        ]

    def __str__(self) -> str:
        return self.number


class PrivacyCounter(models.Model):
    """Last number given out: `PDP-63.71-2026`."""

    key = models.CharField(max_length=30, primary_key=True, db_collation="C")
    last = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}: {self.last}"
