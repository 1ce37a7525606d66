"""The pages of the service: every door opens for those who may, in both languages, and does what it says."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from binzhi.kernel.words import Words
from binzhi.org.models import Staff
from binzhi.service.domain.instructions import leave_instruction
from binzhi.service.domain.records import log_touchpoint, record_feedback
from binzhi.service.domain.reviews import enter_review
from binzhi.service.domain.services import log_service
from binzhi.service.domain.tasks import request_task
from binzhi.service.enums import FeedbackKind, Shift, TaskKind
from binzhi.service.models import Feedback, OnlineReview, ServiceTask, ShiftInstruction, ShiftNote
from binzhi.service.shifts import slot_now
from binzhi.stays.domain.consumption import record_spend
from binzhi.stays.domain.house import add_code
from binzhi.stays.enums import CodeKind
from tests.builders import make_fact, make_staff, open_house
from tests.service.houses import House

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def house() -> House:
    return House()


def fill(house: House) -> None:
    """Something on every page."""
    hotel, guest, stay, now = house.hotel, house.guest, house.stay, house.now
    with open_house(hotel) as scope:
        common = {"scope": scope, "now": now, "hotel": hotel, "guest": guest, "stay": stay}
        request_task(**common, department="housekeeping", text=Words("加一条毯子", "One extra blanket"), why="夜里冷")
        leave_instruction(**common, department="housekeeping", text="开夜床时调到26度", shift=Shift.MIDDLE)
        log_service(**common, department="concierge", text="代叫出租车", kind=TaskKind.VALUE_ADDED)
        log_touchpoint(**common, summary="电话问早餐时间")
        record_feedback(**common, kind=FeedbackKind.REQUIREMENT, text="要高楼层")
        enter_review(
            scope=scope, now=now, hotel=hotel, site="携程", published_on=house.today, text="住在1208房，很好", score=5
        )


PAGES = [
    "board",
    "task_new",
    "shift",
    "shift_print",
    "shift_note",
    "instruction_new",
    "terminal",
    "talks",
    "reviews",
    "review_new",
]
WHOLE = ("print/", "talks/", "reviews/", "reviews/new/")  # pages that are never a fragment
OF_GUEST = ["history_panel", "touchpoint_new", "feedback_new", "service_new", "card"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(house: House, sign_in: SignIn, language: str) -> None:
    fill(house)
    browser = sign_in(make_staff(house.hotel, "service_manager"))
    browser.cookies["binzhi_language"] = language
    addresses = [reverse(f"service:{name}") for name in PAGES]
    addresses += [reverse(f"service:{name}", args=[house.guest.id]) for name in OF_GUEST]
    task, row, said = ServiceTask.unscoped.first(), ShiftInstruction.unscoped.get(), Feedback.unscoped.first()
    addresses += [
        reverse("service:task", args=[task.guest_id, task.id]),
        reverse("service:instruction_not_done", args=[row.guest_id, row.id]),
        reverse("service:feedback_task", args=[said.guest_id, said.id]),
        reverse("service:feedback_settle", args=[said.guest_id, said.id]),
        reverse("service:follow_up") + f"?guest={house.guest.id}&kind=task&id={task.id}",
        reverse("service:terminal") + f"?guest={house.guest.id}&place=restaurant",
    ]
    for address in addresses:
        for headers in ({}, FRAGMENT):
            answer = browser.get(address, headers=headers)
            assert answer.status_code == 200, address
            text = answer.content.decode()
            assert address.endswith(WHOLE) or "card/" in address or ("<html" in text) is not bool(headers), address
    board = browser.get(reverse("service:board")).content.decode()
    assert ("加一条毯子" in board) is (language != "en")
    assert ("One extra blanket" in board) is (language == "en")


@pytest.mark.requirement("R-202")
@pytest.mark.parametrize("kind", ["fact", "note", "stay", "spend", "feedback", "task", "touchpoint"])
def test_any_history_item_becomes_a_follow_up_in_one_step(house: House, sign_in: SignIn, kind: str) -> None:
    browser = sign_in(make_staff(house.hotel, "front_desk"))
    source = uuid4()
    address = f"{reverse('service:follow_up')}?guest={house.guest.id}&kind={kind}&id={source}"
    assert "<dialog" in browser.get(address, headers=FRAGMENT).content.decode()
    answer = browser.post(
        address, {"text": "下次备好热毛巾", "department": "food_beverage", "next": "/guests/"}, headers=FRAGMENT
    )
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/guests/")
    task = ServiceTask.unscoped.get()
    assert (task.kind, task.source_kind, task.source_id) == ("follow_up", kind, source)
    assert (task.guest_id, task.stay_id, task.department) == (house.guest.id, house.stay.id, "food_beverage")
    assert browser.post(address, {"text": "", "department": "food_beverage"}, headers=FRAGMENT).status_code == 422
    assert browser.post(reverse("service:follow_up"), {"text": "x", "department": "sales"}).status_code == 404


def test_a_task_is_asked_for_by_room(house: House, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(house.hotel, "housekeeping_attendant"))
    form = {"room": "1208", "text": "加一条毯子", "department": "housekeeping", "urgency": "now", "kind": "request"}
    assert browser.post(reverse("service:task_new"), form).status_code == 302
    assert ServiceTask.unscoped.get().guest_id == house.guest.id
    for wrong in ({"room": "9999"}, {"urgency": "later"}, {"text": "卡号4111111111111111"}, {"department": "moon"}):
        assert browser.post(reverse("service:task_new"), {**form, **wrong}).status_code == 422, wrong
    assert ServiceTask.unscoped.count() == 1


def test_the_board_signs_with_one_tap_with_and_without_script(house: House, sign_in: SignIn) -> None:
    fill(house)
    browser = sign_in(make_staff(house.hotel, "housekeeping_attendant", name="李梅"))
    task = ServiceTask.unscoped.get(kind="request")
    of = {
        name: reverse(f"service:{name}", args=[task.guest_id, task.id])
        for name in ("acknowledge", "complete", "reopen", "cannot", "hand_on")
    }
    line = browser.post(of["acknowledge"] + "?part=line", headers=FRAGMENT).content.decode()
    assert line.strip().startswith("<li") and "李梅" in line
    assert browser.post(of["complete"]).status_code == 302
    assert browser.post(of["reopen"], {"next": "https://evil.example/"})["Location"] == "/service/"
    assert browser.post(of["cannot"], {"reason": ""}).status_code == 422
    assert browser.post(of["cannot"], {"reason": "用完了"}).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.signed_by) == ("not_possible", "李梅")
    other = sign_in(make_staff(house.hotel, "housekeeping_attendant"))
    late = other.post(of["complete"] + "?part=line", headers=FRAGMENT)
    assert late.status_code == 409 and "李梅" in late.content.decode()
    browser.post(of["reopen"])
    browser.post(of["hand_on"], {"department": "concierge"})
    task.refresh_from_db()
    assert task.department == "concierge"


def test_the_board_and_the_shift_rest_until_something_concerns_them(house: House, sign_in: SignIn) -> None:
    fill(house)
    browser = sign_in(make_staff(house.hotel, "housekeeping_attendant"))
    for name in ("board", "shift"):
        page = browser.get(reverse(f"service:{name}"))
        address = f"{reverse(f'service:{name}')}?{page.context['query']}&since={page.context['stamp']}"
        assert browser.get(address, headers=FRAGMENT).status_code == 204
        make_fact(house.arriving, "favourite_liquor", name, at=house.now)  # tells food and beverage: tasks changed
        assert browser.get(address, headers=FRAGMENT).status_code == 200


@pytest.mark.requirement("R-206")
def test_the_shift_is_read_acknowledged_and_printed(house: House, sign_in: SignIn) -> None:
    with open_house(house.hotel) as scope:
        row = leave_instruction(
            scope=scope, now=house.now, hotel=house.hotel, guest=house.guest, stay=house.stay,
            department="housekeeping", text="窗帘留一条缝", shift=slot_now(house.hotel, house.now).shift,
        )  # fmt: skip
    browser = sign_in(make_staff(house.hotel, "housekeeping_attendant", name="李梅"))
    page = browser.get(reverse("service:shift"))
    assert "窗帘留一条缝" in page.content.decode()
    assert "未签收" in page.content.decode()
    args = [row.guest_id, row.id]
    browser.post(reverse("service:instruction_acknowledge", args=args))
    line = browser.post(
        reverse("service:instruction_done", args=args) + "?part=line", headers=FRAGMENT
    ).content.decode()
    assert "李梅" in line
    assert browser.post(reverse("service:instruction_reopen", args=args)).status_code == 302
    assert browser.post(reverse("service:instruction_not_done", args=args), {"reason": ""}).status_code == 422
    assert browser.post(reverse("service:instruction_not_done", args=args), {"reason": "客人谢绝"}).status_code == 302
    assert browser.post(reverse("service:shift_note"), {"text": "8楼吸尘器送修"}).status_code == 302
    assert ShiftNote.unscoped.get().department == "housekeeping"
    paper = browser.get(reverse("service:shift_print")).content.decode()
    for words in ("窗帘留一条缝", "客人谢绝", "8楼吸尘器送修", "李梅"):
        assert words in paper, words
    assert browser.get(reverse("service:shift") + "?department=kitchen").status_code == 403
    assert browser.get(reverse("service:shift") + "?day=0001-01-01&shift=night").status_code == 422


@pytest.mark.requirement("R-037")
def test_all_services_given_stand_in_one_list_newest_first(house: House, sign_in: SignIn) -> None:
    with open_house(house.hotel) as scope:
        add_code(
            scope=scope,
            now=house.now,
            hotel_id=house.hotel.id,
            kind=CodeKind.OUTLET,
            code="SPA",
            name_zh="水疗",
            name_en="Spa",
        )
        about = {"scope": scope, "hotel": house.hotel, "guest": house.guest}
        record_spend(
            **about, now=house.now, outlet="SPA", item="足疗", day=house.today - timedelta(days=2), amount=Decimal(288)
        )
        for text, days in (("代叫出租车", 3), ("洗净孩子的袜子", 1)):
            log_service(
                **about, now=house.now, text=text, department="concierge", given_at=house.now - timedelta(days=days)
            )
    page = sign_in(make_staff(house.hotel, "front_desk")).get(reverse("service:history_panel", args=[house.guest.id]))
    shown = page.content.decode()
    assert shown.index("洗净孩子的袜子") < shown.index("足疗") < shown.index("代叫出租车")
    days = [entry["on"] for entry in page.context["given"]]
    assert days == sorted(days, reverse=True) and len(days) == 3


def test_what_is_written_on_the_guest_page_comes_back_to_it(house: House, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(house.hotel, "front_desk", name="陈静"))
    file = f"/guests/{house.guest.id}/"

    def post(name: str, **form: str) -> Any:
        return browser.post(reverse(f"service:{name}", args=[house.guest.id]), {**form, "next": file})

    talk = {"summary": "来电问早餐", "channel": "phone", "direction": "in", "kind": "communication"}
    assert post("touchpoint_new", **talk)["Location"] == file
    assert post("feedback_new", kind="requirement", text="要高楼层", channel="face")["Location"] == file
    assert (
        post("service_new", text="代买车票", kind="value_added", service="ticket", department="concierge").status_code
        == 302
    )
    assert post("touchpoint_new", **{**talk, "summary": ""}).status_code == 422
    assert post("feedback_new", kind="satisfaction", score="4", channel="face").status_code == 422
    spend = post(
        "feedback_new", kind="satisfaction", score="4", channel="face", about=f"task:{ServiceTask.unscoped.get().id}"
    )
    assert spend.status_code == 302
    shown = browser.get(reverse("service:history_panel", args=[house.guest.id]), headers=FRAGMENT).content.decode()
    for words in ("来电问早餐", "要高楼层", "代买车票", "4/5", "陈静"):
        assert words in shown, words
    said = Feedback.unscoped.get(kind="requirement")
    args = [said.guest_id, said.id]
    made = browser.get(reverse("service:feedback_task", args=args), headers=FRAGMENT).content.decode()
    assert "要高楼层" in made
    assert (
        browser.post(
            reverse("service:feedback_task", args=args), {"text": "留高楼层", "department": "reservations"}
        ).status_code
        == 302
    )
    assert browser.post(reverse("service:feedback_settle", args=args), {"outcome": "已预留"}).status_code == 302
    assert "已预留" in browser.get(reverse("service:history_panel", args=[house.guest.id])).content.decode()


def test_a_review_is_entered_suggested_confirmed_and_taken_back(house: House, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(house.hotel, "guest_relations"))
    form = {
        "site": "携程",
        "pseudonym": "月月",
        "published_on": str(house.today),
        "text": "住在1208房，好",
        "score": "5",
        "score_room": "4",
    }
    answer = browser.post(reverse("service:review_new"), form)
    page = browser.get(answer["Location"]).content.decode()
    assert "王建国" in page and "提到房号" in page
    row = OnlineReview.unscoped.get()
    assert row.scores == {"room": 4}
    link = {"guest": str(house.guest.id), "stay": str(house.stay.id)}
    assert browser.post(reverse("service:review_link", args=[row.id]), link).status_code == 302
    assert "住在1208房" in browser.get(reverse("service:history_panel", args=[house.guest.id])).content.decode()
    browser.post(reverse("service:review_unlink", args=[row.id]))
    assert not Feedback.unscoped.exists()
    assert browser.post(reverse("service:review_new"), {**form, "site": ""}).status_code == 422
    assert browser.post(reverse("service:review_link", args=[row.id]), {"guest": "x"}).status_code == 404


def queries_of(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as found:
        assert browser.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize("name", ["board", "shift", "talks", "history_panel", "home"])
def test_a_page_asks_as_often_for_thirty_rows_as_for_one(house: House, sign_in: SignIn, name: str) -> None:
    fill(house)
    browser = sign_in(make_staff(house.hotel, "service_manager", department="housekeeping"))
    address = (
        "/" if name == "home" else reverse(f"service:{name}", args=[house.guest.id] if name == "history_panel" else [])
    )
    one = queries_of(browser, address)
    for _ in range(29):
        with open_house(house.hotel) as scope:
            about = {"scope": scope, "now": house.now, "hotel": house.hotel, "guest": house.guest, "stay": house.stay}
            request_task(**about, department="housekeeping", text="加毯子", why="冷")
            leave_instruction(**about, department="housekeeping", text="留灯")
            log_service(**about, department="housekeeping", text="送水")
            log_touchpoint(**about, department="housekeeping", summary="问候")
            record_feedback(**about, kind=FeedbackKind.OPINION, text="好")
    assert queries_of(browser, address) == one
