"""What stays tell the identity room: what is at stake with a pair, when two profiles cannot be one, what stays with a lead."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from binzhi.guests.models import Guest
from binzhi.identity.domain.case_rows import weigh_with
from binzhi.identity.domain.hand_over import Question, also_ask
from binzhi.identity.domain.refusals import Hindrance, refuse_when
from binzhi.identity.sides import also_show
from binzhi.kernel.scope import Scope
from binzhi.stays.access import READ
from binzhi.stays.enums import StayState
from binzhi.stays.models import Reservation, Stay

PER_STAY, MOST_STAYS, ARRIVING, IN_HOUSE = 1, 50, 60, 80
HERE = (StayState.IN_HOUSE, StayState.EXPECTED)


def stakes(ids: Collection[UUID], now: datetime) -> dict[UUID, int]:
    """Return points: one per stay (at most fifty), more for a guest in house or arriving today or tomorrow. One query."""
    today = timezone.localdate(now)
    found: Counter[UUID] = Counter()
    near: dict[UUID, int] = {}
    rows = Stay.unscoped.filter(guest_id__in=list(ids))  # unscoped: the queue belongs to the whole group
    for guest_id, state, arrival in rows.values_list("guest_id", "state", "arrival"):
        if state in {StayState.IN_HOUSE, StayState.DEPARTED}:
            found[guest_id] += PER_STAY
        if state == StayState.IN_HOUSE:
            near[guest_id] = IN_HOUSE
        elif state == StayState.EXPECTED and today <= arrival <= today + timedelta(days=1):
            near[guest_id] = max(near.get(guest_id, 0), ARRIVING)
    return {i: min(found[i], MOST_STAYS) + near.get(i, 0) for i in {*found, *near}}


def hindrance(_scope: Scope, part: Sequence[Guest], other: Sequence[Guest]) -> Hindrance | None:
    """Two profiles in house in two hotels, or registered together for one booking, are two people for the law."""
    ids = {g.id for g in part}
    rows = Stay.unscoped.filter(guest_id__in=[g.id for g in (*part, *other)], state__in=HERE)  # unscoped: any hotel
    mine, theirs = [s for s in rows if s.guest_id in ids], [s for s in rows if s.guest_id not in ids]
    for one in mine:
        for two in theirs:
            overlap = one.arrival < two.departure and two.arrival < one.departure
            if one.state == two.state == StayState.IN_HOUSE and one.hotel_id != two.hotel_id:
                return Hindrance(
                    "two_hotels",
                    "两份客史同时在不同酒店住店。",
                    "both are in house at the same time in different hotels.",
                )
            if overlap and one.reservation_id == two.reservation_id:
                return Hindrance(
                    "same_booking",
                    "两份客史登记在同一预订同住，登记为两个人。",
                    "both are registered for one booking on the same nights, as two people.",
                )
    return None


def booked_since(lead_id: UUID, event_id: UUID) -> list[Question]:
    """Return the bookings made for a person since an event; they stay with the lead, only a new booking moves them."""
    rows = Reservation.objects.filter(guest_id=lead_id, id__gt=event_id).order_by("id")
    label = _("Booking")
    return [
        Question(f"booking:{r.id}", f"{label} {r.number} {r.arrival:%Y-%m-%d}", r.booker, r.created_at, can_give=False)
        for r in rows
    ]


def shown(scope: Scope, ids: Collection[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    """Return for the keeper what tells two profiles apart: number of stays, the last and the next one."""
    if not scope.may(READ):
        return {}
    today = timezone.localdate()
    found: dict[UUID, list[tuple[str, str]]] = {}
    rows: dict[UUID, list[Stay]] = {}
    for stay in Stay.objects.filter(guest_id__in=list(ids)).order_by("arrival"):
        rows.setdefault(stay.guest_id, []).append(stay)
    for guest_id, stays in rows.items():
        stayed = [s for s in stays if s.state in {StayState.IN_HOUSE, StayState.DEPARTED}]
        lines = [(_("Stays"), str(len(stayed)))]
        if stayed:
            lines.append((_("Last stay"), f"{stayed[-1].arrival:%Y-%m-%d}"))
        coming = next((s for s in stays if s.state == StayState.EXPECTED and s.departure >= today), None)
        if coming is not None:
            lines.append((_("Next arrival"), f"{coming.arrival:%Y-%m-%d}"))
        found[guest_id] = lines
    return found


def register() -> None:
    """Offer all of it to the identity room."""
    weigh_with(stakes)
    refuse_when(hindrance)
    also_ask(booked_since)
    also_show(shown)
