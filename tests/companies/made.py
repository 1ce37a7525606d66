"""Organisations for tests, made through the verbs."""

from datetime import date, datetime
from typing import Any

from binzhi.companies.domain.contacts import add_contact_person
from binzhi.companies.domain.employment import employ
from binzhi.companies.domain.organisations import create_organisation
from binzhi.companies.drafts import GivenValue, OrganisationDraft
from binzhi.companies.models import ContactPerson, Employment, Organisation
from binzhi.companies.shapes import Given
from binzhi.guests.models import Guest
from binzhi.guests.origin import Origin
from tests.builders import NOW, make_hotel, open_house

ADDRESS = {
    "country": "CN", "province": "浙江省", "city": "宁波市", "district": "北仑区", "street": "港城路 18 号", "postcode": "315800",
}  # fmt: skip
# what only a role that reads class C2 may ever see
RESTRICTED: dict[str, Given] = {
    "credit_rating": "excellent",
    "credit_limit": "7654321",
    "payment_terms": "net_45",
    "overdue_balance": "8912.50",
    "price_system": "高级大床房 | 487 | CANARYPRICE",
    "deals": "2026-03-12 | 45,671.25 | CANARYDEAL 经销商会议三天",
    "development_plan": {"date": "2026-03-01", "text": "CANARYPLAN 在华南建第二工厂"},
}
CANARIES = [
    "7,654,321",
    "7654321",
    "8,912.50",
    "8912.50",
    "CANARYPRICE",
    "CANARYDEAL",
    "45,671.25",
    "CANARYPLAN",
    "98,765,432",
    "98765432",
    "优秀",
    "Excellent",
]


def make_organisation(
    name: str = "东海重工集团有限公司",
    values: dict[str, Given] | None = None,
    *,
    now: datetime = NOW,
    sales: dict[str, str] | None = None,
    why_new: str = "",
    origin: Origin | None = None,
    **names: Any,
) -> Organisation:
    """An organisation with values; ``sales`` by year."""
    given = tuple(GivenValue(code, value) for code, value in (values or {}).items())
    given += tuple(GivenValue("annual_sales", amount, year) for year, amount in (sales or {}).items())
    with open_house(make_hotel()) as scope:
        return create_organisation(
            scope=scope, now=now, draft=OrganisationDraft(name, **names), values=given, origin=origin, why_new=why_new
        )


def make_contact(
    organisation: Organisation, guest: Guest, *, above: ContactPerson | None = None, **values: Any
) -> ContactPerson:
    """A contact person, under another one when given."""
    with open_house(make_hotel()) as scope:
        return add_contact_person(
            scope=scope,
            now=NOW,
            organisation=organisation,
            guest=guest,
            superior_id=above.id if above else None,
            **values,
        )


def make_job(
    organisation: Organisation, guest: Guest, position: str = "", *, since: date | None = None, **values: Any
) -> Employment:
    """A position of a guest."""
    with open_house(make_hotel()) as scope:
        return employ(
            scope=scope, now=NOW, guest=guest, organisation=organisation, position=position, started_on=since, **values
        )
