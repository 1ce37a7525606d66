"""Loads the cases of a date with a fixed number of queries, however many guests arrive."""

import re
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from binzhi.arrivals.cases import Case, PastStay, SpecialDay
from binzhi.arrivals.engine import DutyList
from binzhi.arrivals.models import StaffDuty
from binzhi.guests.enums import UNPLEASANT, FactStatus
from binzhi.guests.incognito import show_rows_hidden
from binzhi.guests.joined import People, people_of
from binzhi.guests.models import Fact, GuestDate, GuestNote
from binzhi.guests.queries import date_cell, flags_of
from binzhi.guests.standing import standing_facts
from binzhi.kernel.calendar import PartialDate, lunar_kept_between
from binzhi.kernel.scope import Scope, current_scope
from binzhi.org.models import Hotel
from binzhi.stays.enums import CodeKind, GuestRole, RoomStatus, StayState
from binzhi.stays.models import HeldProperty, HotelCode, Reservation, Room, RoomBlock, RoomNight, Spend, Stay
from binzhi.vault.domain.sealing import read_many

STAYED = (StayState.IN_HOUSE, StayState.DEPARTED)
AFTERMATH = timedelta(days=30)
_DINING = re.compile(r"餐|厅|吧|宴|茶|restaurant|dining|bar\b|banquet|f&b|room service|food", re.IGNORECASE)


def arriving(hotel: Hotel, day: date) -> QuerySet[Stay]:
    """Return the stays arriving on a date; for a past date what stood for that day, without cancelled bookings."""
    found: QuerySet[Stay] = Stay.objects.filter(hotel=hotel, arrival=day).exclude(state=StayState.CANCELLED)
    return found.select_related("guest", "room", "room_type")


def staying_over(hotel: Hotel, day: date) -> QuerySet[Stay]:
    """Return the stays that began before a date and go on over it."""
    found: QuerySet[Stay] = Stay.objects.filter(
        hotel=hotel, arrival__lt=day, departure__gt=day, state=StayState.IN_HOUSE
    )
    return found.select_related("guest", "room", "room_type")


def past_stays(people: People, before: date) -> dict[UUID, list[PastStay]]:
    """Return the former stays of persons in the readable hotels by the id of each profile, oldest first, with one query.

    The hotels are sifted here and not in the query: with them in it SQLite walks all stays of the hotel by date instead
    of those of the guests by key.
    """
    hotels = current_scope().readable_hotel_ids
    found: list[tuple[UUID, PastStay]] = []
    rows = (
        Stay.unscoped.filter(guest_id__in=people.ids, arrival__lt=before, state__in=STAYED)  # unscoped: sifted below
        .order_by("guest_id", "arrival", "id")
        .values_list(
            "guest_id", "id", "hotel_id", "arrival", "departure", "nights", "room_id", "room__number", "room_type__code",
            "rate", "served_by",
        )
    )  # fmt: skip
    for guest_id, stay_id, hotel_id, arrival, departure, nights, room_id, room, kind, rate, served in rows:
        past = PastStay(
            stay_id, hotel_id, arrival, departure, nights, room_id, room or "", kind or "",
            "" if rate is None else str(rate), "", served,
        )  # fmt: skip
        if hotel_id in hotels:
            found.append((guest_id, past))
    by_person = people.gather(found)
    return {one: sorted(own, key=lambda p: (p.arrival, str(p.stay_id))) for one, own in by_person.items()}


def _facts(people: People, hotel: Hotel, until: datetime) -> dict[UUID, list[Fact]]:
    """Facts of the person known by the end of the day, group-wide or of this hotel."""
    states = [FactStatus.ACCEPTED, FactStatus.PROPOSED]
    rows = Fact.objects.filter(guest_id__in=people.ids, status__in=states, learned_at__lt=until)
    rows = rows.filter(Q(hotel_id__isnull=True) | Q(hotel=hotel))
    facts = standing_facts(rows.order_by("guest_id", "item", "-last_confirmed_at", "id"), people)
    return people.gather((fact.guest_id, fact) for fact in facts)


def is_sure(fact: Fact, day: date) -> bool:
    """Tell whether a fact is accepted and has not faded by a day."""
    return fact.status == FactStatus.ACCEPTED and (fact.valid_until is None or fact.valid_until >= day)


def _special_days(
    scope: Scope, now: datetime, people: People, stays: dict[UUID, list[Stay]], day: date
) -> dict[UUID, list[SpecialDay]]:
    """Birthdays and anniversaries kept between the day and the departure; read through the vault with one log entry."""
    rows = list(GuestDate.objects.filter(guest_id__in=people.ids).order_by("guest_id", "kind", "id"))
    purpose = f"arrivals of {day.isoformat()}"
    values = read_many(scope=scope, now=now, cells=[date_cell(r) for r in rows], purpose=purpose)
    found: dict[UUID, list[SpecialDay]] = {}
    told: set[tuple[UUID, str, date, str]] = set()  # two profiles of a person may hold the same day
    for row, value in zip(rows, values, strict=True):
        if value is None:
            continue
        own = stays[people.lead_id(row.guest_id)]
        first = max(day, min(s.arrival for s in own))
        last = max(s.departure for s in own)
        part = PartialDate.parse(value, lunar=row.is_lunar)
        kept = lunar_kept_between(part.month, part.day, first, last) if row.is_lunar else part.kept_between(first, last)
        person = people.lead_id(row.guest_id)
        if kept is not None and (person, row.kind, kept, row.label) not in told:
            told.add((person, row.kind, kept, row.label))
            found.setdefault(person, []).append(SpecialDay(row.kind, kept, row.label, row.id))
    return people.spread(found)


def _notes(people: People, until: datetime, past: dict[UUID, list[PastStay]]) -> dict[UUID, list[GuestNote]]:
    """Unpleasant notes that are not settled, or belong to the last stay (R-222)."""
    rows = GuestNote.objects.filter(guest_id__in=people.ids, kind__in=UNPLEASANT, written_at__lt=until)
    found: list[tuple[UUID, GuestNote]] = []
    for note in rows.order_by("guest_id", "-written_at", "id"):
        own = past.get(note.guest_id)
        last = own[-1] if own else None
        of_last = last is not None and (
            note.stay_id == last.stay_id or last.arrival <= note.written_at.date() <= last.departure + AFTERMATH
        )
        if note.settled_at is None or of_last:
            found.append((note.guest_id, note))
    return people.gather(found)


def _held(hotel: Hotel, people: People, day: date, until: datetime) -> dict[UUID, list[HeldProperty]]:
    rows = HeldProperty.objects.filter(hotel=hotel, guest_id__in=people.ids, held_on__lte=day).filter(
        Q(handed_over_at__isnull=True) | Q(handed_over_at__gte=until)
    )
    return people.gather((held.guest_id, held) for held in rows.order_by("guest_id", "kind", "held_on", "id"))


def _dining_spends(hotel: Hotel, people: People, day: date) -> dict[UUID, int]:
    """How many bills with covers, or from an outlet named as one for eating or drinking, the guests have."""
    outlets = [
        code
        for code, zh, en in HotelCode.objects.filter(hotel=hotel, kind=CodeKind.OUTLET).values_list(
            "code", "name_zh", "name_en"
        )
        if _DINING.search(f"{code} {zh} {en}")
    ]
    bills = Spend.objects.filter(guest_id__in=people.ids, day__lt=day)
    rows = bills.filter(Q(covers__gt=0) | Q(outlet__in=outlets)).values_list("guest_id").annotate(n=Count("id"))
    return people.merge(rows, int.__add__)


def _same_type(hotel: Hotel, wanted: dict[UUID, tuple[UUID, Stay]]) -> dict[UUID, tuple[UUID, Stay]]:
    """Leave only rooms in use that are of the type reserved, each for one stay: the first that asks."""
    ids = {room for room, _ in wanted.values()}
    usable = Room.objects.filter(hotel=hotel, id__in=ids, is_active=True).exclude(status=RoomStatus.OUT_OF_ORDER)
    types = dict(usable.values_list("id", "room_type_id"))
    found: dict[UUID, tuple[UUID, Stay]] = {}
    given: set[UUID] = set()
    for stay_id, (room_id, stay) in wanted.items():
        if room_id in types and room_id not in given and stay.room_type_id in (None, types[room_id]):
            given.add(room_id)
            found[stay_id] = (room_id, stay)
    return found


def free_last_rooms(hotel: Hotel, asked: dict[UUID, tuple[UUID, Stay]]) -> set[UUID]:
    """Return the stays whose room of last time is free for all their nights (R-240)."""
    wanted = _same_type(hotel, asked) if asked else {}
    if not wanted:
        return set()
    rooms = {room for room, _ in wanted.values()}
    first = min(s.arrival for _, s in wanted.values())
    last = max(s.departure for _, s in wanted.values())
    taken: dict[UUID, list[tuple[date, UUID]]] = {}
    for room_id, night, stay_id in RoomNight.objects.filter(
        hotel_id=hotel.id, room_id__in=rooms, night__gte=first, night__lte=last
    ).values_list("room_id", "night", "stay_id"):
        taken.setdefault(room_id, []).append((night, stay_id))
    blocks: dict[UUID, list[tuple[date, date]]] = {}
    for room_id, start, end in RoomBlock.objects.filter(
        hotel=hotel, room_id__in=rooms, first_night__lte=last, last_night__gte=first
    ).values_list("room_id", "first_night", "last_night"):
        blocks.setdefault(room_id, []).append((start, end))
    free = set()
    for stay_id, (room_id, stay) in wanted.items():
        end = max(stay.departure - timedelta(days=1), stay.arrival)
        held = any(stay.arrival <= n <= end and other != stay_id for n, other in taken.get(room_id, ()))
        out = any(start <= end and stay.arrival <= stop for start, stop in blocks.get(room_id, ()))
        if not held and not out:
            free.add(stay_id)
    return free


def duty_list(hotel: Hotel, first: date, last: date) -> DutyList:
    """Return who is on and off duty between two dates."""
    duties = DutyList()
    for row in StaffDuty.objects.filter(hotel=hotel, date__gte=first, date__lte=last):
        side = duties.on if row.is_on else duties.off
        side.setdefault((row.department, row.date), set()).add(row.name)
    return duties


def _reservations(stays: list[Stay]) -> dict[UUID, Reservation]:
    hosts, ids = {s.host_guest_id for s in stays}, {s.reservation_id for s in stays}
    rows = Reservation.unscoped.filter(guest_id__in=hosts, id__in=ids)  # unscoped: of these stays
    return {r.id: r for r in rows}


def _last_sources(past: dict[UUID, list[PastStay]], hotel: Hotel) -> dict[UUID, str]:
    """The booking source of the last stay of each guest in the hotel."""
    wanted = {p[-1].stay_id: guest for guest, own in past.items() if (p := [s for s in own if s.hotel_id == hotel.id])}
    guests = set(past)
    found = Stay.unscoped.filter(guest_id__in=guests, id__in=list(wanted))  # unscoped: past stays of this hotel
    hosts = {row[0]: (row[1], row[2]) for row in found.values_list("id", "host_guest_id", "reservation_id")}
    owners, ids = {h for h, _ in hosts.values()}, {r for _, r in hosts.values()}
    rows = Reservation.unscoped.filter(guest_id__in=owners, id__in=ids)  # unscoped: past stays of this hotel
    sources = dict(rows.values_list("id", "source"))
    return {stay_id: sources.get(reservation, "") for stay_id, (_, reservation) in hosts.items()}


def cases_for(
    scope: Scope, *, now: datetime, hotel: Hotel, day: date, stays: list[Stay], with_days: bool = True
) -> list[Case]:
    """Return the cases of some stays with a fixed number of queries. The scope must read birthdays for ``with_days``."""
    if not stays:
        return []
    show_rows_hidden(stays)
    people = people_of(s.guest for s in stays)
    until = datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(hotel.timezone))
    by_guest: dict[UUID, list[Stay]] = {}
    for stay in stays:
        by_guest.setdefault(people.lead_id(stay.guest_id), []).append(stay)
    past = past_stays(people, day)
    sources = _last_sources(past, hotel)
    reservations = _reservations(stays)
    facts = _facts(people, hotel, until)
    days = _special_days(scope, now, people, by_guest, day) if with_days else {}
    notes, held, flags = _notes(people, until, past), _held(hotel, people, day, until), flags_of(people)
    spends = _dining_spends(hotel, people, day)
    codes = {c.code: c for c in HotelCode.objects.filter(hotel=hotel, kind=CodeKind.COMPANY, is_active=True)}
    cases = []
    for stay in stays:
        reservation = reservations.get(stay.reservation_id)
        own_past = past.get(stay.guest_id, [])
        case = Case(
            stay=stay,
            guest=stay.guest,
            reservation=reservation,
            day=day,
            eta=stay.eta or time(hotel.check_in_hour),
            eta_known=stay.eta is not None,
            past=[_with_source(p, sources) for p in own_past],
            facts=[f for f in facts.get(stay.guest_id, []) if is_sure(f, day)],
            uncertain=[f for f in facts.get(stay.guest_id, []) if not is_sure(f, day)],
            days=[d for d in days.get(stay.guest_id, []) if stay.arrival <= d.on <= stay.departure],
            notes=notes.get(stay.guest_id, []),
            held=held.get(stay.guest_id, []),
            flags=flags.get(stay.guest_id, []),
            company=codes.get(reservation.company) if reservation else None,
            dining_spends=spends.get(stay.guest_id, 0),
            is_further_room=stay.room_index > 1 and stay.role == GuestRole.PRIMARY,
            in_house=stay.arrival < day,
        )
        cases.append(case)
    _mark_free_rooms(hotel, cases)
    return cases


def _with_source(past: PastStay, sources: dict[UUID, str]) -> PastStay:
    source = sources.get(past.stay_id)
    if not source:
        return past
    return PastStay(
        past.stay_id, past.hotel_id, past.arrival, past.departure, past.nights, past.room_id, past.room, past.room_type,
        past.rate, source, past.served_by,
    )  # fmt: skip


def _mark_free_rooms(hotel: Hotel, cases: list[Case]) -> None:
    wanted: dict[UUID, tuple[UUID, Stay]] = {}
    for case in sorted(
        cases, key=lambda c: (-len(c.past), str(c.stay.id))
    ):  # a room two guests had goes to the regular
        last, stay = case.last_here, case.stay
        if last is None or last.room_id is None or stay.role != GuestRole.PRIMARY:
            continue
        if not case.in_house and not case.is_further_room and stay.room_id in (None, last.room_id):
            wanted[stay.id] = (last.room_id, stay)
    free = free_last_rooms(hotel, wanted)
    for case in cases:
        case.last_room_free = case.stay.id in free
