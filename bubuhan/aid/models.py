"""The ledger of aid given, the rules that say what is twice, and what was found to be twice.

A line of the ledger is never changed or deleted: a mistake is reversed by a second line that names
the first. Status columns of findings are written only by `finding.py`.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bubuhan.accounts.policy import Actor, area_q
from bubuhan.cases.models import Case
from bubuhan.kernel.history import AreaRule
from bubuhan.kernel.ids import uuid7


class AidQuerySet(models.QuerySet["Aid"]):
    """Lines of the ledger, filtered by who asks."""

    def visible_to(self, actor: Actor) -> "AidQuerySet":
        """Lines that may be listed for this actor in some form: of his area, or of cases he sees.

        What belongs to a protected case is masked by the caller (`ledger.rows`).
        """
        cases = Case.objects.visible_to(actor).values("id")
        return self.filter(Q(case__in=cases) | (Q(case=None) & area_q(actor)))


class Aid(models.Model):
    """One thing given once: to whom, what, worth how much, from which source, when, by whom.

    `person_id` is the registry person, `member_id` the member of the household; the name is kept as
    it was. `reverses` makes this line take another back. `warned` are the warnings shown at entry,
    `went_on` the reason for giving all the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="aids"
    )
    person_id = models.UUIDField(null=True, blank=True)
    member_id = models.UUIDField(null=True, blank=True)
    recipient = models.CharField("penerima", max_length=120, blank=True)
    area_code = models.CharField("wilayah", max_length=13, db_collation="C")
    kind = models.CharField("bantuan", max_length=40)
    amount = models.PositiveIntegerField("jumlah", null=True, blank=True)
    worth = models.BigIntegerField("nilai (rupiah)", null=True, blank=True)
    source = models.CharField("sumber", max_length=40)
    programme = models.CharField("program", max_length=160, blank=True)
    given_on = models.DateField("tanggal")
    given_by = models.CharField("diberikan oleh", max_length=160, blank=True)
    note = models.CharField("catatan", max_length=1000, blank=True)
    sha256 = models.CharField("bukti", max_length=64, blank=True, db_collation="C")
    mime = models.CharField(max_length=60, blank=True)
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversal"
    )
    reason = models.CharField("alasan pembatalan", max_length=500, blank=True)
    warned = models.JSONField(default=list)
    went_on = models.CharField("alasan tetap diberikan", max_length=500, blank=True)
    at = models.DateTimeField()
    made_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    by_id = models.CharField(max_length=64)
    by_person_id = models.UUIDField(null=True, blank=True)

    objects: ClassVar[models.Manager["Aid"]] = AidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(worth__isnull=True) | Q(worth__gte=0), name="aid_worth_positive"
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reason=""), name="aid_reversal_reason"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(person_id__isnull=False),
                name="aid_for_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["person_id", "given_on"], name="aid_person"),
            models.Index(fields=["case", "-given_on"], name="aid_case"),
            models.Index(fields=["area_code", "-given_on"], name="aid_area"),
            models.Index(fields=["-given_on", "id"], name="aid_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.given_on}"


class AidRule(AreaRule):
    """How often a kind of aid may be given, to a person or to a household. Rows with history.

    The rule of the deepest area wins, then the one that names the programme.
    """

    class Per(models.TextChoices):
        PERSON = "person", "Satu orang"
        HOUSEHOLD = "household", "Satu keluarga"

    kind = models.CharField("bantuan", max_length=40)
    programme = models.CharField("program", max_length=160, blank=True)
    per = models.CharField("sekali untuk", max_length=9, choices=Per.choices)
    period_days = models.PositiveIntegerField("dalam (hari)")
    basis = models.CharField("dasar", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "programme", "area_code"],
                condition=Q(valid_to=None),
                name="aid_rule_one_current",
            ),
            models.CheckConstraint(
                condition=Q(period_days__range=(1, 3660)), name="aid_rule_period"
            ),
            models.CheckConstraint(
                condition=Q(per__in=["person", "household"]), name="aid_rule_per_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.per} {self.period_days} hari"


class AidFinding(models.Model):
    """Two lines of the ledger that look like one too many; a person decides."""

    class State(models.TextChoices):
        OPEN = "open", "Belum diputuskan"
        DECIDED = "decided", "Diputuskan"
        GONE = "gone", "Tidak ada lagi"

    class Verdict(models.TextChoices):
        FINE = "wajar", "Wajar"
        WRONG = "salah_catat", "Salah catat"
        STOPPED = "dihentikan", "Dihentikan"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    first = models.ForeignKey(Aid, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Aid, on_delete=models.PROTECT, related_name="+")
    per = models.CharField(max_length=9, choices=AidRule.Per.choices)
    period_days = models.PositiveIntegerField()
    across = models.BooleanField("lintas kabupaten/kota", default=False)
    later = models.BooleanField("ditemukan kemudian", default=False)
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    verdict = models.CharField(max_length=11, choices=Verdict.choices, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="aid_finding_once"),
            models.CheckConstraint(
                condition=~Q(state="decided") | (~Q(verdict="") & ~Q(reason="")),
                name="aid_finding_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["-found_at"], name="aid_finding_open", condition=Q(state="open"))
        ]

    def __str__(self) -> str:
        return f"{self.first_id} / {self.second_id}"
