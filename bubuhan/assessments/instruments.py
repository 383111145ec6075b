"""Assessment instruments: which questions show, what an answer is worth, what it says. Pure.

An instrument is data (`contract/instruments/<code>.<version>.json`):
`{code, version, name, about, subject: "household"|"member", better: "high"|"low", max, questions, bands}`.
A question: `{id, text, type, section?, help?, icon?, required?, when?, options?, min?, max?, scores?}`,
type one of single, yesno (answer: an option's code), multi (a list of codes), number, text.
An option: `{code, label, score?, need?, strength?, cause?, alone?}`; `scores` of a number are
`{from?, to?, score, need?, strength?, cause?}`.
`when` is a condition on earlier answers: `{q, is}` `{q, in}` `{q, has}` `{q, gte}` `{q, lte}`
`{q, answered}` `{all: [..]}` `{any: [..]}` `{not: ..}`.

`field/src/forms/instruments.ts` does the same; both are held to `contract/samples/instruments.json`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Answers = Mapping[str, Any]
Body = Mapping[str, Any]
MOST_TEXT = 2000

WORDS = {
    "required": "Pertanyaan ini belum dijawab.",
    "unknown": "Pertanyaan ini tidak ada dalam formulir.",
    "option": "Pilihannya tidak ada dalam daftar.",
    "type": "Jawabannya tidak terbaca.",
    "range": "Angkanya di luar batas.",
    "alone": "Pilihan ini tidak bisa digabung dengan yang lain.",
    "long": "Tulisannya terlalu panjang.",
}


@dataclass(frozen=True, slots=True)
class Result:
    """What the answers say. `problems` is `{question: code}` (see `WORDS`); then nothing else counts."""

    visible: tuple[str, ...]
    problems: dict[str, str]
    score: int = 0
    band: str = ""
    strengths: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    kept: dict[str, Any] = field(default_factory=dict)


def visible(body: Body, answers: Answers) -> list[str]:
    """Ids of the questions to ask, in order; an answer to a question that does not show is no answer."""
    shown: dict[str, Any] = {}
    found: list[str] = []
    for question in body["questions"]:
        if holds(question.get("when"), shown):
            found.append(question["id"])
            if answered(answers.get(question["id"])):
                shown[question["id"]] = answers[question["id"]]
    return found


def holds(when: Any, answers: Answers) -> bool:
    """Does a condition hold? No condition always does."""
    if not when:
        return True
    if "all" in when:
        return all(holds(one, answers) for one in when["all"])
    if "any" in when:
        return any(holds(one, answers) for one in when["any"])
    if "not" in when:
        return not holds(when["not"], answers)
    return _fits(when, answers.get(when["q"]))


def _fits(when: Mapping[str, Any], value: Any) -> bool:
    if "answered" in when:
        return answered(value) is bool(when["answered"])
    if "is" in when:
        return bool(value == when["is"])
    if "in" in when:
        return isinstance(value, str) and value in when["in"]
    if "has" in when:
        return isinstance(value, list | tuple) and when["has"] in value
    if not _is_number(value):
        return False
    return value >= when["gte"] if "gte" in when else bool(value <= when["lte"])


def answered(value: Any) -> bool:
    """True unless nothing was said."""
    return not (value is None or (isinstance(value, str | list | tuple) and not len(value)))


def check(body: Body, answers: Answers) -> dict[str, str]:
    """`{question: problem code}`, empty when all is well."""
    known = {question["id"]: question for question in body["questions"]}
    found = {name: "unknown" for name in answers if name not in known}
    for name in visible(body, answers):
        problem = _problem(known[name], answers.get(name))
        if problem:
            found[name] = problem
    return found


def _problem(question: Mapping[str, Any], value: Any) -> str:
    if not answered(value):
        return "required" if question.get("required") else ""
    kind = question["type"]
    if kind in ("single", "yesno"):
        if not isinstance(value, str):
            return "type"
        return "" if any(o["code"] == value for o in question["options"]) else "option"
    if kind == "multi":
        return _many(question, value)
    if kind == "number":
        if not _is_number(value):
            return "type"
        low, high = question.get("min"), question.get("max")
        outside = (low is not None and value < low) or (high is not None and value > high)
        return "range" if outside else ""
    if not isinstance(value, str):
        return "type"
    return "long" if len(value) > question.get("max", MOST_TEXT) else ""


def _many(question: Mapping[str, Any], value: Any) -> str:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        return "type"
    options = {o["code"]: o for o in question["options"]}
    if len(set(value)) != len(value) or any(one not in options for one in value):
        return "option"
    return "alone" if len(value) > 1 and any(options[one].get("alone") for one in value) else ""


def result(body: Body, answers: Answers) -> Result:
    """Score, band, strengths, needs and the causes the answers point to; each once, in question order."""
    shown = visible(body, answers)
    problems = check(body, answers)
    if problems:
        return Result(tuple(shown), problems)
    known = {question["id"]: question for question in body["questions"]}
    score = 0
    said: dict[str, list[str]] = {"strength": [], "need": [], "cause": []}
    for name in shown:
        for one in _parts(known[name], answers.get(name)):
            score += one.get("score", 0)
            for word, texts in said.items():
                if one.get(word) and one[word] not in texts:
                    texts.append(one[word])
    kept = {name: answers[name] for name in shown if answered(answers.get(name))}
    return Result(
        tuple(shown), {}, score, band_of(body, score),
        tuple(said["strength"]), tuple(said["need"]), tuple(said["cause"]), kept,
    )  # fmt: skip


def _parts(question: Mapping[str, Any], value: Any) -> Sequence[Mapping[str, Any]]:
    """The options, or the step of a number, that an answer chose."""
    if not answered(value):
        return ()
    if question["type"] == "number":
        return [
            step
            for step in question.get("scores", ())
            if step.get("from", value) <= value <= step.get("to", value)
        ][:1]
    if question["type"] == "text":
        return ()
    chosen = value if isinstance(value, list | tuple) else [value]
    return [o for o in question["options"] if o["code"] in chosen]


def band_of(body: Body, score: int) -> str:
    """Code of the band a score falls in, "" when none."""
    return next((str(b["code"]) for b in body["bands"] if b["from"] <= score <= b["to"]), "")


def band(body: Body, code: str) -> Mapping[str, Any]:
    """A band by code: `{name, tone, advice}`; empty words when unknown."""
    nothing = {"code": code, "name": "", "tone": "plain", "advice": ""}
    return next((b for b in body["bands"] if b["code"] == code), nothing)


def told(question: Mapping[str, Any], value: Any) -> str:
    """An answer in words."""
    if not answered(value):
        return "Tidak dijawab"
    if question["type"] == "number":
        return f"{value:g} {question.get('unit', '')}".strip()
    if question["type"] == "text":
        return str(value)
    chosen = value if isinstance(value, list | tuple) else [value]
    return ", ".join(o["label"] for o in question["options"] if o["code"] in chosen)


def ceiling(body: Body) -> int:
    """The highest score the questions allow, counting all of them (a test holds `max` to it)."""
    return sum(_highest(question) for question in body["questions"])


def _highest(question: Mapping[str, Any]) -> int:
    parts = question.get("options") or question.get("scores") or []
    if question["type"] != "multi":
        return max((int(p.get("score", 0)) for p in parts), default=0)
    together = sum(int(p.get("score", 0)) for p in parts if not p.get("alone"))
    alone = max((int(p.get("score", 0)) for p in parts if p.get("alone")), default=0)
    return max(together, alone)


def _is_number(value: Any) -> bool:
    """Whole or decimal, not a truth value, not infinite."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9
