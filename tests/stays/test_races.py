"""Two desks give the same room at the same moment: one gets it, the other is told."""

from binzhi.audit.domain.verify import verify
from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.errors import RoomTaken
from binzhi.stays.models import RoomNight, Stay
from tests.builders import NOW, make_booking, make_guest, make_hotel, make_room, open_house
from tests.races import ON_POSTGRESQL, together

pytestmark = ON_POSTGRESQL
DESKS = 8


def test_eight_desks_give_one_room_once() -> None:
    hotel = make_hotel()
    room = make_room(hotel, "1001")
    stays = [make_booking(hotel, make_guest(), nights=3) for _ in range(DESKS)]

    def give(number: int) -> None:
        with open_house(hotel) as scope:
            assign_room(scope=scope, now=NOW, stay=stays[number], room=room)

    outcome = together(give, threads=DESKS)
    assert sorted(type(fault).__name__ for fault in outcome) == ["NoneType", *["RoomTaken"] * (DESKS - 1)]
    assert all(fault is None or isinstance(fault, RoomTaken) for fault in outcome)
    winner = {night.stay_id for night in RoomNight.objects.filter(room_id=room.id)}
    assert winner == set(Stay.unscoped.filter(room=room).values_list("id", flat=True))
    assert (len(winner), RoomNight.objects.count()) == (1, 3)
    assert verify().faults == []
