"""Rows that the linkage engine finds like somebody known: said before anything is stored.

The engine looks at rows that the exact rules call new. Nothing is held for it: the person is stored, and the
pair stands at the duplicate desk. A very long upload is compared only after it was stored.
"""

from collections.abc import Sequence

from bubuhan.imports import masking
from bubuhan.imports.pairing import record_of
from bubuhan.imports.planning import Plan
from bubuhan.kernel.problems import Problem
from bubuhan.people import duplicates

MOST_ROWS = 5000  # of one lot; more are compared after storing


def warn(plans: Sequence[Plan], rows: int, office: str) -> None:
    """Note the likeliest known person on rows that would become new persons; masked as for `office`."""
    new = [m for m in plans if m.new_person and not (m.match and m.match.candidates)]
    if not new or rows > MOST_ROWS:
        return
    found = duplicates.find_many([record_of(m.draft, m.person_id) for m in new], limit=3)
    hidden = masking.strangers(office, {c.person_id for some in found for c in some})
    for made, candidates in zip(new, found, strict=True):
        if not candidates:
            continue
        best = candidates[0]
        why = ", ".join(r.text for r in best.reasons if r.weight > 0)[:160]
        made.draft.note(
            Problem("member_like", "name", other=hidden.get(best.person_id, best.name), why=why),
            candidates=[(str(c.person_id), hidden.get(c.person_id, c.name)) for c in candidates],
        )
