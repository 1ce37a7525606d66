"""What one shift leaves to another."""

from django.db import models

from binzhi.org.models import HotelOwned
from binzhi.service.enums import InstructionState, Shift, SourceOf
from binzhi.stays.models import HotelGuestRow


class ShiftInstruction(HotelGuestRow):
    """An instruction to a shift of a department about a guest; someone of that shift acknowledges it by name.

    Wording, sealing and evidence as in :class:`ServiceTask`. ``begins_at`` is when the shift begins: not acknowledged
    by then, it is overdue.
    """

    stay_id = models.UUIDField(null=True)
    room_number = models.CharField(max_length=12, blank=True)
    department = models.CharField(max_length=32)
    day = models.DateField()
    shift = models.CharField(max_length=8, choices=Shift.choices)
    begins_at = models.DateTimeField()
    words = models.JSONField(default=dict)
    text = models.BinaryField(null=True)
    cause = models.BinaryField(null=True)
    evidence = models.JSONField(default=list)
    source_kind = models.CharField(max_length=12, choices=SourceOf.choices, blank=True, default="")
    source_id = models.UUIDField(null=True)
    left_at = models.DateTimeField()
    left_by_id = models.UUIDField(null=True)
    left_by = models.CharField(max_length=120)
    left_department = models.CharField(max_length=32, blank=True)
    state = models.CharField(max_length=12, choices=InstructionState.choices, default=InstructionState.WAITING)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by_id = models.UUIDField(null=True)
    acknowledged_by = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_by_id = models.UUIDField(null=True)
    signed_by = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    is_sensitive = models.BooleanField(default=False)
    remove_after_stay = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "service_instruction"
        indexes = [models.Index(fields=["begins_at", "hotel", "department"], name="service_instruction_shift")]


class ShiftNote(HotelOwned):
    """What a department's shift hands over apart from guests (keys, machines, staff); no guest belongs in it."""

    department = models.CharField(max_length=32)
    day = models.DateField()
    shift = models.CharField(max_length=8, choices=Shift.choices)
    text = models.CharField(max_length=1000)
    written_at = models.DateTimeField()
    written_by_id = models.UUIDField(null=True)
    written_by = models.CharField(max_length=120)

    class Meta:
        db_table = "service_shift_note"
        indexes = [models.Index(fields=["day", "hotel", "department"], name="service_shift_note_day")]
