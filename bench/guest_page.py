"""The guest page of a guest with 40 stays and 60 facts, beside one with one stay."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from bench.figures import Figure, median_ms
from bench.scratch import engine, scratch_house

AIM = "<= 15 ms CPU application + database; the same number of queries for 1 and 40 stays"


def measure() -> list[Figure]:
    """Ask for the page as a browser does, signed in."""
    with scratch_house() as (hotel, staff, password):
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        few, many = _guest(hotel, staff, 1, 1), _guest(hotel, staff, 40, 60)
        browser = Client(SERVER_NAME="127.0.0.1")
        browser.post("/sign-in/", {"username": staff.username, "password": password})
        counts = []
        for guest in (few, many):
            browser.get(f"/guests/{guest}/")
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(f"/guests/{guest}/").status_code == 200
            counts.append(len(captured))
        small, _ = median_ms(lambda: browser.get(f"/guests/{few}/"), times=25)
        wall, cpu = median_ms(lambda: browser.get(f"/guests/{many}/"), times=25)
    said = f"{cpu:.1f} ms CPU in the process, {wall:.1f} ms wall ({small:.1f} with one stay); {counts[0]} and {counts[1]} queries"
    return [Figure(f"guest page, 40 stays and 60 facts, {engine()}", AIM, said, "make bench ARGS=guest_page")]


def _guest(hotel: Any, staff: Any, stays: int, facts: int) -> Any:
    from django.utils import timezone

    from binzhi.audit.domain.unit import unit_of_work
    from binzhi.guests.domain.facts import record_fact
    from binzhi.guests.domain.profile import create_guest
    from binzhi.guests.drafts import GuestDraft
    from binzhi.guests.enums import SourceKind
    from binzhi.kernel.scope import open_scope
    from binzhi.org.access import scope_for
    from binzhi.stays.domain.booking import book_reservation
    from binzhi.stays.drafts import ReservationDraft
    from binzhi.stays.enums import ReservationState

    scope, now = scope_for(staff), timezone.now()
    with open_scope(scope), unit_of_work(scope, batch=True):
        guest = create_guest(scope=scope, now=now, draft=GuestDraft(name="王建国", company="宏远贸易"))
        for n in range(stays):
            first = now.date() - timedelta(days=20 * (n + 1))
            draft = ReservationDraft(
                arrival=first,
                departure=first + timedelta(days=2),
                rate=Decimal(600),
                state=ReservationState.CHECKED_OUT,
            )
            book_reservation(scope=scope, now=now, hotel=hotel, guest=guest, draft=draft)
        for n in range(facts):
            record_fact(
                scope=scope, now=now, guest=guest, item_code="likes", value=f"喜好 {n}", source=SourceKind.STATED
            )
    return guest.id
