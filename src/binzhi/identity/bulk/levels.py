"""The levels of every pair, by the one definition of the engine, and how frequent what they have in common is."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from binzhi.identity.engine.evidence import Evidence
from binzhi.identity.engine.frequencies import COLUMNS, MOST_NAMES, SMALLEST_FILE
from binzhi.identity.engine.levels import MISSING, compare
from binzhi.identity.engine.model import Model

CHUNK = 25_000
SHARED_CODE = 100  # agrees in a value that too many names bear: weight nothing
Rows = NDArray[np.int64]
Task = tuple[list[str], list[int], list[int]]


def codes_in(model: Model) -> dict[str, dict[str, int]]:
    """Return the number of every level of every comparison, in the order of the model."""
    return {name: {level.name: n for n, level in enumerate(levels)} for name, levels in model.comparisons}


def with_frequency(model: Model) -> tuple[str, ...]:
    """Return the comparisons of which some level looks at frequencies."""
    return tuple(name for name, levels in model.comparisons if any(x.tf for x in levels))


class _Levels:
    """Compares in another process; told once which levels there are."""

    codes: dict[str, dict[str, int]]
    columns: dict[tuple[str, str], str]

    @classmethod
    def tell(cls, codes: dict[str, dict[str, int]], columns: dict[tuple[str, str], str]) -> None:
        cls.codes, cls.columns = codes, columns


def _compare_all(task: Task) -> tuple[NDArray[np.int8], list[list[str | None]]]:
    """Return the codes (pairs x comparisons, -1 = missing) and what each pair has in common as 'column|value'."""
    texts, left, right = task
    evidences = [Evidence.from_text(t) for t in texts]
    names = list(_Levels.codes)
    numbers = np.full((len(left), len(names)), -1, np.int8)
    values: list[list[str | None]] = [[None] * len(left) for _ in names]
    codes, columns = _Levels.codes, _Levels.columns
    place = {name: n for n, name in enumerate(names)}
    for row, (a, b) in enumerate(zip(left, right, strict=True)):
        for comparison, level, value in compare(evidences[a], evidences[b]):
            if level == MISSING:
                continue
            at = place[comparison]
            numbers[row, at] = codes[comparison][level]
            column = columns.get((comparison, level))
            if column and value:
                values[at][row] = f"{column}|{value}"
    return numbers, values


def _tasks(texts: "pa.Array", left: Rows, right: Rows) -> Iterator[Task]:
    for start in range(0, len(left), CHUNK):
        a, b = left[start : start + CHUNK], right[start : start + CHUNK]
        rows, places = np.unique(np.r_[a, b], return_inverse=True)
        lines = texts.take(pa.array(rows)).to_pylist()
        yield lines, places[: len(a)].tolist(), places[len(a) :].tolist()


def levels_of(
    texts: "pa.Array", left: Rows, right: Rows, *, model: Model, workers: int = 2
) -> Iterator[tuple[int, NDArray[np.int8], list[list[str | None]]]]:
    """Yield (first pair, codes, values) chunk by chunk, compared in that many processes (1: in this one)."""
    columns = {(name, x.name): x.tf for name, levels in model.comparisons for x in levels if x.tf}
    told = (codes_in(model), columns)
    tasks = _tasks(texts, left, right)
    if workers <= 1 or len(left) < 2 * CHUNK:
        _Levels.tell(*told)
        for n, task in enumerate(tasks):
            yield n * CHUNK, *_compare_all(task)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_Levels.tell, initargs=told) as pool:
        waiting = []
        for n, task in enumerate(tasks):
            waiting.append((n, pool.submit(_compare_all, task)))
            if len(waiting) > 2 * workers:
                first, found = waiting.pop(0)
                yield first * CHUNK, *found.result()
        for first, found in waiting:
            yield first * CHUNK, *found.result()


def make_frequencies(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``frequency (h, share, shared)`` of table ``value_raw`` by the rules of ``engine.frequencies``, and ``filled``."""
    most = " ".join(f"when {COLUMNS.index(c)} then {n}" for c, n in MOST_NAMES.items())
    connection.execute(
        """create or replace table filled as
             select c, count(distinct row)::bigint as filled from value_raw group by c"""
    )
    connection.execute(
        f"""create or replace table frequency as
            with counted as (select c, h, count(*) as n, count(distinct name) as names from value_raw group by c, h)
            select h, n / greatest({SMALLEST_FILE}, filled, n)::double as share,
                   coalesce(names > case c {most} end, false) as shared
            from counted join filled using (c)"""  # noqa: S608  # numbers of ours only
    )
