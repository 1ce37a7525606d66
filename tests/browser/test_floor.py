"""The phone page in a phone-sized Chromium: few taps, what follows, and the network away (S06 to S11, S22, S23)."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from binzhi.collection.models import CollectedItem
from binzhi.guests.enums import FactStatus, FlagCode
from binzhi.guests.models import Fact
from binzhi.org.models import Hotel, Staff
from binzhi.service.models import ServiceTask, ShiftInstruction, Touchpoint
from binzhi.stays.models import Stay
from tests.browser.conftest import PHONE
from tests.builders import PASSWORD, make_fact, make_hotel, make_staff, open_house
from tests.collection.floors import in_house

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases=["default", "keys"], transaction=True)]

AWAY = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "net::ERR", "status of 4")
COUNT = "window.taps = 0; addEventListener('pointerdown', () => { window.taps += 1; }, true);"


class Phone:
    """A phone of one member of staff: a context with the page and its taps."""

    def __init__(self, chromium: Any, url: str) -> None:
        self.url = url
        self.context = chromium.new_context(
            viewport={"width": PHONE[0], "height": PHONE[1]}, locale="zh-CN", has_touch=True, is_mobile=True
        )
        self.context.add_cookies([{"name": "binzhi_language", "value": "zh-hans", "url": url}])
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: Any) -> None:
        if message.type == "error" and not any(word in message.text for word in AWAY):
            self.complaints.append(message.text)

    def sign_in(self, staff: Staff, *, then: str = "/floor/") -> None:
        self.page.goto(f"{self.url}/sign-in/?next={then}")
        self.page.fill("[name=username]", staff.username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main button.btn-primary")
        self.page.wait_for_url(f"{self.url}{then}")

    def ready(self) -> None:
        """Wait until the shell is kept on the phone, and count taps from here."""
        self.page.wait_for_selector(".floor-room")
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.page.evaluate(COUNT)

    def tap(self, query: str, **only: Any) -> None:
        self.page.locator(query, **only).first.tap()

    def sent(self, count: int = 1) -> None:
        self.page.wait_for_function(
            "(n) => document.querySelectorAll('[data-result] .floor-entry.is-sent').length === n", arg=count
        )

    def until(self, promised: str) -> None:
        """Wait until a promise of the page says true."""
        for _try in range(100):
            if self.page.evaluate(promised):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(promised)

    def away(self, is_away: bool) -> None:
        self.context.set_offline(is_away)


@pytest.fixture
def hotel() -> Hotel:
    return make_hotel(business_date=timezone.localdate(), now=timezone.now())


@pytest.fixture
def guest_in_1208(hotel: Hotel) -> Stay:
    return in_house(hotel, "王建国", arrival=timezone.localdate() - timedelta(days=2), now=timezone.now())


@pytest.fixture
def phone(chromium: Any, live_server: LiveServer, settings: Any) -> Iterator[Callable[[], Phone]]:
    """Give a phone; what breaks the content policy or throws fails the test."""
    settings.BINZHI_SECOND_FACTOR = "off"
    given: list[Phone] = []

    def take() -> Phone:
        given.append(Phone(chromium, live_server.url))
        return given[-1]

    yield take
    for one in given:
        one.context.close()
    assert [c for one in given for c in one.complaints] == []


def entries(hotel: Hotel) -> list[CollectedItem]:
    with open_house(hotel):
        return list(CollectedItem.objects.filter(hotel=hotel).order_by("collected_at"))


@pytest.mark.requirement("R-131")
@pytest.mark.requirement("R-346")
@pytest.mark.requirement("R-351")
def test_two_cues_in_under_five_taps_and_ten_seconds(
    hotel: Hotel, guest_in_1208: Stay, phone: Callable[[], Phone]
) -> None:
    one = phone()
    one.sign_in(make_staff(hotel, "housekeeping_attendant", name="李秀兰"))
    one.ready()
    begun = time.monotonic()
    one.tap(".floor-room", has_text="1208")
    assert "王先生" in one.page.inner_text("[data-who]")
    one.tap("[data-cue=cue_temperature]")
    one.tap("[data-panel=cue_temperature] .preset", has_text="23")
    one.tap("[data-cue=cue_feels_cold]")
    one.tap("[data-done]")
    one.sent(2)
    assert one.page.evaluate("window.taps") == 5
    assert time.monotonic() - begun < 10
    said = one.page.inner_text("[data-result]")
    assert "马上给 1208 房加一条毛毯" in said and "26 度左右" in said
    with open_house(hotel):
        assert ServiceTask.objects.get().room_number == "1208"
        assert ShiftInstruction.objects.get().shift == "middle"
        assert Fact.objects.get(item="room_temperature").status == FactStatus.PROPOSED
    assert {(e.item, e.value, e.collector, e.source_kind) for e in entries(hotel)} == {
        ("cue_temperature", "23", "李秀兰", "observed"),
        ("cue_feels_cold", "yes", "李秀兰", "observed"),
    }
    widths = one.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]
    small = one.page.evaluate(
        "[...document.querySelectorAll('#floor button')].filter(b => b.offsetParent && b.offsetHeight < 40).map(b => b.textContent)"
    )
    assert small == []


@pytest.mark.requirement("R-132")
@pytest.mark.requirement("R-156")
def test_the_keypad_opens_the_room_and_what_the_guest_says_is_marked_as_stated(
    hotel: Hotel, guest_in_1208: Stay, phone: Callable[[], Phone]
) -> None:
    make_fact(guest_in_1208.guest, "allergy", "花生")
    one = phone()
    one.sign_in(make_staff(hotel, "housekeeping_attendant"))
    one.ready()
    for key in "1208":
        one.tap(f"[data-key='{key}']")
    one.page.wait_for_selector("[data-card] .strip-stop")
    assert "花生" in one.page.inner_text("[data-card]")  # before the door: what endangers the guest
    one.tap("[data-source][value=stated]")
    one.tap("[data-tab=free]")
    one.page.fill("[data-free]", "希望下午两点以后打扫")
    one.tap("[data-done]")
    one.sent()
    (told,) = entries(hotel)
    assert (told.source_kind, told.kind, told.item, told.state) == ("stated", "answer", "", "collected")
    assert told.text is not None and "打扫".encode() not in bytes(told.text)


@pytest.mark.requirement("R-347")
@pytest.mark.requirement("R-355")
def test_s06_signs_of_a_baby_offer_a_cot_taken_by_one_tap(
    hotel: Hotel, guest_in_1208: Stay, phone: Callable[[], Phone]
) -> None:
    one = phone()
    one.sign_in(make_staff(hotel, "housekeeping_attendant"))
    one.ready()
    one.tap(".floor-room", has_text="1208")
    one.tap("[data-cue=cue_baby]")
    for n in range(3):
        one.page.locator("[data-panel=cue_baby] label").nth(n).tap()
    one.tap("[data-done]")
    one.sent(3)
    offer = one.page.locator(".floor-offer.is-open", has_text="婴儿床")
    assert "原因" in offer.inner_text()
    offer.get_by_role("button", name="照办").tap()
    one.page.wait_for_selector(".floor-offer.is-taken >> text=婴儿床")
    with open_house(hotel):
        assert "婴儿床" in ServiceTask.objects.get().words["zh"]
        assert [f.item for f in Fact.objects.all()] == ["travels_with_infant"]


@pytest.mark.requirement("R-350")
@pytest.mark.requirement("R-356")
def test_s22_washed_socks_with_the_attendants_own_note(
    hotel: Hotel, guest_in_1208: Stay, phone: Callable[[], Phone]
) -> None:
    one = phone()
    one.sign_in(make_staff(hotel, "housekeeping_attendant"))
    one.ready()
    one.tap(".floor-room", has_text="1208")
    one.tap("[data-cue=cue_socks]")
    one.page.fill("[data-panel=cue_socks] textarea", "小朋友的袜子洗好放在床边。")
    one.tap("[data-done]")
    one.sent()
    with open_house(hotel):
        service = ServiceTask.objects.get()
        assert (service.state, service.is_charged, service.kind) == ("done", False, "extra_service")
        assert Touchpoint.objects.get().channel == "note"


@pytest.mark.requirement("R-276")
@pytest.mark.requirement("R-164")
def test_s23_words_of_illness_are_turned_into_care(
    hotel: Hotel, guest_in_1208: Stay, phone: Callable[[], Phone]
) -> None:
    one = phone()
    one.sign_in(make_staff(hotel, "housekeeping_attendant"))
    one.ready()
    one.tap(".floor-room", has_text="1208")
    one.tap("[data-tab=free]")
    one.page.fill("[data-free]", "客人说胃痛")
    one.tap("[data-done]")
    refusal = one.page.locator("[data-result] .strip-stop")
    refusal.wait_for()
    assert "改用" in refusal.inner_text() and entries(hotel) == []
    refusal.get_by_role("button", name="改用关怀").tap()
    one.sent()
    with open_house(hotel):
        assert {t.kind for t in ServiceTask.objects.all()} == {"caring_act", "follow_up"}
    (care,) = entries(hotel)
    assert (care.item, care.text, care.removes_on is not None) == ("cue_unwell", None, True)
    stored = one.page.evaluate("Outbox.all().then((rows) => JSON.stringify(rows))")
    assert "胃痛" not in stored


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
    assert one.page.locator("[data-waiting]").is_visible()
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


@pytest.mark.requirement("R-172")
def test_do_not_disturb_is_seen_and_nothing_is_brought_by_itself(
    hotel: Hotel, guest_in_1208: Stay, phone: Callable[[], Phone]
) -> None:
    from binzhi.guests.domain.flags import set_flag

    with open_house(hotel) as scope:
        set_flag(scope=scope, now=timezone.now(), guest=guest_in_1208.guest, code=FlagCode.DO_NOT_DISTURB)
    one = phone()
    one.sign_in(make_staff(hotel, "housekeeping_attendant"))
    one.ready()
    assert "请勿打扰" in one.page.inner_text("[data-rooms]")
    one.tap(".floor-room", has_text="1208")
    one.tap("[data-cue=cue_feels_cold]")
    one.tap("[data-done]")
    one.sent()
    assert one.page.locator(".floor-offer.is-open", has_text="毛毯").count() == 1
    with open_house(hotel):
        assert not ServiceTask.objects.exists()


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
