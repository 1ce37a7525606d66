"""One model for the desk, DuckDB and Spark; one set of numbers for the second stage of both."""

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from binzhi.identity.bulk import blocking, take
from binzhi.identity.bulk.levels import make_frequencies
from binzhi.identity.bulk.splink_model import from_splink, to_splink
from binzhi.identity.bulk.table import columns_in
from binzhi.identity.bulk.trees import load_second, possible_sheets
from binzhi.identity.bulk.weights import learn, put_levels
from binzhi.identity.engine.model import load_model, read_model
from binzhi.identity.engine.second import columns_of
from binzhi.identity.engine.second_pairs import commons_of, pair_sheet
from tests.identity.bulk.made_up import guests

pytestmark = pytest.mark.requirement("R-189")


def test_the_model_comes_back_from_splink_as_it_went() -> None:
    model = load_model()
    back = from_splink(to_splink(model, dialect="duckdb", profiles=1000), model=model)
    assert read_model(back.to_json()) == model


def test_the_two_dialects_differ_in_their_name_only() -> None:
    model = load_model()
    duckdb, spark = (to_splink(model, dialect=d, profiles=1000) for d in ("duckdb", "spark"))
    for settings in (duckdb, spark):
        settings.pop("sql_dialect")
        settings["blocking_rules_to_generate_predictions"][0].pop("sql_dialect")
    assert duckdb == spark
    with pytest.raises(ValueError, match="dialect"):
        to_splink(model, dialect="oracle", profiles=1000)


def test_a_model_with_other_levels_is_refused() -> None:
    model = load_model()
    settings = to_splink(model, dialect="duckdb", profiles=1000)
    with pytest.raises(ValueError, match="levels"):
        from_splink(settings, model=replace(model, comparisons=model.comparisons[1:], table={}))


def test_learning_moves_what_is_free_and_leaves_what_is_fixed(tmp_path: Path) -> None:
    found, _ = guests(400, seed=3)
    connection, model = blocking.connect(tmp_path), load_model()
    take.begin(connection)
    for first, ids, lines, taken in take.read_all(found, workers=1):
        take.put(connection, first, ids, lines, taken)
    blocking.make_pairs(connection)
    make_frequencies(connection)
    left, right = blocking.pairs_in(connection)
    texts = connection.sql("select line from profile").to_arrow_table().column(0).combine_chunks()
    put_levels(connection, texts, left, right, model=model, workers=1)
    learned = learn(connection, model=model, profiles=len(found), fixed=[("phone", 0), ("birth", 0)])
    fixed = [x for x in model.table.values() if x.fixed]
    assert all(x in learned.table.values() for x in fixed)
    assert learned.table["city", "same"].m != model.table["city", "same"].m
    connection.close()


def test_desk_and_bulk_see_the_same_numbers(tmp_path: Path) -> None:
    found, _ = guests(300, seed=2)
    connection = blocking.connect(tmp_path)
    take.begin(connection)
    for first, ids, lines, taken in take.read_all(found, workers=1):
        take.put(connection, first, ids, lines, taken)
    blocking.make_pairs(connection)
    left, right = blocking.pairs_in(connection)
    bulk, desk = columns_in(connection), columns_of(evidence for _, evidence in found)
    one = pair_sheet(bulk, commons_of(bulk), left, right)
    two = pair_sheet(desk, commons_of(desk), right, left)
    assert list(one) == list(two)
    for name in one:
        assert np.allclose(one[name], two[name]), name
    connection.close()


def test_the_learned_trees_fit_the_numbers_they_are_given() -> None:
    stage = load_second()
    columns = columns_of(evidence for _, evidence in guests(20, seed=1)[0])
    rows = np.arange(len(columns) - 1)
    (_, sheet, names), *_ = possible_sheets(columns, commons_of(columns), rows, rows + 1)
    assert stage.pairs.feature_name() == names
    assert stage.clusters.feature_name()[: len(names)] == names
    limits = stage.thresholds
    assert limits.review < limits.best < limits.link
    assert stage.weights("pairs", sheet, threads=1).shape == (len(sheet),)


if find_spec("pyspark"):  # not among the packages of the tests; proved where the extra spark is installed

    @pytest.mark.slow
    def test_spark_weighs_as_duckdb_does(tmp_path: Path) -> None:
        from binzhi.identity.bulk.run import run_bulk

        found, _ = guests(150, seed=11)
        duck = run_bulk(evidences=found, work=tmp_path / "d", second=False, workers=1)
        spark = run_bulk(evidences=found, work=tmp_path / "s", second=False, workers=1, engine="spark")
        ours, theirs = ({(p.a, p.b): p.weight for p in one.pairs()} for one in (duck, spark))
        assert ours.keys() == theirs.keys()
        assert max(abs(ours[k] - theirs[k]) for k in ours) <= 1e-6
