"""Time passes: what belongs to a case is moved into the past, and the periodic work is done at once.

A browser story cannot wait three months. Every date of every row that belongs to the case is moved
back by the same number of days, as if all of it had happened then.
"""

import os
import subprocess
import sys
from pathlib import Path

from e2e.conftest import Instance

_MOVE = """
from datetime import timedelta
from django.apps import apps
from django.db import models
from django.db.models import F
case, shift = "{case}", timedelta(minutes={minutes})
for model in apps.get_models():
    if not model.__module__.startswith("bubuhan."):
        continue
    names = {{f.name for f in model._meta.concrete_fields}}
    if model._meta.label == "cases.Case":
        rows = model._default_manager.filter(id=case)
    elif "case" in names:
        rows = model._default_manager.filter(case_id=case)
    else:
        continue
    dates = [f.name for f in model._meta.concrete_fields if isinstance(f, models.DateField)]
    rows.update(**{{name: F(name) - shift for name in dates}})
from bubuhan import journal
from bubuhan.cases.entries import save, touches
from bubuhan.cases.models import Case
with journal.unit():
    one = Case.objects.get(id=case)
    save(one)
    journal.touch(*touches(one))
"""


def run_inside(instance: Instance, code: str) -> str:
    """Run a piece of Python inside the running instance; what it prints comes back."""
    command = [
        str(Path(sys.executable).parent / "bubuhan"),
        "manage",
        "--data",
        str(instance.data),
        "shell",
        "--no-imports",
        "-c",
        code,
    ]
    env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "BUBUHAN_DATA"}}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, env=env
    )
    assert done.returncode == 0, done.stderr[-600:]
    return done.stdout


def age(
    instance: Instance, case_ids: list[str], *, days: int = 0, minutes: int = 0, then: str = ""
) -> str:
    """Move these cases back in time, then run `then` (the periodic work that would have been done)."""
    moves = [_MOVE.format(case=one, minutes=minutes + days * 24 * 60) for one in case_ids]
    return run_inside(instance, "\n".join([*moves, then]))
