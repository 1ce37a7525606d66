"""The search box with the keyboard alone, from any page; what is typed never stands in an address."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from binzhi.guests.drafts import ContactDraft
from binzhi.guests.enums import ContactKind
from tests.browser.conftest import PHONE
from tests.builders import make_guest, make_hotel, make_past_stay, make_staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases=["default", "keys"], transaction=True)]


@pytest.mark.requirement("R-197", "R-204")
def test_search_arrow_enter_and_escape(desk: Callable[..., Any], live_server: LiveServer) -> None:
    now = timezone.now()
    hotel = make_hotel(business_date=timezone.localdate(), now=now)
    first = make_guest("王伟", company="华为", contacts=(ContactDraft(ContactKind.MOBILE, "13800138000"),))
    second = make_guest("王伟国")
    make_past_stay(hotel, first, arrival=timezone.localdate() - timedelta(days=40))
    page = desk(make_staff(hotel, "front_desk"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.keyboard.press("/")
    page.keyboard.type("wang wei")
    page.wait_for_selector("#search-results .search-hit")
    assert "华为" in page.inner_text("#search-results") and "上次入住" in page.inner_text("#search-results")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert str(second.id) in page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/guests/{second.id}/")

    page.keyboard.press("Control+k")
    page.keyboard.type("138 0013 8000")
    page.wait_for_selector(f"#search-results a[href*='{first.id}']")
    page.keyboard.press("Escape")
    assert page.locator("#search-results .search-hit").count() == 0
    page.fill("#search", "")
    page.keyboard.type("王")
    page.wait_for_selector("#search-results .search-hit")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/guests/*/")
    assert not any("8000" in url or "wang" in url.lower() for url in asked)


def test_the_page_of_all_hits_and_the_list_on_a_phone(desk: Callable[..., Any], live_server: LiveServer) -> None:
    hotel = make_hotel(business_date=timezone.localdate(), now=timezone.now())
    for n in range(23):
        make_guest("王伟", company=f"公司{n}", position="总经理", vip_level="V2")
    page = desk(make_staff(hotel, "front_desk"), size=PHONE)
    page.click("#search")
    page.keyboard.type("ww")
    page.wait_for_selector(".search-more")
    assert page.locator("#search-results .search-hit").count() == 20
    page.click(".search-more button")
    page.wait_for_selector(".search-page")
    assert page.url == f"{live_server.url}/search/" and page.locator(".search-page .search-hit").count() == 23
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.goto(f"{live_server.url}/guests/")
    page.fill("#guest-q", "公司22")
    page.wait_for_selector("#guest-list tbody tr:only-child")
    assert "?" not in page.url
