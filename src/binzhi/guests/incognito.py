"""The alias of a guest who stays incognito stands wherever the house works; the real name only where it is needed.

Lists, prints, work items and terminals call :func:`put_aliases` on the guests they loaded. It changes the objects in
memory, never a row. Who may see the real name holds ``guests.real_name`` and finds it in the file itself.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from binzhi.guests.access import REAL_NAME
from binzhi.guests.enums import FlagCode, NameKind
from binzhi.guests.joined import People, people_among, people_of, put_leads
from binzhi.guests.models import Guest, GuestFlag, GuestName
from binzhi.kernel.names import form_of_address, has_han
from binzhi.kernel.scope import Scope


def aliases_of(whose: People | Iterable[UUID]) -> dict[UUID, str]:
    """Return the alias of each person flagged incognito that has one, by the id of each of its profiles.

    One query when nobody has an alias. The flag and the alias may stand on different profiles of the person.
    """
    people = people_among(whose)
    rows = GuestName.objects.filter(guest_id__in=people.ids, kind=NameKind.ALIAS).order_by("id")
    names = people.merge(rows.values_list("guest_id", "name"), lambda _first, last: last)
    if not names:
        return {}
    hidden = GuestFlag.objects.filter(guest_id__in=list(names), code=FlagCode.INCOGNITO)
    return {one: names[one] for one in people.all_of(hidden.values_list("guest_id", flat=True))}


def put_aliases(guests: Iterable[Guest]) -> None:
    """Put the alias in place of every form of the name of incognito guests; for lists and prints, whoever reads them."""
    by_id: dict[UUID, list[Guest]] = {}
    for guest in guests:
        by_id.setdefault(guest.id, []).append(guest)
    people = people_of(guest for same in by_id.values() for guest in same)
    for guest_id, alias in aliases_of(people).items():
        for guest in by_id.get(guest_id, ()):
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


def show_rows(scope: Scope, *lists: Iterable[Any]) -> None:
    """Let rows with a loaded ``guest`` show the person: the lead in place of a joined profile, by its alias where hidden.

    For pages that name guests; no query more than :func:`hide_from` while nobody is joined.
    """
    rows = [row for rows in lists for row in rows]
    put_leads(rows)
    hide_from(scope, [row.guest for row in rows])


def show_rows_hidden(*lists: Iterable[Any]) -> None:
    """Do what :func:`show_rows` does for work items, prints and terminals: the alias stands whoever reads them."""
    rows = [row for rows in lists for row in rows]
    put_leads(rows)
    put_aliases(row.guest for row in rows)
