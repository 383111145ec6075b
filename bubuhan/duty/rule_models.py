"""What the office sets for this room: rows with history, seeded as examples."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bubuhan.kernel.history import AreaRule


class Ruled(AreaRule):
    """A rule of this room; `KEY` names the fields of which one row is in force."""

    KEY: ClassVar[tuple[str, ...]] = ("area_code",)

    class Meta:
        abstract = True


class OfficeHours(Ruled):
    """The working week of an office. `week`: seven lists of `["08:00", "16:00"]`, Monday first."""

    zone = models.CharField("zona waktu", max_length=40, blank=True)
    week = models.JSONField("jam kerja")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code"], condition=Q(valid_to=None), name="duty_hours_one_current"
            )
        ]

    def __str__(self) -> str:
        return f"jam kerja {self.area_code or 'nasional'}"


class Holiday(Ruled):
    """A day on which the offices of an area are closed."""

    date = models.DateField("tanggal")
    name = models.CharField("nama", max_length=120)
    regulation = models.CharField("dasar", max_length=200, blank=True)

    KEY = ("area_code", "date")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "date"], condition=Q(valid_to=None), name="duty_holiday_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class NightRule(Ruled):
    """When nothing of one urgency may ring. Both hours equal: it may ring at any hour."""

    band = models.CharField("urgensi", max_length=7)
    starts = models.TimeField("mulai tenang")
    ends = models.TimeField("sampai")

    KEY = ("area_code", "band")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "band"], condition=Q(valid_to=None), name="duty_night_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.band} {self.starts:%H.%M}-{self.ends:%H.%M}"


class OfferRule(Ruled):
    """How long an offer waits for its answer, and to how many it may go on by itself."""

    band = models.CharField("urgensi", max_length=7)
    minutes = models.PositiveIntegerField("menit")
    most = models.PositiveSmallIntegerField("paling banyak diteruskan", default=3)

    KEY = ("area_code", "band")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "band"], condition=Q(valid_to=None), name="duty_offer_once"
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="duty_offer_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.band} {self.minutes} menit"


class DutyNeed(Ruled):
    """How many of a pillar must be on duty in an area. `days`: 0 (Monday) to 6.

    `ends <= starts` runs over midnight; both equal is the whole day.
    """

    pillar = models.CharField("pilar", max_length=30)
    days = models.JSONField("hari")
    starts = models.TimeField("mulai")
    ends = models.TimeField("sampai")
    wanted = models.PositiveSmallIntegerField("jumlah")

    KEY = ("area_code", "pillar", "starts")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "pillar", "starts"],
                condition=Q(valid_to=None),
                name="duty_need_once",
            ),
            models.CheckConstraint(condition=Q(wanted__range=(0, 99)), name="duty_need_range"),
        ]

    def __str__(self) -> str:
        return f"{self.pillar} {self.area_code}: {self.wanted}"


class TravelFactor(Ruled):
    """How much longer the way between two kecamatan is than the straight line says, and why.

    `area_code` < `other_code`; the factor holds both ways (a river, an island, no bridge).
    """

    other_code = models.CharField("wilayah lain", max_length=8, db_collation="C")
    factor = models.FloatField("faktor")

    KEY = ("area_code", "other_code")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "other_code"],
                condition=Q(valid_to=None),
                name="duty_travel_once",
            ),
            models.CheckConstraint(condition=Q(factor__range=(1, 20)), name="duty_travel_range"),
            models.CheckConstraint(
                condition=Q(area_code__lte=F("other_code")), name="duty_travel_ordered"
            ),
        ]
        indexes = [models.Index(fields=["other_code"], name="duty_travel_other")]

    def __str__(self) -> str:
        return f"{self.area_code} - {self.other_code}: x {self.factor:g}"
