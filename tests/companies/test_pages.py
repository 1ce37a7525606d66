"""The pages of organisations: found as one types, created as a person or organisation, changed, drawn, printed."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from html import escape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from binzhi.companies.fields import org_fields
from binzhi.companies.models import ContactPerson, Employment, Organisation, OrganisationValue
from binzhi.companies.shapes import Given
from binzhi.guests.models import Guest, GuestContact
from binzhi.org.models import Staff
from binzhi.stays.domain.consumption import record_spend
from binzhi.stays.domain.house import add_code
from binzhi.stays.enums import CodeKind
from tests.builders import NOW, TODAY, make_guest, make_hotel, make_past_stay, make_staff, open_house
from tests.companies.made import ADDRESS, CANARIES, RESTRICTED, make_contact, make_job, make_organisation

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def sales(sign_in: SignIn) -> Client:
    """The browser of somebody of the sales office."""
    return sign_in(make_staff(make_hotel(), "sales"))


def page(organisation: Organisation) -> str:
    return reverse("workbench:company", args=[organisation.id])


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_list_finds_as_one_types_and_filters(sales: Client) -> None:
    make_organisation("东海重工集团有限公司", {"nature": "private", "industry": "制造业"})
    make_organisation(
        "西山文化传媒有限公司", {"nature": "state_owned", "financial_year": {"start": "04-01", "end": "03-31"}}
    )
    address = reverse("companies:list")
    for query, there, gone in (
        ("q=重工", "东海重工", "西山文化"), ("q=xswh", "西山文化", "东海重工"), ("q=wenhua", "西山文化", "东海重工"),
        ("nature=private", "东海重工", "西山文化"), ("industry=manufacturing", "东海重工", "西山文化"), ("talks=1", "西山文化", "东海重工"),
    ):  # fmt: skip
        shown = body(sales.get(f"{address}?{query}", headers=FRAGMENT))
        assert there in shown and gone not in shown and "<html" not in shown, query
    assert "没有找到单位" in body(sales.get(f"{address}?q=没有这家", headers=FRAGMENT))
    whole = body(sales.get(address))
    assert "90 天内有 1 家单位" in whole and "<html" in whole


def test_the_empty_list_teaches_and_pages_follow(sales: Client) -> None:
    address = reverse("companies:list")
    assert "还没有协议客户" in body(sales.get(address))
    for n in range(30):
        make_organisation(f"第{n:02d}号贸易有限公司")
    assert "第 1 页，共 2 页" in body(sales.get(address))
    assert body(sales.get(f"{address}?page=2")).count("<tr>") == 6


def test_one_or_thirty_rows_cost_the_same_queries(sales: Client) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert sales.get(address).status_code == 200
        return len(seen)

    first = make_organisation("第一贸易有限公司")
    make_contact(first, make_guest("王丽"))
    make_job(first, make_guest("孙晓"), "科长")
    one, one_page = queries(reverse("companies:list")), queries(page(first))
    for n in range(24):
        other = make_organisation(f"第{n:02d}号贸易有限公司")
        make_contact(other, make_guest(f"人{n}"))
        make_job(other, make_guest(f"职{n}"), "科长")
        make_job(first, make_guest(f"员{n}"), "科长")
        make_contact(first, make_guest(f"联{n}"))
    assert queries(reverse("companies:list")) == one
    assert queries(page(first)) == one_page


@pytest.mark.requirement("R-110")
@pytest.mark.parametrize(("language", "words"), [("zh-hans", ("个人", "单位")), ("en", ("Person", "Organisation"))])
def test_a_customer_is_a_person_or_an_organisation_chosen_at_creation(
    sales: Client, language: str, words: tuple[str, str]
) -> None:
    sales.cookies["binzhi_language"] = language
    person, organisation = reverse("guests:create"), reverse("companies:create")
    for here, other in ((person, organisation), (organisation, person)):
        shown = body(sales.get(here))
        assert f'href="{here}" aria-current="page"' in shown and f'href="{other}"' in shown
        assert all(word in shown for word in words)
    assert 'name="f_nature"' in body(sales.get(organisation)) and 'name="gender"' not in body(sales.get(organisation))
    assert 'name="f_nature"' not in body(sales.get(person))


@pytest.mark.requirement("R-062", "R-110")
def test_an_organisation_is_created_and_a_second_of_the_same_name_needs_a_reason(sales: Client) -> None:
    typed = {
        "name": "东海重工集团有限公司", "f_web": "donghai.example", "f_nature": "private", "f_address__city": "宁波市",
        "f_address__street": "港城路 18 号", "source": "stated", "channel": "business_card",
    }  # fmt: skip
    answer = sales.post(reverse("companies:create"), typed)
    made = Organisation.unscoped.get()
    assert answer["Location"] == page(made)
    assert (made.nature, made.city) == ("private", "宁波市")
    assert {v.channel for v in OrganisationValue.unscoped.all()} == {"business_card"}
    again = sales.post(reverse("companies:create"), {**typed, "name": "東海重工集團股份有限公司"})
    assert again.status_code == 422 and page(made) in body(again) and 'name="why_new"' in body(again)
    sales.post(reverse("companies:create"), {**typed, "name": "東海重工集團股份有限公司", "why_new": "台湾的同名公司"})
    assert Organisation.unscoped.count() == 2


@pytest.mark.requirement("R-176")
@pytest.mark.parametrize(
    ("language", "rule"),
    [("zh-hans", "主要产品或服务及大致占比。例：轴承 60%"), ("en", "roughly their shares. Example: 轴承 60%")],
)
def test_the_entry_rule_with_an_example_stands_at_each_input(sales: Client, language: str, rule: str) -> None:
    sales.cookies["binzhi_language"] = language
    made = make_organisation()
    shown = body(sales.get(reverse("companies:edit", args=[made.id])))
    assert rule in shown
    for field in org_fields().values():
        if not field.is_yearly:
            assert escape(field.rule.text(language)) in shown, field.code


def test_bad_values_stand_beside_their_input_and_nothing_is_written(sales: Client) -> None:
    made = make_organisation()
    typed = {"name": made.name, "version": "1", "f_credit_limit": "lots", "source": "stated"}
    answer = sales.post(reverse("companies:edit", args=[made.id]), typed)
    assert answer.status_code == 422 and "请填写金额" in body(answer)
    answer = sales.post(
        reverse("companies:edit", args=[made.id]), {**typed, "f_credit_limit": "", "f_financial_year__start": "99"}
    )
    assert answer.status_code == 422 and "起止都用 月-日" in body(answer)
    assert not OrganisationValue.unscoped.exists()


def test_the_second_of_two_desks_sees_both_values_and_decides(sales: Client) -> None:
    made = make_organisation(values={"sales_policy": "年返 2%"})
    edit = reverse("companies:edit", args=[made.id])
    assert 'name="version" value="1"' in body(sales.get(edit))
    first = {"name": made.name, "f_sales_policy": "年返 3%", "version": "1", "source": "stated"}
    assert sales.post(edit, first).status_code == 302
    second = {**first, "f_sales_policy": "年返 5%"}
    answer = sales.post(edit, second)
    assert answer.status_code == 409
    assert "年返 3%" in body(answer) and "年返 5%" in body(answer) and 'name="version" value="2"' in body(answer)
    assert sales.post(edit, {**second, "version": "2"}).status_code == 302
    values = OrganisationValue.unscoped.filter(field="sales_policy").order_by("id").values_list("value", "state")
    assert list(values) == [("年返 2%", "superseded"), ("年返 3%", "superseded"), ("年返 5%", "standing")]


def test_one_field_is_set_with_origin_and_shows_its_history(sales: Client) -> None:
    made = make_organisation(values={"product_structure": "轴承"})
    address = reverse("companies:value", args=[made.id, "product_structure"])
    typed = {
        "f_product_structure": "轴承 60%", "source": "observed", "channel": "telephone", "learned_on": "2026-03-01",
        "confidence": "60", "version": "1",
    }  # fmt: skip
    assert sales.post(address, typed).status_code == 302
    shown = body(sales.get(address))
    assert "轴承 60%" in shown and "已被取代" in shown and "2026-03-01 · 60%" in shown
    assert sales.get(reverse("companies:value", args=[made.id, "no_such"])).status_code == 404


@pytest.mark.requirement("R-040", "R-063")
def test_the_page_draws_the_tree_of_people(sales: Client) -> None:
    made = make_organisation(values={"web": "donghai.example"})
    boss = make_contact(made, make_guest("陈总"), role="拍板", phone="13900001111")
    make_contact(made, make_guest("李经理"), above=boss)
    make_job(made, make_guest("小王"), "科员")
    shown = body(sales.get(page(made)))
    tree = shown[shown.index('<ul class="tree">') : shown.index("小王")]
    assert tree.index("陈总") < tree.index("<ul>") < tree.index("李经理")
    assert "主要联系人" in tree and "•••• 1111" in tree and "13900001111" not in shown
    assert 'href="https://donghai.example"' in shown


@pytest.mark.requirement("R-063")
def test_people_are_added_found_or_new_and_a_circle_is_refused_at_the_input(sales: Client) -> None:
    made, guest = make_organisation(), make_guest("王丽")
    found = body(sales.get(reverse("companies:find_person") + "?who=wang", headers=FRAGMENT))
    assert f'value="{guest.id}"' in found
    add = reverse("companies:add_person", args=[made.id])
    assert (
        sales.post(add, {"guest": guest.id, "position": "采购总监", "is_contact": "on", "role": "订房"}).status_code
        == 302
    )
    assert (
        sales.post(
            add, {"new_name": "孙晓", "is_contact": "on", "superior": ContactPerson.unscoped.get().id}
        ).status_code
        == 302
    )
    assert sales.post(add, {"is_contact": "on"}).status_code == 422
    top, below = ContactPerson.unscoped.order_by("added_at", "id")
    assert below.superior_id == top.id
    circle = sales.post(reverse("companies:contact", args=[made.id, top.id]), {"role": "订房", "superior": below.id})
    assert circle.status_code == 422 and "汇报关系不能成环" in body(circle)
    sales.post(reverse("companies:contact", args=[made.id, below.id]), {"do": "main"})
    assert Organisation.unscoped.get().main_contact_id == below.id
    sales.post(reverse("companies:contact", args=[made.id, top.id]), {"do": "remove"})
    assert body(sales.get(page(made))).count("tree-person") == 1


def test_the_phone_of_a_contact_is_shown_with_a_reason_only(sales: Client, sign_in: SignIn) -> None:
    made = make_organisation()
    row = make_contact(made, make_guest("王丽"), phone="13900001111")
    address = reverse("companies:contact_phone", args=[made.id, row.id])
    assert "13900001111" not in body(sales.get(address))
    assert sales.post(address, {"purpose": ""}).status_code == 422
    assert "+8613900001111" in body(sales.post(address, {"purpose": "确认订房"}))
    other = sign_in(make_staff(make_hotel(), "marketing"))
    assert other.post(address, {"purpose": "确认订房"}).status_code == 403
    assert "1111" not in body(other.get(page(made)))


@pytest.mark.requirement("R-030", "R-052", "R-053", "R-057", "R-208")
def test_the_panel_of_the_guest_shows_work_history_and_offers_the_address(sales: Client) -> None:
    guest = make_guest("王丽", company="老东家贸易行", position="会计")
    made = make_organisation(values={"address": ADDRESS, "office_phone": "0574-88880100"})
    panel = reverse("companies:employment_panel", args=[guest.id])
    assert "手工填写，未关联单位" in body(sales.get(panel))
    work = reverse("companies:work", args=[guest.id])
    assert f'value="{made.id}"' in body(sales.get(reverse("companies:find_company") + "?which=dh", headers=FRAGMENT))
    assert sales.post(work, {"position": "x", "source": "stated"}).status_code == 422
    typed = {"organisation": made.id, "position": "采购总监", "started_on": "2025-06-01", "source": "stated"}
    assert sales.post(work, typed).status_code == 302
    shown = body(sales.get(panel, headers=FRAGMENT))
    assert "<html" not in shown
    assert shown.index("采购总监") < shown.index("老东家贸易行")
    assert "浙江省宁波市北仑区港城路 18 号" in shown and "0574 8888 0100" in shown
    assert shown.count("2026-03-10 确认") == 2
    take = reverse("companies:take_address", args=[guest.id, made.id])
    assert take in shown and sales.post(take).status_code == 302
    assert GuestContact.unscoped.get(guest=guest).kind == "mailing_address"
    row = Employment.unscoped.get(organisation_id=made.id)
    end = reverse("companies:end_work", args=[guest.id, row.id])
    assert sales.post(end, {"do": "leave", "ended_on": "2020-01-01"}).status_code == 422
    assert sales.post(end, {"do": "leave", "ended_on": "2026-03-01"}).status_code == 302
    assert Guest.unscoped.get(id=guest.id).company == ""


def spent(guest: Guest, day: date, *, amount: int, nights: int = 2) -> None:
    """A stay at 500 a night with something eaten."""
    hotel = make_hotel()
    stay = make_past_stay(hotel, guest, arrival=day, nights=nights, rate=Decimal(500))
    with open_house(hotel) as scope:
        add_code(scope=scope, now=NOW, hotel_id=hotel.id, kind=CodeKind.OUTLET, code="BAR", name_zh="大堂吧")
        record_spend(
            scope=scope,
            now=NOW,
            hotel=hotel,
            guest=guest,
            outlet="BAR",
            day=day,
            amount=Decimal(amount),
            stay_id=stay.id,
        )


@pytest.mark.requirement("R-028")
def test_annual_sales_stand_beside_what_its_people_spent_while_they_worked_there(sales: Client) -> None:
    made = make_organisation(sales={"2025": "3.5亿"})
    other = make_organisation("西山传媒有限公司")
    guest = make_guest("王丽")
    make_job(made, guest, "总监", since=date(2025, 3, 1))
    spent(guest, date(2025, 1, 5), amount=70)  # before
    spent(guest, date(2025, 12, 30), amount=88, nights=3)  # two nights in 2025, one in 2026
    make_job(other, guest, "总监", since=date(2026, 2, 1))
    spent(guest, TODAY - timedelta(days=5), amount=99)  # for the other one
    shown = body(sales.get(page(made)))
    table = shown[shown.index('id="annual_sales"') : shown.index("房费按入账")]
    flat = " ".join(table.split())
    assert "CNY 350,000,000" in flat
    assert "¥1,088.00" in flat and "¥500.00" in flat
    assert "99.00" not in flat and "¥70.00" not in flat and "¥158" not in flat


def test_a_posted_room_charge_is_not_counted_twice(sales: Client) -> None:
    made, guest, hotel = make_organisation(), make_guest("王丽"), make_hotel()
    make_job(made, guest, "总监")
    stay = make_past_stay(hotel, guest, arrival=date(2026, 2, 1), nights=2, rate=Decimal(500))
    with open_house(hotel) as scope:
        add_code(scope=scope, now=NOW, hotel_id=hotel.id, kind=CodeKind.OUTLET, code="ROOM", name_zh="房费")
        record_spend(
            scope=scope, now=NOW, hotel=hotel, guest=guest, outlet="ROOM", day=date(2026, 2, 3), amount=Decimal(960),
            stay_id=stay.id,
        )  # fmt: skip
    shown = body(sales.get(page(made)))
    assert shown.count("¥960.00") == 2 and "¥1,960.00" not in shown


@pytest.mark.requirement("R-028", "R-041", "R-044", "R-064")
def test_a_role_without_class_c2_never_gets_a_restricted_value(
    sign_in: SignIn, api_client: Callable[[Staff], Client]
) -> None:
    made = make_organisation(values={**RESTRICTED, "web": "donghai.example"}, sales={"2025": "98765432"})
    guest = make_guest("王丽")
    make_job(made, guest, "总监")
    places = [
        page(made), reverse("workbench:company_print", args=[made.id]), reverse("companies:list") + "?q=东海",
        reverse("companies:employment_panel", args=[guest.id]), "/search/?q=donghai", f"/api/v1/organisations/{made.id}",
        "/api/v1/organisations?q=东海", f"/api/v1/organisations/{made.id}/people", f"/guests/{guest.id}/",
        *(reverse("companies:value", args=[made.id, code]) for code in [*RESTRICTED, "annual_sales"]),
    ]  # fmt: skip

    def seen(role: str) -> set[str]:
        staff = make_staff(make_hotel(), role)
        browser, token = sign_in(staff), api_client(staff)
        found: set[str] = set()
        for place in places:
            answer = (token if place.startswith("/api/") else browser).get(
                place, headers=FRAGMENT if "/search/" in place else {}
            )
            assert answer.status_code in {200, 404}, place
            found |= {canary for canary in CANARIES if canary in body(answer)}
        return found

    for role in ("marketing", "food_beverage"):
        assert seen(role) == set(), role
    assert {"7,654,321", "8,912.50", "CANARYPRICE", "CANARYDEAL", "CANARYPLAN", "98,765,432", "优秀"} <= seen("sales")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_sheet_prints_with_who_printed_it(sales: Client, language: str) -> None:
    made = make_organisation(values={"web": "donghai.example", "credit_limit": "20万"})
    boss = make_contact(made, make_guest("陈总"))
    make_contact(made, make_guest("李经理"), above=boss)
    shown = body(sales.get(reverse("workbench:company_print", args=[made.id]) + f"?language={language}"))
    assert "CNY 200,000" in shown and "李经理" in shown
    assert ("单位资料表" if language != "en" else "Company sheet") in shown
    assert "员工" in shown[shown.index("sheet-foot") :]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(sales: Client, language: str) -> None:
    sales.cookies["binzhi_language"] = language
    guest = make_guest("王丽")
    values: dict[str, Given] = {**RESTRICTED, "address": ADDRESS, "financial_year": {"start": "04-01", "end": "03-31"}}
    made = make_organisation(values=values, sales={"2025": "3亿"})
    contact, job = make_contact(made, guest), make_job(made, guest, "总监")
    for name, ids in (
        ("companies:list", []), ("companies:create", []), ("companies:edit", [made.id]), ("workbench:company", [made.id]),
        ("companies:value", [made.id, "annual_sales"]), ("companies:value", [made.id, "address"]),
        ("companies:add_person", [made.id]), ("companies:contact", [made.id, contact.id]), ("companies:work", [guest.id]),
        ("companies:end_work", [guest.id, job.id]), ("companies:employment_panel", [guest.id]),
    ):  # fmt: skip
        answer = sales.get(reverse(name, args=ids))
        assert answer.status_code == 200, name
        assert (f'<html lang="{language}"') in body(answer)
