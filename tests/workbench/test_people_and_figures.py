"""The anniversary of the couple end to end (S04), discretion, the card of the next contact, the use of what is known."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from binzhi.arrivals.domain.gifts import decide_gift, deliver_gift, request_gift
from binzhi.arrivals.domain.plan import build_plan
from binzhi.arrivals.enums import GiftKind, GiftState, Occasion
from binzhi.arrivals.models import PreparationItem
from binzhi.guests.domain.flags import set_flag
from binzhi.guests.domain.names import add_name
from binzhi.guests.domain.relations import note_date, relate
from binzhi.guests.drafts import DateDraft
from binzhi.guests.enums import DateKind, FlagCode, NameKind, RelationKind
from binzhi.org.models import Hotel, Staff
from binzhi.stays.domain.consumption import record_spend
from binzhi.stays.domain.house import add_code
from binzhi.stays.enums import CodeKind
from binzhi.workbench.next_contact import referrals
from binzhi.workbench.utilisation import shares, uses
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
SignIn = Callable[[Staff], Client]


@pytest.mark.requirement("R-024", "R-557")
def test_the_wedding_anniversary_of_the_belgian_guest(sign_in: SignIn) -> None:
    """S04: learned in talk, prepared in time, kept a surprise, cost logged, his introductions shown against it."""
    hotel = make_hotel()
    luc, wife = make_guest("Luc Verbruggen", nationality="BE"), make_guest("Annelies Verbruggen", nationality="BE")
    client_one, client_two = make_guest("周总"), make_guest("Sam Lee")
    stay = make_booking(hotel, luc, arrival=TOMORROW, nights=5)
    day = TOMORROW + timedelta(days=2)
    with scope_of(make_staff(hotel, "guest_relations")) as scope:
        relate(scope=scope, now=NOW, guest=luc, kind=RelationKind.SPOUSE, other=wife)
        wedding = DateDraft(DateKind.WEDDING, f"2011-{day:%m-%d}")
        note_date(scope=scope, now=NOW, guest=luc, draft=wedding, spouse=wife)
        for one in (client_one, client_two):
            relate(scope=scope, now=NOW, guest=one, kind=RelationKind.INTRODUCED_BY, other=luc)
    with open_house(hotel) as scope:
        build_plan(scope=scope, now=NOW, hotel=hotel, day=TOMORROW)
        items = {
            i.rule_code: i for i in PreparationItem.objects.filter(stay_id=stay.id, rule_code__startswith="wedding")
        }
        assert set(items) == {"wedding_flowers", "wedding_card", "wedding_evening"}
        assert all(i.due_at.date() <= day for i in items.values())
        assert all("勿致电房间" in i.text_zh for code, i in items.items() if code == "wedding_flowers")
        gift = request_gift(
            scope=scope, now=NOW, hotel=hotel, stay=stay, kind=GiftKind.values and GiftKind(GiftKind.values[0]), text="白玫瑰",
            department="guest_relations", deliver_by=NOW, estimated_cost=Decimal(380), occasion=Occasion.WEDDING, is_surprise=True,
        )  # fmt: skip
        assert gift.is_surprise
        decide_gift(scope=scope, now=NOW, gift=gift, approve=True)
        deliver_gift(scope=scope, now=NOW, gift=gift, actual_cost=Decimal(420))
        gift.refresh_from_db()
        assert gift.state == GiftState.DELIVERED
    booked = make_booking(hotel, client_one, arrival=TODAY + timedelta(days=20), nights=2, rate=Decimal(900))
    make_booking(hotel, client_two, arrival=TODAY + timedelta(days=30), nights=1, rate=Decimal(800))
    with scope_of(make_staff(hotel, "guest_relations")) as scope:
        brought = referrals(scope, luc)
    assert (brought.bookings, brought.income, brought.cost) == (2, Decimal(2600), Decimal(420))
    browser = sign_in(make_staff(hotel, "guest_relations"))
    page = browser.get(reverse("workbench:next_contact", args=[luc.id])).content.decode()
    assert "周总" in page
    assert "¥2,600.00" in page
    assert "¥420.00" in page
    with open_house(hotel):
        number = browser.get(reverse("stays:reservation", args=[client_one.id, booked.reservation_id])).content.decode()
    assert "introduced_by" in number  # from the booking to who recommended the house
    assert (
        "周总"
        not in sign_in(make_staff(hotel, "concierge"))
        .get(reverse("workbench:next_contact", args=[luc.id]))
        .content.decode()
    )


def letters(hotel: Hotel, stay: object, gift_id: object) -> list[str]:
    """The addresses of everything that is written for the eyes of the guest."""
    s: object = stay
    guest_id, reservation_id, stay_id = s.guest_id, s.reservation_id, s.id  # type: ignore[attr-defined]
    found = [reverse("stays:letter", args=[guest_id, reservation_id]) + f"?language={x}" for x in ("zh-hans", "en")]
    found += [reverse("arrivals:offer", args=[guest_id, stay_id]) + f"?language={x}" for x in ("zh-hans", "en")]
    return [*found, reverse("arrivals:gift_print", args=[guest_id, gift_id])]


@pytest.mark.requirement("R-026")
def test_nobody_around_the_guest_and_no_anniversary_is_in_anything_written_for_the_guest(sign_in: SignIn) -> None:
    hotel = make_hotel()
    guest, other = make_guest("王建国"), make_guest("RELCANARYWIFE")
    stay = make_booking(hotel, guest, arrival=TOMORROW, nights=3)
    with open_house(hotel) as scope:
        row = relate(scope=scope, now=NOW, guest=guest, kind=RelationKind.SPOUSE, other=other, note="RELCANARYNOTE")
        relate(scope=scope, now=NOW, guest=guest, kind=RelationKind.COMPANION, other_name="RELCANARYFRIEND")
        for draft in (
            DateDraft(DateKind.WEDDING, f"2011-{TOMORROW:%m-%d}", label="RELCANARYWEDDING"),
            DateDraft(DateKind.OTHER, f"{TOMORROW:%m-%d}", label="RELCANARYDAY"),
            DateDraft(DateKind.BIRTHDAY, f"1975-{TOMORROW:%m-%d}", label="RELCANARYBIRTH", relation_id=row.id),
        ):
            note_date(scope=scope, now=NOW, guest=guest, draft=draft)
        build_plan(scope=scope, now=NOW, hotel=hotel, day=TOMORROW)
        gift = request_gift(
            scope=scope, now=NOW, hotel=hotel, stay=stay, kind=GiftKind(GiftKind.values[0]), text="水果",
            department="food_beverage", deliver_by=NOW, estimated_cost=Decimal(80), message="欢迎光临",
        )  # fmt: skip
    browser = sign_in(make_staff(hotel, "guest_relations"))
    seen = browser.get(reverse("guests:relations_panel", args=[guest.id])).content.decode()
    assert seen.count("RELCANARY") >= 5  # the control: it is there for the staff
    desk = sign_in(make_staff(hotel, "front_desk"))
    for url in letters(hotel, stay, gift.id):
        answer = desk.get(url)
        assert answer.status_code == 200, url
        text = answer.content.decode()
        assert "RELCANARY" not in text, url
        assert "结婚纪念日" not in text, url


def test_lists_and_prints_of_the_house_carry_the_alias_of_an_incognito_guest(sign_in: SignIn) -> None:
    hotel = make_hotel()
    guest = make_guest("林青霞", latin_name="Brigitte Lin")
    make_fact(guest, "likes", "白玫瑰")
    make_booking(hotel, guest, arrival=TOMORROW, nights=2)
    with open_house(hotel) as scope:
        add_name(scope=scope, now=NOW, guest=guest, kind=NameKind.ALIAS, name="周晓")
        set_flag(scope=scope, now=NOW, guest=guest, code=FlagCode.INCOGNITO)
        build_plan(scope=scope, now=NOW, hotel=hotel, day=TOMORROW)
        texts = " ".join(f"{i.text_zh} {i.text_en}" for i in PreparationItem.objects.all())
        assert "林" not in texts
        assert "Brigitte" not in texts
    browser = sign_in(make_staff(hotel, "front_desk"))
    query = f"?date={TOMORROW.isoformat()}"
    for name in ("report", "readiness", "floor", "print", "offline", "csv"):
        page = browser.get(reverse(f"arrivals:{name}") + query).content.decode()
        assert "周晓" in page, name
        assert "林青霞" not in page, name
        assert "Brigitte" not in page, name


@pytest.mark.requirement("R-115", "R-085", "R-086")
def test_one_card_holds_what_the_next_contact_needs(sign_in: SignIn) -> None:
    hotel = make_hotel()
    soon = TODAY + timedelta(days=5)
    guest = make_guest("王建国", birthday=f"1970-{soon:%m-%d}")
    room = make_room(hotel, "0801")
    stay = make_past_stay(hotel, guest, arrival=TODAY - timedelta(days=40), room=room)
    make_booking(hotel, guest, arrival=TODAY + timedelta(days=12), nights=2)
    make_fact(guest, "likes", "爵士乐")
    make_fact(guest, "taboo", "数字四")
    with open_house(hotel) as scope:
        add_code(scope=scope, now=NOW, hotel_id=hotel.id, kind=CodeKind.OUTLET, code="BAR", name_zh="大堂吧")
        for n in (30, 20):
            record_spend(
                scope=scope, now=NOW, hotel=hotel, guest=guest, outlet="BAR", day=TODAY - timedelta(days=n),
                amount=Decimal(50), stay_id=stay.id,
            )  # fmt: skip
    url = reverse("workbench:next_contact", args=[guest.id])
    page = sign_in(make_staff(hotel, "guest_relations")).get(url).content.decode()
    for text in (
        "爵士乐",
        "数字四",
        (TODAY - timedelta(days=20)).isoformat(),
        (TODAY - timedelta(days=30)).isoformat(),
    ):
        assert text in page, text
    assert ">2</span>" in page
    assert page.index("数字四") < page.index("爵士乐")  # what must not happen comes first
    assert "chip" in page
    fragment = sign_in(make_staff(hotel, "concierge")).get(url, headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith("<section")
    assert "生日" not in fragment


@pytest.mark.requirement("R-212")
def test_the_share_of_preferences_used_in_the_latest_stay(sign_in: SignIn) -> None:
    hotel = make_hotel()
    guest, idle = make_guest("王建国"), make_guest("李梅")
    before = NOW - timedelta(days=90)
    used = make_fact(guest, "room_temperature", "26", at=before)
    make_fact(idle, "room_temperature", "21", at=before)
    make_fact(guest, "cleaning_time", "10:00", at=NOW)  # learned after they came: no base
    room = make_room(hotel, "0801")
    for one in (guest, idle):
        make_past_stay(hotel, one, arrival=TODAY - timedelta(days=200), room=room)
    latest = make_past_stay(hotel, guest, arrival=TODAY - timedelta(days=20), room=room)
    make_past_stay(hotel, idle, arrival=TODAY - timedelta(days=30), room=room)
    PreparationItem.unscoped.create(
        guest_id=guest.id, hotel=hotel, stay_id=latest.id, for_date=latest.arrival, department="housekeeping",
        rule_code="room_temperature", text_zh="调至26度", text_en="set to 26", because=[{"kind": "fact", "id": str(used.id)}],
        due_at=NOW, built_at=NOW,
    )  # fmt: skip
    with open_house(hotel):
        found = uses(hotel, today=TODAY, days=90)
        whole, departments = shares(hotel, found)
        assert (whole.used, whole.base, whole.too_few) == (1, 2, True)
        assert {s.code: (s.used, s.base) for s in departments}["housekeeping"] == (1, 2)
        assert uses(hotel, today=TODAY, days=10) == []
    browser = sign_in(make_staff(hotel, "service_manager"))
    url = reverse("workbench:figures")
    page = browser.get(url + "?department=housekeeping").content.decode()
    assert "王建国" in page
    assert "李梅" in page
    assert "50%" not in page  # too few to say a share
    assert "李梅" not in browser.get(url + "?department=housekeeping&show=used").content.decode()
    for n in range(18):
        more = make_guest(f"客{n}")
        make_fact(more, "room_temperature", "22", at=before)
        make_past_stay(hotel, more, arrival=TODAY - timedelta(days=15), room=room)
    assert "5%" in browser.get(url).content.decode()


def test_the_figures_ask_as_often_for_one_guest_as_for_many() -> None:
    hotel = make_hotel()
    room = make_room(hotel, "0801")
    counts = []
    for n in (1, 20):
        for k in range(n):
            guest = make_guest(f"客{n}-{k}")
            make_fact(guest, "room_temperature", "22", at=NOW - timedelta(days=90))
            make_past_stay(hotel, guest, arrival=TODAY - timedelta(days=15), room=room)
        with open_house(hotel), CaptureQueriesContext(connection) as seen:
            uses(hotel, today=TODAY, days=90)
        counts.append(len(seen))
    assert counts[0] == counts[1]
