"""Search asks the same policy as every page: a hit on a number tells whose it is, so it is an answer of that class."""

from collections.abc import Callable

import pytest
from django.test import Client

from binzhi.kernel.errors import NotAllowed
from binzhi.org.roles import Role, roles
from tests.builders import make_hotel, make_staff, scope_of
from tests.canaries import MAIL, NUMBER, PASSPORT, PHONE, SEALED, plant
from tests.found import search_guests

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
QUESTIONS = {"C2": [PHONE, "199 1234 7086", MAIL, SEALED["C2"][5]], "C3": [NUMBER, NUMBER.lower(), PASSPORT]}


@pytest.mark.parametrize("role", list(roles().values()), ids=lambda role: role.code)
def test_a_number_is_found_only_by_who_may_read_its_class(
    role: Role, sign_in: Callable[..., Client], api_client: Callable[..., Client]
) -> None:
    hotel = make_hotel()
    guest = plant(hotel).guest
    staff = make_staff(hotel, role.code)
    searching = "guests.search" in role.permissions
    with scope_of(staff) as scope:
        for field_class, questions in QUESTIONS.items():
            for question in questions:
                if not searching:
                    with pytest.raises(NotAllowed):
                        search_guests(scope, question)
                else:
                    found = [g.id for g in search_guests(scope, question)]
                    assert found == ([guest.id] if field_class in role.reads else []), question
        if searching:
            assert [g.id for g in search_guests(scope, "金丝")] == [guest.id]
    if searching:
        seen = "C3" in role.reads
        page = sign_in(staff).post("/guests/", {"q": NUMBER}).content.decode()
        assert (str(guest.id) in page) is seen
        answer = api_client(staff).get("/api/v1/guests", {"q": NUMBER}).json()
        assert bool(answer["items"]) is seen
        body = api_client(staff).post("/api/v1/guests/search", {"q": NUMBER}, content_type="application/json").json()
        assert body == answer
