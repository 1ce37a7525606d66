"""Heavy use of an office service becomes a proposed preference that the business centre sees before arrival (R-118)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from binzhi.collection.access import COLLECT
from binzhi.collection.domain.office import find_office_services
from binzhi.guests.access import RECORD_FACT
from binzhi.guests.domain.facts import decide_fact
from binzhi.guests.enums import FactStatus
from binzhi.guests.models import Fact, Guest
from binzhi.kernel.words import Words
from binzhi.org.access import system_scope
from binzhi.org.models import Hotel
from binzhi.service.domain.tasks import request_task
from binzhi.stays.domain.consumption import record_spend
from binzhi.stays.domain.house import add_code
from binzhi.stays.enums import CodeKind
from tests.arrivals.plans import read
from tests.builders import (
    NOW,
    TODAY,
    TOMORROW,
    make_booking,
    make_guest,
    make_hotel,
    make_past_stay,
    make_staff,
    open_house,
)

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.requirement("R-118")]


@pytest.fixture
def hotel() -> Hotel:
    """A hotel with a business centre and a bar."""
    house = make_hotel()
    with open_house(house) as scope:
        for code, name in (("BUSINESS", "商务中心"), ("BAR", "酒吧")):
            add_code(scope=scope, now=NOW, hotel_id=house.id, kind=CodeKind.OUTLET, code=code, name_zh=name)
    return house


def use(hotel: Hotel, guest: Guest, item: str, times: int, outlet: str = "BUSINESS") -> None:
    """Lines of an outlet on days of a stay that is over."""
    stay = make_past_stay(hotel, guest, arrival=TODAY - timedelta(days=60))
    with open_house(hotel) as scope:
        for n in range(times):
            record_spend(
                scope=scope, now=NOW, hotel=hotel, guest=guest, outlet=outlet, item=item, day=TODAY - timedelta(days=60 - n % 2),
                amount=Decimal(12), stay_id=stay.id,
            )  # fmt: skip


def find(hotel: Hotel) -> list[Fact]:
    """What the clock finds."""
    with open_house(hotel):
        scope = system_scope(hotel=hotel, permissions=frozenset({COLLECT, RECORD_FACT}))
        return find_office_services(scope=scope, now=NOW, hotel=hotel)


def test_many_faxes_are_proposed_with_their_evidence_and_shown_to_the_business_centre(
    hotel: Hotel, sign_in: Callable[..., Client]
) -> None:
    guest, few = make_guest("王建国"), make_guest("李娜")
    use(hotel, guest, "传真 3 页", 5)
    use(hotel, few, "传真 3 页", 4)
    for one in (guest, few):
        make_booking(hotel, one)
    (fact,) = find(hotel)
    assert (fact.guest_id, fact.item, fact.value) == (guest.id, "office_service", "fax")
    assert (fact.status, fact.source_kind, fact.department) == (FactStatus.PROPOSED, "inferred", "business_centre")
    assert len(fact.evidence) == 5 and {row["kind"] for row in fact.evidence} == {"spend"}
    assert find(hotel) == []
    clerk = make_staff(hotel, "business_centre")
    seen = {(p.item, p.value.zh, p.is_proposed) for entry in read(clerk, hotel).entries for p in entry.preferences}
    assert seen == {("office_service", "发很多传真", True)}
    page = sign_in(clerk).get(reverse("arrivals:report") + f"?date={TOMORROW}").content.decode()
    assert "发很多传真" in page and "待确认" in page


def test_tasks_of_the_department_count_and_other_outlets_do_not(hotel: Hotel) -> None:
    guest = make_guest("王建国")
    use(hotel, guest, "复印", 3)
    use(hotel, guest, "会议室两小时", 9, outlet="BAR")
    make_booking(hotel, guest)
    with open_house(hotel) as scope:
        for _ in range(2):
            request_task(
                scope=scope, now=NOW, hotel=hotel, guest=guest, department="business_centre",
                text=Words("复印合同", "Copies of a contract"),
            )  # fmt: skip
    (fact,) = find(hotel)
    assert fact.value == "copies"
    assert sorted(row["kind"] for row in fact.evidence) == ["service_task"] * 2 + ["spend"] * 3


def test_a_rejected_preference_is_not_proposed_again_and_strangers_are_left_alone(hotel: Hotel) -> None:
    guest, gone = make_guest("王建国"), make_guest("李娜")
    use(hotel, guest, "传真", 6)
    use(hotel, gone, "传真", 6)
    make_booking(hotel, guest)
    (fact,) = find(hotel)
    with open_house(hotel) as scope:
        decide_fact(scope=scope, now=NOW, fact=fact, status=FactStatus.REJECTED)
    use(hotel, guest, "传真", 3)
    assert find(hotel) == []
