"""Codes of the room with their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskKind(models.TextChoices):
    REQUEST = "request", _("Request of the guest")
    CARING_ACT = "caring_act", _("Caring act")
    FOLLOW_UP = "follow_up", _("Follow-up")
    EXTRA_SERVICE = "extra_service", _("Extra service")
    VALUE_ADDED = "value_added", _("Value-added service")
    AFTER_SALES = "after_sales", _("After-sales service")
    MESSAGE = "message", _("Message to a department")


class TaskState(models.TextChoices):
    OPEN = "open", _("Open")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    DONE = "done", _("Done")
    NOT_POSSIBLE = "not_possible", _("Not possible")
    NOT_NEEDED = "not_needed", _("Not needed")


OPEN_STATES = (TaskState.OPEN.value, TaskState.ACKNOWLEDGED.value)


class Urgency(models.TextChoices):
    NOW = "now", _("At once")
    SOON = "soon", _("Within the hour")
    TODAY = "today", _("Today")
    LATER = "later", _("At its time")


class SourceOf(models.TextChoices):
    """What a task, an instruction or a feedback came from."""

    NONE = "", _("Nothing named")
    FACT = "fact", _("Fact")
    OBSERVATION = "observation", _("Observation")
    NOTE = "note", _("Note")
    STAY = "stay", _("Stay")
    SPEND = "spend", _("Spend")
    FEEDBACK = "feedback", _("Feedback")
    TASK = "task", _("Task")
    TOUCHPOINT = "touchpoint", _("Communication")
    REVIEW = "review", _("Online review")
    INSTRUCTION = "instruction", _("Shift instruction")


class Shift(models.TextChoices):
    MORNING = "morning", _("Morning shift")
    MIDDLE = "middle", _("Middle shift")
    NIGHT = "night", _("Night shift")


class InstructionState(models.TextChoices):
    WAITING = "waiting", _("Not acknowledged")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    DONE = "done", _("Carried out")
    NOT_DONE = "not_done", _("Not carried out")


class TouchKind(models.TextChoices):
    COMMUNICATION = "communication", _("Communication")
    INTERACTION = "interaction", _("Encounter with staff")


class Direction(models.TextChoices):
    IN = "in", _("From the guest")
    OUT = "out", _("To the guest")


class Channel(models.TextChoices):
    FACE = "face", _("Face to face")
    PHONE = "phone", _("Telephone")
    WECHAT = "wechat", _("WeChat")
    SMS = "sms", _("Text message")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")
    FAX = "fax", _("Fax")
    NOTE = "note", _("Note in the room")
    ONLINE = "online", _("Online")


class FeedbackKind(models.TextChoices):
    SUGGESTION = "suggestion", _("Suggestion")
    OPINION = "opinion", _("Opinion")
    REQUIREMENT = "requirement", _("Requirement")
    REVIEW = "review", _("Service review")
    SATISFACTION = "satisfaction", _("Satisfaction score")
    SERVICE_CARD = "service_card", _("Service card")
    ONLINE_REVIEW = "online_review", _("Online review")


class Place(models.TextChoices):
    """Where a guest is recognised: the service terminals of the house and what staff do elsewhere."""

    FRONT_DESK = "front_desk", _("Front desk")
    RESTAURANT = "restaurant", _("Restaurant")
    HOUSEKEEPING = "housekeeping", _("Housekeeping")
    CALL_CENTRE = "call_centre", _("Call centre")
    BUSINESS_CENTRE = "business_centre", _("Business centre")
    SPA = "spa", _("Spa")
    CONCIERGE = "concierge", _("Concierge")
    RESERVATIONS = "reservations", _("Reservations")


class Sign(models.TextChoices):
    """By what a guest was recognised."""

    IN_PERSON = "in_person", _("In person")
    CALLER = "caller", _("Caller number")
    ROOM = "room", _("Room number")
    TABLE = "table", _("Table")
    BOOKING = "booking", _("Booking")
    CHECK_IN = "check_in", _("Check-in")
    CHECK_OUT = "check_out", _("Check-out")
    SEARCH = "search", _("Search")
