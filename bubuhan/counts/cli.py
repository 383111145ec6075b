"""`bubuhan registry snapshot`: freeze, sign, write down."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from bubuhan.accounts.policy import Actor, Role
from bubuhan.counts import actions, freezing
from bubuhan.counts.models import Snapshot
from bubuhan.kernel import signing
from bubuhan.kernel.problems import Problem

_ACTOR = Actor(UUID(int=0), "Baris perintah", Role.PIMPINAN)


def snapshot(area: str, out: Path | None, note: str = "") -> int:
    """Take a snapshot and write it as JSON. Returns the exit code: 2 for an area that is none."""
    try:
        made = actions.take(area=area, actor=_ACTOR, note=note)
    except Problem as problem:
        click.echo(f"bubuhan: {problem.message}", err=True)
        return 2
    text = json.dumps(as_json(made), ensure_ascii=False, indent=1)
    if out is None:
        click.echo(text)
    else:
        out.write_text(text + "\n", "utf-8")
        click.echo(f"{made.row_count} baris dibekukan. Sidik data {made.hash}")
    return 0


def as_json(made: Snapshot) -> dict[str, Any]:
    """The whole snapshot, enough to do the hash again (docs/hitungan.md)."""
    key = next((k for k in signing.public_keys() if k.id == made.key_id), None)
    return {
        "id": str(made.id),
        "area": made.area_code,
        "label": made.area_label,
        "at": made.taken_at.isoformat(),
        "by": [made.taken_by_id, made.taken_by],
        "note": made.note,
        "hash": made.hash,
        "signature": made.signature,
        "key": {"id": made.key_id, "public": key.text if key else "", "algorithm": "Ed25519"},
        **made.body,
        "row_count": made.row_count,
        "rows": [
            {
                "membership": str(row.membership_id),
                "person": str(row.person_id),
                "name": row.name,
                "pillar": row.pillar,
                "area_code": row.area_code,
                "grade": row.grade,
                "reasons": row.reasons,
                "facts": row.facts,
            }
            for row in freezing.rows_in_order(made)
        ],
    }
