"""Verbs that hand guest information in: notices, conversations, feedback (R-119 to R-121, R-126, R-127, R-144, R-145)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.collection.access import COLLECT, CONVERSE, KEEP
from binzhi.collection.cells import TABLE, words_cell
from binzhi.collection.cue_errors import HealthWords
from binzhi.collection.enums import FeedbackSort, ItemKind, ItemState
from binzhi.collection.errors import NotAsked, NotHere, NotYourQueue, PlaceNeeded, ReporterNeeded, TooLate, WordsNeeded
from binzhi.collection.models import CollectedItem
from binzhi.collection.routing import keeping_of, own_queues, route, sorts_all
from binzhi.collection.targets import check_value, target_of
from binzhi.collection.wordings import ITEM
from binzhi.guests.enums import Channel, FlagCode, SourceKind, Stage
from binzhi.guests.joined import ids_of
from binzhi.guests.models import Guest, GuestFlag
from binzhi.guests.origin import own_department
from binzhi.guests.text_rules import health_words, refuse_numbers
from binzhi.kernel.errors import BadInput
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel, Post, Staff
from binzhi.service.access import REQUEST
from binzhi.service.domain.records import record_feedback
from binzhi.service.enums import FeedbackKind
from binzhi.stays.enums import StayState
from binzhi.stays.models import Stay
from binzhi.vault.domain.sealing import read_many, seal

HANDED_IN = declare_act(
    "hand_in_item", zh="反馈宾客信息（{kind}）", en="Fed back guest information ({kind})", said=ITEM
)
ANSWERED = declare_act("answer_keeper", zh="补充说明了“{item}”", en='Answered the keeper about "{item}"', said=ITEM)
FEEDBACK_KINDS = {
    FeedbackSort.FEEDBACK: FeedbackKind.OPINION,
    FeedbackSort.NEED: FeedbackKind.REQUIREMENT,
    FeedbackSort.SUGGESTION: FeedbackKind.SUGGESTION,
}


@dataclass(frozen=True, slots=True)
class Notice:
    """What was noticed or told: words, or an item with its value, or both; and where, when and how it was learned."""

    text: str = field(default="", repr=False)
    item: str = ""
    value: str = field(default="", repr=False)
    source: SourceKind = SourceKind.OBSERVED
    channel: Channel = Channel.RECEPTION
    stage: Stage | None = None
    place: str = ""
    happened_at: datetime | None = None
    stay: Stay | None = None


def _check(scope: Scope, now: datetime, hotel: Hotel, guest: Guest, notice: Notice) -> Notice:
    text, value = notice.text.strip(), notice.value.strip()
    if not text and not notice.item:
        raise WordsNeeded
    if len(text) > 2000:
        raise BadInput(field="text", zh="最多2000字。", en="At most 2,000 characters.")
    refuse_unfit(text)
    check_value(scope, hotel, notice.item, value)
    if notice.happened_at is not None and notice.happened_at > now:
        raise TooLate
    if notice.stay is not None and notice.stay.guest_id != guest.id:
        raise BadInput(field="stay", zh="住店记录不属于该宾客。", en="The stay is another guest's.")
    return replace(notice, text=text, value=value, place=notice.place.strip()[:60])


def refuse_unfit(text: str) -> None:
    """Refuse words that hold a document or card number, or tell of an illness or a medicine (S10)."""
    refuse_numbers(text)
    found = health_words(text)
    if found:
        raise HealthWords(words="、".join(found[:3]))


def stage_of(stay: Stay | None) -> Stage:
    """Return where in the course of a stay somebody is; without a stay, after it."""
    if stay is None or stay.state == StayState.DEPARTED:
        return Stage.AFTER
    return Stage.IN_STAY if stay.state == StayState.IN_HOUSE else Stage.BOOKING


def step(state: str, scope: Scope, now: datetime, **more: str) -> dict[str, str]:
    """Return one step of an item: the state it came to, when, by whom."""
    return {"state": state, "at": now.isoformat(timespec="seconds"), "by": scope.actor.name, **more}


def hand_in(
    *,
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    guest: Guest,
    kind: ItemKind,
    notice: Notice,
    department: str = "",
    reporter: str = "",
    is_draft: bool = False,
    said_as: str = "",
) -> CollectedItem:
    """Hand guest information in; it goes to the keeper of the collector's own department first (R-147, R-170).

    Words are sealed, and so is a value of class C2 and above. Refuses neither words nor item, document numbers in the
    words, a value that does not fit, a sensitive item the hotel has not switched on, and a moment ahead.
    """
    scope.need(COLLECT)
    scope.need_hotel(hotel.id)
    notice = _check(scope, now, hotel, guest, notice)
    department = department or own_department(scope)
    with unit_of_work(scope):
        queue, due_at = route(hotel_id=hotel.id, department=department, now=now)
        row_id = uuid7()
        row = CollectedItem(
            guest=guest, id=row_id, hotel=hotel, kind=kind, item=notice.item, said_as=said_as,
            source_kind=notice.source, channel=notice.channel, stage=notice.stage or stage_of(notice.stay),
            place=notice.place, stay_id=notice.stay.id if notice.stay else None,
            room_number=notice.stay.room.number if notice.stay and notice.stay.room else "",
            department=department, keeper_department=queue, collector_id=scope.actor.id, collector=scope.actor.name,
            reporter=reporter[:120], happened_at=notice.happened_at or now, collected_at=now, is_draft=is_draft,
            due_at=due_at, moved_at=now, moved_by=scope.actor.name, steps=[step(ItemState.COLLECTED, scope, now)],
        )  # fmt: skip
        if notice.text:
            row.text = sealed_text(guest.id, row_id, "text", notice.text)
        put_value(row, notice.value)
        persist(row)
        log(HANDED_IN, scope, now, row)
    return row


def sealed_text(guest_id: UUID, row_id: UUID, column: str, plain: str) -> bytes:
    """Seal words of an item."""
    return seal(table=TABLE, guest_id=guest_id, row_id=row_id, column=column, plain=plain)


def put_value(row: CollectedItem, value: str) -> None:
    """Put the value of the row's item on it: clear up to class C1, else sealed."""
    target = target_of(row.item)
    if not row.item:
        row.value = ""
    elif target.is_sealed:
        row.value, row.sealed = "", sealed_text(row.guest_id, row.id, "sealed", value)
    else:
        row.value, row.sealed = value[:300], None


def log(name: str, scope: Scope, now: datetime, row: CollectedItem, **more: str) -> None:
    """Record an act on an item: kind, item and department, never what it says."""
    record(
        name,
        scope=scope,
        now=now,
        object_type="collected_item",
        object_id=row.id,
        guest_id=row.guest_id,
        hotel_id=row.hotel_id,
        details={"kind": str(row.kind), "item": row.item, "department": row.department, **more},
    )


def enter_oral_notice(
    *,
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    guest: Guest,
    notice: Notice,
    reporter: Staff | None = None,
    reporter_name: str = "",
) -> CollectedItem:
    """Enter what a colleague told the designated keeper; the reporter is named (R-144).

    It goes to the keeper of the reporter's department. Refuses an actor who keeps no guest history.
    """
    scope.need(KEEP)
    keeping = keeping_of(hotel.id)
    if not sorts_all(scope, keeping) and not own_queues(scope, keeping):
        raise NotYourQueue(keeper=", ".join(keeping.people(own_department(scope))) or "—")
    name = (reporter.name if reporter else reporter_name).strip()
    if not name:
        raise ReporterNeeded
    department = department_of(reporter, hotel) if reporter else ""
    return hand_in(
        scope=scope, now=now, hotel=hotel, guest=guest, kind=ItemKind.ORAL, notice=notice, department=department,
        reporter=name,
    )  # fmt: skip


def department_of(staff: Staff, hotel: Hotel) -> str:
    """Return the department somebody works in, the first by its order."""
    posts = Post.unscoped.filter(staff=staff, hotel=hotel)  # unscoped: named hotel, only the department is read
    return str(posts.order_by("department__position").values_list("department__code", flat=True).first() or "")


def hand_in_written(*, scope: Scope, now: datetime, hotel: Hotel, guest: Guest, notice: Notice) -> CollectedItem:
    """Hand in a written notice: a draft until the designated keeper confirms it (R-145)."""
    return hand_in(
        scope=scope, now=now, hotel=hotel, guest=guest, kind=ItemKind.WRITTEN, notice=notice, is_draft=True,
        reporter=scope.actor.name,
    )  # fmt: skip


def record_conversation(*, scope: Scope, now: datetime, hotel: Hotel, guest: Guest, notice: Notice) -> CollectedItem:
    """Enter what was learned in conversation with a guest in house or a long-stay guest (R-173).

    Needs date and place. Refuses a guest who is not here (:class:`NotHere`).
    """
    scope.need(CONVERSE)
    if notice.happened_at is None or not notice.place.strip():
        raise PlaceNeeded
    here = (
        Stay.objects.filter(guest_id__in=ids_of(guest), hotel=hotel, state=StayState.IN_HOUSE)
        .order_by("-arrival")
        .first()
    )
    if here is None and not GuestFlag.objects.filter(guest_id__in=ids_of(guest), code=FlagCode.LONG_STAY).exists():
        raise NotHere
    notice = replace(notice, source=SourceKind.STATED, stay=notice.stay or here)
    return hand_in(scope=scope, now=now, hotel=hotel, guest=guest, kind=ItemKind.CONVERSATION, notice=notice)


def record_guest_feedback(
    *, scope: Scope, now: datetime, hotel: Hotel, guest: Guest, notice: Notice, sort: FeedbackSort
) -> CollectedItem:
    """Record what a guest says at check-in (feedback) or check-out (feedback, needs, suggestions) (R-126, R-127).

    It also stands among the feedback of the service room, whose desk deals with needs. Refuses another stage.
    """
    if notice.stage not in {Stage.CHECK_IN, Stage.CHECK_OUT}:
        raise BadInput(field="stage", zh="请选择入住或退房。", en="Choose check-in or check-out.")
    if not notice.text.strip():
        raise WordsNeeded
    notice = replace(notice, source=SourceKind.STATED)
    with unit_of_work(scope):
        row = hand_in(
            scope=scope, now=now, hotel=hotel, guest=guest, kind=ItemKind.FEEDBACK, notice=notice, said_as=sort
        )
        if scope.may(REQUEST):
            said = record_feedback(
                scope=scope, now=now, hotel=hotel, guest=guest, kind=FEEDBACK_KINDS[sort], text=notice.text.strip(),
                given_at=notice.happened_at, stay=notice.stay, department=row.department,
            )  # fmt: skip
            row.facts = [{"kind": "feedback", "id": str(said.id)}]
            amend(row, "facts")
    return row


def answer_keeper(*, scope: Scope, now: datetime, item: CollectedItem, text: str) -> CollectedItem:
    """Answer what the keeper asked about an item one handed in; the item goes back to the keeper's queue.

    Refuses when nothing was asked (:class:`NotAsked`).
    """
    scope.need(COLLECT)
    text = text.strip()
    if len(text) < 2:
        raise WordsNeeded
    refuse_unfit(text)
    with unit_of_work(scope):
        row: CollectedItem = locked(CollectedItem.objects.filter(guest_id=item.guest_id, id=item.id)).get()
        if row.asked_at is None or row.state != ItemState.COLLECTED:
            raise NotAsked
        said = words_of(scope, now, row)
        row.text = sealed_text(row.guest_id, row.id, "text", f"{said}\n{text}".strip()[:4000])
        row.question, row.asked_at, row.asked_by = None, None, ""
        _queue, row.due_at = route(hotel_id=row.hotel_id, department=row.department, now=now)
        row.moved_at, row.moved_by = now, scope.actor.name
        row.steps = [*row.steps, step("answered", scope, now)]
        amend(row, "text", "question", "asked_at", "asked_by", "due_at", "moved_at", "moved_by", "steps")
        log(ANSWERED, scope, now, row)
    return row


def words_of(scope: Scope, now: datetime, row: CollectedItem) -> str:
    """Return the words of an item, for work on it."""
    cell = words_cell(row)
    return (read_many(scope=scope, now=now, cells=[cell], purpose="queue")[0] or "") if cell else ""
