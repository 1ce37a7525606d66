"""Who is in house or expected stands in front in the search of guests."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localdate

from binzhi.audit.domain.unit import unit_of_work
from binzhi.guests.domain.search_entries import be_at, standing_in_front
from binzhi.guests.joined import people_of
from binzhi.guests.models import Guest
from binzhi.kernel.scope import Scope
from binzhi.stays.enums import StayState
from binzhi.stays.models import Stay

DAYS_AHEAD = 2
OVERDUE = 60  # days after the planned departure; whoever was forgotten longer does not stand in front
Places = dict[UUID, tuple[bool, bool]]


def _places(wanted: Q, today: date) -> Places:
    """Return which persons are in house and which are expected within days, by their leads."""
    coming = Q(
        state=StayState.EXPECTED,
        arrival__gte=today - timedelta(days=1),
        arrival__lte=today + timedelta(days=DAYS_AHEAD),
    )
    here = Q(state=StayState.IN_HOUSE, departure__gte=today - timedelta(days=OVERDUE))
    found: Places = {}
    rows = Stay.unscoped.filter(wanted, here | coming)  # unscoped: guests belong to the group
    for profile_id, lead_id, state in rows.values_list("guest_id", "guest__joined_to", "state"):
        guest_id = lead_id or profile_id
        in_house, arriving = found.get(guest_id, (False, False))
        found[guest_id] = (in_house or state == StayState.IN_HOUSE, arriving or state == StayState.EXPECTED)
    return found


def put_in_front(*, guest_ids: Iterable[UUID], reservation_ids: Iterable[UUID], now: datetime) -> int:
    """Give guests whose stays changed their place in the search; returns how many moved. Runs inside a unit of work."""
    concerned = set(guest_ids)
    if reservation_ids:
        rows = Stay.unscoped.filter(reservation_id__in=list(reservation_ids))  # unscoped: guests belong to the group
        concerned.update(rows.values_list("guest_id", flat=True))
    people = people_of(Guest.unscoped.filter(id__in=concerned))  # unscoped: as above
    leads = [lead.id for lead in people.persons]
    return _move(_places(Q(guest_id__in=people.ids), localdate(now)), standing_in_front(leads))


def refresh_front(*, scope: Scope, now: datetime) -> int:
    """Give every guest the place the day asks for: expected ones come in front as their day comes nearer."""
    with unit_of_work(scope):
        return _move(_places(Q(), localdate(now)), standing_in_front())


def _move(places: Places, standing: Places) -> int:
    moved = 0
    for guest_id in sorted(places.keys() | standing.keys(), key=str):
        in_house, arriving = places.get(guest_id, (False, False))
        if (in_house, arriving and not in_house) != standing.get(guest_id, (False, False)):
            be_at(guest_id, in_house=in_house, arriving=arriving)
            moved += 1
    return moved
