"""Rule sets and answers, rules of double roles, findings and decisions.

What was answered and what was decided is appended, never changed. Rules are rows with history: an
edit closes the old row and adds the new one.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from bubuhan.accounts.policy import Actor, area_q
from bubuhan.kernel.history import AreaRule, Dated
from bubuhan.kernel.ids import uuid7
from bubuhan.lists.models import Certainty
from bubuhan.people.models import Origin, Person
from bubuhan.volunteers.models import Membership


class AppendOnly(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is never changed: append another")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{type(self).__name__} is never deleted: append another")


class RuleSet(models.Model):
    """The criteria of one regulation, or of one office, for one pillar. `area_code` "" is national."""

    code = models.SlugField(max_length=40, unique=True)
    pillar = models.CharField("pilar", max_length=30)
    area_code = models.CharField("wilayah", max_length=13, blank=True, db_collation="C")
    name = models.CharField("nama", max_length=160)
    regulation = models.CharField("dasar", max_length=200, blank=True)
    article = models.CharField("pasal", max_length=80, blank=True)
    certainty = models.CharField(max_length=1, choices=Certainty.choices)
    example = models.BooleanField("contoh", default=False)
    valid_from = models.DateField("berlaku mulai", null=True, blank=True)
    valid_to = models.DateField("berlaku sampai", null=True, blank=True)
    by = models.CharField(max_length=120)
    reason = models.CharField("alasan", max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pillar", "-valid_from", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=F("valid_from")),
                name="ruleset_period",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Criterion(Dated):
    """One criterion of a rule set; an edit closes this row and adds another with the same code."""

    ruleset = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="criteria")
    code = models.SlugField(max_length=40)
    name = models.CharField("kriteria", max_length=200)
    short = models.CharField("nama pendek", max_length=60, blank=True)
    need = models.CharField("yang diperlukan", max_length=200, blank=True)
    article = models.CharField("pasal", max_length=80, blank=True)
    certainty = models.CharField(max_length=1, choices=Certainty.choices)
    required = models.BooleanField("wajib", default=True)
    training = models.BooleanField("pelatihan", default=False)
    per_membership = models.BooleanField("per keanggotaan", default=False)
    derive = models.CharField(max_length=10, blank=True)
    minimum = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum = models.PositiveSmallIntegerField(null=True, blank=True)
    sort = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["ruleset", "sort", "code", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["ruleset", "code"],
                condition=Q(valid_to=None),
                name="criterion_one_current",
            ),
            models.CheckConstraint(
                condition=Q(derive__in=["", "umur", "domisili"]), name="criterion_derive_known"
            ),
        ]

    def __str__(self) -> str:
        return self.short or self.name


class RuleChoice(AppendOnly):
    """Which rule set counts in an area for a pillar, from a day on. The deepest area wins."""

    area_code = models.CharField("wilayah", max_length=13, blank=True, db_collation="C")
    pillar = models.CharField("pilar", max_length=30)
    ruleset = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="choices")
    valid_from = models.DateField("mulai")
    example = models.BooleanField("contoh", default=False)
    by = models.CharField(max_length=120)
    reason = models.CharField("alasan", max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pillar", "area_code", "valid_from", "id"]

    def __str__(self) -> str:
        return f"{self.pillar} {self.area_code or 'nasional'}: {self.ruleset_id}"


class AnswerWord(models.TextChoices):
    """What was answered about one criterion."""

    EVIDENCE = "bukti", "Terpenuhi (bukti)"
    STATED = "pernyataan", "Terpenuhi (pernyataan)"
    NOT_MET = "belum", "Belum"
    UNKNOWN = "tidak_diketahui", "Tidak diketahui"


class CriterionAnswer(AppendOnly):
    """One answer about one person (or one of his memberships) and one criterion."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="criterion_answers")
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    criterion = models.CharField(max_length=40)
    answer = models.CharField(max_length=15, choices=AnswerWord.choices)
    note = models.CharField("catatan", max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, db_collation="C")
    expires_on = models.DateField("berlaku sampai", null=True, blank=True)
    origin = models.CharField(max_length=6, choices=Origin.choices)
    by = models.CharField(max_length=120)
    by_id = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "criterion", "-at"], name="answer_person"),
            models.Index(fields=["sha256"], name="answer_file", condition=~Q(sha256="")),
            models.Index(fields=["expires_on"], name="answer_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.answer}"


class Occupation(models.Model):
    """Work outside the pillars that a person stated or an officer noted (list `occupation`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="occupations")
    code = models.CharField("pekerjaan", max_length=40)
    detail = models.CharField("keterangan", max_length=160, blank=True)
    source = models.CharField("sumber", max_length=200)
    started_on = models.DateField("mulai", null=True, blank=True)
    ended_on = models.DateField("berakhir", null=True, blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "code"],
                condition=Q(ended_on=None),
                name="occupation_one_current",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gte=F("started_on")),
                name="occupation_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class PairVerdict(models.TextChoices):
    """What a rule says of two roles of one person."""

    FINE = "wajar", "Wajar"
    NOTED = "dicatat", "Dicatat"
    PATH = "jalur", "Jalur"
    REVIEW = "perlu_telaah", "Perlu telaah"
    DECIDE = "perlu_keputusan", "Perlu keputusan"
    LETTER = "dilarang_kecuali_izin", "Dilarang kecuali izin"
    FORBIDDEN = "dilarang", "Dilarang"


class DoubleRule(AreaRule):
    """What is known of one pair of roles. `first` <= `second`; see `pairing` for the roles."""

    first = models.CharField(max_length=60, db_collation="C")
    second = models.CharField(max_length=60, db_collation="C")
    verdict = models.CharField(max_length=21, choices=PairVerdict.choices)
    basis = models.CharField("dasar", max_length=300, blank=True)
    note = models.CharField("penjelasan", max_length=300, blank=True)
    certainty = models.CharField(max_length=1, choices=Certainty.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "first", "second"],
                condition=Q(valid_to=None),
                name="double_rule_one_current",
            ),
            models.CheckConstraint(
                condition=Q(first__lte=F("second")), name="double_rule_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} + {self.second}: {self.verdict}"


class FindingQuerySet(models.QuerySet["DoubleFinding"]):
    """Findings, filtered by who asks."""

    def visible_to(self, actor: Actor) -> "FindingQuerySet":
        """Findings with either role in the actor's subtree."""
        return self.filter(area_q(actor) | area_q(actor, "area_other"))


class DoubleFinding(models.Model):
    """Two roles of one person under one rule; one row per person and pair, for ever."""

    class State(models.TextChoices):
        OPEN = "open", "Perlu diputuskan"
        REFERRED = "referred", "Dirujuk"
        DECIDED = "decided", "Sudah diputuskan"
        NOTED = "noted", "Dicatat"
        CLOSED = "closed", "Sudah tidak rangkap"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="double_findings")
    first = models.CharField(max_length=60, db_collation="C")
    second = models.CharField(max_length=60, db_collation="C")
    first_member = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    second_member = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    occupation = models.ForeignKey(
        Occupation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    rule = models.ForeignKey(DoubleRule, on_delete=models.SET_NULL, null=True, related_name="+")
    verdict = models.CharField(max_length=21, choices=PairVerdict.choices)
    rank = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State.choices)
    area_code = models.CharField(max_length=13, db_collation="C")
    area_other = models.CharField(max_length=13, blank=True, db_collation="C")
    key = models.CharField(max_length=160)  # `pairing.Pair.key`: what was looked at
    choice = models.CharField(max_length=7, blank=True)  # the last decision's
    why = models.CharField(max_length=200, blank=True)  # why it was opened again or closed
    valid_until = models.DateField(null=True, blank=True)
    found_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects: ClassVar[Any] = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "first", "second"], name="double_finding_once"
            ),
        ]
        indexes = [
            models.Index(fields=["area_code", "state"], name="double_area"),
            models.Index(fields=["area_other", "state"], name="double_area_other"),
            models.Index(
                fields=["valid_until"], name="double_until", condition=Q(valid_until__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} + {self.second}"


class DoubleChoice(models.TextChoices):
    """What an officer may decide about two roles."""

    ALLOW = "izinkan", "Izinkan keduanya"
    RECORD = "catat", "Cukup dicatat"
    CHOOSE = "pilih", "Pilih satu tugas"
    REFER = "rujuk", "Rujuk ke yang berwenang"


class DoubleDecision(AppendOnly):
    """One decision about a finding."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    finding = models.ForeignKey(DoubleFinding, on_delete=models.CASCADE, related_name="decisions")
    choice = models.CharField(max_length=7, choices=DoubleChoice.choices)
    reason = models.CharField("alasan", max_length=500)
    letter_no = models.CharField("nomor surat", max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, db_collation="C")
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)
    referred_to = models.CharField("dirujuk kepada", max_length=160, blank=True)
    ended_role = models.CharField(max_length=60, blank=True)
    by = models.CharField(max_length=120)
    by_id = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["sha256"], name="double_file", condition=~Q(sha256=""))]

    def __str__(self) -> str:
        return f"{self.choice}: {self.reason}"
