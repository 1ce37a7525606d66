"""The weights: a versioned file with, for every comparison, its levels from the strongest to the weakest."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from math import log2
from typing import Any

from binzhi.identity.engine.frequencies import SMALLEST_FILE


@dataclass(frozen=True, slots=True)
class LevelWeights:
    """One level: ``m`` and ``u`` are the shares of true and of random pairs that reach it, among pairs that can be compared.

    ``tf`` names the column whose frequency replaces ``u``; ``floor`` is the smallest frequency used. ``fixed`` numbers are
    not trained.
    """

    name: str
    m: float
    u: float
    tf: str | None = None
    fixed: bool = False
    floor: float = 0.0
    weight: float = field(default=0.0, init=False, compare=False)  # log2(m/u), the weight without frequencies

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", log2(self.m / self.u) if self.m > 0 and self.u > 0 else 0.0)


@dataclass(frozen=True, slots=True)
class Model:
    """Weights and thresholds. ``probability`` is that of two random profiles of a file of ``profiles`` being one person."""

    version: str
    probability: float
    profiles: int
    link: float
    review: float
    comparisons: tuple[tuple[str, tuple[LevelWeights, ...]], ...]
    table: dict[tuple[str, str], LevelWeights] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        self.table.update({(name, level.name): level for name, levels in self.comparisons for level in levels})

    def prior(self, profiles: int) -> float:
        """Return the starting weight for a file of that many profiles: twice the profiles, half the probability."""
        probability = min(0.5, self.probability * self.profiles / max(SMALLEST_FILE, profiles))
        return log2(probability / (1 - probability))

    def to_json(self) -> str:
        """Return the file ``read_model`` reads back."""
        comparisons = [
            {
                "name": name,
                "levels": [
                    {"name": x.name, "m": x.m, "u": x.u, "tf": x.tf, "fixed": x.fixed}
                    | ({"floor": x.floor} if x.floor else {})
                    for x in levels
                ],
            }
            for name, levels in self.comparisons
        ]
        whole = {
            "version": self.version,
            "prior": {"probability": self.probability, "profiles": self.profiles},
            "thresholds": {"link": self.link, "review": self.review},
            "comparisons": comparisons,
        }
        return json.dumps(whole, ensure_ascii=False, indent=1)


def _level(raw: dict[str, Any]) -> LevelWeights:
    level = LevelWeights(raw["name"], raw["m"], raw["u"], raw.get("tf"), raw.get("fixed", False), raw.get("floor", 0.0))
    if not (0 < level.m <= 1 and 0 < level.u <= 1):
        raise ValueError(f"level {level.name}: m and u are shares above 0")
    return level


def read_model(text: str) -> Model:
    """Read a model; ValueError when a share is not between 0 and 1 or a threshold is upside down."""
    raw = json.loads(text)
    comparisons = tuple((c["name"], tuple(_level(x) for x in c["levels"])) for c in raw["comparisons"])
    thresholds = raw["thresholds"]
    if thresholds["review"] > thresholds["link"]:
        raise ValueError("the threshold of the review is above that of the link")
    prior = raw["prior"]
    return Model(
        raw["version"], prior["probability"], prior["profiles"], thresholds["link"], thresholds["review"], comparisons
    )


@lru_cache(maxsize=4)
def load_model(name: str = "v1") -> Model:
    """Load a model that comes with the program; FileNotFoundError for an unknown name."""
    return read_model((files("binzhi.identity.engine") / "models" / f"{name}.json").read_text(encoding="utf-8"))
