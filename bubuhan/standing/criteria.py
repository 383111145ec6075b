"""Does a person meet the criteria of a pillar? Answers and a rule set in, a verdict with reasons out.

Pure: no clock, no database. Rule sets are data (`models.RuleSet`, `models.Criterion`); two of them
may be asked about one person side by side (Permensos 10/2019 and 8/2012).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

EVIDENCE, STATED, NOT_MET, UNKNOWN = "bukti", "pernyataan", "belum", "tidak_diketahui"
ANSWERS = {
    EVIDENCE: "Terpenuhi (bukti)",
    STATED: "Terpenuhi (pernyataan)",
    NOT_MET: "Belum",
    UNKNOWN: "Tidak diketahui",
}
MET = frozenset({EVIDENCE, STATED})
MEETS, CANDIDATE, LISTED, NO_RULES = "memenuhi", "calon", "terdata", "tanpa_aturan"


@dataclass(frozen=True, slots=True)
class Rule:
    """One criterion. `training`: lacking only such ones makes a candidate. `derive`: umur, domisili."""

    code: str
    name: str
    short: str = ""
    need: str = ""
    required: bool = True
    training: bool = False
    derive: str = ""
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """One rule set. `label` is the pillar's short name ("PSM")."""

    code: str
    name: str
    label: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """The last answer that was given about one criterion. `file`: evidence is attached."""

    answer: str
    file: bool = False
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one membership on a day."""

    today: date
    answers: Mapping[str, Given] = field(default_factory=dict)
    birth_date: date | None = None
    birth_precision: str = "unknown"
    home: str = ""
    duty: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """How one criterion stands. `why` says where a derived answer comes from, or what expired."""

    code: str
    name: str
    answer: str
    need: str
    why: str = ""
    derived: bool = False
    to_check: bool = False

    @property
    def met(self) -> bool:
        return self.answer in MET

    @property
    def word(self) -> str:
        return ANSWERS[self.answer]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`code`: memenuhi, calon, terdata, tanpa_aturan. `missing`: what to do, one line each."""

    code: str
    label: str
    reasons: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def evaluate(facts: Facts, rules: Rules | None, *, label: str = "") -> Verdict:
    """The verdict of one rule set; without one, that none was set (which holds against nobody)."""
    if rules is None or not rules.rules:
        return Verdict(NO_RULES, f"kriteria {label} belum ditetapkan".replace("  ", " "))
    found = tuple(_find(facts, rule) for rule in rules.rules)
    lacking = [
        (one, rule)
        for one, rule in zip(found, rules.rules, strict=True)
        if rule.required and not one.met
    ]
    code, words = _overall([rule for _, rule in lacking], rules.label)
    return Verdict(
        code,
        words,
        found,
        tuple(one.need for one, _ in lacking),
        tuple(one.name for one, rule in lacking if one.answer == NOT_MET and not rule.training),
    )


def _overall(lacking: list[Rule], label: str) -> tuple[str, str]:
    if not lacking:
        return MEETS, f"{label} memenuhi kriteria"
    if all(rule.training for rule in lacking):
        what = " dan ".join(rule.short or rule.name for rule in lacking)
        return CANDIDATE, f"calon {label} (belum {what})"
    return LISTED, "relawan terdata" if label == "PSM" else f"anggota {label} terdata"


def _find(facts: Facts, rule: Rule) -> Finding:
    need = rule.need or f"lengkapi: {rule.short or rule.name}"
    given = facts.answers.get(rule.code)
    if given is not None and given.answer != UNKNOWN:
        if given.expires_on and given.expires_on < facts.today:
            why = f"kedaluwarsa sejak {given.expires_on:%d-%m-%Y}"
            return Finding(rule.code, rule.name, NOT_MET, need, why)
        waits = given.answer == STATED and given.file
        why = "berkasnya menunggu diperiksa petugas" if waits else ""
        return Finding(rule.code, rule.name, given.answer, need, why, to_check=waits)
    answer, why = _derived(facts, rule)
    return Finding(rule.code, rule.name, answer, need, why, derived=bool(why))


def _derived(facts: Facts, rule: Rule) -> tuple[str, str]:
    """Answer and source of what the registry's own facts say; unknown and "" when they do not."""
    if rule.derive == "umur" and facts.birth_date:
        return _by_age(facts, rule)
    if rule.derive == "domisili" and facts.home and facts.duty:
        inside = facts.home == facts.duty or facts.home.startswith(facts.duty + ".")
        if inside:
            return STATED, "dihitung dari alamat di registri: tinggal di wilayah tugas"
        return UNKNOWN, "dihitung dari alamat di registri: tinggal di luar wilayah tugas"
    return UNKNOWN, ""


def _by_age(facts: Facts, rule: Rule) -> tuple[str, str]:
    assert facts.birth_date is not None
    exact = facts.birth_precision == "day"
    years = age(facts.birth_date, facts.today)
    low = years if exact else max(0, years - 1)  # a year alone is kept as 1 January
    source = f"dihitung dari {'tanggal' if exact else 'tahun'} lahir: {years} tahun"
    if rule.minimum is not None and years < rule.minimum:
        return NOT_MET, source
    if rule.maximum is not None and low > rule.maximum:
        return NOT_MET, source
    if not exact and (low < (rule.minimum or 0) or years > (rule.maximum or 999)):
        return UNKNOWN, f"{source}, belum pasti tanpa tanggal lengkap"
    return STATED, source


def age(born: date, today: date) -> int:
    """Full years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
