"""The first sync of a kecamatan to a phone: `python -m bench.first_sync [--cases N]`.

A phone of the kecamatan's coordinator (who holds every case in full, the heaviest phone there is) and
one of a PSM pull a space of 2,000 case documents from a running instance, page by page, as the app
does. The rival: the very same documents, rendered by one call and written as one gzipped JSON file,
without pages, positions, tokens or a network. Then ten of the cases change, and both pull again.
"""

import argparse
import gzip
import http.client
import json
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bench import cases_data
from bench.common import table
from bench.stack import Stack

SPACE = "63.71.03"
PAGE = 200  # what the app asks for (field/src/sync/api.ts)
CHANGES = 10


@dataclass
class Pulled:
    """What one pull to the end took; `wire` are all bytes of the answers, with their headers."""

    seconds: float
    wire: int
    docs: list[dict[str, Any]]
    pages: int
    next: int


def pull(port: int, token: str, after: int = 0) -> Pulled:
    """Everything of the space after a position, over one connection."""
    door = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"}
    found = Pulled(0.0, 0, [], 0, after)
    started = time.perf_counter()
    more = True
    while more:
        address = f"/sync/v1/pull?space={SPACE}&after={found.next}&limit={PAGE}"
        door.request("GET", address, headers=headers)
        answer = door.getresponse()
        raw = answer.read()
        assert answer.status == 200, raw[:300]
        found.wire += len(raw) + sum(len(k) + len(v) + 4 for k, v in answer.getheaders()) + 17
        squeezed = answer.headers.get("Content-Encoding") == "gzip"
        body = json.loads(gzip.decompress(raw) if squeezed else raw)
        found.docs += body["docs"]
        found.next, more = body["next"], body["more"]
        found.pages += 1
    found.seconds = time.perf_counter() - started
    door.close()
    return found


def rival(actor: Any, ids: list[str]) -> tuple[float, bytes]:
    """The same documents as one gzipped JSON file: seconds and bytes."""
    from bubuhan.cases.documents import case_documents

    started = time.perf_counter()
    docs = case_documents(actor, ids)
    bodies = [
        {"kind": "case", "id": doc.id, "rev": doc.rev, "body": doc.body} for doc in docs.values()
    ]
    text = json.dumps(bodies, ensure_ascii=False, default=str, separators=(",", ":"))
    data = gzip.compress(text.encode(), 6)
    return time.perf_counter() - started, data


def prepare(cases: int) -> tuple[dict[str, str], dict[str, Any], list[str]]:
    """Cases of one kecamatan in its space; two phones: tokens and actors by role."""
    from django.db import connection

    from bubuhan.cases.models import Case

    cases_data.fill(cases)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH desa AS (SELECT code, row_number() OVER () - 1 AS no FROM geo_area "
            "WHERE level = 'desa' AND code LIKE %s AND valid_to IS NULL), "
            "numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS no FROM cases_case) "
            "UPDATE cases_case c SET area_code = d.code FROM numbered n, desa d "
            "WHERE n.id = c.id AND d.no = n.no %% (SELECT count(*) FROM desa)",
            [SPACE + ".%"],
        )
        cursor.execute("DELETE FROM journal_feed WHERE space = %s", [SPACE])
    ids = [str(key) for key in Case.objects.order_by("id").values_list("id", flat=True)]
    _touch(ids)
    return *_phones(), ids


def _touch(ids: list[str]) -> None:
    from bubuhan import journal

    for start in range(0, len(ids), 500):
        with journal.unit():
            journal.touch(*(journal.Touch(SPACE, "case", key) for key in ids[start : start + 500]))


def _phones() -> tuple[dict[str, str], dict[str, Any]]:
    from bubuhan.accounts.actions import enrol, make_code
    from bubuhan.accounts.models import User
    from bubuhan.accounts.policy import Role
    from bubuhan.kernel import clock
    from bubuhan.people.models import Person

    boss = User.objects.create(username="bench", name="Bench", role=Role.PIMPINAN, area_code="63")
    boss.role = Role.PENGELOLA
    tokens, actors = {}, {}
    for role, area in ((Role.KOORDINATOR, SPACE), (Role.RELAWAN, SPACE + ".1003")):
        person = Person.objects.create(name=f"Orang {role}", name_key=f"orang {role}")
        code, _ = make_code(
            boss.actor(), person_id=person.id, person_name=person.name, area_code=area, role=role,
            now=clock.now(),
        )  # fmt: skip
        device, token, _ = enrol(code, "HP bench", "127.0.0.1", clock.now())
        tokens[role.value], actors[role.value] = token, device.user.actor(device.id)
    return tokens, actors


def change(ids: list[str]) -> None:
    """Ten cases get another line."""
    from bubuhan.cases.models import Case

    chosen = ids[:: max(1, len(ids) // CHANGES)][:CHANGES]
    Case.objects.filter(id__in=[UUID(key) for key in chosen]).update(
        place_note="Pindah ke rumah anak"
    )
    _touch(chosen)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=2000)
    options.add_argument("--port", type=int, default=8719)
    options.add_argument("--tries", type=int, default=3)
    chosen = options.parse_args()
    rows = []
    with Stack(chosen.port) as stack:
        stack.open_database()
        tokens, actors, ids = prepare(chosen.cases)
        ends: dict[str, int] = {}
        for role, token in tokens.items():
            ours, theirs = [], []
            for _ in range(chosen.tries):
                ours.append(pull(stack.port, token))
                theirs.append(rival(actors[role], ids))
            first = min(ours, key=lambda p: p.seconds)
            seconds, data = min(theirs)
            mine = {d["id"]: d["body"] for d in first.docs if not d.get("gone")}
            assert mine == {d["id"]: d["body"] for d in json.loads(gzip.decompress(data))}
            ends[role] = first.next
            rows.append(
                (
                    f"first sync, {role}", f"{len(mine)}", f"{first.pages}",
                    f"{first.wire / 1024:.0f}", f"{len(data) / 1024:.0f}", f"{first.wire / len(data):.2f}",
                    f"{first.seconds:.2f}", f"{seconds:.2f}", f"{first.seconds / seconds:.2f}",
                )
            )  # fmt: skip
        change(ids)
        for role, token in tokens.items():
            again = pull(stack.port, token, ends[role])
            wanted = [d["id"] for d in again.docs]
            seconds, data = rival(actors[role], wanted)
            rows.append(
                (
                    f"{len(wanted)} changes, {role}", f"{len(wanted)}", f"{again.pages}",
                    f"{again.wire / 1024:.1f}", f"{len(data) / 1024:.1f}", f"{again.wire / len(data):.2f}",
                    f"{again.seconds:.3f}", f"{seconds:.3f}", f"{again.seconds / seconds:.2f}",
                )
            )  # fmt: skip
        stack.close_database()
    head = (
        "",
        "documents",
        "pages",
        "KB",
        "file KB",
        "ratio of bytes",
        "s",
        "file s",
        "ratio of time",
    )
    print(table(head, rows))


if __name__ == "__main__":
    main()
