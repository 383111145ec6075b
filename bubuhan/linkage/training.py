"""The batch lane: Splink on DuckDB or Spark estimates the weights and scores the whole registry.

The only module that imports Splink, DuckDB or Spark. Levels, features and blocking keys are those of
the online lane, so a pair gets the same weight in both (see tests/test_lanes.py). Features are handed
over in memory; nothing about a person is written to a disk.
"""

import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Literal

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from bubuhan.linkage import columns
from bubuhan.linkage.batch_keys import HASHED
from bubuhan.linkage.blocking import CAP
from bubuhan.linkage.comparisons import COMPARISONS, UNKNOWN, Comparison
from bubuhan.linkage.features import COLUMNS
from bubuhan.linkage.records import Record
from bubuhan.linkage.refine import Sample, best_f1, precise_from, refine
from bubuhan.linkage.scorer import (
    STRONG_NAMES,
    WEAK_BIRTHS,
    Model,
    bits,
    blank_model,
    default_model,
    prior_weight,
    probability,
    shipped_model,
)

Engine = Literal["duckdb", "spark"]
Weights = dict[str, dict[str, tuple[float, float]]]
MANY = 30_000
"""From this many records on, features are computed in several processes."""
_RARE = 1e-9
LEAST = 1_000
RANDOM_PAIRS = 5e6
PRECISION = 0.9995
"""Asked of the automatic band on tuning data, so that 0.999 holds on others."""
EM_DESK, EM_AUTOMATIC = 7.0, 20.0
"""Counted weights add up too high (see `refine`), so their thresholds lie higher."""
EM_RULES = (
    "l.nik = r.nik and l.nik <> ''",
    "l.core = r.core and l.born = r.born and l.core <> '' and l.born <> ''",
)


class TooFewError(ValueError):
    """Too few records to learn anything from; the message says so."""


def settings(model: Model, dialect: str) -> SettingsCreator:
    """The comparisons as Splink wants them, with the weights of a model."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="row",
        probability_two_random_records_match=model.prior,
        comparisons=[_comparison(c.field, model, dialect) for c in COMPARISONS],
        blocking_rules_to_generate_predictions=[block_on("nik")],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def _comparison(field: str, model: Model, dialect: str) -> dict[str, Any]:
    comparison = next(c for c in COMPARISONS if c.field == field)
    levels: list[dict[str, Any]] = []
    for level in comparison.levels:
        row: dict[str, Any] = {
            "sql_condition": level.when.sql(dialect) if level.when else "ELSE",
            "label_for_charts": level.code,
        }
        if level.code == UNKNOWN:
            row["is_null_level"] = True
        else:
            row["m_probability"], row["u_probability"] = model.weights[field][level.code]
        levels.append(row)
    return {"output_column_name": field, "comparison_levels": levels}


class Batch:
    """Records in a DuckDB in memory, and the pairs that share a blocking key."""

    def __init__(
        self, records: Iterable[Record], *, owners: Sequence[int] | None = None, processes: int = 0
    ) -> None:
        if not processes:
            many = not isinstance(records, Sequence) or len(records) >= MANY
            processes = (os.cpu_count() or 1) if many else 1
        self.con = duckdb.connect(":memory:")
        self.con.execute(f"set threads = {max(1, os.cpu_count() or 1)}")
        self.con.execute("set preserve_insertion_order = false")
        self.con.execute("set temp_directory = ''")  # a NIK never spills to a disk
        self._load(columns.batches(records, processes))
        if owners is not None:
            rows = pa.table({"row": pa.array(range(len(owners)), pa.int32()), "owner": owners})
            self.con.register("owners_in", rows)
            self.con.execute("create table owners as select * from owners_in")
            self.con.unregister("owners_in")

    def _load(self, batches: Iterator[pa.RecordBatch]) -> None:
        self.con.register("chunk", columns.schema().empty_table())
        features = columns.features_sql("chunk")
        self.con.execute(f"create table person as {features}")
        for chunk in batches:
            self.con.register("chunk", pa.Table.from_batches([chunk]))
            self.con.execute(f"insert into person {features}")
        self.con.unregister("chunk")
        self.con.execute(f"create table key_of as {HASHED}")

    def block(self) -> int:
        """Make table `pairs`; keys shared by more than CAP records are left out. Returns how many."""
        self.con.execute(
            f"""create or replace table pairs as
            with small as (
                select key from key_of group by key having count(*) between 2 and {CAP}
            ), kept as (select row, key from key_of semi join small using (key))
            select distinct a.row as join_key_l, b.row as join_key_r, '0' as match_key
            from kept a join kept b on a.key = b.key and a.row < b.row"""  # noqa: S608
        )
        return int(self._one("select count(*) from pairs"))

    def pair_rows(self) -> list[tuple[int, int]]:
        """Row numbers of all blocked pairs, in the order of `sample`."""
        sql = "select join_key_l, join_key_r from pairs order by join_key_l, join_key_r"
        return [(int(a), int(b)) for a, b in self.con.execute(sql).fetchall()]

    def sample(self) -> tuple[Sample, int]:
        """The level of every comparison for all blocked pairs, with the truth (needs owners)."""
        names = [name for name in COLUMNS if name != "id"]
        both = ", ".join(f"a.{n} as {n}_l, b.{n} as {n}_r" for n in names)
        levels = ", ".join(_level_sql(c) for c in COMPARISONS)
        found = self.con.execute(
            f"""select same, {levels} from (
                select oa.owner = ob.owner as same, {both} from pairs p
                join person a on a.row = p.join_key_l join person b on b.row = p.join_key_r
                join owners oa on oa.row = p.join_key_l join owners ob on ob.row = p.join_key_r
                order by p.join_key_l, p.join_key_r
            )"""  # noqa: S608
        ).fetchnumpy()
        table = np.stack([found[c.field] for c in COMPARISONS], axis=1).astype(np.int64)
        all_same = self._one(
            "select sum(n * (n - 1) / 2) from (select count(*) as n from owners group by owner)"
        )
        same = found["same"].astype(bool)
        return Sample(table, same, int(all_same) - int(same.sum())), int(all_same)

    def count(self) -> int:
        """How many records there are."""
        return int(self._one("select count(*) from person"))

    def _one(self, sql: str) -> Any:
        return self.con.execute(sql).fetchall()[0][0]  # all: no result may stay unfinished

    def linker(self, model: Model, *, labels: bool = False) -> Linker:
        """Splink over table `person`, with the weights of a model to begin with."""
        api = DuckDBAPI(connection=self.con)
        creator = settings(model, "duckdb")
        table = "person"
        if labels:
            self.con.execute(
                "create or replace view labelled as select * from person join owners using (row)"
            )
            table = "labelled"
        return Linker(api.register(table), creator, validate_settings=False, log_level=None)

    def predict(self, model: Model, floor: float) -> str:
        """Score table `pairs`; the name of a table with row_l, row_r, match_weight."""
        linker = self.linker(model)
        api = linker._db_api
        linker.table_management.register_blocked_pairs_for_predict(
            api.register("pairs", table_name="blocked_pairs_in")
        )
        scored = linker.inference.predict(threshold_match_weight=floor, warning_mode="never")
        return str(scored.physical_name)


def score_batch(
    records: Iterable[Record],
    model: Model | None = None,
    engine: Engine = "duckdb",
    *,
    floor: float | None = None,
) -> Iterator[tuple[str, str, float, float]]:
    """(id_a, id_b, weight, probability) of every blocked pair from `floor` (the desk band) upwards.

    Raises RuntimeError with what to install when the engine is not there.
    """
    model = model or default_model()
    least = model.desk if floor is None else floor
    if engine == "spark":
        yield from _score_on_spark(list(records), model, least)
        return
    with quiet():
        work = Batch(records)
        work.block()
        table = work.predict(model, least)
    found = work.con.execute(
        f"""select a.id, b.id, s.match_weight, s.match_probability from {table} s
        join person a on a.row = s.row_l join person b on b.row = s.row_r"""  # noqa: S608
    )
    while rows := found.fetchmany(10_000):
        yield from rows


@contextmanager
def quiet() -> Iterator[None]:
    """Splink talks on its logger; a command line of ours does not."""
    logger = logging.getLogger("splink")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


def train(
    records: Sequence[Record],
    owners: Sequence[int] | None = None,
    *,
    version: str,
    check: tuple[Sequence[Record], Sequence[int]] | None = None,
    engine: Engine = "duckdb",
    about: dict[str, Any] | None = None,
) -> Model:
    """A model learnt from records.

    With `owners` (who each record is of) chances are counted, weights refined, and the thresholds set
    on `check`, other records with owners. Without, Splink's EM estimates the chances from the records
    alone and the thresholds stay those of the shipped model.
    Raises TooFewError below 1,000 records; RuntimeError when the engine is not installed.
    """
    if len(records) < LEAST:
        raise TooFewError(
            f"Baru ada {len(records)} orang; untuk melatih model perlu sedikitnya {LEAST}. "
            "Pakai model bawaan."
        )
    start = shipped_model() if owners is None else blank_model()
    with quiet():
        if owners is None:
            return _learn_alone(records, start, version, engine, about or {})
        model, sample = _count(records, owners, start, version, about or {})
        model = refined(model, sample)
        if check is not None:
            work = Batch(check[0], owners=check[1])
            work.block()
            sample, _ = work.sample()
        return calibrated(model, sample)


def _count(
    records: Sequence[Record],
    owners: Sequence[int],
    start: Model,
    version: str,
    about: dict[str, Any],
) -> tuple[Model, Sample]:
    """Chances as Splink counts them from labels (m) and from random pairs (u)."""
    work = Batch(records, owners=owners)
    work.block()
    sample, same = work.sample()
    linker = work.linker(start, labels=True)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=1)
    linker.training.estimate_m_from_label_column("owner")
    count = len(records)
    prior = same / (count * (count - 1) / 2)
    return (
        Model(version, prior, weights_of(linker, start), start.automatic, start.desk, about),
        sample,
    )


def _learn_alone(
    records: Sequence[Record], start: Model, version: str, engine: Engine, about: dict[str, Any]
) -> Model:
    """Expectation maximisation, twice, so that every comparison is learnt at least once."""
    if engine == "spark":
        linker = _spark_linker(list(records), start)[0]
    else:
        linker = Batch(records).linker(start)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=1)
    for rule in EM_RULES:
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, fix_u_probabilities=True
        )
    desk, automatic = max(start.desk, EM_DESK), max(start.automatic, EM_AUTOMATIC)
    return Model(version, start.prior, weights_of(linker, start), automatic, desk, about)


def refined(model: Model, sample: Sample) -> Model:
    """The same model with weights that work together; see `refine`."""
    start = np.array([bits(model, c.field, level.code) for c in COMPARISONS for level in c.levels])
    sizes = [len(c.levels) for c in COMPARISONS]
    most = np.array([level.most for c in COMPARISONS for level in c.levels])
    weights, prior = refine(sample, sizes, start, prior_weight(model), most=most)
    place = 0
    rows: Weights = {}
    for c in COMPARISONS:
        rows[c.field] = {}
        for level in c.levels:
            if level.code != UNKNOWN:
                rows[c.field][level.code] = _chances(
                    float(weights[place]), model.weights[c.field][level.code][1]
                )
            place += 1
    return replace(model, weights=rows, prior=probability(prior))


def calibrated(model: Model, sample: Sample) -> Model:
    """Thresholds: the desk begins where F1 is best; a machine decides from PRECISION upwards."""
    total = np.full(len(sample.same), prior_weight(model))
    for place, c in enumerate(COMPARISONS):
        weights = np.array([bits(model, c.field, level.code) for level in c.levels])
        total += weights[sample.levels[:, place]]
    _, desk = best_f1(total, sample.same, sample.missed)
    sure = _sure(sample)
    automatic = precise_from(total[sure], sample.same[sure], PRECISION, desk + 6.0)
    return replace(model, desk=round(desk, 2), automatic=round(automatic, 2))


def _sure(sample: Sample) -> NDArray[np.bool_]:
    """Which pairs meet the rules of the automatic band, its threshold apart."""
    found = np.ones(len(sample.same), dtype=bool)
    for place, c in enumerate(COMPARISONS):
        codes = {
            "nik": frozenset({"same"}),
            "name": STRONG_NAMES,
            "birth_date": frozenset(x.code for x in c.levels) - WEAK_BIRTHS,
            "sex": frozenset({UNKNOWN, "same"}),
        }.get(c.field)
        if codes is not None:
            found &= np.array([level.code in codes for level in c.levels])[sample.levels[:, place]]
    return found


def _chances(weight: float, u: float) -> tuple[float, float]:
    """Two chances with this weight; u stays as counted where that leaves m a chance."""
    u = min(u, 0.999 * 2.0**-weight)
    return u * 2.0**weight, u


def _level_sql(comparison: Comparison) -> str:
    cases = " ".join(
        f"when {level.when.sql('duckdb')} then {place}"
        for place, level in enumerate(comparison.levels)
        if level.when
    )
    return f"case {cases} else {len(comparison.levels) - 1} end as {comparison.field}"


def weights_of(linker: Linker, before: Model) -> Weights:
    """What Splink has learnt; a level it never saw keeps its former weight."""
    found: Weights = {}
    learnt = {c.output_column_name: c for c in linker._settings_obj.comparisons}
    for comparison in COMPARISONS:
        rows: dict[str, tuple[float, float]] = {}
        limits = {level.code: level.most for level in comparison.levels}
        for level in learnt[comparison.field].comparison_levels:
            code = level.label_for_charts
            if code == UNKNOWN:
                continue
            m, u = level.m_probability, level.u_probability
            if isinstance(m, float) and isinstance(u, float):
                u = max(u, _RARE)
                rows[code] = (max(min(m, u * 2.0 ** limits[code]), _RARE), u)
            else:
                rows[code] = before.weights[comparison.field][code]
        found[comparison.field] = rows
    return found


def _spark_linker(records: list[Record], model: Model) -> tuple[Linker, Any, Any]:
    """Splink over the same features on Spark in local mode, with the session and Splink's API."""
    session, api = _spark()
    work = Batch(records)
    for name in ("person", "key_of"):
        rows: pa.Table = work.con.table(name).to_arrow_table()
        frame = session.createDataFrame(rows.to_pylist(), _spark_schema(rows.schema))
        frame.createOrReplaceTempView(name)
        session.sql(f"cache table {name}")
    person = session.sql("select * from person")
    linker = Linker(
        api.register(person), settings(model, "spark"), validate_settings=False, log_level=None
    )
    return linker, session, api


def _spark() -> tuple[Any, Any]:
    try:
        from pyspark.sql import SparkSession
        from splink import SparkAPI
        from splink.backends.spark import similarity_jar_location
    except ImportError as error:
        raise RuntimeError("Spark belum terpasang: pasang pyspark 4 dan Java 17.") from error
    session = (
        SparkSession.builder.master(f"local[{os.cpu_count() or 1}]")
        .appName("bubuhan-link")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.jars", similarity_jar_location())
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.default.parallelism", "4")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return session, SparkAPI(  # type: ignore[no-untyped-call]
        spark_session=session, break_lineage_method="persist"
    )


def _spark_schema(schema: pa.Schema) -> str:
    kinds = {"int32": "int", "int64": "bigint", "string": "string", "list": "array<string>"}
    return ", ".join(f"{f.name} {kinds[str(f.type).split('<')[0]]}" for f in schema)


def _score_on_spark(
    records: list[Record], model: Model, floor: float
) -> Iterator[tuple[str, str, float, float]]:
    linker, session, api = _spark_linker(records, model)
    session.sql(
        f"""create or replace temp view linkage_pairs as
        with small as (select key from key_of group by key having count(*) between 2 and {CAP}),
        kept as (select row, key from key_of left semi join small using (key))
        select distinct a.row as join_key_l, b.row as join_key_r, '0' as match_key
        from kept a join kept b on a.key = b.key and a.row < b.row"""  # noqa: S608
    )
    linker.table_management.register_blocked_pairs_for_predict(
        api.register("linkage_pairs", table_name="blocked_pairs_in")
    )
    with quiet():
        scored = linker.inference.predict(threshold_match_weight=floor, warning_mode="never")
    for row in scored.as_record_list():
        yield (
            records[row["row_l"]].id,
            records[row["row_r"]].id,
            float(row["match_weight"]),
            float(row["match_probability"]),
        )
