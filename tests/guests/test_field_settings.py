"""Profile fields: a sensitive field is switched on with purpose and basis; lists and pages never open what no one works by."""

from collections.abc import Callable

import pytest
from django.test import Client

from binzhi.guests.models import FieldChoice
from binzhi.guests.switches import fields_on
from tests.builders import make_fact, make_guest, make_hotel, make_staff

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
URL = "/guests/fields/"


@pytest.mark.requirement("R-157")
def test_a_field_is_switched_on_with_purpose_and_basis_and_off_again(sign_in: Callable[..., Client]) -> None:
    hotel = make_hotel(switched_on=False)
    manager = sign_in(make_staff(hotel, "service_manager", name="客服经理"))
    page = manager.get(URL).content.decode()
    assert "银行账户号码" in page
    short = {"field": "bank_account", "on": "1", "bank_account-purpose": "无", "bank_account-basis": "consent"}
    assert manager.post(URL, short).status_code == 422
    contract = {**short, "bank_account-purpose": "结算退款", "bank_account-basis": "contract"}
    assert manager.post(URL, contract).status_code == 422
    assert fields_on(hotel.id) == frozenset()
    right = {**contract, "bank_account-basis": "separate_consent"}
    assert manager.post(URL, right).status_code == 302
    assert fields_on(hotel.id) == {"bank_account"}
    page = manager.get(URL).content.decode()
    for said in ("结算退款", "客服经理", "单独同意"):
        assert said in page
    assert manager.post(URL, {"field": "bank_account", "on": "0"}).status_code == 302
    assert fields_on(hotel.id) == frozenset()
    assert FieldChoice.unscoped.count() == 2  # every choice stays


def test_only_who_may_switches_fields(sign_in: Callable[..., Client]) -> None:
    desk = sign_in(make_staff(make_hotel(), "front_desk"))
    assert desk.get(URL).status_code == 403
    assert desk.post(URL, {"field": "belief", "on": "1"}).status_code == 403


def test_what_no_department_works_by_is_not_opened_on_the_guest_page(sign_in: Callable[..., Client]) -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    make_fact(guest, "bank_account", "6222021234567890128")
    make_fact(guest, "belief_custom", "CUSTOMCANARY")
    make_fact(guest, "personality", "OPINIONCANARY")
    make_fact(guest, "health_need", "CARECANARY")
    for role in ("housekeeping_attendant", "front_desk", "service_manager"):
        page = sign_in(make_staff(hotel, role)).get(f"/guests/{guest.id}/?show=all").content.decode()
        for closed in ("6222021234567890128", "CUSTOMCANARY", "OPINIONCANARY"):
            assert closed not in page, (role, closed)
        assert "CARECANARY" in page, role  # a safety need reaches those who serve


def test_a_contested_fact_shows_both_values_on_the_guest_page(sign_in: Callable[..., Client]) -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    make_fact(guest, "floor_height", "low")
    make_fact(guest, "floor_height", "high")
    page = sign_in(make_staff(hotel, "front_desk")).get(f"/guests/{guest.id}/?show=all").content.decode()
    assert "采用新值" in page
    assert "保留原值" in page


@pytest.mark.requirement("R-176")
def test_choosing_an_item_brings_its_input_with_the_entry_rule(sign_in: Callable[..., Client]) -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    desk = sign_in(make_staff(hotel, "front_desk"))
    choice = desk.get("/guests/facts/value/?item=floor_height").content.decode()
    assert "<select" in choice
    assert 'value="high"' in choice
    text = desk.get("/guests/facts/value/?item=occupation").content.decode()
    assert "做什么工作" in text
    assert "建筑师" in text
    assert 'type="number"' in desk.get("/guests/facts/value/?item=extra_pillow").content.decode()
    assert desk.get("/guests/facts/value/?item=nonsense").status_code == 200
    data = {"item": "floor_height", "value": "high", "source": "stated"}
    assert desk.post(f"/guests/{guest.id}/facts/new/", data).status_code == 302
    wrong = desk.post(f"/guests/{guest.id}/facts/new/", {**data, "value": "roof"})
    assert wrong.status_code == 422
