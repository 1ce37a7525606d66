"""Codes of the room with their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemState(models.TextChoices):
    OPEN = "open", _("Open")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    DONE = "done", _("Done")
    IMPOSSIBLE = "impossible", _("Not possible")
    UNNEEDED = "unneeded", _("Not needed")


UNSIGNED = (ItemState.OPEN, ItemState.ACKNOWLEDGED)
CLOSED = (ItemState.DONE, ItemState.IMPOSSIBLE, ItemState.UNNEEDED)


class Period(models.TextChoices):
    """The three periods of work for a stay (R-243)."""

    BEFORE = "before", _("Before arrival")
    DURING = "during", _("During the stay")
    AFTER = "after", _("After departure")


class Outcome(models.TextChoices):
    """Whether a preference was kept, said after the stay."""

    NONE = "", _("Not said")
    KEPT = "kept", _("Kept")
    MISSED = "missed", _("Missed")


class Readiness(models.TextChoices):
    BLOCKED = "blocked", _("Stopped")
    OPEN = "open", _("Not ready")
    READY = "ready", _("Ready")


class GiftKind(models.TextChoices):
    FLOWERS = "flowers", _("Flowers")
    FRUIT = "fruit", _("Fruit")
    WINE = "wine", _("Wine")
    DRINKS = "drinks", _("Drinks")
    CAKE = "cake", _("Cake")
    CARD = "card", _("Greeting card")
    OTHER = "other", _("Other gift")


class GiftState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    REQUESTED = "requested", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    DELIVERED = "delivered", _("Delivered")


class Occasion(models.TextChoices):
    WELCOME = "welcome", _("Welcome")
    VIP = "vip", _("VIP treatment")
    BIRTHDAY = "birthday", _("Birthday")
    WEDDING = "wedding", _("Wedding anniversary")
    APOLOGY = "apology", _("Apology")
    OTHER = "other", _("Other occasion")


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    OVERRIDDEN = "overridden", _("Another room chosen")
    UNMET = "unmet", _("No room found")


class EventKind(models.TextChoices):
    PLAN_CHANGE = "plan_change", _("Change of plan")
    DELAY = "delay", _("Delay")
    ILLNESS = "illness", _("Illness")
    FAULT = "fault", _("Fault in the house")
    OTHER = "other", _("Other event")
