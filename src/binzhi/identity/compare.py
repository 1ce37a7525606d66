"""From evidence to pairs: calls the bulk engine and says what of its answer becomes links and cases.

The engine names only the edges that hold a person together (a spanning forest, in the order in which they were made) and,
of the possible pairs between two persons, the surest one.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast
from uuid import UUID

from binzhi.identity.engine.evidence import Evidence
from binzhi.identity.engine.model import Model, load_model
from binzhi.identity.work import LINK, REVIEW, Pair
from binzhi.kernel.errors import DomainError

if TYPE_CHECKING:
    from binzhi.identity.bulk.run import BulkResult

NEEDED = {"duckdb": ("splink", "duckdb", "lightgbm", "pyarrow"), "spark": ("splink", "duckdb", "pyspark", "pyarrow")}
STAGES = ("take", "pairs", "second", "weights", "persons")
SECOND = "second_v1"
MANY = 20_000  # profiles from which a second process is worth its start
Step = Callable[[int, int], None]


class ExtraMissing(DomainError):
    """The bulk engine is not installed."""

    code = "identity_extra_missing"
    zh = "全库查重需要附加组件({missing})。请执行 pip install 'binzhi[{extra}]' 后再试。录入时的查重不受影响。"
    en = "The run over the whole file needs more ({missing}): pip install 'binzhi[{extra}]'. Recognising while typing works without."
    status = 503


def need_extra(engine: str) -> None:
    """Refuse when the packages of an engine are missing (:class:`ExtraMissing`)."""
    missing = [name for name in NEEDED.get(engine, ()) if find_spec(name) is None]
    if missing:
        raise ExtraMissing(missing=", ".join(missing), extra="identity,spark" if engine == "spark" else "identity")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to compare with. Thresholds are weights of the first stage; given, they decide in place of the second stage."""

    scratch: Path
    engine: str = "duckdb"
    profiles: int = 0
    link_at: float | None = None
    review_at: float | None = None

    @property
    def is_learned(self) -> bool:
        """Tell whether the second stage decides: it comes with the program, and nobody asked for other thresholds."""
        is_there = (files("binzhi.identity.engine") / "models" / f"{SECOND}.json").is_file()
        return is_there and self.link_at is None and self.review_at is None

    def model(self) -> Model:
        """Return the weights, with the thresholds that were asked for."""
        model = load_model()
        link = model.link if self.link_at is None else self.link_at
        review = min(model.review, link) if self.review_at is None else self.review_at
        return replace(model, link=max(link, review), review=review, table={})


@dataclass(slots=True)
class Found:
    """What a comparison found: pairs in the order in which they are applied, and figures."""

    pairs: Iterator[Pair]
    figures: dict[str, int] = field(default_factory=dict)


def compare(items: Iterable[tuple[UUID, Evidence]], *, wanted: Wanted, step: Step) -> Found:
    """Compare all profiles; what the engine keeps on its way lies in ``wanted.scratch`` and may be gone on with."""
    from binzhi.identity.bulk.run import run_bulk

    def tell(stage: str, share: float) -> None:
        place = STAGES.index(stage) if stage in STAGES else 0
        step(int((place + share) * 100 / len(STAGES)), 100)

    result = run_bulk(
        evidences=((profile_id.hex, evidence) for profile_id, evidence in items),
        work=wanted.scratch,
        engine=cast(Literal["duckdb", "spark"], wanted.engine),
        model=wanted.model(),
        second=wanted.is_learned,
        progress=tell,
        workers=2 if wanted.profiles >= MANY else 1,
    )
    return Found(_pairs(result), _figures(result))


def _pairs(result: "BulkResult") -> Iterator[Pair]:
    for one in result.pairs():
        band = LINK if one.band == LINK else REVIEW
        yield Pair(band, UUID(hex=one.a), UUID(hex=one.b), one.weight, one.conflict)


def _figures(result: "BulkResult") -> dict[str, int]:
    sizes = [len(one) for one in result.clusters()]
    told = result.figures
    return {
        "profiles": int(told.get("take.profiles", 0)),
        "compared": int(told.get("pairs.pairs", 0)),
        "groups": len(sizes),
        "grouped": sum(sizes),
        "largest": max(sizes, default=0),
        "memory": int(told.get("peak_mib", 0)),
    }
