"""Indonesian text made comparable: names, dates, phones, NIK. One place to import from.

Parsers return the value, or a `Problem` (returned, not raised: a spreadsheet row collects several).
"""

from bubuhan.kernel.dates import ParsedDate, parse_date, parse_sex, split_place_and_date
from bubuhan.kernel.names import bare_name, fold, name_key, tidy_name
from bubuhan.kernel.nik import NikFacts, check_nik, mask_nik, nik_facts, parse_nik
from bubuhan.kernel.phones import parse_phone, show_phone

__all__ = [
    "NikFacts",
    "ParsedDate",
    "bare_name",
    "check_nik",
    "fold",
    "mask_nik",
    "name_key",
    "nik_facts",
    "parse_date",
    "parse_nik",
    "parse_phone",
    "parse_sex",
    "show_phone",
    "split_place_and_date",
    "tidy_name",
]
