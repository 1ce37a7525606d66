"""Rights lent for what the house does by itself: an attendant may notice; what follows is the house's own doing."""

from dataclasses import replace

from binzhi.kernel.scope import Scope


def lend(scope: Scope, *permissions: str) -> Scope:
    """Return the same actor with further rights for one step; the acts carry the actor's name."""
    return replace(scope, permissions=scope.permissions | set(permissions))


def lend_everywhere(scope: Scope, *permissions: str) -> Scope:
    """Return the same actor with further rights in every department of the hotel, for one step."""
    return replace(lend(scope, *permissions), departments=scope.departments | {"*"})
