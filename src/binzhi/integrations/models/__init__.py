"""Import batches and their lines."""

from typing import Any

from django.db import models

from binzhi.integrations.enums import BatchState, Outcome
from binzhi.org.models import HotelManager, HotelOwned


class ImportBatch(HotelOwned):
    """One file brought in: its hash, options, progress and counts. ``next_row`` is the place to go on from.

    ``moved_at`` is the last sign of life of whoever works on it; ``made_codes`` are [kind, code] created on request.
    """

    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=300, blank=True)
    create_codes = models.BooleanField(default=False)
    system = models.CharField(max_length=40, blank=True)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.UPLOADED)
    row_estimate = models.IntegerField(default=0)
    next_row = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    fault = models.JSONField(default=dict)
    made_codes = models.JSONField(default=list)
    undo_counts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)
    created_by_id = models.UUIDField(null=True)
    started_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "integrations_batch"
        indexes = [models.Index(fields=["hotel", "digest"], name="integrations_batch_file")]


class ImportLine(models.Model):
    """What became of one row: outcome, what it made or changed, and its problems, masked.

    ``before`` keeps what an undo needs: ``people`` (guests made or changed beside the main one, with old and new
    values), ``booking`` (old values of a changed reservation and its stays), ``added`` (rows added to known guests) and
    ``code``. Sealed values stay sealed in it.
    """

    hotel = models.ForeignKey("org.Hotel", on_delete=models.PROTECT, related_name="+", db_index=False)
    batch_id = models.UUIDField()
    row_no = models.IntegerField()
    pk: Any = models.CompositePrimaryKey("batch_id", "row_no")
    place = models.CharField(max_length=160, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    guest_id = models.UUIDField(null=True)
    reservation_id = models.UUIDField(null=True)
    made_guest = models.BooleanField(default=False)
    made_reservation = models.BooleanField(default=False)
    before = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    undone = models.CharField(max_length=12, blank=True)

    objects: Any = HotelManager()
    unscoped: Any = models.Manager()

    class Meta:
        db_table = "integrations_line"
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
        indexes = [models.Index(fields=["batch_id", "outcome", "row_no"], name="integrations_line_outcome")]
