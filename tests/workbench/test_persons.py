"""What stands on any profile of a person is shown of the person: on every page, in arrivals, search, lists, API, export, print."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from binzhi.arrivals.models import PreparationItem
from binzhi.collection.domain.observe import observe
from binzhi.companies.domain.employment import employ
from binzhi.guests.domain.exports import ask_export, fetch_export, make_export
from binzhi.guests.domain.flags import set_flag
from binzhi.guests.domain.names import add_name
from binzhi.guests.domain.paper_files import register_file
from binzhi.guests.domain.relations import relate
from binzhi.guests.drafts import ContactDraft, DocumentDraft, MemberDraft
from binzhi.guests.enums import ContactKind, DocumentKind, ExportForm, FlagCode, NameKind, NoteKind, RelationKind
from binzhi.guests.list_fields import all_fields
from binzhi.guests.lists import guests_by, read_rules
from binzhi.guests.models import Guest, GuestOwned
from binzhi.identity.domain.links import link_profiles, unlink_profiles
from binzhi.identity.enums import Source
from binzhi.identity.models import LinkEvent
from binzhi.org.domain.house import set_parameter
from binzhi.org.models import Hotel, Staff
from binzhi.service.domain.records import log_touchpoint, record_feedback
from binzhi.service.domain.tasks import request_task
from binzhi.service.enums import FeedbackKind
from binzhi.stays.domain.consumption import hold_property, record_spend
from binzhi.stays.domain.house import add_code
from binzhi.stays.enums import CodeKind, PropertyKind
from tests.arrivals.plans import plan, rules_of
from tests.builders import (
    NOW,
    TODAY,
    TOMORROW,
    make_booking,
    make_fact,
    make_guest,
    make_hotel,
    make_note,
    make_past_stay,
    make_staff,
    open_house,
    scope_of,
)
from tests.companies.made import make_organisation
from tests.found import search_guests

pytestmark = pytest.mark.django_db(databases="__all__")
SignIn = Callable[[Staff], Client]


@dataclass
class Two:
    """Two profiles of one person: the one with the coming stay, and the one that holds everything else."""

    hotel: Hotel
    here: Guest
    other: Guest

    def join(self) -> LinkEvent:
        with open_house(self.hotel) as scope:
            return link_profiles(
                scope=scope, now=NOW, guest_a=self.here.id, guest_b=self.other.id, source=Source.DESK, reason="同一证件"
            )

    def part(self, event: LinkEvent) -> None:
        with open_house(self.hotel) as scope:
            unlink_profiles(scope=scope, now=NOW + timedelta(hours=1), event=event)


@pytest.fixture
def two() -> Two:
    hotel = make_hotel()
    here = make_guest("王建国")
    other = make_guest(
        "Wang Jianguo",
        birthday="1980-03-12",
        contacts=(ContactDraft(ContactKind.MOBILE, "13800000001"),),
        documents=(DocumentDraft(DocumentKind.PASSPORT, "E12345678", "CN"),),
        members=(MemberDraft("M-778899"),),
    )
    make_booking(hotel, here, arrival=TOMORROW, nights=2)
    return Two(hotel, here, other)


def plant(two: Two) -> None:
    """Put something on the other profile in every room."""
    hotel, other = two.hotel, two.other
    make_fact(other, "allergy", "花生酱")
    make_fact(other, "likes", "爵士乐")
    make_note(hotel, other, "空调吵得睡不着", kind=NoteKind.COMPLAINT)
    stay = make_past_stay(hotel, other, arrival=date(2026, 1, 5), nights=3, rate=Decimal(888))
    employer = make_organisation("蓝天机械")
    with open_house(hotel) as scope:
        set_parameter(scope=scope, now=NOW, hotel_id=hotel.id, key="guests.paper_register", value=True)
        set_flag(scope=scope, now=NOW, guest=other, code=FlagCode.DO_NOT_RENT, reason="欠款")
        set_flag(scope=scope, now=NOW, guest=other, code=FlagCode.NO_MAILINGS)
        add_name(scope=scope, now=NOW, guest=other, kind=NameKind.FORMER, name="王小国")
        relate(scope=scope, now=NOW, guest=other, kind=RelationKind.FRIEND, other_name="李旧友")
        register_file(
            scope=scope, now=NOW, guest=other, hotel_id=hotel.id, mark="P-0815", location="三号柜", keeper="张敏"
        )
        add_code(
            scope=scope, now=NOW, hotel_id=hotel.id, kind=CodeKind.OUTLET, code="SPA", name_zh="水疗", name_en="Spa"
        )
        record_spend(
            scope=scope, now=NOW, hotel=hotel, guest=other, outlet="SPA", day=date(2026, 1, 6), amount=Decimal(777),
            item="热石按摩", stay_id=stay.id,
        )  # fmt: skip
        hold_property(
            scope=scope,
            now=NOW,
            hotel=hotel,
            guest=other,
            kind=PropertyKind.LUGGAGE,
            description="银色行李箱",
            held_on=TODAY,
        )
        log_touchpoint(scope=scope, now=NOW, hotel=hotel, guest=other, summary="问过游泳池")
        record_feedback(scope=scope, now=NOW, hotel=hotel, guest=other, kind=FeedbackKind.SUGGESTION, text="早餐太早")
        request_task(scope=scope, now=NOW, hotel=hotel, guest=other, department="housekeeping", text="加一床被子")
        observe(scope=scope, now=NOW, hotel=hotel, guest=other, stay=stay, text="喜欢靠窗坐")
        employ(scope=scope, now=NOW, guest=other, organisation=employer, position="总工程师")


PANELS = {
    "workbench:guest": ("花生酱", "爵士乐", "空调吵得睡不着", "银色行李箱", "不予接待", "0001"),
    "workbench:guest_history": ("水疗", "2026-01-05", "777.00"),
    "service:history_panel": ("问过游泳池", "早餐太早", "加一床被子"),
    "collection:observations_panel": ("喜欢靠窗坐",),
    "guests:relations_panel": ("王小国", "李旧友", "P-0815"),
    "companies:employment_panel": ("蓝天机械", "总工程师"),
    "workbench:next_contact": ("花生酱", "爵士乐", "777.00", "3月12日"),
    "guests:file": ("爵士乐", "777.00", "总工程师", "王小国"),
}


def seen(browser: Client, guest: Guest) -> dict[str, list[str]]:
    """Which of the planted words each page of a guest shows."""
    found = {}
    for name, words in PANELS.items():
        page = browser.get(reverse(name, args=[guest.id]))
        assert page.status_code == 200, name
        text = page.content.decode()
        found[name] = [word for word in words if word in text]
    return found


NOTHING: dict[str, list[str]] = {name: [] for name in PANELS}
ALL = {name: list(words) for name, words in PANELS.items()}


@pytest.mark.requirement("R-185")
def test_every_page_of_the_guest_shows_what_stands_on_the_other_profile_until_parted(two: Two, sign_in: SignIn) -> None:
    plant(two)
    browser = sign_in(make_staff(two.hotel, "service_manager"))
    assert seen(browser, two.here) == NOTHING
    assert seen(browser, two.other) == ALL
    event = two.join()
    assert seen(browser, two.here) == ALL
    assert seen(browser, two.other) == ALL, "the id of the joined profile opens the person"
    two.part(event)
    assert seen(browser, two.here) == NOTHING
    assert seen(browser, two.other) == ALL


@pytest.mark.requirement("R-185")
def test_an_allergy_and_a_do_not_rent_of_another_profile_prepare_the_arrival(two: Two, sign_in: SignIn) -> None:
    plant(two)
    plan(two.hotel)
    alone = rules_of(two.here.id)
    assert not alone & {"allergy_room", "allergy_kitchen", "do_not_rent"}
    event = two.join()
    plan(two.hotel, now=NOW + timedelta(minutes=5))
    assert rules_of(two.here.id) >= {"allergy_room", "allergy_kitchen", "do_not_rent"}
    assert {i.guest_id for i in PreparationItem.unscoped.all()} == {two.here.id}, "items stay with the stay"
    page = sign_in(make_staff(two.hotel, "service_manager")).get(f"/arrivals/?date={TOMORROW}").content.decode()
    assert "花生酱" in page
    two.part(event)
    plan(two.hotel, now=NOW + timedelta(hours=2))
    assert rules_of(two.here.id) == alone


@pytest.mark.requirement("R-185")
def test_search_and_lists_find_the_person_once_by_what_stands_on_any_profile(two: Two) -> None:
    plant(two)

    def found(*rule: str) -> set[Any]:
        with open_house(two.hotel) as scope:
            return {g.id for g in guests_by(scope, read_rules(scope, [rule]))}

    rules = [
        ("flag", "is", "do_not_rent"), ("fact.likes", "has", "爵士"), ("other_name", "has", "小国"), ("document", "known", ""),
        ("contact.mobile", "known", ""), ("birth_month", "is", "3"), ("relation", "is", "friend"), ("member", "known", ""),
        ("stay.count", "least", "1"), ("stay.nights", "least", "3"), ("stay.arrived", "most", "2026-01-31"),
    ]  # fmt: skip
    assert {code for code, _, _ in rules} <= set(all_fields())
    for rule in rules:
        assert found(*rule) == {two.other.id}, rule
    event = two.join()
    with open_house(two.hotel) as scope:
        lead = Guest.objects.get(joined_to__isnull=True, state="active")
        for words in ("王建国", "Wang Jianguo", "王小国", "13800000001", "E12345678", "M-778899"):
            assert [g.id for g in search_guests(scope, words)] == [lead.id], words
    for rule in rules:
        assert found(*rule) == {lead.id}, rule
    assert found("stay.count", "most", "0") == set()
    two.part(event)
    for rule in rules:
        assert found(*rule) == {two.other.id}, rule
    assert found("stay.count", "most", "0") == {two.here.id}


@pytest.mark.requirement("R-185")
def test_api_export_and_print_tell_what_stands_on_any_profile(
    two: Two, sign_in: SignIn, api_client: Callable[[Staff], Client]
) -> None:
    plant(two)
    staff, seller = make_staff(two.hotel, "service_manager"), make_staff(two.hotel, "sales")
    api, browser = api_client(staff), sign_in(staff)

    def told(guest: Guest) -> dict[str, Any]:
        one = api.get(f"/api/v1/guests/{guest.id}").json()
        facts = {f["item"]: f["value"] for f in one["facts"]}
        spoken = api.get(f"/api/v1/service/guests/{guest.id}/touchpoints").json()
        printed = browser.post(
            reverse("guests:print", args=[guest.id]), {"form": "card", "purpose": "接待前阅读", "as": "page"}
        )
        return {
            "allergy": facts.get("allergy"),
            "contacts": len(one["contacts"]),
            "documents": len(one["documents"]),
            "relations": len(api.get(f"/api/v1/guests/{guest.id}/relations").json()),
            "names": any(n["name"] == "王小国" for n in api.get(f"/api/v1/guests/{guest.id}/names").json()),
            "jobs": len(api.get(f"/api/v1/organisations/people/{guest.id}").json()),
            "spoken": [t["summary"] for t in spoken],
            "printed": "花生酱" in printed.content.decode(),
            "exported": exported(guest),
        }

    def exported(guest: Guest) -> list[str]:
        with scope_of(seller) as scope:
            lead = Guest.objects.get(id=guest.joined_to or guest.id)
            rules = read_rules(scope, [("name", "is", lead.name)])
            asked = ask_export(
                scope=scope, now=NOW, rules=rules, form=ExportForm.XLSX, columns=["mobile", "flags"], purpose="核对数据"
            )
            made = make_export(scope=scope, now=NOW, export=asked, language="zh-hans")
            sheet = load_workbook(io.BytesIO(fetch_export(scope=scope, now=NOW, export=made))).worksheets[0]
        return [str(cell.value or "") for row in list(sheet.iter_rows())[2:] for cell in row]

    nothing, whole = told(two.here), told(two.other)
    assert nothing["exported"] == ["", ""]
    assert whole["allergy"] == "花生酱"
    assert whole["exported"][0] == "'+8613800000001"
    event = two.join()
    two.here.refresh_from_db()
    two.other.refresh_from_db()
    assert told(two.here) == told(two.other) == whole
    two.part(event)
    two.here.refresh_from_db()
    two.other.refresh_from_db()
    assert (told(two.here), told(two.other)) == (nothing, whole)


BY_STAY = {
    "RoomMove",
    "LevelOverride",
    "PreparationItem",
    "RoomProposal",
    "PreRegistration",
    "StayOffer",
    "StayEvent",
    "GiftRequest",
}  # of a stay (or of the hotel's levels): shown with it, proved where their pages are
ELSEWHERE = {
    "BulkRow": "a row of a change of many; the list it was made from holds persons",
    "PaperIssue": "belongs to its paper file",
    "GuestValue": "tests/guests/test_persons.py",
    "GuestEvidence": "what a profile is compared by; each profile for itself",
    "ContactPerson": "tests/companies/test_persons.py",
    "ShiftInstruction": "tests/service/test_persons.py",
    "GuestMoment": "tests/service/test_persons.py",
    "MeetingConclusion": "belongs to its meeting and to a fact",
    "Enquiry": "tests/collection/test_persons.py",
    "HandedFile": "belongs to the register of files",
    "PanelAnswer": "tests/collection/test_persons.py",
}


def test_rows_of_every_table_about_guests_were_planted_on_the_other_profile(two: Two) -> None:
    plant(two)
    empty = {
        model.__name__
        for model in apps.get_models()
        if issubclass(model, GuestOwned) and not model.unscoped.filter(guest_id=two.other.id).exists()
    }
    assert empty <= BY_STAY | set(ELSEWHERE), "plant a row of a new table and show it through the person"
