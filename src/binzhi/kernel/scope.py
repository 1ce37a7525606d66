"""Who acts, in which hotels, with which rights. Opened once per request, task or command; everything asks it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from binzhi.kernel.errors import NotAllowed, ScopeMissing


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or machine that acts. ``name`` is shown in the timeline and never holds guest data."""

    kind: str  # staff | system
    id: UUID | None
    name: str


@dataclass(frozen=True, slots=True)
class Scope:
    """The reach of one actor. ``hotel_ids`` may be written to, ``readable_hotel_ids`` may be read."""

    actor: Actor
    group_id: UUID
    hotel_ids: frozenset[UUID]
    readable_hotel_ids: frozenset[UUID]
    permissions: frozenset[str]
    field_classes: frozenset[str] = frozenset()
    reveal_classes: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    hotel_id: UUID | None = None
    language: str = "zh-hans"
    request_id: str = ""
    session_id: str = ""
    token_only: bool = field(default=False)

    def may(self, permission: str) -> bool:
        """Tell whether the permission is held."""
        return permission in self.permissions

    def need(self, permission: str) -> None:
        """Refuse with :class:`NotAllowed` unless the permission is held."""
        if permission not in self.permissions:
            raise NotAllowed(permission=permission)

    def need_hotel(self, hotel_id: UUID) -> None:
        """Refuse unless the actor works in this hotel."""
        if hotel_id not in self.hotel_ids:
            raise NotAllowed(permission="hotel")


_current: ContextVar[Scope | None] = ContextVar("binzhi_scope", default=None)


@contextmanager
def open_scope(scope: Scope) -> Iterator[Scope]:
    """Make ``scope`` the current one for the block."""
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)


def current_scope() -> Scope:
    """Return the open scope or refuse (:class:`ScopeMissing`): a query without a scope fails closed."""
    scope = _current.get()
    if scope is None:
        raise ScopeMissing
    return scope
