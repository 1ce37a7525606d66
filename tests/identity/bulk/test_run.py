"""The run over the whole file: the same scores as at the desk, goes on where it stopped, the same persons in any order."""

import random
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from binzhi.identity.bulk.run import BulkResult, drop_evidence, run_bulk
from binzhi.identity.engine.evidence import Document, Evidence, Profile
from binzhi.identity.engine.frequencies import CountedFrequencies
from binzhi.identity.engine.guard import conflict
from binzhi.identity.engine.model import load_model
from binzhi.identity.engine.normalise import evidence_of
from binzhi.identity.engine.score import score
from tests.identity.bulk.made_up import card_of, guests

pytestmark = pytest.mark.requirement("R-189")
Given = list[tuple[str, Evidence]]


def _persons(result: BulkResult) -> set[frozenset[str]]:
    return {frozenset(person) for person in result.clusters()}


def test_bulk_and_desk_give_the_same_weight_on_five_thousand_pairs(tmp_path: Path) -> None:
    import duckdb

    found, _ = guests(1500, seed=4)
    run_bulk(evidences=found, work=tmp_path, second=False, workers=1)
    known, model = dict(found), load_model()
    frequencies = CountedFrequencies(known.values())
    with duckdb.connect(str(tmp_path / "run.duckdb"), read_only=True) as base:
        rows = base.execute(
            """select a.id, b.id, weight from weight join profile a on a.row = l join profile b on b.row = r"""
        ).fetchall()
    assert len(rows) >= 5000
    worst = max(
        abs(score(known[a], known[b], model=model, frequencies=frequencies).weight - weight) for a, b, weight in rows
    )
    assert worst <= 1e-6


@pytest.mark.parametrize("second", [False, True])
def test_persons_do_not_depend_on_the_order_of_the_profiles(tmp_path: Path, second: bool) -> None:
    found, _ = guests(300, seed=5)
    first = run_bulk(evidences=found, work=tmp_path / "a", second=second, workers=1)
    shuffled = found.copy()
    random.Random(1).shuffle(shuffled)
    again = run_bulk(evidences=shuffled, work=tmp_path / "b", second=second, workers=1)
    assert _persons(first) == _persons(again)


def test_a_stopped_run_goes_on_without_reading_the_profiles_again(tmp_path: Path) -> None:
    found, _ = guests(200, seed=6)
    whole = run_bulk(evidences=found, work=tmp_path / "whole", workers=1)

    def stop(stage: str, share: float) -> None:
        if stage == "weights" and share == 0.0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_bulk(evidences=found, work=tmp_path / "stopped", workers=1, progress=stop)

    def unread() -> Iterator[tuple[str, Evidence]]:
        raise AssertionError("read again")
        yield

    gone_on = run_bulk(evidences=unread(), work=tmp_path / "stopped", workers=1)
    assert list(gone_on.pairs()) == list(whole.pairs())
    assert _persons(gone_on) == _persons(whole)


def test_nothing_is_left_but_ids_and_weights(tmp_path: Path) -> None:
    found, _ = guests(60, seed=7)
    run_bulk(evidences=found, work=tmp_path, workers=1)
    drop_evidence(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {"manifest.json", "pairs.parquet", "clusters.parquet"}


@pytest.mark.parametrize("second", [False, True])
def test_no_person_has_two_cards_or_two_birthdays(tmp_path: Path, second: bool) -> None:
    found, truth = guests(400, seed=8)
    known = dict(found)
    result = run_bulk(evidences=found, work=tmp_path, second=second, workers=1)
    persons = list(result.clusters())
    assert all(not conflict(known[a], known[b]) for person in persons for a, b in combinations(person, 2))
    links = [p for p in result.pairs() if p.band == "link"]
    assert sum(len(p) - 1 for p in persons) == len(links)
    assert sum(truth[p.a] == truth[p.b] for p in links) >= 0.97 * len(links)
    assert len(links) >= 300


def _twins() -> Given:
    common = {"birth": "2001-05-05", "phones": ("13911112222",), "city": "上海"}
    one = Profile(name="王小明", documents=(Document("id_card", "CN", card_of("20010505", 101)),), **common)
    two = Profile(name="王小亮", documents=(Document("id_card", "CN", card_of("20010505", 103)),), **common)
    bare = Profile(name="王小亮", birth="2001-05-05", phones=("13911112222",))
    return [(str(n), evidence_of(p)) for n, p in enumerate((one, two, bare))]


@pytest.mark.parametrize("second", [False, True])
def test_twins_on_one_telephone_stay_two(tmp_path: Path, second: bool) -> None:
    others, _ = guests(150, seed=9)
    result = run_bulk(evidences=[*_twins(), *others], work=tmp_path, second=second, workers=1)
    person = next((p for p in result.clusters() if "1" in p), ["1"])
    assert "0" not in person


def test_what_somebody_held_apart_stays_apart(tmp_path: Path) -> None:
    same = Profile(name="欧阳思远", birth="1980-02-03", phones=("13700001111",), emails=("ouyangsy@163.com",))
    twice: Given = [("a", evidence_of(same)), ("b", evidence_of(same))]
    others, _ = guests(150, seed=10)
    free = run_bulk(evidences=[*twice, *others], work=tmp_path / "free", second=False, workers=1)
    assert any({"a", "b"} <= set(p) for p in free.clusters())
    held = run_bulk(evidences=[*twice, *others], work=tmp_path / "held", second=False, workers=1, apart=[("b", "a")])
    assert not any({"a", "b"} <= set(p) for p in held.clusters())
