"""A sensitive field that the hotel has not switched on is left out of an import; the rest of the row is taken."""

from pathlib import Path

import pytest

from binzhi.guests.models import Fact, Guest, GuestContact
from binzhi.integrations.domain.allowed import allowed_contacts, allowed_facts, left_out
from binzhi.integrations.drafts import guest_draft
from binzhi.integrations.rows import GuestRow
from tests.builders import NOW, make_hotel, open_house

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.mark.requirement("R-157")
def test_what_is_off_is_left_out_with_a_line_that_names_the_field_and_no_value() -> None:
    row = GuestRow(
        name="王建国", address="西湖路88号", preferences=(("allergy", "花生"), ("tea", "龙井"), ("belief", "某教"))
    )
    unkept: list[str] = []
    off = frozenset({"allergy", "home_address"})
    assert list(allowed_facts(row, off, unkept)) == [("tea", "龙井")]
    assert allowed_contacts(guest_draft(row, name="王建国"), off, unkept).contacts == ()
    lines = left_out(unkept, 7)
    assert [(x["row"], x["severity"], x["code"]) for x in lines] == [(7, "warning", "left_out")]
    for field in ("过敏史", "家庭住址", "宗教信仰"):
        assert field in lines[0]["zh"]
    for value in ("花生", "西湖路", "某教"):
        assert value not in str(lines)


@pytest.mark.requirement("R-157")
def test_the_row_is_imported_without_it_and_the_dry_run_says_the_same(tmp_path: Path) -> None:
    from binzhi.integrations.domain.batches import take_in_file
    from binzhi.integrations.domain.check import check_batch
    from binzhi.integrations.domain.run import run_batch

    hotel = make_hotel(switched_on=False)
    table = tmp_path / "guests.csv"
    table.write_text("姓名,手机,住址,过敏史,喜欢的茶\n王建国,13800000001,西湖路88号,花生,龙井\n", encoding="utf-8")
    with open_house(hotel) as scope:
        batch = take_in_file(scope=scope, now=NOW, hotel=hotel, path=table, kind="guests-csv")
        check_batch(scope=scope, now=NOW, batch=batch)
        batch.refresh_from_db()
        run_batch(scope=scope, clock=lambda: NOW, batch=batch)
        guest = Guest.objects.get(name="王建国")
        assert not Fact.objects.filter(guest=guest, item="allergy").exists()
        assert [c.kind for c in GuestContact.objects.filter(guest=guest)] == ["mobile"]
