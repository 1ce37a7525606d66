"""The minimum data set of marketing's collection: who lacks one of the four, and how complete it is (R-122)."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.collection.minimum import minimum_of
from binzhi.guests.domain.contacts import mark_contact_dead
from binzhi.guests.domain.profile import create_guest
from binzhi.guests.drafts import ContactDraft, GuestDraft
from binzhi.guests.enums import ContactKind, GuestKind
from binzhi.guests.models import Guest, GuestContact
from binzhi.org.models import Hotel
from binzhi.stays.domain.consumption import record_spend
from binzhi.stays.domain.house import add_code
from binzhi.stays.enums import CodeKind
from binzhi.stays.models import Stay
from tests.builders import NOW, TODAY, make_guest, make_hotel, make_past_stay, make_staff, open_house

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.requirement("R-122")]
MOBILE = "1380000100"
LATELY = TODAY - timedelta(days=40)


def reached(name: str, last: int) -> Guest:
    """A guest with a mobile."""
    return make_guest(name, contacts=(ContactDraft(ContactKind.MOBILE, f"{MOBILE}{last}"),))


def spend(hotel: Hotel, guest: Guest, stay: Stay | None, day: date = TODAY) -> None:
    """One dinner."""
    with open_house(hotel) as scope:
        record_spend(
            scope=scope, now=NOW, hotel=hotel, guest=guest, outlet="CR", item="晚餐", day=day, amount=Decimal(120),
            stay_id=stay.id if stay else None,
        )  # fmt: skip


@pytest.fixture
def house() -> tuple[Hotel, dict[str, Guest]]:
    """Five guests of the year, each lacking something else, one complete, and two who do not belong to it."""
    hotel = make_hotel()
    with open_house(hotel) as scope:
        add_code(scope=scope, now=NOW, hotel_id=hotel.id, kind=CodeKind.OUTLET, code="CR", name_zh="中餐厅")
    guests = {name: reached(name, n) for n, name in enumerate(("全", "无消费", "无入住", "旧客", "失联"))}
    guests["无联系"] = make_guest("无联系")
    for name in ("全", "失联", "无联系"):
        spend(hotel, guests[name], make_past_stay(hotel, guests[name], arrival=LATELY))
    make_past_stay(hotel, guests["无消费"], arrival=LATELY)
    spend(hotel, guests["无入住"], None)
    make_past_stay(hotel, guests["旧客"], arrival=TODAY - timedelta(days=900))
    reached("从未来过", 9)
    with open_house(hotel) as scope:
        gone = GuestContact.objects.get(guest=guests["失联"])
        mark_contact_dead(scope=scope, now=NOW, guest=guests["失联"], contact_id=gone.id)
        nameless = GuestDraft(name="Guest 000001 (PRT)", kind=GuestKind.PLACEHOLDER)
        guests["无名"] = create_guest(scope=scope, now=NOW, draft=nameless)
    spend(hotel, guests["无名"], make_past_stay(hotel, guests["无名"], arrival=LATELY))
    return hotel, guests


def test_who_lacks_one_of_the_four_and_the_figure(house: tuple[Hotel, dict[str, Guest]]) -> None:
    hotel, guests = house
    with open_house(hotel):
        found = minimum_of(hotel, today=TODAY)
    assert {one.guest_id: one.missing for one in found.lacking} == {
        guests["无消费"].id: ("consumption",),
        guests["无入住"].id: ("stay",),
        guests["无联系"].id: ("contact",),
        guests["失联"].id: ("contact",),
        guests["无名"].id: ("name", "contact"),
    }
    assert (found.total, found.complete, found.percent) == (6, 1, 16)
    assert {code: many for code, _, many in found.counts()} == {"name": 1, "contact": 3, "stay": 1, "consumption": 1}
    assert found.lacking[0].guest_id == guests["无名"].id  # the emptiest first
    assert [one.guest_id for one in found.without("stay")] == [guests["无入住"].id]


def test_another_hotel_of_the_group_has_its_own_figure(house: tuple[Hotel, dict[str, Guest]]) -> None:
    other = make_hotel("SH01")
    with open_house(other):
        found = minimum_of(other, today=TODAY)
    assert (found.total, found.percent, found.lacking) == (0, 100, [])


def test_marketing_sees_the_list_and_the_figure(
    house: tuple[Hotel, dict[str, Guest]], sign_in: Callable[..., Client]
) -> None:
    hotel, guests = house
    browser = sign_in(make_staff(hotel, "marketing"))
    page = browser.get(reverse("collection:minimum")).content.decode()
    assert (
        "16%" in page
        and "无消费" in page
        and "消费记录" in page
        and reverse("workbench:guest", args=[guests["全"].id]) not in page
    )
    part = browser.get(reverse("collection:minimum") + "?part=stay").content.decode()
    listed = {name for name, guest in guests.items() if reverse("workbench:guest", args=[guest.id]) in part}
    assert listed == {"无入住"}
    assert sign_in(make_staff(hotel, "housekeeping_attendant")).get(reverse("collection:minimum")).status_code == 403


def test_the_interface_gives_the_same(house: tuple[Hotel, dict[str, Guest]], api_client: Callable[..., Client]) -> None:
    hotel, guests = house
    got = api_client(make_staff(hotel, "marketing")).get("/api/v1/collection/minimum?part=consumption").json()
    assert (got["total"], got["complete"], got["missing"]["contact"]) == (6, 1, 3)
    assert got["lacking"] == [{"guest": str(guests["无消费"].id), "missing": ["consumption"]}]
