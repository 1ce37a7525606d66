"""Permission names, declared by the rooms in their ``access.py``; an unknown name in a role is an error."""

from binzhi.kernel.words import Words

_declared: dict[str, Words] = {}


def declare(name: str, *, zh: str, en: str) -> str:
    """Declare a permission ``room.verb`` with its words and return the name."""
    _declared[name] = Words(zh, en)
    return name


def declared() -> dict[str, Words]:
    """Return every declared permission with its words."""
    return dict(_declared)
