"""The learned second stage: trees over pairs and trees over pairs of clusters, with the thresholds fixed when they were learned."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from math import log, log2
from typing import Any

import numpy as np
from numpy.typing import NDArray

from binzhi.identity.engine.second import Columns, Floats
from binzhi.identity.engine.second_pairs import CHUNK, Commons, pair_sheet

Rows = NDArray[np.int64]
BITS = 1 / log(2)
CARE = 1.5  # bits for every doubling of the doubt
MOST_SURE = 1.0  # bits by which the first clusters may become harder


@dataclass(frozen=True, slots=True)
class Thresholds:
    """In bits, like the weights: ``sure`` links the first clusters; then clusters are linked from ``link`` on automatically
    (precision .999 on the files they were fixed on), from ``best`` on where recall counts as much; below ``review`` they
    are different persons. They hold for a file of ``profiles`` in which ``doubt`` of the pairs with one card bear two names.
    """

    sure: float
    link: float
    best: float
    review: float
    profiles: int
    doubt: float
    per_doubling: float
    best_per_doubling: float

    def fitted(self, *, profiles: int, doubt: float) -> "Thresholds":
        """Return the thresholds for a file of another size and carelessness; both are known without any decided pair.

        Strangers who agree by chance grow with the file; two names on one card say how often a profile bears the name,
        telephone or document of a relative. Smaller and more careful files keep the thresholds they were fixed on.
        """
        doublings = max(0.0, log2(max(1, profiles) / self.profiles))
        care = CARE * max(0.0, log2(doubt / self.doubt)) if doubt > 0 else 0.0
        shift = self.per_doubling * doublings + care
        return replace(
            self,
            sure=self.sure + min(shift, MOST_SURE),
            link=self.link + shift,
            best=self.best + self.best_per_doubling * doublings,
        )


@dataclass(frozen=True, slots=True)
class SecondStage:
    """Both sets of trees, the numbers they look at, and the thresholds."""

    pairs: Any
    clusters: Any
    thresholds: Thresholds

    def weights(self, which: str, sheet: Floats, *, threads: int) -> Floats:
        """Return the log2 odds of every row of numbers."""
        trees = self.pairs if which == "pairs" else self.clusters
        if not len(sheet):
            return np.zeros(0, np.float32)
        found: NDArray[np.float64] = trees.predict(sheet, raw_score=True, num_threads=threads)
        return (found * BITS).astype(np.float32)


@lru_cache(maxsize=2)
def load_second(name: str = "second_v1") -> SecondStage:
    """Load the trees that come with the program; ImportError without the extra ``identity``."""
    import lightgbm

    folder = files("binzhi.identity.engine") / "models"
    told = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    pairs, clusters = (
        lightgbm.Booster(model_str=(folder / f"{name}_{which}.txt").read_text(encoding="utf-8"))
        for which in ("pairs", "clusters")
    )
    return SecondStage(pairs, clusters, Thresholds(**told["thresholds"]))


def impossible(sheet: dict[str, Floats]) -> NDArray[np.bool_]:
    """Tell which pairs the guard forbids by themselves: two valid cards, two birth dates that are no slip of each other."""
    parts = (sheet["years_apart"] == 0).astype(np.int8) + np.where(sheet["same_day"] == 3, 2, sheet["same_day"] > 0)
    dates = (sheet["years_apart"] >= 0) & (parts < 2) & (sheet["swapped"] != 1)
    found: NDArray[np.bool_] = (sheet["card"] == 0) | dates
    return found


def possible_sheets(
    columns: Columns, commons: Commons, left: Rows, right: Rows
) -> Iterator[tuple[Rows, Floats, list[str]]]:
    """Yield, chunk by chunk, which pairs are possible (their places) and their numbers."""
    for start in range(0, len(left), CHUNK):
        sheet = pair_sheet(columns, commons, left[start : start + CHUNK], right[start : start + CHUNK])
        kept = np.nonzero(~impossible(sheet))[0]
        names = list(sheet)
        made = np.empty((len(kept), len(names)), np.float32)
        for place, name in enumerate(names):
            made[:, place] = sheet[name][kept]
        yield kept + start, made, names
