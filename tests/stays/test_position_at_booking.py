"""The position is asked at booking: the clerk enters it or marks it unknown, and the form of address follows."""

from collections.abc import Callable

import pytest
from django.test import Client

from binzhi.guests.models import Guest
from binzhi.stays.models import Reservation
from tests.builders import TODAY, TOMORROW, make_guest, make_hotel, make_room_type, make_staff

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def form(**values: str) -> dict[str, str]:
    """A whole booking form."""
    return {
        "arrival": TODAY.isoformat(), "departure": TOMORROW.isoformat(), "room_type": "DLX", "rooms": "1", "adults": "1",
        "children": "0", "babies": "0", "state": "booked", **values,
    }  # fmt: skip


@pytest.mark.requirement("R-138")
def test_the_position_is_entered_or_marked_unknown(sign_in: Callable[..., Client]) -> None:
    hotel = make_hotel()
    make_room_type(hotel)
    desk = sign_in(make_staff(hotel, "reservations"))
    guest = make_guest("王建国")
    url = f"/stays/book/?guest={guest.id}"
    assert 'name="position_unknown"' in desk.get(url).content.decode()
    refused = desk.post(url, form())
    assert refused.status_code == 422
    assert not Reservation.unscoped.exists()
    assert desk.post(url, form(position_unknown="on")).status_code == 302
    asked = Guest.unscoped.get(id=guest.id)
    assert asked.position == ""
    assert asked.origins["position"]["unknown"] is True
    assert desk.post(url, form(position="财政局局长")).status_code == 302
    known = Guest.unscoped.get(id=guest.id)
    assert (known.position, known.salutation_zh) == ("财政局局长", "王局长")
    assert known.origins["position"]["stage"] == "booking"
    assert 'name="position"' not in desk.get(url).content.decode()  # known now: not asked again
    assert desk.post(url, form()).status_code == 302
