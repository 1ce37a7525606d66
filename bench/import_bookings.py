"""The import of a year of bookings into an empty hotel, beside a plain executemany of the same rows."""

import gzip
import os
import sqlite3
import tempfile
from pathlib import Path

from bench.figures import Figure, peak_mib, watch
from bench.scratch import engine, scratch_house

DATA = Path(os.environ.get("BINZHI_DATA", "../shared/data"))
FILE = DATA / "hotel_bookings_dev.csv.gz"
AIM = ">= 1,500 rows/s and < 400 MiB on SQLite; on PostgreSQL at least half of that rate"


def _plain() -> float:
    """Seconds of splitting the lines and writing them in one table with one prepared statement, without any rule."""
    with tempfile.TemporaryDirectory() as folder, gzip.open(FILE, "rt", encoding="utf-8") as lines, watch() as used:
        database = sqlite3.connect(Path(folder) / "plain.sqlite3")
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        columns = ", ".join(f"c{n}" for n in range(32))
        database.execute(f"CREATE TABLE rows ({columns})")
        marks = ", ".join("?" * 32)
        database.executemany(f"INSERT INTO rows VALUES ({marks})", (line.rstrip("\n").split(",") for line in lines))
        database.commit()
        database.close()
    return used.wall


def measure() -> list[Figure]:
    """Import the whole file through the verbs."""
    if not FILE.exists():
        return [Figure("import of bookings", AIM, f"no file {FILE.name} (set BINZHI_DATA)", "make bench")]
    plain = _plain()
    with scratch_house() as (hotel, staff, _):
        from django.utils import timezone

        from binzhi.integrations.domain.batches import take_in_file
        from binzhi.integrations.domain.run import run_batch
        from binzhi.kernel.scope import open_scope
        from binzhi.org.access import scope_for

        scope = scope_for(staff)
        with open_scope(scope), watch() as used:
            batch = take_in_file(
                scope=scope,
                now=timezone.now(),
                hotel=hotel,
                path=FILE,
                kind="hotel-booking-demand",
                create_codes=True,
            )
            run_batch(scope=scope, clock=timezone.now, batch=batch)
        rows = sum(batch.counts.values())
    said = (
        f"{rows:,} rows, {rows / used.wall:,.0f} rows/s wall, {rows / used.cpu:,.0f} rows per CPU second, "
        f"peak {peak_mib():.0f} MiB; {used.wall / plain:.0f} times a plain executemany of the lines ({plain:.2f} s)"
    )
    return [Figure(f"import of bookings, {engine()}", AIM, said, "make bench ARGS=import_bookings")]
