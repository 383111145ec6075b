"""Two ways to spend less on the database, for the few paths that thousands of phones walk."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection


@contextmanager
def pipelined() -> Generator[None, None, None]:
    """Statements of the block travel without waiting for each other's answer.

    The trap: an error shows up at a later statement, at the latest at the end of the block; and row
    counts are not known in between (`update()` and `delete()` return -1). So it is only for work
    that is all or nothing and does not look at counts.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def prepared(sql: str, values: Sequence[Any], *, rows: bool = False) -> list[tuple[Any, ...]]:
    """Run a constant statement that the server parses and plans once a connection.

    Django's own cursors write the values into the text, so that each call is parsed anew. Returns
    the rows when asked for; raises Django's database errors.
    """
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    raw = connection.connection
    raw.prepare_threshold = 0
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        cursor.execute(sql, values, prepare=True)
        return cursor.fetchall() if rows else []
