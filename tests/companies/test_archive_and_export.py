"""Organisations archived, read by those who may not change them, taken out as a list."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from binzhi.audit.models import Act
from binzhi.companies.domain.organisations import archive_organisation
from binzhi.companies.models import Organisation
from binzhi.org.models import Staff
from tests.builders import NOW, make_guest, make_hotel, make_staff, open_house
from tests.companies.made import CANARIES, RESTRICTED, make_contact, make_organisation

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


def test_an_organisation_is_archived_and_reopened(sales: Client) -> None:
    made = make_organisation()
    address = reverse("companies:archive", args=[made.id])
    sales.post(address, {"do": "archive"})
    shown = body(sales.get(page(made)))
    assert "已归档" in shown and reverse("companies:edit", args=[made.id]) not in shown
    sales.post(address, {"do": "reopen"})
    assert Organisation.unscoped.get().state == "active"
    with open_house(make_hotel()) as scope:
        archive_organisation(scope=scope, now=NOW, organisation_id=made.id)
    assert made.name not in body(sales.get(reverse("companies:list")))
    assert made.name in body(sales.get(reverse("companies:list") + "?state=all"))


def test_a_reader_may_look_and_not_touch(sign_in: SignIn) -> None:
    made = make_organisation(values={"web": "donghai.example"})
    desk = sign_in(make_staff(make_hotel(), "front_desk"))
    shown = body(desk.get(page(made)))
    assert "donghai.example" in shown and reverse("companies:edit", args=[made.id]) not in shown
    for name in ("companies:edit", "companies:add_person"):
        assert desk.get(reverse(name, args=[made.id])).status_code == 403
    assert desk.post(reverse("companies:value", args=[made.id, "web"]), {"f_web": "x.example"}).status_code == 403
    assert sign_in(make_staff(make_hotel(), "housekeeping_attendant")).get(page(made)).status_code == 403


@pytest.mark.requirement("R-116")
def test_the_list_is_taken_out_with_a_purpose_and_without_restricted_values(sales: Client, sign_in: SignIn) -> None:
    made = make_organisation(
        values={**RESTRICTED, "web": "donghai.example", "nature": "private", "sales_policy": "＝1+1"}
    )
    make_contact(made, make_guest("王丽"), role="=SUM(A1)", phone="13900001111")
    make_organisation("西山文化传媒有限公司")
    address = reverse("companies:export") + "?q=东海"
    assert "按筛选共 1 家" in body(sales.get(address))
    assert sales.post(address, {"purpose": "走"}).status_code == 422
    answer = sales.post(address, {"purpose": "年度客户拜访计划"})
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    assert "年度客户拜访计划" in rows[0][0] and len(rows) == 3
    assert rows[2][0] == made.name and "民营" in rows[2] and "https://donghai.example" in rows[2]
    assert "'=SUM(A1)" in rows[2] and "'＝1+1" in rows[2]
    said = " ".join(cell for row in rows for cell in row)
    assert not [canary for canary in CANARIES if canary in said] and "1111" not in said
    act = Act.objects.get(name="export_organisations")
    assert (act.purpose, act.details) == ("年度客户拜访计划", {"count": 1})
    assert sign_in(make_staff(make_hotel(), "marketing")).get(address).status_code == 403
