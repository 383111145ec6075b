"""Rows -> what would be done with each, against a snapshot of the registry. Pure.

The snapshot grows as rows are planned, so two rows of one person in one file meet each other. A
blank cell never erases anything; a name that differs only in spelling or title changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from bubuhan.imports.pairing import BatchPool, match_input
from bubuhan.imports.sheet_rows import Draft
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import bare_name, mask_nik, name_key
from bubuhan.people.matching import REASONS, Known, MatchInput, MatchResult, names_agree
from bubuhan.people.models import nik_index

MASK = "•••"  # a value that stands with another office
_SPACE = UUID("5f1c0d5e-6f0e-5c77-9d3a-0b1f6f3b8a10")
_PERSON_FIELDS = (
    "name",
    "sex",
    "birth_date",
    "birth_precision",
    "birth_place",
    "phone",
    "phone_other",
    "address",
    "area_code",
)
_PRECISE = {"unknown": 0, "year": 1, "month": 2, "day": 3}


@dataclass(slots=True)
class PersonState:
    """A person as the plan sees him; `nik` is only known to be there (its blind index is compared)."""

    id: UUID
    values: dict[str, Any]
    has_nik: bool = False
    new: bool = False
    rev: int = 0


@dataclass(slots=True)
class MemberState:
    """One hat as the plan sees it."""

    id: UUID | None
    person_id: UUID
    pillar: str
    area_code: str
    status: str
    started_on: date | None
    started_precision: str
    ended_on: date | None
    values: dict[str, Any]
    rev: int = 0


@dataclass(slots=True)
class Plan:
    """What becomes of one row: outcome, person, and the writes that do it."""

    draft: Draft
    outcome: str
    person_id: UUID | None = None
    person_changes: dict[str, Any] = field(default_factory=dict)
    member: MemberState | None = None
    member_changes: dict[str, Any] = field(default_factory=dict)
    new_person: bool = False
    new_member: bool = False
    match: MatchResult | None = None
    person_before: dict[str, Any] = field(default_factory=dict)
    member_before: dict[str, Any] = field(default_factory=dict)
    person_rev: int = 0
    member_rev: int = 0
    differs: tuple[str, ...] = ()  # identity fields where the row and a known person disagree
    stranger: bool = False  # of another office: what stands there now is not shown
    moves: bool = False  # a second duty area for a hat he already wears elsewhere

    def diff(self) -> list[list[str]]:
        """`[[field, old, new]]` of what storing this row changes on somebody known; NIK masked."""
        if self.new_person or self.outcome != "updated":
            return []
        person_now: dict[str, Any] = dict.fromkeys(
            (k for k, v in self.person_before.items() if v), MASK
        )
        pairs: list[tuple[dict[str, Any], dict[str, Any]]] = [
            (person_now if self.stranger else self.person_before, self.person_changes),
            (self.member_before, self.member_changes),
        ]
        out = []
        for before, after in pairs:
            for name, value in after.items():
                if name.endswith("_precision"):
                    continue
                if name == "details":
                    old = before.get(name) or {}
                    out += [
                        [k, _shown(old.get(k)), _shown(v)]
                        for k, v in value.items()
                        if old.get(k) != v
                    ]
                else:
                    new = mask_nik(value) if name == "nik" else value
                    out.append([name, _shown(before.get(name)), _shown(new)])
        if self.new_member and self.member:
            out.append(["membership", "", f"{self.member.pillar} {self.member.area_code}"])
        return out


class Registry:
    """A snapshot of the part of the registry that a set of rows can touch."""

    def __init__(
        self,
        known: Iterable[Known],
        persons: dict[UUID, PersonState],
        members: Iterable[MemberState],
        strangers: Mapping[UUID, str] | None = None,
    ) -> None:
        self.strangers = strangers or {}  # of other offices: what to call them
        self.pool = BatchPool(known)
        self.persons = persons
        self.members: dict[UUID, list[MemberState]] = defaultdict(list)
        for member in members:
            self.members[member.person_id].append(member)

    def called(self, person_id: UUID) -> str:
        """The name of somebody, as far as the office of this upload may read it."""
        return self.strangers.get(person_id) or self.pool.by_id[person_id].name


def plan(drafts: Sequence[Draft], registry: Registry) -> list[Plan]:
    """Plan every row, in order."""
    return [_plan_one(draft, registry) for draft in drafts]


def _plan_one(draft: Draft, registry: Registry) -> Plan:
    if draft.rejected:
        return Plan(draft, "rejected")
    asked = match_input(draft)
    result = _decided(draft, registry.pool.decide(asked, draft), registry)
    _judge(draft, asked, result, registry)
    if draft.held:
        person = result.person_id or (
            result.candidates[0] if "nik_equal" in result.reasons else None
        )
        return Plan(draft, "held", person or provisional_id(draft), match=result)
    known = registry.persons.get(result.person_id) if result.person_id else None
    made = Plan(draft, "", match=result)
    if known is None:
        known = _new_person(draft, apart="nik_equal" in result.reasons)
        registry.persons[known.id] = known
        made.new_person = True
    made.person_id, made.stranger = known.id, known.id in registry.strangers
    made.differs = () if known.new else _differs(draft, known)
    made.person_changes = _person_changes(draft, known)
    _plan_member(made, registry, draft.pillar)
    if any(p["holds"] for p in draft.problems):  # the membership raised one
        if made.new_person:
            del registry.persons[known.id]
        return Plan(draft, "held", known.id, match=result)
    _settle(made, known, registry)
    made.outcome = (
        "created" if made.new_person
        else "updated" if made.person_changes or made.new_member or made.member_changes
        else "unchanged"
    )  # fmt: skip
    return made


def _differs(draft: Draft, known: PersonState) -> tuple[str, ...]:
    """Identity fields that both sides state, differently."""
    now = known.values
    found = []
    if now["name"] and not names_agree(draft.name_key, name_key(now["name"])):
        found.append("name")
    if draft.sex and now["sex"] and draft.sex != now["sex"]:
        found.append("sex")
    both = draft.birth_precision == "day" and now["birth_precision"] == "day"
    if both and draft.birth_date != now["birth_date"]:
        found.append("birth_date")
    return tuple(found)


def _decided(draft: Draft, result: MatchResult, registry: Registry) -> MatchResult:
    """A person's own decision on a doubtful row comes before the rules, but not before an agreeing NIK."""
    if not draft.decision or ("nik_equal" in result.reasons and result.verdict == "same"):
        return result
    if draft.decision == "new":
        return MatchResult("new")
    chosen = UUID(draft.decision)
    if chosen in registry.persons:
        return MatchResult("same", chosen, (chosen,), ("decided",))
    return result


def _judge(draft: Draft, asked: MatchInput, result: MatchResult, registry: Registry) -> None:
    """Say a doubtful match. The row goes on as a new person with an open proposal at the duplicate desk;
    it is held only when it surely is one of several and nobody can tell which.
    """
    if result.verdict != "possible":
        return
    pool = registry.pool
    other = registry.called(result.candidates[0])
    people = [(str(i), registry.called(i)) for i in result.candidates[:9]]
    if "nik_equal" in result.reasons:
        names = f"{draft.name} dan {other}"
        told = Problem("nik_two_names", "nik", masked=mask_nik(draft.nik), names=names)
        draft.note(told, candidates=people)
        return
    why = ", ".join(REASONS[r] for r in result.reasons)
    holds = pool.twins(asked, result.candidates)
    draft.note(
        Problem("member_unsure", "name", other=other, why=why), holds=holds, candidates=people
    )


def provisional_id(draft: Draft, *, apart: bool = False) -> UUID:
    """The same id for the same identity in any run, for rows that are not in the registry (yet).

    `apart`: somebody else has this NIK already, so the name counts too.
    """
    if blind := nik_index(draft.nik):
        return uuid5(_SPACE, blind.hex() + (draft.name_key if apart else ""))
    born = draft.birth_date.isoformat() if draft.birth_date else ""
    phone = "" if born else "".join(draft.phones[:1])
    return uuid5(
        _SPACE,
        f"{draft.name_key}|{bare_name(draft.name) if not born else ''}|{born}|{draft.area_code}|{phone}",
    )


def _new_person(draft: Draft, *, apart: bool) -> PersonState:
    key = provisional_id(draft, apart=apart)
    return PersonState(key, dict.fromkeys(_PERSON_FIELDS, ""), new=True)


def _person_changes(draft: Draft, known: PersonState) -> dict[str, Any]:
    """Fields that the row knows better than the registry."""
    now = known.values
    changes: dict[str, Any] = {}
    if not now["name"]:
        changes["name"] = draft.name
    if draft.sex and not now["sex"]:
        changes["sex"] = draft.sex
    if draft.birth_date and _better_birth(draft, now):
        changes["birth_date"], changes["birth_precision"] = draft.birth_date, draft.birth_precision
    if draft.birth_place and not now["birth_place"]:
        changes["birth_place"] = draft.birth_place
    _phone_changes(draft.phones, now, changes)
    if draft.address and _letters(draft.address) not in _letters(now["address"] or ""):
        changes["address"] = draft.address
    home = draft.home_code or draft.area_code
    if home and (not now["area_code"] or (draft.home_code and not _covers(home, now["area_code"]))):
        changes["area_code"] = home
    if draft.nik and not known.has_nik:
        changes["nik"] = draft.nik
    return changes


def _better_birth(draft: Draft, now: dict[str, Any]) -> bool:
    if not now["birth_date"]:
        return True
    more, less = _PRECISE[draft.birth_precision], _PRECISE[now["birth_precision"] or "unknown"]
    return more > less or (more == less and draft.birth_date != now["birth_date"])


def _phone_changes(phones: tuple[str, ...], now: dict[str, Any], changes: dict[str, Any]) -> None:
    have = [p for p in (now["phone"], now["phone_other"]) if p]
    fresh = [p for p in phones if p not in have]
    if not fresh:
        return
    merged = [*fresh, *have][:2] if have else fresh[:2]
    pairs = zip(("phone", "phone_other"), merged, strict=False)
    changes.update({name: value for name, value in pairs if now[name] != value})


def _plan_member(made: Plan, registry: Registry, pillar: str) -> None:
    draft = made.draft
    assert made.person_id
    hats = [m for m in registry.members[made.person_id] if m.pillar == pillar]
    wanted = _member_values(draft)
    for hat in hats:
        if hat.status != "active" or not _covers(hat.area_code, draft.area_code, both=True):
            continue
        made.member = hat
        made.member_changes = {
            f: v for f, v in wanted.items() if v and not _equal(v, hat.values.get(f))
        }
        if len(draft.area_code) > len(hat.area_code):
            made.member_changes["area_code"] = draft.area_code
        if draft.started_on and _better_start(draft, hat):
            made.member_changes |= {
                "started_on": draft.started_on,
                "started_precision": draft.started_precision,
            }
        details = {
            k: v for k, v in draft.details.items() if not _equal(v, hat.values["details"].get(k))
        }
        if details:
            made.member_changes["details"] = {**hat.values["details"], **details}
        return
    ended = [
        h for h in hats if h.status == "ended" and h.area_code == draft.area_code and h.ended_on
    ]
    last = max((h.ended_on for h in ended if h.ended_on), default=None)
    if last and (draft.started_on is None or draft.started_on <= last):
        draft.note(Problem("member_ended_before", "started", ended=f"{last:%d-%m-%Y}"), holds=True)
        return
    made.moves = any(h.status == "active" for h in hats)
    made.new_member = True
    made.member = MemberState(
        None, made.person_id, pillar, draft.area_code, "active", draft.started_on, draft.started_precision, None,
        {**wanted, "details": dict(draft.details)},
    )  # fmt: skip


def _member_values(draft: Draft) -> dict[str, Any]:
    return {
        "position": draft.position,
        "organisation": draft.organisation,
        "decree_no": draft.decree_no,
        "decree_issuer": draft.decree_issuer,
        "decree_date": draft.decree_date,
    }


def _better_start(draft: Draft, hat: MemberState) -> bool:
    assert draft.started_on
    if hat.started_on is None:
        return True
    if _PRECISE[draft.started_precision] > _PRECISE[hat.started_precision]:
        return True
    if draft.started_precision == "year":
        return hat.started_on.year != draft.started_on.year
    return draft.started_precision == hat.started_precision and hat.started_on != draft.started_on


def _settle(made: Plan, known: PersonState, registry: Registry) -> None:
    """Let later rows see what this row does."""
    draft, changes = made.draft, made.person_changes
    made.person_before = {f: ("" if f == "nik" else known.values[f]) for f in changes}
    known.rev += bool(changes)
    made.person_rev = known.rev
    known.values.update({k: v for k, v in changes.items() if k != "nik"})
    known.has_nik = known.has_nik or bool(draft.nik)
    member = made.member
    assert member
    member.rev += bool(made.new_member or made.member_changes)
    made.member_rev = member.rev
    if made.new_member:
        registry.members[known.id].append(member)
    else:
        made.member_before = {
            f: member.values[f] if f in member.values else getattr(member, f)
            for f in made.member_changes
        }
        member.values.update({k: v for k, v in made.member_changes.items() if k in member.values})
        member.started_on = made.member_changes.get("started_on", member.started_on)
        member.started_precision = made.member_changes.get(
            "started_precision", member.started_precision
        )
        member.area_code = made.member_changes.get("area_code", member.area_code)
    if not (changes or made.new_member):
        return
    before = registry.pool.by_id.get(known.id)
    seen = Known(
        id=known.id,
        name=known.values["name"],
        name_key=before.name_key if before else draft.name_key,
        nik_blind=nik_index(draft.nik) or (before.nik_blind if before else None),
        birth_date=known.values["birth_date"] if known.values["birth_precision"] == "day" else None,
        phones=tuple(p for p in (known.values["phone"], known.values["phone_other"]) if p),
        areas=frozenset(
            a
            for a in (
                known.values["area_code"],
                member.area_code,
                *(before.areas if before else ()),
            )
            if a
        ),
    )
    registry.pool.put(replace(seen, birth_date=seen.birth_date or None))


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return "" if value is None else str(value)[:250]


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return _letters(left) == _letters(right)
    return bool(left == right)


def _covers(above: str, code: str, *, both: bool = False) -> bool:
    inside = code == above or code.startswith(above + ".")
    return inside or (both and above.startswith(code + "."))
