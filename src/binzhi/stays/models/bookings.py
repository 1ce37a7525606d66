"""Reservations, stays and what was consumed."""

from typing import Any

from django.db import models

from binzhi.guests.models import GuestOwned
from binzhi.stays.enums import ConfirmationMethod, GuestRole, PropertyKind, ReservationState, StayState


class HotelGuestRow(GuestOwned):
    """A row about a guest in one hotel.

    Indexes of such tables begin with the day, never with the hotel: SQLite without statistics takes an equal hotel for
    ten rows and would rather scan all stays of a hotel than look up the guests asked for.
    """

    hotel_id: Any
    hotel = models.ForeignKey("org.Hotel", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta(GuestOwned.Meta):
        abstract = True


class Reservation(HotelGuestRow):
    """A booking of one or more rooms; owned by its main guest. ``special_requests`` is sealed free text."""

    number = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=ReservationState.choices, default=ReservationState.BOOKED)
    arrival = models.DateField()
    departure = models.DateField()
    nights = models.IntegerField()
    rooms = models.IntegerField(default=1)
    adults = models.IntegerField(default=1)
    children = models.IntegerField(default=0)
    babies = models.IntegerField(default=0)
    room_type = models.ForeignKey(
        "stays.RoomType", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    rate = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, default="CNY")
    rate_plan = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=60, blank=True)
    market = models.CharField(max_length=60, blank=True)
    agent = models.CharField(max_length=60, blank=True)
    company = models.CharField(max_length=60, blank=True)
    meal = models.CharField(max_length=20, blank=True)
    deposit = models.CharField(max_length=20, blank=True)
    purpose = models.CharField(max_length=20, blank=True)
    booker = models.CharField(max_length=120, blank=True)
    confirmation_method = models.CharField(max_length=12, choices=ConfirmationMethod.choices, blank=True, default="")
    special_requests = models.BinaryField(null=True)
    request_count = models.IntegerField(default=0)
    reported_repeat = models.BooleanField(default=False)
    reported_stays = models.IntegerField(default=0)
    reported_cancellations = models.IntegerField(default=0)
    booked_on = models.DateField(null=True)
    state_on = models.DateField(null=True)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "stays_reservation"
        indexes = [models.Index(fields=["arrival", "hotel"], name="stays_reservation_arrival")]


class Stay(HotelGuestRow):
    """One guest in one room for one period, from expectation to departure. ``host_guest_id`` owns the reservation."""

    reservation_id = models.UUIDField()
    host_guest_id = models.UUIDField()
    role = models.CharField(max_length=12, choices=GuestRole.choices, default=GuestRole.PRIMARY)
    room_index = models.IntegerField(default=1)
    state = models.CharField(max_length=12, choices=StayState.choices, default=StayState.EXPECTED)
    arrival = models.DateField()
    departure = models.DateField()
    nights = models.IntegerField()
    eta = models.TimeField(null=True)
    room_type = models.ForeignKey(
        "stays.RoomType", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    room = models.ForeignKey("stays.Room", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    rate = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    checked_in_at = models.DateTimeField(null=True)
    checked_out_at = models.DateTimeField(null=True)
    served_by = models.CharField(max_length=120, blank=True)
    version = models.IntegerField(default=1)

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "stays_stay"
        indexes = [
            models.Index(fields=["arrival", "hotel", "state"], name="stays_stay_arrival"),
            models.Index(fields=["departure", "hotel", "state"], name="stays_stay_departure"),
            models.Index(fields=["reservation_id"], name="stays_stay_reservation"),
        ]


class RoomMove(HotelGuestRow):
    """A change of room during a stay."""

    stay_id = models.UUIDField()
    from_room = models.CharField(max_length=12, blank=True)
    to_room = models.CharField(max_length=12)
    moved_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "stays_room_move"


class RoomNight(models.Model):
    """Who has a room for a night: the primary key is the rule, so a room is never given twice."""

    hotel_id = models.UUIDField()
    room_id = models.UUIDField()
    night = models.DateField()
    pk: Any = models.CompositePrimaryKey("hotel_id", "room_id", "night")
    guest_id = models.UUIDField()
    stay_id = models.UUIDField()

    class Meta:
        db_table = "stays_room_night"
        indexes = [
            models.Index(fields=["hotel_id", "night"], name="stays_room_night_day"),
            models.Index(fields=["stay_id"], name="stays_room_night_stay"),
        ]


class ReservationKey(models.Model):
    """A confirmation number in use in a hotel, or an outside id, and the reservation behind it."""

    hotel_id = models.UUIDField()
    system = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    value = models.CharField(max_length=120)
    pk: Any = models.CompositePrimaryKey("hotel_id", "system", "kind", "value")
    guest_id = models.UUIDField()
    reservation_id = models.UUIDField()

    class Meta:
        db_table = "stays_reservation_key"
        indexes = [models.Index(fields=["reservation_id"], name="stays_reservation_keys")]


class Spend(HotelGuestRow):
    """One consumption: outlet, item, day and amount."""

    stay_id = models.UUIDField(null=True)
    outlet = models.CharField(max_length=60)
    item = models.CharField(max_length=120, blank=True)
    day = models.DateField()
    at = models.DateTimeField(null=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3, default="CNY")
    covers = models.IntegerField(default=0)

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "stays_spend"


class HeldProperty(HotelGuestRow):
    """Luggage in storage or an item left behind, until it is handed over."""

    kind = models.CharField(max_length=12, choices=PropertyKind.choices)
    stay_id = models.UUIDField(null=True)
    tag = models.CharField(max_length=24, blank=True)
    description = models.CharField(max_length=200)
    place = models.CharField(max_length=80, blank=True)
    found_in = models.CharField(max_length=24, blank=True)
    held_on = models.DateField()
    held_by = models.CharField(max_length=120)
    handed_over_at = models.DateTimeField(null=True)
    handed_over_by = models.CharField(max_length=120, blank=True)

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "stays_held_property"
