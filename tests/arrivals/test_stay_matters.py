"""What accompanies one stay: registration from history, proposal before arrival, events, duty list, floor sheet, figures."""

from datetime import date, time, timedelta

import pytest

from binzhi.arrivals.domain.duty import duty_of, enter_duty_list
from binzhi.arrivals.domain.events import close_event, events_of, log_event
from binzhi.arrivals.domain.offers import draft_offer, offer_of, offer_text, send_offer, write_offer
from binzhi.arrivals.domain.registration import confirm_registration, prepare_registration, registration_of
from binzhi.arrivals.enums import EventKind
from binzhi.arrivals.errors import AlreadySigned, OfferSent, RegistrationMissing
from binzhi.arrivals.figures import booking_ahead
from binzhi.arrivals.floor import floor_sheet
from binzhi.arrivals.models import StayEvent
from binzhi.arrivals.report import entry_of_stay
from binzhi.guests.drafts import ContactDraft, DocumentDraft
from binzhi.guests.enums import ContactKind, DocumentKind, SourceKind
from binzhi.guests.errors import NumbersInNote
from binzhi.kernel.errors import BadInput, NotAllowed
from binzhi.org.models import Hotel
from binzhi.stays.enums import ConfirmationMethod, ReservationState
from binzhi.stays.models import Stay
from tests.arrivals.plans import one, plan
from tests.builders import (
    NOW,
    TODAY,
    TOMORROW,
    make_booking,
    make_fact,
    make_guest,
    make_hotel,
    make_past_stay,
    make_room,
    make_staff,
    open_house,
    scope_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.mark.requirement("R-218")
def test_a_registration_is_prepared_from_history_and_confirmed_at_check_in() -> None:
    hotel = make_hotel()
    known = make_guest(
        "王建国",
        nationality="CN",
        documents=(DocumentDraft(DocumentKind.ID_CARD, "11010519491231002X"),),
        contacts=(ContactDraft(ContactKind.MOBILE, "13800138000"),),
    )
    bare = make_guest("Anna Müller", nationality="DE")
    make_past_stay(hotel, known, arrival=date(2025, 11, 1))
    stay, other = make_booking(hotel, known), make_booking(hotel, bare)
    plan(hotel)
    with scope_of(make_staff(hotel, "front_desk", name="陈静")) as scope:
        with pytest.raises(RegistrationMissing):
            confirm_registration(scope=scope, now=NOW, stay=stay)
        row = prepare_registration(scope=scope, now=NOW, stay=stay, guest=known)
        assert row.missing == []
        assert one("pre_registration").signed_by == "陈静"
        assert prepare_registration(scope=scope, now=NOW, stay=other, guest=bare).missing == ["document", "mobile"]
        confirmed = confirm_registration(scope=scope, now=NOW + timedelta(days=1), stay=stay)
        assert confirmed.confirmed_by == "陈静"
        again = registration_of(stay)
        assert again is not None
        assert again.id == row.id
    with scope_of(make_staff(hotel, "housekeeping_attendant")) as scope, pytest.raises(NotAllowed):
        confirm_registration(scope=scope, now=NOW, stay=stay)


@pytest.mark.requirement("R-238")
def test_a_proposal_is_drafted_from_history_edited_kept_and_sent() -> None:
    hotel, guest = make_hotel(), make_guest("李文彬", latin_name="Li Wenbin")
    room = make_room(hotel, "1712")
    make_past_stay(hotel, guest, arrival=date(2025, 11, 1), room=room)
    make_fact(guest, "favourite_beverage", "锡兰红茶")
    make_fact(guest, "extra_pillow", "2")
    make_fact(guest, "allergy", "花生")
    make_fact(guest, "tea", "推断的龙井", source=SourceKind.INFERRED)
    make_fact(guest, "dining_opinion", "嫌服务慢")
    stay = make_booking(hotel, guest, nights=2)
    with scope_of(make_staff(hotel, "guest_relations")) as scope:
        full = Stay.objects.select_related("guest", "room", "room_type").get(id=stay.id)
        entry = entry_of_stay(scope, now=NOW, hotel=hotel, stay=full)
        zh, en = draft_offer(entry, "zh-hans"), draft_offer(entry, "en")
        assert zh.startswith("尊敬的李先生")
        assert "欢迎您再次光临" in zh
        assert "锡兰红茶" in zh
        assert en.startswith("Dear Mr. Li")
        assert not [word for word in ("花生", "龙井", "嫌服务慢") if word in zh + en]  # nothing staff only noticed
        offer = write_offer(scope=scope, now=NOW, stay=stay, language="zh-hans", text=zh + "\n另备水果。")
        assert offer_text(scope, offer, now=NOW).endswith("另备水果。")
        write_offer(scope=scope, now=NOW, stay=stay, language="zh-hans", text="改过的方案")
        kept = offer_of(stay, "zh-hans")
        assert kept is not None
        assert (offer_text(scope, kept, now=NOW), kept.version) == ("改过的方案", 2)
        with pytest.raises(NumbersInNote):
            write_offer(scope=scope, now=NOW, stay=stay, language="en", text="ID 11010519491231002X")
        with pytest.raises(BadInput):
            send_offer(scope=scope, now=NOW, offer=kept, channel=ConfirmationMethod.NONE)
        send_offer(scope=scope, now=NOW, offer=kept, channel=ConfirmationMethod.EMAIL)
        with pytest.raises(OfferSent):
            write_offer(scope=scope, now=NOW, stay=stay, language="zh-hans", text="太迟")
        with pytest.raises(OfferSent):
            send_offer(scope=scope, now=NOW, offer=kept, channel=ConfirmationMethod.FAX)


@pytest.mark.requirement("R-239")
def test_events_of_a_stay_are_logged_with_what_was_done_and_the_minutes_it_took() -> None:
    hotel = make_hotel()
    stay = make_booking(hotel, make_guest("周先生"), nights=2)
    with scope_of(make_staff(hotel, "front_desk", name="徐洋")) as scope:
        event = log_event(scope=scope, now=NOW, stay=stay, kind=EventKind.DELAY, text="航班延误到 23 点")
        ill = log_event(scope=scope, now=NOW, stay=stay, kind=EventKind.ILLNESS, text="客人胃痛")
        assert "航班".encode() not in bytes(event.text)
        event = close_event(scope=scope, now=NOW + timedelta(minutes=35), event=event, answer="保留房间，备夜宵")
        assert (event.minutes, event.closed_by) == (35, "徐洋")
        with pytest.raises(AlreadySigned):
            close_event(scope=scope, now=NOW, event=event, answer="再来一次")
        with pytest.raises(BadInput):
            log_event(
                scope=scope, now=NOW, stay=stay, kind=EventKind.OTHER, text="x", happened_at=NOW + timedelta(hours=1)
            )
        found = {e.kind: (text, answer) for e, text, answer in events_of(scope, stay, now=NOW)}
        assert found == {"delay": ("航班延误到 23 点", "保留房间，备夜宵"), "illness": ("客人胃痛", None)}
    with scope_of(make_staff(hotel, "concierge")) as scope:  # reads no class C4
        assert {e.id: text for e, text, _ in events_of(scope, stay, now=NOW)}[ill.id] is None
    assert StayEvent.unscoped.count() == 2


@pytest.mark.requirement("R-232")
def test_a_favourite_chef_off_duty_is_noticed_and_the_item_says_so() -> None:
    hotel, guest = make_hotel(), make_guest("陈伯涛")
    make_fact(guest, "favourite_chef", "莫山")
    make_fact(guest, "favourite_waiter", "何佳")
    make_booking(hotel, guest, nights=1)
    plan(hotel)
    assert "排班表未录入" in one("preferred_chef").text_zh
    with scope_of(make_staff(hotel, "kitchen")) as scope:
        for day in (TOMORROW, TOMORROW + timedelta(days=1)):
            enter_duty_list(
                scope=scope, now=NOW, hotel=hotel, department="kitchen", day=day, on=["罗大石"], off=["莫山"]
            )
        assert [d.name for d in duty_of(hotel, "kitchen", TOMORROW)] == ["罗大石", "莫山"]
        with pytest.raises(NotAllowed):
            enter_duty_list(scope=scope, now=NOW, hotel=hotel, department="sales", day=TOMORROW, on=["x"], off=[])
    plan(hotel)
    assert "3月11日、3月12日不当班" in one("preferred_chef").text_zh
    with open_house(hotel) as scope:
        for day in (TOMORROW, TOMORROW + timedelta(days=1)):
            enter_duty_list(scope=scope, now=NOW, hotel=hotel, department="kitchen", day=day, on=["莫山"], off=[])
    plan(hotel)
    assert one("preferred_chef").text_zh == "请 莫山 掌勺"


@pytest.mark.requirement("R-226", "R-227", "R-353")
def test_the_floor_sheet_applies_the_standard_turndown_unless_the_guest_wants_another() -> None:
    hotel = make_hotel()
    plain, gap, never = make_guest("标准"), make_guest("留缝"), make_guest("不要")
    make_fact(gap, "curtain", "gap")
    make_fact(gap, "turndown_time", "20:30")
    make_fact(gap, "laundry_return_way", "hanger")
    make_fact(never, "turndowns_a_day", "0")
    make_fact(never, "cleaning_time", "14:00")
    make_booking(hotel, plain)
    make_booking(hotel, gap, arrival=TODAY - timedelta(days=1), nights=5, state=ReservationState.IN_HOUSE)
    make_booking(hotel, never)
    with open_house(hotel):
        rows = {r.stay.guest.name: r for r in floor_sheet(hotel, TOMORROW)}
    assert [w.zh for w in rows["标准"].turndown] == ["标准夜床：遮光窗帘完全拉合"]
    assert [w.zh for w in rows["留缝"].turndown][1] == "遮光窗帘：中间留出一条缝"
    assert rows["留缝"].turndown_at == time(20, 30)
    assert rows["留缝"].laundry[0].zh == "送回洗衣的方式：挂架"
    assert not rows["留缝"].arriving
    assert [w.zh for w in rows["不要"].turndown] == ["不做夜床"]
    assert rows["不要"].cleaning[0].zh == "清洁房间的时间：14:00"


def hotel_of_two_rooms() -> Hotel:
    hotel = make_hotel()
    make_room(hotel, "0101")
    make_room(hotel, "0102")
    return hotel


@pytest.mark.requirement("R-242")
def test_days_full_on_end_and_the_lead_time_of_returning_guests_beside_thirty() -> None:
    hotel = hotel_of_two_rooms()
    back = make_guest("回头客")
    make_past_stay(hotel, back, arrival=date(2025, 6, 1))
    for lead in (20, 30, 40):
        make_booking(hotel, back, arrival=TODAY + timedelta(days=60), booked_on=TODAY - timedelta(days=lead))
    make_booking(hotel, make_guest("新客"), arrival=TODAY, nights=3, rooms=2, booked_on=TODAY)
    make_booking(hotel, make_guest("再来"), arrival=TODAY + timedelta(days=3), nights=1, booked_on=TODAY)
    with open_house(hotel):
        figures = booking_ahead(hotel, TODAY)
    assert (figures.rooms, figures.full_days, figures.benchmark) == (2, 3, 30)
    assert (figures.lead_days, figures.base) == (90.0, 3)
    assert figures.too_few


@pytest.mark.requirement("R-243")
def test_a_stay_has_three_periods_of_work() -> None:
    hotel, guest = make_hotel(), make_guest("王建国", vip_level="V1")
    make_fact(guest, "favourite_dish", "松鼠鳜鱼")
    stay = make_booking(hotel, guest, nights=2)
    plan(hotel)
    with scope_of(make_staff(hotel, "front_desk")) as scope:
        full = Stay.objects.select_related("guest", "room", "room_type").get(id=stay.id)
        lines = entry_of_stay(scope, now=NOW, hotel=hotel, stay=full).lines
    by_period: dict[str, set[str]] = {}
    for line in lines:
        by_period.setdefault(line.item.period, set()).add(line.item.rule_code)
    assert set(by_period) == {"before", "during", "after"}
    assert "dining_follow_up" in by_period["during"]
    assert {"history_updated", "thanks_after_stay"} <= by_period["after"]
