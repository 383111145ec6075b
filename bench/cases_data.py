"""Many invented cases at once, for measuring: written by the database itself (`cases_data.sql`).

Every case has its report, timeline, task and, one in three, two photos; two in five are unfinished,
a heavier queue than any office keeps. Names come from the demo's list, places are the desa of
Kalimantan Selatan, helpers an invented roster at real scale.
"""

import json
import time
from pathlib import Path
from random import Random
from typing import Any

SQL = Path(__file__).with_name("cases_data.sql")
UNFINISHED = 0.4
NAMES = 20_000
SEED = 6371


def fill(last: int, first: int = 1) -> float:
    """Write the cases numbered `first` to `last`; the seconds it took. Needs Django set up."""
    from django.db import connection, transaction

    from bubuhan.volunteers.models import Membership

    started = time.perf_counter()
    random = Random(SEED)
    if not Membership.objects.exists():
        _roster(random)
    with transaction.atomic(), connection.cursor() as cursor:
        _temporary(cursor, random)
        cursor.execute(SQL.read_text("utf-8"), _values(first, last))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")  # as autovacuum would have done long ago
    return time.perf_counter() - started


def _roster(random: Random) -> None:
    from bubuhan.kernel import clock
    from bubuhan.site.demo import roster
    from bubuhan.site.demo.build import COORDINATOR, FIELD, PELAMBUAN

    roster.fill(random, clock.today(), FIELD, (COORDINATOR, PELAMBUAN))


def _temporary(cursor: Any, random: Random) -> None:
    """The four tables the SQL draws from."""
    from bubuhan.kernel.text import name_key
    from bubuhan.lists import queries as lists
    from bubuhan.site.demo.names import Namer

    namer = Namer(random)
    names = [(namer.name(sex), sex) for sex in random.choices("LP", k=NAMES)]
    needs = [(i.code, i.name, bool(i.data.get("sensitive"))) for i in lists.items("need")]
    cursor.execute(
        "CREATE TEMP TABLE bench_name (no int PRIMARY KEY, name text, key text, sex text);"
        "CREATE TEMP TABLE bench_need (no int PRIMARY KEY, code text, title text, sensitive bool);"
        "CREATE TEMP TABLE bench_desa AS SELECT row_number() OVER (ORDER BY code)::int AS no, code, lat, lon "
        "FROM geo_area WHERE level = 'desa' AND code LIKE '63.%' AND valid_to IS NULL;"
        "CREATE TEMP TABLE bench_member AS SELECT left(m.area_code, 5) AS kab, "
        "row_number() OVER (PARTITION BY left(m.area_code, 5) ORDER BY m.id)::int AS no, "
        "m.id, m.person_id, p.name, m.pillar FROM volunteers_membership m "
        "JOIN people_person p ON p.id = m.person_id WHERE m.status = 'active' AND m.pillar = 'PSM'"
    )
    with cursor.copy("COPY bench_name FROM STDIN") as copy:
        for number, (name, sex) in enumerate(names, 1):
            copy.write_row((number, name, name_key(name), sex))
    with cursor.copy("COPY bench_need FROM STDIN") as copy:
        for number, need in enumerate(needs, 1):
            copy.write_row((number, *need))
    cursor.execute("ANALYZE bench_name; ANALYZE bench_need; ANALYZE bench_desa")


def _values(first: int, last: int) -> dict[str, Any]:
    from bubuhan.cases.numbering import ABBREVIATIONS
    from bubuhan.kernel import clock
    from bubuhan.lists import queries as lists

    return {
        "first": first,
        "last": last,
        "count": last - first + 1,
        "unfinished": UNFINISHED,
        "now": clock.now(),
        "prefixes": json.dumps(ABBREVIATIONS),
        "reject": lists.items("reject_reason")[0].code,
    }
