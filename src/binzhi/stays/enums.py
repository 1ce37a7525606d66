"""Codes of the room with their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReservationState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    BOOKED = "booked", _("Booked")
    IN_HOUSE = "in_house", _("In house")
    CHECKED_OUT = "checked_out", _("Checked out")
    CANCELLED = "cancelled", _("Cancelled")
    NO_SHOW = "no_show", _("No-show")


class StayState(models.TextChoices):
    EXPECTED = "expected", _("Expected")
    IN_HOUSE = "in_house", _("In house")
    DEPARTED = "departed", _("Departed")
    CANCELLED = "cancelled", _("Cancelled")
    NO_SHOW = "no_show", _("No-show")


class GuestRole(models.TextChoices):
    PRIMARY = "primary", _("Main guest")
    ACCOMPANYING = "accompanying", _("Accompanying guest")
    BOOKER = "booker", _("Booker")


class RoomStatus(models.TextChoices):
    INSPECTED = "inspected", _("Inspected")
    CLEAN = "clean", _("Clean")
    DIRTY = "dirty", _("Dirty")
    OUT_OF_ORDER = "out_of_order", _("Out of order")


class CodeKind(models.TextChoices):
    SOURCE = "source", _("Source")
    CHANNEL = "channel", _("Channel")
    MARKET = "market", _("Market segment")
    AGENT = "agent", _("Agent")
    COMPANY = "company", _("Contract company")
    RATE_PLAN = "rate_plan", _("Rate plan")
    OUTLET = "outlet", _("Outlet")


class StayPurpose(models.TextChoices):
    """Why the guest comes (R-082)."""

    BUSINESS = "business", _("Business")
    HOLIDAY = "holiday", _("Holiday")
    MEETING = "meeting", _("Meeting")
    FAMILY = "family", _("Family matters")
    OTHER = "other", _("Other reason")


class ConfirmationMethod(models.TextChoices):
    NONE = "", _("None asked")
    PHONE = "phone", _("Telephone")
    SMS = "sms", _("Text message")
    WECHAT = "wechat", _("WeChat")
    EMAIL = "email", _("E-mail")
    FAX = "fax", _("Fax")
    LETTER = "letter", _("Letter")


class PropertyKind(models.TextChoices):
    LUGGAGE = "luggage", _("Stored luggage")
    LEFT_ITEM = "left_item", _("Item left behind")
