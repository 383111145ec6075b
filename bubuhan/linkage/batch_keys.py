"""The keys of `blocking.py` as SQL over table `person`, for the batch lane: made and hashed by DuckDB.

Same text, other hash (nothing is stored, so it need not be that of the registry). Whoever changes a key
changes it in both places; `tests/test_columns.py` compares them record by record.
"""


def _unordered(born: str) -> str:
    """A date YYYYMMDD with day and month in the order of their numbers."""
    month, day = f"substr({born}, 5, 2)", f"substr({born}, 7, 2)"
    return f"left({born}, 4) || least({month}, {day}) || greatest({month}, {day})"


_CENTURY = (
    "case when born <> '' then left(born, 2) when left(nik_date, 2) > '25' then '19' else '20' end"
)
_DATES = f"""select row, kecamatan,
    list_distinct(list_transform(tokens, lambda t: left(t, 4))) as starts,
    case when born <> '' then {_unordered("born")} else '' end as stated,
    case when nik_date <> '' and nik_date <> born6
        then {_unordered(f"({_CENTURY} || nik_date)")} else '' end as said
    from person"""  # noqa: S608
_NAMES = """select row, year, rarity, kecamatan, core as name from person where core <> ''
    union all select row, year, rarity, kecamatan, core_sorted from person
    where core_sorted <> core and core_sorted <> ''"""
_BONES = "replace(replace(replace(core, 'a', ''), 'i', ''), 'u', '')"

_PARTS = (
    "select row, 'n' || nik12 as key from person where nik12 <> ''",
    "select row, 'm' || nik_date || substr(nik_b, 5) || left(first, 1) from person where nik <> ''",
    "select row, 'n' || nik_head from person where nik12 <> '' and nik = ''",
    "select row, 'p' || unnest(list_distinct(phones)) from person",
    "select row, 'd' || stated || unnest(starts) from dates where stated <> ''",
    "select row, 'd' || said || unnest(starts) from dates where said <> '' and said <> stated",
    "select row, 'e' || stated || unnest(kecamatan) from dates where stated <> ''",
    "select row, 't' || year || unnest(desa) || left(first, 1) from person where vague <> ''",
    "select row, 'y' || year || name from names where year > 0",
    "select row, 'k' || unnest(kecamatan) || name from names",
    "select row, 'r' || name from names where rarity >= 2",
    "select row, 'v' || area || unnest(tokens) from"
    " (select row, tokens, unnest(desa) as area from person)",
    f"select row, 'c' || unnest(desa) || {_BONES} from person where length({_BONES}) >= 4",  # noqa: S608
    "select row, 'w' || area || year || unnest(tokens) from"
    " (select row, tokens, year, unnest(kecamatan) as area from person where year > 0)",
    "select row, 'x' || unnest(kecamatan) || address from person where address <> ''",
)

TEXTS = f"with dates as ({_DATES}), names as ({_NAMES}) {' union all '.join(_PARTS)}"
"""Rows (row, key as text); no key twice for one record."""

HASHED = f"select row, cast(hash(key) >> 1 as bigint) as key from ({TEXTS})"  # noqa: S608
"""Rows (row, key as a number)."""
