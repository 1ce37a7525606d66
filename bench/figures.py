"""What a benchmark says: one row of docs/benchmarks.md."""

import platform
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from os import cpu_count


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured, beside its aim."""

    what: str
    aim: str
    measured: str
    command: str


class Watch:
    """Wall and processor seconds of a block."""

    wall = 0.0
    cpu = 0.0


@contextmanager
def watch() -> Iterator[Watch]:
    """Measure a block: `with watch() as time_used: …`."""
    used = Watch()
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        yield used
    finally:
        used.wall = time.perf_counter() - wall
        used.cpu = time.process_time() - cpu


def median_ms(run: Callable[[], object], *, times: int = 15) -> tuple[float, float]:
    """Median wall and processor milliseconds of a call, after one warm-up."""
    run()
    walls, cpus = [], []
    for _ in range(times):
        with watch() as used:
            run()
        walls.append(used.wall * 1000)
        cpus.append(used.cpu * 1000)
    middle = times // 2
    return sorted(walls)[middle], sorted(cpus)[middle]


def peak_mib() -> float:
    """The most memory this process has held so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 / (1024 if sys.platform == "darwin" else 1)


def machine() -> str:
    """The machine in a few words."""
    return f"{cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def row(figure: Figure) -> str:
    """A figure as a row of the table."""
    today = datetime.now(tz=UTC).date().isoformat()
    return f"| {figure.what} | {figure.aim} | {figure.measured} | {machine()} | {today} | `{figure.command}` |"
