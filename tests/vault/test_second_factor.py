"""One-time passwords: each code once, a small window, recovery codes once, and no guessing by signing in again."""

from base64 import b32decode
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from binzhi.audit.models import Act
from binzhi.kernel.crypto import CannotOpen
from binzhi.org.models import Hotel, Staff
from binzhi.vault.domain.second_factor import (
    TRIES,
    CodesLocked,
    begin_enrolment,
    check_second_factor,
    confirm_enrolment,
    factor_of,
)
from binzhi.vault.models import SecondFactor
from tests.builders import NOW, PASSWORD, make_hotel, make_staff, scope_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
STEP = timedelta(seconds=30)


class Phone:
    """The app of a staff member."""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff
        with scope_of(staff) as scope:
            secret, uri = begin_enrolment(scope=scope, staff=staff)
        assert "otpauth://totp/" in uri
        self.totp = TOTP(b32decode(secret), 6, SHA1(), 30, enforce_key_length=False)
        with scope_of(staff) as scope:
            recovery = confirm_enrolment(scope=scope, now=NOW, staff=staff, code=self.code(NOW))
        assert recovery is not None
        self.recovery = recovery

    def code(self, at: datetime) -> str:
        """The six digits at a moment."""
        return self.totp.generate(int(at.timestamp())).decode()

    def check(self, code: str, *, now: datetime) -> bool:
        """Type a code."""
        with scope_of(self.staff) as scope:
            return check_second_factor(scope=scope, now=now, staff=self.staff, code=code)


@pytest.fixture
def hotel() -> Hotel:
    """A hotel."""
    return make_hotel()


@pytest.fixture
def phone(hotel: Hotel) -> Phone:
    """An enrolled clerk."""
    return Phone(make_staff(hotel, "front_desk"))


LATER = NOW + timedelta(minutes=5)


def test_a_code_is_good_once(phone: Phone) -> None:
    assert phone.check(phone.code(LATER), now=LATER)
    assert not phone.check(phone.code(LATER), now=LATER)
    assert not phone.check(phone.code(LATER), now=LATER + STEP)


def test_the_code_that_confirmed_the_enrolment_is_used_up(phone: Phone) -> None:
    assert not phone.check(phone.code(NOW), now=NOW)


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_window_is_one_step_each_way(phone: Phone, steps: int, good: bool) -> None:
    assert phone.check(phone.code(LATER + steps * STEP), now=LATER) is good


def test_an_older_code_is_refused_after_a_newer_one(phone: Phone) -> None:
    assert phone.check(phone.code(LATER + STEP), now=LATER)
    assert not phone.check(phone.code(LATER), now=LATER)
    assert phone.check(phone.code(LATER + 2 * STEP), now=LATER + STEP)


def test_a_recovery_code_is_good_once_and_logged(phone: Phone) -> None:
    assert len(set(phone.recovery)) == 10
    typed = f" {phone.recovery[0][:5].upper()} {phone.recovery[0][5:]} "
    assert phone.check(typed, now=LATER)
    assert not phone.check(phone.recovery[0], now=LATER)
    assert phone.check(phone.recovery[1], now=LATER)
    used = Act.objects.filter(name="use_recovery_code").order_by("seq")
    assert [act.details["left"] for act in used] == [9, 8]


def test_codes_of_another_person_are_worth_nothing(phone: Phone, hotel: Hotel) -> None:
    other = Phone(make_staff(hotel, "front_desk"))
    assert not other.check(phone.recovery[0], now=LATER)
    assert not other.check(phone.code(LATER), now=LATER)


def test_a_secret_moved_to_another_person_does_not_open(phone: Phone, hotel: Hotel) -> None:
    other = Phone(make_staff(hotel, "front_desk"))
    stolen = bytes(SecondFactor.objects.get(staff_id=phone.staff.id).secret)
    SecondFactor.objects.filter(staff_id=other.staff.id).update(secret=stolen)
    with pytest.raises(CannotOpen):
        other.check(phone.code(LATER), now=LATER)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12\x00456", "é" * 6, "0" * 200])
def test_nonsense_is_refused_without_a_fault(phone: Phone, code: str) -> None:
    assert not phone.check(code, now=LATER)


def test_an_unconfirmed_secret_opens_nothing(hotel: Hotel) -> None:
    staff = make_staff(hotel, "front_desk")
    with scope_of(staff) as scope:
        secret, _ = begin_enrolment(scope=scope, staff=staff)
        totp = TOTP(b32decode(secret), 6, SHA1(), 30, enforce_key_length=False)
        code = totp.generate(int(LATER.timestamp())).decode()
        assert not check_second_factor(scope=scope, now=LATER, staff=staff, code=code)
        wrong = "000000" if code != "000000" else "111111"
        assert confirm_enrolment(scope=scope, now=LATER, staff=staff, code=wrong) is None
    assert factor_of(staff.id) is None


def test_neither_secret_nor_codes_are_stored_in_clear(phone: Phone) -> None:
    row = SecondFactor.objects.get(staff_id=phone.staff.id)
    assert not set(phone.recovery) & set(row.recovery_digests)
    assert len(bytes(row.secret)) == 1 + 12 + 20 + 16


def wrong_code(phone: Phone, at: datetime) -> str:
    """A code that is none of the three in the window."""
    near = {phone.code(at + n * STEP) for n in (-1, 0, 1)}
    return next(code for n in range(10) if (code := f"{n:06d}") not in near)


def test_guessing_is_stopped_over_all_sessions(phone: Phone) -> None:
    for _ in range(TRIES):
        assert not phone.check(wrong_code(phone, LATER), now=LATER)
    with pytest.raises(CodesLocked):
        phone.check(phone.code(LATER), now=LATER)
    with pytest.raises(CodesLocked):
        phone.check(phone.recovery[0], now=LATER + timedelta(minutes=14))
    after = LATER + timedelta(minutes=15, seconds=1)
    assert phone.check(phone.code(after), now=after)
    assert Act.objects.filter(name="lock_codes").count() == 1


def test_a_right_code_starts_the_count_anew(phone: Phone) -> None:
    for turn in range(3):
        at = LATER + turn * 3 * STEP
        for _ in range(TRIES - 1):
            assert not phone.check(wrong_code(phone, at), now=at)
        assert phone.check(phone.code(at), now=at)


def test_signing_in_again_does_not_give_more_tries(phone: Phone, client: Any, settings: Any) -> None:
    settings.BINZHI_SECOND_FACTOR = "required"
    answers = []
    for _ in range(4):
        client.post("/sign-in/", {"username": phone.staff.username, "password": PASSWORD})
        for _ in range(4):
            answers.append(client.post("/sign-in/code/", {"code": "000000"}).status_code)
        client.cookies.clear()
    assert answers[:TRIES] == [401] * TRIES
    assert set(answers[TRIES:]) == {429}
