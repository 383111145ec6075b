"""What the engine is told about one person. Frozen, free of any framework."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Record:
    """One source row or one person; every field but `id` may be missing.

    `sex` is "L", "P" or "". `birth_precision` is day, month, year or unknown. `nik_damaged`: it came
    as a spreadsheet number whose last digits were zeroed. `phones` in E.164; `areas` are the dotted
    codes of home and duty. `name_is_spouse`: "Ny. X", where X may be the husband.
    """

    id: str
    name: str = ""
    sex: str = ""
    birth_date: date | None = None
    birth_precision: str = "unknown"
    birth_place: str = ""
    nik: str = ""
    nik_damaged: bool = False
    phones: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    address: str = ""
    name_is_spouse: bool = False
