"""Where a run over the whole file works: a private folder below BINZHI_HOME, one process at a time, pairs to go on from.

What is kept for long names profiles by id and weight only. What the bulk engine writes on its way holds normalised
evidence; it lies in ``scratch``, readable by the owner only, and is removed when the comparison ends or fails. Only a
killed process leaves it there, until the run goes on or the next one begins.
"""

import csv
import fcntl
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from binzhi.kernel.errors import DomainError

LINK, REVIEW = "link", "review"
PRIVATE = 0o700


class RunBusy(DomainError):
    """Another process works on the file."""

    code = "identity_run_busy"
    zh = "另一个查重任务正在进行，请等它结束。"
    en = "Another run over the file is at work; wait until it has ended."


@dataclass(frozen=True, slots=True)
class Pair:
    """Two profiles a run found to be one person (``link``) or perhaps (``review``)."""

    band: str
    a: UUID
    b: UUID
    weight: float
    conflict: str = ""


def runs_folder() -> Path:
    """Return the private folder of all runs."""
    folder = Path(settings.BINZHI_HOME) / "identity"
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    return folder


def folder_of(run_id: UUID) -> Path:
    """Return the private folder of a run."""
    folder = runs_folder() / run_id.hex
    folder.mkdir(exist_ok=True, mode=PRIVATE)
    return folder


def scratch_of(run_id: UUID) -> Path:
    """Return the folder of the bulk engine; what a killed process left there is gone on with."""
    folder = folder_of(run_id) / "scratch"
    folder.mkdir(mode=PRIVATE, exist_ok=True)
    return folder


def drop_scratch(run_id: UUID) -> None:
    """Remove what the bulk engine wrote on its way."""
    shutil.rmtree(folder_of(run_id) / "scratch", ignore_errors=True)


def drop_folder(run_id: UUID) -> None:
    """Remove everything a run left."""
    shutil.rmtree(runs_folder() / run_id.hex, ignore_errors=True)


@contextmanager
def alone() -> Iterator[None]:
    """Hold the lock of the runs; refuses while another process holds it (:class:`RunBusy`). A killed one holds nothing."""
    with (runs_folder() / "lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise RunBusy from error
        yield


def write_pairs(run_id: UUID, pairs: Iterable[Pair]) -> int:
    """Keep the pairs in the order in which they are to be applied; the file is there whole or not at all."""
    folder, count = folder_of(run_id), 0
    unfinished = folder / "pairs.part"
    with unfinished.open("w", encoding="ascii", newline="") as out:
        table = csv.writer(out)
        for pair in pairs:
            table.writerow([pair.band, pair.a.hex, pair.b.hex, repr(pair.weight), pair.conflict])
            count += 1
    unfinished.replace(folder / "pairs.csv")
    return count


def has_pairs(run_id: UUID) -> bool:
    """Tell whether the comparison of a run is done and its pairs are here."""
    return (runs_folder() / run_id.hex / "pairs.csv").exists()


def read_pairs(run_id: UUID, *, after: int = 0) -> Iterator[Pair]:
    """Yield the pairs of a run, those already applied left out."""
    with (folder_of(run_id) / "pairs.csv").open(encoding="ascii", newline="") as lines:
        for place, (band, a, b, weight, conflict) in enumerate(csv.reader(lines)):
            if place >= after:
                yield Pair(band, UUID(hex=a), UUID(hex=b), float(weight), conflict)
