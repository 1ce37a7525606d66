"""Profiles of the whole file as columns: the same numbers as ``engine.second.columns_of``, made with Arrow."""

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from binzhi.identity.engine.second import SLOTS, Columns, spelled_letters


def columns_in(connection: duckdb.DuckDBPyConnection) -> Columns:
    """Return all profiles of the run as columns, in the order of their rows."""

    def read(*names: str) -> "pa.Table":
        return connection.sql(f"select {', '.join(names)} from numbers").to_arrow_table()  # noqa: S608  # our names

    codes = {kind: _codes(read(*(f"{kind}_{n}" for n in range(size)))) for kind, size in SLOTS.items()}
    texts = {name: read(name).column(0).to_pylist() for name in ("akey", "flat", "phone", "number", "paper")}
    letters = spelled_letters(**texts)
    del texts
    characters = read("characters").column(0).to_pylist()
    letters["cn"] = np.array([t[:4] for t in characters], dtype="U4").view(np.uint8).reshape(len(characters), 16)
    hints = read("speaks", "digits", "district")
    return Columns(
        codes=codes,
        letters=letters,
        birth=read("birth").column(0).to_numpy().astype(np.int32),
        sex=read("sex").column(0).to_numpy().astype(np.int8),
        hints=np.stack([c.to_numpy() for c in hints.columns], axis=1).astype(np.int32),
    )


def _codes(table: "pa.Table") -> NDArray[np.int32]:
    """Return a number for every value, the same for the same value in all columns; 0 for none."""
    every = pa.chunked_array([chunk for column in table.columns for chunk in column.chunks], pa.string())
    whole = pa.concat_arrays(every.chunks) if every.num_chunks else pa.array([], pa.string())
    indices = pc.dictionary_encode(whole).indices
    flat = np.asarray(pc.add(pc.fill_null(indices, -1), 1), dtype=np.int32)
    return np.ascontiguousarray(flat.reshape(table.num_columns, -1).T)
