"""Runs of the batch lane over an instance: read persons, score, write a versioned run, publish it.

    DATA/linkage/model.json        a model learnt from this instance (`bubuhan link train`), not yet in use
    DATA/linkage/published.json    the model the online lane uses, from the last published run
    DATA/linkage/<run>/            manifest.json, model.json, pairs.csv (ids and figures only)

A NIK is decrypted in memory only and appears in no file.
"""

import csv
import hashlib
import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from bubuhan import __version__
from bubuhan.kernel import clock
from bubuhan.linkage.records import Record
from bubuhan.linkage.scorer import Model, ModelVersionError, choose, default_model, prepare, score
from bubuhan.people import duplicates
from bubuhan.people.models import Person

CHUNK = 5_000
PAIRS = ("a", "b", "weight", "probability", "band")


class RunError(Exception):
    """A run cannot be made or published; the text says what to do and is shown as it is."""


def persons() -> Iterator[Record]:
    """Every person of the instance as the engine wants it, a few thousand at a time."""
    ids = Person.objects.order_by("id").values_list("id", flat=True).iterator(CHUNK)
    while some := list(islice(ids, CHUNK)):
        yield from duplicates.records_of(some).values()


def train(folder: Path, engine: str) -> tuple[Path, int]:
    """Learn a model from the persons of this instance; (file, how many persons)."""
    from bubuhan.linkage import training

    records = list(persons())
    today = clock.now().strftime("%Y%m%d-%H%M%S")
    try:
        model = training.train(
            records, version=f"lokal-{today}", engine=_engine(engine),
            about={"data": "orang dalam instansi ini, tanpa label", "records": len(records)},
        )  # fmt: skip
    except (training.TooFewError, RuntimeError) as error:
        raise RunError(str(error)) from error
    file = folder / "linkage" / "model.json"
    _write(file, model.to_text())
    return file, len(records)


def score_all(folder: Path, engine: str) -> tuple[Path, dict[str, Any]]:
    """Score everybody with everybody who shares a key; the folder of the run and its manifest."""
    from bubuhan.linkage import training

    own = folder / "linkage" / "model.json"
    model = _load(own if own.exists() else None)
    records = list(persons())
    started = clock.now()
    run = folder / "linkage" / started.strftime("%Y%m%d-%H%M%S-%f")
    run.mkdir(parents=True, mode=0o700)
    ready: dict[str, Record] = {record.id: record for record in records}
    bands: dict[str, int] = {"automatic": 0, "desk": 0}
    try:
        found = list(training.score_batch(records, model, _engine(engine)))
    except RuntimeError as error:
        run.rmdir()
        raise RunError(str(error)) from error
    with (run / "pairs.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(PAIRS)
        for a, b, weight, probability in sorted(found, key=lambda row: (-row[2], row[0], row[1])):
            band = score(model, prepare(ready[a]), prepare(ready[b])).band
            bands[band] = bands.get(band, 0) + 1
            writer.writerow((min(a, b), max(a, b), f"{weight:.6f}", f"{probability:.9f}", band))
    _write(run / "model.json", model.to_text())
    manifest = {
        "run": run.name, "made_at": started.isoformat(), "bubuhan": __version__, "engine": engine,
        "model": model.version, "records": len(records), "pairs": len(found), "bands": bands,
        "sha256": {name: _hash(run / name) for name in ("pairs.csv", "model.json")},
    }  # fmt: skip
    _write(run / "manifest.json", json.dumps(manifest, indent=1) + "\n")
    return run, manifest


def publish(folder: Path, name: str = "") -> tuple[Path, int]:
    """Hand the pairs of a run (the last one unless named) to the desk; safe to repeat.

    Returns the run and how many of its pairs stand on the desk. Raises RunError when there is no run
    or its files are not those the manifest speaks of.
    """
    run = _run(folder, name)
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    for file, expected in manifest["sha256"].items():
        if not (run / file).exists() or _hash(run / file) != expected:
            raise RunError(
                f"Berkas {run / file} berubah sejak dibuat; tidak diterbitkan. "
                "Jalankan lagi: bubuhan link score."
            )
    model = _load(run / "model.json")
    choose(model)
    with (run / "pairs.csv").open(newline="", encoding="utf-8") as source:
        rows = ((row["a"], row["b"]) for row in csv.DictReader(source))
        count = duplicates.propose_pairs(rows)
    _write(folder / "linkage" / "published.json", model.to_text())
    return run, count


def _load(file: Path | None) -> Model:
    try:
        return Model.load(file) if file else default_model()
    except ModelVersionError as error:
        raise RunError(str(error)) from error


def _run(folder: Path, name: str) -> Path:
    base = folder / "linkage"
    runs = sorted(m.parent for m in base.glob("*/manifest.json")) if base.exists() else []
    if name:
        runs = [run for run in runs if run.name == name]
    if not runs:
        raise RunError("Belum ada hasil untuk diterbitkan. Jalankan dulu: bubuhan link score.")
    return runs[-1]


def _engine(name: str) -> Any:
    return "spark" if name == "spark" else "duckdb"


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _write(file: Path, text: str) -> None:
    """Whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = file.with_suffix(".part")
    part.write_text(text, "utf-8")
    os.replace(part, file)
