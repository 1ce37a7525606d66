"""The verb behind one field of the file: a value typed there goes the way of its store (column, fact, contact, date)."""

from datetime import datetime
from uuid import UUID

from binzhi.audit.domain.unit import unit_of_work
from binzhi.audit.locks import locked
from binzhi.guests.access import EDIT, RECORD_FACT
from binzhi.guests.domain.facts import record_fact
from binzhi.guests.domain.profile import change_guest
from binzhi.guests.drafts import ContactDraft, DateDraft, GuestDraft
from binzhi.guests.enums import ContactKind, DateKind, Gender
from binzhi.guests.errors import DerivedField, UnknownItem, ValueMoved
from binzhi.guests.fields import Field
from binzhi.guests.models import Guest
from binzhi.guests.origin import Origin
from binzhi.kernel.errors import BadInput
from binzhi.kernel.scope import Scope

CONTACTS = {kind.value: kind for kind in ContactKind}
DATES = {kind.value: kind for kind in DateKind}


def permission_for(field: Field) -> str:
    """Return the permission a change of the field needs."""
    return RECORD_FACT if field.item_code else EDIT


def enter_value(
    *,
    scope: Scope,
    now: datetime,
    guest: Guest,
    field: Field,
    value: str,
    origin: Origin,
    base: str | None = None,
    replaces: UUID | None = None,
    hotel_id: UUID | None = None,
) -> bool:
    """Enter a value of one field; False when it stood already. The earlier value goes to the history (R-195, R-196).

    ``base`` is the value the form showed: when another one stands meanwhile, :class:`ValueMoved` is raised and both are
    shown. Refuses a derived field (:class:`DerivedField`), one kept elsewhere, and an empty value of a fact or contact.
    """
    scope.need(permission_for(field))
    if field.is_derived:
        raise DerivedField(field=field.words.zh, field_en=field.words.en)
    if column := field.stored_as("column"):
        return _column(scope, now, guest, field, column, value.strip(), origin, base)
    if field.item_code:
        before = now
        fact = record_fact(
            scope=scope,
            now=now,
            guest=guest,
            item_code=field.item_code,
            value=value,
            source=origin.source,
            channel=origin.channel,
            stage=origin.stage.value if origin.stage else "",
            place=origin.place,
            replaces=replaces,
        )
        return bool(fact.learned_at >= before)
    if not value.strip():
        raise BadInput(field="value", zh="请填写内容。", en="Enter a value.")
    if kind := CONTACTS.get(field.stored_as("contact")):
        draft = GuestDraft(name=guest.name, contacts=(ContactDraft(kind, value),))
    elif day := DATES.get(field.stored_as("date")):
        draft = GuestDraft(name=guest.name, dates=(DateDraft(day, value.strip()),))
    else:
        raise UnknownItem(item=field.words.zh)
    return bool(change_guest(scope=scope, now=now, guest=guest, draft=draft, origin=origin))


def _column(
    scope: Scope, now: datetime, guest: Guest, field: Field, column: str, value: str, origin: Origin, base: str | None
) -> bool:
    if field.kind == "country":
        value = value.upper()
        if value and not (len(value) == 2 and value.isascii() and value.isalpha()):
            raise BadInput(field="value", zh="请填两位国家代码，如 CN、JP。", en="Enter two letters, such as CN or JP.")
    if field.choices and value and value not in dict(field.choices):
        raise BadInput(field="value", zh="请从列表中选择。", en="Choose from the list.")
    with unit_of_work(scope):
        fresh: Guest = locked(Guest.objects.filter(id=guest.id), lets_refer=True).get()
        standing = str(getattr(fresh, column))
        if base is not None and standing not in {base, value}:
            raise ValueMoved(field=field.words.zh, field_en=field.words.en)
        if column == "name":
            draft = GuestDraft(name=value)
        elif column == "gender":
            draft = GuestDraft(name=fresh.name, gender=Gender(value or Gender.UNSPECIFIED))
        else:
            draft = GuestDraft(name=fresh.name, **{column: value})  # type: ignore[arg-type]  # a plain text field
        return bool(change_guest(scope=scope, now=now, guest=fresh, draft=draft, origin=origin))
