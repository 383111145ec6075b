"""Load the instruments of `contract/instruments/` and the example age limits."""

import json
from pathlib import Path

from bubuhan import journal
from bubuhan.assessments.models import AgeLimit, Instrument
from bubuhan.kernel import clock

FOLDER = Path(__file__).resolve().parents[2] / "contract" / "instruments"

# (code, from, to, source): domain.md 2.2; lists differ (0-4 or up to 5; 5-18 or 6-18), hence rows.
LIMITS: tuple[tuple[str, int | None, int | None, str], ...] = (
    ("1", None, 5, "Dinsos Kota Sukabumi: sampai 5 tahun (daftar lain: 0-4)"),
    ("2", 6, 18, "Permensos 8/2012, 6 sampai 18 tahun (daftar lain: 5-18)"),
    ("3", 6, 18, "6 sampai 18 tahun, belum kawin"),
    ("4", 5, 18, "5 sampai 18 tahun"),
    ("5", None, 17, "di bawah 18 tahun"),
    ("6", None, 17, "anak: di bawah 18 tahun"),
    ("7", None, 17, "anak: di bawah 18 tahun"),
    ("8", 60, None, "60 tahun ke atas"),
    ("19", 18, None, "korban dewasa; anak memakai jenis 6"),
    ("23", 18, 59, "umum dipakai; periksa aturan setempat"),
)


def load_instruments(folder: Path = FOLDER) -> int:
    """Insert new versions, refresh changed ones; return how many changed. Tells the phones."""
    changed: set[str] = set()
    with journal.unit():
        for path in sorted(folder.glob("*.json")):
            body = json.loads(path.read_text("utf-8"))
            row = Instrument.objects.filter(code=body["code"], version=body["version"]).first()
            if row is not None and row.body == body:
                continue
            row = row or Instrument(code=body["code"], version=body["version"])
            row.name, row.body, row.example = body["name"], body, bool(body.get("example"))
            row.save()
            changed.add(row.code)
        journal.touch(*(journal.Touch("national", "instrument", code) for code in sorted(changed)))
    return len(changed)


def load_rules() -> None:
    """Age limits as examples, once; rows an office edited are left alone."""
    known = set(AgeLimit.objects.values_list("code", flat=True))
    now = clock.now()
    AgeLimit.objects.bulk_create(
        AgeLimit(code=code, minimum=low, maximum=high, source=source, example=True, valid_from=now)
        for code, low, high, source in LIMITS
        if code not in known
    )
