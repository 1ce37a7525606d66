"""Signing in: one answer for all failures, a lock after five, limits of sessions."""

from datetime import timedelta

import pytest

from binzhi.audit.models import Act
from binzhi.org.domain.signin import (
    ABSOLUTE,
    IDLE,
    LOCK_MINUTES,
    TRIES,
    AccountLocked,
    SignInRefused,
    check_sign_in,
    end_session,
    session_alive,
    start_session,
)
from binzhi.org.domain.staff import dismiss_staff, unlock_staff
from binzhi.org.models import Staff, StaffSession
from tests.builders import NOW, PASSWORD, make_hotel, make_staff, open_house, scope_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def fail(staff: Staff, times: int) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            check_sign_in(now=NOW, username=staff.username, password="wrong")


def test_the_right_password_opens_and_forgets_the_failures() -> None:
    clerk = make_staff(make_hotel(), "front_desk")
    fail(clerk, TRIES - 1)
    assert check_sign_in(now=NOW, username=f" {clerk.username.upper()} ", password=PASSWORD) == clerk
    clerk.refresh_from_db()
    assert clerk.failed_tries == 0


def test_unknown_left_and_wrong_are_answered_alike() -> None:
    hotel = make_hotel()
    make_staff(hotel, "system_administrator")
    clerk, gone = make_staff(hotel, "front_desk"), make_staff(hotel, "front_desk")
    with open_house(hotel) as scope:
        dismiss_staff(scope=scope, now=NOW, staff=gone)
    answers = set()
    for username, password in (("nobody", PASSWORD), (gone.username, PASSWORD), (clerk.username, "wrong")):
        with pytest.raises(SignInRefused) as refused:
            check_sign_in(now=NOW, username=username, password=password)
        answers.add(refused.value.text("zh-hans"))
    assert len(answers) == 1


def test_five_failures_lock_for_a_while_also_for_the_right_password() -> None:
    clerk = make_staff(make_hotel(), "front_desk")
    fail(clerk, TRIES)
    with pytest.raises(AccountLocked):
        check_sign_in(now=NOW, username=clerk.username, password=PASSWORD)
    later = NOW + timedelta(minutes=LOCK_MINUTES, seconds=1)
    assert check_sign_in(now=later, username=clerk.username, password=PASSWORD) == clerk
    assert Act.objects.filter(name="lock_account", object_id=clerk.id).count() == 1
    assert Act.objects.filter(name="sign_in_failed", object_id=clerk.id).count() == TRIES


def test_an_administrator_lifts_the_lock() -> None:
    hotel = make_hotel()
    clerk = make_staff(hotel, "front_desk")
    fail(clerk, TRIES)
    clerk.refresh_from_db()
    with open_house(hotel) as scope:
        unlock_staff(scope=scope, now=NOW, staff=clerk)
    assert check_sign_in(now=NOW, username=clerk.username, password=PASSWORD) == clerk


def test_a_third_session_ends_the_oldest() -> None:
    clerk = make_staff(make_hotel(), "front_desk")
    ended = []
    with scope_of(clerk) as scope:
        for n, key in enumerate(("first", "second", "third")):
            ended += start_session(scope=scope, now=NOW + timedelta(minutes=n), staff=clerk, session_key=key)
    assert ended == ["first"]
    now = NOW + timedelta(minutes=3)
    alive = [session_alive(now=now, staff_id=clerk.id, session_key=k) for k in ("first", "second", "third")]
    assert alive == [False, True, True]
    assert "third" not in str(StaffSession.objects.values_list("key_digest", flat=True))


def test_a_session_ends_when_idle_and_in_any_case_after_a_shift() -> None:
    clerk = make_staff(make_hotel(), "front_desk")
    with scope_of(clerk) as scope:
        start_session(scope=scope, now=NOW, staff=clerk, session_key="browser")
    assert not session_alive(now=NOW + IDLE + timedelta(seconds=1), staff_id=clerk.id, session_key="browser")
    now = NOW
    while now - NOW < ABSOLUTE:
        assert session_alive(now=now, staff_id=clerk.id, session_key="browser")
        now += timedelta(minutes=20)
    assert not session_alive(now=NOW + ABSOLUTE + timedelta(seconds=1), staff_id=clerk.id, session_key="browser")


def test_signing_out_ends_the_session() -> None:
    clerk = make_staff(make_hotel(), "front_desk")
    other = make_staff(make_hotel(), "front_desk")
    with scope_of(clerk) as scope:
        start_session(scope=scope, now=NOW, staff=clerk, session_key="browser")
        assert not session_alive(now=NOW, staff_id=other.id, session_key="browser")
        end_session(scope=scope, now=NOW, staff=clerk, session_key="browser")
    assert not session_alive(now=NOW, staff_id=clerk.id, session_key="browser")
