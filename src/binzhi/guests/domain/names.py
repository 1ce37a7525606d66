"""Verbs on further names of a guest: in the document, in another script, former, alias (R-002, R-136)."""

from datetime import datetime
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.wordings import choice_words
from binzhi.guests import identifying
from binzhi.guests.access import EDIT
from binzhi.guests.domain import search_entries
from binzhi.guests.enums import NameKind
from binzhi.guests.joined import ids_of
from binzhi.guests.models import Guest, GuestName
from binzhi.guests.origin import Origin
from binzhi.guests.text_rules import refuse_numbers
from binzhi.kernel.errors import BadInput, NotFound
from binzhi.kernel.ids import uuid7
from binzhi.kernel.names import clean_name, has_han, split_chinese
from binzhi.kernel.scope import Scope

SAID = {"kind": choice_words(NameKind)}
NAMED = declare_act("add_guest_name", zh="登记另一姓名({kind})", en="Added a further name ({kind})", said=SAID)
UNNAMED = declare_act("remove_guest_name", zh="删除另一姓名({kind})", en="Removed a further name ({kind})", said=SAID)


def parts_of(name: str, *, family_name: str = "", given_name: str = "", family_first: bool = False) -> tuple[str, str]:
    """Return surname and given name: as typed; else 欧阳 as one surname, the dot kept, Latin by the order told."""
    if family_name or given_name:
        return clean_name(family_name), clean_name(given_name)
    if has_han(name):
        return split_chinese(name)
    words = name.split(" ")
    if family_first or len(words) == 1:
        return words[0], " ".join(words[1:])
    return words[-1], " ".join(words[:-1])


def add_name(
    *,
    scope: Scope,
    now: datetime,
    guest: Guest,
    kind: NameKind,
    name: str,
    family_name: str = "",
    given_name: str = "",
    family_first: bool = False,
    language: str = "",
    origin: Origin | None = None,
) -> GuestName:
    """Add a further name; the same one again is returned as it stands. The guest is then found by it.

    Refuses an empty name, one over 120 signs, and document or card numbers. Of aliases one holds: a new one replaces it.
    """
    scope.need(EDIT)
    name = clean_name(name)
    if not name or len(name) > 120 or "\x00" in name:
        raise BadInput(field="name", zh="请填写姓名（最多120字）。", en="Enter a name of at most 120 characters.")
    refuse_numbers(name)
    family, given = parts_of(name, family_name=family_name, given_name=given_name, family_first=family_first)
    with unit_of_work(scope):
        standing: GuestName | None = GuestName.objects.filter(guest_id__in=ids_of(guest), kind=kind, name=name).first()
        if standing is not None:
            return standing
        if kind == NameKind.ALIAS:
            GuestName.objects.filter(guest_id__in=ids_of(guest), kind=kind).delete()
        row = persist(
            GuestName(
                guest=guest,
                id=uuid7(),
                kind=kind,
                name=name,
                family_name=family[:80],
                given_name=given[:80],
                language=language[:12],
                origin=(origin or Origin()).stamp(scope, now),
            )
        )
        _touch(scope, now, guest, NAMED, row)
    return row


def remove_name(*, scope: Scope, now: datetime, guest: Guest, name_id: UUID) -> None:
    """Remove a further name; the guest is no longer found by it. Refuses one that is not there."""
    scope.need(EDIT)
    with unit_of_work(scope):
        row: GuestName | None = GuestName.objects.filter(guest_id__in=ids_of(guest), id=name_id).first()
        if row is None:
            raise NotFound
        GuestName.objects.filter(guest_id=row.guest_id, id=name_id).delete()
        _touch(scope, now, guest, UNNAMED, row)


def _touch(scope: Scope, now: datetime, guest: Guest, act: str, row: GuestName) -> None:
    guest.updated_at = now
    amend(guest, "updated_at")
    search_entries.mark(guest)
    identifying.mark(guest)
    if row.guest_id != guest.id:
        identifying.again([row.guest_id])
    details = {"kind": row.kind}
    record(act, scope=scope, now=now, object_type="name", object_id=row.id, guest_id=guest.id, details=details)
