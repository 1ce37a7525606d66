"""Codes of the room with their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BatchState(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    CHECKED = "checked", _("Checked")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    FAILED = "failed", _("Stopped by a fault")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class Outcome(models.TextChoices):
    NEW = "new", _("New")
    MATCHED = "matched", _("Matched")
    CHANGED = "changed", _("Row changed")
    UNCHANGED = "unchanged", _("Unchanged")
    LINKED = "linked", _("Joined with a guest we know")
    DOUBTFUL = "doubtful", _("Possible duplicate")
    REFUSED = "refused", _("Row refused")
