"""What the matching engine found among the rows of a chunk, written as links and cases of the batch; and taken back."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from uuid import UUID

from binzhi.audit.domain.unit import Unit, attempt, unit_of_work
from binzhi.guests.access import EDIT
from binzhi.identity.domain.cases import open_case
from binzhi.identity.domain.links import link_profiles, unlink_standing
from binzhi.identity.domain.parting import forget_profiles
from binzhi.identity.domain.refusals import HeldApart, MergeRefused, PartsConflict
from binzhi.identity.domain.steady import steady
from binzhi.identity.engine.model import load_model
from binzhi.identity.enums import CaseOrigin, CaseState, EventKind, Source
from binzhi.identity.models import Link, LinkEvent, PairCase
from binzhi.integrations.domain.outcome import Line, Result, queued_line
from binzhi.integrations.enums import Outcome
from binzhi.integrations.models import ImportBatch
from binzhi.integrations.recognise import Guess
from binzhi.integrations.rows import SourceRow
from binzhi.kernel.errors import NotFound
from binzhi.kernel.scope import Scope

PART = 200
BY_PEOPLE = (Source.QUEUE, Source.DESK, Source.API)


def join_rows(
    *, scope: Scope, now: datetime, unit: Unit, batch_id: UUID, results: Sequence[tuple[SourceRow, Result]]
) -> None:
    """Join the guests the rows of a chunk made with those they surely are, and queue the possible ones.

    Runs inside the unit of the chunk, after its rows are written. What law, money, a document or a colleague's decision
    forbids is not joined: the row then counts as doubtful (queued) or new, and its line says so.
    """
    if not any(result.weighed for _, result in results):
        return
    unit.flush()
    for row, result in results:
        for one in result.weighed:
            queue = list(one.found.queue)
            joins = one.found.joins
            if joins is not None and not _joined(scope, now, batch_id, one.guest_id, joins):
                queue.insert(0, joins)
                _say_otherwise(result, joins, row.row_no)
            for guess in queue:
                _queue(scope, now, batch_id, one.guest_id, guess)


def _joined(scope: Scope, now: datetime, batch_id: UUID, guest_id: UUID, guess: Guess) -> bool:
    try:
        with attempt():
            link_profiles(
                scope=scope,
                now=now,
                guest_a=guest_id,
                guest_b=guess.guest_id,
                source=Source.IMPORT,
                weight=guess.weight,
                model_version=load_model().version,
                batch_id=batch_id,
            )
    except (HeldApart, PartsConflict, MergeRefused, NotFound):
        return False
    return True


def _say_otherwise(result: Result, guess: Guess, row_no: int) -> None:
    """The join was refused: the line of the row says that the pair waits for a keeper."""
    lines: list[Line] = []
    for line in result.problems:
        refused = line["code"] == "joined" and str(guess.guest_id) in line.get("guests", ())
        lines.append(queued_line(guess, row_no) if refused else line)
    result.problems = lines
    if result.outcome == Outcome.LINKED:
        result.outcome = Outcome.DOUBTFUL


def _queue(scope: Scope, now: datetime, batch_id: UUID, guest_id: UUID, guess: Guess) -> None:
    open_case(
        scope=scope,
        now=now,
        guest_a=guest_id,
        guest_b=guess.guest_id,
        origin=CaseOrigin.IMPORT,
        weight=guess.weight,
        conflict=guess.conflict,
        batch_id=batch_id,
        model_version=load_model().version,
    )


def part_batch(*, scope: Scope, clock: Callable[[], datetime], batch: ImportBatch) -> int:
    """Take back what a batch joined, and close its cases; returns how many links fell. Safe to do again after a stop.

    A link a keeper has taken apart or confirmed by another decision since is passed over.
    """
    scope.need(EDIT)
    events = LinkEvent.objects.filter(batch_id=batch.id, kind=EventKind.LINK).order_by("-id")
    ids, fallen = list(events.values_list("id", flat=True)), 0
    for start in range(0, len(ids), PART):
        fallen += _part(scope=scope, now=clock(), ids=ids[start : start + PART])
    with unit_of_work(scope):
        waiting = PairCase.objects.filter(batch_id=batch.id, state__in=[CaseState.OPEN, CaseState.UNSURE])
        waiting.update(state=CaseState.GONE)
    return fallen


@steady
def _part(*, scope: Scope, now: datetime, ids: Sequence[UUID]) -> int:
    with unit_of_work(scope):
        return unlink_standing(scope=scope, now=now, ids=ids, source=Source.IMPORT)


def joined_by_people(guest_ids: Collection[UUID]) -> set[UUID]:
    """Return those profiles that somebody has joined with another: they are worked with and stay."""
    ids = list(guest_ids)
    links = [*Link.objects.filter(guest_a__in=ids), *Link.objects.filter(guest_b__in=ids)]
    by_people = LinkEvent.objects.filter(id__in={row.event_id for row in links}, source__in=BY_PEOPLE)
    events = set(by_people.values_list("id", flat=True))
    return {i for row in links if row.event_id in events for i in (row.guest_a, row.guest_b)} & set(ids)


def let_go(*, scope: Scope, now: datetime, guest_ids: Collection[UUID]) -> int:
    """Part guests that are about to go from their persons, and take them out of the queue; returns how many links fell."""
    return forget_profiles(scope=scope, now=now, profile_ids=guest_ids, source=Source.IMPORT) if guest_ids else 0
