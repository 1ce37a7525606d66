"""Lists of guests by conditions: what a saved list holds, checked, said in words and turned into a query (R-194)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from binzhi.guests.access import visible_guests
from binzhi.guests.errors import NobodyFound, TooManyGuests
from binzhi.guests.joined import People
from binzhi.guests.list_fields import NO_VALUE, OPS, ListField, all_fields, may_filter
from binzhi.guests.models import Guest, GuestNote, SavedList
from binzhi.guests.queries import note_cell, notes_of
from binzhi.kernel.errors import BadInput, NotAllowed, NotFound
from binzhi.kernel.scope import Scope
from binzhi.kernel.words import Words
from binzhi.vault.domain.sealing import read_many

MOST_RULES = 8
MOST_GUESTS = 5000
NOTES_READ = 4000


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition: a field, an operator, a value."""

    field: ListField
    op: str
    value: str

    def stored(self) -> list[str]:
        """Return the form a saved list keeps."""
        return [self.field.code, self.op, self.value]

    @property
    def words(self) -> Words:
        """Say the condition."""
        op, said = OPS[self.op], dict(self.field.choices).get(self.value, Words(self.value, self.value))
        value = "" if self.op in NO_VALUE else f"“{said.zh}”"
        value_en = "" if self.op in NO_VALUE else f' "{said.en}"'
        return Words(f"{self.field.words.zh}{op.zh}{value}", f"{self.field.words.en} {op.en}{value_en}")


def read_rules(scope: Scope, raw: Iterable[Iterable[str]]) -> list[Rule]:
    """Check conditions as typed or stored; empty ones are left out.

    Refuses unknown fields and operators, values of the wrong form, and a field the role may not see
    (:class:`NotAllowed`): a filter would tell what it says.
    """
    rules = []
    for entry in raw:
        code, op, value = (str(part).strip() for part in (*entry, "", "", "")[:3])
        if not code:
            continue
        field = all_fields().get(code)
        if field is None or op not in field.ops:
            raise BadInput(field="rules", zh="没有这个筛选条件。", en="There is no such condition.")
        if not may_filter(scope, field):
            raise NotAllowed(permission=f"read:{field.field_class}")
        value = "" if op in NO_VALUE else value[:120]
        if op not in NO_VALUE and not value:
            continue
        if field.kind == "choice" and op not in NO_VALUE and value not in dict(field.choices):
            raise BadInput(field="rules", zh="请从列表中选择。", en="Choose from the list.")
        field.condition(op, value)  # a value of the wrong form is refused here
        rules.append(Rule(field, op, value))
    if len(rules) > MOST_RULES:
        raise BadInput(field="rules", zh=f"最多{MOST_RULES}个条件。", en=f"At most {MOST_RULES} conditions.")
    return rules


def guests_by(scope: Scope, rules: Iterable[Rule]) -> QuerySet[Any]:
    """Return the guests that meet all conditions, latest changed first."""
    found = visible_guests(scope)
    for rule in rules:
        found = found.filter(rule.field.condition(rule.op, rule.value))
    return found.order_by("-updated_at", "id")


def ids_by(scope: Scope, rules: Iterable[Rule], *, most: int = MOST_GUESTS) -> list[UUID]:
    """Return the ids of all guests that meet the conditions; refuses nobody (:class:`NobodyFound`) and too many."""
    ids = list(guests_by(scope, rules).values_list("id", flat=True)[: most + 1])
    if not ids:
        raise NobodyFound
    if len(ids) > most:
        raise TooManyGuests(most=most)
    return ids


@dataclass(frozen=True, slots=True)
class NoteHits:
    """Guests with a note that holds a word, newest note first; how many notes were read and since when."""

    ids: list[UUID]
    read: int
    since: datetime | None
    all_read: bool


def search_notes(scope: Scope, word: str, rules: list[Rule], *, now: datetime) -> NoteHits:
    """Look for a word in the notes the role may read: the newest :data:`NOTES_READ`, of the guests the conditions leave.

    Notes are sealed at rest, so each is opened and looked at; nothing is kept, and the word goes in no log and address.
    """
    word = word.strip().casefold()
    if len(word) < 2:
        raise BadInput(field="word", zh="请至少输入两个字。", en="Enter two characters or more.")
    rows = GuestNote.objects.order_by("-written_at", "id")
    if rules:
        chosen = guests_by(scope, rules).order_by().values("id")
        rows = rows.filter(Q(guest_id__in=chosen) | Q(guest__joined_to__in=chosen))
    ids = list(rows.values_list("guest_id", "guest__joined_to", "id")[: NOTES_READ + 1])
    leads = {guest_id: lead_id or guest_id for guest_id, lead_id, _ in ids[:NOTES_READ]}
    wanted = {note_id for _, _, note_id in ids[:NOTES_READ]}
    people = People({guest_id: Guest(id=guest_id) for guest_id in leads})
    notes = [n for n in notes_of(scope, people) if n.id in wanted] if wanted else []
    texts = (
        read_many(scope=scope, now=now, cells=[note_cell(n) for n in notes], purpose="search in notes") if notes else []
    )
    found: dict[UUID, None] = {}
    for note, text in zip(notes, texts, strict=True):
        if text and word in text.casefold():
            found.setdefault(leads[note.guest_id])
    since = min((n.written_at for n in notes), default=None)
    return NoteHits(list(found), len(notes), since, len(ids) <= NOTES_READ)


def saved_lists(scope: Scope) -> list[SavedList]:
    """Return the person's own lists and those shared in the hotel, by name."""
    found = SavedList.objects.filter(hotel_id=scope.hotel_id)
    return list(found.filter(Q(owner_id=scope.actor.id) | Q(is_shared=True)).order_by("name", "id"))


def get_list(scope: Scope, list_id: UUID) -> SavedList:
    """Return a list that is the person's own or shared, or refuse."""
    row: SavedList | None = SavedList.objects.filter(id=list_id).first()
    if row is None or not (row.is_shared or row.owner_id == scope.actor.id):
        raise NotFound
    return row
