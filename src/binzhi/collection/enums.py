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
