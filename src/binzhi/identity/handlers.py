"""Reactions of the room to acts; registered when the house starts (decision record 0012)."""

from uuid import UUID

from binzhi.audit.models import Act
from binzhi.audit.reactions import after
from binzhi.guests.domain.registering import BESIDE, CONFIRMED_OTHER
from binzhi.identity.domain import following
from binzhi.identity.domain.cases import open_case
from binzhi.identity.enums import CaseOrigin
from binzhi.kernel.scope import Scope


def on_created_beside(scope: Scope, acts: list[Act]) -> None:
    """A history was made beside one that may be the same person: the merge keeper decides (R-180)."""
    for act in acts:
        told = act.details
        if act.guest_id is None:
            continue
        for other, weight, conflict in zip(told["beside"], told["weights"], told["conflicts"], strict=True):
            open_case(
                scope=scope,
                now=act.at,
                guest_a=act.guest_id,
                guest_b=UUID(other),
                origin=CaseOrigin.CREATED_BESIDE,
                weight=weight,
                conflict=conflict,
            )


def register() -> None:
    """Register every reaction of the room."""
    after(BESIDE, on_created_beside)
    after(CONFIRMED_OTHER, on_created_beside)
    following.register()
