"""The online lane: one pair, the model's weights, and the reasons. Plain Python, no database.

A weight is log2 of how much likelier the observation is for one human than for two; the sum with
the prior is the weight of the pair, exactly as Splink computes it in the batch lane.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import log2
from pathlib import Path
from typing import Any

from bubuhan.linkage.comparisons import COMPARISONS, FORMAT, UNKNOWN, definition_hash
from bubuhan.linkage.conditions import Test
from bubuhan.linkage.features import Prepared, prepare

__all__ = ["FieldReason", "Model", "ModelVersionError", "Prepared", "ScoredPair", "default_model",
           "prepare", "score"]  # fmt: skip

STRONG_NAMES = frozenset(
    ["same_3", "same_2", "same_1", "same_0", "sound_2", "sound_1", "sound_0", "typo", "initials"]
)
"""Levels of the name that, with an equal NIK, let a machine decide."""
WEAK_BIRTHS = frozenset(["other", "year", "near_vague"])
BANDS = ("automatic", "desk", "new")


class ModelVersionError(ValueError):
    """A model file made for another version of the engine; the message says what to do."""


@dataclass(frozen=True, slots=True)
class FieldReason:
    """One piece of evidence: positive weight speaks for one human, negative for two."""

    field: str
    level: str
    weight: float
    text: str


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """`band` is "automatic", "desk" or "new"; `reasons` leave out what is unknown."""

    weight: float
    probability: float
    band: str
    reasons: tuple[FieldReason, ...]


@dataclass(frozen=True)
class Model:
    """Weights and thresholds of one version; made by `bubuhan link train`, never edited by hand."""

    version: str
    prior: float
    weights: dict[str, dict[str, tuple[float, float]]]
    automatic: float
    desk: float
    about: dict[str, Any]

    @classmethod
    def load(cls, path: Path | str | None = None) -> "Model":
        """Read a model file, or the shipped one. Raises ModelVersionError, OSError."""
        if path is None:
            return shipped_model()
        return cls.from_text(Path(path).read_text("utf-8"), Path(path).name)

    @classmethod
    def from_text(cls, text: str, name: str) -> "Model":
        """A model out of JSON text; `name` is used in the message of an error."""
        try:
            data = json.loads(text)
            found, definition = data["format"], data["definition"]
        except (ValueError, KeyError, TypeError) as error:
            raise ModelVersionError(
                f"Berkas {name} bukan berkas model Bubuhan. Latih model dengan: bubuhan link train."
            ) from error
        if found != FORMAT or definition != definition_hash():
            raise ModelVersionError(
                f"Model {name} dibuat untuk versi lain dari Bubuhan (format {found}, sekarang "
                f"{FORMAT}). Latih ulang dengan: bubuhan link train, atau hapus berkas itu agar "
                "model bawaan yang dipakai."
            )
        weights = {
            field: {code: (float(mu[0]), float(mu[1])) for code, mu in levels.items()}
            for field, levels in data["weights"].items()
        }
        bands = data["bands"]
        return cls(
            str(data["version"]), float(data["prior"]), weights,
            float(bands["automatic"]), float(bands["desk"]), dict(data.get("about", {})),
        )  # fmt: skip

    def to_text(self) -> str:
        """The model file: sorted, readable, one number per line so that a change shows in a diff."""
        data = {
            "format": FORMAT,
            "definition": definition_hash(),
            "version": self.version,
            "prior": self.prior,
            "bands": {"automatic": self.automatic, "desk": self.desk},
            "weights": {
                c.field: {
                    level.code: list(self.weights[c.field][level.code])
                    for level in c.levels
                    if level.code != UNKNOWN
                }
                for c in COMPARISONS
            },
            "about": self.about,
        }
        return json.dumps(data, indent=1, ensure_ascii=False) + "\n"

    @property
    def steps(self) -> tuple[tuple[tuple[Test | None, FieldReason], ...], ...]:
        """Per comparison the tests in order, each with its finished reason; built once."""
        return _steps(self)

    __hash__ = object.__hash__


@lru_cache(maxsize=8)
def _steps(model: Model) -> tuple[tuple[tuple[Test | None, FieldReason], ...], ...]:
    return tuple(
        tuple(
            (
                level.when.test() if level.when else None,
                FieldReason(c.field, level.code, bits(model, c.field, level.code), level.text),
            )
            for level in c.levels
        )
        for c in COMPARISONS
    )


def bits(model: Model, field: str, code: str) -> float:
    """The weight of one level; what is unknown weighs nothing."""
    if code == UNKNOWN:
        return 0.0
    m, u = model.weights[field][code]
    return log2(m / u)


def default_model() -> Model:
    """The model in use: the one chosen for this process, else the one shipped with this version."""
    return _CHOSEN[0] if _CHOSEN else shipped_model()


def choose(model: Model | None) -> None:
    """Use this model in this process from now on; None: the shipped one again."""
    _CHOSEN[:] = [model] if model else []


def choose_file(file: Path) -> str:
    """Use the model of a file that may not be there; "" or what is wrong with it."""
    if not file.exists():
        return ""
    try:
        choose(Model.load(file))
    except (ModelVersionError, OSError) as error:
        return str(error)
    return ""


_CHOSEN: list[Model] = []


def blank_model() -> Model:
    """The guesses written beside the levels: where training begins."""
    weights = {
        c.field: {level.code: level.guess for level in c.levels if level.code != UNKNOWN}
        for c in COMPARISONS
    }
    return Model("0", 1e-4, weights, 12.0, 1.0, {})


@lru_cache(maxsize=1)
def shipped_model() -> Model:
    """The model shipped with this version."""
    text = files("bubuhan.linkage").joinpath("model/default.json").read_text("utf-8")
    return Model.from_text(text, "bawaan")


def levels_of(model: Model, a: Prepared, b: Prepared) -> list[FieldReason]:
    """The level each comparison reaches, in order, unknown ones included."""
    found: list[FieldReason] = []
    for steps in model.steps:
        for test, reason in steps:
            if test is None or test(a, b):
                found.append(reason)
                break
    return found


def score(model: Model, a: Prepared, b: Prepared) -> ScoredPair:
    """How surely a and b are one human, in which band, and why. Symmetric in a and b."""
    found = levels_of(model, a, b)
    weight = prior_weight(model) + sum(reason.weight for reason in found)
    reasons = tuple(reason for reason in found if reason.level != UNKNOWN)
    return ScoredPair(weight, probability(weight), band(model, weight, found), reasons)


def band(model: Model, weight: float, found: list[FieldReason]) -> str:
    """Automatic only on an equal valid NIK and strong agreement besides."""
    if weight < model.desk:
        return "new"
    codes = {reason.field: reason.level for reason in found}
    sure = (
        weight >= model.automatic
        and codes["nik"] == "same"
        and codes["name"] in STRONG_NAMES
        and codes["birth_date"] not in WEAK_BIRTHS
        and codes["sex"] != "other"
    )
    return "automatic" if sure else "desk"


def prior_weight(model: Model) -> float:
    """log2 odds that two records drawn at random are one human."""
    return log2(model.prior / (1 - model.prior))


def probability(weight: float) -> float:
    """Weight in bits -> probability, without overflow."""
    if weight > 1000:
        return 1.0
    odds: float = 2.0**weight
    return odds / (1 + odds)
