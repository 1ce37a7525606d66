"""Check the chain of acts link by link, and against the witness lines kept outside the database."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from binzhi.audit.chain import GENESIS, link_hash
from binzhi.audit.models import Act, ChainHead


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where the chain does not hold."""

    chain_id: UUID
    seq: int
    code: str  # changed | missing | head | witness
    zh: str
    en: str


@dataclass(slots=True)
class Verdict:
    """The outcome of a check."""

    chains: int
    acts: int
    faults: list[Fault]
    witnessed: int = 0


def _walk(chain_id: UUID, faults: list[Fault]) -> tuple[int, bytes, dict[int, bytes]]:
    last, expected, hashes = GENESIS, 1, {}
    for act in Act.objects.filter(chain_id=chain_id).order_by("seq").iterator(chunk_size=2000):
        if act.seq != expected:
            faults.append(
                Fault(chain_id, expected, "missing", "记录缺失或次序被改", "an act is missing or out of order")
            )
            expected = act.seq
        if bytes(act.prev_hash) != last or link_hash(act, bytes(act.prev_hash)) != bytes(act.hash):
            faults.append(Fault(chain_id, act.seq, "changed", "记录内容被改动", "the act was changed"))
        last = bytes(act.hash)
        hashes[act.seq] = last
        expected += 1
    return expected - 1, last, hashes


def verify(*, witness: Path | None = None) -> Verdict:
    """Check every chain; reads only. Finds edits, deletions, insertions, reordering, a cut end and a rewritten chain.

    A chain rewritten from the start with all hashes recomputed shows only against witness lines.
    """
    faults: list[Fault] = []
    total = 0
    heads = {h.chain_id: h for h in ChainHead.objects.all()}
    chain_ids = set(heads) | set(Act.objects.values_list("chain_id", flat=True).distinct())
    seen, unreadable = _witness_lines(witness) if witness else ({}, 0)
    chain_ids |= set(seen)
    if unreadable:
        zh, en = f"见证文件有 {unreadable} 行无法读取", f"{unreadable} lines of the witness file cannot be read"
        faults.append(Fault(UUID(int=0), 0, "witness", zh, en))
    for chain_id in sorted(chain_ids, key=str):
        count, last, hashes = _walk(chain_id, faults)
        total += count
        head = heads.get(chain_id)
        if head is None or head.seq != count or (count and bytes(head.hash) != last):
            faults.append(
                Fault(chain_id, count, "head", "链尾与记录不符（末尾可能被删）", "the end of the chain was cut")
            )
        for seq, digest in seen.get(chain_id, []):
            if hashes.get(seq) != digest:
                faults.append(Fault(chain_id, seq, "witness", "与见证文件不符", "differs from the witness file"))
    lines = sum(len(rows) for rows in seen.values())
    return Verdict(chains=len(chain_ids), acts=total, faults=faults, witnessed=lines)


def _witness_lines(path: Path) -> tuple[dict[UUID, list[tuple[int, bytes]]], int]:
    """Return the noted ends by chain, and how many lines cannot be read (one cut by a power failure, or tampered)."""
    lines: dict[UUID, list[tuple[int, bytes]]] = {}
    unreadable = 0
    if not path.exists():
        return lines, 0
    for line in path.read_bytes().splitlines():
        try:
            row = json.loads(line)
            lines.setdefault(UUID(row["chain"]), []).append((int(row["seq"]), bytes.fromhex(row["hash"])))
        except (ValueError, KeyError, TypeError, AttributeError):
            unreadable += 1
    return lines, unreadable


def _new_lines(path: Path) -> Iterator[str]:
    known = {chain: max(seq for seq, _ in rows) for chain, rows in _witness_lines(path)[0].items()}
    for head in ChainHead.objects.order_by("chain_id"):
        if head.seq > known.get(head.chain_id, 0):
            yield json.dumps({"chain": str(head.chain_id), "seq": head.seq, "hash": bytes(head.hash).hex()})


def witness(*, path: Path) -> int:
    """Append the present end of every chain that grew to the witness file (mode 0600); returns the lines written."""
    lines = list(_new_lines(path))
    if lines:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        whole = path.read_bytes()[-1:] in {b"", b"\n"}  # after a power failure the last line may be cut
        with path.open("a", encoding="utf-8") as out:
            out.write(("" if whole else "\n") + "\n".join(lines) + "\n")
            out.flush()
            os.fsync(out.fileno())
    return len(lines)
