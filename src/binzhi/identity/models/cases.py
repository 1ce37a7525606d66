"""The keeper's queue and the runs that fill it."""

from typing import Any

from django.db import models

from binzhi.identity.enums import CaseOrigin, CaseState, RunState
from binzhi.kernel.ids import uuid7
from binzhi.org.models import GroupManager


class PairCase(models.Model):
    """Two profiles that may be one person (R-186). ``stake`` orders the queue: what a wrong or missing link costs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey("org.Group", on_delete=models.PROTECT, related_name="+", db_index=False)
    guest_a = models.UUIDField()
    guest_b = models.UUIDField()
    origin = models.CharField(max_length=16, choices=CaseOrigin.choices)
    state = models.CharField(max_length=12, choices=CaseState.choices, default=CaseState.OPEN)
    weight = models.FloatField()
    conflict = models.CharField(max_length=24, blank=True)
    stake = models.IntegerField(default=0)
    model_version = models.CharField(max_length=24, blank=True)
    run_id = models.UUIDField(null=True)
    batch_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)

    objects: Any = GroupManager()
    unscoped: Any = models.Manager()

    class Meta:
        db_table = "identity_case"
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
        constraints = [models.UniqueConstraint(fields=["guest_a", "guest_b"], name="identity_case_once")]
        indexes = [
            models.Index(fields=["state", "-stake", "id"], name="identity_case_queue"),
            models.Index(fields=["guest_b"], name="identity_case_b"),
        ]


class IdentityRun(models.Model):
    """One run over the whole file (R-189), with its figures."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey("org.Group", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=12, choices=RunState.choices, default=RunState.RUNNING)
    engine = models.CharField(max_length=8, default="duckdb")
    model_version = models.CharField(max_length=24, blank=True)
    stage = models.CharField(max_length=24, blank=True)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    figures: Any = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    started_by = models.CharField(max_length=120)

    objects: Any = GroupManager()
    unscoped: Any = models.Manager()

    class Meta:
        db_table = "identity_run"
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
