from binzhi.collection.models.items import CollectedItem, DeviceKey
from binzhi.collection.models.keeping import (
    Enquiry,
    HandedFile,
    Keeper,
    Meeting,
    MeetingConclusion,
    MeetingMember,
    PanelAnswer,
)

__all__ = [
    "CollectedItem",
    "DeviceKey",
    "Enquiry",
    "HandedFile",
    "Keeper",
    "Meeting",
    "MeetingConclusion",
    "MeetingMember",
    "PanelAnswer",
]
