"""What a person can do beyond his hat, with the evidence; and which need asks for what."""

from django.db import models
from django.db.models import F, Q

from bubuhan.kernel.history import AreaRule
from bubuhan.kernel.ids import uuid7
from bubuhan.people.models import Person


class Competence(models.Model):
    """One competence of one person (list `competence`). Ended, never deleted.

    `valid_until` is the last day of a certificate; None is without an end.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="competences")
    code = models.CharField("kompetensi", max_length=40)
    since = models.DateField("sejak", null=True, blank=True)
    evidence = models.CharField("bukti", max_length=300)
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "code"], condition=Q(ended_at=None), name="competence_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(since=None) | Q(valid_until__gte=F("since")),
                name="competence_period",
            ),
        ]
        indexes = [
            models.Index(
                fields=["code", "person"], name="competence_who", condition=Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.code


class CompetenceNeed(AreaRule):
    """Which competence a need asks for (list `need`): necessary, or wished. Rows with history."""

    class Strength(models.TextChoices):
        """Without a necessary one nobody is asked by the joint assignment; a wished one is a plus."""

        NEEDED = "perlu", "Diperlukan"
        WISHED = "baik", "Sebaiknya"

    need = models.CharField("kebutuhan", max_length=40)
    competence = models.CharField("kompetensi", max_length=40)
    strength = models.CharField("tingkat", max_length=5, choices=Strength.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "need", "competence"],
                condition=Q(valid_to=None),
                name="competence_need_once",
            ),
            models.CheckConstraint(
                condition=Q(strength__in=["perlu", "baik"]), name="competence_need_strength"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need} -> {self.competence}"
