"""Files behind answers and decisions: taken from a form, kept by hash, shown to who may see the person."""

import hashlib
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from bubuhan.accounts.policy import Actor
from bubuhan.files.actions import MOST_BYTES, Part, receive
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.standing.groups import heads_of
from bubuhan.standing.models import CriterionAnswer, DoubleDecision


def keep(upload: "UploadedFile[Any] | None", actor: Actor) -> str:
    """Store a photo or PDF of a form; its hash, or "" when none was sent.

    Raises `file_too_large`, `file_type`, `file_broken`, `disk_full`.
    """
    if upload is None or not upload.size:
        return ""
    if upload.size > MOST_BYTES:
        raise Problem("file_too_large", limit=MOST_BYTES // 1024 // 1024)
    data = upload.read()
    name = hashlib.sha256(data).hexdigest()
    claimed = upload.content_type or ""
    receive(
        Part(name, 0, len(data), data, claimed, paper=True), by=actor.ref, now=clock.now()
    )  # the whole at once
    return name


def keep_or(upload: "UploadedFile[Any] | None", actor: Actor, person_id: UUID, kept: str) -> str:
    """The new file of a form, or the one that was there (an officer confirms what a phone sent)."""
    found = keep(upload, actor)
    return found or (kept if kept and belongs(person_id, kept) else "")


def in_use(hashes: Collection[str]) -> set[str]:
    """Which of these files an answer or a decision refers to."""
    found = set(CriterionAnswer.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    return found | set(
        DoubleDecision.objects.filter(sha256__in=hashes).values_list("sha256", flat=True)
    )


def belongs(person_id: UUID, sha256: str) -> bool:
    """True when this file stands behind an answer about this person."""
    group = heads_of([person_id])
    return CriterionAnswer.objects.filter(person_id__in=group, sha256=sha256).exists()


def persons_in_use(person_ids: Collection[UUID]) -> set[UUID]:
    """Persons about whom somebody answered or decided (they may not be removed by an undo)."""
    found = set(
        CriterionAnswer.objects.filter(person_id__in=person_ids).values_list("person_id", flat=True)
    )
    found |= set(
        DoubleDecision.objects.filter(finding__person_id__in=person_ids).values_list(
            "finding__person_id", flat=True
        )
    )
    return found
