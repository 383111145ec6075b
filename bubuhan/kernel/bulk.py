"""Many rows at once, by COPY: about four times as fast as `bulk_create` for wide rows."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

from bubuhan.kernel import clock
from bubuhan.kernel.fields import EncryptedText

Reader = Callable[[models.Model], Any]


def copy_in(model: type[models.Model], rows: Iterable[models.Model]) -> int:
    """Insert unsaved rows in the caller's transaction; returns how many.

    Constraints hold as always (a breach raises IntegrityError and none is inserted); a key that the
    database gives is not read back.
    """
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    readers = [_reader(f, clock.now()) for f in fields]
    quote = connection.ops.quote_name
    names = ", ".join(quote(f.column or f.name) for f in fields)
    sql = f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN"
    count = 0
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row([read(row) for read in readers])
            count += 1
    return count


def _reader(field: "models.Field[Any, Any]", now: datetime) -> Reader:
    name = field.attname
    if isinstance(field, models.JSONField):
        return lambda row: Jsonb(getattr(row, name))
    if isinstance(field, EncryptedText):
        return lambda row: field.get_prep_value(getattr(row, name))
    if isinstance(field, models.DateTimeField) and (field.auto_now or field.auto_now_add):
        return lambda row: now
    return lambda row: getattr(row, name)
