"""Answers a question with guests: plan, one statement for the ranks, one for the guests, then the order people expect."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from binzhi.guests.access import REAL_NAME, SEARCH, visible_guests
from binzhi.guests.incognito import aliases_of, wear
from binzhi.guests.joined import people_of
from binzhi.guests.models import Guest, SearchEntry
from binzhi.guests.search.engines import Found, Look, engine
from binzhi.guests.search.numbers import NUMBERS
from binzhi.guests.search.plan import Grade, Plan, plan
from binzhi.guests.search.ranks import ARRIVING, IN_HOUSE, PRESENT, tier_of
from binzhi.kernel.pinyin import corrections
from binzhi.kernel.scope import Scope
from binzhi.kernel.search_tokens import WHOLE, fold, name_tokens, place_tokens
from binzhi.org.policy import decide

FETCHED = 60
FEW = 5
UNREAD = ("origins",)
CLASSES = ("C2", "C3")
Candidates = dict[int, tuple[Grade, str]]  # rank: how exactly, letter of the number


@dataclass(frozen=True, slots=True)
class Hit:
    """A guest found, how exactly, and where the guest is; ``by`` is the letter of the number it was found by."""

    guest: Guest
    grade: Grade
    rank: int
    by: str = ""

    @property
    def is_in_house(self) -> bool:
        """In house in any hotel of the group."""
        return bool(tier_of(self.rank) & IN_HOUSE)

    @property
    def is_arriving(self) -> bool:
        """Expected within days in any hotel of the group."""
        return bool(tier_of(self.rank) & ARRIVING)


def find(scope: Scope, text: str, *, limit: int = FETCHED, numbers: bool = True) -> list[Hit]:
    """Return guests for what was typed, best first, at most ``limit``; needs the right to search.

    Without ``numbers`` only by words: then nothing has to be logged.

    A guest who stays incognito is found by the alias, and wears it, for a reader who may not see real names.
    Two statements whatever is found; more only when a name in Latin letters was hardly found, and not as a whole name:
    then one syllable of it may be mistyped. Guests withdrawn are never among them.
    """
    scope.need(SEARCH)
    classes = [c for c in CLASSES if numbers and decide(scope, "read", field_class=c)]
    best = candidates(text, classes=classes)
    asked = fold(text).replace(" ", "")
    guests = list(_guests(scope, best))
    hidden = {} if scope.may(REAL_NAME) else aliases_of(people_of(guests))
    looks = plan(text, classes=classes).looks if hidden else []
    hits = []
    for guest in guests:
        grade, by = best[guest.search_rank]
        if guest.id in hidden:
            if not _asked_for_alias(looks, guest, hidden[guest.id]):
                continue
            wear(guest, hidden[guest.id])
        hits.append(Hit(guest, _refined(grade, guest, asked), guest.search_rank, by))
    return sorted(hits, key=_order)[:limit]


def _asked_for_alias(looks: Sequence[Look], guest: Guest, alias: str) -> bool:
    """Tell whether a guest who stays incognito was found by the alias, the company or a number, not by the real name."""
    known = name_tokens(alias) | place_tokens(guest.company, guest.native_place)
    return any(all(token in known or token[0] in NUMBERS for token in look) for look in looks)


def _guests(scope: Scope, ranks: Collection[int]) -> Iterable[Any]:
    """Return the guests of some ranks with one statement, each with its ``search_rank``."""
    if not ranks:
        return []
    entries = SearchEntry.objects.filter(rank__in=list(ranks)).values("guest_id")
    rank = SearchEntry.objects.filter(guest_id=OuterRef("id")).values("rank")
    found = visible_guests(scope).filter(id__in=entries).annotate(search_rank=Subquery(rank)).defer(*UNREAD)
    return [guest for guest in found if guest.search_rank in ranks]


def candidates(text: str, *, classes: Collection[str]) -> Candidates:
    """Return who may be meant, before anything is read of them: the looks, then one corrected syllable if little was found."""
    made = plan(text, classes=classes)
    best = _best(made, engine().find(made.looks, limit=FETCHED))
    if made.letters and len(best) < FEW and not any(grade == Grade.WHOLE for grade, _ in best.values()):
        for _, rank in engine().find_any([WHOLE + c for c in corrections(made.letters)], each=2, limit=FETCHED):
            best.setdefault(rank, (Grade.GUESSED, ""))
    return dict(sorted(best.items(), key=lambda one: (one[1][0], -one[0]))[:FETCHED])


def _order(hit: Hit) -> tuple[int, int, int]:
    return (hit.grade, -(tier_of(hit.rank) & PRESENT), -hit.rank)


def _best(made: Plan, found: Sequence[Found]) -> Candidates:
    """Keep the best look of each guest."""
    best: Candidates = {}
    for look, rank in found:
        grade = made.grades[look]
        if rank not in best or grade < best[rank][0]:
            numbers = [token[0] for token in made.looks[look] if token[0] in NUMBERS]
            best[rank] = (grade, numbers[0] if numbers else "")
    return best


def _refined(grade: Grade, guest: Guest, asked: str) -> Grade:
    """Tell a name that begins with the question from one that only holds it."""
    if grade not in {Grade.BEGINS, Grade.INSIDE}:
        return grade
    begins = (fold(guest.name), guest.pinyin, guest.latin_key, fold(guest.latin_name))
    return Grade.BEGINS if any(b.replace(" ", "").startswith(asked) for b in begins if b) else Grade.INSIDE
