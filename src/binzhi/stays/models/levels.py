"""Levels of customers that a manager set."""

from django.db import models

from binzhi.stays.models.bookings import HotelGuestRow


class LevelOverride(HotelGuestRow):
    """A level a manager set in place of the computed one; in force until it ends. ``reason`` is sealed free text."""

    level = models.CharField(max_length=12)
    reason = models.BinaryField()
    set_by = models.CharField(max_length=120)
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "stays_level_override"
