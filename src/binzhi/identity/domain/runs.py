"""Verbs on the row of a run over the whole file (R-189): begin, how far, end. What it joins stands in ``run_pairs``."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.identity.access import RUN
from binzhi.identity.enums import RunState
from binzhi.identity.models import IdentityRun
from binzhi.kernel.errors import BadInput, DomainError
from binzhi.kernel.scope import Scope

STARTED = declare_act(
    "start_identity_run", zh="开始全库查重({engine})", en="Began the run over all histories ({engine})"
)
WENT_ON = declare_act(
    "resume_identity_run", zh="继续全库查重(已写入{done}对)", en="Went on with the run ({done} pairs written)"
)
FINISHED = declare_act(
    "finish_identity_run", zh="全库查重完成:{figures}", en="The run over all histories ended: {figures}"
)
FAILED = declare_act("stop_identity_run", zh="全库查重中断({fault})", en="The run over all histories stopped ({fault})")

ENGINES = ("duckdb", "spark")


class RunUnfinished(DomainError):
    """An earlier run was stopped in the middle."""

    code = "identity_run_unfinished"
    zh = "上次查重(编号 {run})未做完。请先继续(--resume {run})或撤销。"
    en = "An earlier run ({run}) was stopped in the middle. Go on with it (--resume {run}) or take it back first."


class RunClosed(DomainError):
    """The run has ended or was taken back."""

    code = "identity_run_closed"
    zh = "此次查重的状态是“{state}”，不能这样处理。"
    en = 'This run is "{state}"; that cannot be done with it.'


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What somebody chose for a run. Thresholds are match weights (log2); None: those of the model."""

    engine: str = "duckdb"
    dry_run: bool = False
    link_at: float | None = None
    review_at: float | None = None


def options_of(run: IdentityRun) -> RunOptions:
    """Return the options a run was started with."""
    return RunOptions(**run.figures.get("options", {}))


def start_run(*, scope: Scope, now: datetime, options: RunOptions) -> IdentityRun:
    """Begin a run over all profiles of the group; writes its row and the act, compares nothing yet.

    Refuses an unknown engine, thresholds in the wrong order (:class:`BadInput`), and while an earlier run that writes
    stands in the middle (:class:`RunUnfinished`).
    """
    scope.need(RUN)
    if options.engine not in ENGINES:
        raise BadInput(field="engine", zh="引擎只有 duckdb 和 spark。", en="The engine is duckdb or spark.")
    link, review = options.link_at, options.review_at
    if link is not None and review is not None and review > link:
        raise BadInput(
            field="review_at", zh="核对线不能高于归并线。", en="The review weight must not be above the link weight."
        )
    with unit_of_work(scope):
        standing = IdentityRun.objects.filter(state__in=[RunState.RUNNING, RunState.FAILED]).order_by("id")
        for other in locked(standing):
            if not options_of(other).dry_run:
                raise RunUnfinished(run=str(other.id))
            other.state, other.stage, other.finished_at = (
                RunState.FAILED,
                "",
                now,
            )  # it wrote nothing: nothing to go on with
            amend(other, "state", "stage", "finished_at")
        run = persist(
            IdentityRun(
                group_id=scope.group_id,
                engine=options.engine,
                stage="reading",
                figures={"options": asdict(options)},
                started_at=now,
                started_by=scope.actor.name,
            )
        )
        details = {"engine": options.engine}
        record(STARTED, scope=scope, now=now, object_type="identity_run", object_id=run.id, details=details)
    return run


def take_up_run(*, scope: Scope, now: datetime, run: IdentityRun) -> IdentityRun:
    """Go on with a run that was stopped; refuses one that ended or was taken back (:class:`RunClosed`)."""
    scope.need(RUN)
    with unit_of_work(scope):
        row: IdentityRun = locked(IdentityRun.objects.filter(id=run.id)).get()
        if row.state not in {RunState.RUNNING, RunState.FAILED}:
            raise RunClosed(state=RunState(row.state).label)
        row.state, row.finished_at = RunState.RUNNING, None
        amend(row, "state", "finished_at")
        details = {"done": row.done}
        record(WENT_ON, scope=scope, now=now, object_type="identity_run", object_id=row.id, details=details)
    return row


def note_progress(
    *, scope: Scope, run: IdentityRun, stage: str, done: int, total: int, model_version: str = ""
) -> None:
    """Note how far a run is, for whoever looks at it."""
    scope.need(RUN)
    with unit_of_work(scope):
        run.stage, run.done, run.total = stage, done, max(total, done)
        run.model_version = model_version or run.model_version
        amend(run, "stage", "done", "total", "model_version")


def note_figures(*, scope: Scope, run: IdentityRun, figures: Mapping[str, Any]) -> None:
    """Add figures of a run; counts of pairs are added by the verb that applies them."""
    scope.need(RUN)
    with unit_of_work(scope):
        run.figures = {**run.figures, **figures}
        amend(run, "figures")


def finish_run(*, scope: Scope, now: datetime, run: IdentityRun, figures: Mapping[str, Any]) -> IdentityRun:
    """Note that a run is done, with its figures; refuses one that somebody took back meanwhile."""
    scope.need(RUN)
    with unit_of_work(scope):
        row: IdentityRun = locked(IdentityRun.objects.filter(id=run.id)).get()
        if row.state != RunState.RUNNING:
            raise RunClosed(state=RunState(row.state).label)
        row.state, row.stage, row.finished_at = RunState.FINISHED, "", now
        row.figures = {**row.figures, **figures}
        amend(row, "state", "stage", "finished_at", "figures")
        said = ", ".join(f"{k} {v}" for k, v in sorted(row.figures.items()) if isinstance(v, int))
        record(FINISHED, scope=scope, now=now, object_type="identity_run", object_id=row.id, details={"figures": said})
    return row


def fail_run(*, scope: Scope, now: datetime, run: IdentityRun, fault: Mapping[str, str]) -> IdentityRun:
    """Note that a run stopped by a fault; what it wrote stands and it can be gone on with or taken back."""
    scope.need(RUN)
    with unit_of_work(scope):
        row: IdentityRun = locked(IdentityRun.objects.filter(id=run.id)).get()
        row.state, row.finished_at, row.figures = RunState.FAILED, now, {**row.figures, "fault": dict(fault)}
        amend(row, "state", "finished_at", "figures")
        details = {"fault": fault.get("code", "")}
        record(FAILED, scope=scope, now=now, object_type="identity_run", object_id=row.id, details=details)
    return row
