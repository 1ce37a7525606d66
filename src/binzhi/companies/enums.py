"""Codes of the room with their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrgState(models.TextChoices):
    ACTIVE = "active", _("In use")
    ARCHIVED = "archived", _("Archived")


class ValueState(models.TextChoices):
    """``retracted``: somebody emptied the field; the value stays in the history."""

    STANDING = "standing", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    RETRACTED = "retracted", _("Taken back")


class NameUse(models.TextChoices):
    OFFICIAL = "official", _("Official name")
    SHORT = "short", _("Short name")
    ENGLISH = "english", _("English name")
    OTHER = "other", _("Other name")
