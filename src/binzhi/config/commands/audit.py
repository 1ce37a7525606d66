"""``binzhi audit verify`` and ``binzhi audit witness``: the chain of acts."""

import argparse
from pathlib import Path
from typing import Any

from binzhi.config import console

HELP = {
    "zh": "审计记录:audit verify 校验是否被改动,audit witness 追加见证",
    "en": "The log of acts: audit verify finds tampering, audit witness notes the present end",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Verify or witness."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="verify|witness")
    verify = verbs.add_parser(
        "verify", help=console.text("逐条校验;被改动时返回1并指出位置", "check every link; 1 when tampered")
    )
    verify.add_argument("--format", choices=("text", "json"), default="text")
    witness = verbs.add_parser(
        "witness", help=console.text("把当前链尾写入见证文件", "append the ends of the chains to the witness file")
    )
    for one in (verify, witness):
        one.add_argument("--file", type=Path, default=None, help=console.text("见证文件", "witness file"))


def run(args: argparse.Namespace) -> int:
    """Check or note."""
    from django.conf import settings

    from binzhi.audit.domain import verify as chain

    path = args.file or settings.BINZHI_WITNESS_FILE
    if args.verb == "witness":
        lines = chain.witness(path=path)
        print(console.text(f"见证文件 {path}:新增 {lines} 行。", f"Witness file {path}: {lines} lines added."))
        return 0
    return _report(chain.verify(witness=path), args.format)


def _report(verdict: Any, form: str) -> int:
    from binzhi.org.models import Hotel

    names = {hotel.id: hotel.code for hotel in Hotel.objects.all()}
    places = [
        {"chain": names.get(f.chain_id, str(f.chain_id)), "seq": f.seq, "code": f.code, "zh": f.zh, "en": f.en}
        for f in verdict.faults
    ]
    if form == "json":
        print(
            console.as_json(
                {
                    "ok": not places,
                    "chains": verdict.chains,
                    "acts": verdict.acts,
                    "witnessed": verdict.witnessed,
                    "faults": places,
                }
            )
        )
        return 1 if places else 0
    for place in places:
        what = console.text(str(place["zh"]), str(place["en"]))
        print(
            console.text(
                f"链 {place['chain']} 第 {place['seq']} 条:{what}",
                f"chain {place['chain']}, act {place['seq']}: {what}",
            )
        )
    print(
        console.text(
            f"{verdict.chains} 条链,{verdict.acts} 条记录,{len(places)} 处异常。",
            f"{verdict.chains} chains, {verdict.acts} acts, {len(places)} faults.",
        )
    )
    if not verdict.witnessed:
        print(
            console.text(
                "没有见证记录:整条链被重写时无法发现。请运行 binzhi audit witness 并妥善保管见证文件。",
                "No witness lines: a chain rewritten as a whole would not show. Run binzhi audit witness and keep the file safe.",
            )
        )
    return 1 if places else 0
