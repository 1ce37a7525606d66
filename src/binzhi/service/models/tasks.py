"""Tasks of the departments for guests, and the moments a guest is recognised."""

from django.db import models

from binzhi.service.enums import Place, Sign, SourceOf, TaskKind, TaskState, Urgency
from binzhi.stays.models import HotelGuestRow


class ServiceTask(HotelGuestRow):
    """One thing to do for a guest by one department, or one service already given (then it is born done).

    ``words`` holds a wording of the house {zh, en} in clear; what somebody typed, and every wording of a sensitive
    task, is sealed in ``text``. ``cause`` is the sealed reason, ``evidence`` names the rows behind it (kind and id),
    never their values. ``open_day`` is the day it is due while it is open and empty once it is closed.
    """

    stay_id = models.UUIDField(null=True)
    room_number = models.CharField(max_length=12, blank=True)
    department = models.CharField(max_length=32)
    kind = models.CharField(max_length=16, choices=TaskKind.choices, default=TaskKind.REQUEST)
    service = models.CharField(max_length=32, blank=True)
    words = models.JSONField(default=dict)
    text = models.BinaryField(null=True)
    cause = models.BinaryField(null=True)
    evidence = models.JSONField(default=list)
    source_kind = models.CharField(max_length=12, choices=SourceOf.choices, blank=True, default="")
    source_id = models.UUIDField(null=True)
    urgency = models.CharField(max_length=8, choices=Urgency.choices, default=Urgency.TODAY)
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField(null=True)
    asked_by = models.CharField(max_length=120)
    asked_department = models.CharField(max_length=32, blank=True)
    due_at = models.DateTimeField()
    open_day = models.DateField(null=True)
    assignee_id = models.UUIDField(null=True)
    assignee = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=12, choices=TaskState.choices, default=TaskState.OPEN)
    reason = models.CharField(max_length=300, blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_by_id = models.UUIDField(null=True)
    signed_by = models.CharField(max_length=120, blank=True)
    is_charged = models.BooleanField(default=False)
    is_proactive = models.BooleanField(default=False)
    is_sensitive = models.BooleanField(default=False)
    remove_after_stay = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "service_task"
        indexes = [
            models.Index(fields=["open_day", "hotel", "department"], name="service_task_open"),
            models.Index(fields=["signed_at", "hotel", "department"], name="service_task_signed"),
        ]


class GuestMoment(HotelGuestRow):
    """A guest was recognised somewhere in the house: terminals of the other departments show their card."""

    stay_id = models.UUIDField(null=True)
    place = models.CharField(max_length=16, choices=Place.choices)
    sign = models.CharField(max_length=12, choices=Sign.choices)
    at = models.DateTimeField()
    staff_id = models.UUIDField(null=True)
    staff = models.CharField(max_length=120)

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "service_moment"
        indexes = [models.Index(fields=["at", "hotel"], name="service_moment_latest")]
