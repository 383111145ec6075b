"""Administrative areas of Indonesia as they are in law: code, name, level, validity, regulation."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bubuhan.geo import codes

LEVEL_CHOICES = [(str(level), level.name.title()) for level in codes.LEVELS]


class PointKind(models.TextChoices):
    """Where an area's point comes from, and so how far it can be trusted."""

    NONE = "", "tidak ada"
    INTERIOR = "interior", "titik di dalam wilayah"
    MEAN = "mean", "rata-rata titik di bawahnya"
    APPROXIMATE = "approximate", "perkiraan: titik tengah kecamatan"
    OFFICIAL = "official", "dari batas resmi yang dimuat"


class Area(models.Model):
    """One province, kabupaten/kota, kecamatan, or desa/kelurahan of the official list."""

    code = models.CharField(primary_key=True, max_length=13, db_collation="C")
    level = models.CharField(max_length=9, choices=LEVEL_CHOICES)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    name_key = models.CharField(max_length=100, db_collation="C")
    parent_code = models.CharField(max_length=8, blank=True, db_collation="C")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    regulation = models.CharField(max_length=80, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    point_kind = models.CharField(max_length=11, choices=PointKind.choices, blank=True)
    area_km2 = models.FloatField(null=True, blank=True)
    edition = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["code"]
        indexes = [
            models.Index(fields=["parent_code"], name="geo_area_parent"),
            models.Index(fields=["name_key"], name="geo_area_name_key"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[1-9]\d(\.\d\d(\.\d\d(\.\d{4})?)?)?$"),
                name="geo_area_code_shape",
            ),
            models.CheckConstraint(
                condition=models.Q(lat__isnull=True, lon__isnull=True)
                | models.Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                name="geo_area_point",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """`Kabupaten Tapin` -> `Tapin`; other levels carry no such word."""
        if self.level != codes.AreaLevel.KABKOTA:
            return self.name
        bare = self.name.removeprefix("Kabupaten ").removeprefix("Kota ")
        return bare.removeprefix("Administrasi ")


class AreaChange(models.Model):
    """A code that is no longer valid. `new_code` is empty when a person has to decide."""

    old_code = models.CharField(max_length=13, db_collation="C")
    old_name = models.CharField(max_length=100)
    new_code = models.CharField(max_length=13, blank=True, db_collation="C")
    candidates = ArrayField(models.CharField(max_length=13), default=list, blank=True)
    regulation = models.CharField(max_length=80, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["old_code", "old_name"]
        constraints = [
            models.UniqueConstraint(fields=["old_code", "old_name"], name="geo_change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.old_code} {self.old_name}"


class AreaAlias(models.Model):
    """Another way an area's name is written: an older regulation's spelling or a short name."""

    class Kind(models.TextChoices):
        VARIANT = "variant", "ejaan dalam peraturan lain"
        SHORT = "short", "singkatan"
        OLD_NAME = "old_name", "nama pada kode lama"

    code = models.CharField(max_length=13, db_collation="C")
    alias = models.CharField(max_length=100)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["code", "alias"]
        constraints = [
            models.UniqueConstraint(fields=["code", "alias"], name="geo_alias_once"),
        ]

    def __str__(self) -> str:
        return f"{self.alias} = {self.code}"


class AreaBoundary(models.Model):
    """The drawn shape of an area. Not official: a cell computed from points, indicative only."""

    code = models.CharField(primary_key=True, max_length=13, db_collation="C")
    level = models.CharField(max_length=9, choices=LEVEL_CHOICES)
    official = models.BooleanField(default=False)
    # [[[lon, lat], ...], ...]: closed rings; even-odd fill makes inner rings holes.
    rings = models.JSONField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "code"], name="geo_boundary_level")]

    def __str__(self) -> str:
        return self.code
