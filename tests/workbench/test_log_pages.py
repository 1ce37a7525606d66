"""The log: who reads it, its filters, and the button that checks the chain."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from binzhi.audit.models import Act
from binzhi.org.models import Staff
from tests.builders import (
    NOW,
    TODAY,
    make_booking,
    make_guest,
    make_hotel,
    make_room,
    make_staff,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]


def test_the_log_opens_to_its_readers_and_is_filtered(sign_in: SignIn) -> None:
    hotel = make_hotel()
    make_booking(hotel, make_guest())
    url = reverse("workbench:acts")
    assert sign_in(make_staff(hotel, "front_desk")).get(url).status_code == 403
    browser = sign_in(make_staff(hotel, "auditor", name="赵军"))
    names = {line.name for _, line, _ in browser.get(url, {"act": "book_reservation"}).context["lines"]}
    assert names == {"book_reservation"}
    mine = browser.get(url, {"person": "赵"}).context["lines"]
    assert {(row.actor_name, line.name) for row, line, _ in mine} == {("赵军", "sign_in")}
    assert list(browser.get(url, {"reads": "1"}).context["lines"]) == []
    days = browser.get(url, {"from": str(TODAY), "to": str(TODAY)}).context["lines"]
    assert {row.at for row, _, _ in days} == {NOW}
    assert browser.get(url, {"from": "nonsense", "to": "2026-99-99"}).status_code == 200
    assert all(guest is None for _, _, guest in browser.get(url).context["lines"])


def test_the_log_of_another_hotel_is_not_shown(sign_in: SignIn) -> None:
    here, there = make_hotel(), make_hotel("SH01")
    make_room(there, "9901")
    lines = sign_in(make_staff(here, "auditor")).get(reverse("workbench:acts"), {"act": "add_room"}).context["lines"]
    assert lines == []


def test_a_changed_act_is_found_by_the_button(sign_in: SignIn) -> None:
    hotel = make_hotel()
    room = make_room(hotel, "1001")
    browser = sign_in(make_staff(hotel, "auditor"))
    url = reverse("workbench:acts_verify")
    assert browser.post(url).context["verdict"].faults == []
    with connection.cursor() as cursor:
        act = Act.objects.get(name="add_room", object_id=room.id)
        cursor.execute("UPDATE audit_act SET actor_name = 'nobody' WHERE chain_id = %s AND seq = %s", _key(act))
    answer = browser.post(url, headers={"HX-Request": "true"})
    assert [f.code for f in answer.context["verdict"].faults] == ["changed"]
    assert b"<html" not in answer.content
    assert browser.get(url).status_code == 405


def _key(act: Act) -> list[object]:
    return [act.chain_id.hex if connection.vendor == "sqlite" else act.chain_id, act.seq]
