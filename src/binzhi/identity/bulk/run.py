"""The whole file at once: profiles in, pairs in three bands and persons out. A run that was stopped goes on where it was."""

import json
import resource
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from binzhi.identity.bulk import blocking, persons, take
from binzhi.identity.bulk.levels import make_frequencies
from binzhi.identity.bulk.table import columns_in
from binzhi.identity.bulk.weights import Rows, put_levels, weigh
from binzhi.identity.engine.evidence import VERSION
from binzhi.identity.engine.model import Model, load_model

Progress = Callable[[str, float], None]
MEMORY = "2GB"


@dataclass(frozen=True, slots=True)
class BulkPair:
    """Two profiles: ``band`` is ``link`` or ``review``; ``conflict`` says what the guard holds against it, or nothing."""

    a: str
    b: str
    weight: float
    probability: float
    band: str
    conflict: str = ""


@dataclass(slots=True)
class BulkResult:
    """What a run found. The files lie in the work folder; they hold ids and weights, no evidence."""

    pairs_file: Path
    clusters_file: Path
    figures: dict[str, float] = field(default_factory=dict)

    def pairs(self) -> Iterator[BulkPair]:
        """Yield the pairs: links in the order in which they were applied, then those to look at, heaviest first."""
        for batch in pq.ParquetFile(self.pairs_file).iter_batches():
            for row in batch.to_pylist():
                yield BulkPair(**row)

    def clusters(self) -> Iterator[list[str]]:
        """Yield the profiles of every person who has more than one."""
        for batch in pq.ParquetFile(self.clusters_file).iter_batches():
            yield from batch.column(0).to_pylist()


class _Run:
    """A work folder, its database and the list of the stages done."""

    def __init__(self, work: Path, settings: dict[str, Any], progress: Progress | None) -> None:
        self.work, self.progress = work, progress or (lambda _stage, _share: None)
        work.mkdir(parents=True, exist_ok=True)
        self.manifest = work / "manifest.json"
        kept = json.loads(self.manifest.read_text(encoding="utf-8")) if self.manifest.exists() else {}
        if kept.get("settings") != settings:
            for name in ("run.duckdb", "run.duckdb.wal", "pairs.parquet", "clusters.parquet"):
                (work / name).unlink(missing_ok=True)
            kept = {"settings": settings, "done": {}}
        self.kept: dict[str, Any] = kept
        self.connection = blocking.connect(work, memory=MEMORY)

    def stage(self, name: str, make: Callable[[], dict[str, float]]) -> None:
        """Do a stage unless it is done; its figures and seconds go into the manifest when it has ended."""
        self.progress(name, 0.0)
        if name not in self.kept["done"]:
            started = time.perf_counter()
            figures = make()
            self.connection.execute("checkpoint")
            self.kept["done"][name] = figures | {"seconds": round(time.perf_counter() - started, 2)}
            part = self.manifest.with_suffix(".part")
            part.write_text(json.dumps(self.kept, indent=1), encoding="utf-8")
            part.replace(self.manifest)
        self.progress(name, 1.0)

    def figures(self) -> dict[str, float]:
        """Return all figures as ``stage.name``."""
        return {f"{stage}.{k}": v for stage, figures in self.kept["done"].items() for k, v in figures.items()}

    def close(self) -> None:
        """Close the database and remove what DuckDB put aside."""
        self.connection.close()
        shutil.rmtree(self.work / "tmp", ignore_errors=True)


def _take(run: _Run, evidences: take.Given, workers: int, apart: Iterable[tuple[str, str]]) -> dict[str, float]:
    con = run.connection
    take.begin(con)
    con.execute("create or replace table apart (a varchar, b varchar)")
    held = list(apart)
    if held:
        con.register("apart_in", pa.table({"a": [a for a, _ in held], "b": [b for _, b in held]}))
        con.execute("insert into apart from apart_in")
    rows = 0
    for first, ids, lines, taken in take.read_all(evidences, workers=workers):
        take.put(con, first, ids, lines, taken)
        rows = first + len(ids)
        run.progress("take", 0.5)
    return {"profiles": rows}


def _pairs(run: _Run) -> dict[str, float]:
    con = run.connection
    found = con.execute("select count(*) from profile").fetchone()
    name_cap = blocking.name_cap_for(con, int(found[0]) if found else 0)
    count = blocking.make_pairs(con, name_cap=name_cap)
    make_frequencies(con)
    return {"pairs": count, "name_cap": name_cap}


def _weights(run: _Run, *, model: Model, workers: int, spark: bool) -> dict[str, float]:
    """Weigh the pairs with Splink; tables ``level`` (what agrees) and ``weight`` (l, r, weight)."""
    con = run.connection
    source = "chosen" if _exists(con, "chosen") else "pair"
    found = con.execute(f"select l, r from {source} order by l, r").fetchnumpy()  # noqa: S608  # our names
    left, right = found["l"].astype(np.int64), found["r"].astype(np.int64)
    texts = con.sql("select line from profile").to_arrow_table().column(0).combine_chunks()
    profiles = len(texts)
    put_levels(con, texts, left, right, model=model, workers=workers)
    del texts
    if spark:
        from binzhi.identity.bulk.spark import weigh_here

        weights = weigh_here(con, run.work, model=model, profiles=profiles)
    else:
        weights = weigh(con, model=model, profiles=profiles)
    table = pa.table({"l": left.astype(np.int32), "r": right.astype(np.int32), "weight": weights})
    con.register("weight_in", table)
    con.execute("create or replace table weight as from weight_in")
    con.execute("drop table level")
    return {"weighed": len(left)}


def _exists(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    return bool(con.execute("select 1 from duckdb_tables() where table_name = ?", [table]).fetchone())


def run_bulk(
    *,
    evidences: take.Given,
    work: Path,
    engine: Literal["duckdb", "spark"] = "duckdb",
    model: Model | None = None,
    second: bool = True,
    progress: Progress | None = None,
    workers: int = 2,
    aim: Literal["link", "best"] = "link",
    apart: Iterable[tuple[str, str]] = (),
) -> BulkResult:
    """Compare the whole file; return the pairs in bands and the persons.

    ``evidences`` are (id, Evidence) or (id, its ``to_text()``). ``work`` is a private folder: it holds normalised evidence
    until :func:`drop_evidence` is called or the folder removed. The same call with the same folder goes on after the last
    stage done; ``evidences`` is then not read again. With ``second`` the learned trees decide, without it the weights of
    Splink. ``aim`` ``link`` keeps the precision of .999, ``best`` balances precision and recall. ``apart`` are pairs somebody
    decided are two persons. Needs the extra ``identity`` (ImportError).
    """
    chosen = model or load_model()
    settings = {"engine": engine, "model": chosen.to_json(), "second": second, "evidence": VERSION, "aim": aim}
    run = _Run(work, settings, progress)
    try:
        run.stage("take", lambda: _take(run, evidences, workers, apart))
        run.stage("pairs", lambda: _pairs(run))
        if second:
            run.stage(
                "second", lambda: persons.decide(run.connection, columns_in(run.connection), aim=aim, threads=workers)
            )
        run.stage("weights", lambda: _weights(run, model=chosen, workers=workers, spark=engine == "spark"))
        run.stage("persons", lambda: persons.write(run.connection, run.work, model=None if second else chosen))
        figures = run.figures() | {"peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
    finally:
        run.close()
    return BulkResult(work / "pairs.parquet", work / "clusters.parquet", figures)


def drop_evidence(work: Path) -> None:
    """Remove the normalised evidence of a run; pairs, persons and figures stay."""
    for name in ("run.duckdb", "run.duckdb.wal"):
        (work / name).unlink(missing_ok=True)


__all__ = ["BulkPair", "BulkResult", "Rows", "drop_evidence", "run_bulk"]
