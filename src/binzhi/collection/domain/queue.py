"""Verbs of the keepers' queue: sort, consolidate, correct, reject, ask back, take back (R-147 to R-151)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, unit_of_work
from binzhi.audit.locks import locked
from binzhi.collection.access import CONSOLIDATE, KEEP
from binzhi.collection.domain.filing import file_item
from binzhi.collection.domain.notices import log, put_value, refuse_unfit, sealed_text, step, words_of
from binzhi.collection.enums import ItemState
from binzhi.collection.errors import AlreadyDecided, NotYourQueue, ReasonNeeded, WordsNeeded
from binzhi.collection.models import CollectedItem
from binzhi.collection.parameters import ANSWER_HOURS, number_of
from binzhi.collection.routing import keeping_of, may_decide, route, store_due
from binzhi.collection.targets import check_value
from binzhi.collection.wordings import ITEM, keeper_words
from binzhi.guests.enums import SourceKind
from binzhi.kernel.errors import DomainError, NotFound
from binzhi.kernel.scope import Scope

OBTAINED = declare_act(
    "obtain_item", zh="获取待整理信息（{kind}）", en="Obtained an item of the queue ({kind})", said=ITEM, is_read=True
)
SORTED = declare_act("sort_item", zh="整理“{item}”", en='Sorted "{item}"', said=ITEM)
CORRECTED = declare_act("correct_item", zh="更改待整理信息“{item}”", en='Changed the item "{item}"', said=ITEM)
FILED = declare_act("file_item", zh="存档“{item}”：{status}", en='Filed "{item}": {status}', said=ITEM)
REJECTED = declare_act("reject_item", zh="不采用“{item}”", en='Rejected "{item}"', said=ITEM)
ASKED = declare_act("ask_collector", zh="就“{item}”请提交人补充", en='Asked the collector about "{item}"', said=ITEM)
REOPENED = declare_act(
    "reopen_collected_item", zh="撤回对“{item}”的处理", en='Took the decision on "{item}" back', said=ITEM
)
OPEN = (ItemState.COLLECTED, ItemState.SORTED)
MOVED = ("state", "moved_at", "moved_by", "steps", "due_at")


def obtain_item(*, scope: Scope, now: datetime, item: CollectedItem) -> None:
    """Note that a keeper obtained an item for work: one of the four operations, each logged (R-148)."""
    scope.need(KEEP)
    with unit_of_work(scope):
        log(OBTAINED, scope, now, item)


def _taken(scope: Scope, item: CollectedItem) -> CollectedItem:
    """Lock the item and refuse what somebody decided meanwhile or what another keeper decides."""
    row: CollectedItem | None = locked(CollectedItem.objects.filter(guest_id=item.guest_id, id=item.id)).first()
    if row is None:
        raise NotFound
    if row.state not in OPEN or row.state != item.state:
        raise AlreadyDecided(who=row.moved_by or "—", state=ItemState(row.state).label)
    keeping = keeping_of(row.hotel_id)
    if not may_decide(scope, row, keeping):
        names = ", ".join(keeping.people(row.keeper_department)) if row.state == ItemState.COLLECTED else ""
        raise NotYourQueue(keeper=names or keeper_words(row.keeper_department, scope.language))
    return row


def _move(row: CollectedItem, state: ItemState, scope: Scope, now: datetime, **more: str) -> None:
    row.state, row.moved_at, row.moved_by = state, now, scope.actor.name
    row.steps = [*row.steps, step(state, scope, now, **more)]


def sort_item(*, scope: Scope, now: datetime, item: CollectedItem) -> CollectedItem:
    """Say that a collected item is in order: it goes to the front office; a written draft is thereby confirmed.

    Refuses the items of another keeper (:class:`NotYourQueue`) and one decided on meanwhile (:class:`AlreadyDecided`).
    """
    scope.need(KEEP)
    with unit_of_work(scope):
        row = _taken(scope, item)
        if row.state != ItemState.COLLECTED:
            raise AlreadyDecided(who=row.moved_by, state=ItemState(row.state).label)
        _move(row, ItemState.SORTED, scope, now)
        row.due_at, row.is_draft = store_due(row.hotel_id, now), False
        row.question, row.asked_at, row.asked_by = None, None, ""
        amend(row, *MOVED, "is_draft", "question", "asked_at", "asked_by")
        log(SORTED, scope, now, row)
    return row


def store_item(*, scope: Scope, now: datetime, item: CollectedItem, replaces: bool = False) -> CollectedItem:
    """Make a sorted item part of the master record: a fact, a field of the profile or a note (R-149).

    A value that differs from a standing one waits beside it for a decision, unless ``replaces`` says that the actor
    saw the standing one and the new one holds. Where the same stood already, the item is *updated* at once.
    """
    scope.need(CONSOLIDATE)
    with unit_of_work(scope):
        row = _taken(scope, item)
        if row.state != ItemState.SORTED:
            raise AlreadyDecided(who=row.moved_by, state=ItemState(row.state).label)
        filed = file_item(scope, now, row, replaces=replaces)
        _move(row, ItemState.STORED, scope, now)
        if filed.is_update:
            _move(row, ItemState.UPDATED, scope, now)
        row.due_at, row.facts = None, [*row.facts, *filed.made]
        amend(row, *MOVED, "facts")
        log(FILED, scope, now, row, status=str(row.state))
    return row


def accept_item(*, scope: Scope, now: datetime, item: CollectedItem, replaces: bool = False) -> CollectedItem:
    """Take the next step of an item: sort a collected one, consolidate a sorted one."""
    if item.state == ItemState.COLLECTED:
        return sort_item(scope=scope, now=now, item=item)
    return store_item(scope=scope, now=now, item=item, replaces=replaces)


@dataclass(slots=True)
class Accepted:
    """What became of several items accepted at once."""

    done: list[CollectedItem] = field(default_factory=list)
    refused: list[tuple[CollectedItem, DomainError]] = field(default_factory=list)


def accept_items(*, scope: Scope, now: datetime, items: Iterable[CollectedItem]) -> Accepted:
    """Accept several items, each for itself: what is refused stays in the queue and says why."""
    found = Accepted()
    for item in items:
        try:
            found.done.append(accept_item(scope=scope, now=now, item=item))
        except DomainError as error:
            found.refused.append((item, error))
    return found


def correct_item(
    *,
    scope: Scope,
    now: datetime,
    item: CollectedItem,
    code: str,
    value: str = "",
    source: SourceKind | None = None,
    place: str | None = None,
) -> CollectedItem:
    """Correct what an item is about: classify it, change its value, source or place (R-148, R-150).

    Without a code it stays words and will become a note; then it must have words. Refuses a value that does not fit.
    """
    scope.need(KEEP)
    with unit_of_work(scope):
        row = _taken(scope, item)
        check_value(scope, row.hotel, code, value)
        if not code and row.text is None:
            raise WordsNeeded
        _keep_words(scope, now, row)
        row.item = code
        row.value, row.sealed = "", None
        put_value(row, value.strip())
        row.source_kind = source or row.source_kind
        row.place = row.place if place is None else place.strip()[:60]
        row.steps = [*row.steps, step("corrected", scope, now)]
        amend(row, "item", "value", "sealed", "text", "source_kind", "place", "steps")
        log(CORRECTED, scope, now, row)
    return row


def _keep_words(scope: Scope, now: datetime, row: CollectedItem) -> None:
    """A free line of an observation is kept as words when the item gets a code."""
    if not row.item and row.text is None and row.sealed is not None:
        row.text = sealed_text(row.guest_id, row.id, "text", words_of(scope, now, row))


def _reason(text: str) -> str:
    text = text.strip()
    if len(text) < 2:
        raise ReasonNeeded
    refuse_unfit(text)
    return text[:200]


def reject_item(*, scope: Scope, now: datetime, item: CollectedItem, reason: str) -> CollectedItem:
    """Reject an item with a reason; the collector sees it, the item stays in the history."""
    scope.need(KEEP)
    with unit_of_work(scope):
        row = _taken(scope, item)
        row.reason = _reason(reason)
        _move(row, ItemState.REJECTED, scope, now)
        row.due_at = None
        amend(row, *MOVED, "reason")
        log(REJECTED, scope, now, row)
    return row


def ask_collector(*, scope: Scope, now: datetime, item: CollectedItem, question: str) -> CollectedItem:
    """Ask the collector for more; the item waits for the answer with its own deadline and stays in the queue."""
    scope.need(KEEP)
    with unit_of_work(scope):
        row = _taken(scope, item)
        row.question = sealed_text(row.guest_id, row.id, "question", _reason(question))
        row.asked_at, row.asked_by = now, scope.actor.name
        if row.state == ItemState.SORTED:  # what the front office asks goes back to the beginning
            row.state = ItemState.COLLECTED
        row.moved_at, row.moved_by = now, scope.actor.name
        row.due_at = now + timedelta(hours=number_of(row.hotel_id, ANSWER_HOURS))
        row.steps = [*row.steps, step("asked", scope, now)]
        amend(row, *MOVED, "question", "asked_at", "asked_by")
        log(ASKED, scope, now, row)
    return row


def reopen_item(*, scope: Scope, now: datetime, item: CollectedItem) -> CollectedItem:
    """Take a rejection or a sorting back: the item is collected again. What is stored is changed in the profile."""
    scope.need(KEEP)
    with unit_of_work(scope):
        row: CollectedItem | None = locked(CollectedItem.objects.filter(guest_id=item.guest_id, id=item.id)).first()
        if row is None:
            raise NotFound
        if row.state not in {ItemState.REJECTED, ItemState.SORTED}:
            raise AlreadyDecided(who=row.moved_by or "—", state=ItemState(row.state).label)
        row.state = ItemState.COLLECTED
        keeping = keeping_of(row.hotel_id)
        if not may_decide(scope, row, keeping) and not scope.may(CONSOLIDATE):
            raise NotYourQueue(keeper=keeper_words(row.keeper_department, scope.language))
        _queue, row.due_at = route(hotel_id=row.hotel_id, department=row.department, now=now)
        _move(row, ItemState.COLLECTED, scope, now, undone="1")
        row.reason = ""
        amend(row, *MOVED, "reason")
        log(REOPENED, scope, now, row)
    return row
