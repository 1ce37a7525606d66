"""Customer information: enquiries, what could be had before arrival, the register of the other sections' files."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.collection.domain.enquiries import answer_enquiry, cancel_enquiry, close_unanswered, create_enquiry
from binzhi.collection.domain.register import hand_over_file, move_file, take_over_items
from binzhi.collection.enums import EnquiryKind, EnquiryState, FileKind, FileState, ItemState
from binzhi.collection.errors import EnquiryClosed, ReasonNeeded, WrongStep
from binzhi.collection.figures import overdue
from binzhi.collection.gaps import missing_before_arrival
from binzhi.collection.handed import handed_lines
from binzhi.collection.models import CollectedItem, Enquiry, HandedFile
from binzhi.collection.queries import waiting_for
from binzhi.guests.domain.flags import set_flag
from binzhi.guests.drafts import ContactDraft
from binzhi.guests.enums import ContactKind, FlagCode
from binzhi.guests.errors import WrongValue
from binzhi.guests.models import Fact, GuestNote
from binzhi.kernel.errors import BadInput, NotAllowed
from binzhi.org.models import Staff
from tests.builders import NOW, TODAY, TOMORROW, make_booking, make_fact, make_guest, open_house, scope_of
from tests.collection.keeping import House, handed, make_house

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]


def asked(house: House, **values: object) -> Enquiry:
    with scope_of(house.information) as scope:
        return create_enquiry(
            scope=scope,
            now=NOW,
            hotel=house.hotel,
            guest=house.stay.guest,
            **{"kind": EnquiryKind.ASK, "item": "tea", **values},
        )  # type: ignore[arg-type]


@pytest.mark.requirement("R-174")
@pytest.mark.parametrize("kind", list(EnquiryKind))
def test_an_enquiry_is_answered_into_the_profile(kind: EnquiryKind) -> None:
    house = make_house("information")
    before = make_fact(house.stay.guest, "tea", "绿茶") if kind == EnquiryKind.VERIFY else None
    row = asked(house, kind=kind)
    with scope_of(house.information) as scope:
        assert waiting_for(scope, now=NOW).enquiries == 1
        done = answer_enquiry(scope=scope, now=NOW, enquiry=row, value="绿茶")
        assert waiting_for(scope, now=NOW).enquiries == 0
        with pytest.raises(EnquiryClosed, match="彭博"):
            answer_enquiry(scope=scope, now=NOW, enquiry=row, value="红茶")
    fact = Fact.unscoped.get()
    assert (fact.item, fact.value) == ("tea", "绿茶")
    if before:
        assert (fact.id, fact.confidence) == (before.id, before.confidence + 5)
    else:
        assert fact.channel == "enquiry"
    found = CollectedItem.unscoped.get(id=done.collected_id)
    assert found.state in {ItemState.STORED, ItemState.UPDATED}
    assert done.open_on is None


@pytest.mark.requirement("R-174")
def test_an_enquiry_may_end_in_words_or_without_a_result() -> None:
    house = make_house("information", "attendant")
    with scope_of(house.information) as scope:
        answer_enquiry(scope=scope, now=NOW, enquiry=asked(house, item="", question="上次的建议"), text="希望多些素菜")
        assert GuestNote.unscoped.count() == 1
        with pytest.raises(ReasonNeeded):
            close_unanswered(scope=scope, now=NOW, enquiry=asked(house), reason="")
        assert (
            close_unanswered(scope=scope, now=NOW, enquiry=asked(house), reason="电话未接").state
            == EnquiryState.UNANSWERED
        )
        assert cancel_enquiry(scope=scope, now=NOW, enquiry=asked(house), reason="重复").state == EnquiryState.CANCELLED
    with scope_of(house.attendant) as scope, pytest.raises(NotAllowed):
        create_enquiry(
            scope=scope, now=NOW, hotel=house.hotel, guest=house.stay.guest, kind=EnquiryKind.ASK, item="tea"
        )


def test_nobody_enquires_after_what_is_never_asked_or_of_whom_wants_no_questions() -> None:
    house = make_house("information")
    with pytest.raises(WrongValue):
        asked(house, item="allergy")
    with open_house(house.hotel) as scope:
        set_flag(scope=scope, now=NOW, guest=house.stay.guest, code=FlagCode.DO_NOT_ASK)
    with pytest.raises(WrongValue):
        asked(house)


def test_a_late_enquiry_is_on_the_overdue_report() -> None:
    house = make_house("information", "manager")
    asked(house, assignee=house.information)
    with scope_of(house.manager):
        late = overdue(house.hotel, now=NOW + timedelta(hours=49))
    assert [(one.step, one.people) for one in late] == [("enquiry", ["彭博"])]


@pytest.mark.requirement("R-143")
def test_what_is_missing_before_arrival_becomes_an_enquiry(sign_in: SignIn) -> None:
    house = make_house("information")
    contact = (ContactDraft(ContactKind.MOBILE, "13800001234"),)
    guest = make_guest("赵明", position="经理", contacts=contact)
    make_fact(guest, "pillow_kind", "buckwheat")
    stay = make_booking(house.hotel, guest, arrival=TOMORROW, nights=2)
    make_booking(house.hotel, make_guest("远期"), arrival=TODAY + timedelta(days=30))
    with scope_of(house.information) as scope:
        rows = missing_before_arrival(scope, house.hotel, today=TODAY)
    assert [row.stay.guest.name for row in rows] == ["赵明"]
    assert rows[0].reachable
    assert rows[0].codes
    assert not {"pillow_kind", "position", "allergy"} & set(rows[0].codes)
    browser = sign_in(house.information)
    address = reverse("collection:ask_before_arrival", args=[guest.id])
    browser.post(address, {"stay": str(stay.id), "item": rows[0].codes[:2]})
    made = list(Enquiry.unscoped.filter(guest=guest))
    assert {e.item for e in made} == set(rows[0].codes[:2])
    assert all(e.is_before_arrival and e.stay_id == stay.id for e in made)


def file_of(house: House, **values: object) -> HandedFile:
    with scope_of(house.clerk) as scope:
        entry = {"kind": FileKind.ORDER, "title": "消费订单一份", "handed_on": TODAY, "today": TODAY, **values}
        return hand_over_file(scope=scope, now=NOW, hotel=house.hotel, guest=house.stay.guest, **entry)  # type: ignore[arg-type]


@pytest.mark.requirement("R-175")
def test_a_file_is_received_complete_and_filed_in_that_order() -> None:
    house = make_house("clerk", "information")
    row = file_of(house)
    assert (row.section, row.state) == ("front_office", FileState.HANDED)
    assert "订单".encode() not in bytes(row.title)
    with scope_of(house.clerk) as scope, pytest.raises(NotAllowed):
        move_file(scope=scope, now=NOW, file=row, to=FileState.RECEIVED)
    with scope_of(house.information) as scope:
        with pytest.raises(WrongStep):
            move_file(scope=scope, now=NOW, file=row, to=FileState.FILED)
        for to in (FileState.RECEIVED, FileState.COMPLETE):
            move_file(scope=scope, now=NOW, file=row, to=to)
        done = move_file(scope=scope, now=NOW, file=row, to=FileState.FILED, shelf="B3")
        assert move_file(scope=scope, now=NOW, file=row, to=FileState.FILED).filed_at == NOW
    assert (done.received_by, done.completed_by, done.filed_by, done.shelf) == ("彭博", "彭博", "彭博", "B3")
    with pytest.raises(BadInput):
        file_of(house, handed_on=TOMORROW)


@pytest.mark.requirement("R-205")
def test_one_combined_list_of_the_other_sections_marks_what_is_not_taken_over(sign_in: SignIn) -> None:
    house = make_house("clerk", "information", "attendant", "kitchen")
    item = handed(house.attendant, house.stay)
    handed(house.kitchen, house.stay, item="favourite_dish", value="清蒸鱼")  # not one of the five sections
    file_of(house)
    with scope_of(house.information) as scope:
        lines = handed_lines(scope, house.hotel, tab="waiting", section="", now=NOW)
        assert {(one.section, one.is_file, one.is_taken) for one in lines} == {
            ("front_office", True, False), ("housekeeping", False, False),
        }  # fmt: skip
        assert take_over_items(scope=scope, now=NOW, items=[item]) == 1
        assert take_over_items(scope=scope, now=NOW, items=[item]) == 0
        assert [one.is_file for one in handed_lines(scope, house.hotel, tab="waiting", section="", now=NOW)] == [True]
        whole = handed_lines(scope, house.hotel, tab="all", section="housekeeping", now=NOW)
        assert [(one.section, one.is_taken, one.row.taken_by) for one in whole] == [("housekeeping", True, "彭博")]
    page = sign_in(house.information).get(reverse("collection:register") + "?tab=all").content.decode()
    for words in ("管家部", "前厅部", "尚未接收", "2026-03-10"):
        assert words in page
