"""What the house remembers: facts and notes."""

from typing import Any

from django.db import models

from binzhi.guests.enums import FactStatus, NoteKind, SourceKind
from binzhi.guests.models.base import GuestOwned


class Fact(GuestOwned):
    """One thing known about a guest: item of the catalogue, value, who learned it, where, when, how, how sure.

    The value of an item of class C2 or above is in ``sealed``, ``value`` is then empty. No hotel: group-wide.
    ``contests``: the standing fact that this one contradicts; it waits until somebody decides. ``evidence``: what a
    proposed fact was inferred from, as ``{"kind": …, "id": …, "at": …}``.
    """

    hotel = models.ForeignKey("org.Hotel", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    item = models.CharField(max_length=48)
    value = models.CharField(max_length=300, blank=True)
    sealed = models.BinaryField(null=True)
    number = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    source_kind = models.CharField(max_length=12, choices=SourceKind.choices)
    channel = models.CharField(max_length=16, blank=True)
    department = models.CharField(max_length=32, blank=True)
    author_id = models.UUIDField(null=True)
    author = models.CharField(max_length=120)
    place = models.CharField(max_length=60, blank=True)
    stage = models.CharField(max_length=16, blank=True)
    stay_id = models.UUIDField(null=True)
    learned_at = models.DateTimeField()
    last_confirmed_at = models.DateTimeField()
    valid_until = models.DateField(null=True)
    confidence = models.IntegerField(default=80)
    status = models.CharField(max_length=12, choices=FactStatus.choices, default=FactStatus.ACCEPTED)
    replaced_by = models.UUIDField(null=True)
    contests = models.UUIDField(null=True)
    evidence: Any = models.JSONField(default=list)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "guests_fact"
        constraints = [
            models.CheckConstraint(condition=models.Q(confidence__gte=0, confidence__lte=100), name="guests_fact_sure")
        ]


class GuestNote(GuestOwned):
    """A free note of a department; the text is sealed at rest and shown to whoever may read the department's notes."""

    hotel = models.ForeignKey("org.Hotel", on_delete=models.PROTECT, related_name="+", db_index=False)
    department = models.CharField(max_length=32)
    kind = models.CharField(max_length=12, choices=NoteKind.choices, default=NoteKind.GENERAL)
    text = models.BinaryField()
    stay_id = models.UUIDField(null=True)
    author_id = models.UUIDField(null=True)
    author = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "guests_note"
