"""What an imported row attaches to, what it may change, and that a refused row stores nothing."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError

from binzhi.audit.domain.verify import verify
from binzhi.guests.drafts import ContactDraft, DocumentDraft, MemberDraft
from binzhi.guests.enums import ContactKind, DocumentKind, Gender
from binzhi.guests.models import ContactKey, Guest, GuestContact
from binzhi.integrations.domain import check as checking
from binzhi.integrations.domain import foresee
from binzhi.integrations.domain import rows as applying
from binzhi.integrations.domain import run as running
from binzhi.integrations.domain.run import run_batch
from binzhi.integrations.enums import BatchState, Outcome
from binzhi.integrations.errors import BatchBusy
from binzhi.integrations.models import ImportBatch
from binzhi.stays.domain.booking import book_reservation
from binzhi.stays.models import Reservation
from tests.builders import make_guest
from tests.integrations.files import GOOD_ID, table, text_file
from tests.integrations.house import clock, codes_of, importing_house, lines_of, outcomes, table_counts, values
from tests.integrations.rule_tables import OTHER_ID, R, bookings, guests, stay

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


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
        named = [guest for problem in lines_of(batch)[0].problems for guest in problem["guests"]]
        assert 1 <= len(named) <= 5


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


def test_the_memory_of_a_dry_run_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foresee, "REMEMBERED", 2)
    monkeypatch.setattr(checking, "CHUNK", 2)
    rows = [[f"客人{n}", "", "", "", "", f"M{n}", ""] for n in range(6)]
    with importing_house() as house:
        report = house.check(text_file(tmp_path, guests(*rows)), "guests-csv")
        assert (report["counts"], report["approximate"]) == ({"new": 6}, True)
