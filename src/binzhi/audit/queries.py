"""Reads of the act log."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from binzhi.audit.access import READ
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
    kind = act_type(act.name)
    words = kind.words.text(language)
    details = {k: kind.said[k](str(v), language) if k in kind.said else v for k, v in act.details.items()}
    try:
        text = words.format(**details)
    except (KeyError, IndexError):
        text = words
    return ActLine(act.at, act.actor_name, text, act.name, act.is_read, act.purpose)


def acts_of_guest(
    scope: Scope, guest_ids: Collection[UUID], *, limit: int = 50, reads: bool = False, without: tuple[str, ...] = ()
) -> list[ActLine]:
    """Return the latest acts about a guest, on any of its profiles, in the readable hotels; look-ups only with ``reads``."""
    chains = [*scope.readable_hotel_ids, scope.group_id]
    found = Act.objects.filter(guest_id__in=guest_ids, chain_id__in=chains, is_read=reads)
    found = found.exclude(name__in=without).order_by("-at", "-seq")[:limit]
    return [as_line(act, scope.language) for act in found]


def acts_on(scope: Scope, *, guest_ids: Iterable[UUID], object_ids: Iterable[UUID], limit: int = 50) -> list[ActLine]:
    """Return the latest acts on some objects of some guests, without look-ups."""
    chains = [*scope.readable_hotel_ids, scope.group_id]
    found = Act.objects.filter(
        guest_id__in=list(guest_ids), object_id__in=list(object_ids), chain_id__in=chains, is_read=False
    )
    return [as_line(act, scope.language) for act in found.order_by("-at")[:limit]]


def acts_logged(
    scope: Scope,
    *,
    person: str = "",
    name: str = "",
    reads: bool = False,
    first: datetime | None = None,
    end: datetime | None = None,
) -> QuerySet[Act]:
    """Return the acts of the readable hotels and the group, latest first, filtered."""
    scope.need(READ)
    found = Act.objects.filter(chain_id__in=[*scope.readable_hotel_ids, scope.group_id])
    if person:
        found = found.filter(actor_name__istartswith=person)
    if name:
        found = found.filter(name=name)
    if reads:
        found = found.filter(is_read=True)
    if first is not None:
        found = found.filter(at__gte=first)
    if end is not None:
        found = found.filter(at__lt=end)
    return found.order_by("-at", "-seq")


def acts_by_others(
    *, guest_ids: Iterable[UUID], since: datetime, after: UUID, but_not: Iterable[str], no_names: Iterable[str] = ()
) -> list[tuple[Any, Any, bool]]:
    """Return (object, guest, is a look-up) of acts about some guests since a moment, without those of some requests and names.

    ``after`` is an id made when it began: ids grow with time and tell acts of one moment apart. Look-ups by the machine
    itself (planning) do not count. Looks into every chain: whether a guest was touched anywhere is not limited to the
    asker's hotel; nothing is shown.
    """
    found = Act.objects.filter(guest_id__in=list(guest_ids), at__gte=since, id__gt=after).exclude(
        request_id__in=list(but_not)
    )
    found = found.exclude(is_read=True, actor_kind="system").exclude(name__in=list(no_names))
    return list(found.values_list("object_id", "guest_id", "is_read"))
