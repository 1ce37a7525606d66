"""Who keeps the guest history, the analysis meetings, the enquiries and the register of files handed over."""

from typing import Any

from django.db import models

from binzhi.collection.enums import (
    EnquiryKind,
    EnquiryState,
    FileKind,
    FileState,
    MeetingState,
    PanelReply,
)
from binzhi.guests.enums import Stage
from binzhi.org.models import HotelOwned
from binzhi.stays.models import HotelGuestRow


class Keeper(HotelOwned):
    """A designated guest-history keeper of a department, or of the house (empty department); ended rows are history."""

    department = models.CharField(max_length=32, blank=True)
    staff_id = models.UUIDField()
    staff = models.CharField(max_length=120)
    began_at = models.DateTimeField()
    began_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "collection_keeper"


class Meeting(HotelOwned):
    """A customer-information analysis meeting of a work team. No guest is named in it: conclusions stand with them.

    ``since`` is where the observations on the agenda begin: the last meeting of the team, or a month before.
    """

    department = models.CharField(max_length=32)
    team = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=60, blank=True)
    planned_at = models.DateTimeField()
    since = models.DateTimeField()
    chair_id = models.UUIDField(null=True)
    chair = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=MeetingState.choices, default=MeetingState.PLANNED)
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "collection_meeting"
        indexes = [models.Index(fields=["planned_at", "hotel"], name="collection_meeting_day")]


class MeetingMember(HotelOwned):
    """Somebody of the team at a meeting: there or not, and what he or she brought (counted when the meeting closes)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="members")
    staff_id = models.UUIDField()
    staff = models.CharField(max_length=120)
    is_present = models.BooleanField(default=False)
    handed_in = models.IntegerField(default=0)
    concluded = models.IntegerField(default=0)

    class Meta:
        db_table = "collection_meeting_member"
        constraints = [models.UniqueConstraint(fields=["meeting", "staff_id"], name="collection_member_once")]


class MeetingConclusion(HotelGuestRow):
    """What the team concluded about a guest: the fact it became, the observations behind it, who said it."""

    meeting_id = models.UUIDField()
    item = models.CharField(max_length=48)
    fact_id = models.UUIDField()
    collected_id = models.UUIDField()
    evidence: Any = models.JSONField(default=list)
    said_by_id = models.UUIDField(null=True)
    said_by = models.CharField(max_length=120)
    concluded_at = models.DateTimeField()

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "collection_conclusion"
        indexes = [models.Index(fields=["meeting_id"], name="collection_conclusion_of")]


class Enquiry(HotelGuestRow):
    """Something to ask, verify or complete about a guest; the result stands as a collected item (R-143, R-174).

    ``item`` is an item or field of the catalogues; ``question`` is what to ask, sealed. ``open_on`` is the day it is
    due while it is open, and empty afterwards.
    """

    kind = models.CharField(max_length=12, choices=EnquiryKind.choices)
    item = models.CharField(max_length=48, blank=True)
    question = models.BinaryField(null=True)
    stay_id = models.UUIDField(null=True)
    is_before_arrival = models.BooleanField(default=False)
    assignee_id = models.UUIDField(null=True)
    assignee = models.CharField(max_length=120, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120)
    due_at = models.DateTimeField()
    open_on = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=EnquiryState.choices, default=EnquiryState.OPEN)
    channel = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    collected_id = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=120, blank=True)

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "collection_enquiry"
        indexes = [models.Index(fields=["open_on", "hotel"], name="collection_enquiry_open")]


class HandedFile(HotelGuestRow):
    """A customer file another section hands over: handed over, received, complete, filed (R-175, R-205)."""

    section = models.CharField(max_length=32)
    kind = models.CharField(max_length=16, choices=FileKind.choices)
    title = models.BinaryField()
    handed_on = models.DateField()
    handed_by = models.CharField(max_length=120)
    entered_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=FileState.choices, default=FileState.HANDED)
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=120, blank=True)
    completed_at = models.DateTimeField(null=True)
    completed_by = models.CharField(max_length=120, blank=True)
    filed_at = models.DateTimeField(null=True)
    filed_by = models.CharField(max_length=120, blank=True)
    shelf = models.CharField(max_length=60, blank=True)

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "collection_file"
        indexes = [models.Index(fields=["handed_on", "hotel"], name="collection_file_day")]


class PanelAnswer(HotelGuestRow):
    """That a guest was asked for something at a panel, so that nobody asks again for a time; never what was said."""

    item = models.CharField(max_length=48)
    stage = models.CharField(max_length=16, choices=Stage.choices)
    reply = models.CharField(max_length=12, choices=PanelReply.choices)
    stay_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120)
    not_before = models.DateField()

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "collection_panel_reply"
