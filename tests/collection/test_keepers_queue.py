"""From a notice to the guest page: hand in, the keeper of the department, the front office, five states."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.collection.domain import queue as verbs
from binzhi.collection.domain.notices import (
    Notice,
    hand_in_written,
)
from binzhi.collection.enums import ItemState
from binzhi.collection.errors import (
    NotYourQueue,
)
from binzhi.collection.models import CollectedItem
from binzhi.guests.models import Fact
from binzhi.org.models import Hotel, Staff
from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.domain.registration import check_in
from binzhi.stays.models import Stay
from tests.builders import (
    NOW,
    TODAY,
    make_booking,
    make_guest,
    make_hotel,
    make_room,
    make_staff,
    open_house,
    scope_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]


def here(hotel: Hotel, room: str = "1208", **values: Any) -> Stay:
    """A guest in the house."""
    stay = make_booking(hotel, values.pop("guest", None) or make_guest(), arrival=TODAY, nights=2)
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=NOW, stay=stay, room=make_room(hotel, room))
        return check_in(scope=scope, now=NOW, stay=stay, today=TODAY)


def fresh(item: CollectedItem) -> CollectedItem:
    row: CollectedItem = CollectedItem.unscoped.get(guest_id=item.guest_id, id=item.id)
    return row


def handed(staff: Staff, stay: Stay, **values: Any) -> CollectedItem:
    """A written notice of somebody."""
    values = {"item": "pillow_kind", "value": "buckwheat", **values}
    with scope_of(staff) as scope:
        return hand_in_written(
            scope=scope, now=NOW, hotel=stay.hotel, guest=stay.guest, notice=Notice(stay=stay, **values)
        )


@pytest.mark.requirement("R-145", "R-147", "R-149", "R-151")
def test_from_a_written_notice_to_the_guest_page(sign_in: SignIn) -> None:
    hotel = make_hotel()
    attendant = make_staff(hotel, "housekeeping_attendant", name="李秀兰")
    keeper = make_staff(hotel, "housekeeping_supervisor", name="唐芳")
    clerk = make_staff(hotel, "front_desk", name="陈静")
    stay = here(hotel)
    item = handed(attendant, stay, text="客人把羽绒枕放到柜子里了")
    assert (item.keeper_department, item.is_draft, item.state) == ("housekeeping", True, ItemState.COLLECTED)
    assert not Fact.unscoped.exists()

    with scope_of(clerk) as scope, pytest.raises(NotYourQueue):
        verbs.sort_item(scope=scope, now=NOW, item=item)
    with scope_of(keeper) as scope:
        sorted_item = verbs.accept_item(scope=scope, now=NOW, item=item)
        assert (sorted_item.state, sorted_item.is_draft) == (ItemState.SORTED, False)
        with pytest.raises(Exception, match="not_allowed"):
            verbs.store_item(scope=scope, now=NOW, item=sorted_item)
    with scope_of(clerk) as scope:
        stored = verbs.accept_item(scope=scope, now=NOW, item=sorted_item)
    assert stored.state == ItemState.STORED
    assert [s["state"] for s in stored.steps] == ["collected", "sorted", "stored"]
    assert [s["by"] for s in stored.steps] == ["李秀兰", "唐芳", "陈静"]

    fact = Fact.unscoped.get()
    assert (fact.item, fact.value, fact.author, fact.status) == ("pillow_kind", "buckwheat", "李秀兰", "accepted")
    assert fact.evidence[0]["id"] == str(item.id)
    page = sign_in(clerk).get(reverse("workbench:guest", args=[stay.guest_id]))
    assert "荞麦枕" in page.content.decode()
