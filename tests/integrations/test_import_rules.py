"""What an imported row attaches to, what it may change, and that a refused row stores nothing."""

from datetime import time
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError

from binzhi.audit.domain.verify import verify
from binzhi.guests.domain.identifiers import add_document
from binzhi.guests.drafts import ContactDraft, DocumentDraft, MemberDraft
from binzhi.guests.enums import ContactKind, DocumentKind, FlagCode, Gender, SourceKind
from binzhi.guests.models import ContactKey, Fact, Guest, GuestContact, GuestDocument, GuestFlag, GuestNote
from binzhi.integrations.domain import rows as applying
from binzhi.integrations.domain import run as running
from binzhi.integrations.domain.run import run_batch
from binzhi.integrations.enums import BatchState, Outcome
from binzhi.integrations.errors import BatchBusy
from binzhi.integrations.models import ImportBatch
from binzhi.stays.domain.booking import book_reservation, stays_of
from binzhi.stays.enums import ReservationState, StayState
from binzhi.stays.models import HotelCode, Reservation, RoomNight, RoomType, Stay
from tests.builders import NOW, TOMORROW, make_booking, make_guest, make_room, make_room_type, open_house
from tests.integrations.files import GOOD_ID, table, text_file
from tests.integrations.house import clock, codes_of, importing_house, lines_of, outcomes, table_counts, values

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

OTHER_ID = "110105199001010010"
G = ["姓名", "手机", "邮箱", "证件类型", "证件号码", "会员卡号", "单位"]
R = [
    "预订号",
    "确认号",
    "姓名",
    "手机",
    "抵店日期",
    "离店日期",
    "房型",
    "房价",
    "房号",
    "状态",
    "特殊要求",
    "预计到店时间",
]


def guests(*rows: list[object]) -> str:
    return table(G, *rows)


def stay(number: str, name: str, phone: str = "", **more: object) -> list[object]:
    row = {"预订号": number, "姓名": name, "手机": phone, "抵店日期": "2026-03-11", "离店日期": "2026-03-13", **more}
    return [row.get(h, "") for h in R]


def bookings(*rows: list[object]) -> str:
    return table(R, *rows)


# --- whom a row means --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["王 建国", "", "", "身份证", GOOD_ID, "", ""], "same document"),
        (["别的名字", "", "", "", "", "M100", ""], "same member number"),
        (["王建国", "13812345678", "", "", "", "", ""], "same name and phone"),
    ],
)
def test_a_row_attaches_on_document_member_number_or_name_with_phone(
    tmp_path: Path, row: list[object], why: str
) -> None:
    with importing_house() as house:
        known = make_guest(
            "王建国",
            gender=Gender.FEMALE,
            contacts=(ContactDraft(ContactKind.MOBILE, "13812345678"),),
            documents=(DocumentDraft(DocumentKind.ID_CARD, GOOD_ID),),
            members=(MemberDraft("M100"),),
        )
        batch = house.run(text_file(tmp_path, guests(row)), "guests-csv")
        assert outcomes(batch) == [Outcome.MATCHED], why
        assert [line.guest_id for line in lines_of(batch)] == [known.id]
        assert Guest.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["王建国", "", "", "", "", "", ""], "the name alone"),
        (["王建国", "13700000000", "", "", "", "", ""], "another phone"),
        (["李四", "13812345678", "", "", "", "", ""], "the phone alone"),
        (["李四", "", "wang@example.com", "", "", "", ""], "the mail alone"),
        (["王建国", "13812345678", "", "身份证", OTHER_ID, "", ""], "another resident number"),
    ],
)
def test_anything_weaker_makes_a_new_guest_and_names_candidates(tmp_path: Path, row: list[object], why: str) -> None:
    with importing_house() as house:
        known = make_guest(
            "王建国",
            contacts=(
                ContactDraft(ContactKind.MOBILE, "13812345678"),
                ContactDraft(ContactKind.EMAIL, "wang@example.com"),
            ),
            documents=(DocumentDraft(DocumentKind.ID_CARD, GOOD_ID),),
        )
        batch = house.run(text_file(tmp_path, guests(row)), "guests-csv")
        assert outcomes(batch) == [Outcome.DOUBTFUL], why
        line = lines_of(batch)[0]
        assert line.guest_id != known.id
        assert [p["guests"] for p in line.problems if p["code"] == "possible_duplicate"] == [[str(known.id)]]


def test_masked_mails_of_booking_sites_are_no_identity(tmp_path: Path) -> None:
    with importing_house() as house:
        mail = "abc123@guest.booking.com"
        batch = house.run(
            text_file(tmp_path, guests(["张三", "", mail, "", "", "", ""], ["李四", "", mail, "", "", "", ""])),
            "guests-csv",
        )
        assert outcomes(batch) == [Outcome.NEW, Outcome.NEW]
        assert GuestContact.objects.filter(is_relay=True).count() == 2
        assert ContactKey.objects.count() == 0


def test_two_rows_of_one_guest_in_a_file_are_one_guest(tmp_path: Path) -> None:
    rows = [
        ["王建国", "13812345678", "", "", "", "", ""],
        ["王建国", "13812345678", "", "", "", "M7", "华信"],
        ["王建国", "", "", "", "", "M7", ""],
    ]
    with importing_house() as house:
        path = text_file(tmp_path, guests(*rows))
        foretold = house.check(path, "guests-csv")["counts"]
        batch = house.run(path, "guests-csv")
        assert outcomes(batch) == [Outcome.NEW, Outcome.CHANGED, Outcome.MATCHED]
        assert batch.counts == foretold
        assert Guest.objects.get().company == "华信"


def test_a_cut_name_in_capitals_never_replaces_a_longer_one(tmp_path: Path) -> None:
    full = "Alexandra Wilhelmina von Hohenlohe"
    cut = "ALEXANDRA WILHELMINA VON HOHEN"
    with importing_house() as house:
        house.run(text_file(tmp_path, guests([full, "", "", "", "", "M1", ""])), "guests-csv")
        again = house.run(text_file(tmp_path, guests([cut, "", "", "", "", "M1", ""]), name="2.csv"), "guests-csv")
        assert (again.counts, Guest.objects.get().name, Guest.objects.get().latin_name) == ({"matched": 1}, full, full)


def test_a_full_name_replaces_a_cut_one(tmp_path: Path) -> None:
    full, cut = "Alexandra Wilhelmina von Hohenlohe", "ALEXANDRA WILHELMINA VON HOHEN"
    with importing_house() as house:
        house.run(text_file(tmp_path, guests([cut, "", "", "", "", "M1", ""])), "guests-csv")
        again = house.run(text_file(tmp_path, guests([full, "", "", "", "", "M1", ""]), name="2.csv"), "guests-csv")
        assert (again.counts, Guest.objects.get().name) == ({"changed": 1}, full)


def test_a_common_name_names_a_few_candidates_only(tmp_path: Path) -> None:
    with importing_house() as house:
        house.run(
            text_file(tmp_path, guests(*(["王伟", f"138{n:08d}", "", "", "", "", ""] for n in range(30)))), "guests-csv"
        )
        batch = house.run(text_file(tmp_path, guests(["王伟", "", "", "", "", "", ""]), name="2.csv"), "guests-csv")
        assert len(lines_of(batch)[0].problems[0]["guests"]) == 5


# --- what a refused row leaves behind ----------------------------------------------------------------------------------


def test_a_document_of_another_guest_refuses_the_row_and_nothing_of_it_stays(tmp_path: Path) -> None:
    heads = [*R, "客史号", "证件类型", "证件号码"]
    row = [*stay("R1", "王建国", "13812345678"), "P1", "身份证", GOOD_ID]
    with importing_house() as house:
        other = make_guest("李四", documents=(DocumentDraft(DocumentKind.ID_CARD, GOOD_ID),))
        mine = make_guest("王建国", external_ids=(("csv", "profile", "P1"),), company="老东家")
        before, stood = table_counts(), values(Guest)
        good = [*stay("R2", "陈静", "13912345678"), "", "", ""]
        path = text_file(tmp_path, table(heads, row, good))
        foretold = house.check(path, "reservations-csv")["counts"]
        batch = house.run(path, "reservations-csv")
        assert batch.counts == {"refused": 1, "new": 1} == foretold
        assert "李四" in lines_of(batch)[0].problems[0]["zh"]
        assert lines_of(batch)[0].problems[0]["code"] == "document_taken"
        assert [v for v in values(Guest) if v["id"] in {other.id, mine.id}] == stood
        assert table_counts()["stays_reservation"] == before["stays_reservation"] + 1
        assert GuestContact.objects.filter(guest_id=mine.id).count() == 0
    assert verify().faults == []


def test_a_row_that_fails_late_leaves_no_ghost_for_later_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guest of a refused row is not known to the next row, nor is anything of it written."""

    def book(**given: object) -> Reservation:
        draft = given["draft"]
        if getattr(draft, "rate", None) == Decimal(13):
            raise applying.UnknownReservation
        return book_reservation(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(applying, "book_reservation", book)
    with importing_house() as house:
        path = text_file(
            tmp_path,
            bookings(stay("R1", "王建国", "13812345678", 房价=13), stay("R2", "王建国", "13812345678", 房价=14)),
        )
        batch = house.run(path, "reservations-csv")
        assert outcomes(batch) == [Outcome.REFUSED, Outcome.NEW]
        assert [Guest.objects.count(), Reservation.objects.count(), GuestContact.objects.count()] == [1, 1, 1]


def test_a_known_guest_keeps_its_values_when_the_row_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def book(**given: object) -> Reservation:
        raise applying.UnknownReservation

    heads = [*R, "单位"]
    with importing_house() as house:
        make_guest("王建国", contacts=(ContactDraft(ContactKind.MOBILE, "13812345678"),), company="老东家")
        before, counts = values(Guest), table_counts()
        monkeypatch.setattr(applying, "book_reservation", book)
        path = text_file(tmp_path, table(heads, [*stay("R1", "王建国", "13812345678"), "新东家"]))
        batch = house.run(path, "reservations-csv")
        assert (outcomes(batch), values(Guest), table_counts()) == ([Outcome.REFUSED], before, counts)


def test_a_rule_of_the_database_refuses_one_row_and_counts_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = book_reservation
    seen: list[str] = []

    def book(**given: object) -> Reservation:
        made = real(**given)  # type: ignore[arg-type]
        seen.append(made.number)
        if made.number == "R2":
            raise IntegrityError("planted")
        return made

    monkeypatch.setattr(applying, "book_reservation", book)
    with importing_house() as house:
        path = text_file(tmp_path, bookings(*(stay(f"R{n}", f"客{n}") for n in range(1, 5))))
        batch = house.run(path, "reservations-csv")
        assert (batch.state, batch.counts) == (BatchState.FINISHED, {"new": 3, "refused": 1})
        assert codes_of(batch) == ["conflict"]
        assert sorted(Reservation.objects.values_list("number", flat=True)) == ["R1", "R3", "R4"]
        assert len(lines_of(batch)) == 4
    assert verify().faults == []


def test_two_processes_do_not_work_on_one_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "CHUNK", 1)
    with importing_house() as house:
        batch = house.take_in(text_file(tmp_path, bookings(stay("R1", "甲"), stay("R2", "乙"))), "reservations-csv")
        other = ImportBatch.objects.get(id=batch.id)

        def meanwhile(done: int, total: int) -> None:
            if other.state != BatchState.FINISHED:
                run_batch(scope=house.scope, clock=clock, batch=ImportBatch.objects.get(id=batch.id))
                other.state = BatchState.FINISHED

        with pytest.raises(BatchBusy):
            run_batch(scope=house.scope, clock=clock, batch=batch, progress=meanwhile)
        assert (Reservation.objects.count(), len(lines_of(batch))) == (2, 2)


# --- bookings we know --------------------------------------------------------------------------------------------------


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
