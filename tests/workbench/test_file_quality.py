"""Gaps of those who arrive, special types first; whether stays of returning guests add facts."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from binzhi.guests.domain.flags import set_flag
from binzhi.guests.enums import FlagCode, NoteKind
from binzhi.org.domain.house import set_parameter
from binzhi.workbench.attention import TYPES, gaps_of_arrivals
from binzhi.workbench.growth import growth_of
from tests.builders import (
    NOW,
    TODAY,
    TOMORROW,
    make_booking,
    make_fact,
    make_guest,
    make_hotel,
    make_note,
    make_past_stay,
    make_staff,
    open_house,
)  # fmt: skip

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.mark.requirement("R-142", "R-143")
def test_special_guests_come_first_in_the_order_of_the_hotel(sign_in: Callable[..., Client]) -> None:
    hotel = make_hotel()
    plain, vip, unhappy = make_guest("平常"), make_guest("贵客", vip_level="V1"), make_guest("不满")
    for guest in (plain, vip, unhappy):
        make_past_stay(hotel, guest, arrival=TODAY - timedelta(days=90))
        make_booking(hotel, guest, arrival=TOMORROW)
    make_note(hotel, unhappy, "空调声音大", kind=NoteKind.COMPLAINT)
    with open_house(hotel) as scope:
        found = gaps_of_arrivals(hotel, now=NOW, today=TODAY)
        assert [(g.guest.name, g.types) for g in found] == [
            ("贵客", ["vip"]), ("不满", ["complaint_last"]), ("平常", []),
        ]  # fmt: skip
        assert "position" in {f.code for f in found[0].before}
        assert "birth_date" in {f.code for f in found[0].at_desk}
        assert not {f.code for g in found for f in [*g.before, *g.at_desk] if f.never_ask}
        set_parameter(scope=scope, now=NOW, hotel_id=hotel.id, key=TYPES, value="complaint_last,vip,nonsense")
        assert [g.guest.name for g in gaps_of_arrivals(hotel, now=NOW, today=TODAY)] == ["不满", "贵客", "平常"]
    page = sign_in(make_staff(hotel, "reservations")).get("/gaps/").content.decode()
    assert page.index("不满") < page.index("平常")


@pytest.mark.requirement("R-142")
def test_each_special_type_is_recognised() -> None:
    hotel = make_hotel()
    cases = {
        "first_stay": make_booking(hotel, make_guest("新客")),
        "long_stay": make_booking(hotel, make_guest("长住"), nights=9),
        "with_children": make_booking(hotel, make_guest("携子"), children=1),
        "elderly": make_booking(hotel, make_guest("长者", birthday="1950-01-01")),
        "needs_attention": make_booking(hotel, make_guest("关注")),
    }
    with open_house(hotel) as scope:
        set_flag(scope=scope, now=NOW, guest=cases["needs_attention"].guest, code=FlagCode.NEEDS_ATTENTION)
        found = {g.stay.id: g.types for g in gaps_of_arrivals(hotel, now=NOW, today=TODAY)}
    for code, stay in cases.items():
        assert code in found[stay.id]
    assert "elderly" not in found[cases["first_stay"].id]


def test_the_list_of_gaps_needs_as_many_queries_for_one_as_for_twelve() -> None:
    hotel = make_hotel()
    counts = []
    for number in (1, 11):
        for _ in range(number):
            make_booking(hotel, make_guest(birthday="1980-05-17"))
        with open_house(hotel), CaptureQueriesContext(connection) as queries:
            gaps_of_arrivals(hotel, now=NOW, today=TODAY)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def at(days: int) -> datetime:
    """A moment some days before today."""
    return NOW - timedelta(days=days)


@pytest.mark.requirement("R-168")
def test_the_share_of_stays_that_added_a_fact_stands_with_its_base_and_rows(sign_in: Callable[..., Client]) -> None:
    hotel = make_hotel()
    grown, idle, new = make_guest("增添"), make_guest("未增"), make_guest("首住")
    for guest in (grown, idle):
        make_past_stay(hotel, guest, arrival=TODAY - timedelta(days=200))
    for guest in (grown, idle, new):
        make_past_stay(hotel, guest, arrival=TODAY - timedelta(days=10))
    make_fact(grown, "tea", "龙井", at=at(9))
    make_fact(idle, "tea", "龙井", at=at(60))
    make_fact(new, "tea", "龙井", at=at(9))
    with open_house(hotel):
        found = growth_of(hotel, first=TODAY - timedelta(days=30), last=TODAY)
    assert (found.grown, found.base, found.percent) == (1, 2, 50)
    browser = sign_in(make_staff(hotel, "front_desk"))
    page = browser.get("/growth/").content.decode()
    assert "50%" in page
    assert "增添了资料（2次入住中1次）" in page
    only = browser.get("/growth/?only=without").content.decode()
    assert "未增" in only
    assert "增添</a>" not in only
    file = browser.get(f"/guests/{idle.id}/file/").content.decode()
    assert "上次入住新增资料" in file
