"""Verbs of enquiries: ask, verify, complete; also what could be obtained before arrival (R-143, R-174)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.collection.access import CONSOLIDATE, ENQUIRE
from binzhi.collection.domain.notices import Notice, hand_in, refuse_unfit
from binzhi.collection.domain.queue import sort_item, store_item
from binzhi.collection.enums import EnquiryKind, EnquiryState, ItemKind
from binzhi.collection.errors import EnquiryClosed, ReasonNeeded, WordsNeeded
from binzhi.collection.models import Enquiry
from binzhi.collection.parameters import ENQUIRY_HOURS, number_of
from binzhi.collection.routing import keeping_of, may_decide
from binzhi.collection.targets import target_of
from binzhi.collection.wordings import ENQUIRY, words_of_code
from binzhi.guests.enums import Channel, FlagCode, SourceKind, Stage
from binzhi.guests.errors import WrongValue
from binzhi.guests.joined import ids_of, row_of
from binzhi.guests.models import Guest, GuestFlag
from binzhi.kernel.errors import NotFound
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel, Staff
from binzhi.stays.models import Stay
from binzhi.vault.domain.sealing import seal

TABLE = "collection_enquiry"
CREATED = declare_act(
    "create_enquiry", zh="建立客户信息调查：{kind}“{item}”", en='Created an enquiry: {kind} "{item}"', said=ENQUIRY
)
ANSWERED = declare_act(
    "answer_enquiry", zh="调查完成：“{item}”", en='Answered the enquiry about "{item}"', said=ENQUIRY
)
NOT_OBTAINED = declare_act(
    "close_enquiry_unanswered", zh="调查未取得：“{item}”", en='Could not obtain "{item}"', said=ENQUIRY
)
CANCELLED = declare_act(
    "cancel_enquiry", zh="取消调查：“{item}”", en='Cancelled the enquiry about "{item}"', said=ENQUIRY
)


def create_enquiry(
    *,
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    guest: Guest,
    kind: EnquiryKind,
    item: str = "",
    question: str = "",
    stay: Stay | None = None,
    before_arrival: bool = False,
    assignee: Staff | None = None,
    due_at: datetime | None = None,
) -> Enquiry:
    """Create an enquiry about a guest: what to ask, verify or complete, by whom, until when.

    Due after the hotel's hours, a pre-arrival one at the latest when the stay begins. Refuses a never-ask item (nobody
    asks for it), words with document numbers, and a guest who wants no questions.
    """
    scope.need(ENQUIRE)
    scope.need_hotel(hotel.id)
    question = question.strip()[:500]
    if not item and not question:
        raise WordsNeeded
    target = target_of(item)
    never = (target.item and target.item.never_ask) or (target.field and target.field.never_ask)
    if never or (target.is_sealed and target.field_class == "C4"):
        raise WrongValue(
            item=words_of_code(item).zh, reason_zh="属于不得主动询问的信息。", reason_en="it is never asked for."
        )
    refuse_unfit(question)
    if GuestFlag.objects.filter(guest_id__in=ids_of(guest), code=FlagCode.DO_NOT_ASK).exists():
        raise WrongValue(
            item=words_of_code(item).zh, reason_zh="宾客不愿被询问。", reason_en="the guest wants no questions."
        )
    due = due_at or now + timedelta(hours=number_of(hotel.id, ENQUIRY_HOURS))
    zone = ZoneInfo(hotel.timezone)
    if before_arrival and stay is not None:
        begin = datetime(stay.arrival.year, stay.arrival.month, stay.arrival.day, 12, tzinfo=zone)
        due = max(min(due, begin), now + timedelta(hours=1))
    with unit_of_work(scope):
        row_id = uuid7()
        row = Enquiry(
            guest=guest, id=row_id, hotel=hotel, kind=kind, item=item, stay_id=stay.id if stay else None,
            is_before_arrival=before_arrival, assignee_id=assignee.id if assignee else None,
            assignee=assignee.name if assignee else "", asked_at=now, asked_by=scope.actor.name, due_at=due,
            open_on=due.astimezone(zone).date(),
        )  # fmt: skip
        if question:
            row.question = seal(table=TABLE, guest_id=guest.id, row_id=row_id, column="question", plain=question)
        persist(row)
        _log(CREATED, scope, now, row)
    return row


def _log(name: str, scope: Scope, now: datetime, row: Enquiry) -> None:
    record(
        name, scope=scope, now=now, object_type="enquiry", object_id=row.id, guest_id=row.guest_id,
        hotel_id=row.hotel_id, details={"kind": str(row.kind), "item": row.item},
    )  # fmt: skip


def _open(enquiry: Enquiry) -> Enquiry:
    row: Enquiry | None = locked(Enquiry.objects.filter(guest_id=enquiry.guest_id, id=enquiry.id)).first()
    if row is None:
        raise NotFound
    if row.state != EnquiryState.OPEN:
        raise EnquiryClosed(who=row.closed_by)
    return row


def _close(row: Enquiry, scope: Scope, now: datetime, state: EnquiryState) -> None:
    row.state, row.closed_at, row.closed_by, row.open_on = state, now, scope.actor.name, None
    amend(row, "state", "closed_at", "closed_by", "open_on", "channel", "reason", "collected_id")


def answer_enquiry(
    *,
    scope: Scope,
    now: datetime,
    enquiry: Enquiry,
    value: str = "",
    text: str = "",
    item: str | None = None,
    channel: Channel = Channel.ENQUIRY,
    source: SourceKind = SourceKind.STATED,
) -> Enquiry:
    """Enter the result; it is logged in the profile at once where the actor may consolidate, else it joins the queue."""
    scope.need(ENQUIRE)
    with unit_of_work(scope):
        row = _open(enquiry)
        code = row.item if item is None else item
        stay = row_of(Stay.objects, row.guest_id, row.stay_id) if row.stay_id else None
        notice = Notice(
            text=text, item=code if value.strip() else "", value=value, source=source, channel=channel, stay=stay,
            stage=Stage.BOOKING if row.is_before_arrival else None,
        )  # fmt: skip
        found = hand_in(
            scope=scope, now=now, hotel=row.hotel, guest=row.guest, kind=ItemKind.ENQUIRY, notice=notice,
            reporter=row.assignee,
        )  # fmt: skip
        if scope.may(CONSOLIDATE) and may_decide(scope, found, keeping_of(row.hotel_id)):
            store_item(scope=scope, now=now, item=sort_item(scope=scope, now=now, item=found))
        row.channel, row.collected_id = channel, found.id
        _close(row, scope, now, EnquiryState.ANSWERED)
        _log(ANSWERED, scope, now, row)
    return row


def close_unanswered(*, scope: Scope, now: datetime, enquiry: Enquiry, reason: str) -> Enquiry:
    """Say with a reason that it could not be obtained."""
    return _end(scope, now, enquiry, reason, EnquiryState.UNANSWERED, NOT_OBTAINED)


def cancel_enquiry(*, scope: Scope, now: datetime, enquiry: Enquiry, reason: str) -> Enquiry:
    """Cancel an enquiry that is no longer needed."""
    return _end(scope, now, enquiry, reason, EnquiryState.CANCELLED, CANCELLED)


def _end(scope: Scope, now: datetime, enquiry: Enquiry, reason: str, state: EnquiryState, act: str) -> Enquiry:
    scope.need(ENQUIRE)
    reason = reason.strip()[:200]
    if len(reason) < 2:
        raise ReasonNeeded
    refuse_unfit(reason)
    with unit_of_work(scope):
        row = _open(enquiry)
        row.reason = reason
        _close(row, scope, now, state)
        _log(act, scope, now, row)
    return row
