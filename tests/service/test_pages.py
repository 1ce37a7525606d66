"""The pages of the service: every door opens for those who may, in both languages, and does what it says."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.kernel.words import Words
from binzhi.org.models import Staff
from binzhi.service.domain.instructions import leave_instruction
from binzhi.service.domain.records import log_touchpoint, record_feedback
from binzhi.service.domain.reviews import enter_review
from binzhi.service.domain.services import log_service
from binzhi.service.domain.tasks import request_task
from binzhi.service.enums import FeedbackKind, Shift, TaskKind
from binzhi.service.models import Feedback, ServiceTask, ShiftInstruction
from tests.builders import make_staff, open_house
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
