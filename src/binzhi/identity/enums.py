"""Codes of the room with their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """What was decided about two profiles. Events are added, never changed."""

    LINK = "link", _("One person")
    UNLINK = "unlink", _("Taken apart")
    APART = "apart", _("Not the same person")
    APART_ENDED = "apart_ended", _("No longer held apart")


class Source(models.TextChoices):
    """Who decided."""

    QUEUE = "queue", _("Review queue")
    DESK = "desk", _("At the desk")
    RUN = "run", _("Clean-up run")
    IMPORT = "import", _("Import")
    API = "api", _("Interface")


class CaseState(models.TextChoices):
    """Where a suspected pair stands."""

    OPEN = "open", _("To be decided")
    UNSURE = "unsure", _("Unsure")
    SAME = "same", _("The same person")
    DIFFERENT = "different", _("Two persons")
    GONE = "gone", _("No longer there")


class CaseOrigin(models.TextChoices):
    """How a pair came into the queue."""

    RUN = "run", _("Clean-up run")
    IMPORT = "import", _("Import")
    CREATED_BESIDE = "created_beside", _("Created beside a strong match")
    SAMPLE = "sample", _("Sample of automatic links")
    DESK = "desk", _("Reported by a colleague")


class RunState(models.TextChoices):
    """Where a clean-up run stands."""

    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    FAILED = "failed", _("Failed")
    UNDONE = "undone", _("Undone")
