"""Two desks at one profile: what each changed since the form was opened, and where both changed the same field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing

from binzhi.guests.domain.profile import PLAIN
from binzhi.guests.fields import field_of_column
from binzhi.guests.models import Guest
from binzhi.guests.origin import Told, told_of
from binzhi.guests.said import said_of
from binzhi.kernel.words import Words

SALT = "guests.edit"
EDITED = ("name", *PLAIN)


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both desks changed: what I typed, what stands now, and who wrote that."""

    column: str
    words: Words
    mine: str
    theirs: str
    told: Told


@dataclass(frozen=True, slots=True)
class Merge:
    """The values to write and the clashes nobody has decided yet."""

    values: dict[str, str]
    clashes: list[Clash]
    mine_lost: dict[str, str]
    theirs_kept: list[str]


def values_now(guest: Guest) -> dict[str, str]:
    """Return the plain fields of a guest."""
    return {name: str(getattr(guest, name)) for name in EDITED}


def base_of(guest: Guest) -> str:
    """Return the signed values a form is built from; they come back with it."""
    return signing.dumps({"version": guest.version, "values": values_now(guest)}, salt=SALT, compress=True)


def read_base(text: str) -> dict[str, str] | None:
    """Return the values a form was built from; None when they were not sent or are not ours."""
    try:
        found: dict[str, Any] = signing.loads(text, salt=SALT) if text else {}
    except signing.BadSignature:
        return None
    values = found.get("values")
    return {str(k): str(v) for k, v in values.items()} if isinstance(values, dict) else None


def merged(
    guest: Guest,
    mine: Mapping[str, str],
    *,
    base: Mapping[str, str] | None,
    seen_version: int | None,
    choices: Mapping[str, str],
    language: str,
) -> Merge:
    """Put what I changed on what stands. Where both changed one field differently, my choice decides, if I saw what stands.

    ``mine`` holds the fields of my form only; a field it does not hold stays. Without a ``base`` (an old client) the
    values that stand are taken for it when the version is the present one, else everything that differs is a clash.
    """
    theirs = values_now(guest)
    is_fresh = seen_version is not None and seen_version == guest.version
    start = dict(base) if base is not None else (theirs if is_fresh or seen_version is None else {})
    values, clashes, lost, kept = dict(theirs), [], {}, []
    for column, value in mine.items():
        if value == theirs.get(column, "") or value == start.get(column, None):
            if value != theirs.get(column, ""):
                kept.append(column)
            continue
        moved = theirs.get(column, "") != start.get(column, None)
        chosen = choices.get(column, "") if is_fresh else ""
        if moved and chosen == "theirs":
            lost[column] = value
        elif moved and chosen != "mine":
            clashes.append(_clash(guest, column, value, theirs[column], language))
        else:
            values[column] = value
    return Merge(values, clashes, lost, kept)


def _clash(guest: Guest, column: str, mine: str, theirs: str, language: str) -> Clash:
    field = field_of_column(column)
    words = field.words if field else Words(column, column)
    said = (lambda text: said_of(field, text, language)) if field else str
    return Clash(column, words, said(mine), said(theirs), told_of(guest.origins, column))
