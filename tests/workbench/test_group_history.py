"""One archive for the hotels of a group: what the sister hotel knows, with its name, and no more (R-211)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from binzhi.guests.domain.facts import record_fact
from binzhi.guests.enums import SourceKind
from binzhi.guests.models import Guest
from binzhi.org.models import Hotel, Staff
from tests.builders import NOW, TODAY, everything, make_guest, make_hotel, make_past_stay, make_staff, open_house

SignIn = Callable[[Staff], Client]

pytestmark = pytest.mark.django_db(databases="__all__")


def tell(hotel: Hotel, guest: Guest, item: str, value: str) -> None:
    """A fact recorded in one hotel."""
    with open_house(hotel):
        record_fact(
            scope=everything(hotel),
            now=NOW,
            guest=guest,
            item_code=item,
            value=value,
            source=SourceKind.STATED,
            hotel_id=hotel.id,
        )


@pytest.mark.requirement("R-211")
def test_stays_and_facts_of_the_sister_hotel_are_shown_with_its_name(sign_in: SignIn) -> None:
    here, there = make_hotel("BJ01"), make_hotel("SH01")
    guest = make_guest("王建国")
    make_past_stay(here, guest, arrival=TODAY - timedelta(days=90))
    make_past_stay(there, guest, arrival=TODAY - timedelta(days=400))
    tell(there, guest, "likes", "靠窗座位")
    tell(there, guest, "allergy", "花生")
    url = reverse("workbench:guest_history", args=[guest.id])
    html = sign_in(make_staff(here, "front_desk")).get(url).content.decode()
    assert "宾至酒店SH01" in html and "靠窗座位" in html
    assert (TODAY - timedelta(days=400)).isoformat() in html
    assert "花生" not in html  # sealed values stay in their hotel


def test_a_role_of_one_hotel_sees_nothing_of_the_other(sign_in: SignIn) -> None:
    here, there = make_hotel("BJ01"), make_hotel("SH01")
    guest = make_guest("王建国")
    make_past_stay(there, guest, arrival=TODAY - timedelta(days=400))
    tell(there, guest, "likes", "靠窗座位")
    url = reverse("workbench:guest_history", args=[guest.id])
    html = sign_in(make_staff(here, "housekeeping_attendant")).get(url).content.decode()
    assert "宾至酒店SH01" not in html and "靠窗座位" not in html


def test_many_stays_elsewhere_cost_no_more_queries(sign_in: SignIn) -> None:
    here, there = make_hotel("BJ01"), make_hotel("SH01")
    browser = sign_in(make_staff(here, "front_desk"))
    counts = []
    for number in (1, 30):
        guest = make_guest(f"王{number}")
        for n in range(number):
            make_past_stay(there, guest, arrival=TODAY - timedelta(days=10 * (n + 1)))
            tell(there, guest, "likes", f"喜好{n}")
        url = reverse("workbench:guest_history", args=[guest.id])
        browser.get(url)
        with CaptureQueriesContext(connection) as captured:
            browser.get(url)
        counts.append(len(captured))
    assert counts[0] == counts[1]
