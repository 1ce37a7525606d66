"""Verbs on the profile: create, change, give old values back."""

import json
from copy import copy
from datetime import datetime
from typing import Any
from uuid import UUID

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.bulk import make_row
from binzhi.audit.domain.unit import amend, persist, record, unit_of_work
from binzhi.audit.locks import locked
from binzhi.audit.wordings import choice_words
from binzhi.guests import identifying
from binzhi.guests.access import CREATE, EDIT
from binzhi.guests.domain import search_entries
from binzhi.guests.domain.identifiers import add_contact, add_date, add_document, add_member_card, link_external
from binzhi.guests.domain.locking import locked_guest
from binzhi.guests.domain.values import keep_loser, note_differing
from binzhi.guests.drafts import GuestDraft
from binzhi.guests.enums import DocumentKind, Gender, GuestKind, SourceKind
from binzhi.guests.models import Guest
from binzhi.guests.origin import WHOLE, Origin
from binzhi.kernel.documents import read_id_card
from binzhi.kernel.errors import BadInput, Stale
from binzhi.kernel.names import clean_name, form_of_address, name_forms
from binzhi.kernel.scope import Scope
from binzhi.vault.domain.keyring import expect_new_guest

CREATED = declare_act(
    "create_guest",
    zh="建立客史({source})",
    en="Created the guest history ({source})",
    said={"source": choice_words(SourceKind)},
)
CONFIRMED = declare_act("confirm_guest_field", zh="再次确认：{fields}", en="Confirmed again: {fields}")
CHANGED = declare_act("change_guest", zh="修改客史：{fields}", en="Changed the guest history: {fields}")

PLAIN = (
    "latin_name",
    "nickname",
    "title",
    "gender",
    "nationality",
    "native_place",
    "language",
    "company",
    "position",
    "vip_level",
    "confirmation_method",
)
JOINABLE = ("name", *PLAIN)  # what profiles of one person may each tell
LIMITS = {f.name: getattr(f, "max_length", None) or 0 for f in Guest._meta.fields}


def _checked_name(name: str) -> str:
    name = clean_name(name)
    if not name:
        raise BadInput(field="name", zh="请填写姓名。", en="Enter the name.")
    if len(name) > 120 or "\x00" in name:
        raise BadInput(
            field="name", zh="姓名过长或含有不可见字符。", en="The name is too long or holds invisible signs."
        )
    return name


def _apply(guest: Guest, draft: GuestDraft) -> list[str]:
    """Put the draft's values on the guest; returns the names of the fields that changed."""
    changed: list[str] = []
    name = _checked_name(draft.name)
    if name != guest.name:
        guest.name = name
        changed.append("name")
    if guest.kind == GuestKind.PLACEHOLDER and draft.kind == GuestKind.PERSON and "name" in changed:
        guest.kind = draft.kind  # now we know who it is
    for field in PLAIN:
        value: Any = getattr(draft, field)
        if value is None:
            continue
        value = str(value).strip()
        if len(value) > LIMITS[field]:
            raise BadInput(field=field, zh=f"最多 {LIMITS[field]} 个字。", en=f"At most {LIMITS[field]} characters.")
        if value != getattr(guest, field):
            setattr(guest, field, value)
            changed.append(field)
    return changed


def _fill_from_id_card(guest: Guest, draft: GuestDraft) -> None:
    """A resident number tells sex and native place; typed values win."""
    for document in draft.documents:
        if document.kind == DocumentKind.ID_CARD and (reading := read_id_card(document.number)):
            if guest.gender == Gender.UNSPECIFIED:
                guest.gender = reading.gender
            guest.native_place = guest.native_place or reading.native_place
            guest.nationality = guest.nationality or "CN"


def derive(guest: Guest) -> None:
    """Put what follows from the name on a guest, in memory: parts, pinyin, initials, forms of address."""
    forms = name_forms(guest.name, latin_name=guest.latin_name)
    guest.family_name, guest.given_name = forms.family_name[:80], forms.given_name[:80]
    guest.pinyin, guest.initials = forms.pinyin[:160], forms.initials[:24]
    guest.latin_key = forms.latin[:120]
    guest.salutation_zh, guest.salutation_en = form_of_address(
        name=guest.name, gender=guest.gender, title=guest.title, position=guest.position
    )


DERIVED = ("family_name", "given_name", "pinyin", "initials", "latin_key", "salutation_zh", "salutation_en")


def create_guest(
    *,
    scope: Scope,
    now: datetime,
    draft: GuestDraft,
    source: SourceKind = SourceKind.STATED,
    origin: Origin | None = None,
) -> Guest:
    """Create a guest history with everything in the draft, in one transaction (R-001, R-112).

    Derives pinyin, initials and forms of address; a resident ID number also gives sex, native place and birth date.
    Refuses an empty name, a wrong document number, phone, e-mail or date, and a document or member number that belongs
    to another guest (:class:`DocumentTaken`, :class:`MemberNumberTaken`). ``origin`` tells how the values were learned;
    without it they count as ``source`` from the actor.
    """
    scope.need(CREATE)
    origin = origin or Origin(source=source)
    with unit_of_work(scope):
        guest = make_row(
            Guest,
            group_id=scope.group_id,
            kind=draft.kind,
            origins={WHOLE: origin.stamp(scope, now)},
            created_at=now,
            created_by=scope.actor.name,
            updated_at=now,
        )
        _apply(guest, draft)
        _fill_from_id_card(guest, draft)
        derive(guest)
        persist(guest)
        expect_new_guest(guest.id)
        search_entries.mark(guest, new=True)
        identifying.mark(guest, new=True)
        _add_identifiers(scope, now, guest, draft, origin)
        record(
            CREATED,
            scope=scope,
            now=now,
            object_type="guest",
            object_id=guest.id,
            guest_id=guest.id,
            details={"source": origin.source.value},
        )
    return guest


def _add_identifiers(scope: Scope, now: datetime, guest: Guest, draft: GuestDraft, origin: Origin) -> list[str]:
    done: list[str] = []
    source = origin.source
    for document in draft.documents:
        if add_document(scope=scope, now=now, guest=guest, draft=document, source=source, origin=origin):
            done.append("document")
    for contact in draft.contacts:
        if add_contact(scope=scope, now=now, guest=guest, draft=contact, source=source, origin=origin):
            done.append(contact.kind.value)
    for one in draft.dates:
        if add_date(scope=scope, now=now, guest=guest, draft=one, source=source, origin=origin):
            done.append(one.kind.value)
    for member in draft.members:
        if add_member_card(scope=scope, now=now, guest=guest, draft=member):
            done.append("member_card")
    for system, kind, value in draft.external_ids:
        link_external(scope=scope, guest=guest, system=system, kind=kind, value=value)
    return done


def change_guest(
    *,
    scope: Scope,
    now: datetime,
    guest: Guest,
    draft: GuestDraft,
    version: int | None = None,
    source: SourceKind = SourceKind.STATED,
    origin: Origin | None = None,
    keep_standing: bool = False,
) -> list[str]:
    """Change a profile; returns the names of the fields that changed (empty: nothing was written).

    ``version`` is the one the page was built from: another one in the database refuses with :class:`Stale`.
    With ``keep_standing`` a value that differs from a standing one waits for a decision instead of replacing it (a
    scan, a form, a card); without it the actor has seen the standing value, and it goes to the history (R-130, R-196).
    """
    scope.need(EDIT)
    origin = origin or Origin(source=source)
    with unit_of_work(scope) as unit:
        if not unit.batch and not guest._state.adding:
            guest = locked_guest(guest)
        if version is not None and version != guest.version:
            raise Stale
        before = snapshot(guest)
        changed = _apply(guest, draft)
        changed = _settle(scope, now, guest, changed, before, origin, keep_standing=keep_standing)
        derive(guest)
        changed += _add_identifiers(scope, now, guest, draft, origin)
        if changed:
            _write_change(scope, now, guest, changed)
    return changed


def _settle(
    scope: Scope,
    now: datetime,
    guest: Guest,
    changed: list[str],
    before: dict[str, str],
    origin: Origin,
    *,
    keep_standing: bool,
) -> list[str]:
    """Give each changed field its origin and keep the loser; returns the fields that really changed."""
    kept: list[str] = []
    stamp = origin.stamp(scope, now) if changed else {}
    for field in changed:
        standing = "" if before[field] == Gender.UNSPECIFIED else before[field]
        if standing and keep_standing:
            value = str(getattr(guest, field))
            setattr(guest, field, before[field])
            note_differing(scope=scope, now=now, guest=guest, field=field, value=value, origin=origin)
            continue
        keep_loser(scope=scope, now=now, guest=guest, field=field, value=standing)
        guest.origins = {**guest.origins, field: stamp}
        kept.append(field)
    return kept


def _write_change(scope: Scope, now: datetime, guest: Guest, changed: list[str]) -> None:
    guest.version, guest.updated_at = guest.version + 1, now
    if guest.own is not None:
        _tell_own(guest, changed, now)
    amend(guest, "name", "kind", *PLAIN, *DERIVED, "origins", "own", "version", "updated_at")
    search_entries.mark(guest)
    identifying.mark(guest)
    record(
        CHANGED,
        scope=scope,
        now=now,
        object_type="guest",
        object_id=guest.id,
        guest_id=guest.id,
        details={"fields": ", ".join(sorted(set(changed)))},
    )


def _tell_own(guest: Guest, changed: list[str], now: datetime) -> None:
    """A value told of a person is told of the lead: it stays when the profiles are parted.

    What the lead said before is kept with the time, for the keeper who parts them and says it was told of the other.
    """
    values, origins = dict(guest.own["values"]), dict(guest.own["origins"])
    before = {name: list(entries) for name, entries in guest.own.get("before", {}).items()}
    for field in changed:
        if field in JOINABLE:
            stamp = origins.get(field) or origins.get(WHOLE) or {}
            before.setdefault(field, []).append([now.isoformat(), values.get(field, ""), stamp])
            values[field] = str(getattr(guest, field))
            if field in guest.origins:
                origins[field] = guest.origins[field]
    guest.own = {"values": values, "origins": origins, "before": before}


def put_field(*, scope: Scope, now: datetime, guest: Guest, field: str, value: str, stamp: dict[str, Any]) -> None:
    """Put one plain field with a stored origin on a locked guest; the standing value goes to the history."""
    if field not in {"name", *PLAIN}:
        raise BadInput(field="field", zh="没有这个项目。", en="There is no such field.")
    scope.need(EDIT)
    with unit_of_work(scope):
        keep_loser(scope=scope, now=now, guest=guest, field=field, value=str(getattr(guest, field)))
        setattr(guest, field, value)
        guest.origins = {**guest.origins, field: stamp}
        derive(guest)
        _write_change(scope, now, guest, [field])


def touch_guest(*, scope: Scope, now: datetime, guest: Guest) -> None:
    """Count a change of something kept beside the profile's own row, so that an open form of it is out of date."""
    with unit_of_work(scope):
        guest.version, guest.updated_at = guest.version + 1, now
        amend(guest, "version", "updated_at")


def confirm_field(*, scope: Scope, now: datetime, guest: Guest, field: str) -> None:
    """Note that a standing plain field was found true again; its origin keeps who told it first (R-208)."""
    if field not in {"name", *PLAIN}:
        raise BadInput(field="field", zh="没有这个项目。", en="There is no such field.")
    scope.need(EDIT)
    with unit_of_work(scope):
        guest = locked(Guest.objects.filter(id=guest.id), lets_refer=True).get()
        stamp = dict(guest.origins.get(field) or guest.origins.get(WHOLE) or {})
        stamp["confirmed"] = now.isoformat(timespec="seconds")
        guest.origins = {**guest.origins, field: stamp}
        guest.updated_at = now
        amend(guest, "origins", "updated_at")
        record(
            CONFIRMED,
            scope=scope,
            now=now,
            object_type="guest",
            object_id=guest.id,
            guest_id=guest.id,
            details={"fields": field},
        )


def restore_guest(*, scope: Scope, now: datetime, guest_id: UUID, values: dict[str, str]) -> None:
    """Put earlier values of plain fields back, with their origins (undo of an import)."""
    scope.need(EDIT)
    with unit_of_work(scope):
        guest = locked_guest(Guest.objects.get(id=guest_id))
        for field, value in values.items():
            if field in PLAIN or field in {"name", "kind"}:
                setattr(guest, field, value)
        if "origins" in values:
            guest.origins = json.loads(values["origins"])
        derive(guest)
        _write_change(scope, now, guest, [field for field in values if field != "origins"])


def preview_guest(draft: GuestDraft) -> Guest:
    """Return the guest a draft would make, unsaved; refuses what :func:`create_guest` refuses about plain fields."""
    guest = Guest(kind=draft.kind)
    _apply(guest, draft)
    _fill_from_id_card(guest, draft)
    return guest


def apply_draft(guest: Guest, draft: GuestDraft) -> tuple[Guest, list[str]]:
    """Return a copy of a guest as a draft would leave it, and the plain fields that differ; writes nothing."""
    changed = copy(guest)
    return changed, _apply(changed, draft)


def snapshot(guest: Guest) -> dict[str, str]:
    """Return the plain fields of a guest and their origins, for an undo."""
    values = {name: str(getattr(guest, name)) for name in ("name", "kind", *PLAIN)}
    return {**values, "origins": json.dumps(guest.origins, ensure_ascii=False, sort_keys=True)}
