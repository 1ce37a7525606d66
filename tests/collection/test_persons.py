"""What was noticed, asked and answered of any profile counts for the person."""

from datetime import timedelta
from decimal import Decimal

import pytest

from binzhi.collection.domain.enquiries import create_enquiry
from binzhi.collection.domain.usual import ITEM, find_usual_orders
from binzhi.collection.enums import EnquiryKind
from binzhi.collection.floor import card_of, house_list, stay_in_room
from binzhi.collection.gaps import known_codes, missing_before_arrival, panel_for
from binzhi.collection.handed import get_enquiry
from binzhi.collection.models import CollectedItem
from binzhi.collection.queries import lines_of, queue_items
from binzhi.guests.domain.flags import set_flag
from binzhi.guests.enums import FactStatus, FlagCode, Stage
from binzhi.guests.models import Fact, Guest
from binzhi.identity.domain.links import link_profiles
from binzhi.identity.enums import Source
from binzhi.org.models import Hotel
from binzhi.stays.domain.consumption import record_spend
from binzhi.stays.domain.house import add_code
from binzhi.stays.enums import CodeKind
from tests.builders import NOW, TODAY, TOMORROW, make_booking, make_fact, make_guest, make_hotel, make_staff, open_house
from tests.collection.floors import MORNING, in_house, leave, see

pytestmark = pytest.mark.django_db(databases="__all__")


def join(hotel: Hotel, one: Guest, two: Guest) -> Guest:
    with open_house(hotel) as scope:
        link_profiles(scope=scope, now=NOW, guest_a=one.id, guest_b=two.id, source=Source.DESK)
        lead: Guest = Guest.objects.get(id__in=[one.id, two.id], joined_to__isnull=True)
    return lead


@pytest.mark.requirement("R-155")
def test_observations_of_all_profiles_make_one_habit() -> None:
    hotel = make_hotel()
    attendant = make_staff(hotel, "housekeeping_attendant")
    past, old = MORNING - timedelta(days=60), make_guest("Wang Jianguo")
    before = in_house(hotel, room="1101", guest=old, arrival=past.date() - timedelta(days=2))
    see(attendant, before, "cue_curtain_gap", at=past, now=past)
    leave(before)
    now = in_house(hotel, "王建国")
    assert not Fact.unscoped.filter(status=FactStatus.PROPOSED).exists()
    join(hotel, old, now.guest)
    seen = see(attendant, type(now).unscoped.select_related("guest", "room", "hotel").get(id=now.id), "cue_curtain_gap")
    proposed = Fact.unscoped.get(item="curtain")
    assert (proposed.guest_id, proposed.status) == (now.guest_id, FactStatus.PROPOSED)
    assert len(proposed.evidence) == 2
    assert seen.item.guest_id == now.guest_id, "what is noticed stands on the profile of the stay"
    with open_house(hotel) as scope:
        rows = list(queue_items(scope, now=NOW, tab="open", guest_id=old.id))
        assert {row.guest_id for row in rows} <= {old.id, now.guest_id}
        lines = lines_of(scope, list(CollectedItem.objects.select_related("guest", "hotel")), now=NOW)
        assert {line.similar for line in lines} == {1}
        assert len({line.row.guest.id for line in lines}) == 1


@pytest.mark.requirement("R-185")
def test_nobody_is_asked_for_what_another_profile_tells_or_forbids() -> None:
    hotel, one, two = make_hotel(), make_guest("王建国"), make_guest("Wang Jianguo")
    stay = make_booking(hotel, one, arrival=TOMORROW, nights=2)
    make_fact(two, "allergy", "花生")
    with open_house(hotel) as scope:
        enquiry = create_enquiry(
            scope=scope, now=NOW, hotel=hotel, guest=two, kind=EnquiryKind.ASK,
            question="是否需要接机？",
        )  # fmt: skip
        assert "allergy" not in known_codes([one])[one.id]
        assert not panel_for(hotel=hotel, guest=one, stage=Stage.CHECK_IN, now=NOW, stay=stay).why_not
    lead = join(hotel, one, two)
    with open_house(hotel) as scope:
        one = Guest.objects.get(id=one.id)
        known = known_codes([one])
        assert known[one.id] == known[two.id] >= {"allergy"}
        assert get_enquiry(scope, lead.id, enquiry.id).guest_id == two.id
        set_flag(scope=scope, now=NOW, guest=Guest.objects.get(id=two.id), code=FlagCode.DO_NOT_ASK)
        assert panel_for(hotel=hotel, guest=one, stage=Stage.CHECK_IN, now=NOW, stay=stay).why_not == "quiet"
        missing = [line for line in missing_before_arrival(scope, hotel, today=TODAY) if line.stay.id == stay.id]
        assert [(line.stay.guest.id, line.is_quiet) for line in missing] == [(lead.id, True)]


def test_the_phone_knows_the_person_and_the_usual_order_is_found_over_the_profiles() -> None:
    hotel, old = make_hotel(), make_guest("Wang Jianguo")
    stay = in_house(hotel, "王建国")
    make_fact(old, "allergy", "花生")
    with open_house(hotel) as scope:
        set_flag(scope=scope, now=NOW, guest=old, code=FlagCode.DO_NOT_DISTURB)
        add_code(
            scope=scope, now=NOW, hotel_id=hotel.id, kind=CodeKind.OUTLET, code="BAR", name_zh="大堂吧", name_en="Bar"
        )
        for days, guest in ((3, old), (2, old), (1, stay.guest)):
            at = MORNING - timedelta(days=days)
            record_spend(
                scope=scope, now=NOW, hotel=hotel, guest=guest, outlet="BAR", day=at.date(), at=at, amount=Decimal(38),
                item="美式咖啡",
            )  # fmt: skip
    lead = join(hotel, old, stay.guest)
    with open_house(hotel) as scope:
        person = house_list(scope, hotel)[0]
        assert ("do_not_disturb" in person.flags, person.stay.guest_id) == (True, stay.guest_id)
        assert person.as_json("zh-hans")["quiet"]
        assert [line.value for line in card_of(scope, person.stay, now=NOW).alerts] == ["花生"]
        assert stay_in_room(hotel, "1208", NOW, lead.id).id == stay.id
        facts = find_usual_orders(scope=scope, now=NOW, hotel=hotel)
        assert [(f.item, f.guest_id) for f in facts] == [(ITEM, stay.guest_id)]
        assert find_usual_orders(scope=scope, now=NOW, hotel=hotel) == []
