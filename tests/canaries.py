"""A guest with a value nobody else has in every sealed place, planted through the verbs; and how to look for them."""

import base64
import json
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote
from uuid import UUID

from binzhi.arrivals.domain.events import log_event
from binzhi.arrivals.domain.gifts import request_gift
from binzhi.arrivals.domain.offers import write_offer
from binzhi.arrivals.domain.plan import build_plan
from binzhi.arrivals.enums import EventKind, GiftKind
from binzhi.collection.domain.enquiries import create_enquiry
from binzhi.collection.domain.meetings import plan_meeting
from binzhi.collection.domain.notices import Notice, hand_in
from binzhi.collection.domain.register import hand_over_file
from binzhi.collection.enums import EnquiryKind, FileKind, ItemKind
from binzhi.companies.domain.contacts import add_contact_person
from binzhi.companies.domain.employment import employ
from binzhi.companies.domain.organisations import create_organisation
from binzhi.companies.drafts import GivenValue, OrganisationDraft
from binzhi.companies.models import OrganisationValue
from binzhi.guests.bulk_kinds import What
from binzhi.guests.domain.bulk_change import prepare_change
from binzhi.guests.domain.exports import ask_export, make_export
from binzhi.guests.domain.flags import set_flag
from binzhi.guests.domain.lists import save_list
from binzhi.guests.domain.names import add_name
from binzhi.guests.domain.paper_files import register_file
from binzhi.guests.domain.relations import relate
from binzhi.guests.drafts import ContactDraft, DocumentDraft, MemberDraft
from binzhi.guests.enums import ContactKind, DocumentKind, ExportForm, FlagCode, NameKind, NoteKind, RelationKind
from binzhi.guests.lists import read_rules
from binzhi.guests.models import Guest, GuestDate
from binzhi.integrations.domain.batches import take_in_file
from binzhi.integrations.domain.check import check_batch
from binzhi.org.domain.house import set_parameter
from binzhi.org.models import Hotel
from binzhi.service.domain.instructions import leave_instruction
from binzhi.service.domain.records import log_touchpoint, record_feedback
from binzhi.service.domain.reviews import enter_review
from binzhi.service.domain.tasks import request_task
from binzhi.service.enums import FeedbackKind
from binzhi.stays.domain.consumption import hold_property
from binzhi.stays.domain.house import add_code, block_room
from binzhi.stays.domain.levels import set_level
from binzhi.stays.enums import CodeKind, PropertyKind
from binzhi.stays.levels import LEVELS
from binzhi.stays.models import Stay
from tests.builders import (
    NOW,
    TODAY,
    TOMORROW,
    make_booking,
    make_fact,
    make_guest,
    make_note,
    make_room,
    make_staff,
    open_house,
    scope_of,
)

NUMBER, PASSPORT = "11010519491231002X", "XC3CANARY99"
PHONE, MAIL = "+8619912347086", "kanari@c2canary.example"

# class -> values that only a holder of the class may ever see (C2 and C3: only one by one, with a reason)
SEALED = {
    "C2": [PHONE, "19912347086", MAIL, "wx_c2canary_77", "西湖区C2CANARY路88号", "MC2CANARY01", "1977-07-23"],
    "C3": [NUMBER, PASSPORT, "1949-12-31"],
    "C4": [
        "C4CANARYPEANUT",
        "C4CANARYHALAL",
        "C4CANARYFEVER",
        "C4CANARYCARE",
        "C4CANARYCAUSE",
        "C4CANARYTALK",
        "C4CANARYNOTICE",
        "C4CANARYCHILD",
    ],
}
# class -> masked stand-ins, for whoever may read the class
HINTS = {"C2": ["•••• 7086", "@c2canary.example"], "C3": ["••••99"]}
FREE = [
    "FREECANARYNOTE", "FREECANARYFLAG", "FREECANARYREQUEST", "FREECANARYGIFT", "FREECANARYOFFER", "FREECANARYEVENT",
    "FREECANARYTASK", "FREECANARYSHIFT", "FREECANARYTALK", "FREECANARYSAID",
    "FREECANARYWORDS", "FREECANARYASKED", "FREECANARYFILE", "FREECANARYLEVEL",
]  # fmt: skip
# what belongs to the hotel and must not show in another
OF_GUESTS = ["HOTELCANARYBAG", "HOTELCANARYFRUIT", "HOTELCANARYFACT"]
# restricted values of an organisation: for whoever reads C2
OF_COMPANIES = ["7,654,321", "7654321", "C2CANARYPLAN", "C2CANARYPRICE"]
OF_THE_GROUP = {"C4CANARYCHILD"}  # people around a guest belong to the file, and so to every hotel
HOTEL_OWN = [
    *FREE,
    *(v for v in SEALED["C4"] if v not in OF_THE_GROUP),
    *OF_GUESTS,
    "HOTELCANARYSOURCE",
    "HOTELCANARYBLOCK",
]


def everywhere() -> list[str]:
    """Every value that is sealed at rest."""
    return [value for values in SEALED.values() for value in values] + FREE + OF_COMPANIES[2:]


@dataclass
class Planted:
    """The guest and the ids of everything around."""

    hotel: Hotel
    guest: Guest
    stay: Stay
    ids: dict[str, UUID] = field(default_factory=dict)


def plant(hotel: Hotel) -> Planted:
    """Plant the guest with a booking for tomorrow and everything the pages show."""
    guest = make_guest(
        "金丝雀",
        wedding="1977-07-23",
        documents=(DocumentDraft(DocumentKind.ID_CARD, NUMBER), DocumentDraft(DocumentKind.PASSPORT, PASSPORT, "CN")),
        contacts=(
            ContactDraft(ContactKind.MOBILE, PHONE),
            ContactDraft(ContactKind.EMAIL, MAIL),
            ContactDraft(ContactKind.WECHAT, SEALED["C2"][3]),
            ContactDraft(ContactKind.ADDRESS, SEALED["C2"][4]),
        ),
        members=(MemberDraft(SEALED["C2"][5], level="gold"),),
    )
    room = make_room(hotel, "0808")
    stay = make_booking(hotel, guest, arrival=TOMORROW, nights=2, special_requests="FREECANARYREQUEST")
    planted = Planted(
        hotel, guest, stay, {"guest_id": guest.id, "reservation_id": stay.reservation_id, "stay_id": stay.id}
    )
    ids = planted.ids
    ids |= {"room_id": room.id, "room_type_id": room.room_type_id}
    make_fact(guest, "allergy", SEALED["C4"][0], hotel=hotel)
    make_fact(guest, "diet", SEALED["C4"][1], hotel=hotel)
    ids["fact_id"] = make_fact(guest, "special_requirement", "HOTELCANARYFACT", hotel=hotel).id
    ids["note_id"] = make_note(hotel, guest, "FREECANARYNOTE", kind=NoteKind.GENERAL, stay=stay).id
    _around(planted)
    ids |= _company(planted)
    ids |= _service(planted)
    _collected(planted)
    ids |= _people(planted)
    ids["batch_id"] = _import(hotel)
    return planted


def _people(planted: Planted) -> dict[str, UUID]:
    """Who belongs to the guest, a further name, a paper file, a list, a change of many and an export."""
    hotel, guest = planted.hotel, planted.guest
    with open_house(hotel) as scope:
        set_parameter(scope=scope, now=NOW, hotel_id=hotel.id, key="guests.paper_register", value=True)
        child = relate(
            scope=scope, now=NOW, guest=guest, kind=RelationKind.CHILD, other_name="C4CANARYCHILD", is_minor=True
        )
        name = add_name(scope=scope, now=NOW, guest=guest, kind=NameKind.OTHER_SCRIPT, name="Jin Sique")
        place = {"mark": "KH-1", "location": "A3", "keeper": "彭博"}
        paper = register_file(scope=scope, now=NOW, guest=guest, hotel_id=hotel.id, **place)
        date_id = GuestDate.objects.filter(guest=guest, kind="wedding").get().id
    with scope_of(make_staff(hotel, "service_manager")) as scope:
        rules = read_rules(scope, [("name", "is", "金丝雀")])
        kept = save_list(scope=scope, now=NOW, name="金丝雀", rules=rules, is_shared=True)
        change = prepare_change(scope=scope, now=NOW, guest_ids=[guest.id], what=What.VIP_LEVEL, value="V1")
        export = ask_export(
            scope=scope, now=NOW, rules=rules, form=ExportForm.XLSX, columns=["name", "mobile"], purpose="试验导出"
        )
        make_export(scope=scope, now=NOW, export=export, language="zh-hans")
    return {
        "relation_id": child.id, "name_id": name.id, "paper_id": paper.id, "date_id": date_id, "list_id": kept.id,
        "change_id": change.id, "export_id": export.id,
    }  # fmt: skip


def _collected(planted: Planted) -> None:
    """What was handed in about the guest: a notice with a sealed value, a meeting, an enquiry, a file."""
    hotel, guest, ids = planted.hotel, planted.guest, planted.ids
    with open_house(hotel) as scope:
        notice = Notice(text="FREECANARYWORDS", item="allergy", value="C4CANARYNOTICE")
        item = hand_in(
            scope=scope,
            now=NOW,
            hotel=hotel,
            guest=guest,
            kind=ItemKind.WRITTEN,
            notice=notice,
            department="housekeeping",
        )
        meeting = plan_meeting(scope=scope, now=NOW, hotel=hotel, department="housekeeping", planned_at=NOW)
        enquiry = create_enquiry(
            scope=scope, now=NOW, hotel=hotel, guest=guest, kind=EnquiryKind.ASK, question="FREECANARYASKED"
        )
        file = hand_over_file(
            scope=scope, now=NOW, hotel=hotel, guest=guest, kind=FileKind.GUEST, title="FREECANARYFILE",
            section="front_office", handed_on=TODAY, today=TODAY,
        )  # fmt: skip
    ids |= {"collected_id": item.id, "meeting_id": meeting.id, "enquiry_id": enquiry.id, "file_id": file.id}


def _company(planted: Planted) -> dict[str, UUID]:
    """The organisation the guest works at and speaks for."""
    values = (
        GivenValue("credit_limit", "7654321"),
        GivenValue("development_plan", {"date": "2026-03-01", "text": "C2CANARYPLAN"}),
        GivenValue("price_system", "大床房 | 500 | C2CANARYPRICE"),
        GivenValue("address", {"city": "宁波市", "street": "港城路 18 号"}),
    )
    with open_house(planted.hotel) as scope:
        made = create_organisation(scope=scope, now=NOW, draft=OrganisationDraft("金丝雀贸易有限公司"), values=values)
        job = employ(scope=scope, now=NOW, guest=planted.guest, organisation=made, position="总监")
        contact = add_contact_person(scope=scope, now=NOW, organisation=made, guest=planted.guest, phone=PHONE)
        value = OrganisationValue.objects.filter(organisation_id=made.id, field="address").get()
    return {"organisation_id": made.id, "employment_id": job.id, "contact_id": contact.id, "value_id": value.id}


def _service(planted: Planted) -> dict[str, UUID]:
    """What the departments do for the guest, and a review nobody is linked to."""
    with open_house(planted.hotel) as scope:
        about = {"scope": scope, "now": NOW, "hotel": planted.hotel, "guest": planted.guest, "stay": planted.stay}
        task = request_task(
            **about, department="housekeeping", text=SEALED["C4"][3], why=SEALED["C4"][4], is_sensitive=True
        )
        request_task(**about, department="housekeeping", text="FREECANARYTASK", why="FREECANARYTASK")
        left = leave_instruction(**about, department="housekeeping", text="FREECANARYSHIFT")
        log_touchpoint(**about, summary="FREECANARYTALK")
        log_touchpoint(**about, summary=SEALED["C4"][5], is_sensitive=True)
        said = record_feedback(**about, kind=FeedbackKind.OPINION, text="FREECANARYSAID")
        review = enter_review(
            scope=scope, now=NOW, hotel=planted.hotel, site="携程", published_on=TODAY, text="住在0808房"
        )
    return {"task_id": task.id, "instruction_id": left.id, "feedback_id": said.id, "review_id": review.id}


def _import(hotel: Hotel) -> UUID:
    """A file that waits to be imported: its rows hold what the columns page shows as examples."""
    with TemporaryDirectory() as folder, open_house(hotel) as scope:
        table = Path(folder) / "guests.csv"
        lines = [
            "姓名,手机,邮箱,证件类型,证件号码",
            f"旧客人,{PHONE},{MAIL},身份证,{NUMBER}",
            f"坏行,{PHONE},{MAIL},身份证,{NUMBER[:-1]}1",
        ]
        table.write_text("\n".join(lines), encoding="utf-8")
        batch = take_in_file(scope=scope, now=NOW, hotel=hotel, path=table, kind="guests-csv")
        check_batch(scope=scope, now=NOW, batch=batch)
        return batch.id


def _around(planted: Planted) -> None:
    """What the departments keep about the stay."""
    hotel, stay, guest, ids = planted.hotel, planted.stay, planted.guest, planted.ids
    with open_house(hotel) as scope:
        set_flag(scope=scope, now=NOW, guest=guest, code=FlagCode.NEEDS_ATTENTION, reason="FREECANARYFLAG")
        build_plan(scope=scope, now=NOW, hotel=hotel, day=TOMORROW)
        gift = request_gift(
            scope=scope, now=NOW, hotel=hotel, stay=stay, kind=GiftKind.values and GiftKind(GiftKind.values[0]),
            text="HOTELCANARYFRUIT", department="food_beverage", deliver_by=NOW, estimated_cost=Decimal(80),
            message="FREECANARYGIFT",
        )  # fmt: skip
        write_offer(scope=scope, now=NOW, stay=stay, language="zh-hans", text="FREECANARYOFFER")
        event = log_event(scope=scope, now=NOW, stay=stay, kind=EventKind.FAULT, text="FREECANARYEVENT")
        log_event(scope=scope, now=NOW, stay=stay, kind=EventKind.ILLNESS, text=SEALED["C4"][2])
        held = hold_property(
            scope=scope, now=NOW, hotel=hotel, guest=guest, kind=PropertyKind.values and PropertyKind(PropertyKind.values[0]),
            description="HOTELCANARYBAG", held_on=TODAY,
        )  # fmt: skip
        set_level(scope=scope, now=NOW, hotel=hotel, guest=guest, level=next(iter(LEVELS)), reason="FREECANARYLEVEL")
        other = make_room(hotel, "0809")
        block = block_room(
            scope=scope, now=NOW, room=other, first_night=TODAY + timedelta(days=40), last_night=date(2026, 5, 1),
            reason="HOTELCANARYBLOCK",
        )  # fmt: skip
        code = add_code(
            scope=scope, now=NOW, hotel_id=hotel.id, kind=CodeKind.SOURCE, code="HCS", name_zh="HOTELCANARYSOURCE"
        )
    ids |= {"gift_id": gift.id, "event_id": event.id, "property_id": held.id, "block_id": block.id, "code_id": code.id}


def encodings(value: str) -> list[bytes]:
    """The forms in which a text may lie in a file."""
    raw = value.encode()
    forms = [raw, value.encode("utf-16-le"), value.encode("utf-16-be"), value.encode("gb18030")]
    forms += [raw.hex().encode(), raw.hex().upper().encode(), quote(value).encode(), json.dumps(value)[1:-1].encode()]
    for shift in range(3):
        inner = base64.b64encode(b"\0" * shift + raw)[-(-shift * 8 // 6) + (1 if shift else 0) :]
        forms.append(inner.rstrip(b"=")[:-1])
    forms.append(raw[::-1])
    return list(dict.fromkeys(forms))


_ANY = re.compile(
    "|".join(
        sorted(
            (re.escape(v) for values in [*SEALED.values(), *HINTS.values(), HOTEL_OWN, OF_COMPANIES] for v in values),
            key=len,
            reverse=True,
        )
    )
)


def seen_in(content: bytes, values: list[str]) -> list[str]:
    """The values that a person would see in an answer; quick, for thousands of pages."""
    shown = set(_ANY.findall(unescape(content.decode(errors="replace"))))
    if PHONE in shown:
        shown.add(PHONE[3:])
    return [value for value in values if value in shown]


def found_in(content: bytes, values: list[str]) -> list[str]:
    """The values that lie somewhere in the bytes, in any of the forms."""
    return [value for value in values if any(form in content for form in encodings(value))]
