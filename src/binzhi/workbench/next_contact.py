"""One card with everything for the next contact with a guest (R-115), and what became of those the guest introduced (R-557, R-566)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Sum

from binzhi.arrivals.enums import GiftState
from binzhi.arrivals.models import GiftRequest
from binzhi.guests.calendar import kinds_for
from binzhi.guests.enums import DateKind, RelationKind
from binzhi.guests.incognito import hide_from
from binzhi.guests.joined import ids_of, people_by_id
from binzhi.guests.models import Guest, GuestDate, Relation
from binzhi.guests.people import dates_cell
from binzhi.guests.queries import FactLine, fact_lines, facts_of
from binzhi.kernel.calendar import PartialDate, lunar_kept_between
from binzhi.kernel.scope import Scope
from binzhi.org import policy
from binzhi.org.models import Hotel
from binzhi.service.access import READ as READ_SERVICE
from binzhi.service.access import visible_tasks
from binzhi.service.enums import OPEN_STATES
from binzhi.service.models import Feedback, Touchpoint
from binzhi.stays.access import READ as READ_STAYS
from binzhi.stays.enums import ReservationState, StayState
from binzhi.stays.models import Reservation, Spend, Stay
from binzhi.vault.domain.sealing import read_many

AHEAD = timedelta(days=90)
TABOOS = ("taboo", "allergy", "diet", "dislikes")
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Special:
    """A day to come: what, when."""

    day: date
    words: str
    kind: str


@dataclass(slots=True)
class Card:
    """The card of the next contact."""

    touch: Touchpoint | None = None
    last: Stay | None = None
    coming: Stay | None = None
    promises: list[Any] = field(default_factory=list)
    unsettled: int = 0
    days: list[Special] = field(default_factory=list)
    likes: list[FactLine] = field(default_factory=list)
    taboos: list[FactLine] = field(default_factory=list)
    transactions: int = 0
    latest: date | None = None
    recent: list[Spend] = field(default_factory=list)


def next_contact(scope: Scope, guest: Guest, hotel: Hotel, *, now: datetime, today: date) -> Card:
    """Collect last contact, open promises, the next date, likes, taboos and transactions, as far as the role sees them."""
    card, ids = Card(), ids_of(guest)
    if scope.may(READ_SERVICE):
        card.touch = Touchpoint.objects.filter(guest_id__in=ids, is_sensitive=False).order_by("-happened_at").first()
        card.promises = list(
            visible_tasks(scope).filter(guest_id__in=ids, state__in=OPEN_STATES).order_by("due_at")[:SHOWN]
        )
        card.unsettled = Feedback.objects.filter(guest_id__in=ids, settled_at__isnull=True).count()
    if scope.may(READ_STAYS):
        own = list(Stay.objects.filter(guest_id__in=ids).select_related("room", "hotel").order_by("-arrival", "-id"))
        card.last = next((s for s in own if s.state in {StayState.IN_HOUSE, StayState.DEPARTED}), None)
        coming = [s for s in own if s.state == StayState.EXPECTED and s.departure >= today]
        card.coming = min(coming, key=lambda s: s.arrival, default=None)
        total = Spend.objects.filter(guest_id__in=ids).aggregate(n=Count("id"), latest=Max("day"))
        card.transactions, card.latest = total["n"], total["latest"]
        card.recent = list(Spend.objects.filter(guest_id__in=ids).order_by("-day", "-id")[:SHOWN])
    lines = fact_lines(scope, facts_of(guest), now=now, purpose="next contact")
    shown = [line for line in lines if line.value and not line.is_stale]
    card.taboos = [line for line in shown if line.fact.item in TABOOS or line.is_alert]
    known = {line.fact.id for line in card.taboos}
    card.likes = [line for line in shown if line.fact.id not in known and line.fact.sealed is None][:SHOWN]
    card.days = _days(scope, guest, now=now, today=today)
    return card


def _days(scope: Scope, guest: Guest, *, now: datetime, today: date) -> list[Special]:
    """The birthdays and anniversaries of the next ninety days; opened with one entry in the read log."""
    allowed = [k.value for k in kinds_for(scope)]
    rows = list(GuestDate.objects.filter(guest_id__in=ids_of(guest), kind__in=allowed, relation_id__isnull=True))
    if not rows:
        return []
    values = read_many(scope=scope, now=now, cells=[dates_cell(r, None) for r in rows], purpose="next contact")
    found = []
    for row, text in zip(rows, values, strict=True):
        if text is None:
            continue
        day = _next(PartialDate.parse(text, lunar=row.is_lunar), lunar=row.is_lunar, today=today)
        if day is not None:
            found.append(Special(day, row.label or str(DateKind(row.kind).label), row.kind))
    return sorted(set(found), key=lambda s: s.day)


def _next(part: PartialDate, *, lunar: bool, today: date) -> date | None:
    last = today + AHEAD
    return lunar_kept_between(part.month, part.day, today, last) if lunar else part.kept_between(today, last)


@dataclass(slots=True)
class Introduced:
    """A guest who came through another one, with what came of it since."""

    guest: Guest
    since: datetime
    bookings: list[Reservation] = field(default_factory=list)
    income: Decimal = Decimal(0)


@dataclass(slots=True)
class Referrals:
    """What a guest brought the house, beside what was spent on the guest."""

    people: list[Introduced]
    bookings: int
    income: Decimal
    cost: Decimal
    gifts: int


def referrals(scope: Scope, guest: Guest) -> Referrals:
    """Return those the guest introduced with their bookings and income since, and the cost of gifts to the guest.

    Six queries, whatever the number. Income is room rate by nights (not of cancelled bookings) and what was spent.
    Only for roles that see relations (class C2).
    """
    if not policy.decide(scope, "read", field_class="C2"):
        return Referrals([], 0, Decimal(0), Decimal(0), 0)
    ids = ids_of(guest)
    rows = Relation.objects.filter(guest_id__in=ids, kind=RelationKind.INTRODUCED, other_id__isnull=False)
    told = {r.other_id: r.noted_at for r in rows.order_by("-noted_at")}
    known = people_by_id(told)
    since = known.merge(((i, at) for i, at in told.items() if i in known.leads), min)
    by_lead = {g.id: Introduced(g, since[g.id]) for g in known.persons if g.state == "active"}
    hide_from(scope, [p.guest for p in by_lead.values()])
    people = known.spread(by_lead)
    for row in Reservation.objects.filter(guest_id__in=list(people)).order_by("-arrival"):
        if row.created_at >= since[row.guest_id] - timedelta(days=1):
            person = people[row.guest_id]
            person.bookings.append(row)
            if row.state != ReservationState.CANCELLED and row.rate is not None:
                person.income += row.rate * row.nights * row.rooms
    for guest_id, day, amount in (
        Spend.objects.filter(guest_id__in=list(people)).values_list("guest_id", "day").annotate(a=Sum("amount"))
    ):
        if day >= since[guest_id].date():
            people[guest_id].income += amount
    gifts = GiftRequest.objects.filter(guest_id__in=ids, state__in=[GiftState.APPROVED, GiftState.DELIVERED])
    costs = [g.actual_cost if g.actual_cost is not None else g.estimated_cost for g in gifts]
    found = sorted(by_lead.values(), key=lambda p: p.since)
    return Referrals(
        found,
        sum(len(p.bookings) for p in found),
        sum((p.income for p in found), Decimal(0)),
        sum(costs, Decimal(0)),
        len(costs),
    )
