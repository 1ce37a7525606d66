"""The phone page in a phone-sized Chromium: few taps, what follows (S06 to S11, S22, S23)."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from binzhi.collection.models import CollectedItem
from binzhi.guests.enums import FactStatus, FlagCode
from binzhi.guests.models import Fact
from binzhi.org.models import Hotel
from binzhi.service.models import ServiceTask, ShiftInstruction, Touchpoint
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


@pytest.mark.requirement("R-349")
@pytest.mark.requirement("R-344")
@pytest.mark.requirement("R-345")
def test_s09_and_s11_a_shaver_snacks_and_water_in_one_go(
    hotel: Hotel, guest_in_1208: Stay, phone: Callable[[], Phone]
) -> None:
    one = phone()
    one.sign_in(make_staff(hotel, "housekeeping_attendant"))
    one.ready()
    one.tap(".floor-room", has_text="1208")
    one.tap("[data-cue=cue_appliance_running]")
    one.tap("[data-cue=cue_snacks_eaten]")
    one.tap("[data-panel=cue_snacks_eaten] .preset", has_text="绿豆糕")
    one.tap("[data-cue=cue_water_used]")
    one.tap("[data-panel=cue_water_used] [data-value='4']")
    one.tap("[data-done]")
    one.sent(3)
    said = one.page.inner_text("[data-result]")
    assert "再送一份点心：绿豆糕" in said and "共 6 瓶" in said and "代为关闭" in said
    with open_house(hotel):
        assert [(f.item, f.value, f.source_kind) for f in Fact.objects.all()] == [("snacks", "绿豆糕", "observed")]
        assert ServiceTask.objects.filter(kind="extra_service", state="done").count() == 1


@pytest.mark.requirement("R-343")
@pytest.mark.requirement("R-711")
def test_s10_medicine_offers_a_drink_and_the_kitchen_sees_the_drink_only(
    hotel: Hotel, guest_in_1208: Stay, phone: Callable[[], Phone]
) -> None:
    one = phone()
    one.sign_in(make_staff(hotel, "housekeeping_attendant"))
    one.ready()
    one.tap(".floor-room", has_text="1208")
    one.tap("[data-tab=care]")
    one.tap("[data-cue=cue_medicine]")
    one.tap("[data-done]")
    one.sent()
    offer = one.page.locator(".floor-offer.is-open", has_text="葡萄柚汁")
    offer.get_by_role("button", name="照办").tap()
    one.page.wait_for_selector(".floor-offer.is-taken >> text=葡萄柚汁")
    cook = phone()
    cook.sign_in(make_staff(hotel, "kitchen"), then="/service/")
    board = cook.page.inner_text("main")
    assert "葡萄柚汁" in board and "药" not in board
    cook.page.goto(f"{cook.url}/collection/{guest_in_1208.guest_id}/observations/")
    assert "关怀" not in cook.page.inner_text("body") and "药" not in cook.page.inner_text("body")


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
