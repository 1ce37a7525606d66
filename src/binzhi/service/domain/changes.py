"""What follows a change of what is known: a message to each department concerned (R-199)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from binzhi.audit.domain.unit import current_unit
from binzhi.guests.enums import FactStatus, SourceKind
from binzhi.guests.items import Item, items
from binzhi.guests.joined import People, people_of
from binzhi.guests.models import Fact, Guest
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.org.models import Hotel
from binzhi.org.parameters import parameter
from binzhi.org.queries import departments
from binzhi.service.access import REQUEST
from binzhi.service.domain.tasks import request_task
from binzhi.service.enums import OPEN_STATES, SourceOf, TaskKind, Urgency
from binzhi.service.models import ServiceTask
from binzhi.service.parameters import TELL_DAYS
from binzhi.service.texts import Evidence
from binzhi.stays.enums import StayState
from binzhi.stays.models import Stay

VOID = "void"  # mark of a message that a fact holds no longer


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that holds anew, or holds no longer."""

    guest_id: UUID
    fact_id: UUID
    holds: bool


def tell_departments(*, scope: Scope, now: datetime, changes: Sequence[Change]) -> list[ServiceTask]:
    """Make a message to every department served by a changed fact, for guests in house or expected soon.

    Runs inside the unit that changed the facts, whoever that was: asking the other departments is the house's own
    doing, so the right to ask is lent for it and the messages carry the actor's name. One open message per fact and
    department; the value is not copied into it, the board reads it from the fact. Five queries for any number of facts.
    """
    people = people_of(Guest.unscoped.filter(id__in={c.guest_id for c in changes}))  # unscoped: of this very unit
    stays = _concerned(now, people)
    changes = [c for c in changes if c.guest_id in stays]
    if not changes:
        return []
    facts = _facts(changes)
    told, once_told = _told(changes, people)
    made: list[ServiceTask] = []
    for change in changes:
        fact = facts.get(change.fact_id)
        item = items().get(fact.item) if fact else None
        if fact is None or item is None or item.row_field or not _is_news(change, fact, once_told):
            continue  # a field of the profile is owned by departments, not served by them
        for stay in _per_hotel(stays[change.guest_id], fact):
            known = _known_departments(stay.hotel)
            for department in item.departments:
                key = (fact.id, change.holds, department, stay.id)
                if department in known and key not in told:
                    told.add(key)
                    made.append(_message(scope, now, stay, fact, item, department, holds=change.holds))
    return made


def _concerned(now: datetime, people: People) -> dict[UUID, list[Stay]]:
    """Return the stays in house or expected soon, of every hotel of the group, by the id of each profile."""
    rows = (
        Stay.unscoped.filter(  # unscoped: a message goes to the hotel where the guest is, wherever the fact was learned
            guest_id__in=people.ids, state__in=[StayState.IN_HOUSE, StayState.EXPECTED]
        ).select_related("hotel", "room", "guest")
    )
    found: dict[UUID, list[Stay]] = {}
    for stay in rows.order_by("arrival"):
        today = now.astimezone(ZoneInfo(stay.hotel.timezone)).date()
        if stay.state == StayState.EXPECTED and not today <= stay.arrival <= today + _ahead(stay.hotel_id):
            continue
        found.setdefault(people.lead_id(stay.guest_id), []).append(stay)
    return people.spread(found)


def _ahead(hotel_id: UUID) -> timedelta:
    memory = current_unit().memory
    key = f"{TELL_DAYS} {hotel_id}"
    if key not in memory:
        memory[key] = timedelta(days=max(0, int(parameter(hotel_id, TELL_DAYS))))
    ahead: timedelta = memory[key]
    return ahead


def _known_departments(hotel: Hotel) -> set[str]:
    memory = current_unit().memory
    key = f"departments {hotel.id}"
    if key not in memory:
        memory[key] = {d.code for d in departments(hotel.id)}
    known: set[str] = memory[key]
    return known


def _facts(changes: Sequence[Change]) -> dict[UUID, Fact]:
    rows = Fact.unscoped.filter(  # unscoped: the facts of this very unit; nothing of them is shown
        guest_id__in={c.guest_id for c in changes}, id__in=[c.fact_id for c in changes]
    )
    return {fact.id: fact for fact in rows}


def _is_news(change: Change, fact: Fact, once_told: set[UUID]) -> bool:
    """A proposal is no news until it is accepted, nor is its refusal when nobody was told of it before."""
    if change.holds:
        return fact.status == FactStatus.ACCEPTED
    was_proposal = fact.source_kind == SourceKind.INFERRED or fact.contests is not None
    return not was_proposal or fact.id in once_told


def _told(changes: Sequence[Change], people: People) -> tuple[set[tuple[UUID, bool, str, UUID | None]], set[UUID]]:
    """Return which (fact, holds, department, stay) stand as open messages, and which facts were ever told of."""
    rows = ServiceTask.unscoped.filter(  # unscoped: only to know who has been told
        guest_id__in=people.ids,
        source_kind=SourceOf.FACT,
        source_id__in=[c.fact_id for c in changes],
        kind=TaskKind.MESSAGE,
    )
    told, once = set(), set()
    for fact_id, service, department, stay_id, state in rows.values_list(
        "source_id", "service", "department", "stay_id", "state"
    ):
        once.add(fact_id)
        if state in OPEN_STATES:
            told.add((fact_id, service != VOID, department, stay_id))
    return told, once


def _per_hotel(stays: list[Stay], fact: Fact) -> list[Stay]:
    """Return one stay per hotel, the one in house or the nearest; a fact of one hotel concerns that hotel only."""
    found: dict[UUID, Stay] = {}
    for stay in stays:
        if fact.hotel_id in {None, stay.hotel_id}:
            found.setdefault(stay.hotel_id, stay)
    return list(found.values())


def _message(
    scope: Scope, now: datetime, stay: Stay, fact: Fact, item: Item, department: str, *, holds: bool
) -> ServiceTask:
    one = frozenset({stay.hotel_id})
    lent = replace(scope, permissions=scope.permissions | {REQUEST}, hotel_ids=scope.hotel_ids | one)
    here = stay.state == StayState.IN_HOUSE
    zone = ZoneInfo(stay.hotel.timezone)
    due = now + timedelta(hours=1) if here else datetime.combine(stay.arrival, time(12), tzinfo=zone)
    text = (
        Words(f"客史有新内容：{item.words.zh}", f"New in the guest history: {item.words.en}")
        if holds
        else Words(f"客史内容已作废：{item.words.zh}", f"No longer holds: {item.words.en}")
    )
    return request_task(
        scope=lent,
        now=now,
        hotel=stay.hotel,
        guest=stay.guest,
        department=department,
        text=text,
        kind=TaskKind.MESSAGE,
        stay=stay,
        urgency=Urgency.SOON if here else Urgency.LATER,
        due_at=max(due, now + timedelta(minutes=15)),
        evidence=[Evidence("fact", fact.id)],
        source_kind=SourceOf.FACT,
        source_id=fact.id,
        service="" if holds else VOID,
        is_sensitive=item.field_class == "C4",
    )
