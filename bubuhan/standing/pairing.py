"""Which hats of one person meet which rule? Hats and rules in, judged pairs out. Pure.

A hat is named by a role: `PSM`, `KARANG_TARUNA/pengurus`, or an outside occupation, `kerja:ASN`.
A rule names two roles; `KARANG_TARUNA` stands for every position in it, `kerja:*` for any
occupation, `*` for any hat. The most exact rule wins, then the one of the deepest area.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

FINE, NOTED, PATH, REVIEW, DECIDE, LETTER, FORBIDDEN = (
    "wajar",
    "dicatat",
    "jalur",
    "perlu_telaah",
    "perlu_keputusan",
    "dilarang_kecuali_izin",
    "dilarang",
)
RANK = {
    FINE: 0,
    NOTED: 1,
    PATH: 2,
    REVIEW: 3,
    DECIDE: 4,
    LETTER: 5,
    FORBIDDEN: 6,
}  # what the desk shows first
WAITS = frozenset({PATH, REVIEW, DECIDE, LETTER, FORBIDDEN})  # an officer is asked
_LEADS = (
    "ketua",
    "wakil",
    "sekretaris",
    "bendahara",
    "pengurus",
    "koordinator",
    "kepala",
    "pembina",
    "direktur",
)
_WITH_POSITION = frozenset({"KARANG_TARUNA", "LKS", "LK3", "WKSBM"})


@dataclass(frozen=True, slots=True)
class Hat:
    """One role of a person: an active membership, or an occupation (then `outside`)."""

    key: str  # the id of the membership or occupation
    role: str
    area: str = ""
    outside: bool = False


@dataclass(frozen=True, slots=True)
class PairRule:
    """One row of the rule table, as the pure part needs it."""

    id: int
    first: str
    second: str
    verdict: str
    area: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two hats, in the order of their roles, and the rule that speaks of them."""

    first: Hat
    second: Hat
    rule: PairRule

    @property
    def roles(self) -> tuple[str, str]:
        return self.first.role, self.second.role

    @property
    def key(self) -> str:
        """What was looked at: the same hats under the same verdict need no second decision."""
        return "|".join((self.first.key, self.second.key, self.rule.verdict))


def role(pillar: str, position: str) -> str:
    """`("KARANG_TARUNA", "Wakil Ketua")` -> `KARANG_TARUNA/pengurus`; most pillars have no positions."""
    if pillar not in _WITH_POSITION:
        return pillar
    words = position.casefold()
    leads = any(word in words for word in _LEADS) and "anggota" not in words
    return f"{pillar}/{'pengurus' if leads else 'anggota'}"


def judge(hats: Sequence[Hat], rules: Sequence[PairRule]) -> list[Pair]:
    """Every pair of different roles, once, with its rule; pairs without any rule are left out.

    Several hats with one role count as one role (the first given stands for it).
    """
    roles: dict[str, Hat] = {}
    for hat in hats:
        roles.setdefault(hat.role, hat)
    out = []
    for one, other in combinations([roles[t] for t in sorted(roles)], 2):
        if (one.outside and other.outside) or one.role.split("/")[0] == other.role.split("/")[0]:
            continue
        rule = _rule_for(one, other, rules)
        if rule is not None:
            out.append(Pair(one, other, rule))
    return out


def _rule_for(one: Hat, other: Hat, rules: Iterable[PairRule]) -> PairRule | None:
    areas = [hat.area for hat in (one, other) if hat.area]
    best: tuple[tuple[int, int], PairRule] | None = None
    for rule in rules:
        if rule.area and not any(a == rule.area or a.startswith(rule.area + ".") for a in areas):
            continue
        fit = max(
            _fit(rule.first, one.role) + _fit(rule.second, other.role),
            _fit(rule.first, other.role) + _fit(rule.second, one.role),
        )
        if fit > 0 and (best is None or (fit, len(rule.area)) > best[0]):
            best = (fit, len(rule.area)), rule
    return best[1] if best else None


def _fit(pattern: str, role: str) -> int:
    """How exactly a rule's word names a hat; far below zero when it does not."""
    if pattern == role:
        return 8
    if pattern == role.split("/", maxsplit=1)[0]:
        return 7
    if pattern == "kerja:*" and role.startswith("kerja:"):
        return 3
    return 1 if pattern == "*" else -100
