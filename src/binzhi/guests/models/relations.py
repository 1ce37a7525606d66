"""Persons around the guest: family, companions, assistants, who introduced whom."""

from typing import Any

from django.db import models

from binzhi.guests.enums import RelationKind
from binzhi.guests.models.base import GuestOwned


class Relation(GuestOwned):
    """One direction of a relation; the other person's profile, if there is one, holds the opposite row with the same ``pair_id``.

    Without a profile the name of the other person is sealed (C2; of a minor C4). Never shown to the other person or in
    anything written to a guest.
    """

    pair_id = models.UUIDField()
    kind = models.CharField(max_length=16, choices=RelationKind.choices)
    other_id = models.UUIDField(null=True)
    other_name = models.BinaryField(null=True)
    note = models.BinaryField(null=True)
    is_minor = models.BooleanField(default=False)
    origin: Any = models.JSONField(default=dict)
    noted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "guests_relation"
        constraints = [models.UniqueConstraint(fields=["guest", "pair_id"], name="guests_relation_once")]
