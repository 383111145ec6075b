"""The cause tree of a case: name a cause, say what it brings about, show what speaks for it, take it off."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.assessments import tree
from bubuhan.assessments.models import (
    Cause,
    CauseEvidence,
    CauseLink,
    Sureness,
    Whose,
)
from bubuhan.assessments.writing import Pen, must_know, told
from bubuhan.cases.entries import Stamp
from bubuhan.cases.guards import for_office, standing
from bubuhan.cases.models import Case
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.reports import checks
from bubuhan.reports.commands import FileRef


@dataclass(frozen=True, slots=True)
class CauseValues:
    """A cause as somebody tells it. `effect_id`: what it brings about on the tree, if said."""

    code: str
    note: str = ""
    whose: str = Whose.PETUGAS
    sureness: str = Sureness.MUNGKIN
    effect_id: UUID | None = None
    files: Sequence[FileRef] = field(default=())


def add(*, actor: Actor, case_id: UUID, values: CauseValues, rev: int | None = None) -> Cause:
    """An officer names a cause. Raises `field_invalid`, `not_found`, `forbidden`, `conflict`."""
    with journal.unit():
        case = for_office(actor, "cause.edit", case_id, rev)
        return _name(Pen(actor, case, Stamp.fresh()), values)


def suggest(*, actor: Actor, case_id: UUID, values: CauseValues, stamp: Stamp) -> Cause:
    """Who works on the case names a cause, also without signal and late.

    The same cause named again is one cause with one more voice. An effect that is gone is left out.
    Raises `field_invalid`, `not_found`, `forbidden`, `case_protected`.
    """
    with journal.unit():
        here = standing(actor, case_id)
        must_know(actor, here)
        return _name(Pen(actor, here.case, stamp), values, gently=True)


def _name(pen: Pen, values: CauseValues, gently: bool = False) -> Cause:
    actor, case, stamp = pen.actor, pen.case, pen.stamp
    checks.code("cause", values.code, "code", "sebab")
    for value, kind, name in (
        (values.whose, Whose, "menurut siapa"),
        (values.sureness, Sureness, "seberapa yakin"),
    ):
        if value not in kind.values:
            raise Problem("field_invalid", name=name, why="pilih dari daftar")
    cause = _same(case, values) if gently else None
    fresh = cause is None
    if cause is None:
        cause = Cause.objects.create(
            id=stamp.id,
            case=case,
            code=values.code,
            note=values.note.strip()[:2000],
            whose=values.whose,
            sureness=values.sureness,
            at=stamp.at,
            by=actor.name,
        )
    _speak(pen, cause, values, also_text=not fresh)
    effect = _effect(case, values.effect_id)
    if values.effect_id and effect is None and not gently:
        raise Problem("not_found")
    if effect is not None and effect.id != cause.id:
        _link(case, effect, cause, gently)
    name = lists.title("cause", cause.code)
    told(
        "cause.added",
        pen,
        text=". ".join(filter(None, [f"Sebab: {name}", values.note.strip()])),
        data={"cause": str(cause.id), "code": cause.code, "fresh": fresh},
        files=list(values.files),
    )
    return cause


def _same(case: Case, values: CauseValues) -> Cause | None:
    """The cause of this code on the tree; "another cause" is never the same as another."""
    if values.code == "lainnya":
        return None
    return Cause.objects.filter(case=case, code=values.code, removed_at=None).order_by("at").first()


def _effect(case: Case, effect_id: UUID | None) -> Cause | None:
    """A cause on the tree by its id, or by the id under which somebody named it once more."""
    if effect_id is None:
        return None
    on_it = Cause.objects.filter(case=case, removed_at=None)
    return on_it.filter(id=effect_id).first() or on_it.filter(evidence__id=effect_id).first()


def _speak(pen: Pen, cause: Cause, values: CauseValues, also_text: bool) -> None:
    actor, stamp = pen.actor, pen.stamp
    common = {"cause": cause, "whose": values.whose, "at": stamp.at, "by": actor.name}
    rows = []
    if also_text:
        rows.append(CauseEvidence(id=stamp.id, text=values.note.strip()[:2000], **common))
    rows += [
        CauseEvidence(id=uuid7(), sha256=ref.sha256, kind=ref.kind, **common)
        for ref in values.files
    ]
    CauseEvidence.objects.bulk_create(rows)


def _links(case: Case) -> list[tuple[UUID, UUID]]:
    rows = CauseLink.objects.filter(
        effect__case=case, effect__removed_at=None, cause__removed_at=None
    )
    return list(rows.values_list("effect_id", "cause_id"))


def _link(case: Case, effect: Cause, cause: Cause, gently: bool = False) -> None:
    way = tree.circle(_links(case), effect.id, cause.id)
    if way is not None:
        if gently:
            return
        raise Problem("cause_circle", "cause", way=_told_way(case, way))
    CauseLink.objects.get_or_create(effect=effect, cause=cause)


def _told_way(case: Case, way: Sequence[UUID]) -> str:
    """A circle in words: "Sakit menahun karena Penghasilan tidak cukup karena Sakit menahun"."""
    names = {
        row.id: lists.title("cause", row.code)
        for row in Cause.objects.filter(case=case, id__in=way)
    }
    return " karena ".join(f"“{names[one]}”" for one in way)


def _one(case: Case, cause_id: UUID) -> Cause:
    found = Cause.objects.filter(case=case, id=cause_id, removed_at=None).first()
    if found is None:
        raise Problem("not_found")
    return found


def change(
    *, actor: Actor, case_id: UUID, cause_id: UUID, values: CauseValues, rev: int | None = None
) -> Cause:
    """Correct note, view and certainty. Raises `field_invalid`, `not_found`, `conflict`."""
    stamp = Stamp.fresh()
    with journal.unit():
        case = for_office(actor, "cause.edit", case_id, rev)
        pen = Pen(actor, case, stamp)
        cause = _one(case, cause_id)
        if values.whose not in Whose.values or values.sureness not in Sureness.values:
            raise Problem("field_invalid", name="menurut siapa", why="pilih dari daftar")
        cause.note = values.note.strip()[:2000]
        cause.whose, cause.sureness = values.whose, values.sureness
        cause.save()
        _changed(pen, cause, "diperbarui")
    return cause


def link(
    *, actor: Actor, case_id: UUID, effect_id: UUID, cause_id: UUID, rev: int | None = None
) -> None:
    """Say that a cause brings about another. Raises `cause_circle`, `not_found`, `forbidden`, `conflict`."""
    stamp = Stamp.fresh()
    with journal.unit():
        case = for_office(actor, "cause.edit", case_id, rev)
        pen = Pen(actor, case, stamp)
        effect, cause = _one(case, effect_id), _one(case, cause_id)
        _link(case, effect, cause)
        _changed(pen, effect, f"disebabkan oleh {lists.title('cause', cause.code)}")


def unlink(
    *, actor: Actor, case_id: UUID, effect_id: UUID, cause_id: UUID, rev: int | None = None
) -> None:
    """Take back that a cause brings about another. Raises `not_found`, `forbidden`, `conflict`."""
    stamp = Stamp.fresh()
    with journal.unit():
        case = for_office(actor, "cause.edit", case_id, rev)
        pen = Pen(actor, case, stamp)
        effect, cause = _one(case, effect_id), _one(case, cause_id)
        if not CauseLink.objects.filter(effect=effect, cause=cause).delete()[0]:
            raise Problem("not_found")
        _changed(
            pen,
            effect,
            f"tidak lagi disebabkan oleh {lists.title('cause', cause.code)}",
        )


def add_evidence(
    *,
    actor: Actor,
    case_id: UUID,
    cause_id: UUID,
    text: str,
    whose: str,
    files: Sequence[FileRef] = (),
    rev: int | None = None,
) -> Cause:
    """What speaks for a cause. Raises `field_missing`, `field_invalid`, `not_found`, `conflict`."""
    stamp = Stamp.fresh()
    with journal.unit():
        case = for_office(actor, "cause.edit", case_id, rev)
        pen = Pen(actor, case, stamp)
        cause = _one(case, cause_id)
        if not text.strip() and not files:
            raise Problem("field_missing", "text", name="bukti")
        if whose not in Whose.values:
            raise Problem("field_invalid", "whose", name="menurut siapa", why="pilih dari daftar")
        values = CauseValues(cause.code, text, whose, files=files)
        _speak(pen, cause, values, also_text=bool(text.strip()))
        _changed(pen, cause, f"bukti ditambahkan. {text.strip()}", files)
    return cause


def remove(
    *, actor: Actor, case_id: UUID, cause_id: UUID, reason: str, rev: int | None = None
) -> Cause:
    """Take a cause off the tree; it stays in the history. Raises `field_missing`, `not_found`, `conflict`."""
    stamp = Stamp.fresh()
    with journal.unit():
        case = for_office(actor, "cause.edit", case_id, rev)
        pen = Pen(actor, case, stamp)
        cause = _one(case, cause_id)
        if not reason.strip():
            raise Problem("field_missing", "reason", name="alasan")
        cause.removed_at, cause.removed_by = stamp.at, actor.name
        cause.removed_reason = reason.strip()[:300]
        cause.save()
        told(
            "cause.removed",
            pen,
            text=f"Sebab dihapus: {lists.title('cause', cause.code)}. {reason.strip()}",
            data={"cause": str(cause.id), "code": cause.code},
        )
    return cause


def _changed(
    pen: Pen,
    cause: Cause,
    what: str,
    files: Sequence[FileRef] = (),
) -> None:
    told(
        "cause.changed",
        pen,
        text=f"Sebab {lists.title('cause', cause.code)}: {what}",
        data={"cause": str(cause.id), "code": cause.code},
        files=list(files),
    )
