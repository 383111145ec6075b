"""Official lists and lists of words on screens: data with validity, regulation and certainty."""

from django.db import models


class Certainty(models.TextChoices):
    """How sure we are of a row, as in the domain brief."""

    READ = "V", "terbaca dalam teks yang dikutip"
    SECOND_HAND = "S", "dari berita atau laman lain"
    UNCONFIRMED = "M", "belum dikonfirmasi"
    INFERRED = "I", "kesimpulan sendiri"


class ListItem(models.Model):
    """One entry of one list (`need`, `pillar`, `ppks` ...), valid for a period."""

    list = models.CharField(max_length=24)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    regulation = models.CharField(max_length=200, blank=True)
    certainty = models.CharField(max_length=1, choices=Certainty.choices, default=Certainty.READ)
    example = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    sort = models.IntegerField(default=0)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["list", "sort", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["list", "code", "valid_from"], nulls_distinct=False, name="list_item_once"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="list_item_period",
            ),
        ]

    def __str__(self) -> str:
        return self.name
