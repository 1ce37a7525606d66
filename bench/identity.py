"""The file against itself: precision, recall, time and memory on files of made-up guests whose persons are known.

    IDENTITY_FILES="a.parquet b.parquet" make bench ARGS=identity
    python -m bench.identity a.parquet b.parquet [--plain] [--online 5000] [--falsest 200] [--febrl folder]

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


def evidences_in(table: Any, workers: int = 2) -> Iterator[tuple[str, str]]:
    """Yield (row number as text, evidence as text) of a file, normalised in other processes."""
    parts = (table.slice(start, PART).to_pylist() for start in range(0, len(table), PART))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting, row = [], 0
        for part in parts:
            waiting.append(pool.submit(_normalise, part))
            while len(waiting) > 2 * workers:
                for line in waiting.pop(0).result():
                    yield str(row), line
                    row += 1
        for done in waiting:
            for line in done.result():
                yield str(row), line
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


def _cpu() -> float:
    """Processor seconds of this process and of its helpers that have ended."""
    every = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in every)


def _persons_at_best(work: Path, result: Any) -> list[list[str]]:
    """Return the persons of the aim ``best``: the same links, and the questions above its threshold answered with yes."""
    from math import log2

    import duckdb

    from binzhi.identity.bulk.persons import facts_in
    from binzhi.identity.engine.guard import GuardedClusters

    least = result.figures["second.best"]
    with duckdb.connect(str(work / "run.duckdb"), read_only=True) as base:
        guard = GuardedClusters(facts_in(base))
    more = []
    for pair in result.pairs():
        if pair.band == "link":
            guard.join(int(pair.a), int(pair.b))
        elif not pair.conflict and 0 < pair.probability < 1:
            more.append((log2(pair.probability / (1 - pair.probability)), int(pair.a), int(pair.b)))
    guard.join_all(pair for pair in more if pair[0] >= least)
    return [[str(row) for row in person] for person in guard.clusters()]


def run_file(path: Path, *, second: bool = True, falsest: int = 0) -> list[Figure]:
    """Run one file and judge it for both aims; ``falsest`` prints the strongest false pairs by kind."""
    import pyarrow.parquet as pq

    from binzhi.identity.bulk.run import run_bulk

    table = pq.read_table(path)
    truth = table["entity_id"].to_pylist()
    work = Path(tempfile.mkdtemp(prefix="binzhi-bench-"))
    try:
        started, used = time.perf_counter(), _cpu()
        result = run_bulk(evidences=evidences_in(table), work=work, second=second)
        spent = f"{time.perf_counter() - started:.0f} s wall, {_cpu() - used:.0f} s CPU with normalising"
        found = {"link" if second else "Splink alone": list(result.clusters())}
        if second:
            found["best"] = _persons_at_best(work, result)
        recall = blocking_recall(work, truth)
        if falsest:
            from bench.identity_false import report

            report(result, table, most=falsest)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    stages = ", ".join(f"{k.split('.')[0]} {v:.0f}" for k, v in result.figures.items() if k.endswith(".seconds"))
    if second:
        sure, link, doubt = (result.figures[f"second.{name}"] for name in ("sure", "link", "doubt"))
        stages += f"; sure {sure:.1f}, link {link:.1f} bits, doubt {doubt:.4f}"
    last = (
        f"{result.figures['pairs.pairs']:,.0f} compared, blocking recall {recall:.3f}; {spent} ({stages}); "
        f"peak {peak_mib():.0f} MiB, largest helper {_children_mib():.0f} MiB"
    )
    made = []
    for aim, persons in found.items():
        says = judged(persons, truth)
        text = (
            f"precision {says['precision']:.4f}, recall {says['recall']:.4f}, F1 {says['f1']:.4f}; "
            f"{says['found']:,.0f} pairs of {says['true']:,.0f}, {len(persons):,} persons with several profiles; {last}"
        )
        what = f"whole file, {len(truth):,} profiles ({path.stem}), {AIMS.get(aim, aim)}"
        made.append(Figure(what, GOAL, text, f"python -m bench.identity {path.name}"))
    return made


def online(path: Path, asked: int) -> Figure:
    """Recognise profiles of a file one by one among all of them: keys in memory, normalising included."""
    import pyarrow.parquet as pq

    from binzhi.identity.engine.evidence import Evidence
    from binzhi.identity.engine.frequencies import CountedFrequencies
    from binzhi.identity.engine.keys import blocking_keys
    from binzhi.identity.engine.model import load_model
    from binzhi.identity.engine.normalise import evidence_of
    from binzhi.identity.engine.recognise import rank

    table = pq.read_table(path)
    known = [Evidence.from_text(line) for _, line in evidences_in(table)]
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
    return [figure for path in files for figure in run_file(path)]


def main(arguments: list[str]) -> int:
    """Run what the command line names and print rows of the table."""
    from bench.figures import row

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--plain", action="store_true", help="Splink alone, without the second stage")
    parser.add_argument("--online", type=int, default=0, help="recognise so many profiles one by one instead")
    parser.add_argument("--falsest", type=int, default=0, help="print the strongest false pairs by kind")
    parser.add_argument("--febrl", type=Path, help="folder with dataset1.csv and dataset3.csv")
    chosen = parser.parse_args(arguments)
    for path in chosen.files:
        if chosen.online:
            print(row(online(path, chosen.online)), flush=True)
            continue
        for figure in run_file(path, second=not chosen.plain, falsest=chosen.falsest):
            print(row(figure), flush=True)
    if chosen.febrl:
        from bench.identity_febrl import febrl

        for figure in febrl(chosen.febrl):
            print(row(figure), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
