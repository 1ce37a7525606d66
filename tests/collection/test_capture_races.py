"""Two phones at the same moment: one entry per key, one proposal per habit, one task per offer."""

from datetime import timedelta
from uuid import uuid4

import pytest

from binzhi.collection.domain.offers import take_offer
from binzhi.collection.models import CollectedItem
from binzhi.guests.models import Fact
from binzhi.service.models import ServiceTask
from tests.builders import NOW, make_hotel, make_staff, scope_of
from tests.collection.floors import MORNING, in_house, see
from tests.races import ON_POSTGRESQL, together

pytestmark = ON_POSTGRESQL


def test_one_entry_sent_by_page_and_worker_at_once_is_one() -> None:
    hotel = make_hotel()
    stay, staff, key = in_house(hotel), make_staff(hotel, "housekeeping_attendant"), uuid4()
    outcomes: list[str] = []
    raised = together(lambda _n: outcomes.append(see(staff, stay, "cue_feels_cold", device_key=key).outcome))
    assert raised == [None] * 8
    assert sorted(outcomes) == ["found"] * 7 + ["stored"]
    assert CollectedItem.unscoped.count() == ServiceTask.unscoped.count() == 1


def test_one_key_used_for_two_guests_at_once_keeps_one() -> None:
    hotel = make_hotel()
    stays = [in_house(hotel, room=f"12{n:02d}") for n in range(8)]
    staff, key = make_staff(hotel, "housekeeping_attendant"), uuid4()
    outcomes: list[str] = []
    together(lambda n: outcomes.append(see(staff, stays[n], "cue_curtain_gap", device_key=key).outcome))
    assert sorted(outcomes) == ["found"] * 7 + ["stored"]
    assert CollectedItem.unscoped.count() == 1


def test_the_second_observation_of_eight_people_makes_one_proposal() -> None:
    hotel = make_hotel()
    stay = in_house(hotel)
    people = [make_staff(hotel, "housekeeping_attendant") for _ in range(8)]
    see(people[0], stay, "cue_curtain_gap", at=MORNING - timedelta(days=1))
    raised = together(lambda n: see(people[n], stay, "cue_curtain_gap"))
    assert raised == [None] * 8
    assert Fact.unscoped.filter(item="curtain").count() == 1
    assert CollectedItem.unscoped.count() == 2


def test_an_offer_tapped_by_eight_people_is_one_task() -> None:
    hotel = make_hotel()
    stay = in_house(hotel)
    people = [make_staff(hotel, "housekeeping_attendant") for _ in range(8)]
    see(people[0], stay, "cue_baby", "chair_at_bed")
    item = see(people[0], stay, "cue_baby", "plastic_sheet").item

    def tap(n: int) -> None:
        with scope_of(people[n]) as scope:
            take_offer(scope=scope, now=NOW, hotel=hotel, item=item, stay=stay, code="baby_cot")

    raised = together(tap)
    assert [type(e).__name__ for e in raised if e] == ["OfferClosed"] * 7
    assert ServiceTask.unscoped.count() == 1


@pytest.fixture(autouse=True)
def house() -> None:
    make_hotel()
