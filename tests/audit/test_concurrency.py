"""Many writers at once give one unbroken chain. Races are tested on PostgreSQL: SQLite's writers are serial."""

import pytest
from django.db import IntegrityError

from binzhi.audit.domain import unit
from binzhi.audit.domain.unit import persist, record, unit_of_work
from binzhi.audit.domain.verify import verify
from binzhi.audit.models import Act, ChainHead
from binzhi.guests.domain.flags import FLAGGED
from binzhi.org.models import Hotel, Setting
from tests.builders import NOW, make_hotel, open_house
from tests.races import ON_POSTGRESQL, together

pytestmark = ON_POSTGRESQL
THREADS, ACTS = 8, 20


def write(hotel: Hotel, key: str) -> None:
    """One row with two acts."""
    with open_house(hotel) as scope, unit_of_work(scope):
        persist(Setting(hotel=hotel, key=key, value=1, set_at=NOW, set_by="test"))
        for code in ("long_stay", "incognito"):
            record(FLAGGED, scope=scope, now=NOW, object_type="flag", details={"code": code})


def test_eight_writers_give_one_unbroken_chain() -> None:
    hotel, other = make_hotel(), make_hotel("SH01")
    before = Act.objects.count()

    def work(number: int) -> None:
        for turn in range(ACTS):
            write(other if turn % 5 == 0 else hotel, f"{number}-{turn}")

    assert together(work) == [None] * THREADS
    verdict = verify()
    assert verdict.faults == []
    assert Act.objects.count() == before + THREADS * ACTS * 2
    assert Setting.unscoped.count() == THREADS * ACTS


def test_the_first_acts_of_a_chain_may_come_at_once() -> None:
    hotel = make_hotel()
    Act.objects.filter(chain_id=hotel.id).delete()
    ChainHead.objects.filter(chain_id=hotel.id).delete()
    assert together(lambda number: write(hotel, str(number))) == [None] * THREADS
    assert verify().faults == []
    assert Act.objects.filter(chain_id=hotel.id).count() == THREADS * 2


def test_without_the_lock_the_chain_would_break(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: the same writers without the lock on the head collide."""
    hotel = make_hotel()
    monkeypatch.setattr(unit, "locked", lambda queryset: queryset)

    def work(number: int) -> None:
        for turn in range(ACTS):
            write(hotel, f"{number}-{turn}")

    assert any(isinstance(fault, IntegrityError) for fault in together(work))
