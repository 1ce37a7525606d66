"""The file against itself: precision, recall, time and memory on files of made-up guests whose persons are known.

    IDENTITY_FILES="a.parquet b.parquet" make bench ARGS=identity
    python -m bench.identity a.parquet b.parquet [--aim best] [--plain] [--online 5000] [--falsest 200] [--febrl folder]

Nothing is learned from the files and no threshold is read off them: weights, trees and thresholds come with the program.
The files are Parquet with the columns rec_id, entity_id, name, alt_name, gender, birth_date, nationality, id_type,
id_number, phone, email, company, city, channel.
"""

import argparse
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench.figures import Figure, peak_mib

AIMS = {"link": "recall at precision >= .999", "best": "best F1"}
GOAL = "100k: recall >= .78, F1 >= .94; 1M: .72, .89; other mix: .62, .89; 1M <= 120 s, < 6 GiB"
KINDS = {"ID": "id_card", "PP": "passport", "PERMIT": "hk_macao_permit"}
PART = 10_000


def profile_of(row: dict[str, Any]) -> Any:
    """Return a row of the file as a profile."""
    from binzhi.identity.engine.evidence import Document, Profile

    def one(name: str) -> tuple[str, ...]:
        return (row[name],) if row[name] else ()

    papers = tuple(Document(KINDS.get(row["id_type"] or "", ""), "", number) for number in one("id_number"))
    return Profile(
        name=row["name"] or "",
        other_names=one("alt_name"),
        sex={"M": "male", "F": "female"}.get(row["gender"] or "", ""),
        birth=row["birth_date"] or "",
        documents=papers,
        phones=one("phone"),
        emails=one("email"),
        company=row["company"] or "",
        city=row["city"] or "",
        nationality=row["nationality"] or "",
        channel=row["channel"] or "",
    )


def _normalise(rows: list[dict[str, Any]]) -> list[str]:
    from binzhi.identity.engine.normalise import evidence_of

    return [evidence_of(profile_of(row)).to_text() for row in rows]


def evidences_in(table: Any, workers: int = 2) -> Iterator[tuple[str, Any]]:
    """Yield (row number as text, evidence) of a file, normalised in other processes."""
    from binzhi.identity.engine.evidence import Evidence

    parts = (table.slice(start, PART).to_pylist() for start in range(0, len(table), PART))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting, row = [], 0
        for part in parts:
            waiting.append(pool.submit(_normalise, part))
            while len(waiting) > 2 * workers:
                for line in waiting.pop(0).result():
                    yield str(row), Evidence.from_text(line)
                    row += 1
        for done in waiting:
            for line in done.result():
                yield str(row), Evidence.from_text(line)
                row += 1


def pairs_in(sizes: Counter[Any]) -> int:
    """Return how many pairs groups of these sizes have."""
    return sum(n * (n - 1) // 2 for n in sizes.values())


def judged(persons: list[list[str]], truth: list[int]) -> dict[str, float]:
    """Return precision, recall and F1 over pairs of profiles, against the true persons."""
    every = pairs_in(Counter(truth))
    found = sum(len(p) * (len(p) - 1) // 2 for p in persons)
    right = sum(pairs_in(Counter(truth[int(row)] for row in person)) for person in persons)
    precision, recall = right / max(found, 1), right / max(every, 1)
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(precision + recall, 1e-9),
        "found": found,
        "true": every,
    }


def blocking_recall(work: Path, truth: list[int]) -> float:
    """Return the share of the true pairs that were compared."""
    import duckdb
    import numpy as np

    with duckdb.connect(str(work / "run.duckdb"), read_only=True) as base:
        found = base.execute("select l, r from pair").fetchnumpy()
    persons = np.array(truth)
    return float((persons[found["l"]] == persons[found["r"]]).sum() / max(pairs_in(Counter(truth)), 1))


def _children_mib() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def run_file(path: Path, *, aim: str, second: bool, falsest: int = 0) -> Figure:
    """Run one file and judge it; ``falsest`` prints the strongest false pairs by kind."""
    import pyarrow.parquet as pq

    from binzhi.identity.bulk.run import run_bulk

    table = pq.read_table(path)
    truth = table["entity_id"].to_pylist()
    work = Path(tempfile.mkdtemp(prefix="binzhi-bench-"))
    try:
        started = time.perf_counter()
        result = run_bulk(evidences=evidences_in(table), work=work, second=second, aim=aim)  # type: ignore[arg-type]
        wall = time.perf_counter() - started
        figures = judged(list(result.clusters()), truth)
        stages = ", ".join(f"{k.split('.')[0]} {v:.0f}" for k, v in result.figures.items() if k.endswith(".seconds"))
        compared = f"{result.figures['pairs.pairs']:,.0f} compared, blocking recall {blocking_recall(work, truth):.3f}"
        if falsest:
            from bench.identity_false import report

            report(result, table, most=falsest)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    text = (
        f"precision {figures['precision']:.4f}, recall {figures['recall']:.4f}, F1 {figures['f1']:.4f}; "
        f"{figures['found']:,.0f} pairs of {figures['true']:,.0f}, {result.figures['persons.persons']:,.0f} persons; "
        f"{compared}; {wall:.0f} s with normalising ({stages}); peak {peak_mib():.0f} MiB, "
        f"largest helper {_children_mib():.0f} MiB"
    )
    what = f"whole file, {len(truth):,} profiles ({path.stem}), {AIMS[aim] if second else 'Splink alone'}"
    return Figure(what, GOAL, text, f"python -m bench.identity {path.name}" + (" --aim best" if aim == "best" else ""))


def online(path: Path, asked: int) -> Figure:
    """Recognise profiles of a file one by one among all of them: keys in memory, normalising included."""
    import pyarrow.parquet as pq

    from binzhi.identity.engine.frequencies import CountedFrequencies
    from binzhi.identity.engine.keys import blocking_keys
    from binzhi.identity.engine.model import load_model
    from binzhi.identity.engine.normalise import evidence_of
    from binzhi.identity.engine.recognise import rank

    table = pq.read_table(path)
    known = [evidence for _, evidence in evidences_in(table)]
    frequencies, model = CountedFrequencies(known), load_model()
    index: dict[int, list[int]] = {}
    for row, evidence in enumerate(known):
        for key in blocking_keys(evidence):
            index.setdefault(hash(key), []).append(row)
    rows = random.Random(11).sample(range(len(known)), min(asked, len(known)))
    profiles = [profile_of(r) for r in table.take(rows).to_pylist()]
    times, found = [], []
    for row, profile in zip(rows, profiles, strict=True):
        started = time.perf_counter()
        evidence = evidence_of(profile)
        near: dict[int, None] = {}
        for key in blocking_keys(evidence):
            same = index.get(hash(key), ())
            if len(same) <= 60:
                near.update(dict.fromkeys(same))
        near.pop(row, None)
        rank(evidence, [(n, known[n]) for n in near], model=model, frequencies=frequencies)
        times.append((time.perf_counter() - started) * 1000)
        found.append(len(near))
    times.sort()
    found.sort()

    def at(values: list[Any], share: float) -> Any:
        return values[min(len(values) - 1, int(share * len(values)))]

    text = (
        f"p50 {at(times, 0.5):.2f}, p95 {at(times, 0.95):.2f}, p99 {at(times, 0.99):.2f}, most {times[-1]:.1f} ms; "
        f"candidates p50 {at(found, 0.5)}, p99 {at(found, 0.99)}"
    )
    what = f"recognise one guest among {len(known):,}, {len(rows):,} asked, keys in memory, normalising included"
    return Figure(what, "p99 <= 5 ms", text, f"python -m bench.identity {path.name} --online {asked}")


def measure() -> list[Figure]:
    """Run the files named in IDENTITY_FILES for both aims."""
    files = [Path(name) for name in os.environ.get("IDENTITY_FILES", "").split()]
    if not files:
        print("identity: name files in IDENTITY_FILES", file=sys.stderr)
    return [run_file(path, aim=aim, second=True) for path in files for aim in AIMS]


def main(arguments: list[str]) -> int:
    """Run what the command line names and print rows of the table."""
    from bench.figures import row

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--aim", choices=[*AIMS, "both"], default="both")
    parser.add_argument("--plain", action="store_true", help="Splink alone, without the second stage")
    parser.add_argument("--online", type=int, default=0, help="recognise so many profiles one by one instead")
    parser.add_argument("--falsest", type=int, default=0, help="print the strongest false pairs by kind")
    parser.add_argument("--febrl", type=Path, help="folder with dataset1.csv and dataset3.csv")
    chosen = parser.parse_args(arguments)
    for path in chosen.files:
        if chosen.online:
            print(row(online(path, chosen.online)), flush=True)
            continue
        for aim in AIMS if chosen.aim == "both" and not chosen.plain else [chosen.aim.replace("both", "link")]:
            print(row(run_file(path, aim=aim, second=not chosen.plain, falsest=chosen.falsest)), flush=True)
    if chosen.febrl:
        from bench.identity_febrl import febrl

        for figure in febrl(chosen.febrl):
            print(row(figure), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
