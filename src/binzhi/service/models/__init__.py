from binzhi.service.models.records import Feedback, OnlineReview, Touchpoint
from binzhi.service.models.shifts import ShiftInstruction, ShiftNote
from binzhi.service.models.tasks import GuestMoment, ServiceTask

__all__ = [
    "Feedback",
    "GuestMoment",
    "OnlineReview",
    "ServiceTask",
    "ShiftInstruction",
    "ShiftNote",
    "Touchpoint",
]
