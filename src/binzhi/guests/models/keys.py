"""Key tables: a rule wider than one guest is a row whose primary key is the rule. No foreign key to the guest."""

from typing import Any

from django.db import models


class DocumentKey(models.Model):
    """One active profile per document number."""

    digest = models.BinaryField(primary_key=True, max_length=16)
    guest_id = models.UUIDField()
    document_id = models.UUIDField()

    class Meta:
        db_table = "guests_document_key"


class MemberKey(models.Model):
    """One profile per member number."""

    digest = models.BinaryField(primary_key=True, max_length=16)
    guest_id = models.UUIDField()

    class Meta:
        db_table = "guests_member_key"


class ContactKey(models.Model):
    """Which guests a phone number or e-mail address was given for (several may share one)."""

    digest = models.BinaryField(max_length=16)
    guest_id = models.UUIDField()
    pk: Any = models.CompositePrimaryKey("digest", "guest_id")

    class Meta:
        db_table = "guests_contact_key"


class ExternalGuestKey(models.Model):
    """The guest another system knows by (system, kind, value)."""

    system = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    value = models.CharField(max_length=120)
    pk: Any = models.CompositePrimaryKey("system", "kind", "value")
    guest_id = models.UUIDField()

    class Meta:
        db_table = "guests_external_key"
        indexes = [models.Index(fields=["guest_id"], name="guests_external_guest")]


class DayKey(models.Model):
    """Whose birthday or anniversary is on a day of the year: a keyed digest of kind, calendar and month-day.

    Without the key the digests tell that two dates share a day, not which; the year is only in the sealed date.
    """

    digest = models.BinaryField(max_length=8)
    guest_id = models.UUIDField()
    date_id = models.UUIDField()
    pk: Any = models.CompositePrimaryKey("digest", "guest_id", "date_id")

    class Meta:
        db_table = "guests_day_key"
        indexes = [models.Index(fields=["guest_id", "date_id"], name="guests_day_key_date")]
