"""Letters an office issues, the texts and numbers it gives them, and the counter behind."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bubuhan.accounts.policy import Actor, area_q
from bubuhan.kernel.fields import EncryptedText
from bubuhan.kernel.ids import uuid7


class LetterText(models.Model):
    """An office's own text of one kind of letter; rows are appended, the newest in force counts.

    The area's row wins, then its province's, then the nation's, then the standard in `standard.py`.
    """

    id = models.BigAutoField(primary_key=True)
    area_code = models.CharField(max_length=13, blank=True, db_collation="C")
    template = models.CharField(max_length=30)
    title = models.CharField("judul", max_length=120)
    body = models.TextField("naskah", max_length=8000)
    code_no = models.CharField("kode klasifikasi", max_length=20)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    reason = models.CharField("alasan", max_length=300, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "template"],
                condition=Q(replaced_at=None),
                name="letter_text_one_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_code or 'nasional'} {self.template}"


class LetterOffice(models.Model):
    """How an office's letters are numbered, headed and signed; rows with history.

    `pattern` holds {urut} and {tahun} and may hold {kode}, {dinas}, {bulan} and {bulan_romawi}.
    """

    id = models.BigAutoField(primary_key=True)
    area_code = models.CharField(max_length=5, blank=True, db_collation="C")
    pattern = models.CharField("pola nomor", max_length=60)
    digits = models.PositiveSmallIntegerField("banyak angka", default=3)
    code = models.CharField("singkatan dinas", max_length=20)
    address = models.CharField("alamat di kop surat", max_length=200, blank=True)
    place = models.CharField("tempat surat dibuat", max_length=60, blank=True)
    signer_role = models.CharField("jabatan penanda tangan", max_length=120, blank=True)
    signer_name = models.CharField("nama penanda tangan", max_length=120, blank=True)
    signer_no = models.CharField("NIP penanda tangan", max_length=30, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    reason = models.CharField("alasan", max_length=300, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code"], condition=Q(replaced_at=None), name="letter_office_in_force"
            ),
            models.CheckConstraint(
                condition=Q(digits__gte=1, digits__lte=6), name="letter_office_digits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_code or 'nasional'}: {self.pattern}"


class LetterCounter(models.Model):
    """The last number an office gave in a year (`63.71:2026`). It grows by one per letter, without gaps."""

    key = models.CharField(primary_key=True, max_length=20, db_collation="C")
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key} {self.last}"


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters, filtered by who asks."""

    def visible_to(self, actor: Actor) -> "LetterQuerySet":
        """Letters of offices inside the actor's subtree, and those he issued himself."""
        return self.filter(area_q(actor) | Q(by_id=str(actor.user_id)))


class Letter(models.Model):
    """One issued letter. What is printed lies frozen in `content`; only `withdrawn_*` ever change.

    `content` is encrypted JSON (see `papers.py`), `digest` the SHA-256 of it as it was issued.
    `token_hash` finds it for whoever holds the paper; the token itself stands only on the paper.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    template = models.CharField(max_length=30)
    title = models.CharField(max_length=120)
    area_code = models.CharField(max_length=13, db_collation="C")
    office = models.CharField(max_length=5, blank=True, db_collation="C")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField("nomor", max_length=80)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    addressee = models.CharField("tujuan", max_length=160, blank=True)
    content = EncryptedText()
    digest = models.CharField(max_length=64, db_collation="C")
    token_hash = models.CharField(max_length=64, unique=True, db_collation="C")
    issued_at = models.DateTimeField()
    by_id = models.CharField(max_length=64)
    by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[LetterQuerySet] = LetterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "serial"], name="letter_serial_once"),
            models.UniqueConstraint(fields=["office", "number"], name="letter_number_once"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""),
                name="letter_withdrawn_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["area_code", "-issued_at"], name="letter_area"),
            models.Index(fields=["subject_kind", "subject_id"], name="letter_subject"),
        ]

    def __str__(self) -> str:
        return self.number
