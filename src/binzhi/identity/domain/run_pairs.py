"""What a run found, written as links and cases in parts that each carry their own marker; and the whole taken back."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, attempt, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.guests.models import Guest
from binzhi.identity.access import RUN
from binzhi.identity.domain.cases import open_case
from binzhi.identity.domain.links import link_profiles, unlink_standing
from binzhi.identity.domain.refusals import HeldApart, MergeRefused, PartsConflict
from binzhi.identity.domain.runs import RunClosed, options_of
from binzhi.identity.domain.steady import steady
from binzhi.identity.enums import CaseOrigin, CaseState, EventKind, RunState, Source
from binzhi.identity.models import IdentityRun, LinkEvent, PairCase
from binzhi.identity.work import LINK, Pair
from binzhi.kernel.errors import NotFound, Stale
from binzhi.kernel.scope import Scope

UNDONE = declare_act(
    "undo_identity_run", zh="撤销全库查重(撤回{links}次归并，关闭{cases}件核对)",
    en="Took the run over all histories back ({links} joins, {cases} cases)",
)  # fmt: skip
UNDOING = declare_act(
    "begin_undo_identity_run", zh="开始撤销全库查重", en="Began to take the run over all histories back"
)

PART = 200  # pairs of one transaction
LINKS, REVIEWS, STANDING, APART, REFUSED, GONE = "links", "reviews", "standing", "apart", "refused", "gone"
PARTED, CLOSED = "parted", "closed"
Progress = Callable[[int, int], None]


@steady
def apply_pairs(*, scope: Scope, now: datetime, run: IdentityRun, pairs: Sequence[Pair]) -> IdentityRun:
    """Write the next pairs of a run in one transaction with its marker; returns the run as it stands then.

    A link joins two profiles as if a keeper had (source: run); one that law, money, a document or a birth date forbids
    becomes a case instead, one held apart nothing. Pairs that are one person already are passed over. Refuses when the
    run was taken back or somebody else went on with it.
    """
    scope.need(RUN)
    with unit_of_work(scope):
        row: IdentityRun = locked(IdentityRun.objects.filter(id=run.id)).get()
        if row.state != RunState.RUNNING:
            raise RunClosed(state=RunState(row.state).label)
        if row.done != run.done:
            raise Stale
        counts: Counter[str] = Counter()
        leads = _leads(pairs)
        for pair in pairs:
            counts[_apply(scope, now, row, pair, leads)] += 1
        row.done += len(pairs)
        row.figures = {**row.figures, **{k: row.figures.get(k, 0) + n for k, n in counts.items()}}
        amend(row, "done", "figures")
    return row


def _leads(pairs: Sequence[Pair]) -> dict[UUID, UUID]:
    """Return for each profile that is there the lead of its person; one query."""
    ids = {i for pair in pairs for i in (pair.a, pair.b)}
    return {i: lead or i for i, lead in Guest.objects.filter(id__in=ids).values_list("id", "joined_to")}


def _apply(scope: Scope, now: datetime, run: IdentityRun, pair: Pair, leads: dict[UUID, UUID]) -> str:
    if pair.a not in leads or pair.b not in leads:
        return GONE
    if leads[pair.a] == leads[pair.b]:
        return STANDING
    if pair.band != LINK:
        return REVIEWS if _case(scope, now, run, pair, pair.conflict) else APART
    try:
        with attempt():
            link_profiles(
                scope=scope,
                now=now,
                guest_a=pair.a,
                guest_b=pair.b,
                source=Source.RUN,
                weight=pair.weight,
                model_version=run.model_version,
                run_id=run.id,
            )
    except HeldApart:
        return APART
    except NotFound:
        return GONE
    except PartsConflict:
        return REFUSED if _case(scope, now, run, pair, pair.conflict or "person") else APART
    except MergeRefused as refusal:
        return REFUSED if _case(scope, now, run, pair, refusal.hindrance.code) else APART
    old, new = leads[pair.b], leads[pair.a]
    for profile_id, lead in list(leads.items()):
        if lead == old:
            leads[profile_id] = new
    return LINKS


def _case(scope: Scope, now: datetime, run: IdentityRun, pair: Pair, conflict: str) -> PairCase | None:
    return open_case(
        scope=scope,
        now=now,
        guest_a=pair.a,
        guest_b=pair.b,
        origin=CaseOrigin.RUN,
        weight=pair.weight,
        conflict=conflict[:24],
        run_id=run.id,
        model_version=run.model_version,
    )


def undo_run(
    *, scope: Scope, clock: Callable[[], datetime], run: IdentityRun, progress: Progress | None = None
) -> IdentityRun:
    """Take a whole run back: every link of it that still stands, by events; its open cases are closed. Can be gone on with.

    What a keeper decided about the pairs of the run since (a case answered, a link taken apart) stays. Refuses a dry run
    and a run taken back already (:class:`RunClosed`).
    """
    scope.need(RUN)
    run = _begin_undo(scope, clock(), run)
    events = LinkEvent.objects.filter(run_id=run.id, kind=EventKind.LINK)
    ids = list(events.order_by("-id").values_list("id", flat=True))
    for start in range(0, len(ids), PART):
        run = _undo_part(scope=scope, now=clock(), run=run, ids=ids[start : start + PART])
        if progress is not None:
            progress(min(start + PART, len(ids)), len(ids))
    return _finish_undo(scope, clock(), run)


def _begin_undo(scope: Scope, now: datetime, run: IdentityRun) -> IdentityRun:
    with unit_of_work(scope):
        row: IdentityRun = locked(IdentityRun.objects.filter(id=run.id)).get()
        if row.state == RunState.UNDONE or options_of(row).dry_run:
            raise RunClosed(state=RunState(row.state).label)
        row.state, row.stage = RunState.FAILED, "undoing"  # stopped in the middle, the same command goes on
        amend(row, "state", "stage")
        record(UNDOING, scope=scope, now=now, object_type="identity_run", object_id=row.id)
    return row


@steady
def _undo_part(*, scope: Scope, now: datetime, run: IdentityRun, ids: Sequence[UUID]) -> IdentityRun:
    with unit_of_work(scope):
        row: IdentityRun = locked(IdentityRun.objects.filter(id=run.id)).get()
        if row.state == RunState.UNDONE:
            raise RunClosed(state=RunState(row.state).label)
        done = unlink_standing(scope=scope, now=now, ids=ids, source=Source.RUN)
        row.figures = {**row.figures, PARTED: row.figures.get(PARTED, 0) + done}
        amend(row, "figures")
    return row


def _finish_undo(scope: Scope, now: datetime, run: IdentityRun) -> IdentityRun:
    with unit_of_work(scope):
        waiting = PairCase.objects.filter(run_id=run.id, state__in=[CaseState.OPEN, CaseState.UNSURE])
        closed = waiting.update(state=CaseState.GONE)
        row: IdentityRun = locked(IdentityRun.objects.filter(id=run.id)).get()
        row.state, row.stage, row.finished_at = RunState.UNDONE, "", now
        row.figures = {**row.figures, CLOSED: closed}
        amend(row, "state", "stage", "finished_at", "figures")
        details = {"links": row.figures.get(PARTED, 0), "cases": closed}
        record(UNDONE, scope=scope, now=now, object_type="identity_run", object_id=row.id, details=details)
    return row
