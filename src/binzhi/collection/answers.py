"""What a phone or the API is told about an entry it handed in."""

from typing import Any

from binzhi.collection.domain.observe import AGAIN, FOUND, Observed
from binzhi.collection.floor import offer_lines
from binzhi.collection.said import CARE
from binzhi.guests.joined import ids_of
from binzhi.guests.models import Fact
from binzhi.kernel.words import Words

SAID = {
    AGAIN: Words("今天已经记过，不重复计数。", "Noted already today; it counts once."),
    FOUND: Words("此前已收到。", "Received before."),
}
STORED = Words("已记录。", "Noted.")


def answer_of(seen: Observed) -> dict[str, Any]:
    """Return the answer to an entry. Of a matter of health it says no more than that care was noted."""
    item = seen.item
    return {
        "id": item.id,
        "guest": item.guest_id,
        "outcome": seen.outcome,
        "item": CARE if item.removes_on else item.item,
        "state": item.state,
        "message": words_json(SAID.get(seen.outcome, STORED)),
        "offers": [
            {
                "code": line.code,
                "state": line.state,
                "text": words_json(line.words),
                "why": words_json(line.why),
                "note": words_json(line.note),
            }
            for line in offer_lines(item)
        ],
        "proposals": _proposals(seen),
    }


def _proposals(seen: Observed) -> list[dict[str, str]]:
    if not seen.facts:
        return []
    rows = Fact.objects.filter(guest_id__in=ids_of(seen.item.guest), id__in=seen.facts)
    return [{"id": str(f.id), "item": f.item, "status": f.status, "source": f.source_kind} for f in rows]


def words_json(words: Words) -> dict[str, str]:
    """Return words in both languages."""
    return {"zh": words.zh, "en": words.en}
