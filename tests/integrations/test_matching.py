"""The matching engine among imported rows: joined, queued or created, said beforehand, and taken back with the batch."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binzhi.guests.domain.joining import arrange_person
from binzhi.guests.domain.profile import create_guest
from binzhi.guests.drafts import ContactDraft, DateDraft, DocumentDraft, GuestDraft
from binzhi.guests.enums import ContactKind, DateKind, DocumentKind, GuestState, SourceKind
from binzhi.guests.models import Guest
from binzhi.identity.domain.links import link_profiles
from binzhi.identity.domain.parting import part_profile
from binzhi.identity.engine.evidence import Profile
from binzhi.identity.enums import CaseOrigin, CaseState, EventKind, Source
from binzhi.identity.models import Link, LinkEvent, PairCase
from binzhi.identity.neighbours import Neighbours
from binzhi.kernel.documents import read_id_card
from tests.builders import NOW, open_house
from tests.integrations.files import GOOD_ID, table, text_file
from tests.integrations.house import House, importing_house, lines_of, outcomes, picture, table_counts

pytestmark = pytest.mark.django_db(databases="__all__")

HEADS = ["姓名", "性别", "手机", "邮箱", "生日", "单位"]
STRONG = ["Zhang Taojun", "", "13800138001", "zhang.tj@example.com", "1979-05-16", ""]
POSSIBLE = ["Zhang Taojun", "", "13800138001", "", "", ""]
STRANGER = ["赵敏", "女", "13712345678", "", "1990-01-01", ""]


def known(house: House, name: str = "张涛俊", *, card: str = "") -> Guest:
    with open_house(house.hotel) as scope:
        draft = GuestDraft(
            name=name,
            contacts=(
                ContactDraft(ContactKind.MOBILE, "+8613800138001"),
                ContactDraft(ContactKind.EMAIL, "zhang.tj@example.com"),
            ),
            dates=() if card else (DateDraft(DateKind.BIRTHDAY, "1979-05-16"),),
            documents=(DocumentDraft(DocumentKind.ID_CARD, card),) if card else (),
        )
        return create_guest(scope=scope, now=NOW, draft=draft, source=SourceKind.SCANNED)


def codes(problems: list[dict[str, object]]) -> list[object]:
    return [p["code"] for p in problems]


@pytest.mark.requirement("R-177", "R-185")
def test_a_row_is_joined_with_the_guest_it_surely_is_and_the_batch_takes_it_back(tmp_path: Path) -> None:
    with importing_house() as house:
        card = known(house)
        path = text_file(tmp_path, table(HEADS, STRONG, STRANGER))
        report = house.check(path, "guests-csv")
        assert report["counts"] == {"linked": 1, "new": 1}
        said = next(line for line in report["lines"] if line["outcome"] == "linked")["problems"][0]
        assert said["code"] == "joined"
        assert "归并" in said["zh"]
        assert "Same telephone" in said["en"]
        assert "13800138001" not in str(report)
        assert "zhang.tj@example.com" not in str(report)
        assert not LinkEvent.objects.exists()
        before = table_counts(), picture()
        batch = house.run(path, "guests-csv")
        assert batch.counts == {"linked": 1, "new": 1}
        event = LinkEvent.objects.get()
        assert (event.kind, event.source, event.batch_id) == (EventKind.LINK, Source.IMPORT, batch.id)
        lead = Guest.objects.get(id=card.id)
        assert len(lead.profiles) == 1
        row = Guest.objects.get(id=lines_of(batch)[0].guest_id)
        assert row.state == GuestState.JOINED
        assert row.name == "Zhang Taojun"  # nothing of either profile was overwritten
        assert outcomes(batch) == ["linked", "new"]
        done = house.undo(batch)
        assert done.undo_counts == {"removed": 2, "codes": 0}
        assert (table_counts(), picture()) == before
        assert not Link.objects.exists()
        assert Guest.objects.get(id=card.id).profiles == []


@pytest.mark.requirement("R-186")
def test_a_possible_row_is_created_and_queued_and_its_case_closed_by_the_undo(tmp_path: Path) -> None:
    with importing_house() as house:
        card = known(house)
        path = text_file(tmp_path, table(HEADS, POSSIBLE))
        assert house.check(path, "guests-csv")["counts"] == {"doubtful": 1}
        batch = house.run(path, "guests-csv")
        line = lines_of(batch)[0]
        assert (line.outcome, codes(line.problems)) == ("doubtful", ["possible_duplicate"])
        assert line.problems[0]["guests"] == [str(card.id)]
        assert "核对" in line.problems[0]["zh"]
        case = PairCase.objects.get()
        assert (case.origin, case.state, case.batch_id) == (CaseOrigin.IMPORT, CaseState.OPEN, batch.id)
        assert {case.guest_a, case.guest_b} == {card.id, line.guest_id}
        house.undo(batch)
        assert PairCase.objects.get().state == CaseState.GONE


def test_two_rows_of_one_file_find_each_other(tmp_path: Path) -> None:
    with importing_house() as house:
        same = ["张涛俊", "男", "", "zhang.tj@example.com", "1979-05-16", ""]
        path = text_file(tmp_path, table(HEADS, same, STRONG))
        assert house.check(path, "guests-csv")["counts"] == {"new": 1, "linked": 1}
        batch = house.run(path, "guests-csv")
        assert batch.counts == {"new": 1, "linked": 1}
        assert Link.objects.count() == 1


def test_a_row_held_apart_in_an_earlier_batch_is_not_joined_again(tmp_path: Path) -> None:
    with importing_house() as house:
        known(house)
        batch = house.run(text_file(tmp_path, table(HEADS, STRONG)), "guests-csv")
        made = lines_of(batch)[0].guest_id
        with open_house(house.hotel) as scope:
            part_profile(scope=scope, now=NOW, profile_id=made, source=Source.DESK)
        assert not Link.objects.exists()
        again = house.run(text_file(tmp_path, table(HEADS, STRANGER, STRONG), name="second.csv"), "guests-csv")
        # the phone and the name are exact now: the row is the profile the first batch made, and nobody joins it
        assert again.counts == {"new": 1, "matched": 1}
        assert not Link.objects.exists()


def test_two_resident_numbers_are_two_people_whatever_else_is_the_same(tmp_path: Path) -> None:
    with importing_house() as house:
        known(house, card=GOOD_ID)
        heads = [*HEADS, "证件类型", "证件号码"]
        other = ["张涛俊", "男", "", "zhang.tj@example.com", "", "", "身份证", "110105199003071233"]
        body = "11010519900307123"
        other[-1] = next(body + c for c in "0123456789X" if read_id_card(body + c))
        batch = house.run(text_file(tmp_path, table(heads, other)), "guests-csv")
        assert not Link.objects.exists()
        assert batch.counts.get("linked", 0) == 0


def test_a_profile_a_keeper_joined_since_is_kept(tmp_path: Path) -> None:
    with importing_house() as house:
        friend = known(house)
        batch = house.run(text_file(tmp_path, table(HEADS, STRANGER)), "guests-csv")
        made = lines_of(batch)[0].guest_id
        with open_house(house.hotel) as scope:
            link_profiles(
                scope=scope, now=NOW, guest_a=friend.id, guest_b=made, source=Source.DESK, reason="本人当面确认"
            )
        done = house.undo(batch)
        assert done.undo_counts == {"kept": 1, "codes": 0}
        assert codes(lines_of(batch)[0].problems)[-1] == "kept_guest_joined"
        assert Link.objects.count() == 1


def test_a_guest_that_goes_leaves_its_person_first(tmp_path: Path) -> None:
    with importing_house() as house:
        friend = known(house)
        batch = house.run(text_file(tmp_path, table(HEADS, STRANGER)), "guests-csv")
        made = lines_of(batch)[0].guest_id
        with open_house(house.hotel) as scope:
            link_profiles(scope=scope, now=NOW, guest_a=friend.id, guest_b=made, source=Source.RUN, run_id=batch.id)
        house.undo(batch)
        assert not Guest.objects.filter(id=made).exists()
        assert not Link.objects.exists()
        assert Guest.objects.get(id=friend.id).profiles == []


def test_an_outside_id_finds_its_own_profile_also_when_it_is_joined(tmp_path: Path) -> None:
    with importing_house() as house:
        heads = ["客史号", "姓名", "手机", "单位"]
        first = house.run(text_file(tmp_path, table(heads, ["G1", "王建国", "13812345678", ""])), "guests-csv")
        own = lines_of(first)[0].guest_id
        friend = known(house)
        with open_house(house.hotel) as scope:
            arrange_person(scope=scope, now=NOW, lead_id=friend.id, profile_ids=[own])
        path = text_file(tmp_path, table(heads, ["G1", "王建国", "13812345678", "华信集团"]), name="later.csv")
        second = house.run(path, "guests-csv")
        assert second.counts == {"changed": 1}
        assert lines_of(second)[0].guest_id == own
        row = Guest.objects.get(id=own)
        assert (row.state, row.company) == (GuestState.JOINED, "华信集团")


def test_asking_the_house_costs_no_query_per_row(tmp_path: Path) -> None:
    with importing_house() as house, open_house(house.hotel):
        known(house)
        near = Neighbours()
        rows = [Profile(name=f"王{n}", phones=(f"1380013{n:04d}",), birth="1980-01-01") for n in range(200)]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            near.read(dict(enumerate([*rows, Profile(name="张涛俊", phones=("13800138001",))])))
            for row in rows:
                near.matches(row)
            assert near.matches(Profile(name="张涛俊", phones=("13800138001",)))
        assert len(asked) <= 4
