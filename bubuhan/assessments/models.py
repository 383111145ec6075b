"""Who lives with whom, what type each is of, what causes what, and what was measured.

A household may stand behind several cases; what protects one of them (types, the suspicion) is kept
with the case it was said on, and read only by who sees that case in full (`queries`).
"""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from bubuhan.assessments.kinds import (
    MemberChange,
    Moment,
    Residence,
    Sureness,
    Taxonomy,
    Whose,
)
from bubuhan.cases.models import Case
from bubuhan.kernel import crypto
from bubuhan.kernel.fields import EncryptedText
from bubuhan.kernel.ids import uuid7

__all__ = [
    "AgeLimit",
    "Assessment",
    "Cause",
    "CauseEvidence",
    "CauseLink",
    "Classification",
    "Household",
    "HouseholdCase",
    "Instrument",
    "Member",
    "MemberChange",
    "MemberEntry",
    "Moment",
    "Residence",
    "Sureness",
    "Taxonomy",
    "Whose",
]


class Household(models.Model):
    """People who live together, or belong together; where they live."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area_code = models.CharField("wilayah", max_length=13, db_collation="C")
    address = models.CharField("alamat", max_length=250, blank=True)
    note = models.CharField("keadaan rumah", max_length=500, blank=True)
    example = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.address or self.area_code


class HouseholdCase(models.Model):
    """Which household a case is about: one."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="cases")
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return str(self.case_id)


class Member(models.Model):
    """One person of a household; name, NIK and age may all be unknown. Removed ones stay for the history.

    `suspected`: he or she is suspected of abuse; gets neither the consent form nor a message.
    `suspected_on` is the case on which that was said.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")
    person_id = models.UUIDField(null=True, blank=True)
    name = models.CharField("nama", max_length=120, blank=True)
    nik = EncryptedText()
    nik_blind = models.BinaryField(max_length=32, null=True)
    relation = models.CharField("hubungan", max_length=40)
    sex = models.CharField("jenis kelamin", max_length=1, blank=True)
    birth_date = models.DateField("tanggal lahir", null=True, blank=True)
    age_years = models.SmallIntegerField("umur", null=True, blank=True)
    age_noted_on = models.DateField(null=True, blank=True)
    phone = models.CharField("nomor HP", max_length=20, blank=True)
    residence = models.CharField(
        "tinggal", max_length=10, choices=Residence.choices, default=Residence.RUMAH
    )
    note = models.CharField("catatan", max_length=500, blank=True)
    guardian = models.BooleanField("wali", default=False)
    suspected = models.BooleanField("diduga pelaku", default=False)
    suspected_on = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    neglected = models.BooleanField("telantar", default=False)
    position = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=["", "L", "P"]), name="member_sex_known"),
            models.CheckConstraint(
                condition=Q(age_years__isnull=True) | Q(age_years__range=(0, 130)),
                name="member_age_range",
            ),
            models.CheckConstraint(
                condition=Q(residence__in=Residence.values), name="member_residence_known"
            ),
            models.UniqueConstraint(
                fields=["household", "person_id"],
                condition=Q(removed_at__isnull=True, person_id__isnull=False),
                name="member_person_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person_id"],
                name="household_member_person",
                condition=Q(person_id__isnull=False),
            ),
            models.Index(fields=["household", "position"], name="member_household"),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """The name, or a word for one who has none yet."""
        return self.name or "Nama belum diketahui"

    def set_nik(self, nik: str) -> None:
        """Set number and blind index together."""
        self.nik = nik or None
        self.nik_blind = crypto.blind(nik, "nik") if nik else None


class MemberEntry(models.Model):
    """One line of a member's history. `data` is `{field: [old, new]}`, a NIK only masked."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="entries")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=MemberChange.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    reason = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.get_kind_display()


class Classification(models.Model):
    """A person is of a type from a day on, until a day; said by whom, on which case.

    Once a case: what another case of the house says is not to be learned by trying.
    A PAS row proposed from a PPKS row says from which (`derived_from`) and how sure the mapping is.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="types")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    taxonomy = models.CharField(max_length=4, choices=Taxonomy.choices)
    code = models.CharField(max_length=40)
    sensitive = models.BooleanField(default=False)
    valid_from = models.DateField("sejak")
    valid_to = models.DateField("sampai", null=True, blank=True)
    derived_from = models.CharField(max_length=40, blank=True)
    certainty = models.CharField(max_length=1, blank=True)
    warning = models.CharField(max_length=300, blank=True)
    note = models.CharField("dasar", max_length=300, blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    ended_by = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taxonomy__in=Taxonomy.values), name="classification_taxonomy_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="classification_period",
            ),
            ExclusionConstraint(
                name="classification_once",
                expressions=[
                    ("member", RangeOperators.EQUAL),
                    ("case", RangeOperators.EQUAL),
                    ("taxonomy", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (
                        Func(
                            "valid_from",
                            "valid_to",
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taxonomy} {self.code}"


class AgeLimit(models.Model):
    """Between which ages a type is usual: a warning, never a refusal. Lists differ, so an office edits it.

    A change closes the row and adds one; the nation's rows (`area_code` "") are examples.
    """

    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    code = models.CharField("jenis PPKS", max_length=40)
    minimum = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField("sumber", max_length=200, blank=True)
    example = models.BooleanField("contoh", default=False)
    reason = models.CharField(max_length=300, blank=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "code"],
                condition=Q(valid_to__isnull=True),
                name="age_limit_once",
            )
        ]

    def __str__(self) -> str:
        return self.code


class Cause(models.Model):
    """One cause on a case's tree (list `cause`), in whose view, how sure. Removed ones stay."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    code = models.CharField("sebab", max_length=40)
    note = models.CharField("keterangan", max_length=2000, blank=True)
    whose = models.CharField(max_length=8, choices=Whose.choices)
    sureness = models.CharField(max_length=7, choices=Sureness.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.CharField(max_length=120, blank=True)
    removed_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(whose__in=Whose.values), name="cause_whose_known"),
            models.CheckConstraint(
                condition=Q(sureness__in=Sureness.values), name="cause_sureness_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["case", "at"], name="cause_case", condition=Q(removed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.code


class CauseLink(models.Model):
    """`cause` brings about `effect`. Without circles (checked under the case's lock)."""

    effect = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="causes")
    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="effects")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["effect", "cause"], name="cause_link_once"),
            models.CheckConstraint(condition=~Q(effect=F("cause")), name="cause_link_not_itself"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CauseEvidence(models.Model):
    """What speaks for a cause: words, or a file of the case's timeline (its hash)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="evidence")
    whose = models.CharField(max_length=8, choices=Whose.choices)
    text = models.CharField(max_length=2000, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=5, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.text[:60]


class Instrument(models.Model):
    """A version of an instrument as loaded from `contract/instruments/`; versions stay for old answers."""

    objects: ClassVar[models.Manager["Instrument"]] = models.Manager()

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    body = models.JSONField()
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="instrument_version_once")
        ]

    def __str__(self) -> str:
        return self.name


class Assessment(models.Model):
    """One instrument filled in; answers are encrypted, the result is kept as it was then."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    instrument = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    moment = models.CharField(max_length=10, choices=Moment.choices)
    answers = EncryptedText()
    score = models.SmallIntegerField()
    most = models.SmallIntegerField()
    band = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    made_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    person_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(moment__in=Moment.values), name="assessment_moment_known"
            )
        ]
        indexes = [models.Index(fields=["case", "at"], name="assessment_case")]

    def __str__(self) -> str:
        return self.instrument
