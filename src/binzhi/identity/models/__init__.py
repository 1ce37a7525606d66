"""Tables of the room."""

from binzhi.identity.models.cases import IdentityRun, PairCase
from binzhi.identity.models.events import Apart, Link, LinkEvent
from binzhi.identity.models.keys import GuestEvidence, MatchKey, Term

__all__ = ["Apart", "GuestEvidence", "IdentityRun", "Link", "LinkEvent", "MatchKey", "PairCase", "Term"]
