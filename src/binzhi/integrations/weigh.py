"""The matching engine's word on rows that exact evidence did not place: joined, queued, or simply new."""

from collections.abc import Iterable
from dataclasses import replace

from binzhi.identity.domain.evidence_rows import profile_of_draft
from binzhi.identity.engine.evidence import Profile
from binzhi.identity.engine.guard import WORDS as CONFLICTS
from binzhi.identity.engine.recognise import LINK, WEAK, Match
from binzhi.identity.neighbours import Neighbours
from binzhi.integrations.drafts import guest_draft
from binzhi.integrations.recognise import Guess, Recognition, names_somebody
from binzhi.integrations.rows import GuestRow

QUEUED = 3  # pairs of one row a keeper is asked about
SAID = 3  # reasons named in a line of the report


def profile_of(row: GuestRow) -> Profile:
    """Return what a row says of a person, for the engine."""
    return profile_of_draft(guest_draft(row, name=row.name or "Guest"))


def profiles_of(rows: Iterable[GuestRow]) -> dict[GuestRow, Profile]:
    """Return the profiles of those rows that name somebody; a change to a known guest names nobody new."""
    return {row: profile_of(row) for row in rows if names_somebody(row) and not row.partial and not row.placeholder}


def weigh(near: Neighbours, row: GuestRow, found: Recognition) -> Recognition:
    """Add to a row that is nobody known by exact evidence whom the engine takes it for."""
    if found.guest_id is not None or row.partial or row.placeholder or not names_somebody(row):
        return found
    matches = [match for match in near.matches(near.profiles.get(row) or profile_of(row)) if match.band != WEAK]
    if not matches:
        return found
    best, rest = matches[0], matches[1:]
    if best.band == LINK and not best.conflict:
        return replace(found, joins=_guess(best), queue=tuple(_guess(m) for m in rest[: QUEUED - 1]))
    return replace(found, queue=tuple(_guess(m) for m in matches[:QUEUED]))


def _guess(match: Match) -> Guess:
    speaking = sorted((r for r in match.reasons if r.kind == "for"), key=lambda r: -r.weight)[:SAID]
    against = [r for r in match.reasons if r.kind == "against"][:1]
    zh, en = [r.zh for r in (*speaking, *against)], [r.en for r in (*speaking, *against)]
    if match.conflict in CONFLICTS:
        zh.append(CONFLICTS[match.conflict][0])
        en.append(CONFLICTS[match.conflict][1])
    return Guess(match.id, match.weight, "；".join(zh), "; ".join(en), match.conflict)
