"""Values that do not stand in the profile, further names, and what a hotel has switched on."""

from typing import Any

from django.db import models

from binzhi.guests.enums import LawfulBasis, NameKind, SourceKind, ValueStatus
from binzhi.guests.models.base import GuestOwned
from binzhi.org.models import HotelOwned


class GuestValue(GuestOwned):
    """A value of a profile field that waits for a decision, was superseded or rejected (R-130, R-196).

    The standing value is in the profile itself; its origin in ``Guest.origins``. Fields of class C2 and above are in
    ``sealed``, ``value`` is then empty.
    """

    field = models.CharField(max_length=48)
    value = models.CharField(max_length=300, blank=True)
    sealed = models.BinaryField(null=True)
    source_kind = models.CharField(max_length=12, choices=SourceKind.choices)
    channel = models.CharField(max_length=16, blank=True)
    author_id = models.UUIDField(null=True)
    author = models.CharField(max_length=120)
    department = models.CharField(max_length=32, blank=True)
    place = models.CharField(max_length=60, blank=True)
    stage = models.CharField(max_length=16, blank=True)
    learned_at = models.DateTimeField()
    confidence = models.IntegerField(default=80)
    status = models.CharField(max_length=12, choices=ValueStatus.choices)
    noted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "guests_value"


class GuestName(GuestOwned):
    """A further name of the guest: in the document, in another script, an alias. Clear, because search needs it."""

    kind = models.CharField(max_length=16, choices=NameKind.choices)
    name = models.CharField(max_length=120)
    family_name = models.CharField(max_length=80, blank=True)
    given_name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=12, blank=True)
    origin: Any = models.JSONField(default=dict)

    class Meta:
        db_table = "guests_other_name"
        constraints = [models.UniqueConstraint(fields=["guest", "kind", "name"], name="guests_other_name_once")]


class FieldChoice(HotelOwned):
    """A hotel's decision to keep a sensitive or never-ask field, with purpose and lawful basis; the newest row holds."""

    field = models.CharField(max_length=48)
    is_on = models.BooleanField()
    purpose = models.CharField(max_length=200)
    basis = models.CharField(max_length=20, choices=LawfulBasis.choices)
    chosen_by = models.CharField(max_length=120)
    chosen_at = models.DateTimeField()

    class Meta:
        db_table = "guests_field_choice"
