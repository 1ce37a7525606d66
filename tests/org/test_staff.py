"""Hiring, posts, leaving: rights come from posts, at once, and somebody is always left to manage staff."""

from datetime import timedelta

import pytest
from django.utils import timezone

from binzhi.audit.models import Act
from binzhi.kernel.errors import BadInput, NotAllowed, NotFound
from binzhi.kernel.scope import Scope
from binzhi.org.access import get_post, get_staff, needs_second_factor, scope_for, visible_staff
from binzhi.org.domain.signin import create_token, session_alive, staff_of_token, start_session
from binzhi.org.domain.staff import (
    LastAdministrator,
    NotYourself,
    UserNameTaken,
    change_staff,
    dismiss_staff,
    give_post,
    hire_staff,
    reset_password,
    take_post,
    unlock_staff,
)
from binzhi.org.models import Department, Hotel, Post, Staff
from tests.builders import NOW, PASSWORD, make_hotel, make_staff, open_house, scope_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def hire(scope: Scope, username: str = "zhou", password: str = PASSWORD) -> Staff:
    return hire_staff(scope=scope, now=NOW, username=username, name="周敏", password=password)


def department(hotel: Hotel, code: str) -> Department:
    row: Department = Department.unscoped.get(hotel=hotel, code=code)
    return row


def test_a_user_name_belongs_to_one_person_and_a_weak_password_to_nobody() -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope:
        assert hire(scope, " Zhou ").username == "zhou"
        with pytest.raises(UserNameTaken):
            hire(scope, "ZHOU")
        for weak in ("short", "1234567890", "password123"):
            with pytest.raises(BadInput):
                hire(scope, "wang", weak)
    assert Act.objects.filter(name="hire_staff").count() == 1
    assert PASSWORD not in str(Staff.objects.values_list("password", flat=True))


def test_a_post_gives_its_rights_in_its_hotel_only() -> None:
    here, there = make_hotel(), make_hotel("SH01")
    clerk = make_staff(here, "front_desk")
    with open_house(there) as scope:
        give_post(scope=scope, now=NOW, staff=clerk, department=department(there, "marketing"), role="marketing")
    assert scope_for(clerk, hotel_id=here.id).may("stays.check_in")
    assert not scope_for(clerk, hotel_id=there.id).may("stays.check_in")
    assert scope_for(clerk, hotel_id=there.id).readable_hotel_ids == {there.id}
    assert needs_second_factor(clerk)


def test_a_post_is_given_once_and_only_in_the_own_hotel() -> None:
    here, there = make_hotel(), make_hotel("SH01")
    clerk = make_staff(here, "concierge")
    with open_house(here) as scope:
        with pytest.raises(BadInput):
            give_post(scope=scope, now=NOW, staff=clerk, department=department(here, "sales"), role="emperor")
        with pytest.raises(NotAllowed):
            give_post(scope=scope, now=NOW, staff=clerk, department=department(there, "sales"), role="sales")
        again = give_post(scope=scope, now=NOW, staff=clerk, department=department(here, "concierge"), role="concierge")
    assert Post.unscoped.filter(staff=clerk).count() == 1
    assert again.role == "concierge"


def test_taking_a_post_takes_the_rights() -> None:
    hotel = make_hotel()
    make_staff(hotel, "system_administrator")
    clerk = make_staff(hotel, "front_desk")
    with open_house(hotel) as scope:
        take_post(scope=scope, now=NOW, post=Post.objects.select_related("staff").get(staff=clerk))
    assert scope_for(clerk).permissions == frozenset()


def test_leaving_ends_sessions_and_tokens_at_once() -> None:
    hotel, now = make_hotel(), timezone.now()
    make_staff(hotel, "system_administrator")
    clerk = make_staff(hotel, "front_desk")
    with scope_of(clerk) as scope:
        start_session(scope=scope, now=now, staff=clerk, session_key="browser")
        token = create_token(scope=scope, now=now, staff=clerk)
    assert session_alive(now=now, staff_id=clerk.id, session_key="browser")
    with open_house(hotel) as scope:
        dismiss_staff(scope=scope, now=now, staff=clerk)
    assert not session_alive(now=now, staff_id=clerk.id, session_key="browser")
    assert staff_of_token(now=now + timedelta(seconds=1), token=token) is None


def test_somebody_is_always_left_to_manage_staff() -> None:
    hotel = make_hotel()
    first, second = make_staff(hotel, "system_administrator"), make_staff(hotel, "system_administrator")
    with scope_of(first) as scope:
        with pytest.raises(NotYourself):
            dismiss_staff(scope=scope, now=NOW, staff=first)
        dismiss_staff(scope=scope, now=NOW, staff=second)
        post = Post.objects.select_related("staff").get(staff=first)
        with pytest.raises(LastAdministrator):
            take_post(scope=scope, now=NOW, post=post)
    with open_house(hotel) as scope, pytest.raises(LastAdministrator):
        dismiss_staff(scope=scope, now=NOW, staff=first)


def test_a_new_password_ends_the_sessions_and_the_lock() -> None:
    hotel, now = make_hotel(), timezone.now()
    clerk = make_staff(hotel, "front_desk")
    with scope_of(clerk) as scope:
        start_session(scope=scope, now=now, staff=clerk, session_key="browser")
    Staff.objects.filter(id=clerk.id).update(locked_until=now + timedelta(minutes=5))
    clerk.refresh_from_db()
    with open_house(hotel) as scope:
        reset_password(scope=scope, now=now, staff=clerk, password="another good password")
    clerk.refresh_from_db()
    assert clerk.check_password("another good password")
    assert clerk.locked_until is None
    assert not session_alive(now=now, staff_id=clerk.id, session_key="browser")


def test_only_administrators_manage_staff() -> None:
    hotel = make_hotel()
    clerk, other = make_staff(hotel, "front_desk"), make_staff(hotel, "concierge")
    with scope_of(clerk) as scope:
        verbs = [
            lambda: hire(scope, "new"),
            lambda: dismiss_staff(scope=scope, now=NOW, staff=other),
            lambda: reset_password(scope=scope, now=NOW, staff=other, password=PASSWORD),
            lambda: unlock_staff(scope=scope, now=NOW, staff=other),
            lambda: change_staff(
                scope=scope, now=NOW, staff=other, name="x", name_en="", employee_no="", language="en"
            ),
        ]
        for verb in verbs:
            with pytest.raises(NotAllowed):
                verb()


def test_an_administrator_sees_the_own_hotel_and_those_without_a_post() -> None:
    here, there = make_hotel(), make_hotel("SH01")
    admin, stranger = make_staff(here, "system_administrator"), make_staff(there, "front_desk")
    with open_house(here) as scope:
        fresh = hire(scope)
    with scope_of(admin) as scope:
        assert set(visible_staff(scope).values_list("id", flat=True)) == {admin.id, fresh.id}
        with pytest.raises(NotFound):
            get_staff(scope, stranger.id)
        with pytest.raises(NotFound):
            get_post(scope, stranger.id, Post.unscoped.get(staff=stranger).id)
