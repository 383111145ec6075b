"""Rows -> an xlsx in constant memory."""

import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone


def as_xlsx(rows: Iterable[list[Any]], title: str, now: datetime) -> bytes:
    """First row = headings; dates as dates; a first line says what it is and of when."""
    import xlsxwriter  # 14 MB in every web process, for a page that is opened now and then

    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd-mm-yyyy"})
        page = book.add_worksheet("Registri")
        page.set_column(0, 20, 22)
        page.write_string(0, 0, f"{title}. Data per {timezone.localtime(now):%d-%m-%Y %H.%M}", bold)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    midnight = datetime(value.year, value.month, value.day)  # noqa: DTZ001
                    page.write_datetime(number + 2, column, midnight, day)
                elif value is not None:
                    page.write_string(number + 2, column, str(value), bold if number == 0 else None)
    return out.getvalue()
