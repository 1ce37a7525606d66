"""Two desks at one profile: the second sees both values of each field and chooses; nothing is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from binzhi.guests.domain.profile import change_guest
from binzhi.guests.drafts import GuestDraft
from binzhi.guests.edits import base_of
from binzhi.guests.enums import Gender, ValueStatus
from binzhi.guests.models import Guest, GuestValue
from tests.builders import NOW, make_guest, make_hotel, make_staff, open_house

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def desk(sign_in: Callable[..., Client]) -> Client:
    """The browser of the second desk."""
    return sign_in(make_staff(make_hotel(), "front_desk", name="乙柜台"))


def other_desk(guest: Guest, **values: Any) -> None:
    """The first desk saves while the form of the second is open."""
    with open_house(make_hotel()) as scope:
        change_guest(scope=scope, now=NOW, guest=guest, draft=GuestDraft(name=guest.name, **values))


def form_of(guest: Guest, **typed: str) -> dict[str, str]:
    """The form of the second desk, built before the first one saved."""
    plain = {"name": guest.name, "gender": guest.gender, "company": guest.company, "position": guest.position}
    return {**plain, "version": str(guest.version), "base": base_of(guest), **typed}


@pytest.mark.requirement("R-195", "R-196")
def test_changes_of_different_fields_both_stand(desk: Client) -> None:
    guest = make_guest("王建国", company="甲公司")
    form = form_of(guest, position="总经理")
    other_desk(guest, company="乙公司")
    assert desk.post(f"/guests/{guest.id}/edit/", form).status_code == 302
    fresh = Guest.unscoped.get(id=guest.id)
    assert (fresh.company, fresh.position) == ("乙公司", "总经理")


@pytest.mark.requirement("R-196")
@pytest.mark.parametrize(
    ("chosen", "stands", "status", "gone"),
    [("mine", "丙公司", ValueStatus.SUPERSEDED, "乙公司"), ("theirs", "乙公司", ValueStatus.REJECTED, "丙公司")],
)
def test_the_second_desk_sees_both_values_and_chooses(
    desk: Client, chosen: str, stands: str, status: ValueStatus, gone: str
) -> None:
    guest = make_guest("王建国", company="甲公司")
    form = form_of(guest, company="丙公司")
    other_desk(guest, company="乙公司")
    answer = desk.post(f"/guests/{guest.id}/edit/", form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "乙公司" in page
    assert "丙公司" in page
    assert 'name="choose_company"' in page
    assert Guest.unscoped.get(id=guest.id).company == "乙公司"  # nothing was written
    again = {**form, "version": "2", "choose_company": chosen}
    assert desk.post(f"/guests/{guest.id}/edit/", again).status_code == 302
    assert Guest.unscoped.get(id=guest.id).company == stands
    assert GuestValue.unscoped.filter(guest=guest, field="company", value=gone, status=status).exists()


def test_a_choice_made_before_a_third_desk_wrote_is_asked_again(desk: Client) -> None:
    guest = make_guest("王建国", company="甲公司")
    form = form_of(guest, company="丙公司")
    other_desk(guest, company="乙公司")
    other_desk(guest, company="丁公司")
    stale = {**form, "version": "2", "choose_company": "mine"}
    answer = desk.post(f"/guests/{guest.id}/edit/", stale)
    assert answer.status_code == 409
    assert "丁公司" in answer.content.decode()


def test_a_form_without_its_base_never_overwrites_what_it_did_not_see(desk: Client) -> None:
    guest = make_guest("王建国", company="甲公司")
    other_desk(guest, company="乙公司")
    old_client = {"name": "王建国", "gender": Gender.MALE, "company": "甲公司", "version": "1"}
    assert desk.post(f"/guests/{guest.id}/edit/", old_client).status_code == 409
    forged = {**old_client, "base": "nonsense"}
    assert desk.post(f"/guests/{guest.id}/edit/", forged).status_code == 409
    assert Guest.unscoped.get(id=guest.id).company == "乙公司"


def test_a_field_that_was_not_on_the_page_is_not_emptied(desk: Client) -> None:
    guest = make_guest("王建国", company="甲公司", position="总经理")
    form = {"name": "王建国", "gender": Gender.MALE, "position": "董事长", "version": "1", "base": base_of(guest)}
    assert desk.post(f"/guests/{guest.id}/edit/", form).status_code == 302
    fresh = Guest.unscoped.get(id=guest.id)
    assert (fresh.company, fresh.position) == ("甲公司", "董事长")


@pytest.mark.requirement("R-139")
def test_the_form_of_address_is_told_while_typing(desk: Client) -> None:
    answer = desk.post("/guests/salutation/", {"name": "王建国", "gender": "male", "position": "财政局局长"})
    assert "王局长" in answer.content.decode()
    assert not Guest.unscoped.exists()


@pytest.mark.requirement("R-136")
def test_a_profile_is_entered_in_chinese_and_english(desk: Client) -> None:
    typed = {
        "name": "王建国", "latin_name": "Jianguo Wang", "gender": "male", "company": "杭州市财政局",
        "company_latin": "Hangzhou Finance Bureau", "position": "局长", "position_latin": "Director",
    }  # fmt: skip
    assert desk.post("/guests/new/", typed).status_code == 302
    guest = Guest.unscoped.get()
    page = desk.get(f"/guests/{guest.id}/edit/").content.decode()
    for value in typed.values():
        assert value in page
    assert guest.salutation_en
    assert guest.salutation_zh == "王局长"


@pytest.mark.requirement("R-176")
def test_each_input_shows_its_rule_and_example(desk: Client) -> None:
    page = desk.get("/guests/new/").content.decode()
    for said in ("写对外称呼用的职务全称", "财政局局长", "18位", "国外以 + 和国家码开头"):
        assert said in page, said
