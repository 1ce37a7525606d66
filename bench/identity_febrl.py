"""The public FEBRL sets: people of Australia with typing errors, of whom the doubles are known.

Twice: through Splink with comparisons of these fields (weights learned on the set without labels, the best threshold read off
the set, as is usual for these sets), which proves the tool underneath; and through the engine for hotel profiles as it is, its
thresholds too, with the fields put where a hotel profile has something alike (the social security number as a document, the
street as the company, the suburb as the city, postcode and house number as a telephone).
"""

import csv
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from bench.figures import Figure
from bench.identity import judged, pairs_in


def _profile(row: dict[str, str]) -> Any:
    from binzhi.identity.engine.evidence import Document, Profile

    birth = row["date_of_birth"]
    paper = row["soc_sec_id"]
    line = f"{row['postcode']}{row['street_number']}" if row["postcode"] and row["street_number"] else ""
    return Profile(
        name="/".join(part for part in (row["surname"], row["given_name"]) if part),
        birth=f"{birth[:4]}-{birth[4:6]}-{birth[6:]}" if len(birth) == 8 else "",
        documents=(Document("social_security", "AU", paper),) if paper else (),
        phones=(f"+61{line.rjust(9, '4')}",) if line else (),
        company=row["address_1"],
        city=row["suburb"],
    )


RULES = (
    ("soc_sec_id",), ("date_of_birth",), ("given_name", "surname"), ("given_name", "postcode"), ("surname", "postcode"),
    ("address_1", "street_number"), ("suburb", "given_name"), ("suburb", "surname"), ("address_1", "postcode"),
    ("address_1", "surname"), ("address_1", "given_name"), ("address_2", "surname"), ("address_2", "given_name"),
)  # fmt: skip


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return [{k.strip(): v.strip() for k, v in r.items()} for r in csv.DictReader(lines)]


def _by_splink(rows: list[dict[str, str]], truth: list[int]) -> dict[str, float]:
    """Return the best pairwise F1 Splink reaches with comparisons of these fields."""
    import logging

    import pyarrow as pa
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    columns = {k: pa.array([r[k] or None for r in rows], pa.string()) for k in rows[0] if k != "rec_id"}
    api = DuckDBAPI()
    frame = api.register(pa.table({"unique_id": pa.array(range(len(rows)), pa.int64()), **columns}))
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("given_name", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("surname", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.JaroWinklerAtThresholds("address_1", [0.92, 0.8]),
            cl.JaroWinklerAtThresholds("address_2", [0.92, 0.8]),
            cl.ExactMatch("street_number"),
            cl.DamerauLevenshteinAtThresholds("postcode", [1]),
            cl.JaroWinklerAtThresholds("suburb", [0.92, 0.8]),
        ],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in RULES],
        probability_two_random_records_match=1 / len(rows),
    )
    linker = Linker(frame, settings, log_level=40)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in (("date_of_birth",), ("soc_sec_id",), ("given_name", "surname")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*rule), record_sample_proportion=1.0
        )
    found = linker.inference.predict(threshold_match_weight=-8).as_pyarrow_table()
    pairs = sorted(
        zip(*(found[c].to_pylist() for c in ("match_weight", "unique_id_l", "unique_id_r")), strict=True), reverse=True
    )
    return _best_of(pairs, truth)


def _best_of(pairs: list[tuple[float, int, int]], truth: list[int]) -> dict[str, float]:
    """Return the best F1 over the persons that come of joining the pairs one by one, heaviest first."""
    every, found, right, best = pairs_in(Counter(truth)), 0, 0, {"f1": 0.0}
    person = list(range(len(truth)))
    members = [[n] for n in person]
    for _, a, b in pairs:
        a, b = person[a], person[b]
        if a == b:
            continue
        found += len(members[a]) * len(members[b])
        theirs = Counter(truth[n] for n in members[b])
        right += sum(theirs[truth[n]] for n in members[a])
        for n in members[b]:
            person[n] = a
        members[a] += members[b]
        f1 = 2 * right / (found + every)
        if f1 > best["f1"]:
            best = {"f1": f1, "precision": right / found, "recall": right / every}
    return best


def _by_engine(rows: list[dict[str, str]], truth: list[int]) -> dict[str, float]:
    """Return what the engine for hotel profiles reaches with its own thresholds."""
    from binzhi.identity.bulk.run import run_bulk
    from binzhi.identity.engine.normalise import evidence_of

    work = Path(tempfile.mkdtemp(prefix="binzhi-bench-"))
    try:
        evidences = [(str(n), evidence_of(_profile(r))) for n, r in enumerate(rows)]
        result = run_bulk(evidences=evidences, work=work, aim="best", workers=1)
        return judged(list(result.clusters()), truth)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def febrl(folder: Path) -> list[Figure]:
    """Run dataset1 and dataset3 through Splink and through the engine."""
    figures = []
    for name in ("dataset1", "dataset3"):
        rows = _rows(folder / f"{name}.csv")
        truth = [int(r["rec_id"].split("-")[1]) for r in rows]
        for what, run in (("Splink, best threshold", _by_splink), ("the hotel engine as it is", _by_engine)):
            best = run(rows, truth)
            said = f"precision {best['precision']:.4f}, recall {best['recall']:.4f}, F1 {best['f1']:.4f}"
            title = f"FEBRL {name}, {len(rows):,} records, {what}"
            figures.append(Figure(title, "F1 1.000 / .9992", said, "python -m bench.identity --febrl FOLDER"))
    return figures
