"""Positions and contact persons are those of the person; nobody is listed twice."""

import pytest

from binzhi.companies import queries
from binzhi.companies.access import get_employment
from binzhi.companies.domain.contacts import add_contact_person
from binzhi.companies.domain.employment import employ
from binzhi.companies.errors import AlreadyContact
from binzhi.guests.models import Guest
from binzhi.identity.domain.links import link_profiles, unlink_profiles
from binzhi.identity.enums import Source
from tests.builders import NOW, make_guest, make_hotel, open_house
from tests.companies.made import make_contact, make_organisation

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.mark.requirement("R-185")
def test_jobs_and_contacts_are_of_the_person_and_each_once() -> None:
    hotel, one, two = make_hotel(), make_guest("王建国"), make_guest("Wang Jianguo")
    firm = make_organisation("蓝天机械")
    make_contact(firm, one)
    make_contact(firm, two)
    with open_house(hotel) as scope:
        first = employ(scope=scope, now=NOW, guest=one, organisation=firm, position="总工程师")
        second = employ(scope=scope, now=NOW, guest=two, organisation=firm, position="总工程师")
        assert (len(queries.people_of(firm.id)), len(queries.contacts_of(firm.id))) == (2, 2)
        event = link_profiles(scope=scope, now=NOW, guest_a=one.id, guest_b=two.id, source=Source.DESK)
        lead = Guest.objects.get(id__in=[one.id, two.id], joined_to__isnull=True)
        other = one if lead.id == two.id else two
        assert [row.guest.id for row in queries.people_of(firm.id)] == [lead.id]
        assert [row.guest.id for row in queries.contacts_of(firm.id)] == [lead.id]
        tree = queries.tree_of(firm, queries.contacts_of(firm.id), queries.people_of(firm.id))
        assert [node.positions for node in tree] == [["总工程师"]]
        assert {job.row.id for job in queries.jobs_of(lead)} == {first.id, second.id}
        theirs = first if other.id == one.id else second
        assert get_employment(scope, lead.id, theirs.id).guest_id == other.id
        with pytest.raises(AlreadyContact):
            add_contact_person(scope=scope, now=NOW, organisation=firm, guest=lead)
        unlink_profiles(scope=scope, now=NOW, event=event)
        assert (len(queries.people_of(firm.id)), len(queries.contacts_of(firm.id))) == (2, 2)
        assert [job.row.id for job in queries.jobs_of(Guest.objects.get(id=one.id))] == [first.id]
