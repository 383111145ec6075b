"""Every enum member, event and code list has a row in GLOSSARY.md."""

import ast
import re
from pathlib import Path

from django.apps import apps
from django.db.models import Choices

REPO = Path(__file__).resolve().parents[3]
GLOSSARY = (REPO / "GLOSSARY.md").read_text("utf-8")
KNOWN = set(re.findall(r"`([^`]+)`", GLOSSARY))


def enum_members() -> set[str]:
    """`Pillar.PSM` for every member of every Choices class of ours."""
    found: set[str] = set()
    waiting: list[type[Choices]] = [Choices]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.__module__.startswith("bubuhan."):
                found |= {f"{kind.__qualname__}.{member.name}" for member in kind}
    return found


RECORDERS = {"record", "tell", "_tell", "_record", "told"}
EVENT = re.compile(r"[a-z_]+\.[a-z_]+")


def events() -> set[str]:
    """Names in every call that records an event, in tables called `EVENTS` and in what is named `event`, of the rooms."""
    found: set[str] = set()
    for path in (REPO / "bubuhan").rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                said = node.args[:1] if name in RECORDERS else []
                said += [part.value for part in node.keywords if part.arg == "event"]
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                said = [node.value] if node.targets[0].id in {"EVENTS", "event"} else []
            else:
                continue
            words = [part for one in said for part in ast.walk(one)]
            found |= {
                part.value
                for part in words
                if isinstance(part, ast.Constant)
                and isinstance(part.value, str)
                and EVENT.fullmatch(part.value)
            }
    return found


def test_enum_members_have_a_row() -> None:
    assert apps.ready
    assert sorted(enum_members() - KNOWN) == []


def test_events_have_a_row() -> None:
    assert len(events()) > 10
    assert sorted(events() - KNOWN) == []


def test_code_lists_have_a_row() -> None:
    lists = {path.stem for path in (REPO / "contract" / "lists").glob("*.json")}
    assert sorted(lists - KNOWN) == []
