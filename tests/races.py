"""Races: the same work in several threads at the same moment, on PostgreSQL (SQLite's writers are serial)."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

ON_POSTGRESQL = [
    pytest.mark.postgres,
    pytest.mark.skipif(not os.environ.get("BINZHI_TEST_DATABASE_URL"), reason="races need PostgreSQL"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]


def together(work: Callable[[int], None], *, threads: int = 8, limit: float = 60) -> list[BaseException | None]:
    """Run the work in all threads at once; returns what each raised, in order; ``limit`` in seconds."""
    start = Barrier(threads)

    def run(number: int) -> None:
        try:
            start.wait(timeout=30)
            work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return [done.exception(timeout=limit) for done in [pool.submit(run, number) for number in range(threads)]]
