"""The merge keeper in a real browser: pairs decided by keyboard, taken back, and a wrong merge undone on the guest page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from binzhi.guests.domain.facts import record_fact
from binzhi.guests.drafts import ContactDraft, DateDraft, DocumentDraft
from binzhi.guests.enums import ContactKind, DateKind, DocumentKind, GuestState, SourceKind
from binzhi.guests.models import Fact, Guest
from binzhi.identity.domain.cases import open_case
from binzhi.identity.models import Apart, PairCase
from tests.browser.conftest import PHONE
from tests.builders import make_guest, make_hotel, make_past_stay, make_staff, open_house

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases=["default", "keys"], transaction=True)]
NO_SIDEWAYS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def state_of(hotel: Any, guest: Guest) -> str:
    with open_house(hotel):
        return str(Guest.objects.get(id=guest.id).state)


@pytest.mark.requirement("R-185", "R-186", "R-187")
def test_pairs_are_decided_by_keyboard_and_a_wrong_merge_is_undone(
    desk: Callable[..., Any], live_server: LiveServer
) -> None:
    now, today = timezone.now(), timezone.localdate()
    hotel = make_hotel(business_date=today, now=now)
    phone = ContactDraft(ContactKind.MOBILE, "+8613812345678")
    card = make_guest(
        "张涛俊",
        company="江海机械有限公司",
        documents=(DocumentDraft(DocumentKind.ID_CARD, "310101198506151238"),),
        contacts=(phone,),
    )
    pinyin = make_guest("Zhang Taojun", company="携程旅行", contacts=(phone,))
    make_past_stay(hotel, card, arrival=today - timedelta(days=60))
    twins = [make_guest("李明", dates=(DateDraft(DateKind.BIRTHDAY, "1990-05-01"),)) for _ in range(2)]
    with open_house(hotel) as scope:
        for (a, b), weight in (((card, pinyin), 18.5), ((twins[0], twins[1]), 6.0)):
            open_case(scope=scope, now=now, guest_a=a.id, guest_b=b.id, origin="run", weight=weight)
    url = live_server.url
    page = desk(make_staff(hotel, "customer_information", name="合并专员"))

    # The pair with a stay behind it comes first; the choice and the answer need no mouse.
    page.goto(f"{url}/identity/")
    assert page.locator("tbody tr").first.inner_text().startswith("张涛俊")
    page.get_by_role("link", name="开始").click()
    page.wait_for_selector("tr[data-choice] kbd")
    chosen = page.locator("tr[data-choice]", has_text="江海机械").locator("input:checked").get_attribute("value")
    number = page.locator("tr[data-choice]", has_text="江海机械").locator("kbd").inner_text()
    page.keyboard.press(number)
    assert (
        page.locator("tr[data-choice]", has_text="江海机械").locator("input:checked").get_attribute("value") != chosen
    )
    page.keyboard.press("s")
    page.wait_for_url("**/cases/*/?done=*")
    page.wait_for_selector("[data-key=z]")
    assert state_of(hotel, pinyin) == GuestState.JOINED

    # Two namesakes: the wrong key, taken back at once, then the right one; it is remembered.
    page.keyboard.press("s")
    page.wait_for_selector("[data-key=z]")
    page.wait_for_url("**/identity/?done=*")
    assert state_of(hotel, twins[1]) == GuestState.JOINED
    page.keyboard.press("z")
    page.wait_for_url("**/cases/*/")
    assert state_of(hotel, twins[1]) == GuestState.ACTIVE
    page.keyboard.press("d")
    page.wait_for_selector("text=没有待处理的客史")
    with open_house(hotel) as scope:
        assert Apart.objects.count() == 1 and not PairCase.objects.filter(state="open").exists()

        # Meanwhile something was told of the person; later it turns out that they are two.
        lead = Guest.objects.get(id=card.id)
        told = record_fact(
            scope=scope, now=now, guest=lead, item_code="likes", value="靠窗座位", source=SourceKind.STATED
        )
    page.goto(f"{url}/guests/{pinyin.id}/")
    assert "您打开的客史已与此客史合并" in page.locator("main").inner_text()
    page.get_by_role("link", name="客史", exact=True).last.click()
    page.wait_for_selector("#joined")
    page.locator("#joined li", has_text="Zhang Taojun").get_by_role("link", name="不是同一人：拆分").click()
    assert "喜欢" in page.locator("main").inner_text() or "合并之后记录" in page.locator("main").inner_text()
    page.get_by_label("属于另一人").check()
    page.get_by_role("button", name="拆分").click()
    page.wait_for_url(f"**/guests/{pinyin.id}/")
    with open_house(hotel):
        one, two = Guest.objects.get(id=card.id), Guest.objects.get(id=pinyin.id)
        assert (one.name, one.company, two.name, two.company) == (
            "张涛俊",
            "江海机械有限公司",
            "Zhang Taojun",
            "携程旅行",
        )
        assert Fact.objects.get(guest_id=pinyin.id).value == "靠窗座位"
        assert Fact.objects.get(guest_id=card.id, id=told.id).status == "rejected"

    # On the phone nothing stands out sideways.
    with open_house(hotel) as scope:
        extra = [make_guest("王小明", company="上海某某国际贸易有限责任公司"), make_guest("王小明", company="乙公司")]
        case = open_case(scope=scope, now=now, guest_a=extra[0].id, guest_b=extra[1].id, origin="run", weight=3.0)
    assert case is not None
    small = desk(make_staff(hotel, "customer_information"), size=PHONE)
    for path in (
        "/identity/",
        f"/identity/cases/{case.id}/",
        "/identity/duplicates/",
        f"/identity/guests/{card.id}/same/?q=王",
        f"/identity/guests/{card.id}/joined/",
    ):
        small.goto(url + path)
        assert small.evaluate(NO_SIDEWAYS), path
