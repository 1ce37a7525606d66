"""Two keepers at one item: one decides, the other is told; a fact comes of it once."""

from binzhi.collection.domain.queue import sort_item, store_item
from binzhi.collection.enums import ItemState
from binzhi.collection.errors import AlreadyDecided
from binzhi.guests.models import Fact
from tests.builders import NOW, make_staff, scope_of
from tests.collection.keeping import fresh, handed, make_house
from tests.races import ON_POSTGRESQL, together

pytestmark = ON_POSTGRESQL


def test_two_keepers_sort_one_item() -> None:
    house = make_house("attendant", "keeper")
    keepers = [make_staff(house.hotel, "housekeeping_supervisor") for _ in range(6)]
    item = handed(house.attendant, house.stay)

    def decide(number: int) -> None:
        with scope_of(keepers[number]) as scope:
            sort_item(scope=scope, now=NOW, item=fresh(item))

    raised = together(decide, threads=6)
    assert raised.count(None) == 1
    assert all(isinstance(one, AlreadyDecided) for one in raised if one is not None)
    assert [s["state"] for s in fresh(item).steps] == ["collected", "sorted"]


def test_two_clerks_store_one_item() -> None:
    house = make_house("attendant", "keeper")
    clerks = [make_staff(house.hotel, "front_desk") for _ in range(6)]
    with scope_of(house.keeper) as scope:
        item = sort_item(scope=scope, now=NOW, item=handed(house.attendant, house.stay))

    def decide(number: int) -> None:
        with scope_of(clerks[number]) as scope:
            store_item(scope=scope, now=NOW, item=item)

    raised = together(decide, threads=6)
    assert raised.count(None) == 1
    assert all(isinstance(one, AlreadyDecided) for one in raised if one is not None)
    assert Fact.unscoped.count() == 1
    assert fresh(item).state == ItemState.STORED
