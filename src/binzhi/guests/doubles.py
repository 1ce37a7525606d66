"""Who may stand twice in the archive: asked here, answered by the identity room above (R-191, decision record 0015).

Without an answer nobody is suspected; equal names with an equal contact are found by this room itself.
"""

from collections.abc import Callable, Collection
from uuid import UUID

Suspects = Callable[[Collection[UUID]], dict[UUID, set[UUID]]]

_suspects: list[Suspects] = []


def use(suspects: Suspects) -> None:
    """Let a room answer from now on (called when the application starts)."""
    _suspects[:] = [suspects]


def suspected(ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return for guests the other profiles that are suspected to be the same person and not decided on; one query."""
    found: dict[UUID, set[UUID]] = {}
    for one in _suspects:
        for guest_id, others in one(ids).items():
            found.setdefault(guest_id, set()).update(others)
    return found
