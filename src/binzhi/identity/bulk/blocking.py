"""Which profiles are compared: those that share a key few others share. Keys above the cap are dropped before the join."""

from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from binzhi.identity.engine.evidence import Evidence
from binzhi.identity.engine.keys import blocking_keys

CAP = 60  # profiles under one key; a key above it is a hotel's own telephone, a tour group's mail, 张伟 in 上海
NAME_CAP = 20  # profiles under a name alone: only while it is rare
NAME_PAIRS = 6.0  # pairs per profile that names alone may make; larger files lower the cap, for chance grows with them
LEAST_NAME_CAP = 8
NAME_KINDS = frozenset(("name", "name_sex"))


def keys_of(evidence: Evidence) -> tuple[tuple[str, str], ...]:
    """Return the stored keys and those only a bulk run affords: name with sex and nationality, a word with the birth date."""
    more: list[tuple[str, str]] = []
    if evidence.sex and evidence.akey:
        more.append(("name_sex", f"{evidence.akey}|{evidence.sex[0]}{evidence.nationality}"))
    if evidence.birth:
        more += [("birth_word", f"{evidence.birth}|{t}") for t in evidence.toks[:4] if len(t) > 2]
        if evidence.cn:
            more.append(("birth_word", f"{evidence.birth}|{evidence.cn[0]}"))
    return (*blocking_keys(evidence), *more)


def name_cap_for(connection: duckdb.DuckDBPyConnection, profiles: int) -> int:
    """Return the highest cap for names alone that keeps within ``NAME_PAIRS`` pairs per profile."""
    sizes = connection.execute(
        """select size, count(*) * size * (size - 1) / 2 from (select count(*) as size from key_raw where alone group by h)
           where size between 2 and ? group by size order by size""",
        [NAME_CAP],
    ).fetchall()
    made, cap = 0.0, NAME_CAP
    for size, pairs in sizes:
        made += float(pairs)
        if made > NAME_PAIRS * profiles:
            cap = size - 1
            break
    return max(cap, LEAST_NAME_CAP)


def make_pairs(connection: duckdb.DuckDBPyConnection, *, cap: int = CAP, name_cap: int = NAME_CAP) -> int:
    """Make table ``pair (l, r)`` of table ``key_raw``, l < r, every pair once; return how many."""
    connection.execute(
        """create or replace table key_used as select row, h from key_raw semi join (
             select h from key_raw group by h
             having count(*) between 2 and case when bool_or(alone) then $name_cap else $cap end) using (h)""",
        {"cap": cap, "name_cap": name_cap},
    )
    connection.execute(
        """create or replace table pair as
             select distinct a.row as l, b.row as r from key_used a join key_used b on a.h = b.h and a.row < b.row"""
    )
    connection.execute("drop table key_used")
    found = connection.execute("select count(*) from pair").fetchone()
    return int(found[0]) if found else 0


def pairs_in(connection: duckdb.DuckDBPyConnection) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs in a fixed order."""
    found = connection.execute("select l, r from pair order by l, r").fetchnumpy()
    return found["l"].astype(np.int64), found["r"].astype(np.int64)


def connect(work: Path, *, memory: str = "4GB", threads: int = 2) -> duckdb.DuckDBPyConnection:
    """Open the database of a run, bounded in memory, with its temporary files inside the work folder."""
    temporary = work / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    return duckdb.connect(
        str(work / "run.duckdb"),
        config={"memory_limit": memory, "threads": threads, "temp_directory": str(temporary)},
    )
