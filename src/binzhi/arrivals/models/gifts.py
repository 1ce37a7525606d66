"""The gift request form (宾客礼品申请表)."""

from django.db import models

from binzhi.arrivals.enums import GiftKind, GiftState, Occasion
from binzhi.stays.models import HotelGuestRow


class GiftRequest(HotelGuestRow):
    """A gift asked for a guest: by whom, for what, at what cost, who approved, who delivered (R-220).

    ``is_surprise``: nothing about it may reach the guest before (no message to the room).
    """

    number = models.CharField(max_length=24)
    stay_id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=GiftKind.choices)
    occasion = models.CharField(max_length=12, choices=Occasion.choices, default=Occasion.WELCOME)
    text = models.CharField(max_length=200)
    message = models.BinaryField(null=True)
    department = models.CharField(max_length=32)
    requested_department = models.CharField(max_length=32, blank=True)
    deliver_by = models.DateTimeField()
    estimated_cost = models.DecimalField(max_digits=10, decimal_places=2)
    actual_cost = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    is_surprise = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=GiftState.choices, default=GiftState.REQUESTED)
    requested_by = models.CharField(max_length=120)
    requested_by_id = models.UUIDField(null=True)
    requested_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=200, blank=True)
    delivered_by = models.CharField(max_length=120, blank=True)
    delivered_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "arrivals_gift"
        indexes = [models.Index(fields=["deliver_by", "hotel"], name="arrivals_gift_day")]
