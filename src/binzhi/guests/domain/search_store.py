"""Writes the search tables, one statement for many guests; only :mod:`search_entries` calls it, inside a unit of work."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections

Change = tuple[int, str]  # rank, tokens
Entry = tuple[UUID, int, str]  # guest, rank, tokens


def _connection() -> Any:
    return connections[DEFAULT_DB_ALIAS]


def next_turns(count: int) -> list[int]:
    """Return numbers that grow with every change of a guest; gaps are harmless."""
    with _connection().cursor() as cursor:
        if _connection().vendor == "postgresql":
            cursor.execute("SELECT nextval('guests_search_turn') FROM generate_series(1, %s)", [count])
            return [int(row[0]) for row in cursor.fetchall()]
        cursor.execute("UPDATE guests_search_turn SET turn = turn + %s RETURNING turn", [count])
        last = int(cursor.fetchone()[0])
    return list(range(last - count + 1, last + 1))


def take_out(old: Sequence[Change]) -> None:
    """Take tokens out of the index: exactly those that were put in under the rank."""
    if not old:
        return
    with _connection().cursor() as cursor:
        if _connection().vendor == "postgresql":
            ranks, tokens = _pairs(old)
            cursor.execute(
                "DELETE FROM guests_search_token t USING unnest(%s::bigint[], %s::text[]) AS gone(rank, token)"
                " WHERE t.token = gone.token AND t.rank = gone.rank",
                [ranks, tokens],
            )
        else:
            cursor.executemany(
                "INSERT INTO guests_search(guests_search, rowid, t) VALUES ('delete', %s, %s)", sorted(old)
            )


def put_in(new: Sequence[Change]) -> None:
    """Put tokens in the index under a rank."""
    if not new:
        return
    with _connection().cursor() as cursor:
        if _connection().vendor == "postgresql":
            ranks, tokens = _pairs(new)
            cursor.execute(
                "INSERT INTO guests_search_token (rank, token) SELECT * FROM unnest(%s::bigint[], %s::text[])",
                [ranks, tokens],
            )
        else:
            cursor.executemany("INSERT INTO guests_search(rowid, t) VALUES (%s, %s)", sorted(new))


def _pairs(changes: Sequence[Change]) -> tuple[list[int], list[str]]:
    pairs = sorted((token, rank) for rank, tokens in changes for token in tokens.split(" "))
    return [rank for _, rank in pairs], [token for token, _ in pairs]


def _key(guest_id: UUID) -> Any:
    return guest_id if _connection().vendor == "postgresql" else guest_id.hex


def entries_of(guest_ids: Iterable[UUID]) -> dict[UUID, Change]:
    """Return the entries of some guests and hold them until the transaction ends."""
    found: dict[UUID, Change] = {}
    keys = [_key(guest_id) for guest_id in sorted(set(guest_ids), key=str)]
    with _connection().cursor() as cursor:
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            if _connection().vendor == "postgresql":
                cursor.execute(
                    "SELECT guest_id, rank, tokens FROM guests_search_entry WHERE guest_id = ANY(%s)"
                    " ORDER BY guest_id FOR UPDATE",
                    [part],
                )
            else:
                marks = ",".join(["%s"] * len(part))
                cursor.execute(
                    f"SELECT guest_id, rank, tokens FROM guests_search_entry WHERE guest_id IN ({marks})",  # noqa: S608  marks
                    part,
                )
            for guest_id, rank, tokens in cursor.fetchall():
                found[guest_id if isinstance(guest_id, UUID) else UUID(guest_id)] = (int(rank), tokens)
    return found


def keep_entries(entries: Sequence[Entry]) -> None:
    """Write the entries of some guests, new ones and changed ones."""
    if not entries:
        return
    rows = [(_key(guest_id), rank, tokens) for guest_id, rank, tokens in entries]
    with _connection().cursor() as cursor:
        cursor.executemany(
            "INSERT INTO guests_search_entry (guest_id, rank, tokens) VALUES (%s, %s, %s)"
            " ON CONFLICT (guest_id) DO UPDATE SET rank = excluded.rank, tokens = excluded.tokens",
            rows,
        )


def drop_entries(guest_ids: Iterable[UUID]) -> None:
    """Remove the entries of some guests."""
    keys = [_key(guest_id) for guest_id in guest_ids]
    with _connection().cursor() as cursor:
        cursor.executemany("DELETE FROM guests_search_entry WHERE guest_id = %s", [(key,) for key in keys])


def empty() -> None:
    """Forget all entries and tokens (before the index is made anew); turns go on from where they were."""
    with _connection().cursor() as cursor:
        cursor.execute("DELETE FROM guests_search_entry")
        if _connection().vendor == "postgresql":
            cursor.execute("TRUNCATE guests_search_token")
        else:
            cursor.execute("INSERT INTO guests_search(guests_search) VALUES ('delete-all')")


def merge(pages: int) -> int:
    """Merge segments of the SQLite index by about this many pages; negative: begin to merge all. Returns what was done.

    Without work left the answer is below 2. PostgreSQL needs none: its vacuum does that.
    """
    connection = _connection()
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT total_changes()")
        before = int(cursor.fetchone()[0])
        cursor.execute("INSERT INTO guests_search(guests_search, rank) VALUES ('merge', %s)", [pages])
        cursor.execute("SELECT total_changes()")
        return int(cursor.fetchone()[0]) - before
