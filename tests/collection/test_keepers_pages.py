"""The pages of the keepers: every page in both languages, decisions by the buttons, the same queries at 1 and 30 rows."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from binzhi.collection.enums import ItemState
from binzhi.org.models import Staff
from tests.builders import NOW, TOMORROW, make_booking, make_guest
from tests.collection.keeping import House, fresh, furnish, handed, here, make_house

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]
HTMX = {"HX-Request": "true"}
CJK = re.compile(r"[\u4e00-\u9fff]")


def pages(house: House) -> list[tuple[str, str]]:
    """Every page with who opens it."""
    guest, stay = house.stay.guest_id, house.stay.id
    assert house.item
    assert house.meeting
    assert house.enquiry
    item, meeting, enquiry = (guest, house.item.id), house.meeting.id, (guest, house.enquiry.id)
    return [
        ("keeper", reverse("collection:queue")),
        ("clerk", reverse("collection:queue") + "?tab=open&department=housekeeping&kind=written"),
        ("clerk", reverse("collection:queue") + "?tab=done"),
        ("keeper", reverse("collection:item", args=item)),
        ("keeper", reverse("collection:reject", args=item)),
        ("keeper", reverse("collection:correct", args=item)),
        ("keeper", reverse("collection:ask", args=item)),
        ("attendant", reverse("collection:mine")),
        ("attendant", reverse("collection:answer", args=item)),
        ("attendant", reverse("collection:notice")),
        *[("lobby", reverse("collection:notice") + f"?guest={guest}&kind={k}") for k in ("written", "oral", "feedback", "conversation")],
        ("manager", reverse("collection:keepers")),
        ("manager", reverse("collection:late")),
        ("manager", reverse("collection:figures")),
        ("attendant", reverse("collection:figures")),
        ("keeper", reverse("collection:meetings")),
        ("keeper", reverse("collection:plan_meeting")),
        ("keeper", reverse("collection:meeting", args=[meeting])),
        ("keeper", reverse("collection:minutes", args=[meeting])),
        ("clerk", reverse("collection:panel", args=[guest]) + f"?stage=check_in&stay={stay}"),
        ("information", reverse("collection:enquiries")),
        ("information", reverse("collection:new_enquiry") + f"?guest={guest}"),
        ("information", reverse("collection:enquiry", args=enquiry)),
        ("information", reverse("collection:before_arrival")),
        ("information", reverse("collection:register")),
        ("information", reverse("collection:hand_over") + f"?guest={guest}"),
    ]  # fmt: skip


def test_every_page_opens_in_both_languages(sign_in: SignIn) -> None:
    house = furnish(make_house())
    make_booking(house.hotel, make_guest("赵明"), arrival=TOMORROW)
    browsers = {name: sign_in(staff) for name, staff in house.people.items()}
    for name, address in pages(house):
        for language in ("zh-hans", "en"):
            browser = browsers[name]
            browser.cookies["binzhi_language"] = language
            answer = browser.get(address)
            assert answer.status_code == 200, (address, answer.content[-800:])
            title = re.search(r"<h1>(.*?)(<small|</h1>)", answer.content.decode(), re.DOTALL)
            if title and "王建国" not in title.group(1):
                assert bool(CJK.search(title.group(1))) is (language == "zh-hans"), (address, title.group(1))


def test_buttons_of_the_queue(sign_in: SignIn) -> None:
    house = make_house("attendant", "keeper", "clerk")
    item = handed(house.attendant, house.stay)
    keeper, clerk = sign_in(house.keeper), sign_in(house.clerk)
    page = keeper.get(reverse("collection:queue")).content.decode()
    assert 'data-key="a"' in page
    assert 'data-key="r"' in page
    accept = reverse("collection:accept", args=[item.guest_id, item.id])
    done = keeper.post(accept, {"state": "collected"}, headers=HTMX)
    assert fresh(item).state == ItemState.SORTED
    assert "queue-tabs" in done.content.decode()
    again = keeper.post(accept, {"state": "collected"}, headers=HTMX)
    assert again.status_code == 409
    assert "唐芳" in again.content.decode()
    assert keeper.get(reverse("collection:queue")).content.decode().count("data-tick") == 0
    ticked = f"{item.guest_id}:{item.id}:sorted"
    assert clerk.post(reverse("collection:accept_many"), {"item": [ticked]}).status_code == 302
    assert fresh(item).state == ItemState.STORED


def test_reject_needs_a_reason_in_the_dialog(sign_in: SignIn) -> None:
    house = make_house("attendant", "keeper")
    item = handed(house.attendant, house.stay)
    keeper = sign_in(house.keeper)
    address = reverse("collection:reject", args=[item.guest_id, item.id])
    refused = keeper.post(address, {"reason": " "}, headers=HTMX)
    assert (refused.status_code, refused["HX-Retarget"]) == (422, "#dialogs")
    assert fresh(item).state == ItemState.COLLECTED
    keeper.post(address, {"reason": "与客人核对后不属实"}, headers=HTMX)
    assert fresh(item).state == ItemState.REJECTED
    assert "与客人核对后不属实" in sign_in(house.attendant).get(reverse("collection:mine")).content.decode()
    keeper.post(reverse("collection:reopen", args=[item.guest_id, item.id]), headers=HTMX)
    assert fresh(item).state == ItemState.COLLECTED


@pytest.mark.parametrize("name", ["queue", "late", "mine", "register"])
def test_the_same_queries_at_one_row_and_at_thirty(sign_in: SignIn, name: str) -> None:
    house = make_house("attendant", "manager", "information", "keeper")
    who = {"queue": house.keeper, "mine": house.attendant, "register": house.information, "late": house.manager}[name]
    browser = sign_in(who)
    address = reverse(f"collection:{name}")
    handed(house.attendant, house.stay, now=NOW - timedelta(days=9))

    def count() -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(address).status_code == 200
        return len(caught)

    few = count()
    for number in range(24):
        stay = here(house.hotel, f"13{number:02d}") if number < 8 else house.stay
        handed(house.attendant, stay, value="latex", text="软枕", now=NOW - timedelta(days=9))
    assert count() == few
