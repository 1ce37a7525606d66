"""Which of the profiles found is the one in front of the desk: ranked, banded and explained."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from binzhi.identity.engine.evidence import Evidence
from binzhi.identity.engine.frequencies import Frequencies
from binzhi.identity.engine.guard import conflict
from binzhi.identity.engine.model import Model
from binzhi.identity.engine.reasons import Reason, reasons
from binzhi.identity.engine.score import Score, score

LINK, REVIEW, WEAK = "link", "review", "weak"
# A second stage answers one weight per candidate, on the scale of the first: thresholds stay those of the model.
SecondStage = Callable[[Evidence, Sequence[Evidence], Sequence[Score]], Sequence[float]]


class Match(NamedTuple):
    """One candidate: its weight, the band, why, and what forbids joining it (``""``, or a code of the guard)."""

    id: Any
    weight: float
    band: str
    reasons: tuple[Reason, ...]
    conflict: str


def band_of(weight: float, *, model: Model, conflict: str = "") -> str:
    """Return ``link``, ``review`` or ``weak``; what the guard forbids is never linked."""
    if weight >= model.link:
        return REVIEW if conflict else LINK
    return REVIEW if weight >= model.review else WEAK


def rank(
    evidence: Evidence,
    candidates: Sequence[tuple[Any, Evidence]],
    *,
    model: Model,
    frequencies: Frequencies,
    second: SecondStage | None = None,
    most: int = 20,
) -> list[Match]:
    """Return the best candidates, best first; equal weights stand in order of their ids as text. Reads nothing, writes nothing."""
    scores = [score(evidence, other, model=model, frequencies=frequencies) for _, other in candidates]
    weights = (
        second(evidence, [other for _, other in candidates], scores)
        if second and scores
        else [s.weight for s in scores]
    )
    order = sorted(range(len(scores)), key=lambda n: (-weights[n], str(candidates[n][0])))
    found: list[Match] = []
    for n in order[:most]:
        name, other = candidates[n]
        forbidden = conflict(evidence, other)
        band = band_of(weights[n], model=model, conflict=forbidden)
        found.append(Match(name, weights[n], band, reasons(evidence, other, scores[n]), forbidden))
    return found
