"""Random histories: link, edit, add a fact, stay or telephone, choose, unlink, part, hold apart, in any order (R-185)."""

import os
from random import Random
from traceback import print_exception

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from binzhi.audit.domain.verify import verify
from binzhi.guests.models import Guest
from binzhi.kernel.ids import uuid7
from tests.builders import TODAY, make_booking, make_guest, make_hotel, open_house
from tests.identity import histories as h
from tests.races import ON_POSTGRESQL, together

PEOPLE = st.integers(0, 5)


class Histories(RuleBasedStateMachine):
    """Six profiles of perhaps one person, and everything that may happen to them."""

    def __init__(self) -> None:
        super().__init__()
        self.hotel = make_hotel()
        self.house = open_house(self.hotel)
        self.scope = self.house.__enter__()
        self.book, self.step = h.Book(), 0
        self.guests = [make_guest("欧阳一", company=f"公司{n}") for n in range(6)]
        for guest in self.guests:
            self.book.know(guest)

    def teardown(self) -> None:
        h.part_everybody(self.scope)
        h.check_values(self.book)
        h.check_rows(self.book)
        self.house.__exit__(None, None, None)

    def now(self) -> int:
        self.step += 1
        return self.step

    @rule(a=PEOPLE, b=PEOPLE, choose=st.booleans())
    def link(self, a: int, b: int, choose: bool) -> None:
        if a != b:
            h.link(self.scope, self.guests[a].id, self.guests[b].id, choose, self.now())

    @rule(a=PEOPLE, name=st.sampled_from(["甲", "乙", "丙"]))
    def edit(self, a: int, name: str) -> None:
        h.told_company(self.scope, self.book, self.guests[a].id, name, self.now())

    @rule(a=PEOPLE, tea=st.sampled_from(h.TEAS))
    def fact(self, a: int, tea: str) -> None:
        h.told_fact(self.scope, self.book, self.guests[a].id, tea)

    @rule(a=PEOPLE, n=st.integers(0, 99))
    def phone(self, a: int, n: int) -> None:
        h.told_phone(self.scope, self.book, self.guests[a].id, f"+86138001380{n:02}")

    @precondition(lambda self: sum(map(len, self.book.stays.values())) < 4)
    @rule(a=PEOPLE)
    def stay(self, a: int) -> None:
        stay = make_booking(self.hotel, Guest.objects.get(id=self.guests[a].id), arrival=TODAY)
        self.book.stays[stay.guest_id].add(stay.id)

    @rule(seed=st.integers(0, 999))
    def unlink(self, seed: int) -> None:
        h.unlink_any(self.scope, Random(seed))

    @rule(a=PEOPLE, hold=st.booleans())
    def part(self, a: int, hold: bool) -> None:
        h.part(self.scope, self.guests[a].id, hold=hold)

    @rule(a=PEOPLE, b=PEOPLE)
    def apart(self, a: int, b: int) -> None:
        if a != b:
            h.apart(self.scope, self.guests[a].id, self.guests[b].id)

    @invariant()
    def persons_are_whole(self) -> None:
        h.check_persons([g.id for g in self.guests])


class TestHistories(TestCase):
    databases = "__all__"

    @pytest.mark.slow
    @pytest.mark.requirement("R-185")
    def test_after_parting_all_every_profile_is_what_it_would_be_without_joining(self) -> None:
        quick = settings(
            max_examples=4,
            stateful_step_count=18,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        )
        run_state_machine_as_test(Histories, settings=quick)  # type: ignore[no-untyped-call]  # of the library


def history(scope: object, book: h.Book, ids: list, pick: Random, steps: int, mine: list) -> None:
    """Do some random steps; values are told only of the profiles that are ``mine``, so that the book has one writer each."""
    for step in range(steps):
        what, a, b = pick.random(), *pick.sample(ids, 2)
        own = pick.choice(mine)
        if what < 0.40:
            h.link(scope, a, b, pick.random() < 0.3, step)
        elif what < 0.55:
            h.told_company(scope, book, own, f"公司{pick.randrange(9)}", step)
        elif what < 0.65:
            h.told_fact(scope, book, own, pick.choice(h.TEAS) + str(pick.randrange(99)))
        elif what < 0.72:
            h.told_phone(scope, book, own, f"+86139{pick.randrange(10**8):08}")
        elif what < 0.86:
            h.unlink_any(scope, pick)
        elif what < 0.95:
            h.part(scope, a, hold=pick.random() < 0.2)
        else:
            h.apart(scope, a, b)


@pytest.mark.requirement("R-185")
@pytest.mark.django_db(databases="__all__")
def test_a_hundred_random_steps_in_a_row_leave_every_row_on_its_profile() -> None:
    hotel = make_hotel()
    with open_house(hotel) as scope:
        guests = [make_guest("司马一", company=f"公司{n}") for n in range(8)]
        book, ids = h.Book(), [g.id for g in guests]
        for guest in guests:
            book.know(guest)
        for guest in guests[:3]:
            stay = make_booking(hotel, guest, arrival=TODAY)
            book.stays[guest.id].add(stay.id)
        history(scope, book, ids, Random(4), 100, ids)
        h.check_persons(ids)
        h.check_rows(book)
        h.part_everybody(scope)
        h.check_values(book)
        h.check_rows(book)


class TestRaces:
    pytestmark = ON_POSTGRESQL

    @pytest.mark.slow
    @pytest.mark.requirement("R-185")
    def test_random_steps_of_four_keepers_at_once_leave_every_row_on_its_profile(self) -> None:
        steps = int(os.environ.get("BINZHI_HISTORY_STEPS", "240")) // 4
        hotel = make_hotel()
        book = h.Book()
        with open_house(hotel):
            guests = [make_guest("诸葛一", company=f"公司{n}") for n in range(12)]
            ids = [g.id for g in guests]
            for guest in guests:
                book.know(guest)
                stay = make_booking(hotel, guest, arrival=TODAY)
                book.stays[guest.id].add(stay.id)

        def keeper(number: int) -> None:
            with open_house(hotel) as scope:
                history(scope, book, ids, Random(uuid7().int + number), steps, ids[number::4])

        failed = [error for error in together(keeper, threads=4, limit=1200) if error is not None]
        for error in failed:
            print_exception(error)
        assert failed == []
        with open_house(hotel) as scope:
            h.check_persons(ids)
            h.check_rows(book)
            h.part_everybody(scope)
            h.check_values(book)
            h.check_rows(book)
        assert verify().faults == []
