"""What tells a known guest from the one being entered: a card for each candidate, masked, with differences side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from binzhi.guests.digests import PHONES
from binzhi.guests.drafts import GuestDraft
from binzhi.guests.enums import ContactKind, DateKind, Gender
from binzhi.guests.joined import profile_ids
from binzhi.guests.models import Guest, GuestContact, GuestDate, GuestDocument
from binzhi.guests.recognition import Candidate, Clue, last_stays_of
from binzhi.kernel.masking import mask_document, mask_email, mask_phone
from binzhi.kernel.scope import Scope
from binzhi.org import policy
from binzhi.vault.domain.sealing import Cell, derive_many

SAME, DIFFERS, UNKNOWN = "same", "differs", ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the comparison: a field (its code), what was typed, what stands, and the verdict."""

    code: str
    typed: str
    stands: str
    verdict: str


@dataclass(slots=True)
class Card:
    """One candidate as it is shown: masked contacts and documents as the role may see them."""

    candidate: Candidate
    phones: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    birth_year: str = ""
    last_stay: date | None = None
    lines: list[Difference] = field(default_factory=list)

    @property
    def guest(self) -> Guest:
        return self.candidate.guest

    @property
    def is_strong(self) -> bool:
        return self.candidate.is_strong

    @property
    def speaks_for(self) -> list[Clue]:
        return [c for c in self.candidate.clues if c.kind == "for"]

    @property
    def speaks_against(self) -> list[Clue]:
        return [c for c in self.candidate.clues if c.kind == "against"]

    @property
    def missing(self) -> list[Clue]:
        return [c for c in self.candidate.clues if c.kind == "missing"]

    @property
    def hints(self) -> list[str]:
        return [*self.documents[:1], *self.phones[:1], *self.emails[:1]]


def cards_of(scope: Scope, candidates: Sequence[Candidate], draft: GuestDraft) -> list[Card]:
    """Return a card for each candidate, with a fixed number of queries."""
    cards = {c.guest.id: Card(c) for c in candidates}
    owner = {profile_id: c.guest.id for c in candidates for profile_id in profile_ids(c.guest)}
    if policy.decide(scope, "read", field_class="C2"):
        rows = GuestContact.objects.filter(guest_id__in=list(owner)).order_by("-is_preferred", "id")
        for row in rows:
            card = cards[owner[row.guest_id]]
            if row.kind in PHONES:
                card.phones.append(row.hint)
            elif row.kind == ContactKind.EMAIL:
                card.emails.append(row.hint)
    if policy.decide(scope, "read", field_class="C3"):
        for paper in GuestDocument.objects.filter(guest_id__in=list(owner)).order_by("id"):
            cards[owner[paper.guest_id]].documents.append(f"{paper.get_kind_display()} {paper.hint}")
        for guest_id, year in _birth_years(owner).items():
            cards[guest_id].birth_year = year
    for guest_id, day in last_stays_of([c.guest for c in candidates]).items():
        cards[guest_id].last_stay = day
    for card in cards.values():
        card.lines = list(_lines(card, draft))
    return list(cards.values())


def _birth_years(owner: dict[UUID, UUID]) -> dict[UUID, str]:
    """Return the years of birth, taken from the dates inside the vault: day and month stay there."""
    rows = GuestDate.objects.filter(guest_id__in=list(owner), kind=DateKind.BIRTHDAY, relation_id__isnull=True)
    found = list(rows.order_by("id"))
    cells = [Cell("guests_date", r.guest_id, r.id, "value", bytes(r.value), "C3") for r in found]
    years = derive_many(cells=cells, using=_year) if cells else []
    return {owner[row.guest_id]: year for row, year in zip(found, years, strict=True) if year}


def _year(text: str) -> str:
    return text[:4] if len(text) == 10 else ""


def _lines(card: Card, draft: GuestDraft) -> Iterable[Difference]:
    """Compare what was typed with what stands, field by field; what neither tells is left out."""
    guest, by = card.guest, card.candidate.by
    plain: list[tuple[str, Any, Any]] = [
        ("name", draft.name, guest.name),
        ("gender", _sex(draft.gender), _sex(guest.gender)),
        ("nationality", (draft.nationality or "").upper(), guest.nationality),
        ("company", draft.company or "", guest.company),
        ("birth_year", next((_year(d.value) for d in draft.dates if d.kind == DateKind.BIRTHDAY), ""), card.birth_year),
    ]
    for code, typed, stands in plain:
        if typed or stands:
            same = str(typed).casefold() == str(stands).casefold()
            yield Difference(code, typed, stands, UNKNOWN if not (typed and stands) else SAME if same else DIFFERS)
    phones = [mask_phone(c.value) for c in draft.contacts if c.kind in PHONES]
    mails = [mask_email(c.value) for c in draft.contacts if c.kind == ContactKind.EMAIL]
    papers = [mask_document(d.number) for d in draft.documents]
    sealed = (("phone", phones, card.phones), ("email", mails, card.emails), ("document", papers, card.documents))
    for code, told, standing in sealed:
        if told or standing:
            verdict = SAME if code in by else DIFFERS if told and standing else UNKNOWN
            yield Difference(code, ", ".join(told), ", ".join(standing[:3]), verdict)


def _sex(gender: Any) -> str:
    return "" if gender in {None, "", Gender.UNSPECIFIED} else str(Gender(gender).label)
