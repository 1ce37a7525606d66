"""What a file changes in bookings and guests that are known already, and what it never changes."""

from datetime import time
from decimal import Decimal
from pathlib import Path

import pytest

from binzhi.guests.domain.identifiers import add_document
from binzhi.guests.drafts import DocumentDraft
from binzhi.guests.enums import DocumentKind, FlagCode, SourceKind
from binzhi.guests.models import Fact, Guest, GuestContact, GuestDocument, GuestFlag, GuestNote
from binzhi.stays.domain.booking import stays_of
from binzhi.stays.enums import ReservationState, StayState
from binzhi.stays.models import HotelCode, Reservation, RoomNight, RoomType, Stay
from tests.builders import NOW, TOMORROW, make_booking, make_guest, make_room, make_room_type, open_house
from tests.integrations.files import GOOD_ID, table, text_file
from tests.integrations.house import codes_of, importing_house, lines_of, table_counts, values
from tests.integrations.rule_tables import G, R, bookings, guests, stay

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_a_known_booking_follows_the_file(tmp_path: Path) -> None:
    with importing_house() as house:
        first = bookings(stay("R1", "王建国", "13812345678", 房型="DLX", 房价=880, 特殊要求="高楼层"))
        house.run(text_file(tmp_path, first), "reservations-csv")
        changed = bookings(
            stay(
                "R1",
                "王建国",
                "13812345678",
                房型="STD",
                房价=500,
                离店日期="2026-03-15",
                特殊要求="远离电梯",
                预计到店时间="18:30",
            )
        )
        path = text_file(tmp_path, changed, name="2.csv")
        foretold = house.check(path, "reservations-csv")["counts"]
        batch = house.run(path, "reservations-csv")
        assert batch.counts == {"changed": 1} == foretold
        row, one = Reservation.objects.select_related("room_type").get(), Stay.objects.get()
        assert (row.rate, row.nights, row.room_type.code, row.version) == (Decimal(500), 4, "STD", 2)
        assert (one.eta, one.nights) == (time(18, 30), 4)
        old = lines_of(batch)[0].before["booking"]["old"]
        assert {"rate", "departure", "special_requests", "room_type"} <= set(old)
        assert "高楼层" not in str(old)


def test_the_same_bookings_in_tomorrows_file_change_nothing(tmp_path: Path) -> None:
    rows = [
        stay("R1", "王建国", "13812345678", 房型="DLX", 房价=880, 房号="1208", 特殊要求="高楼层", 预计到店时间="18:30"),
        stay("R2", "陈静", "13912345678", 房型="DLX"),
    ]
    with importing_house() as house:
        make_room(house.hotel, "1208")
        house.run(text_file(tmp_path, bookings(*rows)), "reservations-csv")
        tables, kept = table_counts(), (values(Reservation), values(Stay), values(Guest), values(RoomNight))
        path = text_file(tmp_path, bookings(*rows, stay("R3", "新客")), name="tomorrow.csv")
        batch = house.run(path, "reservations-csv")
        assert batch.counts == {"unchanged": 2, "new": 1}
        now = (values(Reservation), values(Stay), values(Guest), values(RoomNight))
        assert all(old in new for before, new in zip(kept, now, strict=True) for old in before)
        assert table_counts()["guests_contact"] == tables["guests_contact"]


def test_the_same_guests_in_another_file_change_nothing(tmp_path: Path) -> None:
    heads = [*G, "备注", "枕头", "过敏", "生日", "地址", "黑名单"]
    row = [
        "王建国",
        "13812345678",
        "w@example.com",
        "身份证",
        GOOD_ID,
        "M1",
        "华信",
        "常住客",
        "荞麦枕",
        "花生",
        "",
        "北京市朝阳区1号",
        "是",
    ]
    with importing_house() as house:
        house.run(text_file(tmp_path, table(heads, row)), "guests-csv")
        assert GuestFlag.objects.get().code == FlagCode.DO_NOT_RENT
        assert dict(Fact.objects.values_list("item", "value")) == {"pillow_kind": "buckwheat", "allergy": ""}
        models = (Guest, GuestContact, GuestDocument, GuestNote, Fact, GuestFlag)
        before = [values(m) for m in models]
        batch = house.run(text_file(tmp_path, table(heads, row) + "\n", name="2.csv"), "guests-csv")
        assert batch.counts == {"matched": 1}
        assert [values(m) for m in models] == before


def test_the_guest_of_a_known_booking_is_brought_up_to_date(tmp_path: Path) -> None:
    heads = [*R, "单位", "VIP等级"]
    with importing_house() as house:
        house.run(text_file(tmp_path, bookings(stay("R1", "王建国"))), "reservations-csv")
        path = text_file(tmp_path, table(heads, [*stay("R1", "王建国", "13812345678"), "华信", "V2"]), name="2.csv")
        batch = house.run(path, "reservations-csv")
        assert batch.counts == {"changed": 1}
        guest = Guest.objects.get()
        assert (guest.company, guest.vip_level, GuestContact.objects.count()) == ("华信", "V2", 1)


def test_a_booking_with_another_guest_in_the_file_is_kept_and_said(tmp_path: Path) -> None:
    with importing_house() as house:
        house.run(text_file(tmp_path, bookings(stay("R1", "王建国"))), "reservations-csv")
        batch = house.run(text_file(tmp_path, bookings(stay("R1", "陈静")), name="2.csv"), "reservations-csv")
        assert (codes_of(batch), Guest.objects.get().name) == (["guest_differs"], "王建国")


def test_several_rooms_under_one_confirmation_number_are_several_bookings(tmp_path: Path) -> None:
    rows = [stay("A1", "王建国", 确认号="C9"), stay("A2", "陈静", 确认号="C9")]
    with importing_house() as house:
        batch = house.run(text_file(tmp_path, bookings(*rows)), "reservations-csv")
        assert batch.counts == {"new": 2}
        assert sorted(Reservation.objects.values_list("number", flat=True)) == ["A2", "C9"]


def test_a_booking_made_by_hand_is_found_by_its_number_and_learns_the_outside_id(tmp_path: Path) -> None:
    with importing_house() as house:
        wang = make_guest("王建国")
        make_booking(house.hotel, wang, arrival=TOMORROW, nights=2, number="C77")
        batch = house.run(
            text_file(tmp_path, bookings(stay("A1", "王建国", 确认号="C77", 房价=600))), "reservations-csv"
        )
        assert batch.counts == {"changed": 1}
        again = house.run(
            text_file(tmp_path, bookings(stay("A1", "王建国", 房价=700)), name="2.csv"), "reservations-csv"
        )
        assert again.counts == {"changed": 1}
        assert Reservation.objects.get().rate == Decimal(700)
        house.undo(again)
        house.undo(batch)
        assert Reservation.objects.get().rate is None


def test_a_state_never_goes_backwards_and_a_cancellation_frees_the_room(tmp_path: Path) -> None:
    with importing_house() as house:
        make_room(house.hotel, "1208")
        house.run(
            text_file(tmp_path, bookings(stay("R1", "甲", 房型="DLX", 房号="1208"), stay("R2", "乙", 状态="在住"))),
            "reservations-csv",
        )
        assert RoomNight.objects.count() == 2
        second = bookings(stay("R1", "甲", 状态="取消"), stay("R2", "乙", 状态="预订"))
        batch = house.run(text_file(tmp_path, second, name="2.csv"), "reservations-csv")
        assert batch.counts == {"changed": 1, "unchanged": 1}
        states = dict(Reservation.objects.values_list("number", "state"))
        assert states == {"R1": ReservationState.CANCELLED, "R2": ReservationState.IN_HOUSE}
        assert RoomNight.objects.count() == 0
        house.undo(batch)
        assert RoomNight.objects.count() == 2
        assert Stay.objects.get(guest__name="甲").state == StayState.EXPECTED


def test_a_room_in_use_is_a_warning_and_the_booking_stands(tmp_path: Path) -> None:
    with importing_house() as house:
        make_room(house.hotel, "1208")
        rows = [
            stay("R1", "甲", 房型="DLX", 房号="1208"),
            stay("R2", "乙", 房型="DLX", 房号="1208"),
            stay("R3", "丙", 房号="9999"),
        ]
        batch = house.run(text_file(tmp_path, bookings(*rows)), "reservations-csv")
        assert batch.counts == {"new": 3}
        assert codes_of(batch) == ["room_taken", "room_unknown"]
        first = stays_of(Reservation.objects.get(number="R1"))[0]
        assert first.room is not None and first.room.number == "1208"


def test_an_in_house_guest_of_the_file_holds_the_room_for_the_nights_ahead(tmp_path: Path) -> None:
    with importing_house() as house:
        make_room(house.hotel, "1208")
        row = stay("R1", "甲", 房型="DLX", 房号="1208", 状态="在住", 抵店日期="2026-03-08", 离店日期="2026-03-12")
        house.run(text_file(tmp_path, bookings(row)), "reservations-csv")
        assert [n.isoformat() for n in RoomNight.objects.order_by("night").values_list("night", flat=True)] == [
            "2026-03-10",
            "2026-03-11",
        ]


# --- codes -------------------------------------------------------------------------------------------------------------


def test_unknown_codes_are_refused_or_created(tmp_path: Path) -> None:
    heads = [*R, "客源", "协议单位"]
    row = [*stay("R1", "王建国", 房型="DLX"), "飞猪", "华信"]
    with importing_house() as house:
        path = text_file(tmp_path, table(heads, row))
        report = house.check(path, "reservations-csv", create_codes=False)
        assert set(report["unknown"]) == {"room_type", "source", "company"}
        batch = house.run(path, "reservations-csv", create_codes=False)
        assert batch.counts == {"refused": 1} == report["counts"]
        problem = lines_of(batch)[0].problems[0]
        assert problem["code"] == "unknown_code"
        assert "房型" in problem["column"] and "客源" in problem["column"]
        again = house.run(path, "reservations-csv", create_codes=True)
        assert again.counts == {"new": 1}
        assert RoomType.objects.get().code == "DLX"
        assert set(HotelCode.objects.values_list("code", flat=True)) == {"飞猪", "华信"}


def test_documents_added_by_hand_are_found_by_the_next_file(tmp_path: Path) -> None:
    with importing_house() as house:
        wang = make_guest("王建国")
        make_room_type(house.hotel)
        with open_house(house.hotel) as scope:
            draft = DocumentDraft(DocumentKind.ID_CARD, GOOD_ID)
            add_document(scope=scope, now=NOW, guest=wang, draft=draft, source=SourceKind.SCANNED)
        batch = house.run(text_file(tmp_path, guests(["王先生", "", "", "身份证", GOOD_ID, "", ""])), "guests-csv")
        assert [line.guest_id for line in lines_of(batch)] == [wang.id]
