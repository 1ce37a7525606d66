"""What a form shows when the guest seems to be known: cards to choose from, logged when found by a number."""

from typing import Any

from binzhi.guests.candidate_cards import cards_of
from binzhi.guests.domain.registering import note_found
from binzhi.guests.drafts import GuestDraft
from binzhi.guests.errors import MatchFound, SameNameFound
from binzhi.ui.forms import refusal_text
from binzhi.ui.requests import DeskRequest


def known_guests(request: DeskRequest, error: MatchFound | SameNameFound, draft: GuestDraft) -> dict[str, Any]:
    """Return the context of ``guests/_known.html`` for a refusal of :func:`register_guest`."""
    note_found(scope=request.scope, now=request.now, candidates=error.candidates)
    cards = cards_of(request.scope, error.candidates, draft)
    return {
        "cards": cards,
        "has_strong": any(card.is_strong for card in cards),
        "refusal": refusal_text(error),
        "reason": request.POST.get("reason", "")[:200],
    }
