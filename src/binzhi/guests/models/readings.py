"""What a reader read, until somebody confirms it: sealed, for one person, for half an hour."""

from django.db import models

from binzhi.guests.scan_kinds import ReadingKind, ReadingState, ReadingWay
from binzhi.kernel.ids import uuid7
from binzhi.org.models import HotelOwned


class DocumentReading(HotelOwned):
    """One reading. ``parcel`` holds the values (vault), the row itself nothing about the guest but the file it is for.

    Confirmed, dropped or ended: the row is deleted. ``fault`` says in both languages why nothing could be read.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hotel = models.ForeignKey("org.Hotel", on_delete=models.PROTECT, related_name="+", db_index=False)
    staff_id = models.UUIDField()
    kind = models.CharField(max_length=16, choices=ReadingKind.choices)
    way = models.CharField(max_length=12, choices=ReadingWay.choices)
    state = models.CharField(max_length=12, choices=ReadingState.choices)
    guest_id = models.UUIDField(null=True)
    stay_id = models.UUIDField(null=True)
    back_to = models.CharField(max_length=200, blank=True)
    parcel = models.BinaryField(null=True)
    fault = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        db_table = "guests_document_reading"
        indexes = [models.Index(fields=["staff_id", "ends_at"], name="guests_reading_staff")]
