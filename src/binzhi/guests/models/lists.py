"""Saved lists, changes of many guests at once, and exports on their way to the person who asked."""

from typing import Any

from django.db import models

from binzhi.guests.enums import BulkOutcome, ExportForm, JobState
from binzhi.guests.models.base import GuestOwned
from binzhi.org.models import HotelOwned


class SavedList(HotelOwned):
    """Filters under a name: of one person, or shared with the house. It holds no guest, and no word searched in notes."""

    name = models.CharField(max_length=60)
    owner_id = models.UUIDField()
    owner = models.CharField(max_length=120)
    is_shared = models.BooleanField(default=False)
    rules: Any = models.JSONField(default=list)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "guests_list"
        constraints = [models.UniqueConstraint(fields=["hotel", "owner_id", "name"], name="guests_list_once")]


class ListJob(HotelOwned):
    """What all jobs over a list have in common: who asked, how far it is."""

    asked_by_id = models.UUIDField()
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.PREPARED)
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    fault: Any = models.JSONField(default=dict)

    class Meta:
        abstract = True
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"


class BulkChange(ListJob):
    """One change of many guests: what is set, how many were changed, passed over, and taken back."""

    what = models.CharField(max_length=32)
    target = models.CharField(max_length=48, blank=True)
    value = models.CharField(max_length=200, blank=True)
    changed = models.IntegerField(default=0)
    skipped = models.IntegerField(default=0)
    undone = models.IntegerField(default=0)
    undone_by = models.CharField(max_length=120, blank=True)

    class Meta(ListJob.Meta):
        abstract = False
        db_table = "guests_bulk_change"
        indexes = [models.Index(fields=["-asked_at"], name="guests_bulk_latest")]


class BulkRow(GuestOwned):
    """What a change did to one guest: the value before, and the version of the profile it left behind."""

    change_id = models.UUIDField()
    before = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=12, choices=BulkOutcome.choices, default=BulkOutcome.WAITING)
    row_id = models.UUIDField(null=True)
    version_after = models.IntegerField(default=0)

    class Meta:
        db_table = "guests_bulk_row"
        constraints = [models.UniqueConstraint(fields=["guest", "change_id"], name="guests_bulk_row_once")]
        indexes = [models.Index(fields=["change_id", "outcome"], name="guests_bulk_row_change")]


class Export(ListJob):
    """A file made from a list: sealed for the person who asked, given out once, then gone."""

    form = models.CharField(max_length=8, choices=ExportForm.choices)
    purpose = models.CharField(max_length=200)
    rules: Any = models.JSONField(default=list)
    columns: Any = models.JSONField(default=list)
    parcel = models.BinaryField(null=True)
    ends_at = models.DateTimeField()

    class Meta(ListJob.Meta):
        abstract = False
        db_table = "guests_export"
