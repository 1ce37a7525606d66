"""Reactions: a room above says what has to follow an act of a room below, in the same transaction.

Registered in ``AppConfig.ready`` and run when the outermost unit ends, after its rows are written and before its acts
are linked: what a reaction writes stands or falls with the act. A reaction gets all acts of one name at once, so that
an import of a thousand rows costs it the same few queries as one row. See decision record 0012.
"""

from collections.abc import Callable

from binzhi.audit.models import Act
from binzhi.kernel.scope import Scope

Reaction = Callable[[Scope, list[Act]], None]

_reactions: dict[str, list[Reaction]] = {}


def after(name: str, reaction: Reaction) -> None:
    """Let ``reaction(scope, acts)`` run inside every unit that records acts of this name; registering twice is once."""
    listed = _reactions.setdefault(name, [])
    if reaction not in listed:
        listed.append(reaction)


def reactions_to(name: str) -> list[Reaction]:
    """Return what follows an act of this name."""
    return _reactions.get(name, [])


def is_anything_due(acts: list[Act]) -> bool:
    """Tell whether any of these acts has a reaction."""
    return any(act.name in _reactions for act in acts)
