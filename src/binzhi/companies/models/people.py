"""People of organisations: who speaks for one, and who works or worked there. Rows of the guest."""

from django.db import models

from binzhi.guests.enums import Channel, SourceKind
from binzhi.guests.models import GuestOwned


class ContactPerson(GuestOwned):
    """A guest who speaks for an organisation (R-063). The phone is sealed (C2).

    Which one is the main contact stands on the organisation, so that there is never more than one. ``superior_id`` is
    the ``id`` of another contact person of the same organisation: the reporting line (R-040).
    """

    organisation_id = models.UUIDField()
    role = models.CharField(max_length=80, blank=True)
    phone = models.BinaryField(null=True)
    phone_hint = models.CharField(max_length=40, blank=True)
    superior_id = models.UUIDField(null=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "companies_contact_person"
        indexes = [models.Index(fields=["organisation_id", "ended_at"], name="companies_contact_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["guest", "organisation_id"],
                condition=models.Q(ended_at__isnull=True),
                name="companies_contact_once",
            )
        ]


class Employment(GuestOwned):
    """A position a guest holds or held, with its dates (R-030, R-052). Without an organisation only its name is known."""

    organisation_id = models.UUIDField(null=True)
    employer = models.CharField(max_length=160)
    position = models.CharField(max_length=80, blank=True)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    is_over = models.BooleanField(default=False)
    source_kind = models.CharField(max_length=12, choices=SourceKind.choices)
    channel = models.CharField(max_length=16, choices=Channel.choices, blank=True)
    author_id = models.UUIDField(null=True)
    author = models.CharField(max_length=120)
    department = models.CharField(max_length=32, blank=True)
    learned_at = models.DateTimeField()
    last_confirmed_at = models.DateTimeField()
    confidence = models.IntegerField(default=80)

    class Meta:
        db_table = "companies_employment"
        indexes = [models.Index(fields=["organisation_id", "is_over"], name="companies_employed_at")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(is_over=True), name="companies_employment_over"
            )
        ]
