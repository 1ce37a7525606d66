"""Do we know this guest? From a draft to profiles that may be the same person, best first; reads only, keeps nothing.

Sealed evidence is opened for the machine: what leaves here are levels, weights and clues with masked values. Whoever
shows a guest found by a number writes the read log (:func:`binzhi.guests.domain.registering.look`).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from binzhi.guests.access import READ, REAL_NAME, SEARCH
from binzhi.guests.digests import document_digest
from binzhi.guests.drafts import GuestDraft
from binzhi.guests.enums import DocumentKind, GuestKind, GuestState
from binzhi.guests.incognito import aliases_of, wear
from binzhi.guests.joined import people_by_id
from binzhi.guests.models import DocumentKey, ExternalGuestKey, Guest, MemberKey
from binzhi.guests.recognition import NAMESAKE, POSSIBLE, STRONG, Candidate, Clue
from binzhi.guests.search.find import find
from binzhi.guests.search.plan import Grade
from binzhi.identity.domain.evidence_rows import profile_of_draft
from binzhi.identity.domain.terms import open_evidence
from binzhi.identity.engine.evidence import Evidence
from binzhi.identity.engine.keys import blocking_keys
from binzhi.identity.engine.model import load_model
from binzhi.identity.engine.normalise import evidence_of
from binzhi.identity.engine.recognise import Match, rank
from binzhi.identity.engine.score import Part, score
from binzhi.identity.models import GuestEvidence, MatchKey
from binzhi.identity.terms import StoredFrequencies
from binzhi.kernel.errors import DomainError
from binzhi.kernel.scope import Scope
from binzhi.vault.index import match_indexes, member_index

CAP = 60  # guests a key may have and still mean something; and candidates looked at
NAMESAKES = 8
SURE = frozenset({"document", "member", "outside_id"})
TELLING = SURE | {"phone", "email", "name_birth"}
Exact = dict[UUID, set[str]]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two profiles beside each other, for a keeper: clues in both languages and the parts of the weight (codes only)."""

    weight: float
    band: str
    conflict: str
    clues: tuple[Clue, ...]
    parts: tuple[Part, ...]
    model_version: str


def recognise(*, scope: Scope, draft: GuestDraft, limit: int) -> Sequence[Candidate]:
    """Return profiles a draft may mean: by document, member number or outside id, by stored keys, and of the same name."""
    if draft.kind == GuestKind.PLACEHOLDER or not scope.may(READ):
        return []
    evidence = evidence_of(profile_of_draft(draft))
    exact = _exact(draft)
    probed, is_crowded = probe(evidence)
    found = {*exact, *probed}
    if is_crowded:  # more bear the name than a key may have: the search knows the foremost of them
        found |= set(_namesakes(scope, draft))
    if not found:
        return []
    known = evidences_of(found)
    model, frequencies = load_model(), StoredFrequencies(evidence)
    ranked = rank(evidence, list(known.items()), model=model, frequencies=frequencies)
    matches = {match.id: match for match in ranked}
    people = people_by_id(found)
    best: dict[UUID, Candidate] = {}
    for profile_id in sorted(found & people.leads.keys()):
        guest = people.lead(profile_id)
        if guest.group_id != scope.group_id or guest.state != GuestState.ACTIVE:
            continue
        by = signs(evidence, known.get(profile_id), exact.get(profile_id, set()))
        candidate = _candidate(guest, matches.get(profile_id), by)
        if candidate is not None and (guest.id not in best or _order(candidate) < _order(best[guest.id])):
            best[guest.id] = candidate
    return _shown(scope, sorted(best.values(), key=_order))[:limit]


def _order(candidate: Candidate) -> tuple[int, int, float, str]:
    bands = {STRONG: 0, POSSIBLE: 1, NAMESAKE: 2}
    return (bands[candidate.band], not SURE & {*candidate.by}, -candidate.weight, str(candidate.guest.id))


def _candidate(guest: Guest, match: Match | None, by: tuple[str, ...]) -> Candidate | None:
    """Put what the engine says and what is the same together; None for one that nothing speaks for."""
    weight = match.weight if match else 0.0
    conflict = match.conflict if match else ""
    sure = bool(SURE & {*by})
    returning = "name" in by and bool(TELLING & {*by})
    if sure or (not conflict and (returning or (match is not None and match.band == STRONG))):
        band = STRONG
    elif match is None:
        return None  # among so many that the engine set it aside
    elif TELLING & {*by} or match.band in {STRONG, POSSIBLE}:
        band = POSSIBLE
    elif "name" in by:
        band = NAMESAKE
    else:
        return None
    clues = tuple(Clue(r.kind, r.zh, r.en, r.weight) for r in match.reasons) if match else ()
    return Candidate(guest, weight, band, clues, conflict, by)


def signs(draft: Evidence, stored: Evidence | None, exact: Collection[str]) -> tuple[str, ...]:
    """Return by what a profile is recognised (R-190)."""
    found = set(exact)
    if stored is not None:
        if _same_name(draft, stored):
            found.add("name")
            if draft.birth and draft.birth == stored.birth:
                found.add("name_birth")
        if set(draft.phones) & set(stored.phones):
            found.add("phone")
        if set(draft.emails) & set(stored.emails):
            found.add("email")
        if set(draft.cards) & set(stored.cards) or _same_booklet(draft.passports, stored.passports):
            found.add("document")
    return tuple(sorted(found))


def _same_booklet(a: Sequence[str], b: Sequence[str]) -> bool:
    """Tell whether both have one passport; a country that was not entered contradicts none."""
    pairs = [(one.partition(":"), other.partition(":")) for one in a for other in b]
    return any(x[2] == y[2] and (x[0] == y[0] or not x[0] or not y[0]) for x, y in pairs)


def _same_name(a: Evidence, b: Evidence) -> bool:
    if a.cn and b.cn:
        return a.cn == b.cn
    heard = {a.akey, *a.akeys} & {b.akey, *b.akeys}
    return bool(heard - {""})


def _exact(draft: GuestDraft) -> Exact:
    """Return who has a document, member number or outside id of the draft; a number that cannot be read finds nobody."""
    found: Exact = {}
    digests: list[bytes] = []
    for document in draft.documents:
        kinds = dict.fromkeys((document.kind, *DocumentKind))  # the same booklet may stand as another kind
        for kind in kinds:
            try:
                digests.append(document_digest(type(document)(kind, document.number, document.country)))
            except DomainError:
                continue
    members = [member_index(programme=m.programme, number=m.number) for m in draft.members if m.number.strip()]
    if digests:
        _note(found, "document", DocumentKey.objects.filter(digest__in=digests).values_list("guest_id", flat=True))
    if members:
        _note(found, "member", MemberKey.objects.filter(digest__in=members).values_list("guest_id", flat=True))
    for system, kind, value in draft.external_ids:
        rows = ExternalGuestKey.objects.filter(system=system, kind=kind, value=value)
        _note(found, "outside_id", rows.values_list("guest_id", flat=True))
    return found


def _note(found: Exact, code: str, guest_ids: Iterable[UUID]) -> None:
    for guest_id in guest_ids:
        found.setdefault(guest_id, set()).add(code)


def probe(evidence: Evidence) -> tuple[list[UUID], bool]:
    """Return profiles that share a stored key, those that share most first; one statement for all keys.

    A key more than ``CAP`` profiles have says nothing and is passed over; the second value tells that it was the name.
    """
    keys = blocking_keys(evidence)
    hashes = match_indexes(keys)
    if not hashes:
        return [], False
    table = MatchKey._meta.db_table
    one = f"SELECT * FROM (SELECT h, guest_id FROM {table} WHERE h = %s LIMIT {CAP + 1}) k"  # noqa: S608  our own names
    by_key: dict[int, list[UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(hashes)), hashes)
        for h, guest_id in cursor.fetchall():
            by_key.setdefault(int(h), []).append(guest_id if isinstance(guest_id, UUID) else UUID(guest_id))
    shared: dict[UUID, int] = {}
    for h in hashes:  # strongest key first
        if len(by_key.get(h, ())) <= CAP:
            for guest_id in by_key.get(h, ()):
                shared[guest_id] = shared.get(guest_id, 0) + 1
    is_crowded = any(kind == "name" and len(by_key.get(h, ())) > CAP for (kind, _), h in zip(keys, hashes, strict=True))
    return sorted(shared, key=lambda i: -shared[i])[:CAP], is_crowded


def _namesakes(scope: Scope, draft: GuestDraft) -> list[UUID]:
    """Return guests whose whole name is the one of the draft, also written in the other script; by the name index."""
    if len(draft.name.strip()) < 2 or not scope.may(SEARCH):
        return []
    hits = find(scope, draft.name.strip(), numbers=False, limit=NAMESAKES * 2)
    return [hit.guest.id for hit in hits if hit.grade == Grade.WHOLE][:NAMESAKES]


def evidences_of(guest_ids: Collection[UUID]) -> dict[UUID, Evidence]:
    """Return the evidence of some profiles, opened for the machine: one query, and one to the keystore."""
    rows = GuestEvidence.unscoped.filter(guest_id__in=list(guest_ids))  # unscoped: persons belong to the group
    return open_evidence(list(rows.values_list("guest_id", "id", "sealed")))


def _shown(scope: Scope, candidates: list[Candidate]) -> list[Candidate]:
    """Let guests who stay incognito wear their alias; by the real name alone nobody may find them who may not see it."""
    if scope.may(REAL_NAME):
        return candidates
    hidden = aliases_of([c.guest.id for c in candidates])
    found: list[Candidate] = []
    for one in candidates:
        if one.guest.id in hidden:
            if not (TELLING - {"name_birth"}) & {*one.by}:
                continue
            wear(one.guest, hidden[one.guest.id])
            one = Candidate(one.guest, one.weight, one.band, (), one.conflict, tuple(b for b in one.by if b in TELLING))
        found.append(one)
    return found


def compare_profiles(guest_a: UUID, guest_b: UUID) -> Compared | None:
    """Compare two stored profiles for a keeper; None when the evidence of one is not there (erased, withdrawn)."""
    known = evidences_of([guest_a, guest_b])
    if len(known) < 2:
        return None
    a, b = known[guest_a], known[guest_b]
    model, frequencies = load_model(), StoredFrequencies(a)
    match = rank(a, [(guest_b, b)], model=model, frequencies=frequencies)[0]
    clues = tuple(Clue(r.kind, r.zh, r.en, r.weight) for r in match.reasons)
    parts = tuple(p._replace(value="") for p in score(a, b, model=model, frequencies=frequencies).parts)
    return Compared(match.weight, match.band, match.conflict, clues, parts, model.version)
