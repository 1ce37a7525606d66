"""Past deals with a customer: day, amount and circumstances, on the page of the company and of its people (R-068)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.companies.domain.organisations import change_organisation
from binzhi.companies.drafts import GivenValue, OrganisationDraft
from binzhi.companies.fields import org_fields
from binzhi.companies.models import OrganisationValue
from binzhi.companies.queries import deals_of
from binzhi.companies.shapes import deal_lines, edit_value, read_value, show_value
from binzhi.kernel.errors import BadInput
from binzhi.org.models import Staff
from tests.builders import NOW, make_guest, make_hotel, make_staff, scope_of
from tests.companies.made import make_job, make_organisation

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.requirement("R-068")]
SignIn = Callable[[Staff], Client]
DEALS = "2024-11-02 | USD 8,200.5 | 客户答谢晚宴，延时一小时\n2026-03-12 | 12.6万 | 经销商会议三天，账期内付清"


def test_deals_are_kept_with_amount_currency_and_circumstances_the_latest_first() -> None:
    field = org_fields()["deals"]
    kept = read_value(field, DEALS)
    assert deal_lines(kept) == [
        {"on": "2026-03-12", "amount": "CNY 126000.00", "how": "经销商会议三天，账期内付清"},
        {"on": "2024-11-02", "amount": "USD 8200.50", "how": "客户答谢晚宴，延时一小时"},
    ]
    assert read_value(field, str(edit_value(field, kept))) == kept
    assert show_value(field, kept, "zh-hans").startswith("2026-03-12 | CNY 126,000 | 经销商会议三天")
    for wrong in (
        "会议 | 100 | x",
        "2026-03-12 | 100",
        "2026-03-12 | viel | x",
        "2026-13-01 | 1 | x",
        "2026-03-12 | 1 | ",
    ):
        with pytest.raises(BadInput):
            read_value(field, wrong)


def test_the_page_of_the_company_and_of_its_people_show_them(sign_in: SignIn) -> None:
    hotel = make_hotel()
    made, guest, gone = make_organisation(values={"deals": DEALS}), make_guest("王丽"), make_guest("李强")
    make_job(made, guest, "总监")
    stored = OrganisationValue.unscoped.get(organisation_id=made.id, field="deals")  # unscoped: looks at the store
    assert stored.value == "" and stored.sealed
    company = reverse("workbench:company", args=[made.id])
    panel = reverse("companies:employment_panel", args=[guest.id])
    sales = sign_in(make_staff(hotel, "sales"))
    for place in (company, panel):
        shown = sales.get(place).content.decode()
        assert "2026-03-12" in shown and "CNY 126,000" in shown and "账期内付清" in shown, place
        assert shown.index("2026-03-12") < shown.index("2024-11-02")
    assert "账期内付清" not in sales.get(reverse("companies:employment_panel", args=[gone.id])).content.decode()
    for place in (company, panel):
        assert "账期内付清" not in sign_in(make_staff(hotel, "marketing")).get(place).content.decode()


def test_who_left_no_longer_stands_for_the_deals_and_a_change_is_kept_in_the_history() -> None:
    made = make_organisation(values={"deals": DEALS})
    guest = make_guest("王丽")
    make_job(made, guest, "总监")
    with scope_of(make_staff(make_hotel(), "sales")) as scope:
        assert [deal.amount for deal in deals_of(scope, [made], now=NOW)] == ["CNY 126000.00", "USD 8200.50"]
        change_organisation(
            scope=scope, now=NOW, organisation=made, draft=OrganisationDraft(made.name),
            values=(GivenValue("deals", DEALS + "\n2026-05-01 | 500 | 会议室半天"),), version=1,
        )  # fmt: skip
        assert [deal.on for deal in deals_of(scope, [made], now=NOW)] == ["2026-05-01", "2026-03-12", "2024-11-02"]
    with scope_of(make_staff(make_hotel(), "marketing")) as scope:
        assert deals_of(scope, [made], now=NOW) == []


def test_the_interface_takes_and_gives_them(api_client: Callable[[Staff], Client]) -> None:
    made = make_organisation(values={"deals": DEALS})
    read = api_client(make_staff(make_hotel(), "sales")).get(f"/api/v1/organisations/{made.id}").json()
    value = next(one for one in read["values"] if one["field"] == "deals")
    assert deal_lines(value["value"])[0]["amount"] == "CNY 126000.00"
    assert "账期内付清" in value["text"]
    other = api_client(make_staff(make_hotel(), "marketing")).get(f"/api/v1/organisations/{made.id}").json()
    assert "deals" not in {one["field"] for one in other["values"]}
