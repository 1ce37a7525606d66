"""Taking a batch back: what nobody touched goes or gets its old values, what somebody worked with stays and says why."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from binzhi.arrivals.domain.items import sign_item
from binzhi.arrivals.domain.plan import build_plan
from binzhi.arrivals.models import PreparationItem
from binzhi.audit.domain.verify import verify
from binzhi.guests.domain.facts import confirm_fact, record_fact
from binzhi.guests.domain.profile import change_guest
from binzhi.guests.drafts import ContactDraft, GuestDraft
from binzhi.guests.enums import ContactKind, GuestState, SourceKind
from binzhi.guests.models import (
    ContactKey,
    DocumentKey,
    ExternalGuestKey,
    Fact,
    Guest,
    GuestContact,
    GuestDocument,
    GuestNote,
    MemberCard,
    MemberKey,
)
from binzhi.guests.queries import identity_of
from binzhi.integrations.domain import undo
from binzhi.integrations.domain.undo import undo_batch
from binzhi.integrations.enums import BatchState
from binzhi.integrations.errors import NotUndoable
from binzhi.integrations.models import ImportBatch, ImportLine
from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.domain.booking import stays_of
from binzhi.stays.models import HotelCode, Reservation, ReservationKey, RoomNight, Stay
from binzhi.vault.domain.sealing import reveal
from binzhi.vault.models import GuestKey
from tests.builders import NOW, TOMORROW, everything, make_guest, make_room, make_room_type, open_house
from tests.integrations.files import GOOD_ID, table, text_file
from tests.integrations.house import House, importing_house, lines_of, picture, table_counts, values

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

LATER = NOW + timedelta(hours=1)
BOOKINGS = table(
    ["预订号", "姓名", "手机", "抵店日期", "离店日期", "房型", "房价", "房号", "特殊要求", "同住人"],
    ["R1", "王建国", "13812345678", "2026-03-11", "2026-03-14", "DLX", "880", "1208", "高楼层", "李梅"],
    ["R2", "陈静", "13912345678", "2026-03-11", "2026-03-12", "DLX", "700", "", "", ""],
    ["R3", "王建国", "13812345678", "2026-04-01", "2026-04-02", "STD", "500", "", "", ""],
)
GUESTS = table(
    ["姓名", "性别", "证件类型", "证件号码", "手机", "邮箱", "会员卡号", "单位", "备注", "枕头"],
    ["王建国", "男", "身份证", GOOD_ID, "13812345678", "wang@example.com", "M100", "华信集团", "常住客", "荞麦枕"],
    ["赵敏", "女", "", "", "13712345678", "", "", "", "", ""],
)


def everything_stands() -> tuple[dict[str, int], str]:
    return table_counts(), picture()


def test_an_empty_hotel_is_empty_again(tmp_path: Path) -> None:
    with importing_house() as house:
        make_room(house.hotel, "1208")
        before = everything_stands()
        batch = house.run(text_file(tmp_path, BOOKINGS), "reservations-csv")
        assert batch.counts == {"new": 2, "matched": 1}
        assert RoomNight.objects.count() == 3
        done = house.undo(batch)
        assert done.state == BatchState.UNDONE
        assert everything_stands() == before
        assert {line.undone for line in lines_of(batch)} == {"removed"}
        assert GuestKey.objects.using("keys").count() == 0
    assert verify().faults == []


def test_importing_again_gives_the_same_rows(tmp_path: Path) -> None:
    with importing_house() as house:
        make_room(house.hotel, "1208")
        path = text_file(tmp_path, BOOKINGS)
        first = house.run(path, "reservations-csv")
        stood = picture()
        house.undo(first)
        second = house.run(path, "reservations-csv")
        assert second.id != first.id
        assert (second.counts, picture()) == (first.counts, stood)


def test_codes_of_the_batch_go_unless_used(tmp_path: Path) -> None:
    with importing_house() as house:
        batch = house.run(
            text_file(tmp_path, BOOKINGS.replace("房型", "客源").replace("DLX", "飞猪").replace("STD", "携程")),
            "reservations-csv",
        )
        assert set(HotelCode.objects.values_list("code", flat=True)) == {"飞猪", "携程"}
        other = BOOKINGS.splitlines()[0].replace("房型", "客源") + "\nX9,孙一,,2026-05-01,2026-05-02,携程,1,,,\n"
        house.run(text_file(tmp_path, other, name="other.csv"), "reservations-csv")
        house.undo(batch)
        assert list(HotelCode.objects.values_list("code", flat=True)) == ["携程"]


def test_what_was_added_to_known_guests_is_taken_back(tmp_path: Path) -> None:
    with importing_house() as house:
        contact = ContactDraft(ContactKind.MOBILE, "13812345678")
        wang = make_guest("王建国", contacts=(contact,), company="老东家")
        before = values(Guest, without=frozenset({"version", "updated_at"}))
        batch = house.run(text_file(tmp_path, GUESTS), "guests-csv")
        assert batch.counts == {"changed": 1, "new": 1}
        assert Guest.objects.get(id=wang.id).company == "华信集团"
        models = (GuestDocument, MemberCard, DocumentKey, MemberKey, GuestNote, Fact)
        assert [m._base_manager.filter(guest_id=wang.id).count() for m in models] == [1] * 6
        house.undo(batch)
        assert [m._base_manager.count() for m in models] == [0] * 6
        assert values(Guest, without=frozenset({"version", "updated_at"})) == before
        assert [GuestContact.objects.count(), ContactKey.objects.count(), ExternalGuestKey.objects.count()] == [1, 1, 0]
        again = house.run(text_file(tmp_path, GUESTS), "guests-csv")
        assert again.counts == batch.counts


def test_a_value_somebody_changed_since_is_kept(tmp_path: Path) -> None:
    with importing_house() as house:
        wang = make_guest("王建国", contacts=(ContactDraft(ContactKind.MOBILE, "13812345678"),), company="老东家")
        batch = house.run(text_file(tmp_path, GUESTS), "guests-csv")
        with open_house(house.hotel) as scope:
            change_guest(scope=scope, now=LATER, guest=wang, draft=GuestDraft(name="王建国", company="新东家"))
        house.undo(batch)
        wang.refresh_from_db()
        assert (wang.company, wang.gender) == ("新东家", "male")
        line = lines_of(batch)[0]
        assert (line.undone, line.problems[-1]["code"]) == ("kept", "kept_value")
        assert "company" in line.problems[-1]["zh"]


def test_a_fact_confirmed_since_is_kept(tmp_path: Path) -> None:
    with importing_house() as house:
        make_guest("王建国", contacts=(ContactDraft(ContactKind.MOBILE, "13812345678"),))
        batch = house.run(text_file(tmp_path, GUESTS), "guests-csv")
        with open_house(house.hotel) as scope:
            confirm_fact(scope=scope, now=LATER, fact=Fact.objects.get())
        house.undo(batch)
        assert Fact.objects.count() == 1
        assert GuestNote.objects.count() == 0
        assert lines_of(batch)[0].problems[-1]["code"] == "kept_rows"


def test_a_reservation_somebody_worked_with_is_kept_with_its_guest(tmp_path: Path) -> None:
    with importing_house() as house:
        room = make_room(house.hotel, "1301")
        batch = house.run(text_file(tmp_path, BOOKINGS), "reservations-csv")
        second = Reservation.objects.get(number="R2")
        with open_house(house.hotel) as scope:
            assign_room(scope=scope, now=LATER, stay=stays_of(second)[0], room=room)
        done = house.undo(batch)
        assert list(Reservation.objects.values_list("number", flat=True)) == ["R2"]
        assert list(Guest.objects.values_list("name", flat=True)) == ["陈静"]
        assert done.undo_counts == {"removed": 2, "kept": 1, "codes": 1}
        kept = lines_of(batch)[1]
        assert [p["code"] for p in kept.problems if p["code"].startswith("kept")] == ["kept_reservation", "kept_guest"]
        again = house.run(text_file(tmp_path, BOOKINGS), "reservations-csv")
        assert again.counts == {"new": 2 - 1, "matched": 1, "unchanged": 1}


def test_open_preparation_goes_and_signed_preparation_keeps_the_stay(tmp_path: Path) -> None:
    with importing_house() as house:
        batch = house.run(text_file(tmp_path, BOOKINGS), "reservations-csv")
        with open_house(house.hotel) as scope:
            build_plan(scope=scope, now=LATER, hotel=house.hotel, day=TOMORROW)
            chen = Stay.objects.get(guest__name="陈静")
            sign_item(scope=scope, now=LATER, item=PreparationItem.objects.filter(stay_id=chen.id)[0])
        house.undo(batch)
        assert set(Reservation.objects.values_list("number", flat=True)) == {"R2"}
        assert set(PreparationItem.objects.values_list("stay_id", flat=True)) == {chen.id}


def test_a_guest_looked_at_since_is_withdrawn_not_removed(tmp_path: Path) -> None:
    with importing_house() as house:
        batch = house.run(text_file(tmp_path, GUESTS), "guests-csv")
        wang = Guest.objects.get(name="王建国")
        from binzhi.guests.queries import document_cell

        with open_house(house.hotel):
            cell = document_cell(identity_of(everything(house.hotel), wang.id).documents[0])
        reveal(scope=house.scope, now=LATER, cell=cell, purpose="核对证件")
        house.undo(batch)
        assert Guest.objects.get(name="王建国").state == GuestState.WITHDRAWN
        assert not Guest.objects.filter(name="赵敏").exists()
        assert DocumentKey.objects.count() == 0
        again = house.run(text_file(tmp_path, GUESTS), "guests-csv")
        assert again.counts == batch.counts


def test_a_changed_booking_gets_its_old_values_and_room_back(tmp_path: Path) -> None:
    with importing_house() as house:
        make_room(house.hotel, "1208", room_type=make_room_type(house.hotel, "DLX"))
        house.run(text_file(tmp_path, BOOKINGS), "reservations-csv")
        kept = (values(Reservation, without=frozenset({"version", "updated_at"})), values(Stay), values(RoomNight))
        changed = BOOKINGS.replace("880", "990").replace("2026-03-14", "2026-03-16").replace("高楼层", "远离电梯")
        changed = changed.replace("13912345678,2026-03-11,2026-03-12", "13912345678,2026-03-11,2026-03-13")
        batch = house.run(text_file(tmp_path, changed, name="next.csv"), "reservations-csv")
        assert batch.counts == {"changed": 2, "unchanged": 1}
        assert Reservation.objects.get(number="R1").rate == Decimal(990)
        assert RoomNight.objects.count() == 5
        house.undo(batch)
        now = (values(Reservation, without=frozenset({"version", "updated_at"})), values(Stay), values(RoomNight))
        assert now == kept


def test_a_stopped_undo_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "CHUNK", 1)
    with importing_house() as house:
        before = everything_stands()
        batch = house.run(text_file(tmp_path, BOOKINGS), "reservations-csv")

        def stop(done: int, total: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            undo_batch(scope=house.scope, clock=lambda: NOW, batch=batch, progress=stop)
        assert ImportBatch.objects.get().state == BatchState.UNDOING
        assert sum(1 for line in lines_of(batch) if line.undone) == 1
        house.undo(batch)
        assert everything_stands() == before


def test_an_undone_batch_is_not_undone_again(tmp_path: Path) -> None:
    with importing_house() as house:
        batch = house.run(text_file(tmp_path, BOOKINGS), "reservations-csv")
        house.undo(batch)
        with pytest.raises(NotUndoable):
            house.undo(batch)


def test_a_guest_of_the_batch_used_in_another_hotel_is_kept(tmp_path: Path) -> None:
    with importing_house() as house:
        batch = house.run(text_file(tmp_path, GUESTS), "guests-csv")
        wang = Guest.objects.get(name="王建国")
    with importing_house("SH01") as other:
        line = "预订号,姓名,手机,抵店日期,离店日期\nS1,王建国,13812345678,2026-03-11,2026-03-12\n"
        assert other.run(text_file(tmp_path, line, name="sh.csv"), "reservations-csv").counts == {"matched": 1}
    with importing_house() as house:
        house.undo(batch)
        assert list(Guest.objects.values_list("id", flat=True)) == [wang.id]


def test_facts_recorded_by_hand_are_not_touched(tmp_path: Path) -> None:
    with importing_house() as house:
        wang = make_guest("王建国", contacts=(ContactDraft(ContactKind.MOBILE, "13812345678"),))
        with open_house(house.hotel) as scope:
            record_fact(
                scope=scope, now=NOW, guest=wang, item_code="pillow_kind", value="buckwheat", source=SourceKind.STATED
            )
        before = values(Fact)
        batch = house.run(text_file(tmp_path, GUESTS), "guests-csv")
        assert values(Fact) == before
        house.undo(batch)
        assert values(Fact) == before


def test_lines_and_keys_are_whole(tmp_path: Path) -> None:
    with importing_house() as house:
        batch = house.run(text_file(tmp_path, BOOKINGS), "reservations-csv")
        assert ReservationKey.objects.count() == 6
        house.undo(batch)
        assert ReservationKey.objects.count() == 0
        assert ImportLine.objects.filter(undone="").count() == 0


__all__ = ["House"]
