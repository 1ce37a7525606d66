"""What the tests of the keepers stand on: a house with people, and things on their way."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from binzhi.collection.domain.enquiries import create_enquiry
from binzhi.collection.domain.meetings import plan_meeting
from binzhi.collection.domain.notices import Notice, hand_in_written
from binzhi.collection.domain.register import hand_over_file
from binzhi.collection.enums import EnquiryKind, FileKind
from binzhi.collection.models import CollectedItem, Enquiry, HandedFile, Meeting
from binzhi.guests.models import Guest
from binzhi.org.models import Hotel, Staff
from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.domain.registration import check_in
from binzhi.stays.models import Stay
from tests.builders import NOW, TODAY, make_booking, make_guest, make_hotel, make_room, make_staff, open_house, scope_of


def here(hotel: Hotel, room: str = "1208", *, guest: Guest | None = None) -> Stay:
    """A guest in the house."""
    stay = make_booking(hotel, guest or make_guest(), arrival=TODAY, nights=2)
    with open_house(hotel) as scope:
        assign_room(scope=scope, now=NOW, stay=stay, room=make_room(hotel, room))
        return check_in(scope=scope, now=NOW, stay=stay, today=TODAY)


def fresh(item: CollectedItem) -> CollectedItem:
    """The item as it stands now."""
    row: CollectedItem = CollectedItem.unscoped.get(guest_id=item.guest_id, id=item.id)
    return row


def handed(staff: Staff, stay: Stay, **values: Any) -> CollectedItem:
    """A written notice of somebody."""
    values = {"item": "pillow_kind", "value": "buckwheat", **values}
    with scope_of(staff) as scope:
        return hand_in_written(
            scope=scope,
            now=values.pop("now", NOW),
            hotel=stay.hotel,
            guest=stay.guest,
            notice=Notice(stay=stay, **values),
        )


@dataclass
class House:
    """A hotel with its people and one guest in it."""

    hotel: Hotel
    stay: Stay
    people: dict[str, Staff] = field(default_factory=dict)
    item: CollectedItem | None = None
    meeting: Meeting | None = None
    enquiry: Enquiry | None = None
    file: HandedFile | None = None

    def __getattr__(self, name: str) -> Staff:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


ROLES = {
    "attendant": ("housekeeping_attendant", "李秀兰"), "keeper": ("housekeeping_supervisor", "唐芳"),
    "clerk": ("front_desk", "陈静"), "information": ("customer_information", "彭博"), "manager": ("service_manager", "方睿"),
    "marketing": ("marketing", "安然"), "gro": ("guest_relations", "苏晴"), "lobby": ("assistant_manager", "顾岚"),
    "centre": ("service_centre", "杜鹃"), "kitchen": ("kitchen", "罗大石"),
}  # fmt: skip


def make_house(*names: str, code: str = "BJ01") -> House:
    """A house with the named people (all by default)."""
    hotel = make_hotel(code)
    people = {name: make_staff(hotel, ROLES[name][0], name=ROLES[name][1]) for name in names or ROLES}
    return House(hotel, here(hotel, guest=make_guest("王建国")), people)


def furnish(house: House) -> House:
    """An item, a meeting, an enquiry and a file of the house's guest."""
    house.item = handed(house.attendant, house.stay, text="客人把羽绒枕放到柜子里了")
    with scope_of(house.keeper) as scope:
        house.meeting = plan_meeting(
            scope=scope, now=NOW, hotel=house.hotel, department="housekeeping", planned_at=NOW + timedelta(hours=1)
        )
    with scope_of(house.information) as scope:
        house.enquiry = create_enquiry(
            scope=scope, now=NOW, hotel=house.hotel, guest=house.stay.guest, kind=EnquiryKind.ASK, item="tea",
            question="喜欢哪种茶", stay=house.stay,
        )  # fmt: skip
    with scope_of(house.clerk) as scope:
        house.file = hand_over_file(
            scope=scope, now=NOW, hotel=house.hotel, guest=house.stay.guest, kind=FileKind.ORDER, title="消费订单一份",
            handed_on=TODAY, today=TODAY,
        )  # fmt: skip
    return house
