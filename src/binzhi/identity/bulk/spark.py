"""The weights by Spark instead of DuckDB: the same levels, the same model, the same numbers. For files beyond one machine.

The session is that of the surroundings (``spark-submit``, a notebook) or a local one on two cores. Needs the extra ``spark``.
"""

import shutil
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from binzhi.identity.bulk.weights import halves_for_spark, weigh_on_spark
from binzhi.identity.engine.model import Model


def session(work: Path) -> Any:
    """Return the Spark session at hand, or a local one that writes into the work folder only."""
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running:
        return running
    return (
        SparkSession.builder.master("local[2]")
        .appName("binzhi-identity")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.sql.warehouse.dir", str(work / "tmp" / "warehouse"))
        .config("spark.local.dir", str(work / "tmp"))
        .getOrCreate()
    )


def weigh_here(
    connection: duckdb.DuckDBPyConnection, work: Path, *, model: Model, profiles: int
) -> NDArray[np.float64]:
    """Return the weight of every pair of table ``level``, by Splink on Spark, in the order of the pairs."""
    exchange = work / "spark"
    shutil.rmtree(exchange, ignore_errors=True)
    exchange.mkdir()
    try:
        lookups = halves_for_spark(connection, exchange / "half.parquet", model=model)
        spark = session(work)
        spark.sparkContext.setCheckpointDir(str(exchange / "checkpoint"))
        found = weigh_on_spark(exchange / "half.parquet", spark, model=model, profiles=profiles, lookups=lookups)
        weights = found.as_spark_dataframe().selectExpr("pair_l as pair", "match_weight")
        weights.write.parquet(str(exchange / "weights.parquet"))
        rows = connection.execute(
            "select match_weight from read_parquet(?) order by pair", [str(exchange / "weights.parquet" / "*.parquet")]
        ).fetchnumpy()
        return np.asarray(rows["match_weight"], np.float64)
    finally:
        shutil.rmtree(exchange, ignore_errors=True)
