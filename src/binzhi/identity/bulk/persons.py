"""From weights to persons: sure links first, then clusters against clusters, nothing the guard forbids."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from binzhi.identity.bulk.blocking import pairs_in
from binzhi.identity.bulk.entities import entity_sheet
from binzhi.identity.bulk.trees import SecondStage, load_second, possible_sheets
from binzhi.identity.engine.guard import Facts, GuardedClusters
from binzhi.identity.engine.model import Model
from binzhi.identity.engine.second import Columns, Floats
from binzhi.identity.engine.second_pairs import commons_of

Rows = NDArray[np.int64]
FLOOR = -6.5  # bits; what stands below is not looked at again
ENOUGH_CARDS = 300  # pairs with one card before they say anything about the file
LINK, REVIEW = "link", "review"


def facts_in(connection: duckdb.DuckDBPyConnection) -> dict[int, Facts]:
    """Return what the guard looks at, for every profile that has any of it."""
    found = connection.execute(
        """select row, card_0, card_1, birth, mask_0, mask_1 from numbers positional join profile
           where card_0 is not null or birth > 0 or mask_0 is not null"""
    )
    facts: dict[int, Facts] = {}
    while rows := found.fetchmany(50_000):
        for row, card, card_two, birth, *masks in rows:
            facts[row] = Facts(
                tuple([c for c in (card, card_two) if c]),
                (f"{birth:08d}",) if birth else (),
                tuple([m for m in masks if m and m[0] != "p"]),
            )
    return facts


class Decisions:
    """Links in the order in which they were made, and pairs somebody should look at."""

    def __init__(self, guard: GuardedClusters) -> None:
        self.guard = guard
        self.rows: list[tuple[int, int, float, str, str]] = []

    def link(self, left: Rows, right: Rows, weights: Floats, *, least: float) -> None:
        """Join everything of at least that weight, heaviest first, ties by rows; what the guard refuses is for review."""
        chosen = np.nonzero(weights >= least)[0]
        order = chosen[np.lexsort((right[chosen], left[chosen], -weights[chosen]))]
        guard = self.guard
        for a, b, weight in zip(left[order].tolist(), right[order].tolist(), weights[order].tolist(), strict=True):
            if guard.root(a) == guard.root(b):
                continue
            why = guard.join(a, b)
            self.rows.append((a, b, weight, REVIEW if why else LINK, why))

    def review(self, left: Rows, right: Rows, weights: Floats, *, least: float) -> None:
        """Note the pairs of at least that weight whose persons are still two; one pair for two persons, the heaviest."""
        chosen = np.nonzero(weights >= least)[0]
        order = chosen[np.lexsort((right[chosen], left[chosen], -weights[chosen]))]
        root = self.guard.root
        seen = {tuple(sorted((root(a), root(b)))) for a, b, _, band, _ in self.rows if band == REVIEW}
        for a, b, weight in zip(left[order].tolist(), right[order].tolist(), weights[order].tolist(), strict=True):
            persons = tuple(sorted((root(a), root(b))))
            if persons[0] != persons[1] and persons not in seen:
                seen.add(persons)
                self.rows.append((a, b, weight, REVIEW, ""))

    def keep(self, connection: duckdb.DuckDBPyConnection, profiles: int) -> dict[str, float]:
        """Write tables ``decided`` and ``person`` (row, root) and ``chosen``, the pairs to be explained."""
        columns = list(zip(*self.rows, strict=True)) if self.rows else [(), (), (), (), ()]
        table = pa.table(
            {
                "step": pa.array(range(len(self.rows)), pa.int64()),
                "l": pa.array(columns[0], pa.int32()),
                "r": pa.array(columns[1], pa.int32()),
                "bits": pa.array(columns[2], pa.float64()),
                "band": pa.array(columns[3], pa.string()),
                "conflict": pa.array(columns[4], pa.string()),
            }
        )
        roots = pa.table({"row": np.arange(profiles), "root": labels_of(self.guard, profiles)})
        for name, made in (("decided", table), ("person", roots)):
            connection.register("made_in", made)
            connection.execute(f"create or replace table {name} as from made_in")
        connection.execute(
            "create or replace table chosen as select distinct least(l, r) as l, greatest(l, r) as r from decided"
        )
        return {
            "links": sum(row[3] == LINK for row in self.rows),
            "review": sum(row[3] == REVIEW for row in self.rows),
            "refused": sum(bool(row[4]) for row in self.rows),
        }


def labels_of(guard: GuardedClusters, profiles: int) -> Rows:
    """Return for every profile the least profile of its person."""
    root = guard.root
    return np.fromiter((root(row) for row in range(profiles)), np.int64, profiles)


@dataclass(slots=True)
class Weighed:
    """The possible pairs above the floor with their weights and numbers; ``doubt`` of the pairs with one card bear two names."""

    left: Rows
    right: Rows
    weights: Floats
    sheet: Floats
    names: list[str]
    doubt: float


def pair_weights(columns: Columns, left: Rows, right: Rows, *, stage: SecondStage, threads: int) -> Weighed:
    """Weigh the possible pairs by the trees."""
    commons = commons_of(columns)
    places, weights, sheets, names = [np.zeros(0, np.int64)], [np.zeros(0, np.float32)], [], list[str]()
    carded = two_names = 0
    for rows, sheet, called in possible_sheets(columns, commons, left, right):
        names = called
        found = stage.weights("pairs", sheet, threads=threads)
        same = sheet[:, names.index("card")] == 1
        other = (sheet[:, names.index("cn")] == 0) & (sheet[:, names.index("given")] == 0)
        carded, two_names = carded + int(same.sum()), two_names + int((same & other).sum())
        kept = found > FLOOR
        places.append(rows[kept])
        weights.append(found[kept])
        sheets.append(sheet[kept])
    every = np.concatenate(places)
    sheet = np.concatenate(sheets) if sheets else np.zeros((0, 1), np.float32)
    doubt = two_names / carded if carded >= ENOUGH_CARDS else 0.0
    return Weighed(left[every], right[every], np.concatenate(weights), sheet, names, doubt)


def _guard(connection: duckdb.DuckDBPyConnection) -> GuardedClusters:
    apart = connection.execute(
        "select a.row, b.row from apart join profile a on a.id = apart.a join profile b on b.id = apart.b"
    ).fetchall()
    return GuardedClusters(facts_in(connection), apart=apart)


def decide(
    connection: duckdb.DuckDBPyConnection, columns: Columns, *, aim: Literal["link", "best"], threads: int
) -> dict[str, float]:
    """Second stage over table ``pair``: tables ``decided``, ``person`` and ``chosen``."""
    stage, clock = load_second(), time.perf_counter()
    weighed = pair_weights(columns, *pairs_in(connection), stage=stage, threads=threads)
    limits = stage.thresholds.fitted(profiles=len(columns), doubt=weighed.doubt)
    left, right, weights = weighed.left, weighed.right, weighed.weights
    figures = {
        "trees_seconds": round(time.perf_counter() - clock, 2), "possible": float(len(left)), "doubt": weighed.doubt,
        "sure": limits.sure, "link": limits.link, "best": limits.best,
    }  # fmt: skip
    made = Decisions(_guard(connection))
    made.link(left, right, weights, least=limits.sure)
    labels = labels_of(made.guard, len(columns))
    apart = labels[left] != labels[right]
    if apart.any():
        one, two, numbers, _ = entity_sheet(
            columns, labels, left[apart], right[apart], weights[apart], weighed.sheet[apart], weighed.names
        )
        weighed.sheet = numbers
        found = stage.weights("clusters", numbers, threads=threads)
        made.link(one, two, found, least=limits.link if aim == "link" else limits.best)
        made.review(one, two, found, least=limits.review)
    return figures | made.keep(connection, len(columns))


def decide_by_weights(connection: duckdb.DuckDBPyConnection, *, model: Model) -> None:
    """Without a second stage: tables ``decided`` and ``person`` by the weights of Splink and the model's thresholds."""
    found = connection.execute("select l, r, weight from weight order by l, r").fetchnumpy()
    left, right = found["l"].astype(np.int64), found["r"].astype(np.int64)
    weights = found["weight"]
    profiles = connection.execute("select count(*) from profile").fetchone()
    made = Decisions(_guard(connection))
    made.link(left, right, weights, least=model.link)
    made.review(left, right, weights, least=model.review)
    made.keep(connection, int(profiles[0]) if profiles else 0)


def write(connection: duckdb.DuckDBPyConnection, work: Path, *, model: Model | None) -> dict[str, float]:
    """Write pairs and persons with the ids that came in; with a model the weights of Splink decide."""
    if model:
        decide_by_weights(connection, model=model)
    _file(
        connection,
        work / "pairs.parquet",
        """select pa.id as a, pb.id as b, coalesce(weight.weight, bits) as weight, 1 / (1 + exp2(-bits)) as probability,
                  band, conflict
           from decided join profile pa on pa.row = decided.l join profile pb on pb.row = decided.r
                left join weight on weight.l = least(decided.l, decided.r) and weight.r = greatest(decided.l, decided.r)
           order by band, step""",
    )
    _file(
        connection,
        work / "clusters.parquet",
        """select list(id order by person.row) as members from person join profile using (row)
           group by root having count(*) > 1 order by root""",
    )
    found = connection.execute(
        "select count(*), sum(n) from (select count(*) as n from person group by root)"
    ).fetchone()
    return {"persons": float(found[0]) if found else 0.0}


def _file(connection: duckdb.DuckDBPyConnection, path: Path, query: str) -> None:
    part = path.with_suffix(".part")
    pq.write_table(connection.sql(query.replace("exp2(", "pow(2, ")).to_arrow_table(), part)
    part.replace(path)
