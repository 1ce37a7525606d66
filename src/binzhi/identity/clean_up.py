"""One run over the whole file from beginning to end (R-189): read, compare, write; used by the command and the worker.

Stopped at any point, :func:`carry_out` with ``resume`` goes on: a comparison that was not finished is done again, pairs
that were found are written from the last whole part on.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import islice
from uuid import UUID

from binzhi.guests import access as guests_access
from binzhi.identity.access import MERGE, REVIEW, RUN
from binzhi.identity.compare import Wanted, compare, need_extra
from binzhi.identity.domain.run_pairs import PART, apply_pairs, undo_run
from binzhi.identity.domain.run_stream import count_evidence, stream_evidence
from binzhi.identity.domain.runs import (
    RunOptions,
    fail_run,
    finish_run,
    note_figures,
    note_progress,
    options_of,
    start_run,
    take_up_run,
)
from binzhi.identity.domain.terms import refresh_terms
from binzhi.identity.engine.evidence import Evidence
from binzhi.identity.models import IdentityRun
from binzhi.identity.work import (
    LINK,
    Pair,
    alone,
    drop_folder,
    drop_scratch,
    has_pairs,
    read_pairs,
    runs_folder,
    scratch_of,
    write_pairs,
)
from binzhi.kernel.errors import DomainError
from binzhi.kernel.scope import Scope

Clock = Callable[[], datetime]
Step = Callable[[int, int], None]
Stage = Callable[[str], AbstractContextManager[Step]]
READING, COMPARING, WRITING, UNDOING = "reading", "comparing", "writing", "undoing"
EVERY = 1.0  # seconds between two notes of progress
KEPT_DRY_RUNS = 3
RIGHTS = frozenset(
    {
        RUN,
        MERGE,
        REVIEW,
        guests_access.READ,
        guests_access.EDIT,
        guests_access.EXPORT,
        guests_access.REAL_NAME,
    }
)


class Interrupted(DomainError):
    """The work stopped by a fault of the program or the machine."""

    code = "identity_run_broken"
    zh = "程序出错，查重已停止；已写入的结果保留，可以继续或撤销。"
    en = "The program failed and the run stopped; what was written stands. It can be gone on with or taken back."


def rights_for(scope: Scope) -> Scope:
    """Return the runner's scope with what joining needs; the right to run stands for the rest."""
    scope.need(RUN)
    return replace(scope, permissions=scope.permissions | (RIGHTS - {guests_access.EXPORT}))


@contextmanager
def silent(_stage: str) -> Iterator[Step]:
    """Tell nobody how far a stage is."""
    yield lambda _done, _total: None


def carry_out(
    *,
    scope: Scope,
    clock: Clock,
    options: RunOptions,
    resume: IdentityRun | None = None,
    stage: Stage = silent,
) -> IdentityRun:
    """Compare all profiles and join or queue what is found; returns the finished run with its figures.

    A dry run writes nothing but its figures and the list of pairs (ids and weights). Refuses without the extra
    (:class:`ExtraMissing`), while another run is at work, with outdated keys, and what :func:`start_run` refuses.
    """
    scope = rights_for(scope)
    options = options_of(resume) if resume is not None else options
    need_extra(options.engine)
    with alone():
        count_evidence(scope=scope)
        if resume is None:
            run = start_run(scope=scope, now=clock(), options=options)
            _tidy(run.id)
        else:
            run = take_up_run(scope=scope, now=clock(), run=resume)
        began = time.monotonic()
        try:
            run = _work(scope, clock, run, options, stage)
        except Exception as error:
            _note_fault(scope, clock, run, error)
            raise
        finally:
            drop_scratch(run.id)
        seconds = run.figures.get("seconds", 0) + round(time.monotonic() - began)
        run = finish_run(scope=scope, now=clock(), run=run, figures={"seconds": seconds})
        if not options.dry_run:
            drop_folder(run.id)
    return run


def _work(scope: Scope, clock: Clock, run: IdentityRun, options: RunOptions, stage: Stage) -> IdentityRun:
    if run.stage != WRITING or not has_pairs(run.id):
        count = _compare(scope, clock, run, options, stage)
        note_progress(scope=scope, run=run, stage=WRITING, done=0, total=count)
    if options.dry_run:
        return run
    with stage(WRITING) as step:
        pairs = read_pairs(run.id, after=run.done)
        while part := list(islice(pairs, PART)):
            run = apply_pairs(scope=scope, now=clock(), run=run, pairs=part)
            step(run.done, run.total)
    refresh_terms(scope=scope)
    return run


def _compare(scope: Scope, clock: Clock, run: IdentityRun, options: RunOptions, stage: Stage) -> int:
    """Compare the whole file and keep the pairs found; returns how many."""
    total = count_evidence(scope=scope)
    wanted = Wanted(scratch_of(run.id), options.engine, total, options.link_at, options.review_at)
    model = wanted.model()
    note_progress(scope=scope, run=run, stage=READING, done=0, total=total, model_version=model.version)
    with stage(READING) as step, stage(COMPARING) as on:
        items = _counted(stream_evidence(scope=scope, now=clock(), run=run), total, _teller(scope, run, READING, step))
        found = compare(items, wanted=wanted, step=_teller(scope, run, COMPARING, on))
    bands: Counter[str] = Counter()
    count = write_pairs(run.id, _noted(found.pairs, bands))
    figures: dict[str, int | float] = {**found.figures}
    if not wanted.is_learned:
        figures |= {"link_at": model.link, "review_at": model.review}
    if options.dry_run:
        figures |= {"links": bands[LINK], "reviews": bands.total() - bands[LINK]}
    note_figures(scope=scope, run=run, figures=figures)
    return count


def _noted(pairs: Iterable[Pair], bands: Counter[str]) -> Iterator[Pair]:
    for pair in pairs:
        bands[pair.band] += 1
        yield pair


def _teller(scope: Scope, run: IdentityRun, stage: str, step: Step) -> Step:
    """Return what tells the terminal at once and the run's row once a second how far the work is."""
    last = [time.monotonic()]

    def tell(done: int, total: int) -> None:
        step(done, total)
        if time.monotonic() - last[0] >= EVERY:
            last[0] = time.monotonic()
            note_progress(scope=scope, run=run, stage=stage, done=done, total=total)

    return tell


def _counted(items: Iterable[tuple[UUID, Evidence]], total: int, tell: Step) -> Iterator[tuple[UUID, Evidence]]:
    for done, item in enumerate(items, 1):
        yield item
        if done % 1000 == 0 or done == total:
            tell(done, total)


def _note_fault(scope: Scope, clock: Clock, run: IdentityRun, error: Exception) -> None:
    fault = error if isinstance(error, DomainError) else Interrupted()
    words = {"code": fault.code, "zh": fault.text("zh-hans"), "en": fault.text("en")}
    fail_run(scope=scope, now=clock(), run=run, fault=words)


def _tidy(run_id: UUID) -> None:
    """Remove what earlier runs left but for the lists of the last dry runs. Nobody else is at work: the lock is held."""
    folders = sorted(f for f in runs_folder().iterdir() if f.is_dir() and f.name != run_id.hex)
    for folder in folders[: max(0, len(folders) - KEPT_DRY_RUNS)]:
        drop_folder(UUID(hex=folder.name))


def take_back(*, scope: Scope, clock: Clock, run: IdentityRun, stage: Stage = silent) -> IdentityRun:
    """Take a whole run back (see :func:`undo_run`); a stopped undo goes on with the same call."""
    scope = rights_for(scope)
    with alone(), stage(UNDOING) as step:
        run = undo_run(scope=scope, clock=clock, run=run, progress=step)
        drop_folder(run.id)
    return run
