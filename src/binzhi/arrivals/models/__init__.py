from binzhi.arrivals.models.gifts import GiftRequest
from binzhi.arrivals.models.plan import PlanDay, PlanRun, PreparationItem, PreparationRule, ReportOpening
from binzhi.arrivals.models.rooms import RoomProposal
from binzhi.arrivals.models.stay import PreRegistration, StaffDuty, StayEvent, StayOffer

__all__ = [
    "GiftRequest",
    "PlanDay",
    "PlanRun",
    "PreRegistration",
    "PreparationItem",
    "PreparationRule",
    "ReportOpening",
    "RoomProposal",
    "StaffDuty",
    "StayEvent",
    "StayOffer",
]
