"""Service work about any profile of the person stands on its card, its history and in the hand-over."""

from datetime import timedelta

import pytest

from binzhi.guests.domain.flags import set_flag
from binzhi.guests.enums import FlagCode
from binzhi.guests.models import Guest
from binzhi.identity.domain.links import link_profiles
from binzhi.identity.enums import Source
from binzhi.service.access import get_feedback, get_instruction, get_task
from binzhi.service.cards import cards_of, moments_since
from binzhi.service.domain.instructions import leave_instruction
from binzhi.service.domain.moments import identify_guest
from binzhi.service.domain.records import record_feedback
from binzhi.service.domain.tasks import request_task
from binzhi.service.enums import FeedbackKind, Place, Sign, TaskKind
from binzhi.service.finding import find_guests
from binzhi.service.lines import lines_of
from binzhi.service.models import GuestMoment, ServiceTask
from binzhi.service.queries import board, history_of
from binzhi.service.texts import Evidence
from tests.builders import make_fact, make_guest, open_house
from tests.service.houses import House

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.mark.requirement("R-185")
def test_the_card_the_history_and_the_board_are_of_the_person() -> None:
    house, old = House(), make_guest("Wang Jianguo")
    now, hotel = house.now, house.hotel
    GuestMoment.unscoped.all().delete()
    fact = make_fact(old, "allergy", "花生", at=now - timedelta(days=2))
    with open_house(hotel) as scope:
        set_flag(scope=scope, now=now, guest=old, code=FlagCode.DO_NOT_DISTURB)
        task = request_task(
            scope=scope, now=now, hotel=hotel, guest=old, department="front_office", text="转交信件",
            evidence=[Evidence("fact", fact.id)],
        )  # fmt: skip
        said = record_feedback(
            scope=scope, now=now, hotel=hotel, guest=old, kind=FeedbackKind.SUGGESTION, text="早餐太早"
        )
        left = leave_instruction(scope=scope, now=now, hotel=hotel, guest=old, department="front_office", text="叫早")
        identify_guest(scope=scope, now=now, hotel=hotel, guest=old, place=Place.FRONT_DESK, sign=Sign.SEARCH)
        link_profiles(scope=scope, now=now, guest_a=house.guest.id, guest_b=old.id, source=Source.DESK)
        lead = Guest.objects.get(id__in=[house.guest.id, old.id], joined_to__isnull=True)
        people = [Guest.objects.get(id=house.guest.id), Guest.objects.get(id=old.id)]
        cards = cards_of(scope, people, now=now, hotel=hotel, today=house.today, place=Place.FRONT_DESK)
        assert [c.guest.id for c in cards] == [lead.id], "two profiles, one card"
        card = cards[0]
        assert card.stay is not None
        assert (card.stay.id, [f.code for f in card.flags]) == (house.stay.id, ["do_not_disturb"])
        assert [line.value for line in card.alerts] == ["花生"]
        assert [line.row.id for line in card.tasks] == [task.id]
        assert [line.row.id for line in card.instructions] == [left.id]
        assert [m.guest.id for m in moments_since(hotel, now - timedelta(hours=1))] == [lead.id]
        assert [f.id for f in history_of(scope, lead).feedback] == [said.id]
        assert {row.guest.id for row in board(scope, hotel, now=now).open} == {lead.id}
        assert [c.guest.id for c in find_guests(scope, hotel, "1208", now=now, today=house.today)] == [lead.id]
        assert get_task(scope, lead.id, task.id).guest_id == old.id
        assert get_feedback(scope, lead.id, said.id).guest_id == old.id
        assert get_instruction(scope, lead.id, left.id).guest_id == old.id
        assert lines_of(scope, [get_task(scope, lead.id, task.id)], now=now)[0].row.id == task.id


def test_a_fact_learned_of_one_profile_is_told_where_the_other_stays() -> None:
    house, old = House(), make_guest("Wang Jianguo")
    with open_house(house.hotel) as scope:
        link_profiles(scope=scope, now=house.now, guest_a=house.guest.id, guest_b=old.id, source=Source.DESK)
    make_fact(Guest.unscoped.get(id=old.id), "allergy", "花生", at=house.now)
    told = ServiceTask.unscoped.filter(kind=TaskKind.MESSAGE)
    assert told.exists()
    assert {row.stay_id for row in told} == {house.stay.id}
