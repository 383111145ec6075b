"""Partners of an office and the services they give, with capacity figures and conditions as rows."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from bubuhan.accounts.policy import Actor, area_q, subtree_q
from bubuhan.kernel.ids import uuid7
from bubuhan.lists.models import Certainty


class PartnerKind(models.TextChoices):
    """What sort of office or body a partner is."""

    KANTOR = "kantor", "Kantor pemerintah"
    PANTI = "panti", "UPTD, panti, atau rumah singgah"
    RUMAH_SAKIT = "rs", "Rumah sakit"
    PUSKESMAS = "puskesmas", "Puskesmas"
    DUKCAPIL = "dukcapil", "Dukcapil"
    BPJS = "bpjs", "BPJS"
    BAZNAS = "baznas", "Baznas atau lembaga zakat"
    LKS = "lks", "Lembaga kesejahteraan sosial"
    USAHA = "usaha", "Dunia usaha"
    LAINNYA = "lainnya", "Lainnya"


def chain(code: str) -> list[str]:
    """An area and everything above it: `63.71.03` -> ["63", "63.71", "63.71.03"]."""
    return [code[:length] for length in (2, 5, 8, 13) if len(code) >= length]


def reaches_q(code: str, prefix: str = "") -> Q:
    """Partners that lie in an area or below it, or serve it; "" matches all."""
    if not code:
        return Q()
    return subtree_q(code, f"{prefix}area_code") | Q(**{f"{prefix}serves__overlap": chain(code)})


class PartnerQuerySet(models.QuerySet["Partner"]):
    """Partners, filtered by who asks."""

    def visible_to(self, actor: Actor) -> "PartnerQuerySet":
        """Those in the actor's area, and those from elsewhere that serve it."""
        if not actor.area:
            return self
        return self.filter(area_q(actor) | Q(serves__overlap=chain(actor.area)))

    def listed(self) -> "PartnerQuerySet":
        """Without the doubles that were joined to another."""
        return self.filter(merged_into=None)


class Partner(models.Model):
    """An office, institution or company that gives services. `area_code` is where it is.

    `serves` are the areas it serves, whole subtrees. A double keeps its row and points to the other.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField("nama", max_length=160)
    name_key = models.CharField(max_length=160, db_collation="C")
    kind = models.CharField("jenis", max_length=10, choices=PartnerKind.choices)
    area_code = models.CharField("wilayah", max_length=13, db_collation="C")
    serves = ArrayField(models.CharField(max_length=13, db_collation="C"), default=list)
    address = models.CharField("alamat", max_length=300, blank=True)
    phone = models.CharField("telepon", max_length=20, blank=True)
    whatsapp = models.CharField("WhatsApp", max_length=20, blank=True)
    email = models.EmailField("surel", blank=True)
    contact_name = models.CharField("nama kontak", max_length=120, blank=True)
    contact_role = models.CharField("jabatan kontak", max_length=120, blank=True)
    hours = models.CharField("jam layanan", max_length=200, blank=True)
    note = models.CharField("catatan", max_length=500, blank=True)
    source = models.CharField("sumber", max_length=200, blank=True)
    source_on = models.CharField("tanggal sumber", max_length=20, blank=True)
    certainty = models.CharField(
        "kepastian", max_length=1, choices=Certainty.choices, default=Certainty.INFERRED
    )
    active = models.BooleanField("aktif", default=True)
    example = models.BooleanField("contoh", default=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="doubles"
    )
    rev = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    objects: ClassVar[PartnerQuerySet] = PartnerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=PartnerKind.values), name="partner_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="partner_not_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["area_code", "name_key"], name="partner_area"),
            GinIndex(fields=["serves"], name="partner_serves"),
        ]

    def __str__(self) -> str:
        return self.name


class PartnerChange(models.Model):
    """One line of a partner's history: what was, what is, who and why. Appended only.

    `changes` is `[{"field", "old", "new"}]` in words.
    """

    id = models.BigAutoField(primary_key=True)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="history")
    what = models.CharField(max_length=120)
    changes = models.JSONField(default=list)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["partner", "-at"], name="partner_history")]

    def __str__(self) -> str:
        return self.what


class Service(models.Model):
    """What a partner does for whom. The figures are those of the newest `CapacityFigure`.

    `limited` is False for a counter that serves everybody who comes: it has no capacity to be full.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="services")
    name = models.CharField("nama layanan", max_length=160)
    needs = ArrayField(models.CharField(max_length=40), default=list)
    limited = models.BooleanField("tempat terbatas", default=True)
    inside = models.BooleanField("di dalam panti", default=False)
    capacity = models.PositiveIntegerField("daya tampung", null=True, blank=True)
    occupied = models.PositiveIntegerField("terisi", null=True, blank=True)
    waiting = models.PositiveIntegerField("daftar tunggu", null=True, blank=True)
    as_of = models.DateField("per tanggal", null=True, blank=True)
    source = models.CharField("sumber angka", max_length=200, blank=True)
    fresh_days = models.PositiveSmallIntegerField("angka dianggap lama sesudah (hari)", default=14)
    note = models.CharField("catatan", max_length=500, blank=True)
    active = models.BooleanField("aktif", default=True)
    example = models.BooleanField("contoh", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "name"], name="service_name_once"),
            models.CheckConstraint(
                condition=Q(fresh_days__range=(1, 730)), name="service_fresh_days"
            ),
        ]
        indexes = [GinIndex(fields=["needs"], name="service_needs")]

    def __str__(self) -> str:
        return self.name


class CapacityFigure(models.Model):
    """One figure of a service, of a day and from a source; several may contradict each other."""

    id = models.BigAutoField(primary_key=True)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="figures")
    capacity = models.PositiveIntegerField("daya tampung", null=True, blank=True)
    occupied = models.PositiveIntegerField("terisi", null=True, blank=True)
    waiting = models.PositiveIntegerField("daftar tunggu", null=True, blank=True)
    as_of = models.DateField("per tanggal")
    source = models.CharField("sumber", max_length=200)
    certainty = models.CharField(max_length=1, choices=Certainty.choices, default=Certainty.READ)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["service", "-as_of", "-id"], name="figure_newest")]

    def __str__(self) -> str:
        return f"{self.occupied}/{self.capacity} per {self.as_of}"


class ConditionKind(models.TextChoices):
    """What a condition asks for."""

    PAPER = "paper", "Berkas"
    RULE = "rule", "Syarat"
    FIRST = "first_go_to", "Ke tempat lain dulu"


class Condition(models.Model):
    """What must be so before somebody is referred to a service. Rows with history.

    It counts only when `when_fact` has `when_value` (blank: always); then `fact` must have `value`.
    Values are words: "ya", "tidak", a number for `test` min and max, codes with commas for "salah_satu".
    """

    class Test(models.TextChoices):
        """How a fact is compared."""

        IS = "adalah", "adalah"
        MIN = "min", "paling sedikit"
        MAX = "max", "paling banyak"
        ONE_OF = "salah_satu", "salah satu dari"

    id = models.BigAutoField(primary_key=True)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="conditions")
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=11, choices=ConditionKind.choices)
    text = models.CharField("syarat dalam kata-kata", max_length=300)
    fact = models.CharField("yang diperiksa", max_length=40)
    test = models.CharField(max_length=10, choices=Test.choices, default=Test.IS)
    value = models.CharField("nilai", max_length=200, default="ya")
    when_fact = models.CharField("hanya bila", max_length=40, blank=True)
    when_value = models.CharField(max_length=40, blank=True)
    first_partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField("sumber", max_length=200, blank=True)
    certainty = models.CharField(
        max_length=1, choices=Certainty.choices, default=Certainty.INFERRED
    )
    example = models.BooleanField("contoh", default=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=120)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "code"],
                condition=Q(valid_to=None),
                name="condition_one_current",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ConditionKind.values), name="condition_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text
