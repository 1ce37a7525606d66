"""Which guest a row means. The seam for the matching engine: it will answer the same question with more evidence.

For now a row attaches to a guest only on an outside id, the same document, the same member number, or the same full
name with the same phone. Anything weaker makes a new guest and names possible duplicates.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from binzhi.guests.domain.identifiers import contact_digest, document_digest
from binzhi.guests.enums import ContactKind, GuestState
from binzhi.guests.errors import WrongIdNumber
from binzhi.guests.models import ContactKey, DocumentKey, ExternalGuestKey, Guest, MemberKey
from binzhi.integrations.drafts import documents_of, guest_ids
from binzhi.integrations.rows import GuestRow
from binzhi.kernel.names import clean_name
from binzhi.vault.index import member_index

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Recognition:
    """The guest a row means (None: a new one), why, and who else it may be."""

    guest_id: UUID | None
    reason: str = ""
    doubtful: tuple[UUID, ...] = ()


@dataclass(slots=True)
class Evidence:
    """The keys of one row."""

    external: tuple[Triple, ...]
    documents: tuple[bytes, ...]
    phones: tuple[bytes, ...]
    mails: tuple[bytes, ...]
    member: bytes | None
    name: str


def evidence_of(row: GuestRow) -> Evidence:
    """Return the keys of a row; relay mails are no evidence."""
    documents = []
    for draft in documents_of(row):
        try:
            documents.append(document_digest(draft))
        except WrongIdNumber:
            continue
    programme = row.member_programme[:24] or "house"
    return Evidence(
        external=guest_ids(row),
        documents=tuple(documents),
        phones=tuple(contact_digest(ContactKind.MOBILE, p.number) for p in row.phones if p.number),
        mails=tuple(contact_digest(ContactKind.EMAIL, e.address) for e in row.emails if e.address and not e.relay),
        member=member_index(programme=programme, number=row.member_no) if row.member_no else None,
        name=clean_name(row.name).casefold(),
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
    guests: dict[UUID, Guest] = field(default_factory=dict)

    def read(self, rows: Iterable[GuestRow]) -> None:
        """Add what the database knows about the keys of some rows."""
        keys = [evidence_of(r) for r in rows if not r.placeholder]
        if not keys:
            return
        triples = {t for e in keys for t in e.external}
        if triples:
            found = ExternalGuestKey.objects.filter(value__in={t[2] for t in triples})
            self.external.update({(k.system, k.kind, k.value): k.guest_id for k in found})
        documents = {d for e in keys for d in e.documents}
        if documents:
            found = DocumentKey.objects.filter(digest__in=documents)
            self.documents.update({bytes(k.digest): k.guest_id for k in found})
        members = {e.member for e in keys if e.member}
        if members:
            self.members.update({bytes(k.digest): k.guest_id for k in MemberKey.objects.filter(digest__in=members)})
        for key in ContactKey.objects.filter(digest__in={d for e in keys for d in (*e.phones, *e.mails)}):
            self.contacts.setdefault(bytes(key.digest), set()).add(key.guest_id)
        self._read_names({clean_name(r.name) for r in rows if r.name})

    def _read_names(self, names: set[str]) -> None:
        ids = {*self.external.values(), *self.documents.values(), *self.members.values()}
        for many in self.contacts.values():
            ids |= many
        ids -= set(self.guests)
        active = Guest.objects.exclude(state=GuestState.WITHDRAWN)
        for guest in [*active.filter(id__in=ids), *active.filter(name__in=names)[:2000]]:
            self.note(guest)

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
        if evidence.member:
            self.members.setdefault(evidence.member, guest_id)
        for digest in (*evidence.phones, *evidence.mails):
            self.contacts.setdefault(digest, set()).add(guest_id)
        if evidence.name:
            self.name_of.setdefault(guest_id, evidence.name)
            self.names.setdefault(evidence.name, set()).add(guest_id)

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
            for guest_id in self.contacts.get(digest, ()):
                if evidence.name and self.name_of.get(guest_id) == evidence.name:
                    return Recognition(guest_id, "name_and_phone")
        maybe = set(self.names.get(evidence.name, ())) if evidence.name else set()
        for digest in (*evidence.phones, *evidence.mails):
            maybe |= self.contacts.get(digest, set())
        return Recognition(None, doubtful=tuple(sorted(maybe, key=str)[:5]))


def absent_keys(known: KnownGuests, evidence: Iterable[Evidence]) -> dict[str, set[object]]:
    """Return the keys known to be unused, so that the verbs need not ask the database again."""
    absent: dict[str, set[object]] = {"document": set(), "member": set(), "external": set()}
    for one in evidence:
        absent["document"] |= {d for d in one.documents if d not in known.documents}
        absent["external"] |= {t for t in one.external if t not in known.external}
        if one.member and one.member not in known.members:
            absent["member"].add(one.member)
    return absent
