"""The weight of a pair: log2 of how much more likely the agreements are for one person than for two."""

from functools import lru_cache
from math import log2
from typing import NamedTuple

from binzhi.identity.engine.evidence import Evidence
from binzhi.identity.engine.frequencies import MOST_NAMES, Frequencies, is_shared
from binzhi.identity.engine.levels import MISSING, Level, compare
from binzhi.identity.engine.model import Model

SHARED = "shared"  # agrees, but so many names bear the value that it says nothing


class Part(NamedTuple):
    """One comparison: the level reached, its weight (0 when missing) and what both have in common."""

    comparison: str
    level: str
    weight: float
    value: str = ""


class Score(NamedTuple):
    """The weight of a pair: the prior and the parts added up."""

    weight: float
    prior: float
    parts: tuple[Part, ...]


@lru_cache(maxsize=512)
def _silent(comparison: str) -> Part:
    return Part(comparison, MISSING, 0.0)


def part_of(level: Level, *, model: Model, frequencies: Frequencies) -> Part:
    """Weigh one level: log2(m/u), and log2(u / frequency) where the level has a column of frequencies."""
    comparison, name, value = level
    if name == MISSING:
        return _silent(comparison)
    weights = model.table[comparison, name]
    column = weights.tf
    if column is None or not value:
        return Part(comparison, name, weights.weight, value)
    if column in MOST_NAMES and is_shared(frequencies, column, value):
        return Part(comparison, SHARED, 0.0, value)
    frequency = max(frequencies.share(column, value), weights.floor)
    return Part(comparison, name, log2(weights.m / frequency), value)


def score(a: Evidence, b: Evidence, *, model: Model, frequencies: Frequencies) -> Score:
    """Score a pair of profiles; the same whichever comes first. Every level must be in the model (KeyError otherwise)."""
    parts = tuple([part_of(level, model=model, frequencies=frequencies) for level in compare(a, b)])
    prior = model.prior(frequencies.total)
    return Score(prior + sum([p.weight for p in parts]), prior, parts)
