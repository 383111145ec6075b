"""Rule rows: which set counts where, and how an office changes one (the old row keeps its history)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.geo.codes import is_code
from bubuhan.kernel import clock, history
from bubuhan.kernel.history import above
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.standing import criteria, pairing
from bubuhan.standing.models import Criterion, DoubleRule, PairVerdict, RuleChoice, RuleSet

DERIVES = {"": "dijawab orang", "umur": "dihitung dari umur", "domisili": "dibantu alamat"}


def pillar_label(pillar: str) -> str:
    """The short name of a pillar, as its people say it."""
    entry = lists.item("pillar", pillar)
    return str(entry.data.get("short") or entry.name) if entry else pillar


@dataclass(frozen=True, slots=True)
class Book:
    """All rule sets and choices of a moment, read once for any number of memberships."""

    sets: dict[int, criteria.Rules]
    pillars: dict[str, tuple[int, ...]]
    choices: dict[tuple[str, str], list[tuple[date, int]]]
    per_membership: frozenset[str]

    def for_place(self, pillar: str, area_code: str, today: date) -> criteria.Rules | None:
        """The rule set that counts: the deepest area with a choice that has begun."""
        for code in above(area_code):
            begun = [s for day, s in self.choices.get((pillar, code), []) if day <= today]
            if begun:
                return self.sets.get(begun[-1])
        return None

    def all_of(self, pillar: str) -> list[criteria.Rules]:
        """Every rule set of a pillar: to be shown side by side."""
        return [self.sets[one] for one in self.pillars.get(pillar, ())]


def book() -> Book:
    """Read the rule sets (three queries)."""
    rules: dict[int, list[criteria.Rule]] = defaultdict(list)
    rows = Criterion.objects.filter(valid_to=None).order_by("sort", "code")
    special = set()
    for row in rows:
        rules[row.ruleset_id].append(_rule(row))
        if row.per_membership:
            special.add(row.code)
    sets, pillars = {}, defaultdict(list)
    for one in RuleSet.objects.order_by("-valid_from", "code"):
        label = pillar_label(one.pillar)
        sets[one.id] = criteria.Rules(one.code, one.name, label, tuple(rules[one.id]))
        pillars[one.pillar].append(one.id)
    choices: dict[tuple[str, str], list[tuple[date, int]]] = defaultdict(list)
    for pick in RuleChoice.objects.order_by("valid_from", "id"):
        choices[pick.pillar, pick.area_code].append((pick.valid_from, pick.ruleset_id))
    return Book(sets, {p: tuple(s) for p, s in pillars.items()}, dict(choices), frozenset(special))


def _rule(row: Criterion) -> criteria.Rule:
    fields = ("code", "name", "short", "need", "required", "training", "derive", "minimum", "maximum")  # fmt: skip
    return criteria.Rule(**{f: getattr(row, f) for f in fields})


def pair_rules() -> list[pairing.PairRule]:
    """Current rules of double roles."""
    rows = DoubleRule.objects.filter(valid_to=None).order_by("id")
    return [pairing.PairRule(r.id, r.first, r.second, r.verdict, r.area_code) for r in rows]


def role_label(role: str) -> str:
    """`KARANG_TARUNA/pengurus` -> "Pengurus Karang Taruna", `kerja:ASN` -> its name in the list."""
    if role == "*":
        return "tugas lain mana pun"
    if role == "kerja:*":
        return "pekerjaan lain mana pun"
    if role.startswith("kerja:"):
        return lists.title("occupation", role.removeprefix("kerja:"))
    pillar, _, position = role.partition("/")
    label = pillar_label(pillar)
    return f"{position.capitalize()} {label}" if position else label


def roles() -> list[tuple[str, str]]:
    """What a rule may name, for selects: `(role, label)`."""
    found = []
    for row in lists.items("pillar"):
        found.append(row.code)
        if pairing.role(row.code, "") != row.code:
            found += [f"{row.code}/anggota", f"{row.code}/pengurus"]
    found += [f"kerja:{row.code}" for row in lists.items("occupation")]
    return [(t, role_label(t)) for t in [*found, "kerja:*", "*"]]


def set_double_rule(
    *,
    actor: Actor,
    area_code: str,
    first: str,
    second: str,
    verdict: str,
    basis: str = "",
    note: str = "",
    certainty: str = "I",
    reason: str,
) -> DoubleRule:
    """Replace the current rule of a pair in an area, or add the first one.

    Findings follow at night, or when their person changes. Raises `forbidden`, `area_unknown`,
    `field_invalid`, `reason_missing`.
    """
    require(actor, "rule.edit", area_code)
    first, second = sorted((first, second))
    known = dict(roles())
    _check_area(area_code)
    _one_of(first, known, "first", "tugas pertama")
    _one_of(second, known, "second", "tugas kedua")
    _one_of(verdict, PairVerdict.values, "verdict", "ketentuan")
    _one_of(certainty, "VSMI", "certainty", "tingkat kepastian")
    key = {"area_code": area_code, "first": first, "second": second}
    values = {"verdict": verdict, "basis": basis[:300], "note": note[:300], "certainty": certainty}
    with journal.unit():
        row = history.replace(DoubleRule, key, values, by=actor.name, reason=reason)
        journal.record(
            "double_rule.changed",
            actor=actor.ref,
            subject=("double_rule", str(row.pk)),
            area=area_code,
            data={**key, "verdict": verdict},
        )
    return row


@dataclass(frozen=True, slots=True)
class CriterionValues:
    """One criterion as an office writes it."""

    code: str
    name: str
    short: str = ""
    need: str = ""
    article: str = ""
    certainty: str = "I"
    required: bool = True
    training: bool = False
    per_membership: bool = False
    derive: str = ""
    minimum: int | None = None
    maximum: int | None = None
    sort: int = 99


def set_criterion(
    *,
    actor: Actor,
    ruleset: str,
    values: CriterionValues,
    reason: str,
    drop: bool = False,
) -> Criterion | None:
    """Replace a criterion of a rule set, add one, or (`drop`) close it without a successor.

    A national set is edited by who has the nation in scope; others copy it first (`add_ruleset`).
    Raises `not_found`, `forbidden`, `field_invalid`, `field_missing`, `reason_missing`.
    """
    parent = _ruleset(ruleset)
    require(actor, "rule.edit", parent.area_code)
    _check_criterion(values)
    said, key = history.needed(reason), {"ruleset": parent, "code": values.code}
    with journal.unit():
        row = None
        if not drop:
            row = history.replace(Criterion, key, asdict(values), by=actor.name, reason=said)
        elif not history.end(Criterion, key):
            raise Problem("not_found")
        _changed(actor, parent, {"criterion": values.code, "dropped": drop, "reason": said})
    return row


def add_ruleset(
    *,
    actor: Actor,
    pillar: str,
    area_code: str,
    name: str,
    regulation: str = "",
    copy_of: str = "",
    reason: str,
) -> RuleSet:
    """A rule set of an office's own, empty or as a copy of another, to be edited from there.

    Raises `forbidden`, `area_unknown`, `field_invalid`, `field_missing`, `reason_missing`.
    """
    require(actor, "rule.edit", area_code)
    _check_area(area_code)
    _one_of(pillar, lists.codes("pillar"), "pillar", "pilar")
    said = history.needed(reason)
    if not name.strip():
        raise Problem("field_missing", "name", name="nama")
    now = clock.now()
    with journal.unit():
        count = RuleSet.objects.count()
        code = f"{pillar.lower().replace('_', '-')}-{area_code.replace('.', '') or 'nasional'}-{count + 1}"[:40]  # fmt: skip
        row = RuleSet.objects.create(
            code=code, pillar=pillar, area_code=area_code, name=name.strip()[:160],
            regulation=regulation.strip()[:200], certainty="I", valid_from=clock.day(now),
            by=actor.name, reason=said, at=now,
        )  # fmt: skip
        if copy_of:
            _copy(_ruleset(copy_of), row, actor, now)
        _changed(actor, row, {"copy_of": copy_of})
    return row


def choose_ruleset(
    *, actor: Actor, area_code: str, ruleset: str, valid_from: date, reason: str
) -> RuleChoice:
    """From a day on, this rule set counts in an area. Raises `forbidden`, `not_found`, `reason_missing`."""
    require(actor, "rule.edit", area_code)
    _check_area(area_code)
    said, chosen = history.needed(reason), _ruleset(ruleset)
    if chosen.area_code and not area_code.startswith(chosen.area_code):
        raise Problem(
            "field_invalid", "ruleset", name="kumpulan kriteria", why="milik wilayah lain"
        )
    with journal.unit():
        row = RuleChoice.objects.create(
            area_code=area_code, pillar=chosen.pillar, ruleset=chosen, valid_from=valid_from,
            by=actor.name, reason=said, at=clock.now(),
        )  # fmt: skip
        data = {"choice": area_code, "from": valid_from.isoformat()}
        journal.record(
            "criteria.changed",
            actor=actor.ref,
            subject=("ruleset", chosen.code),
            area=area_code,
            data=data,
        )
    return row


def _copy(source: RuleSet, target: RuleSet, actor: Actor, now: Any) -> None:
    made = []
    for row in Criterion.objects.filter(ruleset=source, valid_to=None):
        row.pk, row.ruleset, row.valid_from, row.by = None, target, now, actor.name
        row.reason = f"disalin dari {source.name}"[:500]
        made.append(row)
    Criterion.objects.bulk_create(made)


def _changed(actor: Actor, row: RuleSet, data: dict[str, Any]) -> None:
    journal.record(
        "criteria.changed",
        actor=actor.ref,
        subject=("ruleset", row.code),
        area=row.area_code,
        data=data,
    )


def _ruleset(code: str) -> RuleSet:
    found = RuleSet.objects.filter(code=code).first()
    if found is None:
        raise Problem("not_found")
    return found


def _check_criterion(values: CriterionValues) -> None:
    if not values.name.strip():
        raise Problem("field_missing", "name", name="kriteria")
    if not values.code or not values.code.replace("_", "").isalnum() or not values.code.isascii():
        raise Problem("field_invalid", "code", name="kode", why="pakai huruf kecil dan garis bawah")
    _one_of(values.derive, DERIVES, "derive", "cara menjawab")
    _one_of(values.certainty, "VSMI", "certainty", "tingkat kepastian")
    if values.derive == "umur" and values.minimum is None and values.maximum is None:
        raise Problem("field_missing", "minimum", name="umur paling sedikit")


def _check_area(area_code: str) -> None:
    if area_code and not is_code(area_code):
        raise Problem("area_unknown", "area_code", code=area_code)


def _one_of(value: str, options: Iterable[str], field: str, name: str) -> None:
    if value not in options:
        raise Problem("field_invalid", field, name=name, why="pilihannya tidak ada dalam daftar")
