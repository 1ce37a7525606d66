"""The catalogue of rules is whole, and a hotel changes it with history."""

import pytest

from binzhi.arrivals.cases import Because
from binzhi.arrivals.conditions import CONDITION_WORDS, CONDITIONS
from binzhi.arrivals.domain.rules import add_rule, change_rule, definition_of, history_of
from binzhi.arrivals.engine import DutyList
from binzhi.arrivals.errors import UnknownRule, WrongRule
from binzhi.arrivals.rules import NOTE_DEPARTMENT, catalogue, catalogue_rules, read_rule, rules_of
from binzhi.kernel.errors import NotAllowed
from binzhi.kernel.words import Words
from binzhi.org.models import Department
from binzhi.org.roles import roles
from tests.arrivals.plans import all_items, one, plan
from tests.builders import (
    NOW,
    TOMORROW,
    make_booking,
    make_fact,
    make_guest,
    make_hotel,
    make_staff,
    open_house,
    scope_of,
)

database = pytest.mark.django_db(databases=["default", "keys"])


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_every_rule_of_the_catalogue_is_whole(code: str) -> None:
    rule = catalogue_rules()[code]
    assert rule.words.zh
    assert rule.words.en
    assert rule.row.startswith("R-")
    assert rule.role == "" or rule.role in roles()
    assert set(rule.when) <= set(CONDITIONS) <= set(CONDITION_WORDS)
    assert "{" not in rule.text.en or "{" in rule.text.zh


@database
def test_departments_of_rules_are_departments_of_a_hotel() -> None:
    hotel = make_hotel()
    with open_house(hotel):
        known = set(Department.objects.filter(hotel=hotel).values_list("code", flat=True)) | {NOTE_DEPARTMENT}
    assert {d for rule in catalogue_rules().values() for d in rule.departments} <= known


@pytest.mark.parametrize(
    "fault",
    [
        {"departments": []},
        {"when": {}},
        {"when": {"nonsense": True}},
        {"when": {"fact": ["no_such_item"]}},
        {"text_zh": ""},
        {"text_en": "Do {password}"},
        {"due": ["someday", 0, ""]},
        {"due": ["eta", -5, ""]},
        {"due": ["eve", 0, "26:00"]},
        {"period": "never"},
        {"text_zh": "长" * 301},
    ],
)
def test_a_rule_that_cannot_work_is_refused(fault: dict[str, object]) -> None:
    with pytest.raises(WrongRule):
        read_rule({**catalogue()["computer_desk"], **fault})


@database
def test_a_hotel_changes_a_rule_the_next_plan_follows_and_history_stays() -> None:
    hotel, other = make_hotel(), make_hotel("SH01")
    guest = make_guest("王建国")
    make_fact(guest, "travels_with_computer")
    make_booking(hotel, guest)
    manager = make_staff(hotel, "service_manager", name="方锐")
    with scope_of(manager) as scope:
        for text in ("书桌备两个插座", "书桌备三个插座"):
            change_rule(
                scope=scope,
                now=NOW,
                hotel_id=hotel.id,
                code="computer_desk",
                values={"text_zh": text, "text_en": "Sockets at the desk", "departments": ["concierge"]},
                reason="试行",
            )
        found = history_of(hotel.id, "computer_desk")
        assert [(h.version, h.changed_by) for h in found] == [(2, "方锐"), (1, "方锐")]
        assert definition_of(hotel.id, "computer_desk")["text_zh"] == "书桌备三个插座"
        assert definition_of(hotel.id, "computer_desk")["when"] == catalogue()["computer_desk"]["when"]
    plan(hotel)
    assert (one("computer_desk").department, one("computer_desk").text_zh) == ("concierge", "书桌备三个插座")
    with open_house(other):
        assert next(r for r in rules_of(other.id) if r.code == "computer_desk").version == 0


@database
def test_a_rule_out_of_use_makes_no_items_and_withdraws_open_ones() -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    make_fact(guest, "travels_with_computer")
    make_booking(hotel, guest)
    plan(hotel)
    with open_house(hotel) as scope:
        change_rule(scope=scope, now=NOW, hotel_id=hotel.id, code="computer_desk", values={}, is_active=False)
    plan(hotel)
    assert one("computer_desk").retired


@database
def test_a_hotel_makes_a_rule_of_its_own() -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope:
        row = add_rule(
            scope=scope,
            now=NOW,
            hotel_id=hotel.id,
            values={
                "zh": "长住水果",
                "en": "Fruit for long stays",
                "when": {"nights_at_least": 3},
                "departments": ["food_beverage"],
                "text_zh": "送水果，住 {nights} 晚",
                "text_en": "Bring fruit, {nights} nights",
                "due": ["evening", 0, "19:00"],
                "period": "during",
            },
        )
    make_booking(hotel, make_guest("住三晚"), nights=3)
    make_booking(hotel, make_guest("住两晚"), nights=2)
    plan(hotel)
    assert [i.text_zh for i in all_items(rule_code=row.code)] == ["送水果，住 3 晚"]


@database
def test_rules_are_changed_by_those_who_may_and_unknown_ones_are_refused() -> None:
    hotel = make_hotel()
    with scope_of(make_staff(hotel, "front_desk")) as scope, pytest.raises(NotAllowed):
        change_rule(scope=scope, now=NOW, hotel_id=hotel.id, code="computer_desk", values={})
    with open_house(hotel) as scope, pytest.raises(UnknownRule):
        change_rule(scope=scope, now=NOW, hotel_id=hotel.id, code="no_such_rule", values={})


def test_the_words_of_a_guest_never_act_as_placeholders() -> None:
    from binzhi.arrivals.engine import _plain

    assert _plain("{value}") == "(value)"
    assert Because("fact", None, Words("a", "a"), Words("b", "b")).key.startswith("fact:")


@pytest.mark.requirement("R-232")
def test_a_duty_list_warns_of_those_off_duty_and_of_a_missing_list() -> None:
    duties = DutyList()
    assert "排班表未录入" in duties.warning("kitchen", "莫山", [TOMORROW]).zh
    duties.on[("kitchen", TOMORROW)] = {"莫山"}
    assert duties.warning("kitchen", "莫山", [TOMORROW]) == Words("", "")
    duties.off[("kitchen", TOMORROW)] = {"莫山"}
    assert "3月11日不当班" in duties.warning("kitchen", "莫山", [TOMORROW]).zh
    assert "off duty" in duties.warning("kitchen", "别人", [TOMORROW]).en
