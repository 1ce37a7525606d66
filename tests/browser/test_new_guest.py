"""Typing a guest in a real browser: the question comes by itself, digits choose, Enter uses the present history."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from binzhi.guests.drafts import ContactDraft
from binzhi.guests.enums import ContactKind
from binzhi.guests.models import Guest
from tests.browser.conftest import PHONE
from tests.builders import make_guest, make_hotel, make_staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases=["default", "keys"], transaction=True)]
MOBILE = (ContactDraft(ContactKind.MOBILE, "13800138001"),)


@pytest.mark.requirement("R-177", "R-178", "R-179")
def test_the_question_comes_while_typing_and_enter_uses_the_known_guest(
    desk: Callable[..., Any], live_server: LiveServer
) -> None:
    hotel = make_hotel()
    known, other = make_guest("王磊", contacts=MOBILE), make_guest("王磊", company="蓝天旅行社")
    page = desk(make_staff(hotel, "front_desk"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/guests/new/")
    page.locator("#id_name").type("欧阳雪")
    page.wait_for_selector("text=是不是要新建客史?")
    page.fill("#id_name", "王磊")
    page.wait_for_selector("text=是新建客史还是选择当前客史?")
    assert page.locator("input[name=choose]:checked").count() == 0
    page.fill("#id_mobile", "13800138001")
    page.wait_for_selector(f"input[name=choose][value='{known.id}']:checked")
    page.locator("#id_name").press("ArrowDown")
    page.keyboard.press("2")
    assert page.locator("input[name=choose]:checked").get_attribute("value") == str(other.id)
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/guests/{known.id}/")
    assert Guest.unscoped.count() == 2
    assert not any("13800138001" in url for url in asked)


def test_the_candidates_fit_a_phone(desk: Callable[..., Any], live_server: LiveServer) -> None:
    hotel = make_hotel()
    make_guest("王磊", contacts=MOBILE, company="杭州宏远国际贸易有限责任公司", birthday="1975-03-02", vip_level="V2")
    page = desk(make_staff(hotel, "front_desk"), size=PHONE)
    page.goto(f"{live_server.url}/guests/new/?name=王磊")
    page.wait_for_selector("[data-matches] .match")
    page.locator(".match-new summary").click()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
