"""Rules of this room that an office edits: how soon a partner should answer, what a journey needs."""

from django.db import models
from django.db.models import Q

from bubuhan.cases.kinds import Band
from bubuhan.kernel.history import AreaRule


class AnswerRule(AreaRule):
    """Hours a partner has to answer: rows with history. The rule that names the service wins, then
    the one that names the need, then the deepest area.
    """

    service_id = models.UUIDField(null=True, blank=True)
    service_name = models.CharField("layanan", max_length=160, blank=True)
    need = models.CharField("kebutuhan", max_length=40, blank=True)
    band = models.CharField("urgensi", max_length=7, choices=Band.choices)
    hours = models.PositiveIntegerField("jam")
    working_hours = models.BooleanField("hanya jam kerja", default=False)
    source = models.CharField("dasar", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "service_id", "need", "band"],
                condition=Q(valid_to=None),
                nulls_distinct=False,
                name="answer_rule_one_current",
            ),
            models.CheckConstraint(condition=Q(hours__range=(1, 2160)), name="answer_rule_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.area_code or 'nasional'} {self.band} {self.hours} jam"


class JourneyRule(AreaRule):
    """A condition for going home, as an office keeps it. `example`: our wording, to be checked."""

    code = models.CharField(max_length=40)
    text = models.CharField("syarat", max_length=250)
    source = models.CharField("dasar", max_length=200, blank=True)
    needed = models.BooleanField("wajib", default=True)
    position = models.SmallIntegerField("urutan", default=50)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "code"],
                condition=Q(valid_to=None),
                name="journey_rule_one_current",
            )
        ]

    def __str__(self) -> str:
        return self.text
