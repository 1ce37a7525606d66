"""The pages of the preparation: every door opens for those who may, signs with one tap, and stays quiet when nothing changed."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from binzhi.arrivals.domain.plan import build_plan
from binzhi.arrivals.models import (
    GiftRequest,
    PreparationItem,
    PreparationRule,
    ReportOpening,
    RoomProposal,
    StaffDuty,
    StayEvent,
)
from binzhi.org.models import Hotel, Staff
from binzhi.org.queries import tomorrow
from binzhi.stays.models import Stay
from tests.arrivals.plans import all_items, one
from tests.builders import (
    make_booking,
    make_fact,
    make_guest,
    make_hotel,
    make_past_stay,
    make_room,
    make_staff,
    open_house,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]
FRAGMENT = {"HX-Request": "true"}


class House:
    """A hotel of today with one guest of tomorrow who has habits, an allergy and a history."""

    def __init__(self) -> None:
        now = timezone.now()
        self.hotel: Hotel = make_hotel(business_date=timezone.localdate(), now=now)
        self.day: date = tomorrow(self.hotel, now=now)
        self.guest = make_guest("王建国", vip_level="V2")
        self.room = make_room(self.hotel, "1108")
        make_past_stay(self.hotel, self.guest, arrival=self.day - timedelta(days=90), room=self.room)
        for item, value in (("travels_with_computer", "yes"), ("allergy", "花生"), ("favourite_liquor", "绍兴黄酒")):
            make_fact(self.guest, item, value)
        self.stay: Stay = make_booking(self.hotel, self.guest, arrival=self.day, nights=2, eta=time(15, 30))
        with open_house(self.hotel) as scope:
            build_plan(scope=scope, now=now, hotel=self.hotel, day=self.day)

    @property
    def query(self) -> str:
        return f"?date={self.day.isoformat()}"

    def url(self, name: str, *args: object) -> str:
        return reverse(f"arrivals:{name}", args=args)

    def of_item(self, name: str, item: PreparationItem) -> str:
        return self.url(name, item.guest_id, item.id)

    def of_stay(self, name: str) -> str:
        return self.url(name, self.guest.id, self.stay.id)


@pytest.fixture
def house() -> House:
    return House()


@pytest.mark.requirement("R-213", "R-214", "R-216")
def test_the_report_shows_the_reader_their_part_and_notes_the_opening(house: House, sign_in: SignIn) -> None:
    attendant = make_staff(house.hotel, "housekeeping_attendant")
    page = sign_in(attendant).get(house.url("report") + house.query).content.decode()
    assert "王建国" in page
    assert "插座" in page
    assert "花生" in page  # housekeeping has to know
    assert "绍兴黄酒" not in page
    assert ReportOpening.unscoped.get().department == "housekeeping"
    browser = sign_in(attendant)
    assert browser.get(house.url("report") + house.query + "&department=sales").status_code == 403
    whole = sign_in(make_staff(house.hotel, "front_desk")).get(house.url("report") + house.query).content.decode()
    assert "绍兴黄酒" in whole


@pytest.mark.requirement("R-213")
def test_a_live_part_is_answered_304_until_something_changes(house: House, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(house.hotel, "front_desk"))
    for name in ("report", "readiness"):
        page = browser.get(house.url(name) + house.query)
        since = page.context["stamp"]
        address = f"{house.url(name)}{house.query}&since={since}"
        assert browser.get(address, headers=FRAGMENT).status_code == 304
        browser.post(house.of_item("acknowledge", one("computer_desk")))
        answer = browser.get(address, headers=FRAGMENT)
        assert answer.status_code == 200
        assert "<html" not in answer.content.decode()
        PreparationItem.unscoped.update(state="open", acknowledged_at=None)


@pytest.mark.requirement("R-237")
def test_one_tap_signs_with_and_without_script(house: House, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(house.hotel, "housekeeping_attendant", name="李梅"))
    item = one("computer_desk")
    answer = browser.post(house.of_item("sign", item) + "?part=card&department=housekeeping", headers=FRAGMENT)
    assert answer.status_code == 200
    assert "李梅" in answer.content.decode()
    assert one("computer_desk").state == "done"
    assert browser.post(house.of_item("reopen", item)).status_code == 302
    answer = browser.post(house.of_item("sign", item))
    assert answer["Location"].endswith(f"#stay-{house.stay.id}")
    line = browser.post(house.of_item("reopen", item) + "?part=item", headers=FRAGMENT).content.decode()
    assert line.strip().startswith("<li")
    away = browser.post(house.of_item("sign", item), {"next": "https://evil.example/"})
    assert away["Location"].startswith("/arrivals/")


@pytest.mark.requirement("R-237")
def test_an_item_opens_with_its_facts_and_takes_reasons(house: House, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(house.hotel, "housekeeping_supervisor"))
    item = one("computer_desk")
    page = browser.get(house.of_item("item", item)).content.decode()
    assert "带着自己的袖珍电脑旅行" in page
    assert "<dialog" in browser.get(house.of_item("item", item), headers=FRAGMENT).content.decode()
    assert browser.post(house.of_item("impossible", item), {"reason": ""}).status_code == 422
    assert browser.post(house.of_item("impossible", item), {"reason": "没有网线"}).status_code == 302
    assert one("computer_desk").reason == "没有网线"
    browser.post(house.of_item("outcome", item), {"outcome": "missed"})
    assert one("computer_desk").outcome == "missed"
    browser.post(house.of_item("reopen", item))
    browser.post(house.of_item("unneeded", item), {"reason": "客人没带电脑"})
    assert one("computer_desk").state == "unneeded"
    colleague = make_staff(house.hotel, "housekeeping_attendant", name="邓梅")
    browser.post(house.of_item("hand", item), {"staff": str(colleague.id)})
    assert one("computer_desk").assignee == "邓梅"


@pytest.mark.requirement("R-235")
def test_an_opinion_is_recorded_from_the_item(house: House, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(house.hotel, "food_beverage"))
    item = one("dining_follow_up")
    assert browser.post(house.of_item("opinion", item), {"kind": "opinion", "text": ""}).status_code == 422
    assert (
        browser.post(house.of_item("opinion", item), {"kind": "opinion", "text": "11010519491231002X"}).status_code
        == 422
    )
    assert browser.post(house.of_item("opinion", item), {"kind": "praise", "text": "菜很好"}).status_code == 302
    assert one("dining_follow_up").state == "done"


@pytest.mark.requirement("R-096")
def test_a_stop_is_signed_by_a_person_in_charge_only(house: House, sign_in: SignIn) -> None:
    item = one("allergy_room")
    refused = sign_in(make_staff(house.hotel, "housekeeping_attendant")).post(house.of_item("sign", item))
    assert refused.status_code == 403
    assert one("allergy_room").state == "open"
    sign_in(make_staff(house.hotel, "housekeeping_supervisor")).post(house.of_item("sign", item))
    assert one("allergy_room").state == "done"


@pytest.mark.requirement("R-213")
def test_the_board_is_green_only_when_all_is_signed(house: House, sign_in: SignIn) -> None:
    manager = make_staff(house.hotel, "service_manager")
    browser = sign_in(manager)
    board = house.url("readiness") + house.query
    assert browser.get(board).context["counts"] == {"blocked": 1, "open": 0, "ready": 0}
    for item in all_items(period="before", blocks_check_in=True):
        browser.post(house.of_item("sign", item))
    assert browser.get(board).context["counts"] == {"blocked": 0, "open": 1, "ready": 0}
    for item in all_items(period="before", state="open"):
        browser.post(house.of_item("sign", item))
    assert browser.get(board).context["counts"] == {"blocked": 0, "open": 0, "ready": 1}
    assert "全部签字" in browser.get(board + "&view=columns").content.decode()
    assert browser.get(board + "&state=blocked").context["lines"] == []


@pytest.mark.requirement("R-217")
def test_rooms_are_proposed_accepted_and_chosen_otherwise(house: House, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(house.hotel, "reservations"))
    other = make_room(house.hotel, "1109")
    browser.post(house.url("rooms_propose") + house.query)
    proposal = RoomProposal.unscoped.get()
    assert proposal.room_id == house.room.id
    page = browser.get(house.url("rooms") + house.query).content.decode()
    assert "上次住的 1108 房" in page
    browser.post(house.of_stay("room_accept"))
    assert Stay.unscoped.get(id=house.stay.id).room_id == house.room.id
    choose = house.of_stay("room_choose")
    assert "1109" in browser.get(choose).content.decode()
    assert browser.post(choose, {"room": str(other.id), "reason": ""}).status_code == 422
    assert browser.post(choose, {"room": str(other.id), "reason": "客人要求"}).status_code == 302
    assert Stay.unscoped.get(id=house.stay.id).room_id == other.id
    assert browser.post(house.url("rooms_accept") + house.query).status_code == 302
    assert browser.post(house.url("rooms_propose") + house.query).status_code == 302


@pytest.mark.requirement("R-220")
def test_a_gift_form_is_asked_approved_delivered_and_printed(house: House, sign_in: SignIn) -> None:
    officer, manager = make_staff(house.hotel, "guest_relations"), make_staff(house.hotel, "service_manager")
    make_fact(house.guest, "taboo", "不要白色的花")
    browser = sign_in(officer)
    form = house.of_stay("gift_new")
    assert "不要白色的花" in browser.get(form).content.decode()
    values = {
        "kind": "flowers", "text": "白色百合", "occasion": "vip", "department": "housekeeping", "day": house.day.isoformat(),
        "hour": "15:00", "estimated_cost": "168", "message": "欢迎",
    }  # fmt: skip
    warned = browser.post(form, values)
    assert warned.status_code == 422
    assert not GiftRequest.unscoped.exists()
    assert browser.post(form, {**values, "text": "粉色康乃馨"}).status_code == 302
    assert browser.post(form, {**values, "anyway": "1"}).status_code == 302
    assert browser.post(form, {**values, "estimated_cost": ""}).status_code == 422
    gift = GiftRequest.unscoped.order_by("id").first()
    assert gift is not None
    listed = browser.get(house.url("gifts")).content.decode()
    assert gift.number in listed
    assert house.url("gift_decide", gift.guest_id, gift.id) not in listed
    decider = sign_in(manager)
    assert decider.post(house.url("gift_decide", gift.guest_id, gift.id), {"approve": "yes"}).status_code == 302
    floor = sign_in(make_staff(house.hotel, "housekeeping_attendant"))
    floor.post(house.url("gift_deliver", gift.guest_id, gift.id), {"actual_cost": "150"})
    gift.refresh_from_db()
    assert (gift.state, str(gift.actual_cost)) == ("delivered", "150.00")
    assert "欢迎" in browser.get(house.url("gift_print", gift.guest_id, gift.id)).content.decode()
    assert browser.get(house.url("gifts") + "?state=delivered").context["page"].paginator.count == 1


def test_rules_are_changed_and_made_on_their_pages(house: House, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(house.hotel, "service_manager"))
    assert "电脑" in browser.get(house.url("rules")).content.decode()
    edit = house.url("rule_edit", "computer_desk")
    page = browser.get(edit)
    values = {
        "text_zh": "书桌备三个插座", "text_en": "Three sockets", "departments": ["housekeeping"], "role": "", "period": "before",
        "anchor": "eta", "amount": "60", "at": "", "is_active": "on", "reason": "试行",
    }  # fmt: skip
    assert page.context["form"].initial["anchor"] == "eta"
    assert browser.post(edit, {**values, "text_zh": "书桌 {secret}"}).status_code == 422
    assert browser.post(edit, values).status_code == 302
    assert "试行" in browser.get(edit).content.decode()
    own = {**values, "zh": "长住水果", "en": "Fruit", "condition": "nights_at_least", "number": "3"}
    assert browser.post(house.url("rule_new"), {**own, "condition": "fact"}).status_code == 422
    assert browser.post(house.url("rule_new"), own).status_code == 302
    assert PreparationRule.unscoped.filter(code__startswith="own_").get().definition["when"] == {"nights_at_least": 3}
    assert browser.get(house.url("rule_edit", "no-such-rule")).status_code == 404
    assert browser.post(house.url("build") + house.query).status_code == 302
    assert one("computer_desk").text_zh == "书桌备三个插座"


@pytest.mark.requirement("R-218", "R-239", "R-241", "R-243")
def test_the_page_of_a_stay(house: House, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(house.hotel, "front_desk"))
    page = browser.get(house.of_stay("stay")).content.decode()
    for words in ("抵店前", "住店期间", "离店后", "欢迎您再次光临：第 2 次入住", "绍兴黄酒"):
        assert words in page, words
    browser.post(house.of_stay("registration"), {"do": "prepare"})
    browser.post(house.of_stay("registration"), {"do": "confirm"})
    assert "客人已签字" in browser.get(house.of_stay("stay")).content.decode()
    browser.post(house.of_stay("event_new"), {"kind": "delay", "text": "航班延误", "minutes_ago": "10"})
    browser.post(house.of_stay("event_new"), {"kind": "delay", "text": ""})
    event = StayEvent.unscoped.get()
    browser.post(house.url("event_close", event.guest_id, event.id), {"answer": ""})
    browser.post(house.url("event_close", event.guest_id, event.id), {"answer": "保留房间"})
    assert "用时 10 分钟" in browser.get(house.of_stay("stay")).content.decode()


@pytest.mark.requirement("R-238")
def test_the_proposal_is_drafted_kept_and_noted_as_sent(house: House, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(house.hotel, "guest_relations"))
    page = house.of_stay("offer")
    assert "尊敬的王先生" in browser.get(page).content.decode()
    assert "Dear Mr. Wang" in browser.get(page + "?language=en").content.decode()
    assert browser.post(house.of_stay("offer_send"), {"channel": "email", "language": "en"}).status_code == 404
    assert browser.post(page, {"text": "11010519491231002X", "language": "en"}).status_code == 422
    browser.post(page, {"text": "Dear Mr. Wang, all is ready.", "language": "en"})
    browser.post(house.of_stay("offer_send"), {"channel": "email", "language": "en"})
    assert browser.post(page, {"text": "too late", "language": "en"}).status_code == 422


@pytest.mark.requirement("R-236")
def test_each_employee_has_a_short_sheet_of_the_guests_to_meet(house: House, sign_in: SignIn) -> None:
    attendant = make_staff(house.hotel, "housekeeping_attendant", name="李梅")
    boss = sign_in(make_staff(house.hotel, "service_manager"))
    browser = sign_in(attendant)
    assert "没有分派给您的事项" in browser.get(house.url("sheet") + house.query).content.decode()
    item = one("computer_desk")
    boss.post(house.of_item("hand", item), {"staff": str(attendant.id)})
    page = browser.get(house.url("sheet") + house.query)
    assert page.context["count"] == 1
    assert "插座" in page.content.decode()
    assert "绍兴黄酒" not in page.content.decode()
    assert boss.get(f"{house.url('sheet')}{house.query}&staff={attendant.id}").context["count"] == 1
    assert browser.get(f"{house.url('sheet')}{house.query}&staff={boss.session['_auth_user_id']}").status_code == 403


@pytest.mark.requirement("R-227", "R-232")
def test_floor_sheet_and_duty_list_have_pages(house: House, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(house.hotel, "kitchen", name="罗大石"))
    assert "标准夜床" in browser.get(house.url("floor") + house.query).content.decode()
    assert browser.get(house.url("floor") + house.query + "&floor=11").status_code == 200
    page = house.url("duty") + house.query
    assert "罗大石" in browser.get(page).content.decode()
    assert browser.post(page, {"on": "罗大石\n莫山", "off": "学徒"}).status_code == 302
    assert StaffDuty.unscoped.count() == 3


def test_a_day_without_arrivals_teaches_and_a_wrong_date_is_tomorrow(house: House, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(house.hotel, "front_desk"))
    far = house.day + timedelta(days=200)
    assert "当日没有客人抵店" in browser.get(f"{house.url('report')}?date={far.isoformat()}").content.decode()
    assert browser.get(house.url("report") + "?date=yesterday").context["choice"].day == house.day
    past = browser.get(f"{house.url('report')}?date={(house.day - timedelta(days=90)).isoformat()}")
    assert past.context["virtual"]
    assert "签字</button>" not in past.content.decode()
