"""Codes of the room with their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemKind(models.TextChoices):
    """What was handed in."""

    CUE = "cue", _("Observation")
    ANSWER = "answer", _("Answer of the guest")
    ORAL = "oral", _("Oral notice")
    WRITTEN = "written", _("Written notice")
    FORM = "form", _("From a form")
    FEEDBACK = "feedback", _("Feedback")
    CONVERSATION = "conversation", _("Conversation")
    ENQUIRY = "enquiry", _("Enquiry")
    MEETING = "meeting", _("Conclusion of a meeting")


class ItemState(models.TextChoices):
    """The five states of R-151, and the two ways out."""

    COLLECTED = "collected", _("Collected")
    SORTED = "sorted", _("Sorted")
    STORED = "stored", _("Stored")
    UPDATED = "updated", _("Updated")
    USED = "used", _("Used")
    REJECTED = "rejected", _("Rejected")
    REMOVED = "removed", _("Removed after the stay")


class FeedbackSort(models.TextChoices):
    """What a guest says at check-in or check-out (R-126, R-127)."""

    FEEDBACK = "feedback", _("Feedback")
    NEED = "need", _("Need")
    SUGGESTION = "suggestion", _("Suggestion")


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Called off")


class EnquiryKind(models.TextChoices):
    ASK = "ask", _("Ask")
    VERIFY = "verify", _("Verify")
    COMPLETE = "complete", _("Fill in")


class EnquiryState(models.TextChoices):
    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    UNANSWERED = "unanswered", _("Not obtained")
    CANCELLED = "cancelled", _("Cancelled")


class FileKind(models.TextChoices):
    GUEST = "guest", _("Guest file")
    AGREEMENT = "agreement", _("Consumption agreement")
    ORDER = "order", _("Consumption order")
    BANQUET = "banquet", _("Banquet consumption")
    KEY_ACCOUNT = "key_account", _("Key-account file")
    CALL = "call", _("Call record")
    OTHER = "other", _("Other file")


class FileState(models.TextChoices):
    HANDED = "handed", _("Not taken over yet")
    RECEIVED = "received", _("Received")
    COMPLETE = "complete", _("All there")
    FILED = "filed", _("Filed")


class PanelReply(models.TextChoices):
    ANSWERED = "answered", _("Answered")
    LATER = "later", _("Later")
    DECLINED = "declined", _("Did not want to say")
