"""Which guest a row means: the fast road for exact evidence, then the matching engine for everything weaker.

A row attaches to a guest only on an outside id, the same document, the same member number, or the same full name with
the same phone. Anything weaker makes a profile of its own, which is joined with the guest it surely is, or queued.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from binzhi.guests.digests import contact_digest, document_digest
from binzhi.guests.enums import ContactKind, DocumentKind, GuestState
from binzhi.guests.errors import WrongIdNumber
from binzhi.guests.models import ContactKey, DocumentKey, ExternalGuestKey, Guest, GuestDocument, MemberKey
from binzhi.integrations.drafts import documents_of, guest_ids
from binzhi.integrations.rows import GuestRow
from binzhi.kernel.names import clean_name
from binzhi.vault.index import member_index

Triple = tuple[str, str, str]
NAMESAKES = 5  # possible duplicates named for a row
SHARED_BY = 20  # a phone or mail of more guests is the hotel's, a company's or an agent's and hints at nobody


@dataclass(frozen=True, slots=True)
class Guess:
    """A profile the matching engine takes for the person of a row; ``zh`` and ``en`` say why, values in them are masked."""

    guest_id: UUID
    weight: float
    zh: str
    en: str
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class Recognition:
    """The guest a row means (None: a new one), why, and who else it may be.

    Of a new one: ``joins`` is the profile it is joined with, ``queue`` those a keeper is asked about.
    """

    guest_id: UUID | None
    reason: str = ""
    doubtful: tuple[UUID, ...] = ()
    joins: Guess | None = None
    queue: tuple[Guess, ...] = ()


@dataclass(slots=True)
class Evidence:
    """The keys of one row. ``card`` is the resident number among the documents: two of them are two persons."""

    external: tuple[Triple, ...]
    documents: tuple[bytes, ...]
    phones: tuple[bytes, ...]
    mails: tuple[bytes, ...]
    member: bytes | None
    name: str
    card: bytes | None = None

    def same_person(self, other: "Evidence") -> bool:
        """Tell whether two rows surely mean one person."""
        if set(self.external) & set(other.external) or set(self.documents) & set(other.documents):
            return True
        if self.member and self.member == other.member:
            return True
        return bool(self.name) and self.name == other.name and bool(set(self.phones) & set(other.phones))


def names_somebody(row: GuestRow) -> bool:
    """Tell whether a row carries anything to recognise a person by; a bare placeholder does not."""
    return not row.placeholder or row.identity is not None or bool(row.external_ids)


def evidence_of(row: GuestRow) -> Evidence:
    """Return the keys of a row; relay mails are no evidence."""
    documents, card = [], None
    for draft in documents_of(row):
        try:
            digest = document_digest(draft)
        except WrongIdNumber:
            continue
        documents.append(digest)
        card = digest if draft.kind == DocumentKind.ID_CARD else card
    programme = row.member_programme[:24] or "house"
    return Evidence(
        external=guest_ids(row),
        documents=tuple(documents),
        phones=tuple(contact_digest(ContactKind.MOBILE, p.number) for p in row.phones if p.number),
        mails=tuple(contact_digest(ContactKind.EMAIL, e.address) for e in row.emails if e.address and not e.relay),
        member=member_index(programme=programme, number=row.member_no) if row.member_no else None,
        name=clean_name(row.name).casefold(),
        card=card,
    )


@dataclass(slots=True)
class KnownGuests:
    """What is known about the guests of one chunk of rows: read with a few queries, kept up to date while it runs."""

    external: dict[Triple, UUID] = field(default_factory=dict)
    documents: dict[bytes, UUID] = field(default_factory=dict)
    members: dict[bytes, UUID] = field(default_factory=dict)
    contacts: dict[bytes, set[UUID]] = field(default_factory=dict)
    names: dict[str, set[UUID]] = field(default_factory=dict)
    name_of: dict[UUID, str] = field(default_factory=dict)
    cards: dict[UUID, set[bytes]] = field(default_factory=dict)
    guests: dict[UUID, Guest] = field(default_factory=dict)

    def read(self, rows: Iterable[GuestRow], extra: Iterable[UUID] = ()) -> None:
        """Add what the database knows about the keys of some rows, and the guests named by id."""
        named = [r for r in rows if names_somebody(r)]
        keys = [evidence_of(r) for r in named]
        triples = {t for e in keys for t in e.external}
        if triples:
            for k in ExternalGuestKey.objects.filter(
                system__in={t[0] for t in triples}, kind__in={t[1] for t in triples}, value__in={t[2] for t in triples}
            ):
                self.external[k.system, k.kind, k.value] = k.guest_id
        documents = {d for e in keys for d in e.documents}
        if documents:
            found = DocumentKey.objects.filter(digest__in=documents)
            self.documents.update({bytes(k.digest): k.guest_id for k in found})
        members = {e.member for e in keys if e.member}
        if members:
            self.members.update({bytes(k.digest): k.guest_id for k in MemberKey.objects.filter(digest__in=members)})
        contacts = {d for e in keys for d in (*e.phones, *e.mails)}
        for key in ContactKey.objects.filter(digest__in=contacts) if contacts else ():
            self.contacts.setdefault(bytes(key.digest), set()).add(key.guest_id)
        self._read_guests(keys, set(extra))
        self._read_names({clean_name(r.name) for r in named if r.name})

    def _read_guests(self, keys: list[Evidence], extra: set[UUID]) -> None:
        """Read the guests behind the keys; of a shared phone only those whose name is asked for."""
        wanted = {e.name for e in keys if e.name}
        holders = sorted({g for many in self.contacts.values() for g in many}, key=str)
        active = Guest.objects.exclude(state=GuestState.WITHDRAWN)
        close: set[UUID] = set()
        for some in _slices(holders):
            for guest_id, name in active.filter(id__in=some).values_list("id", "name"):
                self.name_of[guest_id] = name.casefold()
                if name.casefold() in wanted:
                    close.add(guest_id)
        ids = {*self.external.values(), *self.documents.values(), *self.members.values(), *close, *extra}
        for some in _slices(sorted(ids - set(self.guests), key=str)):
            for guest in active.filter(id__in=some):
                self.note(guest)
        if close and any(e.card for e in keys):
            cards = GuestDocument.objects.filter(guest_id__in=close, kind=DocumentKind.ID_CARD)
            for guest_id, digest in cards.values_list("guest_id", "digest"):
                self.cards.setdefault(guest_id, set()).add(bytes(digest))

    def _read_names(self, names: set[str]) -> None:
        """Read who else has the names: a few of each, however common the name is."""
        place = Window(RowNumber(), partition_by=F("name"), order_by="id")
        active = Guest.objects.exclude(state=GuestState.WITHDRAWN)
        for some in _slices(sorted(names)):
            few = active.filter(name__in=some).annotate(place=place).filter(place__lte=NAMESAKES)
            for guest_id, name in few.values_list("id", "name"):
                self.name_of.setdefault(guest_id, name.casefold())
                self.names.setdefault(name.casefold(), set()).add(guest_id)

    def note(self, guest: Guest) -> None:
        """Remember a guest by id and name."""
        self.guests[guest.id] = guest
        key = guest.name.casefold()
        self.name_of[guest.id] = key
        self.names.setdefault(key, set()).add(guest.id)

    def learn(self, guest_id: UUID, evidence: Evidence) -> None:
        """Remember the keys a row gave to a guest, so that later rows of the file find it."""
        for triple in evidence.external:
            self.external.setdefault(triple, guest_id)
        for digest in evidence.documents:
            self.documents.setdefault(digest, guest_id)
        if evidence.card:
            self.cards.setdefault(guest_id, set()).add(evidence.card)
        if evidence.member:
            self.members.setdefault(evidence.member, guest_id)
        for digest in (*evidence.phones, *evidence.mails):
            self.contacts.setdefault(digest, set()).add(guest_id)
        if evidence.name:
            self.name_of.setdefault(guest_id, evidence.name)
            self.names.setdefault(evidence.name, set()).add(guest_id)

    def borrow(self, earlier: "KnownGuests", evidence: Evidence) -> None:
        """Take over what another memory knows about the keys of a row (the dry run: rows of earlier chunks)."""
        for triple in evidence.external:
            if triple in earlier.external:
                self.external.setdefault(triple, earlier.external[triple])
        for digest in evidence.documents:
            if digest in earlier.documents:
                self.documents.setdefault(digest, earlier.documents[digest])
        if evidence.member and evidence.member in earlier.members:
            self.members.setdefault(evidence.member, earlier.members[evidence.member])
        for digest in (*evidence.phones, *evidence.mails):
            for guest_id in earlier.contacts.get(digest, ()):
                self.contacts.setdefault(digest, set()).add(guest_id)
                self.name_of.setdefault(guest_id, earlier.name_of.get(guest_id, ""))
                if guest_id in earlier.cards:
                    self.cards.setdefault(guest_id, set()).update(earlier.cards[guest_id])
        if evidence.name in earlier.names:
            self.names.setdefault(evidence.name, set()).update(earlier.names[evidence.name])

    def recognise(self, evidence: Evidence) -> Recognition:
        """Return the guest the evidence means, or the possible duplicates."""
        for triple in evidence.external:
            if triple in self.external:
                return Recognition(self.external[triple], "outside_id")
        for digest in evidence.documents:
            if digest in self.documents:
                return Recognition(self.documents[digest], "document")
        if evidence.member and evidence.member in self.members:
            return Recognition(self.members[evidence.member], "member_number")
        for digest in evidence.phones:
            for guest_id in sorted(self.contacts.get(digest, ()), key=str):
                if (
                    evidence.name
                    and self.name_of.get(guest_id) == evidence.name
                    and not self._another(guest_id, evidence)
                ):
                    return Recognition(guest_id, "name_and_phone")
        maybe = set(self.names.get(evidence.name, ())) if evidence.name else set()
        for digest in (*evidence.phones, *evidence.mails):
            holders = self.contacts.get(digest, set())
            if len(holders) <= SHARED_BY:
                maybe |= holders
        return Recognition(None, doubtful=tuple(sorted(maybe, key=str)[:NAMESAKES]))

    def _another(self, guest_id: UUID, evidence: Evidence) -> bool:
        """Tell whether both carry a resident number and they differ: father and son with one name and one phone."""
        theirs = self.cards.get(guest_id, set())
        return evidence.card is not None and bool(theirs) and evidence.card not in theirs


def _slices(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), 2000):
        yield values[start : start + 2000]


def absent_keys(known: KnownGuests, evidence: Iterable[Evidence]) -> dict[str, set[object]]:
    """Return the keys known to be unused, so that the verbs need not ask the database again."""
    absent: dict[str, set[object]] = {"document": set(), "member": set(), "external": set()}
    for one in evidence:
        absent["document"] |= {d for d in one.documents if d not in known.documents}
        absent["external"] |= {t for t in one.external if t not in known.external}
        if one.member and one.member not in known.members:
            absent["member"].add(one.member)
    return absent
