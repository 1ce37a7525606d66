"""An observation from the tap to the stored row: the request of the phone, with its rules, among a full house."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from bench.figures import Figure, median_ms
from bench.scratch import engine, scratch_house

AIM = "<= 100 ms server time"
GUESTS, DAYS = 200, 20


def measure() -> list[Figure]:
    """Send a cue that makes a task and looks for a habit, and one that is only kept, as the phone does."""
    with scratch_house() as (hotel, staff, password):
        from django.test import Client
        from django.utils import timezone

        stays = _full_house(hotel, staff)
        browser = Client(SERVER_NAME="127.0.0.1")
        browser.post("/sign-in/", {"username": staff.username, "password": password})
        left = iter(stays)

        def send(cue: str, value: str) -> None:
            guest, stay = next(left)
            entry = {
                "key": str(uuid4()),
                "staff": str(staff.pk),
                "guest": guest,
                "stay": stay,
                "room": "",
                "cue": cue,
                "value": value,
                "at": timezone.now().isoformat(),
            }
            answer = browser.post("/floor/send/", json.dumps(entry), content_type="application/json")
            assert answer.status_code == 201, answer.content

        cold, cold_cpu = median_ms(lambda: send("cue_feels_cold", ""), times=25)
        tea, tea_cpu = median_ms(lambda: send("cue_tea", "龙井"), times=25)
        house, house_cpu = median_ms(lambda: browser.get("/floor/house/"), times=9)
    where = f"{GUESTS} guests in house with {DAYS} observations each, {engine()}"
    command = "make bench ARGS=observation"
    return [
        Figure(f"observation with a task, {where}", AIM, f"{cold:.0f} ms wall, {cold_cpu:.0f} ms CPU", command),
        Figure(f"observation that proposes a habit, {where}", AIM, f"{tea:.0f} ms wall, {tea_cpu:.0f} ms CPU", command),
        Figure(
            f"list of the house for the phone, {where}", AIM, f"{house:.0f} ms wall, {house_cpu:.0f} ms CPU", command
        ),
    ]


def _full_house(hotel: Any, staff: Any) -> list[tuple[str, str]]:
    from django.utils import timezone

    from binzhi.audit.domain.unit import unit_of_work
    from binzhi.collection.enums import ItemKind, ItemState
    from binzhi.collection.models import CollectedItem
    from binzhi.guests.domain.profile import create_guest
    from binzhi.guests.drafts import GuestDraft
    from binzhi.guests.enums import SourceKind
    from binzhi.kernel.scope import open_scope
    from binzhi.org.access import scope_for
    from binzhi.stays.domain.booking import book_reservation
    from binzhi.stays.drafts import ReservationDraft
    from binzhi.stays.enums import ReservationState, StayState
    from binzhi.stays.models import Stay

    scope, now = scope_for(staff), timezone.now()
    with open_scope(scope):
        with unit_of_work(scope, batch=True):
            for n in range(GUESTS):
                guest = create_guest(scope=scope, now=now, draft=GuestDraft(name=f"王{n}"))
                draft = ReservationDraft(
                    arrival=now.date() - timedelta(days=DAYS + 1),
                    departure=now.date() + timedelta(days=3),
                    state=ReservationState.IN_HOUSE,
                )
                book_reservation(scope=scope, now=now, hotel=hotel, guest=guest, draft=draft)
        Stay.unscoped.filter(hotel=hotel).update(state=StayState.IN_HOUSE)
        rows = list(Stay.unscoped.filter(hotel=hotel).values_list("guest_id", "id"))
        CollectedItem.unscoped.bulk_create(
            CollectedItem(
                guest_id=guest,
                hotel=hotel,
                kind=ItemKind.CUE,
                item="cue_tea",
                value="龙井",
                source_kind=SourceKind.OBSERVED,
                stay_id=stay,
                collector="bench",
                happened_at=now - timedelta(days=back),
                collected_at=now,
                moved_at=now,
                state=ItemState.STORED,
            )
            for guest, stay in rows
            for back in range(1, DAYS + 1)
        )
    return [(str(guest), str(stay)) for guest, stay in rows]
