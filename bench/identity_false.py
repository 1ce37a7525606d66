"""The strongest false pairs of a run, sorted by what made them: printed without names and numbers."""

from collections import Counter
from itertools import combinations
from typing import Any

SHOWN = 2


def kind_of(a: dict[str, Any], b: dict[str, Any], homes: bool) -> str:
    """Return in a few words what two profiles of different persons have in common."""
    place = "one household" if homes else "strangers"
    said = []
    if a["id_number"] and b["id_number"] and str(a["id_number"]).upper() == str(b["id_number"]).upper():
        said.append("same document")
    if a["name"] == b["name"]:
        said.append("same name as written")
    elif _folded(a["name"]) == _folded(b["name"]):
        said.append("same letters")
    if _digits(a["phone"]) and _digits(a["phone"]) == _digits(b["phone"]):
        said.append("same telephone")
    if a["email"] and b["email"] and a["email"].lower() == b["email"].lower():
        said.append("same mail")
    if a["birth_date"] and a["birth_date"] == b["birth_date"]:
        said.append("same birth date")
    if a["company"] and a["company"] == b["company"]:
        said.append("same company")
    return f"{place}: {', '.join(said) or 'name in another form only'}"


def _digits(text: str | None) -> str:
    return "".join(c for c in text or "" if c.isdigit())[-11:]


def _folded(text: str | None) -> str:
    return "".join(sorted(c for c in (text or "").lower() if c.isalpha()))


def report(result: Any, table: Any, *, most: int) -> None:
    """Print the kinds of the heaviest pairs of different persons, linked or put up for review, at most that many."""
    rows = table.to_pylist()
    kinds: Counter[str] = Counter()
    shown: dict[str, list[str]] = {}
    falls = linked = 0
    members = {int(row): person for person in result.clusters() for row in person}
    for pair in sorted(result.pairs(), key=lambda p: (-p.probability, p.a, p.b)):
        a, b = rows[int(pair.a)], rows[int(pair.b)]
        if a["entity_id"] == b["entity_id"]:
            continue
        kind = kind_of(a, b, a["household_id"] == b["household_id"])
        kinds[kind] += 1
        linked += pair.band == "link"
        shown.setdefault(kind, [])
        if len(shown[kind]) < SHOWN:
            shown[kind].append(f"rows {pair.a}, {pair.b}: weight {pair.weight:.1f}, probability {pair.probability:.4f}")
        falls += 1
        if falls == most:
            break
    false = sum(
        rows[int(a)]["entity_id"] != rows[int(b)]["entity_id"]
        for person in {id(p): p for p in members.values()}.values()
        for a, b in combinations(person, 2)
    )
    print(f"strongest false pairs {falls}, of them linked {linked}; false pairs in all persons {false}")
    for kind, count in kinds.most_common():
        print(f"  {count:5d}  {kind}; {'; '.join(shown[kind])}")
