"""Reads of the act log."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import act_type
from binzhi.audit.models import Act
from binzhi.kernel.scope import Scope


@dataclass(frozen=True, slots=True)
class ActLine:
    """An act as a person reads it."""

    at: datetime
    actor: str
    text: str
    name: str
    is_read: bool
    purpose: str


def as_line(act: Act, language: str) -> ActLine:
    """Put the act into words."""
    words = act_type(act.name).words.text(language)
    try:
        text = words.format(**act.details)
    except (KeyError, IndexError):
        text = words
    return ActLine(act.at, act.actor_name, text, act.name, act.is_read, act.purpose)


def acts_of_guest(scope: Scope, guest_id: UUID, *, limit: int = 50, reads: bool = False) -> list[ActLine]:
    """Return the latest acts about a guest in the readable hotels; look-ups only with ``reads``."""
    chains = [*scope.readable_hotel_ids, scope.group_id]
    found = Act.objects.filter(guest_id=guest_id, chain_id__in=chains, is_read=reads).order_by("-at")[:limit]
    return [as_line(act, scope.language) for act in found]
