"""From evidence to pairs: what a run over the whole file compares, and which of it becomes links and cases.

Only the edges that hold a cluster together become links (a spanning forest, the surest first); of the possible pairs
between two clusters the surest one becomes a case.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from binzhi.identity.engine.evidence import Evidence
from binzhi.identity.engine.frequencies import CountedFrequencies
from binzhi.identity.engine.guard import Facts, GuardedClusters, facts_of
from binzhi.identity.engine.keys import blocking_keys
from binzhi.identity.engine.model import Model
from binzhi.identity.engine.score import score
from binzhi.identity.work import LINK, REVIEW, Pair

CAP = 60
Edge = tuple[float, UUID, UUID]
Step = Callable[[int, int], None]


@dataclass(slots=True)
class Found:
    """What a comparison found: pairs in the order in which they are applied, and figures."""

    pairs: list[Pair] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to compare with: the model, thresholds (match weights), pairs somebody holds apart, a private folder."""

    model: Model
    link_at: float
    review_at: float
    apart: frozenset[tuple[UUID, UUID]]
    scratch: Path
    engine: str = "duckdb"


def pairs_of(edges: Iterable[Edge], facts: Mapping[UUID, Facts], wanted: Wanted) -> Found:
    """Return links (a spanning forest under the guard) and the pairs a keeper is asked about, the surest first each."""
    tidy = sorted((-weight, min(a, b), max(a, b)) for weight, a, b in edges if weight >= wanted.review_at)
    clusters = GuardedClusters(facts, apart=wanted.apart)
    links: list[Pair] = []
    rest: list[Pair] = []
    for minus, a, b in tidy:
        weight = -minus
        if clusters.root(a) == clusters.root(b):
            continue
        why = clusters.join(a, b) if weight >= wanted.link_at else ""
        if weight >= wanted.link_at and not why:
            links.append(Pair(LINK, a, b, weight))
        else:
            rest.append(Pair(REVIEW, a, b, weight, why))
    asked: dict[tuple[UUID, UUID], Pair] = {}
    for pair in rest:
        ends = sorted((clusters.root(pair.a), clusters.root(pair.b)))
        if ends[0] != ends[1] and pair.conflict != "decided":
            asked.setdefault((ends[0], ends[1]), pair)
    sizes = [len(one) for one in clusters.clusters()]
    figures = {"groups": len(sizes), "grouped": sum(sizes), "largest": max(sizes, default=0)}
    return Found([*links, *asked.values()], figures)


def compare(items: Iterable[tuple[UUID, Evidence]], *, wanted: Wanted, step: Step) -> Found:
    """Compare all profiles with each other, those that share a key; in the memory of this process."""
    known = dict(items)
    frequencies = CountedFrequencies(known.values())
    facts = {i: facts_of(evidence) for i, evidence in known.items()}
    compared = 0

    def edges() -> Iterator[Edge]:
        nonlocal compared
        for done, (a, b) in enumerate(_candidates(known), 1):
            compared = done
            if done % 5000 == 0:
                step(done, done)
            yield score(known[a], known[b], model=wanted.model, frequencies=frequencies).weight, a, b

    found = pairs_of(edges(), facts, wanted)
    found.figures |= {"profiles": len(known), "compared": compared}
    return found


def _candidates(known: Mapping[UUID, Evidence]) -> Iterator[tuple[UUID, UUID]]:
    """Yield pairs that share a key no more than :data:`CAP` profiles have, each once."""
    holders: dict[tuple[str, str], list[UUID]] = {}
    for profile_id, evidence in known.items():
        for key in blocking_keys(evidence):
            holders.setdefault(key, []).append(profile_id)
    seen: set[tuple[UUID, UUID]] = set()
    for ids in holders.values():
        if 1 < len(ids) <= CAP:
            for place, a in enumerate(ids):
                for b in ids[place + 1 :]:
                    pair = (a, b) if a < b else (b, a)
                    if pair not in seen:
                        seen.add(pair)
                        yield pair
