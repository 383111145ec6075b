"""How ingest changes from 10,000 to 1,000,000 stored reports.

`python -m bench.growth [--seconds 6] [--port 8117] [--sizes 10000,100000,1000000]`. The stored
reports are copies of one that came through the door, with their own ids, areas, times and reporters,
in every table that a report touches.
"""

import argparse

from bench.ingest import Round, enrol, push_round
from bench.stack import Stack

ROUNDS = ((8, 1), (8, 50))
# One row of each table as it was written by a real push, then the columns that differ.
_UUID = (
    "(lpad(to_hex(1700000000000 + n), 12, '0') || '7' || substr(md5({salt} || n), 1, 3) || '8'"
    " || substr(md5({salt} || n), 4, 15))::uuid"
)
_REPORT = _UUID.format(salt="'r'")
_SOURCE = _UUID.format(salt="'s'")
_TIME = "now() - (mod(n, 31536000)) * interval '1 second'"
_AREA = "(areas.codes)[1 + mod(n, array_length(areas.codes, 1))]"
TABLES: dict[str, dict[str, str]] = {
    "people_sourcerecord": {
        "id": _SOURCE,
        "origin_id": f"{_REPORT}::text",
        "received_at": _TIME,
        "name_key": "'darma ' || n",
        "area_code": _AREA,
    },
    "reports_report": {
        "id": _REPORT,
        "source_record_id": _SOURCE,
        "received_at": _TIME,
        "reporter_id": "md5('p' || mod(n, 2796))::uuid",
        "area_code": _AREA,
    },
    "sync_receipt": {"id": "DEFAULT", "seq": "-n", "command_id": _REPORT, "received_at": _TIME},
    "journal_event": {
        "id": _UUID.format(salt="'e'"),
        "subject_id": f"{_REPORT}::text",
        "at": _TIME,
    },
    "journal_feed": {
        "id": "DEFAULT",
        "space": "'mine:' || md5('p' || mod(n, 2796))::uuid",
        "doc_id": f"{_REPORT}::text",
        "pos": "1000000 + n",
    },
}
_TEMPLATES = {
    "journal_event": "name = 'report.submitted'",
    "journal_feed": "kind = 'report'",
    "sync_receipt": "type = 'report.submit'",
}


def fill(first: int, last: int) -> None:
    """Store the copies numbered first .. last."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table, differs in TABLES.items():
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
            )
            names = [row[0] for row in cursor.fetchall() if differs.get(row[0]) != "DEFAULT"]
            values = ", ".join(differs.get(name, f"template.{name}") for name in names)
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} "  # noqa: S608  (constants)
                f"FROM (SELECT * FROM {table} WHERE {_TEMPLATES.get(table, 'true')} LIMIT 1) template, "
                "(SELECT array_agg(code) AS codes FROM geo_area WHERE code LIKE '63.%%' "
                "AND length(code) = 13) areas, generate_series(%s::bigint, %s) n",
                [first, last],
            )
        cursor.execute("ANALYZE")


def show(found: dict[int, list[Round]]) -> str:
    """The table, in Markdown."""
    lines = [
        "| stored before | connections | reports a request | reports/s | p50 ms | p95 ms "
        "| CPU ms a report: web | postgres |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for size, rounds in found.items():
        for row in rounds:
            cpu = {name: 1000 * spent / row.accepted for name, spent in row.cpu.groups.items()}
            lines.append(
                f"| {size:,} | {row.connections} | {row.batch} | **{row.rate:,.0f}** | {row.p50_ms:.1f} "
                f"| {row.p95_ms:.1f} | {cpu['web']:.2f} | {cpu['postgres']:.2f} |"
            )
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=6)
    options.add_argument("--port", type=int, default=8117)
    options.add_argument("--sizes", default="10000,100000,1000000")
    chosen = options.parse_args()
    found: dict[int, list[Round]] = {}
    with Stack(chosen.port) as stack:
        stack.open_database()
        try:
            phones = enrol(stack, 8)
            push_round(stack, phones, 1, 2)
            stored = 0
            for size in (int(text) for text in chosen.sizes.split(",")):
                fill(stored + 1, size)
                stored = size
                found[size] = [push_round(stack, phones[:c], b, chosen.seconds) for c, b in ROUNDS]
        finally:
            stack.close_database()
    print(show(found))


if __name__ == "__main__":
    main()
