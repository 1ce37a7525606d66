"""What accompanies one stay: pre-registration, offer before arrival, events; and who is on duty."""

from django.db import models

from binzhi.arrivals.enums import EventKind
from binzhi.org.models import HotelOwned
from binzhi.stays.models import HotelGuestRow


class PreRegistration(HotelGuestRow):
    """A registration prepared from history (R-218). It holds no copy of the data, only what is missing and who confirmed."""

    stay_id = models.UUIDField()
    missing = models.JSONField(default=list)
    prepared_at = models.DateTimeField()
    prepared_by = models.CharField(max_length=120)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=120, blank=True)

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "arrivals_pre_registration"
        constraints = [models.UniqueConstraint(fields=["guest", "stay_id"], name="arrivals_registration_once")]


class StayOffer(HotelGuestRow):
    """A proposal of rooms, services and extras before arrival, to edit and send (R-238); the text is sealed."""

    stay_id = models.UUIDField()
    language = models.CharField(max_length=12)
    text = models.BinaryField()
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=120)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=12, blank=True)
    version = models.IntegerField(default=1)

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "arrivals_offer"
        constraints = [models.UniqueConstraint(fields=["guest", "stay_id", "language"], name="arrivals_offer_once")]


class StayEvent(HotelGuestRow):
    """A change or unexpected event during a stay, what was done and the minutes it took (R-239); texts are sealed."""

    stay_id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=EventKind.choices)
    happened_at = models.DateTimeField()
    text = models.BinaryField()
    department = models.CharField(max_length=32, blank=True)
    reported_by = models.CharField(max_length=120)
    answer = models.BinaryField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=120, blank=True)
    minutes = models.IntegerField(null=True)

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "arrivals_event"


class StaffDuty(HotelOwned):
    """Who of a department is on duty on a date; a department without a list for the date says nothing (R-232)."""

    date = models.DateField()
    department = models.CharField(max_length=32)
    name = models.CharField(max_length=80)
    staff_id = models.UUIDField(null=True)
    is_on = models.BooleanField(default=True)
    entered_by = models.CharField(max_length=120)
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "arrivals_duty"
        constraints = [
            models.UniqueConstraint(fields=["hotel", "date", "department", "name"], name="arrivals_duty_once")
        ]
