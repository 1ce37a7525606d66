"""One model file for the desk, DuckDB and Spark: to the settings of Splink and back.

Splink sees pairs whose levels are already known (``g_…``) and how frequent the common value is (``f_…``), so its SQL is the
same in every dialect and cannot differ from the engine's definition of the levels.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from binzhi.identity.bulk.levels import SHARED_CODE
from binzhi.identity.engine.model import LevelWeights, Model

DIALECTS = ("duckdb", "spark")
NEUTRAL = 0.5


def _level(comparison: str, number: int, level: LevelWeights) -> dict[str, Any]:
    made: dict[str, Any] = {
        "sql_condition": f"g_{comparison}_l = {number}",
        "label_for_charts": level.name,
        "m_probability": level.m,
        "u_probability": level.u,
        "fix_m_probability": level.fixed,
        "fix_u_probability": level.fixed,
    }
    if level.tf:
        made |= {
            "tf_adjustment_column": f"f_{comparison}",
            "tf_adjustment_weight": 1.0,
            "tf_minimum_u_value": level.floor,
            "disable_tf_exact_match_detection": True,
        }
    return made


def to_splink(model: Model, *, dialect: str, profiles: int, kept: Collection[tuple[str, str]] = ()) -> dict[str, Any]:
    """Return the settings Splink takes; ``profiles`` is the size of the file, for the prior.

    ``kept`` are further levels (comparison, level) that are not to be trained. ValueError for another dialect.
    """
    if dialect not in DIALECTS:
        raise ValueError(f"dialect {dialect!r}: {', '.join(DIALECTS)}")
    comparisons = []
    for name, levels in model.comparisons:
        shared = {"sql_condition": f"g_{name}_l = {SHARED_CODE}", "label_for_charts": "shared", "is_null_level": True}
        missing = {"sql_condition": f"g_{name}_l < 0", "label_for_charts": "missing", "is_null_level": True}
        made = [
            _level(name, n, replace(level, fixed=level.fixed or (name, level.name) in kept))
            for n, level in enumerate(levels)
        ]
        made[-1]["sql_condition"] = "ELSE"
        comparisons.append({"output_column_name": name, "comparison_levels": [missing, shared, *made]})
    odds = 2.0 ** model.prior(profiles)
    return {
        "link_type": "dedupe_only",
        "sql_dialect": dialect,
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": odds / (1 + odds),
        "blocking_rules_to_generate_predictions": [{"blocking_rule": "l.pair = r.pair", "sql_dialect": dialect}],
        "comparisons": comparisons,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "additional_columns_to_retain": ["pair"],
        "em_convergence": 0.0005,
        "max_iterations": 30,
    }


def from_splink(settings: dict[str, Any], *, model: Model) -> Model:
    """Return the model with the shares Splink learned; levels it never saw keep theirs. ValueError for an unknown level."""
    learned: dict[tuple[str, str], dict[str, Any]] = {}
    for comparison in settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                learned[comparison["output_column_name"], level["label_for_charts"]] = level
    if set(learned) != set(model.table):
        raise ValueError("the levels of the settings are not those of the model")
    comparisons = tuple(
        (name, tuple(_merged(x, learned[name, x.name]) for x in levels)) for name, levels in model.comparisons
    )
    return replace(model, comparisons=comparisons, table={})


def _merged(level: LevelWeights, learned: dict[str, Any]) -> LevelWeights:
    if level.fixed:
        return level
    m, u = learned.get("m_probability"), learned.get("u_probability")
    return replace(level, m=float(m) if m else level.m, u=float(u) if u else level.u)
