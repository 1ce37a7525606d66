"""Answers a question with guests: plan, one statement for the ranks, one for the guests, then the order people expect."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from binzhi.guests.access import SEARCH, visible_guests
from binzhi.guests.incognito import hide_from
from binzhi.guests.models import Guest
from binzhi.guests.search.engines import Found, engine
from binzhi.guests.search.numbers import NUMBERS
from binzhi.guests.search.plan import Grade, Plan, plan
from binzhi.guests.search.ranks import ARRIVING, IN_HOUSE, PRESENT, tier_of
from binzhi.kernel.pinyin import corrections
from binzhi.kernel.scope import Scope
from binzhi.kernel.search_tokens import WHOLE, fold
from binzhi.org.policy import decide

FETCHED = 60
FEW = 5
UNREAD = ("origins",)
CLASSES = ("C2", "C3")
Candidates = dict[UUID, tuple[Grade, int, str]]  # how exactly, rank, letter of the number


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


def find(scope: Scope, text: str, *, limit: int = FETCHED) -> list[Hit]:
    """Return guests for what was typed, best first, at most ``limit``; needs the right to search.

    Two statements whatever is found; more only when a name in Latin letters was hardly found, and not as a whole name:
    then one syllable of it may be mistyped. Guests withdrawn are never among them.
    """
    scope.need(SEARCH)
    best = candidates(text, classes=[c for c in CLASSES if decide(scope, "read", field_class=c)])
    guests = {g.id: g for g in visible_guests(scope).filter(id__in=list(best)).defer(*UNREAD)} if best else {}
    asked = fold(text).replace(" ", "")
    hits = [
        Hit(guests[i], _refined(grade, guests[i], asked), rank, by)
        for i, (grade, rank, by) in best.items()
        if i in guests
    ]
    best_hits = sorted(hits, key=_order)[:limit]
    hide_from(scope, [hit.guest for hit in best_hits])
    return best_hits


def candidates(text: str, *, classes: Collection[str]) -> Candidates:
    """Return who may be meant, before anything is read of them: the looks, then one corrected syllable if little was found."""
    made = plan(text, classes=classes)
    best = _best(made, engine().find(made.looks, limit=FETCHED))
    if made.letters and len(best) < FEW and not any(grade == Grade.WHOLE for grade, _, _ in best.values()):
        for _, rank, guest_id in _corrected(made.letters):
            best.setdefault(guest_id, (Grade.GUESSED, rank, ""))
    return best


def _order(hit: Hit) -> tuple[int, int, int]:
    return (hit.grade, -(tier_of(hit.rank) & PRESENT), -hit.rank)


def _best(made: Plan, found: Sequence[Found]) -> Candidates:
    """Keep the best look of each guest."""
    best: Candidates = {}
    for n, rank, guest_id in found:
        grade = made.grades[n]
        if guest_id not in best or grade < best[guest_id][0]:
            numbers = [token[0] for token in made.looks[n] if token[0] in NUMBERS]
            best[guest_id] = (grade, rank, numbers[0] if numbers else "")
    return best


def _refined(grade: Grade, guest: Guest, asked: str) -> Grade:
    """Tell a name that begins with the question from one that only holds it."""
    if grade not in {Grade.BEGINS, Grade.INSIDE}:
        return grade
    begins = (fold(guest.name), guest.pinyin, guest.latin_key, fold(guest.latin_name))
    return Grade.BEGINS if any(b.replace(" ", "").startswith(asked) for b in begins if b) else Grade.INSIDE


def _corrected(letters: str) -> list[Found]:
    return engine().find_any([WHOLE + c for c in corrections(letters)], each=2, limit=FETCHED)
