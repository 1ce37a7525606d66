"""Reactions of the room to acts of the rooms below; registered when the house starts (decision record 0012)."""

from dataclasses import replace

from binzhi.audit.domain.unit import current_unit
from binzhi.audit.models import Act
from binzhi.audit.reactions import after
from binzhi.guests.domain.facts import DECIDED, RECORDED
from binzhi.guests.domain.scan_confirm import READ_CARD
from binzhi.guests.enums import FactStatus
from binzhi.guests.models import Guest
from binzhi.guests.scan_kinds import field_words
from binzhi.kernel.scope import Actor, Scope
from binzhi.kernel.words import Words
from binzhi.org.models import Hotel
from binzhi.org.queries import departments
from binzhi.service.access import REQUEST
from binzhi.service.domain.changes import Change, tell_departments
from binzhi.service.domain.moments import note_moment
from binzhi.service.domain.tasks import request_task
from binzhi.service.enums import Place, Sign, TaskKind
from binzhi.stays.domain.booking import BOOKED
from binzhi.stays.domain.registration import CHECKED_IN, CHECKED_OUT

SALES = "sales"
PLACE_OF = {
    "reservations": Place.RESERVATIONS,
    "call_centre": Place.CALL_CENTRE,
    "food_beverage": Place.RESTAURANT,
    "business_centre": Place.BUSINESS_CENTRE,
    "concierge": Place.CONCIERGE,
    "housekeeping": Place.HOUSEKEEPING,
}
SIGN_OF = {CHECKED_IN: Sign.CHECK_IN, CHECKED_OUT: Sign.CHECK_OUT, BOOKED: Sign.BOOKING}


def place_of(scope: Scope) -> Place:
    """Return the terminal at which someone works, by department; the front desk when none fits."""
    return next((PLACE_OF[d] for d in sorted(scope.departments) if d in PLACE_OF), Place.FRONT_DESK)


def on_fact(scope: Scope, acts: list[Act]) -> None:
    """A fact was recorded or decided upon: tell the departments it serves.

    Guests made by this unit are left out: nothing about them has changed.
    """
    new = current_unit().memory.get("vault_new_guests", ())
    changes = []
    for act in acts:
        if act.guest_id is None or act.object_id is None or act.guest_id in new:
            continue
        status = act.details.get("status")
        if status is None or status == FactStatus.ACCEPTED:
            changes.append(Change(act.guest_id, act.object_id, holds=True))
        elif status == FactStatus.REJECTED:
            changes.append(Change(act.guest_id, act.object_id, holds=False))
    if changes:
        tell_departments(scope=scope, now=acts[-1].at, changes=changes)


def on_stay(scope: Scope, acts: list[Act]) -> None:
    """A guest was booked, checked in or out: the terminals show the card. Imports come from no desk and show nothing."""
    if current_unit().batch:
        return
    for act in acts:
        if act.guest_id is not None and act.chain_id in scope.hotel_ids:
            stay_id = act.object_id if act.object_type == "stay" else None
            who = replace(scope, actor=Actor(act.actor_kind, act.actor_id, act.actor_name))
            note_moment(who, act.at, act.chain_id, act.guest_id, place_of(scope), SIGN_OF[act.name], stay_id)


def on_business_card(scope: Scope, acts: list[Act]) -> None:
    """A business card brought new company data: sales gets a message naming the fields, never the values (R-141).

    Whoever scans may not ask sales for anything, so the right stands for the reaction. A hotel without sales gets none.
    """
    asking = replace(scope, permissions=scope.permissions | {REQUEST})
    guests = {guest.id: guest for guest in Guest.objects.filter(id__in={act.guest_id for act in acts})}
    hotels = {hotel.id: hotel for hotel in Hotel.objects.filter(id__in={act.chain_id for act in acts})}
    for act in acts:
        guest, hotel = guests.get(act.guest_id), hotels.get(act.chain_id)
        if guest is None or hotel is None or SALES not in {d.code for d in departments(hotel.id)}:
            continue
        fields = str(act.details["fields"])
        request_task(
            scope=asking,
            now=act.at,
            hotel=hotel,
            guest=guest,
            department=SALES,
            kind=TaskKind.MESSAGE,
            text=Words(
                f"名片带来新的单位资料（{field_words(fields, 'zh-hans')}），请跟进。",
                f"A business card brought new company data ({field_words(fields, 'en')}). Please follow up.",
            ),
        )


def register() -> None:
    """Register every reaction of the room."""
    after(READ_CARD, on_business_card)
    for name in (RECORDED, DECIDED):
        after(name, on_fact)
    for name in SIGN_OF:
        after(name, on_stay)
