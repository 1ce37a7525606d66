"""Room proposals of the pre-assignment."""

from django.db import models

from binzhi.arrivals.enums import ProposalState
from binzhi.stays.models import HotelGuestRow


class RoomProposal(HotelGuestRow):
    """The room proposed for a stay, why, and which wishes it does not meet (R-217)."""

    stay_id = models.UUIDField()
    for_date = models.DateField()
    room = models.ForeignKey("stays.Room", on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    score = models.IntegerField(default=0)
    reasons = models.JSONField(default=list)
    unmet = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta(HotelGuestRow.Meta):
        abstract = False
        db_table = "arrivals_room_proposal"
        constraints = [models.UniqueConstraint(fields=["guest", "stay_id"], name="arrivals_proposal_once")]
        indexes = [models.Index(fields=["for_date", "hotel"], name="arrivals_proposal_day")]
