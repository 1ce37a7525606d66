"""What was said between the house and the guest, and what the guest thinks of it."""

from django.db import models

from binzhi.org.models import HotelOwned
from binzhi.service.enums import Channel, Direction, FeedbackKind, SourceOf, TouchKind
from binzhi.stays.models import HotelGuestRow


class Touchpoint(HotelGuestRow):
    """A communication with the guest, or an encounter of guest and employee; the summary is sealed."""

    stay_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=16, choices=TouchKind.choices, default=TouchKind.COMMUNICATION)
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.IN)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.FACE)
    department = models.CharField(max_length=32)
    happened_at = models.DateTimeField()
    summary = models.BinaryField()
    staff_id = models.UUIDField(null=True)
    staff = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.UUIDField(null=True)
    recorded_by = models.CharField(max_length=120)
    is_sensitive = models.BooleanField(default=False)

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "service_touchpoint"
        indexes = [models.Index(fields=["happened_at", "hotel"], name="service_touchpoint_latest")]


class Feedback(HotelGuestRow):
    """What a guest says of the house: suggestion, opinion, requirement, review, score, service card, online review.

    ``about_kind`` and ``about_id`` name the transaction or service it speaks of; ``scores`` holds scores by dimension.
    A requirement points at the task made of it; what came of it stands sealed in ``outcome``.
    """

    stay_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=16, choices=FeedbackKind.choices)
    score = models.IntegerField(null=True)
    scores = models.JSONField(default=dict)
    text = models.BinaryField(null=True)
    about_kind = models.CharField(max_length=12, choices=SourceOf.choices, blank=True, default="")
    about_id = models.UUIDField(null=True)
    department = models.CharField(max_length=32, blank=True)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.FACE)
    employee_id = models.UUIDField(null=True)
    employee = models.CharField(max_length=120, blank=True)
    given_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by_id = models.UUIDField(null=True)
    recorded_by = models.CharField(max_length=120)
    task_id = models.UUIDField(null=True)
    outcome = models.BinaryField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)
    version = models.IntegerField(default=1)

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "service_feedback"
        indexes = [models.Index(fields=["given_at", "hotel"], name="service_feedback_latest")]


class OnlineReview(HotelOwned):
    """A review published on a site under a pseudonym; it names a guest only after someone confirmed who wrote it."""

    site = models.CharField(max_length=40)
    pseudonym = models.CharField(max_length=80, blank=True)
    published_on = models.DateField()
    text = models.TextField()
    score = models.IntegerField(null=True)
    scores = models.JSONField(default=dict)
    stayed_from = models.DateField(null=True)
    stayed_to = models.DateField(null=True)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=120)
    linked_guest = models.UUIDField(null=True)
    linked_stay = models.UUIDField(null=True)
    linked_feedback = models.UUIDField(null=True)
    linked_at = models.DateTimeField(null=True)
    linked_by = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "service_review"
        indexes = [models.Index(fields=["published_on", "hotel"], name="service_review_latest")]
