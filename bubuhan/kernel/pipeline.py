"""Send statements without waiting for each answer: for hot paths that only write."""

from collections.abc import Generator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def pipelined() -> Generator[None, None, None]:
    """Statements of the block travel together: a commit of ten costs three waits instead of ten.

    The trap: an error shows up at a later statement, at the latest at the end of the block; and row
    counts are not known in between (`update()` and `delete()` return -1). So it is only for work
    that is all or nothing and does not look at counts.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield
