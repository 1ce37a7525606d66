"""Reads of the room: the arrivals of a date with their readiness, openings, stamps, gifts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q, QuerySet

from binzhi.arrivals.access import sees_all, sees_department, visible_gifts
from binzhi.arrivals.enums import UNSIGNED, ItemState, Period, Readiness
from binzhi.arrivals.gather import STAYED, arriving
from binzhi.arrivals.models import PlanDay, PlanRun, PreparationItem, ReportOpening
from binzhi.arrivals.parameters import OPEN_WITHIN_HOURS, REPORT_HOUR, hour_of
from binzhi.guests.enums import FactStatus
from binzhi.guests.incognito import show_rows_hidden
from binzhi.guests.joined import ids_of, people_of
from binzhi.guests.models import Fact, Guest, GuestFlag, GuestNote
from binzhi.kernel.scope import Scope, current_scope
from binzhi.org.models import Department, Hotel
from binzhi.org.parameters import parameter
from binzhi.stays.enums import StayState
from binzhi.stays.models import Reservation, Stay

STOPS = (*UNSIGNED, ItemState.IMPOSSIBLE)


@dataclass(slots=True)
class Tally:
    """Signed and stopped items of a stay, a department or a day (items before arrival)."""

    total: int = 0
    signed: int = 0
    blocked: int = 0
    impossible: int = 0
    late: int = 0

    @property
    def open(self) -> int:
        return self.total - self.signed

    @property
    def state(self) -> str:
        """``none``, ``blocked``, ``open`` or ``ready``."""
        if not self.total:
            return "none"
        if self.blocked:
            return Readiness.BLOCKED.value
        return Readiness.OPEN.value if self.open else Readiness.READY.value

    def join(self, other: "Tally") -> None:
        """Add another tally."""
        self.total += other.total
        self.signed += other.signed
        self.blocked += other.blocked
        self.impossible += other.impossible
        self.late += other.late

    def add(self, state: str, *, blocks: bool, late: bool) -> None:
        """Count one item."""
        self.total += 1
        self.signed += state not in UNSIGNED
        self.blocked += blocks and state in STOPS
        self.impossible += state == ItemState.IMPOSSIBLE
        self.late += late and state in UNSIGNED


@dataclass(slots=True)
class Row:
    """One arrival of the day, lightly: enough for order, filters and the readiness board."""

    stay: Stay
    has_history: bool
    stays_before: int = 0
    whole: Tally = field(default_factory=Tally)
    mine: Tally = field(default_factory=Tally)
    by_department: dict[str, Tally] = field(default_factory=dict)

    @property
    def readiness(self) -> Readiness:
        """Green only when every item before arrival is signed."""
        if self.whole.blocked:
            return Readiness.BLOCKED
        return Readiness.OPEN if self.whole.open else Readiness.READY


@dataclass(slots=True)
class DayList:
    """The arrivals of a date, history guests first (R-216), with tallies."""

    hotel: Hotel
    day: date
    rows: list[Row]
    run: PlanRun | None
    departments: dict[str, Tally]
    whole: Tally

    @property
    def with_history(self) -> int:
        return sum(r.has_history for r in self.rows)

    def count(self, readiness: Readiness) -> int:
        """How many guests are in a state of readiness."""
        return sum(r.readiness == readiness for r in self.rows)


def _histories(hotel: Hotel, day: date, stays: list[Stay]) -> dict[UUID, int]:
    """Return how often guests stayed before, for those who have former stays, facts, or are reported as repeat guests."""
    people = people_of(s.guest for s in stays)
    hotels = current_scope().readable_hotel_ids
    former = Stay.unscoped.filter(guest_id__in=people.ids)  # unscoped: the hotels are sifted below, see gather
    former = former.filter(arrival__lt=day, state__in=STAYED)
    found: dict[UUID, int] = {}
    for guest_id, hotel_id, count in former.values_list("guest_id", "hotel_id").annotate(n=Count("id")):
        if hotel_id in hotels:
            lead_id = people.lead_id(guest_id)
            found[lead_id] = found.get(lead_id, 0) + count
    facts = Fact.objects.filter(guest_id__in=people.ids, status=FactStatus.ACCEPTED).values_list("guest_id", flat=True)
    hosts = {s.host_guest_id for s in stays}
    repeats = Reservation.objects.filter(hotel=hotel, arrival=day, reported_repeat=True, guest_id__in=hosts)
    for guest_id, reported in repeats.values_list("guest_id", "reported_stays"):
        lead_id = people.lead_id(guest_id)
        found[lead_id] = max(found.get(lead_id, 0), reported)
    return dict.fromkeys(people.all_of(facts.distinct()), 0) | people.spread(found)


def latest_run(hotel: Hotel, day: date) -> PlanRun | None:
    """Return the newest building of the plan of a date."""
    found: PlanRun | None = PlanRun.objects.filter(hotel=hotel, date=day).order_by("-built_at", "-id").first()
    return found


def day_list(scope: Scope, hotel: Hotel, day: date, *, now: datetime, department: str = "") -> DayList:
    """Return the arrivals of a date with the readiness of each, by a fixed number of queries.

    ``mine`` counts the items of one department, or of all the reader sees.
    """
    stays = list(arriving(hotel, day))
    show_rows_hidden(stays)
    history = _histories(hotel, day, stays)
    rows = {
        s.id: Row(stay=s, has_history=s.guest_id in history, stays_before=history.get(s.guest_id, 0)) for s in stays
    }
    whole, departments = Tally(), dict[str, Tally]()
    for stay_id, code, tally in _tallies(hotel, day, now):
        row = rows.get(stay_id)
        if row is None:
            continue
        row.by_department[code] = tally
        for sum_ in (row.whole, departments.setdefault(code, Tally()), whole):
            sum_.join(tally)
        if code == department if department else sees_department(scope, code):
            row.mine.join(tally)
    ordered = sorted(rows.values(), key=_order)
    return DayList(hotel, day, ordered, latest_run(hotel, day), departments, whole)


def _tallies(hotel: Hotel, day: date, now: datetime) -> Iterator[tuple[UUID, str, Tally]]:
    """Count the items before arrival by stay and department, in the database."""
    unsigned = Q(state__in=UNSIGNED)
    rows = (
        PreparationItem.objects.filter(hotel=hotel, for_date=day, period=Period.BEFORE, retired=False)
        .values_list("stay_id", "department")
        .annotate(
            total=Count("id"),
            open=Count("id", filter=unsigned),
            blocked=Count("id", filter=Q(blocks_check_in=True, state__in=STOPS)),
            impossible=Count("id", filter=Q(state=ItemState.IMPOSSIBLE)),
            late=Count("id", filter=unsigned & Q(due_at__lt=now)),
        )
    )
    for stay_id, code, total, open_, blocked, impossible, late in rows:
        yield stay_id, code, Tally(total, total - open_, blocked, impossible, late)


def _order(row: Row) -> tuple[bool, int, bool, time, str, str]:
    """Guests with a history first (R-216), who stayed most often before all others; then VIPs, then by hour."""
    stay = row.stay
    eta = stay.eta or time(23, 59)
    return (not row.has_history, -row.stays_before, not stay.guest.vip_level, eta, stay.guest.name, str(stay.id))


def departments_for(scope: Scope, hotel: Hotel, listed: DayList) -> list[tuple[Department, Tally]]:
    """Return the departments the reader may open, those with items first in house order."""
    found = Department.objects.filter(hotel=hotel, is_active=True).order_by("position", "code")
    return [
        (d, listed.departments.get(d.code, Tally()))
        for d in found
        if sees_department(scope, d.code) and (d.code in listed.departments or not sees_all(scope))
    ]


def stamp(hotel: Hotel, day: date) -> str:
    """Return the cheap version stamp of a day: it changes when an item, a room or the plan changes."""
    row = PlanDay.objects.filter(hotel=hotel, date=day).values_list("revision", flat=True).first()
    rooms = Stay.objects.filter(hotel=hotel, arrival=day).aggregate(
        n=Count("room"), s=Count("id"), c=Max("checked_in_at")
    )
    checked = rooms["c"].timestamp() if rooms["c"] else 0
    return f"{row or 0}-{rooms['s']}-{rooms['n']}-{checked:.0f}"


def is_stale(hotel: Hotel, day: date, run: PlanRun | None, stays: Iterable[Stay] | None = None) -> bool:
    """Tell whether bookings of the day, or facts, notes and flags of their guests, changed after the plan was built.

    Whoever has loaded the ``stays`` of the day gives them and saves a query.
    """
    if run is None:
        return True
    since = run.built_at
    if Reservation.objects.filter(hotel=hotel, arrival=day, updated_at__gt=since).exists():
        return True
    guests = people_of(s.guest for s in (arriving(hotel, day) if stays is None else stays)).ids
    notes = GuestNote.objects.filter(guest_id__in=guests).filter(Q(written_at__gt=since) | Q(settled_at__gt=since))
    facts = Fact.objects.filter(guest_id__in=guests, last_confirmed_at__gt=since)
    flags = GuestFlag.objects.filter(guest_id__in=guests, set_at__gt=since)
    return any(found.exists() for found in (facts, notes, flags))


@dataclass(frozen=True, slots=True)
class DayWatch:
    """Whether the report of a date was produced by schedule, and which departments have not opened it (R-215)."""

    due_at: datetime
    produced: bool
    late: bool
    unopened: list[Department]
    openings: list[ReportOpening]


def watch(hotel: Hotel, day: date, *, now: datetime) -> DayWatch:
    """Return what the schedule and the departments owe for the report of a date."""
    hour = hour_of(hotel.id, REPORT_HOUR)
    within = int(parameter(hotel.id, OPEN_WITHIN_HOURS))
    due = datetime.combine(day - timedelta(days=1), hour, ZoneInfo(hotel.timezone))
    produced = PlanRun.objects.filter(hotel=hotel, date=day, by_schedule=True).exists()
    openings = list(ReportOpening.objects.filter(hotel=hotel, date=day).order_by("opened_at"))
    opened = {o.department for o in openings}
    concerned = set(
        PreparationItem.objects.filter(hotel=hotel, for_date=day, retired=False)
        .values_list("department", flat=True)
        .distinct()
    )
    missing = []
    if now >= due + timedelta(hours=within):
        found = Department.objects.filter(hotel=hotel, code__in=concerned - opened, is_active=True)
        missing = list(found.order_by("position", "code"))
    return DayWatch(due, produced, now >= due and not produced, missing, openings)


def due_soon(scope: Scope, hotel: Hotel, day: date, *, now: datetime, within: timedelta) -> list[PreparationItem]:
    """Return open items whose guest arrives soon or whose time has passed, most urgent first (R-237)."""
    found = PreparationItem.objects.filter(hotel=hotel, for_date=day, state__in=UNSIGNED, due_at__lte=now + within)
    if not sees_all(scope):
        found = found.filter(department__in=scope.departments)
    items = list(found.select_related("guest").order_by("due_at", "department"))
    show_rows_hidden(items)
    return items


def items_of_person(scope: Scope, hotel: Hotel, day: date, staff_id: UUID) -> list[PreparationItem]:
    """Return the items given to one employee for a date (R-236), with rooms and guests."""
    found = PreparationItem.objects.filter(hotel=hotel, for_date=day, assignee_id=staff_id, retired=False)
    if not sees_all(scope):
        found = found.filter(department__in=scope.departments)
    items = list(found.select_related("guest").order_by("due_at", "rule_code"))
    show_rows_hidden(items)
    return items


def stays_by_id(hotel: Hotel, day: date) -> dict[UUID, Stay]:
    """Return the arrivals of a date by id."""
    return {s.id: s for s in arriving(hotel, day)}


def items_of_stay(scope: Scope, stay: Stay) -> list[PreparationItem]:
    """Return the items of a stay that the reader sees, for the three periods (R-243)."""
    found = PreparationItem.objects.filter(guest_id=stay.guest_id, stay_id=stay.id, retired=False)
    if not sees_all(scope):
        found = found.filter(department__in=scope.departments)
    return list(found.order_by("due_at", "department", "rule_code"))


def next_stay(whose: Guest | UUID) -> Stay | None:
    """Return the present or next stay of a person in the readable hotels."""
    found = Stay.objects.filter(guest_id__in=ids_of(whose), state__in=[StayState.IN_HOUSE, StayState.EXPECTED])
    row: Stay | None = found.select_related("guest", "hotel", "room", "room_type").order_by("arrival").first()
    return row


def gifts(scope: Scope, hotel: Hotel, *, state: str = "", day: date | None = None) -> QuerySet[Any]:
    """Return gift forms the reader may see, newest first."""
    found = visible_gifts(scope).filter(hotel=hotel)
    if state:
        found = found.filter(state=state)
    if day is not None:
        start = datetime.combine(day, time(0), ZoneInfo(hotel.timezone))
        found = found.filter(deliver_by__gte=start, deliver_by__lt=start + timedelta(days=1))
    return found.order_by("-requested_at", "-id")
