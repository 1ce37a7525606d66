"""Capture panels at booking, check-in and check-out; the booking and registration forms fill the profile."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.collection.domain.panels import answer_panel
from binzhi.collection.domain.registration import register_guest
from binzhi.collection.enums import ItemKind, ItemState, PanelReply
from binzhi.collection.gaps import panel_for
from binzhi.collection.models import CollectedItem
from binzhi.collection.questions import may_be_asked, questions
from binzhi.guests.domain.flags import set_flag
from binzhi.guests.enums import FlagCode, Stage
from binzhi.guests.errors import WrongValue
from binzhi.guests.fields import fields
from binzhi.guests.items import items
from binzhi.guests.models import Fact, Guest, GuestContact, GuestValue
from binzhi.org.domain.house import set_parameter
from binzhi.org.models import Staff
from binzhi.stays.domain.house import add_code
from binzhi.stays.enums import CodeKind
from tests.builders import (
    NOW,
    TODAY,
    TOMORROW,
    make_booking,
    make_fact,
    make_guest,
    make_hotel,
    make_staff,
    open_house,
    scope_of,
)
from tests.collection.keeping import House, here, make_house

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]
HTMX = {"HX-Request": "true"}
STAGES = [Stage.BOOKING, Stage.CHECK_IN, Stage.CHECK_OUT]


def offered(house: House, stage: Stage = Stage.CHECK_IN) -> list[str]:
    with open_house(house.hotel):
        panel = panel_for(hotel=house.hotel, guest=house.stay.guest, stage=stage, now=NOW, stay=house.stay)
    return [q.item for q in panel.offers]


@pytest.mark.requirement("R-123", "R-124", "R-125")
@pytest.mark.parametrize("stage", STAGES)
def test_an_answer_at_a_panel_is_stored_with_its_stage(sign_in: SignIn, stage: Stage) -> None:
    house = make_house("clerk")
    desk = sign_in(house.clerk)
    address = reverse("collection:panel", args=[house.stay.guest_id]) + f"?stage={stage}&stay={house.stay.id}"
    first = offered(house, stage)[0]
    assert f'value="{first}"' in desk.get(address, headers=HTMX).content.decode()
    item = items()[first]
    value = item.choices[0][0] if item.choices else "22" if item.value == "number" else "绿茶"
    answer = reverse("collection:panel_answer", args=[house.stay.guest_id])
    entry = {"item": first, "stage": stage.value, "stay": str(house.stay.id), "value": value, "reply": "answered"}
    assert desk.post(answer, entry, headers=HTMX).status_code == 200
    row = CollectedItem.unscoped.get()
    assert (row.kind, row.stage, row.state, row.source_kind) == (ItemKind.ANSWER, stage, ItemState.STORED, "stated")
    assert Fact.unscoped.get().stage == stage
    assert first not in offered(house, stage)


@pytest.mark.requirement("R-128")
def test_two_or_three_gaps_the_most_valuable_first_and_never_what_is_known() -> None:
    house = make_house("clerk")
    before = offered(house)
    assert 2 <= len(before) <= 3
    worth = [questions()[code].worth for code in before]
    assert max(worth) >= 6
    make_fact(house.stay.guest, before[0], items()[before[0]].choices[0][0])
    assert before[0] not in offered(house)
    with open_house(house.hotel) as scope:
        set_parameter(scope=scope, now=NOW, hotel_id=house.hotel.id, key="collection.panel_size", value=2)
    assert len(offered(house)) == 2


@pytest.mark.requirement("R-128")
def test_nothing_sensitive_or_never_asked_is_ever_offered() -> None:
    for code in questions():
        item, field = items().get(code), fields().get(code)
        assert (item or field).field_class in {"C0", "C1"}  # type: ignore[union-attr]
        assert not (item and (item.never_ask or item.alert))
        assert not (field and (field.never_ask or field.is_opinion))
    refused = [c for c, i in items().items() if i.never_ask or i.field_class == "C4" or i.alert]
    assert "allergy" in refused
    assert [code for code in refused if may_be_asked(code)] == []
    house = make_house("clerk")
    with scope_of(house.clerk) as scope, pytest.raises(WrongValue):
        answer_panel(
            scope=scope, now=NOW, hotel=house.hotel, guest=house.stay.guest, item="allergy", stage=Stage.CHECK_IN,
            reply=PanelReply.ANSWERED, value="花生",
        )  # fmt: skip


@pytest.mark.requirement("R-172")
@pytest.mark.parametrize("flag", [FlagCode.DO_NOT_DISTURB, FlagCode.DO_NOT_ASK])
def test_no_prompt_against_a_flag(flag: FlagCode, sign_in: SignIn) -> None:
    house = make_house("clerk")
    assert offered(house)
    with open_house(house.hotel) as scope:
        set_flag(scope=scope, now=NOW, guest=house.stay.guest, code=flag)
    assert offered(house) == []
    page = sign_in(house.clerk).get(reverse("collection:panel", args=[house.stay.guest_id]), headers=HTMX)
    assert 'name="reply"' not in page.content.decode()


@pytest.mark.requirement("R-172")
def test_no_prompt_at_check_in_rush() -> None:
    house = make_house("clerk")
    with open_house(house.hotel) as scope:
        set_parameter(scope=scope, now=NOW, hotel_id=house.hotel.id, key="collection.rush_count", value=2)
    here(house.hotel, "1301")
    assert offered(house)
    here(house.hotel, "1302")
    assert offered(house) == []
    assert offered(house, Stage.CHECK_OUT)
    with open_house(house.hotel):
        later = panel_for(
            hotel=house.hotel, guest=house.stay.guest, stage=Stage.CHECK_IN, now=NOW + timedelta(minutes=16)
        )
    assert later.offers


@pytest.mark.requirement("R-172")
@pytest.mark.parametrize(("reply", "days"), [(PanelReply.LATER, 1), (PanelReply.DECLINED, 365)])
def test_later_and_did_not_want_to_say_are_remembered(reply: PanelReply, days: int) -> None:
    house = make_house("clerk")
    first = offered(house)[0]
    with scope_of(house.clerk) as scope:
        answer_panel(
            scope=scope,
            now=NOW,
            hotel=house.hotel,
            guest=house.stay.guest,
            item=first,
            stage=Stage.CHECK_IN,
            reply=reply,
        )
        assert not CollectedItem.unscoped.exists()
        for after, shown in ((days - 1, False), (days, True)):
            panel = panel_for(
                hotel=house.hotel, guest=house.stay.guest, stage=Stage.CHECK_IN, now=NOW + timedelta(days=after),
                stay=house.stay,
            )  # fmt: skip
            assert (first in {q.item for q in panel.offers}) is shown, after


@pytest.mark.requirement("R-123", "R-124", "R-125")
def test_the_desk_pages_load_the_panel(sign_in: SignIn) -> None:
    house = make_house("clerk")
    desk = sign_in(house.clerk)
    guest = make_guest()
    coming = make_booking(house.hotel, guest, arrival=TODAY)
    panel = reverse("collection:panel", args=[guest.id])
    assert f"{panel}?stage=booking" in desk.get(reverse("stays:book") + f"?guest={guest.id}").content.decode()
    page = desk.get(reverse("workbench:check_in", args=[guest.id, coming.id])).content.decode()
    assert f"{panel}?stage=check_in" in page
    leaving = here(house.hotel, "1401")
    leaving_page = reverse("stays:reservation", args=[leaving.host_guest_id, leaving.reservation_id])
    type(leaving).unscoped.filter(id=leaving.id).update(departure=TODAY)
    assert (
        f"{reverse('collection:panel', args=[leaving.guest_id])}?stage=check_out"
        in desk.get(leaving_page).content.decode()
    )


@pytest.mark.requirement("R-129")
def test_the_registration_form_fills_the_overview_once(sign_in: SignIn) -> None:
    house = make_house("clerk")
    stay = make_booking(house.hotel, make_guest("林晓", company="远洋贸易"), arrival=TODAY)
    desk = sign_in(house.clerk)
    entry = {
        "name": "林晓", "gender": "female", "nationality": "CN", "native_place": "福建厦门", "company": "海丰航运",
        "position": "经理", "mobile": "13800001234", "email": "", "address": "", "latin_name": "",
    }  # fmt: skip
    assert desk.post(reverse("collection:registration", args=[stay.guest_id, stay.id]), entry).status_code == 302
    guest = Guest.unscoped.get(id=stay.guest_id)
    assert (guest.native_place, guest.position, guest.gender) == ("福建厦门", "经理", "male")
    assert guest.origins["position"]["channel"] == "registration"
    assert guest.origins["position"]["stage"] == "check_in"
    assert guest.company == "远洋贸易"
    assert set(GuestValue.unscoped.filter(status="waiting").values_list("field", "value")) == {
        ("company", "海丰航运"), ("gender", "female"),
    }  # fmt: skip
    assert GuestContact.unscoped.filter(guest=guest, kind="mobile").count() == 1
    page = desk.get(reverse("workbench:guest", args=[guest.id])).content.decode()
    assert "福建厦门" in page


@pytest.mark.requirement("R-129")
def test_an_empty_entry_of_the_form_changes_nothing() -> None:
    house = make_house("clerk")
    stay = make_booking(house.hotel, make_guest("林晓", company="远洋贸易"), arrival=TODAY)
    with scope_of(house.clerk) as scope:
        filled = register_guest(
            scope=scope, now=NOW, stay=stay, guest=stay.guest, values={"name": "林晓", "company": "", "position": " "}
        )
    assert (filled.fields, filled.waiting) == ([], [])
    assert Guest.unscoped.get(id=stay.guest_id).company == "远洋贸易"


@pytest.mark.requirement("R-130")
def test_the_booking_form_fills_empty_fields_and_lets_conflicts_wait() -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope:
        add_code(scope=scope, now=NOW, hotel_id=hotel.id, kind=CodeKind.COMPANY, code="HF", name_zh="海丰航运")
    empty, known = make_guest("林晓"), make_guest("周明", company="远洋贸易")
    for guest in (empty, known):
        make_booking(hotel, guest, arrival=TOMORROW, company="HF")
    assert Guest.unscoped.get(id=empty.id).company == "海丰航运"
    assert Guest.unscoped.get(id=empty.id).origins["company"]["channel"] == "booking_form"
    assert Guest.unscoped.get(id=known.id).company == "远洋贸易"
    assert GuestValue.unscoped.get(guest_id=known.id).value == "海丰航运"
    assert Guest.unscoped.get(id=empty.id).confirmation_method == ""
    rows = CollectedItem.unscoped.filter(kind=ItemKind.FORM)
    assert {(r.channel, r.stage) for r in rows} == {("booking_form", "booking")}


def test_an_answer_of_somebody_who_does_not_consolidate_goes_to_the_keeper() -> None:
    house = make_house("clerk")
    bell = make_staff(house.hotel, "concierge")
    with scope_of(bell) as scope:
        row = answer_panel(
            scope=scope, now=NOW, hotel=house.hotel, guest=house.stay.guest, item="tea", stage=Stage.CHECK_IN,
            reply=PanelReply.ANSWERED, value="绿茶",
        )  # fmt: skip
    assert row is not None
    assert (row.state, row.keeper_department) == (ItemState.COLLECTED, "concierge")
