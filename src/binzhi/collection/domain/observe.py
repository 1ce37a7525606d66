"""The verb of everybody: hand in what was noticed or told about a guest in the house (R-131, R-132, R-156, R-170)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, persist_key, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.audit.wordings import choice_words
from binzhi.collection.access import COLLECT
from binzhi.collection.cue_errors import (
    HealthWords,
    NoSuchSource,
    NotDuringStay,
    NothingNoticed,
    OnlyVolunteered,
    OtherPerson,
    OutOfRange,
)
from binzhi.collection.cue_rules import form_of, is_care, rules_of
from binzhi.collection.domain.habits import habits_from
from binzhi.collection.domain.offers import apply_rules, made_facts
from binzhi.collection.enums import ItemKind, ItemState
from binzhi.collection.models import CollectedItem, DeviceKey
from binzhi.collection.routing import route
from binzhi.collection.said import CARE, item_words
from binzhi.guests.domain.facts import check_fact
from binzhi.guests.domain.field_choices import need_field
from binzhi.guests.enums import Channel, GuestState, SourceKind, Stage
from binzhi.guests.errors import UnknownItem, WrongValue
from binzhi.guests.items import Item, items
from binzhi.guests.joined import ids_of
from binzhi.guests.models import Guest
from binzhi.guests.origin import own_department
from binzhi.guests.text_rules import health_words, refuse_numbers
from binzhi.kernel.errors import DomainError, NotFound
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.stays.enums import StayState
from binzhi.stays.models import Stay
from binzhi.vault.domain.sealing import Cell, holds, seal

OBSERVED = declare_act(
    "observe",
    zh="记录“{item}”（{source}）",
    en='Noted "{item}" ({source})',
    said={"item": item_words, "source": choice_words(SourceKind)},
)
TABLE = "collection_item"
SOURCES = (SourceKind.OBSERVED, SourceKind.STATED, SourceKind.SCANNED)
TEXT_LIMIT = 500
LATE = timedelta(days=1)  # entries may be made until a day after the departure
STORED, FOUND, AGAIN = "stored", "found", "again"


@dataclass(slots=True)
class Observed:
    """What became of an entry: stored, found (sent before with the same key) or again (noted already today)."""

    item: CollectedItem
    outcome: str = STORED
    facts: list[UUID] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Noticed:
    """An entry as it was checked."""

    item: Item | None
    value: str
    number: Decimal | None
    text: str
    source: SourceKind
    place: str

    @property
    def code(self) -> str:
        """The code of the item, empty for a free line."""
        return self.item.code if self.item else ""

    @property
    def is_care(self) -> bool:
        """Whether it is a matter of health."""
        return is_care(self.code)


class _SentBefore(DomainError):
    """The key of the device stands already."""

    code = "sent_before"


def observe(
    *,
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    guest: Guest,
    stay: Stay | None = None,
    cue: str = "",
    value: str = "",
    text: str = "",
    place: str = "",
    note: str = "",
    room_number: str = "",
    happened_at: datetime | None = None,
    device_key: UUID | None = None,
    department: str = "",
    source: SourceKind = SourceKind.OBSERVED,
) -> Observed:
    """Hand in one thing noticed (a cue or an item of the catalogue with its value) or a free line, exactly once.

    Sent again with the same ``device_key`` it is found, never doubled; the same cue with the same value on the same
    stay and day counts once. What the rules offer is attached; what they do by themselves is done in the same
    transaction; a repeated cue becomes a proposed fact. ``note`` replaces the wording of a note left for the guest.
    A matter of health (R-164, S10, S23) carries neither value nor text and is removed after the stay.

    Refuses nothing at all (:class:`NothingNoticed`), an unknown item, a value that does not fit it or that nobody can
    have seen (:class:`OutOfRange`), document and card numbers, words of illness (:class:`HealthWords`), an inference
    (:class:`NoSuchSource`), a moment outside the stay (:class:`NotDuringStay`) and a sensitive item the hotel has not
    switched on.
    """
    scope.need(COLLECT)
    scope.need_hotel(hotel.id)
    noticed = _checked(scope, hotel, cue=cue, value=value, text=text, place=place, source=source)
    _refuse_health(note)
    refuse_numbers(note)
    moment = _moment(hotel, stay, guest, happened_at, now)
    try:
        with unit_of_work(scope):
            _lock(guest)
            before = _found(scope, device_key)
            if before is not None:
                return before
            standing = _standing(hotel, guest, stay, noticed, moment, scope)
            if standing is not None:
                _keep_key(device_key, guest, standing.id, now)
                return Observed(standing, AGAIN)
            row_id = uuid7()
            _keep_key(device_key, guest, row_id, now)
            where = _Where(hotel, guest, stay, moment, department, room_number)
            item = _stored(scope, now, row_id, where, noticed)
            facts = _follow(scope, now, hotel, guest, stay, item, note)
            return Observed(item, STORED, facts)
    except _SentBefore:
        found = _found(scope, device_key)
        if found is None:
            raise
        return found


def _lock(guest: Guest) -> None:
    """Let entries about one guest come one after the other, so that counting and suggesting happen once."""
    row = locked(Guest.objects.filter(id=guest.id).exclude(state=GuestState.WITHDRAWN), lets_refer=True).first()
    if row is None:
        raise NotFound


def _found(scope: Scope, device_key: UUID | None) -> Observed | None:
    """Return the entry a device key stands for; refuses the key of somebody else."""
    if device_key is None:
        return None
    key = DeviceKey.objects.filter(key=device_key).first()
    if key is None:
        return None
    item: CollectedItem | None = CollectedItem.objects.filter(guest_id=key.guest_id, id=key.item_id).first()
    if item is None:
        raise NotFound
    if item.collector_id != scope.actor.id:
        raise OtherPerson
    return Observed(item, FOUND)


def _keep_key(device_key: UUID | None, guest: Guest, item_id: UUID, now: datetime) -> None:
    if device_key is not None:
        row = DeviceKey(key=device_key, guest_id=guest.id, item_id=item_id, received_at=now)
        persist_key(row, taken=_SentBefore)


def _refuse_health(text: str) -> None:
    found = health_words(text)
    if found:
        raise HealthWords(words="、".join(found[:3]))


def _checked(scope: Scope, hotel: Hotel, *, cue: str, value: str, text: str, place: str, source: SourceKind) -> Noticed:
    """Check an entry; nothing is written."""
    if source not in SOURCES:
        raise NoSuchSource
    text, value, place = text.strip(), value.strip(), place.strip()[:60]
    refuse_numbers(place)
    _refuse_health(place)
    if not cue:
        if len(text) < 2:
            raise NothingNoticed
        _lint(text)
        return Noticed(None, "", None, text[:TEXT_LIMIT], source, place)
    item = items().get(cue)
    if item is None:
        raise UnknownItem(item=cue)
    if is_care(cue):
        if text or value not in {"", "yes"}:
            raise OnlyVolunteered
        return Noticed(item, "", None, "", source, "")
    need_field(scope, item, hotel.id)
    number = None
    if item.value == "yes":
        value = value or "yes"
    check_fact(cue, value)
    if item.value == "number":
        value, number = _in_range(item, value)
    if item.value == "text" and not item.is_sealed:
        _lint(value)
    if text:
        _lint(text)
    if form_of(cue).place and not place:
        raise WrongValue(item=item.words.zh, reason_zh="请选营业点。", reason_en="choose the outlet.")
    return Noticed(item, value, number, text[:TEXT_LIMIT], source, place)


def _lint(text: str) -> None:
    """Refuse numbers of documents and cards, and words of illness."""
    refuse_numbers(text)
    _refuse_health(text)


def _in_range(item: Item, value: str) -> tuple[str, Decimal]:
    """Return a number in one way of writing; refuses one nobody can have seen."""
    number = Decimal(value)
    form = form_of(item.code)
    if item.kind == "cue" and not form.low <= number <= form.high:
        raise OutOfRange(item=item.words.zh, low=form.low, high=form.high)
    return f"{number.quantize(Decimal(1)) if number == number.to_integral() else number.normalize():f}", number


def _moment(hotel: Hotel, stay: Stay | None, guest: Guest, happened_at: datetime | None, now: datetime) -> datetime:
    """Return when it happened: never later than now, and while the guest was in the house."""
    moment = min(happened_at or now, now)
    if stay is None:
        return moment
    if stay.guest_id != guest.id or stay.hotel_id != hotel.id:
        raise NotDuringStay
    day = moment.astimezone(ZoneInfo(hotel.timezone)).date()
    gone = stay.checked_out_at is not None and moment > stay.checked_out_at + LATE
    never = stay.state in {StayState.CANCELLED, StayState.NO_SHOW}
    if never or gone or day < stay.arrival:
        raise NotDuringStay
    return moment


def same_day(hotel: Hotel, moment: datetime) -> tuple[datetime, datetime]:
    """Return the beginning and the end of the hotel's day around a moment."""
    local = moment.astimezone(ZoneInfo(hotel.timezone))
    start = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + timedelta(days=1)


def _standing(
    hotel: Hotel, guest: Guest, stay: Stay | None, noticed: Noticed, moment: datetime, scope: Scope
) -> CollectedItem | None:
    """Return what says the same of the same stay and day: it counts once (implied 31)."""
    first, last = same_day(hotel, moment)
    rows = CollectedItem.objects.filter(
        guest_id__in=ids_of(guest),
        hotel=hotel,
        stay_id=stay.id if stay else None,
        item=noticed.code,
        source_kind=noticed.source,
        happened_at__gte=first,
        happened_at__lt=last,
    ).exclude(state__in=[ItemState.REMOVED, ItemState.REJECTED])
    if noticed.item is None or noticed.item.is_sealed:
        column, plain = ("text", noticed.text) if noticed.item is None else ("sealed", noticed.value)
        return next((row for row in rows if _says(row, column, plain)), None)
    found: CollectedItem | None = rows.filter(value=noticed.value, place=noticed.place).first()
    return found


def _says(row: CollectedItem, column: str, plain: str) -> bool:
    sealed = getattr(row, column)
    if sealed is None:
        return False
    return holds(cell=Cell(TABLE, row.guest_id, row.id, column, bytes(sealed), "C4"), plain=plain)


def _sealed(guest: Guest, row_id: UUID, column: str, plain: str) -> bytes | None:
    if not plain:
        return None
    return seal(table=TABLE, guest_id=guest.id, row_id=row_id, column=column, plain=plain)


@dataclass(frozen=True, slots=True)
class _Where:
    """Where and when something was noticed, about whom."""

    hotel: Hotel
    guest: Guest
    stay: Stay | None
    moment: datetime
    department: str
    room_number: str

    @property
    def room(self) -> str:
        own = self.stay.room.number if self.stay and self.stay.room else ""
        return (self.room_number or own)[:12]


def _stored(scope: Scope, now: datetime, row_id: UUID, where: _Where, noticed: Noticed) -> CollectedItem:
    """Write the entry and its act; a matter of health is settled at once and leaves after the stay."""
    guest, told = where.guest, noticed.source != SourceKind.OBSERVED
    given = where.department
    own = given if given and given in scope.departments else own_department(scope) or given
    queue, due = route(hotel_id=where.hotel.id, department=own, now=now)
    secret = noticed.item is not None and noticed.item.is_sealed
    state = _state(noticed)
    item = persist(
        CollectedItem(
            guest=guest,
            id=row_id,
            hotel=where.hotel,
            kind=ItemKind.ANSWER if told and not noticed.is_care else ItemKind.CUE,
            item=noticed.code,
            value="" if secret else noticed.value,
            number=None if secret else noticed.number,
            sealed=_sealed(guest, row_id, "sealed", noticed.value) if secret else None,
            text=_sealed(guest, row_id, "text", noticed.text),
            source_kind=noticed.source,
            channel=Channel.QUESTION if told else Channel.OBSERVATION,
            stage=Stage.IN_STAY,
            place=noticed.place,
            room_number=where.room,
            stay_id=where.stay.id if where.stay else None,
            department=own,
            keeper_department=queue,
            collector_id=scope.actor.id,
            collector=scope.actor.name,
            happened_at=where.moment,
            collected_at=now,
            state=state,
            due_at=due if state == ItemState.COLLECTED else None,
            moved_at=now,
            moved_by=scope.actor.name,
            steps=_steps(state, now, scope.actor.name),
            removes_on=_removes_on(where) if noticed.is_care else None,
        )
    )
    record(
        OBSERVED,
        scope=scope,
        now=now,
        object_type="collected_item",
        object_id=item.id,
        guest_id=guest.id,
        hotel_id=where.hotel.id,
        details={"item": CARE if noticed.is_care else noticed.code, "source": noticed.source.value},
    )
    return item


def _state(noticed: Noticed) -> ItemState:
    """A cue with a rule is settled by the rule, a matter of health by the caring act; the rest waits for its keeper."""
    if noticed.is_care:
        return ItemState.USED
    settled = noticed.item is not None and noticed.item.kind == "cue" and rules_of(noticed.code)
    return ItemState.STORED if settled else ItemState.COLLECTED


def _removes_on(where: _Where) -> date:
    """Return the day on which a matter of health leaves: the day of the departure."""
    if where.stay is not None:
        return where.stay.departure
    return where.moment.astimezone(ZoneInfo(where.hotel.timezone)).date()


def _steps(state: ItemState, now: datetime, who: str) -> list[dict[str, str]]:
    """Return the states passed so far; what a rule sorts is sorted by the house."""
    at = now.isoformat(timespec="seconds")
    steps = [{"state": ItemState.COLLECTED.value, "at": at, "by": who}]
    if state != ItemState.COLLECTED:
        steps.append({"state": state.value, "at": at, "by": "Binzhi"})
    return steps


def _follow(
    scope: Scope, now: datetime, hotel: Hotel, guest: Guest, stay: Stay | None, item: CollectedItem, note: str
) -> list[UUID]:
    """Do and offer what the rules say, and look for habits; returns the facts touched."""
    facts: list[UUID] = []
    if item.item and items()[item.item].kind == "cue":
        facts += apply_rules(scope=scope, now=now, hotel=hotel, guest=guest, stay=stay, item=item, note=note)
        facts += [f.id for f in habits_from(scope=scope, now=now, hotel=hotel, item=item)]
    if facts:
        item.facts = made_facts(facts)
        amend(item, "facts")
    return facts
