"""Tables of this room that hold rules and counters, not cases."""

from django.db import models
from django.db.models import Q

from bubuhan.cases.kinds import Band
from bubuhan.kernel.history import AreaRule


class CaseCounter(models.Model):
    """Last running number given out in one kab/kota and month (`63.71-2611`)."""

    key = models.CharField(max_length=12, primary_key=True, db_collation="C")
    last = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.key}: {self.last}"


class SlaRule(AreaRule):
    """How soon somebody must respond, and finish: rows with history, edited by the office.

    The rule of the deepest area wins, then the one that names the need, then the service.
    """

    need = models.CharField("kebutuhan", max_length=40, blank=True)
    service = models.CharField("layanan", max_length=40, blank=True)
    band = models.CharField("urgensi", max_length=7, choices=Band.choices)
    title = models.CharField("nama aturan", max_length=160, blank=True)
    respond_minutes = models.PositiveIntegerField("respons pertama (menit)")
    resolve_hours = models.PositiveIntegerField("selesai (jam)")
    working_hours = models.BooleanField("hanya jam kerja", default=False)
    regulation = models.CharField("dasar", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "need", "service", "band"],
                condition=Q(valid_to=None),
                name="sla_one_current",
            ),
            models.CheckConstraint(condition=Q(respond_minutes__gt=0), name="sla_respond_positive"),
            models.CheckConstraint(condition=Q(resolve_hours__gt=0), name="sla_resolve_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.area_code or 'nasional'} {self.band} {self.respond_minutes} menit"


class PillarMandate(AreaRule):
    """Which pillar is meant for which need; `need` blank is every need. Rows with history."""

    pillar = models.CharField("pilar", max_length=30)
    need = models.CharField("kebutuhan", max_length=40, blank=True)
    weight = models.SmallIntegerField("bobot")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pillar", "need", "area_code"],
                condition=Q(valid_to=None),
                name="mandate_one_current",
            ),
            models.CheckConstraint(condition=Q(weight__range=(0, 50)), name="mandate_weight_range"),
        ]

    def __str__(self) -> str:
        return f"{self.pillar} {self.need or 'semua'}"
