"""Profiles into the run: read once, in batches, by helpers in other processes; what remains are columns, keys and counts."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context

import duckdb
import numpy as np
import pyarrow as pa

from binzhi.identity.bulk.blocking import NAME_KINDS, keys_of
from binzhi.identity.engine.evidence import Evidence
from binzhi.identity.engine.frequencies import COLUMNS, values_of
from binzhi.identity.engine.second import SEX, SLOTS, hints_of, spelled, texts_of

BATCH = 10_000
SPELLED = ("flat", "phone", "number", "paper", "characters")
Taken = tuple["pa.RecordBatch", "pa.RecordBatch", "pa.RecordBatch"]


def _read(first: int, lines: list[str]) -> Taken:
    """Return the profiles, their keys and the values that are counted, as Arrow tables; row numbers start at ``first``."""
    columns: dict[str, list[object]] = {f"{k}_{n}": [] for k, size in SLOTS.items() for n in range(size)}
    columns |= {name: [] for name in (*SPELLED, "akey", "birth", "sex", "speaks", "digits", "district")}
    rows, keys, alone = [], [], []
    bearers, kinds, values, sounds = [], [], [], []
    for row, line in enumerate(lines, first):
        evidence = Evidence.from_text(line)
        for kind, texts in texts_of(evidence).items():
            for place in range(SLOTS[kind]):
                columns[f"{kind}_{place}"].append((texts[place] or None) if place < len(texts) else None)
        for name, text in zip(SPELLED, spelled(evidence), strict=True):
            columns[name].append(text)
        for name, number in zip(("speaks", "digits", "district"), hints_of(evidence), strict=True):
            columns[name].append(number)
        columns["akey"].append(evidence.akey)
        columns["birth"].append(int(evidence.birth or 0))
        columns["sex"].append(SEX.get(evidence.sex, 0))
        for kind, text in keys_of(evidence):
            rows.append(row)
            keys.append(f"{kind}|{text}")
            alone.append(kind in NAME_KINDS)
        for column, value in values_of(evidence):
            bearers.append(row)
            kinds.append(COLUMNS.index(column))
            values.append(f"{column}|{value}")
            sounds.append(evidence.sound)
    made = {k: pa.array(v, pa.int32() if v and isinstance(v[0], int) else pa.string()) for k, v in columns.items()}
    return pa.record_batch(made), _key_batch(rows, keys, alone), _value_batch(bearers, kinds, values, sounds)


def _key_batch(rows: list[int], keys: list[str], alone: list[bool]) -> "pa.RecordBatch":
    return pa.record_batch(
        {
            "row": pa.array(rows, pa.int32()),
            "k": pa.array(keys, pa.string()),
            "alone": pa.array(alone, pa.bool_()),
        }
    )


def _value_batch(rows: list[int], kinds: list[int], values: list[str], sounds: list[str]) -> "pa.RecordBatch":
    return pa.record_batch(
        {
            "row": pa.array(rows, pa.int32()),
            "c": pa.array(kinds, pa.uint8()),
            "k": pa.array(values, pa.string()),
            "name": pa.array(sounds, pa.string()),
        }
    )


Given = Iterable[tuple[str, Evidence | str]]  # the text of an evidence will do


def _batches(evidences: Given) -> Iterator[tuple[list[str], list[str]]]:
    rest = iter(evidences)
    while batch := list(islice(rest, BATCH)):
        yield [name for name, _ in batch], [e if isinstance(e, str) else e.to_text() for _, e in batch]


def read_all(evidences: Given, *, workers: int) -> Iterator[tuple[int, list[str], list[str], Taken]]:
    """Yield (first row, ids, lines, tables) batch by batch, in the order given; read in that many processes (1: here)."""
    if workers <= 1:
        first = 0
        for ids, lines in _batches(evidences):
            yield first, ids, lines, _read(first, lines)
            first += len(ids)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting: list[tuple[int, list[str], list[str], Future[Taken]]] = []
        first = 0
        for ids, lines in _batches(evidences):
            waiting.append((first, ids, lines, pool.submit(_read, first, lines)))
            first += len(ids)
            if len(waiting) > 2 * workers:
                start, names, texts, found = waiting.pop(0)
                yield start, names, texts, found.result()
        for start, names, texts, found in waiting:
            yield start, names, texts, found.result()


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the empty tables."""
    connection.execute("create or replace table key_raw (row integer, h ubigint, alone boolean)")
    connection.execute("create or replace table value_raw (row integer, c utinyint, h ubigint, name ubigint)")
    connection.execute("create or replace table profile (row integer, id varchar, line varchar)")
    connection.execute("drop table if exists numbers")


def put(connection: duckdb.DuckDBPyConnection, first: int, ids: list[str], lines: list[str], taken: Taken) -> None:
    """Write one batch."""
    numbers, keys, values = (pa.Table.from_batches([batch]) for batch in taken)
    rows = np.arange(first, first + len(ids), dtype=np.int32)
    profiles = pa.table({"row": rows, "id": ids, "line": lines})
    for name, table in (("numbers_in", numbers), ("key_in", keys), ("value_in", values), ("profile_in", profiles)):
        connection.register(name, table)
    connection.execute("insert into key_raw select distinct row, hash(k), alone from key_in")
    connection.execute("insert into value_raw select row, c, hash(k), hash(name) from value_in")
    connection.execute("insert into profile select * from profile_in")
    connection.execute("create table if not exists numbers as from numbers_in limit 0")
    connection.execute("insert into numbers from numbers_in")
