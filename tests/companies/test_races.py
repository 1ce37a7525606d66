"""Several desks at the same moment: one name once, one present employer, one main contact, no circle."""

from binzhi.audit.domain.verify import verify
from binzhi.companies.domain.contacts import choose_main_contact, set_reporting_line
from binzhi.companies.domain.employment import employ
from binzhi.companies.domain.organisations import create_organisation
from binzhi.companies.domain.values import set_values
from binzhi.companies.drafts import GivenValue, OrganisationDraft
from binzhi.companies.models import ContactPerson, Employment, NameKey, Organisation, OrganisationValue
from tests.builders import NOW, make_guest, make_hotel, open_house
from tests.companies.made import make_contact, make_organisation
from tests.races import ON_POSTGRESQL, together

pytestmark = ON_POSTGRESQL
DESKS = 6


def names(outcome: list[BaseException | None]) -> list[str]:
    """What each desk was told."""
    return sorted(type(fault).__name__ for fault in outcome)


def test_six_desks_create_one_company_once() -> None:
    hotel = make_hotel()
    endings = ["有限公司", "公司", "", "股份有限公司", "有限责任公司", " 公司"]
    spellings = [f"东海重工集团{ending}" for ending in endings]

    def create(number: int) -> None:
        with open_house(hotel) as scope:
            create_organisation(scope=scope, now=NOW, draft=OrganisationDraft(spellings[number]))

    assert names(together(create, threads=DESKS)) == ["NoneType", *["SimilarOrganisation"] * (DESKS - 1)]
    assert (Organisation.unscoped.count(), NameKey.unscoped.count()) == (1, 1)
    assert verify().faults == []


def test_six_values_at_once_leave_one_standing_and_five_in_the_history() -> None:
    made, hotel = make_organisation(), make_hotel()

    def put(number: int) -> None:
        with open_house(hotel) as scope:
            set_values(scope=scope, now=NOW, organisation=made, values=(GivenValue("sales_policy", f"年返 {number}%"),))

    assert set(names(together(put, threads=DESKS))) == {"NoneType"}
    states = sorted(OrganisationValue.unscoped.values_list("state", flat=True))
    assert states == ["standing", *["superseded"] * (DESKS - 1)]
    assert Organisation.unscoped.get().version == 1 + DESKS


def test_two_lines_that_would_make_a_circle_together_never_both_stand() -> None:
    made, hotel = make_organisation(), make_hotel()
    pair = [make_contact(made, make_guest("陈总")), make_contact(made, make_guest("李经理"))]

    def draw(number: int) -> None:
        with open_house(hotel) as scope:
            set_reporting_line(scope=scope, now=NOW, contact=pair[number], superior_id=pair[1 - number].id)

    assert names(together(draw, threads=2)) == ["NoneType", "ReportingCircle"]
    assert ContactPerson.unscoped.filter(superior_id__isnull=False).count() == 1


def test_six_employers_at_once_leave_one_present_position_and_the_profile_shows_it() -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    houses = [make_organisation(f"第{n}号贸易有限公司") for n in range(DESKS)]

    def hire(number: int) -> None:
        with open_house(hotel) as scope:
            employ(scope=scope, now=NOW, guest=guest, organisation=houses[number], position="经理")

    assert set(names(together(hire, threads=DESKS))) == {"NoneType"}
    present = Employment.unscoped.get(is_over=False)
    guest.refresh_from_db()
    assert guest.company == present.employer
    assert Employment.unscoped.count() == DESKS


def test_six_main_contacts_at_once_leave_one() -> None:
    made, hotel = make_organisation(), make_hotel()
    contacts = [make_contact(made, make_guest(f"人{n}")) for n in range(DESKS)]

    def choose(number: int) -> None:
        with open_house(hotel) as scope:
            choose_main_contact(scope=scope, now=NOW, contact=contacts[number])

    assert set(names(together(choose, threads=DESKS))) == {"NoneType"}
    assert Organisation.unscoped.get().main_contact_id in {c.id for c in contacts}
