"""A hotel of today with guests in house, for the tests of the room."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from binzhi.guests.models import Guest
from binzhi.org.models import Hotel
from binzhi.stays.domain.assignment import assign_room
from binzhi.stays.domain.registration import check_in
from binzhi.stays.models import Stay
from tests.builders import make_booking, make_guest, make_hotel, make_room, open_house


def live(hotel: Hotel, guest: Guest, number: str, *, now: datetime, today: date, nights: int = 3) -> Stay:
    """Let a guest live in a room from today on."""
    room = make_room(hotel, number)
    stay = make_booking(hotel, guest, arrival=today, nights=nights, booked_at=now - timedelta(days=3), eta=time(14))
    with open_house(hotel) as scope:
        stay = Stay.objects.select_related("room", "hotel", "guest").get(guest_id=guest.id, id=stay.id)
        assign_room(scope=scope, now=now, stay=stay, room=room)
        check_in(scope=scope, now=now, stay=stay, today=today)
    return stay


class House:
    """A hotel of today: 王建国 lives in 1208, 陈晓明 arrives today."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.today = timezone.localdate()
        self.hotel: Hotel = make_hotel(business_date=self.today, now=self.now)
        self.guest = make_guest("王建国", vip_level="V2")
        self.stay = live(self.hotel, self.guest, "1208", now=self.now, today=self.today)
        self.arriving = make_guest("陈晓明")
        self.arrival = make_booking(self.hotel, self.arriving, arrival=self.today, nights=2, booked_at=self.now)
