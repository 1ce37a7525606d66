"""Acts and the heads of their chains. Rows are only ever added."""

from typing import Any

from django.db import models

from binzhi.kernel.ids import uuid7


class Act(models.Model):
    """One thing done or read, by whom, to what; its place in its chain is its key.

    Holds field names, never values of sealed fields.
    """

    id = models.UUIDField(default=uuid7, editable=False)
    chain_id = models.UUIDField()
    seq = models.IntegerField()
    pk: Any = models.CompositePrimaryKey("chain_id", "seq")
    name = models.CharField(max_length=60)
    is_read = models.BooleanField(default=False)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120)
    guest_id = models.UUIDField(null=True)
    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "audit_act"
        indexes = [
            models.Index(fields=["guest_id", "-at"], name="audit_act_guest"),
            models.Index(fields=["chain_id", "-at"], name="audit_act_latest"),
        ]


class ChainHead(models.Model):
    """The last link of a chain (one chain per hotel, one for the group)."""

    chain_id = models.UUIDField(primary_key=True)
    seq = models.IntegerField(default=0)
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "audit_chain_head"
