"""The phone page while the network is away, comes back, or somebody else has signed in: nothing lost, nothing twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from binzhi.collection.models import CollectedItem
from binzhi.org.models import Hotel
from binzhi.stays.models import Stay
from tests.browser.phones import Phone, phone
from tests.builders import make_fact, make_hotel, make_staff, open_house
from tests.collection.floors import in_house

__all__ = ["phone"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases=["default", "keys"], transaction=True)]


@pytest.fixture
def hotel() -> Hotel:
    return make_hotel(business_date=timezone.localdate(), now=timezone.now())


@pytest.fixture
def guest_in_1208(hotel: Hotel) -> Stay:
    return in_house(hotel, "王建国", arrival=timezone.localdate() - timedelta(days=2), now=timezone.now())


def entries(hotel: Hotel) -> list[CollectedItem]:
    with open_house(hotel):
        return list(CollectedItem.objects.filter(hotel=hotel).order_by("collected_at"))


@pytest.mark.requirement("R-131")
@pytest.mark.requirement("R-170")
def test_without_the_network_entries_wait_and_are_sent_once(
    hotel: Hotel, guest_in_1208: Stay, phone: Callable[[], Phone], live_server: LiveServer
) -> None:
    make_fact(guest_in_1208.guest, "allergy", "花生过敏标记")
    one = phone()
    one.sign_in(make_staff(hotel, "housekeeping_attendant"))
    one.ready()
    one.page.reload()  # the page itself goes through the worker now
    one.ready()
    one.away(True)
    one.page.reload()
    one.page.wait_for_selector("[data-network]:not([hidden])")
    assert "1208" in one.page.inner_text("[data-rooms]")  # the shell and the list are on the device
    one.tap(".floor-room", has_text="1208")
    one.tap("[data-cue=cue_curtain_gap]")
    one.tap("[data-done]")
    one.page.wait_for_selector("[data-result] .floor-entry.is-waiting")
    assert "待发送 1" in one.page.inner_text("[data-waiting]").replace("\n", " ")
    assert entries(hotel) == []
    kept = one.page.evaluate(
        "Promise.all([Outbox.house(), Outbox.all(), caches.keys().then(async (names) => { let all = ''; for (const name of names)"
        " for (const request of await (await caches.open(name)).keys()) all += await (await caches.match(request)).text(); return all; })])"
        ".then((parts) => JSON.stringify(parts))"
    )
    assert "王先生" in kept and "花生过敏标记" not in kept and "王建国" not in kept  # nothing sealed, no full name
    one.page.reload()  # the phone is closed and opened again, still without the network
    one.page.wait_for_selector(".floor-room")
    one.page.locator("[data-waiting]").wait_for(state="visible")
    one.away(False)
    one.page.evaluate("dispatchEvent(new Event('online')); dispatchEvent(new Event('online'))")
    one.until("Outbox.all().then((rows) => rows.length === 1 && rows[0].state === 'sent')")
    one.page.wait_for_timeout(500)
    (gap,) = entries(hotel)
    assert (gap.item, gap.guest_id) == ("cue_curtain_gap", guest_in_1208.guest_id)
    assert gap.happened_at <= gap.collected_at


def test_an_entry_sent_again_after_a_lost_answer_is_found(
    hotel: Hotel, guest_in_1208: Stay, phone: Callable[[], Phone]
) -> None:
    one = phone()
    one.sign_in(make_staff(hotel, "housekeeping_attendant"))
    one.ready()
    lost: list[int] = []

    def lose(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)  # it arrives, the answer does not
        route.abort("connectionreset")

    one.page.route("**/floor/send/", lose)
    one.tap(".floor-room", has_text="1208")
    one.tap("[data-cue=cue_curtain_gap]")
    one.tap("[data-done]")
    one.page.wait_for_selector("[data-result] .floor-entry.is-waiting")
    one.page.evaluate("dispatchEvent(new Event('online'))")
    one.sent()
    assert lost == [201]
    assert len(entries(hotel)) == 1
    assert "此前已收到" in one.page.inner_text("[data-result]")


def test_signed_out_entries_wait_for_the_same_person(
    hotel: Hotel, guest_in_1208: Stay, phone: Callable[[], Phone]
) -> None:
    first, second = (make_staff(hotel, "housekeeping_attendant", name=n) for n in ("李秀兰", "邓梅"))
    one = phone()
    one.sign_in(first)
    one.ready()
    one.page.reload()
    one.ready()
    one.tap(".floor-room", has_text="1208")
    one.tap("[data-cue=cue_curtain_gap]")
    one.context.clear_cookies(name="binzhi_session")  # the session has ended meanwhile
    one.tap("[data-done]")
    one.page.wait_for_selector("[data-sign-in]:not([hidden])")
    assert entries(hotel) == []
    assert one.page.evaluate("Outbox.house()") is None  # nobody is signed in: the list is gone, the entry is not
    one.sign_in(second)
    one.ready()
    one.page.wait_for_function("document.querySelector('[data-waiting] b')?.textContent === '1'")
    assert entries(hotel) == []  # a colleague sends nothing of hers
    one.context.clear_cookies(name="binzhi_session")
    one.sign_in(first)
    one.until("Outbox.all().then((rows) => rows.every((row) => row.state === 'sent'))")
    (gap,) = entries(hotel)
    assert gap.collector == "李秀兰"


def test_a_refusal_says_what_to_do_and_loses_nothing(
    hotel: Hotel, guest_in_1208: Stay, phone: Callable[[], Phone]
) -> None:
    with open_house(hotel):
        room = Stay.objects.get(id=guest_in_1208.id).room
    second = in_house(hotel, "李娜", room="1210", arrival=timezone.localdate() - timedelta(days=1), now=timezone.now())
    Stay.unscoped.filter(guest_id=second.guest_id, id=second.id).update(room=room)
    one = phone()
    one.sign_in(make_staff(hotel, "housekeeping_attendant"))
    one.ready()
    one.page.evaluate(
        "(at) => Outbox.put({key: Outbox.newKey(), staff: document.getElementById('floor').dataset.staff, made: 1, state: 'waiting',"
        " room: '1208', who: '', label: '窗帘', body: {cue: 'cue_curtain_gap', source: 'observed', room: '1208', at}})",
        datetime.now(tz=timezone.get_current_timezone()).isoformat(),
    )
    one.page.evaluate("dispatchEvent(new Event('online'))")
    one.until("Outbox.all().then((rows) => rows[0].state === 'refused')")
    one.tap("[data-waiting]")
    strip = one.page.locator("[data-list] .strip-stop")
    strip.wait_for()
    assert "多位宾客" in strip.inner_text()
    strip.get_by_role("button", name="李").tap()
    one.until("Outbox.all().then((rows) => rows[0].state === 'sent')")
    (gap,) = entries(hotel)
    assert gap.guest_id == second.guest_id


def test_the_page_can_be_put_on_the_start_screen_and_forgets_at_sign_in(
    hotel: Hotel, guest_in_1208: Stay, phone: Callable[[], Phone]
) -> None:
    one = phone()
    one.sign_in(make_staff(hotel, "housekeeping_attendant"))
    one.ready()
    manifest = one.page.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then((a) => a.json())")
    assert manifest["display"] == "standalone" and manifest["scope"] == "/floor/"
    assert (
        one.page.evaluate("navigator.serviceWorker.getRegistration('/floor/').then((r) => new URL(r.scope).pathname)")
        == "/floor/"
    )
    one.page.evaluate("document.querySelector('form[action$=\"/sign-out/\"]').requestSubmit()")
    one.page.wait_for_url("**/sign-in/**")
    one.until(
        "Promise.all([indexedDB.databases(), caches.has('binzhi-floor-page')])"
        ".then(([bases, page]) => !page && !bases.some((base) => base.name === 'binzhi-house'))"
    )
