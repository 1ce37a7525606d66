"""Contact persons, reporting lines and work: trees without circles, positions with their dates, the profile in step."""

from datetime import date, timedelta

import pytest

from binzhi.audit.models import Act
from binzhi.companies import queries
from binzhi.companies.cells import phone_cell
from binzhi.companies.domain.contacts import (
    change_contact_person,
    choose_main_contact,
    remove_contact_person,
    set_reporting_line,
)
from binzhi.companies.domain.employment import correct_dates, employ, leave, take_company_address
from binzhi.companies.domain.organisations import archive_organisation
from binzhi.companies.domain.people import NewPerson, add_person
from binzhi.companies.errors import (
    AlreadyContact,
    AlreadyLeft,
    NoAddress,
    NotAContact,
    OrganisationArchived,
    ReportingCircle,
    WrongSpan,
)
from binzhi.companies.models import ContactPerson, Employment, Organisation
from binzhi.guests.enums import ContactKind
from binzhi.guests.errors import WrongContact
from binzhi.guests.models import Guest, GuestContact
from binzhi.guests.queries import contact_cell
from binzhi.kernel.addresses import address_of
from binzhi.kernel.errors import BadInput, NotAllowed
from binzhi.vault.domain.sealing import holds
from tests.builders import NOW, TODAY, make_guest, make_hotel, make_staff, open_house, scope_of
from tests.companies.made import ADDRESS, make_contact, make_job, make_organisation

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def main_of(organisation: Organisation) -> str:
    """The name of the main contact."""
    with open_house(make_hotel()):
        fresh = Organisation.objects.get(id=organisation.id)
        found = queries.main_contacts([fresh]).get(organisation.id)
    return found.guest.name if found else ""


def drawn(organisation: Organisation) -> list[object]:
    """The tree as nested lists of names."""

    def below(nodes: list[queries.Node]) -> list[object]:
        return [n.contact.guest.name if not n.below else [n.contact.guest.name, *below(n.below)] for n in nodes]

    with open_house(make_hotel()):
        fresh = Organisation.objects.get(id=organisation.id)
        return below(queries.tree_of(fresh, queries.contacts_of(fresh.id), queries.people_of(fresh.id)))


def worked(guest: Guest) -> list[tuple[str, str, date | None, date | None]]:
    """The positions of a guest, the present first."""
    with open_house(make_hotel()):
        return [(j.row.employer, j.row.position, j.row.started_on, j.row.ended_on) for j in queries.jobs_of(guest.id)]


@pytest.mark.requirement("R-063")
def test_an_organisation_has_several_contact_persons_with_role_phone_and_one_main_one() -> None:
    made = make_organisation()
    one = make_contact(made, make_guest("王丽"), role="订房", phone="13900001111")
    two = make_contact(made, make_guest("李强"), role="结算", phone="010-88880100")
    assert main_of(made) == "王丽"
    with open_house(make_hotel()) as scope:
        choose_main_contact(scope=scope, now=NOW, contact=two)
        contacts = queries.contacts_of(made.id)
    assert main_of(made) == "李强"
    assert [(c.guest.name, c.role, c.phone_hint) for c in contacts] == [
        ("王丽", "订房", "•••• 1111"),
        ("李强", "结算", "•••• 0100"),
    ]
    assert holds(cell=phone_cell(one), plain="+8613900001111") and b"1390000" not in bytes(one.phone or b"")
    assert Act.objects.filter(name="choose_main_contact", guest_id=two.guest_id).count() == 1


def test_a_contact_twice_a_wrong_phone_and_a_role_with_numbers_are_refused() -> None:
    made, guest = make_organisation(), make_guest("王丽")
    make_contact(made, guest)
    with pytest.raises(AlreadyContact):
        make_contact(made, guest)
    with pytest.raises(WrongContact):
        make_contact(made, make_guest("李强"), phone="12")
    with pytest.raises(BadInput):
        make_contact(made, make_guest("李强"), role="x" * 81)
    assert ContactPerson.unscoped.count() == 1


@pytest.mark.requirement("R-040")
def test_the_people_stand_in_a_tree_of_reporting_lines() -> None:
    made = make_organisation()
    boss = make_contact(made, make_guest("陈总"))
    head = make_contact(made, make_guest("李经理"), above=boss)
    make_contact(made, make_guest("小王"), above=head)
    clerk = make_contact(made, make_guest("小张"), above=boss)
    assert drawn(made) == [["陈总", ["李经理", "小王"], "小张"]]
    with open_house(make_hotel()) as scope:
        set_reporting_line(scope=scope, now=NOW, contact=clerk, superior_id=head.id)
        assert drawn(made) == [["陈总", ["李经理", "小王", "小张"]]]
        set_reporting_line(scope=scope, now=NOW, contact=head, superior_id=None)
    assert drawn(made) == ["陈总", ["李经理", "小王", "小张"]]


@pytest.mark.requirement("R-040")
def test_a_reporting_line_in_a_circle_is_refused() -> None:
    made = make_organisation()
    boss = make_contact(made, make_guest("陈总"))
    head = make_contact(made, make_guest("李经理"), above=boss)
    clerk = make_contact(made, make_guest("小王"), above=head)
    stranger = make_contact(make_organisation("西山传媒"), make_guest("外人"))
    with open_house(make_hotel()) as scope:
        for superior in (boss, head, clerk):
            with pytest.raises(ReportingCircle):
                set_reporting_line(scope=scope, now=NOW, contact=boss, superior_id=superior.id)
        with pytest.raises(NotAContact):
            set_reporting_line(scope=scope, now=NOW, contact=clerk, superior_id=stranger.id)
    with pytest.raises(NotAContact):
        make_contact(made, make_guest("新人"), above=stranger)
    assert drawn(made) == [["陈总", ["李经理", "小王"]]]


def test_who_stops_being_a_contact_hands_their_people_up_and_stays_in_the_history() -> None:
    made = make_organisation()
    boss = make_contact(made, make_guest("陈总"))
    head = make_contact(made, make_guest("李经理"), above=boss, main=True)
    make_contact(made, make_guest("小王"), above=head)
    with open_house(make_hotel()) as scope:
        remove_contact_person(scope=scope, now=NOW, contact=head)
    assert drawn(made) == [["陈总", "小王"]]
    assert main_of(made) == ""
    assert ContactPerson.unscoped.get(id=head.id).ended_at == NOW
    make_contact(made, Guest.unscoped.get(id=head.guest_id))
    assert main_of(made) == "李经理"


def test_role_and_phone_of_a_contact_change_and_the_phone_may_go() -> None:
    row = make_contact(make_organisation(), make_guest("王丽"), role="订房", phone="13900001111")
    with open_house(make_hotel()) as scope:
        change_contact_person(scope=scope, now=NOW, contact=row, role="会务")
        assert ContactPerson.objects.get(id=row.id).phone_hint == "•••• 1111"
        change_contact_person(scope=scope, now=NOW, contact=row, role="会务", phone="")
        row = ContactPerson.objects.get(id=row.id)
    assert (row.role, row.phone, row.phone_hint) == ("会务", None, "")


@pytest.mark.requirement("R-052")
def test_the_work_unit_is_a_link_to_the_organisation_and_the_profile_follows() -> None:
    made, guest = make_organisation(), make_guest("王建国")
    row = make_job(made, guest, "副总经理", since=date(2024, 5, 1))
    fresh = Guest.unscoped.get(id=guest.id)
    assert row.organisation_id == made.id
    assert (fresh.company, fresh.position, fresh.salutation_zh) == ("东海重工集团有限公司", "副总经理", "王总")
    assert fresh.version == guest.version + 1
    with open_house(make_hotel()):
        assert queries.head_counts([made.id]) == {made.id: 1}


@pytest.mark.requirement("R-030")
def test_a_change_of_position_or_employer_keeps_the_old_one_with_its_dates() -> None:
    east, west, guest = make_organisation(), make_organisation("西山传媒有限公司"), make_guest("王建国")
    make_job(east, guest, "科长", since=date(2019, 3, 1))
    make_job(east, guest, "处长", since=date(2022, 7, 1))
    make_job(west, guest, "总监", since=date(2025, 1, 10))
    assert worked(guest) == [
        ("西山传媒有限公司", "总监", date(2025, 1, 10), None),
        ("东海重工集团有限公司", "处长", date(2022, 7, 1), date(2025, 1, 10)),
        ("东海重工集团有限公司", "科长", date(2019, 3, 1), date(2022, 7, 1)),
    ]
    fresh = Guest.unscoped.get(id=guest.id)
    assert (fresh.company, fresh.position) == ("西山传媒有限公司", "总监")


@pytest.mark.requirement("R-030")
def test_a_company_typed_before_anything_was_linked_becomes_history() -> None:
    guest = make_guest("王建国", company="老东家贸易行", position="会计")
    make_job(make_organisation(), guest, "财务总监", since=date(2025, 1, 10))
    assert worked(guest)[1] == ("老东家贸易行", "会计", None, date(2025, 1, 10))
    same = make_guest("李四", company="東海重工集團")
    make_job(Organisation.unscoped.get(), same, "科长")
    assert len(worked(same)) == 1


def test_the_same_position_again_is_confirmed_and_a_post_may_be_held_beside() -> None:
    east, west, guest = make_organisation(), make_organisation("西山传媒有限公司"), make_guest("陈伯涛")
    first = make_job(east, guest, "董事长", since=date(2020, 1, 1))
    with open_house(make_hotel()) as scope:
        again = employ(scope=scope, now=NOW + timedelta(days=9), guest=guest, organisation=east, position="董事长")
    assert again.id == first.id and again.last_confirmed_at == NOW + timedelta(days=9)
    make_job(west, guest, "独立董事", beside=True)
    fresh = Guest.unscoped.get(id=guest.id)
    assert (fresh.company, fresh.position) == (east.name, "董事长")
    assert list(Employment.unscoped.values_list("is_over", flat=True)) == [False, False]


def test_who_leaves_keeps_the_position_as_history_and_stops_being_the_contact() -> None:
    made, guest = make_organisation(), make_guest("王丽")
    row = make_job(made, guest, "采购总监", since=date(2024, 5, 1))
    make_contact(made, guest)
    with open_house(make_hotel()) as scope:
        leave(scope=scope, now=NOW, guest_id=guest.id, employment_id=row.id, ended_on=date(2026, 2, 28))
        with pytest.raises(AlreadyLeft):
            leave(scope=scope, now=NOW, guest_id=guest.id, employment_id=row.id)
    assert worked(guest) == [(made.name, "采购总监", date(2024, 5, 1), date(2026, 2, 28))]
    fresh = Guest.unscoped.get(id=guest.id)
    assert (fresh.company, fresh.position) == ("", "")
    assert drawn(made) == []


@pytest.mark.parametrize(("since", "ended"), [(TODAY + timedelta(days=1), None), (date(2025, 1, 1), date(2024, 1, 1))])
def test_dates_that_do_not_fit_are_refused(since: date, ended: date | None) -> None:
    made, guest = make_organisation(), make_guest("王丽")
    if ended is None:
        with pytest.raises(WrongSpan):
            make_job(made, guest, "总监", since=since)
        return
    row = make_job(made, guest, "总监", since=since)
    with open_house(make_hotel()) as scope:
        with pytest.raises(WrongSpan):
            leave(scope=scope, now=NOW, guest_id=guest.id, employment_id=row.id, ended_on=ended)
        with pytest.raises(WrongSpan):
            correct_dates(
                scope=scope,
                now=NOW,
                guest_id=guest.id,
                employment_id=row.id,
                started_on=since,
                ended_on=date(2025, 5, 5),
            )
        correct_dates(scope=scope, now=NOW, guest_id=guest.id, employment_id=row.id, started_on=ended, ended_on=None)
    assert worked(guest) == [(made.name, "总监", ended, None)]


@pytest.mark.requirement("R-053")
def test_the_company_address_is_taken_as_mailing_address() -> None:
    made, guest = make_organisation(values={"address": ADDRESS}), make_guest("王丽")
    with open_house(make_hotel()) as scope:
        assert take_company_address(scope=scope, now=NOW, guest=guest, organisation=made)
        assert not take_company_address(scope=scope, now=NOW, guest=guest, organisation=made)
        row = GuestContact.objects.get(guest=guest)
        with pytest.raises(NoAddress):
            take_company_address(scope=scope, now=NOW, guest=guest, organisation=make_organisation("西山传媒"))
    assert row.kind == ContactKind.MAILING_ADDRESS
    kept = address_of({**ADDRESS, "street": "港城路 18 号 东海重工集团有限公司"}).kept()
    assert holds(cell=contact_cell(row), plain=kept)


def test_a_new_person_is_made_with_position_and_contact_or_not_at_all() -> None:
    made = make_organisation()
    with scope_of(make_staff(make_hotel(), "sales")) as scope:
        person = NewPerson(position="行政主管", role="订房", phone="13900001111", main=True)
        guest = add_person(scope=scope, now=NOW, organisation=made, guest=None, new_name="孙晓", person=person)
        assert (guest.kind, main_of(made)) == ("non_resident", "孙晓")
        assert worked(guest)[0][:2] == (made.name, "行政主管")
        with pytest.raises(WrongContact):
            add_person(
                scope=scope,
                now=NOW,
                organisation=made,
                guest=None,
                new_name="无人",
                person=NewPerson(position="x", phone="1"),
            )
    assert not Guest.unscoped.filter(name="无人").exists()
    assert Employment.unscoped.count() == 1


def test_roles_without_the_right_and_archived_organisations_are_refused() -> None:
    made, guest = make_organisation(), make_guest("王丽")
    row = make_contact(made, guest)
    with scope_of(make_staff(make_hotel(), "front_desk")) as scope:
        with pytest.raises(NotAllowed):
            remove_contact_person(scope=scope, now=NOW, contact=row)
        employ(scope=scope, now=NOW, guest=guest, organisation=made, position="总监")
    with scope_of(make_staff(make_hotel(), "kitchen")) as scope, pytest.raises(NotAllowed):
        employ(scope=scope, now=NOW, guest=guest, organisation=made, position="总监")
    with open_house(make_hotel()) as scope:
        archive_organisation(scope=scope, now=NOW, organisation_id=made.id)
        with pytest.raises(OrganisationArchived):
            choose_main_contact(scope=scope, now=NOW, contact=row)
        with pytest.raises(OrganisationArchived):
            employ(scope=scope, now=NOW, guest=guest, organisation=made, position="新职")
