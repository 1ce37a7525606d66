"""Who is one person with whom: events that are only added, and what follows from them now.

Pairs are ordered: ``guest_a`` < ``guest_b``. No foreign keys to guests: a pair belongs to two of them.
"""

from typing import Any

from django.db import models

from binzhi.identity.enums import EventKind, Source
from binzhi.kernel.ids import uuid7
from binzhi.org.models import GroupManager


class LinkEvent(models.Model):
    """One decision about two profiles (R-185). ``undoes`` names the event it takes back.

    ``evidence`` holds codes of comparisons and levels with weights, never values; ``choices`` the keeper's choice by field:
    {field: id of the profile whose value stands} (R-187).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey("org.Group", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=EventKind.choices)
    source = models.CharField(max_length=8, choices=Source.choices)
    guest_a = models.UUIDField()
    guest_b = models.UUIDField()
    weight = models.FloatField(null=True)
    model_version = models.CharField(max_length=24, blank=True)
    evidence: Any = models.JSONField(default=list)
    choices: Any = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True)
    undoes = models.UUIDField(null=True)
    run_id = models.UUIDField(null=True)
    batch_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120)

    objects: Any = GroupManager()
    unscoped: Any = models.Manager()

    class Meta:
        db_table = "identity_link_event"
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
        indexes = [
            models.Index(fields=["guest_a"], name="identity_event_a"),
            models.Index(fields=["guest_b"], name="identity_event_b"),
            models.Index(fields=["run_id"], name="identity_event_run"),
            models.Index(fields=["batch_id"], name="identity_event_batch"),
        ]


class Link(models.Model):
    """Two profiles that are linked now, by which event. Persons are the connected parts."""

    guest_a = models.UUIDField()
    guest_b = models.UUIDField()
    pk: Any = models.CompositePrimaryKey("guest_a", "guest_b")
    event_id = models.UUIDField()
    weight = models.FloatField(null=True)

    class Meta:
        db_table = "identity_link"
        indexes = [models.Index(fields=["guest_b"], name="identity_link_b")]


class Apart(models.Model):
    """Two profiles somebody said are not one person; never linked again by themselves."""

    guest_a = models.UUIDField()
    guest_b = models.UUIDField()
    pk: Any = models.CompositePrimaryKey("guest_a", "guest_b")
    event_id = models.UUIDField()

    class Meta:
        db_table = "identity_apart"
        indexes = [models.Index(fields=["guest_b"], name="identity_apart_b")]
