"""A profile for anybody served: guest, visitor, employee, partner, with the kind recorded and shown."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.guests.models import Guest
from binzhi.org.models import Staff
from binzhi.service.domain.tasks import request_task
from binzhi.service.models import ServiceTask
from binzhi.stays.domain.booking import book_reservation
from binzhi.stays.drafts import ReservationDraft
from binzhi.stays.models import Stay
from tests.builders import NOW, TODAY, make_guest, make_hotel, make_staff, open_house

pytestmark = pytest.mark.django_db(databases="__all__")
SignIn = Callable[[Staff], Client]


def created(name: str) -> Guest:
    with open_house(make_hotel()):
        found: Guest = Guest.objects.get(name=name)
    return found


@pytest.mark.requirement("R-109")
@pytest.mark.parametrize(("kind", "words"), [("employee", "员工"), ("partner", "合作伙伴")])
def test_the_kind_is_chosen_recorded_and_shown(kind: str, words: str, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(make_hotel(), "front_desk"))
    assert words in browser.get(reverse("guests:create")).content.decode()
    answer = browser.post(reverse("guests:create"), {"name": "赵敏", "kind": kind, "gender": "unspecified"})
    assert answer.status_code == 302
    guest = created("赵敏")
    assert guest.kind == kind
    assert words in browser.get(reverse("workbench:guest", args=[guest.id])).content.decode()


@pytest.mark.requirement("R-109")
def test_the_kind_comes_over_the_api_too(api_client: Callable[..., Any]) -> None:
    client = api_client(make_staff(make_hotel(), "front_desk"))
    answer = client.post("/api/v1/guests", {"name": "钱峰", "kind": "partner"}, content_type="application/json")
    assert (answer.status_code, answer.json()["kind"]) == (201, "partner")
    refused = client.post("/api/v1/guests", {"name": "钱峰", "kind": "ghost"}, content_type="application/json")
    assert refused.status_code == 422


@pytest.mark.requirement("R-111")
def test_a_visitor_who_does_not_stay_has_a_file_and_requests(sign_in: SignIn) -> None:
    hotel = make_hotel()
    browser = sign_in(make_staff(hotel, "front_desk"))
    browser.post(reverse("guests:create"), {"name": "孙访客", "kind": "non_resident", "gender": "unspecified"})
    guest = created("孙访客")
    with open_house(hotel) as scope:
        request_task(scope=scope, now=NOW, hotel=hotel, guest=guest, department="concierge", text="代订出租车")
        assert ServiceTask.objects.filter(guest=guest).count() == 1
        assert not Stay.objects.filter(guest=guest).exists()


@pytest.mark.requirement("R-112")
def test_nobody_stays_without_a_guest_history() -> None:
    hotel, guest = make_hotel(), make_guest("李散客")
    with open_house(hotel) as scope:
        draft = ReservationDraft(arrival=TODAY, departure=TODAY + timedelta(days=1))
        book_reservation(scope=scope, now=NOW, hotel=hotel, guest=guest, draft=draft)
        assert Stay.objects.get(guest=guest).guest_id == guest.id
    assert not Stay._meta.get_field("guest").null
