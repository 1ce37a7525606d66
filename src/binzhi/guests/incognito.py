"""The alias of a guest who stays incognito stands wherever the house works; the real name only where it is needed.

Lists, prints, work items and terminals call :func:`put_aliases` on the guests they loaded. It changes the objects in
memory, never a row. Who may see the real name holds ``guests.real_name`` and finds it in the file itself.
"""

from collections.abc import Iterable
from uuid import UUID

from binzhi.guests.access import REAL_NAME
from binzhi.guests.enums import FlagCode, NameKind
from binzhi.guests.models import Guest, GuestFlag, GuestName
from binzhi.kernel.names import form_of_address, has_han
from binzhi.kernel.scope import Scope


def aliases_of(guest_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the alias of each guest who is flagged incognito and has one; one query when nobody has an alias."""
    names = dict(
        GuestName.objects.filter(guest_id__in=list(guest_ids), kind=NameKind.ALIAS)
        .order_by("id")
        .values_list("guest_id", "name")
    )
    if not names:
        return {}
    hidden = GuestFlag.objects.filter(guest_id__in=list(names), code=FlagCode.INCOGNITO)
    return {guest_id: names[guest_id] for guest_id in hidden.values_list("guest_id", flat=True)}


def put_aliases(guests: Iterable[Guest]) -> None:
    """Put the alias in place of every form of the name of incognito guests; for lists and prints, whoever reads them."""
    by_id: dict[UUID, list[Guest]] = {}
    for guest in guests:
        by_id.setdefault(guest.id, []).append(guest)
    for guest_id, alias in aliases_of(by_id).items():
        for guest in by_id[guest_id]:
            wear(guest, alias)


def wear(guest: Guest, alias: str) -> None:
    """Put an alias in place of every form of the name, in memory."""
    guest.name, guest.latin_name, guest.nickname = alias, "" if has_han(alias) else alias, ""
    guest.family_name, guest.given_name, guest.pinyin, guest.initials, guest.latin_key = "", "", "", "", ""
    guest.salutation_zh, guest.salutation_en = form_of_address(name=alias, gender=guest.gender)


def hide_from(scope: Scope, guests: Iterable[Guest]) -> None:
    """Put aliases only for a reader who may not see real names; for the file itself and for search."""
    if not scope.may(REAL_NAME):
        put_aliases(guests)
