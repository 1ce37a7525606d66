"""What a guest is recognised by: normalised evidence (sealed), keyed hashes of it, and how often terms occur."""

from typing import Any

from django.db import models

from binzhi.guests.models import GuestOwned


class GuestEvidence(GuestOwned):
    """The normalised evidence of one profile, sealed under the guest's key (C4): ``engine.evidence.Evidence.to_text``."""

    sealed = models.BinaryField()
    version = models.IntegerField()

    class Meta:
        db_table = "identity_evidence"
        constraints = [models.UniqueConstraint(fields=["guest"], name="identity_evidence_once")]


class MatchKey(models.Model):
    """Which profiles share a value: ``h`` is a keyed 64-bit hash of kind and text. Looked up by ``h``, capped per key."""

    h = models.BigIntegerField()
    guest_id = models.UUIDField()
    pk: Any = models.CompositePrimaryKey("h", "guest_id")

    class Meta:
        db_table = "identity_key"
        indexes = [models.Index(fields=["guest_id"], name="identity_key_guest")]


class Term(models.Model):
    """How often a value occurs among all profiles; ``h`` is a keyed hash of column and value. Made anew every night."""

    h = models.BigIntegerField(primary_key=True)
    number = models.IntegerField()

    class Meta:
        db_table = "identity_term"
