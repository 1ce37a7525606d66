"""The card of a department for a guest at its service terminal: how to address, what to mind, what the department serves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from binzhi.guests.incognito import hide_from
from binzhi.guests.joined import People, people_of, put_leads
from binzhi.guests.models import Guest, GuestFlag
from binzhi.guests.queries import FactLine, fact_lines, facts_of, flags_of
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.org.models import Hotel
from binzhi.service.access import visible_instructions, visible_tasks
from binzhi.service.enums import OPEN_STATES, InstructionState, Place, TaskKind
from binzhi.service.lines import Line, department_names, lines_of
from binzhi.service.models import GuestMoment, ServiceTask, ShiftInstruction
from binzhi.stays.enums import StayState
from binzhi.stays.models import HeldProperty, Stay
from binzhi.stays.queries import Counters, counters, held_for

DEPARTMENT_OF = {
    Place.FRONT_DESK: "front_office",
    Place.RESTAURANT: "food_beverage",
    Place.HOUSEKEEPING: "housekeeping",
    Place.CALL_CENTRE: "call_centre",
    Place.BUSINESS_CENTRE: "business_centre",
    Place.SPA: "spa",
    Place.CONCIERGE: "concierge",
    Place.RESERVATIONS: "reservations",
}
GROUPS_OF = {
    Place.SPA: ("bathroom", "service"),
    Place.CALL_CENTRE: ("service", "person"),
    Place.CONCIERGE: ("service",),
}
SHOWN_FACTS = 10


@dataclass(slots=True)
class Card:
    """What a terminal shows of one guest."""

    guest: Guest
    place: Place
    moment: GuestMoment | None = None
    stay: Stay | None = None
    counters: Counters = field(default_factory=Counters)
    flags: list[GuestFlag] = field(default_factory=list)
    alerts: list[FactLine] = field(default_factory=list)
    facts: list[FactLine] = field(default_factory=list)
    tasks: list[Line] = field(default_factory=list)
    instructions: list[Line] = field(default_factory=list)
    held: list[HeldProperty] = field(default_factory=list)

    @property
    def salutation(self) -> Words:
        return Words(self.guest.salutation_zh or self.guest.name, self.guest.salutation_en or self.guest.name)

    @property
    def is_repeat(self) -> bool:
        return self.counters.stays > (1 if self.stay and self.stay.state == StayState.IN_HOUSE else 0)


def _serves(line: FactLine, place: Place) -> bool:
    item = line.item
    if item is None or item.alert:
        return False
    return DEPARTMENT_OF[place] in item.departments or item.group in GROUPS_OF.get(place, ())


def current_stays(hotel: Hotel, people: People, today: date) -> dict[UUID, Stay]:
    """Return the stay in house of some persons by the id of each profile, else the next expected one, with one query."""
    rows = Stay.objects.filter(
        guest_id__in=people.ids, hotel=hotel, state__in=[StayState.IN_HOUSE, StayState.EXPECTED]
    ).select_related("room", "room_type")
    found: dict[UUID, Stay] = {}
    for stay in sorted(rows, key=lambda s: (s.state != StayState.IN_HOUSE, s.arrival)):
        if stay.state == StayState.IN_HOUSE or stay.arrival >= today - timedelta(days=1):
            found.setdefault(people.lead_id(stay.guest_id), stay)
    return people.spread(found)


def cards_of(
    scope: Scope, guests: Sequence[Guest], *, now: datetime, hotel: Hotel, today: date, place: Place
) -> list[Card]:
    """Return the cards of some guests at one place; the number of queries does not grow with the guests."""
    people = people_of(guests)
    ids = people.ids
    if not ids:
        return []
    leads = list({people.lead_id(g.id): people.lead(g.id) for g in guests}.values())
    hide_from(scope, leads)
    by_lead = {g.id: Card(g, place) for g in leads}
    cards = people.spread(by_lead)
    stays, counted, flags = current_stays(hotel, people, today), counters(people), flags_of(people)
    for line in fact_lines(scope, facts_of(people), now=now, purpose="service terminal"):
        card = cards[line.fact.guest_id]
        if line.is_alert:
            card.alerts.append(line)
        elif _serves(line, place) and len(card.facts) < SHOWN_FACTS and not line.is_stale:
            card.facts.append(line)
    for held in held_for(people):
        cards[held.guest_id].held.append(held)
    for task in _open_tasks(scope, ids, now, hotel, place):
        cards[task.row.guest_id].tasks.append(task)
    for left in _open_instructions(scope, ids, now, hotel):
        cards[left.row.guest_id].instructions.append(left)
    for card in by_lead.values():
        card.stay = stays.get(card.guest.id)
        card.counters = counted.get(card.guest.id, Counters())
        card.flags = flags.get(card.guest.id, [])
    return list(by_lead.values())


def _open_tasks(scope: Scope, ids: list[UUID], now: datetime, hotel: Hotel, place: Place) -> list[Line]:
    """Return what is promised and open; messages to another department are not the guest's business here."""
    found = visible_tasks(scope).filter(guest_id__in=ids, hotel=hotel, state__in=OPEN_STATES)
    found = found.filter(~Q(kind=TaskKind.MESSAGE) | Q(department=DEPARTMENT_OF[place]))
    rows: list[ServiceTask] = list(found.order_by("due_at")[:200])
    return lines_of(scope, rows, now=now, names=department_names(hotel.id)) if rows else []


def _open_instructions(scope: Scope, ids: list[UUID], now: datetime, hotel: Hotel) -> list[Line]:
    waiting = [InstructionState.WAITING, InstructionState.ACKNOWLEDGED]
    rows: list[ShiftInstruction] = list(
        visible_instructions(scope).filter(guest_id__in=ids, hotel=hotel, state__in=waiting).order_by("begins_at")[:200]
    )
    return lines_of(scope, rows, now=now, names=department_names(hotel.id)) if rows else []


def moments_since(hotel: Hotel, since: datetime, *, limit: int = 8) -> list[GuestMoment]:
    """Return the latest moments, one per guest, newest first."""
    rows = GuestMoment.objects.filter(hotel=hotel, at__gte=since).select_related("guest").order_by("-at", "-id")
    found: dict[UUID, GuestMoment] = {}
    for row in rows[: limit * 6]:
        found.setdefault(row.guest.joined_to or row.guest_id, row)
    put_leads(found.values())
    return list(found.values())[:limit]
