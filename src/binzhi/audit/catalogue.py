"""Act types, declared by the rooms: name, sentence in both languages, and which detail keys may hold personal data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from binzhi.kernel.words import Words

Wording = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class ActType:
    """A kind of act. ``personal`` names the detail keys an erasure must black out, ``said`` how detail codes are said."""

    name: str
    words: Words
    personal: frozenset[str]
    is_read: bool
    said: Mapping[str, Wording]


_types: dict[str, ActType] = {}


def declare_act(
    name: str,
    *,
    zh: str,
    en: str,
    personal: tuple[str, ...] = (),
    is_read: bool = False,
    said: Mapping[str, Wording] | None = None,
) -> str:
    """Declare an act type and return its name; the sentences may hold ``{detail}`` placeholders.

    ``said`` tells for a detail key how its code is said: ``wording(code, language)``.
    """
    _types[name] = ActType(name, Words(zh, en), frozenset(personal), is_read, dict(said or {}))
    return name


def act_types() -> dict[str, ActType]:
    """Return every declared act type by name."""
    return dict(_types)


def act_type(name: str) -> ActType:
    """Return the act type; an undeclared name is a programming error."""
    return _types[name]
