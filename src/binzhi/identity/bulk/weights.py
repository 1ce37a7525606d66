"""First stage: the levels of the pairs go into DuckDB, Splink weighs them (DuckDB or Spark) and may learn from them."""

import logging
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from binzhi.identity.bulk.levels import SHARED_CODE, levels_of, with_frequency
from binzhi.identity.bulk.splink_model import from_splink, to_splink
from binzhi.identity.engine.frequencies import COLUMNS
from binzhi.identity.engine.model import Model

Rows = NDArray[np.int64]
ENOUGH = 30  # pairs that reach a level before anything is learned about it


def put_levels(
    connection: duckdb.DuckDBPyConnection, texts: "pa.Array", left: Rows, right: Rows, *, model: Model, workers: int
) -> None:
    """Make table ``level``: pair, l, r, the code of every comparison (g_), the share of what is common (f_)."""
    names, frequent = [name for name, _ in model.comparisons], with_frequency(model)
    columns = ", ".join(f"g_{n} tinyint" for n in names) + "".join(f", f_{n} double" for n in frequent)
    connection.execute(f"create or replace table level (pair bigint, l integer, r integer, {columns})")
    joins = "".join(f" left join frequency as t_{n} on t_{n}.h = hash(b.v_{n})" for n in frequent)
    codes = ", ".join(
        f"case when t_{n}.shared then {SHARED_CODE} else g_{n} end" if n in frequent else f"g_{n}" for n in names
    )
    # a value that is nobody's first one (a further reading of a name) is as rare as can be
    filled = connection.execute("select c, filled from filled").fetchall()
    rarest = " ".join(f"when '{COLUMNS[c]}' then {1 / max(1, n)!r}::double" for c, n in filled)
    shares = "".join(
        f", case when b.v_{n} is not null then coalesce(t_{n}.share, case split_part(b.v_{n}, '|', 1) {rarest} end) end"
        for n in frequent
    )
    insert = f"insert into level select pair, l, r, {codes}{shares} from level_batch b{joins}"  # noqa: S608  # our names
    for first, numbers, values in levels_of(texts, left, right, model=model, workers=workers):
        size = len(numbers)
        batch: dict[str, Any] = {
            "pair": np.arange(first, first + size),
            "l": left[first : first + size].astype(np.int32),
            "r": right[first : first + size].astype(np.int32),
        }
        for place, name in enumerate(names):
            batch[f"g_{name}"] = np.ascontiguousarray(numbers[:, place])
            if name in frequent:
                batch[f"v_{name}"] = pa.array(values[place], pa.string())
        connection.register("level_batch", pa.table(batch))
        connection.execute(insert)
        connection.unregister("level_batch")


def _halves(connection: duckdb.DuckDBPyConnection, model: Model, where: str = "true") -> None:
    """Make table ``half``: every pair as two records that share its number; Splink joins them again."""
    names, frequent = [name for name, _ in model.comparisons], with_frequency(model)
    columns = ", ".join([f"g_{n}" for n in names] + [f"f_{n}" for n in frequent])
    connection.execute(
        f"create or replace table half as select 2 * pair + side as unique_id, pair, {columns} "  # noqa: S608  # our names
        f"from level cross join (values (0), (1)) as sides (side) where {where}"
    )


def _lookups(connection: duckdb.DuckDBPyConnection, model: Model) -> dict[str, "pa.Table"]:
    """Return the tables of frequencies: the value that is looked up is the frequency itself."""
    return {
        f"f_{n}": connection.sql(
            f"select distinct f_{n}, f_{n} as tf_f_{n} from half where f_{n} is not null"  # noqa: S608  # our names
        ).to_arrow_table()
        for n in with_frequency(model)
    }


def duckdb_linker(
    connection: duckdb.DuckDBPyConnection, *, model: Model, profiles: int, kept: Collection[tuple[str, str]] = ()
) -> Any:
    """Return Splink over table ``half`` in this database, the frequencies known."""
    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    api = DuckDBAPI(connection)
    linker = Linker(
        api.register("half"), to_splink(model, dialect="duckdb", profiles=profiles, kept=kept), log_level=40
    )
    for column, table in _lookups(connection, model).items():
        linker.table_management.register_term_frequency_lookup(api.register(table), column)
    return linker


def _rare_levels(
    connection: duckdb.DuckDBPyConnection, model: Model, fixed: Sequence[tuple[str, int]]
) -> set[tuple[str, str]]:
    """Return the levels that too few of the pairs chosen reach to learn anything about them."""
    rare = set()
    for chosen, number in fixed:
        for name, levels in model.comparisons:
            seen = dict(
                connection.execute(
                    f"select g_{name}, count(*) from level where g_{chosen} = ? group by 1",  # noqa: S608  # our names
                    [number],
                ).fetchall()
            )
            rare |= {(name, x.name) for n, x in enumerate(levels) if seen.get(n, 0) < ENOUGH}
    return rare


def weigh(connection: duckdb.DuckDBPyConnection, *, model: Model, profiles: int) -> NDArray[np.float64]:
    """Return the weight of every pair of table ``level``, by Splink on DuckDB, in the order of the pairs."""
    _halves(connection, model)
    linker = duckdb_linker(connection, model=model, profiles=profiles)
    found = linker.inference.predict()
    rows = connection.execute(
        f"select pair_l as pair, match_weight from {found.physical_name} order by pair_l"  # noqa: S608  # Splink's name
    ).fetchnumpy()
    connection.execute("drop table half")
    found.drop_table_from_database_and_remove_from_cache()
    return np.asarray(rows["match_weight"], np.float64)


def weigh_on_spark(half: Path, spark: Any, *, model: Model, profiles: int, lookups: dict[str, "pa.Table"]) -> Any:
    """Return Splink's table of weights computed by Spark from the halves written as Parquet."""
    from splink import Linker, SparkAPI

    make: Any = SparkAPI  # has no types
    api = make(spark_session=spark, break_lineage_method="parquet")
    frame = spark.read.parquet(str(half))
    linker = Linker(api.register(frame), to_splink(model, dialect="spark", profiles=profiles), log_level=40)
    for column, table in lookups.items():
        values = list(zip(*(c.to_pylist() for c in table.columns), strict=True))
        rows = spark.createDataFrame(values, ", ".join(f"{name} double" for name in table.column_names))
        linker.table_management.register_term_frequency_lookup(api.register(rows), column)
    return linker.inference.predict()


def halves_for_spark(connection: duckdb.DuckDBPyConnection, to: Path, *, model: Model) -> dict[str, "pa.Table"]:
    """Write the halves as Parquet for Spark; return the tables of frequencies."""
    _halves(connection, model)
    lookups = _lookups(connection, model)
    connection.execute(f"copy half to '{to}' (format parquet)")
    connection.execute("drop table half")
    return lookups


def learn(
    connection: duckdb.DuckDBPyConnection, *, model: Model, profiles: int, fixed: Sequence[tuple[str, int]]
) -> Model:
    """Learn the shares of the levels among true pairs by EM, once for every (comparison, code) that pairs are chosen by.

    The shares among random pairs and the levels marked ``fixed`` stay as they are.
    """
    _halves(connection, model)
    kept = _rare_levels(connection, model, fixed)
    linker = duckdb_linker(connection, model=model, profiles=profiles, kept=kept)
    for comparison, code in fixed:
        linker.training.estimate_parameters_using_expectation_maximisation(
            f"l.pair = r.pair and l.g_{comparison} = r.g_{comparison} and l.g_{comparison} = {code}",
            fix_u_probabilities=True,
            record_sample_proportion=1.0,
        )
    return from_splink(linker.misc.save_model_to_json(), model=model)
