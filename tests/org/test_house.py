"""Hotels, departments, parameters with their history, the business date."""

from datetime import date, timedelta

import pytest

from binzhi.audit.models import Act
from binzhi.kernel.errors import BadInput, NotAllowed, NotFound
from binzhi.org.access import get_department
from binzhi.org.domain.house import (
    CodeTaken,
    add_department,
    change_department,
    change_hotel,
    close_business_day,
    open_hotel,
    set_parameter,
)
from binzhi.org.models import BusinessDay, Department, Hotel
from binzhi.org.parameters import declare_parameter, declared_parameters, history_of, parameter, parameters_of
from binzhi.org.queries import business_date, departments
from binzhi.stays.parameters import HOLD_UNTIL, LETTER_PHONE
from tests.builders import NOW, TODAY, TOMORROW, make_hotel, make_staff, open_house, scope_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.mark.requirement("R-169")
def test_a_new_hotel_is_empty_and_has_its_departments_and_a_business_date() -> None:
    hotel = make_hotel("NEW1", business_date=date(2026, 5, 1))
    assert [d.code for d in departments(hotel.id)][:3] == ["front_office", "reservations", "guest_relations"]
    assert all(d.name_zh and d.name_en for d in departments(hotel.id))
    assert business_date(hotel, now=NOW) == date(2026, 5, 1)


@pytest.mark.parametrize("code", ["", "a b", "x" * 17, "酒店!"])
def test_a_hotel_code_is_a_short_plain_word(code: str) -> None:
    with open_house(make_hotel()) as scope, pytest.raises(BadInput):
        open_hotel(scope=scope, now=NOW, code=code, name_zh="x")


def test_a_hotel_code_stands_once() -> None:
    with open_house(make_hotel("BJ01")) as scope, pytest.raises(CodeTaken):
        open_hotel(scope=scope, now=NOW, code="BJ01", name_zh="x")


def test_a_hotel_says_what_changed() -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope:
        changed = change_hotel(
            scope=scope, now=NOW, hotel=hotel, name_zh="滨江店", name_en=hotel.name_en, currency="usd", check_in_hour=15
        )
        again = change_hotel(
            scope=scope, now=NOW, hotel=hotel, name_zh="滨江店", name_en=hotel.name_en, currency="USD", check_in_hour=15
        )
    row = Hotel.objects.get(id=hotel.id)
    assert (changed, again) == (["name_zh", "currency", "check_in_hour"], [])
    assert (row.name_zh, row.currency, row.check_in_hour, row.check_out_hour) == ("滨江店", "USD", 15, 12)
    assert [a.details["fields"] for a in Act.objects.filter(name="change_hotel")] == [
        "name_zh, currency, check_in_hour"
    ]


@pytest.mark.parametrize("wrong", [{"name_zh": " "}, {"currency": "yuan"}, {"check_in_hour": 24}])
def test_wrong_hotel_data_is_refused(wrong: dict[str, object]) -> None:
    hotel = make_hotel()
    values = {"name_zh": "店", "name_en": "", "currency": "CNY", **wrong}
    with open_house(hotel) as scope, pytest.raises(BadInput):
        change_hotel(scope=scope, now=NOW, hotel=hotel, **values)  # type: ignore[arg-type]


def test_a_department_of_the_own_house_is_added_renamed_and_put_out_of_use() -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope:
        row = add_department(scope=scope, now=NOW, hotel_id=hotel.id, code="SPA", name_zh="水疗部", name_en="Spa")
        with pytest.raises(CodeTaken):
            add_department(scope=scope, now=NOW, hotel_id=hotel.id, code="spa", name_zh="x", name_en="")
        change_department(scope=scope, now=NOW, department=row, name_zh="康体部", name_en="Wellness", is_active=False)
        assert "spa" not in [d.code for d in departments(hotel.id)]
        assert Department.objects.get(id=row.id).name_zh == "康体部"


def test_another_hotels_department_is_not_there() -> None:
    here, there = make_hotel(), make_hotel("SH01")
    other = Department.unscoped.filter(hotel=there).first()
    assert other is not None
    with open_house(here) as scope, pytest.raises(NotFound):
        get_department(scope, other.id)


def test_a_parameter_has_a_default_a_value_and_a_past() -> None:
    hotel = make_hotel()
    assert parameter(hotel.id, HOLD_UNTIL) == 18
    with open_house(hotel) as scope:
        set_parameter(scope=scope, now=NOW, hotel_id=hotel.id, key=HOLD_UNTIL, value=16)
        set_parameter(scope=scope, now=NOW + timedelta(days=1), hotel_id=hotel.id, key=HOLD_UNTIL, value=20)
    assert parameter(hotel.id, HOLD_UNTIL) == 20
    assert parameter(hotel.id, HOLD_UNTIL, at=NOW + timedelta(hours=1)) == 16
    assert parameter(hotel.id, HOLD_UNTIL, at=NOW - timedelta(hours=1)) == 18
    assert (parameters_of(hotel.id)[HOLD_UNTIL], parameters_of(hotel.id)[LETTER_PHONE]) == (20, "")
    assert [(s.key, s.value) for s in history_of(hotel.id)] == [(HOLD_UNTIL, 20), (HOLD_UNTIL, 16)]


def test_a_parameter_of_an_unknown_kind_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no kind"):
        declare_parameter("x.y", kind="colour", default="", zh="x", en="x")
    assert "x.y" not in declared_parameters()


def test_one_business_date_is_open() -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope:
        close_business_day(scope=scope, now=NOW, hotel=hotel, next_date=TOMORROW)
    closed = BusinessDay.unscoped.get(hotel=hotel, date=TODAY)
    assert (closed.closed_at, closed.closed_by) == (NOW, "Binzhi")
    assert business_date(hotel, now=NOW) == TOMORROW


def test_the_house_is_managed_with_the_permission_only() -> None:
    hotel = make_hotel()
    with scope_of(make_staff(hotel, "front_desk")) as scope:
        with pytest.raises(NotAllowed):
            add_department(scope=scope, now=NOW, hotel_id=hotel.id, code="spa", name_zh="x", name_en="")
        with pytest.raises(NotAllowed):
            set_parameter(scope=scope, now=NOW, hotel_id=hotel.id, key=HOLD_UNTIL, value=1)
