"""What was handed in about a guest, on its way into the guest history."""

from typing import Any

from django.db import models

from binzhi.collection.enums import ItemKind, ItemState
from binzhi.guests.enums import SourceKind
from binzhi.stays.models import HotelGuestRow


class CollectedItem(HotelGuestRow):
    """One thing noticed or told: what, where, when, by whom, and how far it has come (R-131, R-144 to R-151).

    It names a stay, never a diagnosis. ``value`` is clear only for catalogue items of class C0 and C1; a free line and
    a more sensitive value are in ``sealed``. ``removes_on``: a matter of health, deleted after the stay (S10, S23).
    ``tasks`` are the tasks made of it, ``facts`` the facts it became or was evidence of. ``text`` are the words of a
    notice or a free line and ``question`` what the keeper asks back, both sealed; ``offers`` what the rules of a cue
    suggest, by code, and who took or declined it; ``taken_at`` is when customer information took it over.
    """

    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    item = models.CharField(max_length=48, blank=True)
    value = models.CharField(max_length=300, blank=True)
    sealed = models.BinaryField(null=True)
    number = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    source_kind = models.CharField(max_length=12, choices=SourceKind.choices)
    channel = models.CharField(max_length=16, blank=True)
    stage = models.CharField(max_length=16, blank=True)
    place = models.CharField(max_length=60, blank=True)
    room_number = models.CharField(max_length=12, blank=True)
    stay_id = models.UUIDField(null=True)
    department = models.CharField(max_length=32, blank=True)
    keeper_department = models.CharField(max_length=32, blank=True)
    collector_id = models.UUIDField(null=True)
    collector = models.CharField(max_length=120)
    reporter = models.CharField(max_length=120, blank=True)
    happened_at = models.DateTimeField()
    collected_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=ItemState.choices, default=ItemState.COLLECTED)
    is_draft = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    steps: Any = models.JSONField(default=list)
    facts: Any = models.JSONField(default=list)
    tasks: Any = models.JSONField(default=list)
    offers: Any = models.JSONField(default=list)
    removes_on = models.DateField(null=True)
    text = models.BinaryField(null=True)
    said_as = models.CharField(max_length=12, blank=True)
    question = models.BinaryField(null=True)
    asked_at = models.DateTimeField(null=True)
    asked_by = models.CharField(max_length=120, blank=True)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.CharField(max_length=120, blank=True)

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "collection_item"
        indexes = [
            models.Index(fields=["collected_at"], name="collection_item_day"),
            models.Index(fields=["state", "due_at"], name="collection_item_due"),
            models.Index(fields=["guest", "item", "collected_at"], name="collection_item_cue"),
            models.Index(
                fields=["removes_on"], condition=models.Q(removes_on__isnull=False), name="collection_item_leaves"
            ),
        ]


class DeviceKey(models.Model):
    """An entry sent by a device, by the key the device gave it: sent again it is found, never doubled."""

    key = models.UUIDField(primary_key=True)
    guest_id = models.UUIDField()
    item_id = models.UUIDField()
    received_at = models.DateTimeField()

    class Meta:
        db_table = "collection_key"
