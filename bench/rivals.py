"""The office's pages as SQL by hand: what somebody would write with psycopg for the same rows and columns."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

PAGE = 50
OPEN = "('waiting','offered','active')"
UNFINISHED = "('waiting','offered','active','resolved')"


def address() -> str:
    """The database of this process's Django, for psycopg."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    names = {
        "host": "HOST",
        "port": "PORT",
        "user": "USER",
        "password": "PASSWORD",
        "dbname": "NAME",
    }
    return " ".join(f"{key}={database[name]}" for key, name in names.items() if database[name])


COLUMNS = (
    "c.id, c.number, c.subject_name, c.area_code, c.need, c.band, c.state, c.sensitive, c.opened_at, c.deadline_at, "
    "c.first_response_at, c.rev, c.reasons"
)
ROWS = (
    "SELECT {columns}, (SELECT string_agg(a.person_name, ', ') FROM cases_assignment a WHERE a.case_id = c.id "
    "AND a.state IN ('offered','accepted','done')), (SELECT count(*) FROM cases_casereport r WHERE r.case_id = c.id) "
    "FROM (SELECT * FROM cases_case c WHERE {where} ORDER BY deadline_at ASC NULLS LAST, id LIMIT {size} OFFSET {start}) c "
    "ORDER BY deadline_at ASC NULLS LAST, id"
)
HEADER = (
    "SELECT state, band, count(*), count(*) FILTER (WHERE deadline_at < now() AND state IN {open}) FROM cases_case c "
    "WHERE {area} AND state IN {unfinished} GROUP BY state, band"
)


def listing(
    area: str,
    *,
    state: str = "unfinished",
    band: str = "",
    overdue: bool = False,
    text: str = "",
    page: int = 1,
) -> Callable[[Any], object]:
    """Header figures, number of rows, and one page of rows."""
    inside = f"c.area_code LIKE '{area}.%%'" if len(area) < 13 else f"c.area_code = '{area}'"
    terms: list[str] = [inside]
    values: list[str] = []
    if state == "unfinished":
        terms.append(f"c.state IN {UNFINISHED}")
    elif state:
        terms.append(f"c.state = '{state}'")
    if band:
        terms.append(f"c.band = '{band}'")
    if overdue:
        terms.append(f"c.state IN {OPEN} AND c.deadline_at < now()")
    if text:
        from bubuhan.kernel.text import name_key

        terms.append("(c.number LIKE %s OR (NOT c.sensitive AND c.subject_key LIKE %s))")
        values = [f"%{text.upper()}%", f"%{name_key(text)}%"]
    where = " AND ".join(terms)
    rows = ROWS.format(columns=COLUMNS, where=where, size=PAGE, start=(page - 1) * PAGE)
    total = f"SELECT count(*) FROM cases_case c WHERE {where}"  # noqa: S608
    header = HEADER.format(area=inside, open=OPEN, unfinished=UNFINISHED)

    def ask(connection: Any) -> object:
        return (
            connection.execute(header, ()).fetchall(),
            connection.execute(total, values).fetchone(),
            connection.execute(rows, values).fetchall(),
        )

    return ask


CASE = (
    "SELECT * FROM cases_case WHERE id = %s",
    "SELECT id, kind, at, by_name, text, data FROM cases_caseentry WHERE case_id = %s ORDER BY at, id",
    "SELECT f.entry_id, f.sha256, f.kind, s.sha256 IS NOT NULL FROM cases_casefile f "
    "LEFT JOIN files_storedfile s ON s.sha256 = f.sha256 WHERE f.case_id = %s ORDER BY position",
    "SELECT person_id, person_name, pillar, state, offered_at, offered_by, answered_at, decline_reason "
    "FROM cases_assignment WHERE case_id = %s ORDER BY offered_at DESC",
    "SELECT user_id, name FROM cases_casehandler WHERE case_id = %s AND released_at IS NULL",
    "SELECT report_id, joined, reasons, at FROM cases_casereport WHERE case_id = %s ORDER BY at",
    "SELECT * FROM cases_conflict WHERE case_id = %s AND state = 'open' ORDER BY at",
)
# Who could be asked: members of the kabupaten whose pillar is meant for this need, with load and distance's points.
HELPERS = (
    "SELECT m.id, m.person_id, p.name, m.pillar, m.area_code, m.available, m.unavailable_until, g.lat, g.lon, "
    "(SELECT count(*) FROM cases_assignment a WHERE a.person_id = m.person_id AND a.state IN ('offered','accepted')), "
    "EXISTS (SELECT 1 FROM accounts_device d JOIN accounts_user u ON u.id = d.user_id "
    "WHERE u.person_id = m.person_id AND d.revoked_at IS NULL) "
    "FROM cases_case c JOIN volunteers_membership m ON m.area_code LIKE left(c.area_code, 5) || '%%' AND m.status = 'active' "
    "JOIN people_person p ON p.id = m.person_id LEFT JOIN geo_area g ON g.code = m.area_code "
    "WHERE c.id = %s AND m.pillar IN (SELECT pillar FROM cases_pillarmandate WHERE valid_to IS NULL AND need IN ('', c.need))"
)


def case(key: UUID) -> Callable[[Any], object]:
    """A case, its timeline, files, tasks, and who could be asked."""

    def ask(connection: Any) -> object:
        return [connection.execute(sql, (key,)).fetchall() for sql in (*CASE, HELPERS)]

    return ask
