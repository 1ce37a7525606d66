"""``binzhi doctor``: looks at keys, databases, disk, clock, fonts and says what to do."""

import argparse

from binzhi.config import console

HELP = {
    "zh": "自检:密钥、数据库、磁盘、时钟、字体、页面资源,并说明如何处理",
    "en": "Check keys, databases, disk, clock, fonts and page assets, and say what to do",
}
OPENS_DATA = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How to print."""
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace) -> int:
    """Print every finding; 1 when something is at fault."""
    from binzhi.config.checks import FAULT, OK, WARN, examine

    found = examine()
    faults = [f for f in found if f.level == FAULT]
    if args.format == "json":
        lines = [
            {"check": f.check, "level": f.level, "zh": f.words.zh, "en": f.words.en,
             "advice_zh": f.advice.zh, "advice_en": f.advice.en}
            for f in found
        ]  # fmt: skip
        print(console.as_json({"ok": not faults, "findings": lines}))
        return 1 if faults else 0
    marks = {OK: console.text("正常", "ok"), WARN: console.text("注意", "note"), FAULT: console.text("故障", "FAULT")}
    for finding in found:
        print(f"{marks[finding.level]:<5} {finding.check}: {finding.words.text(console.language())}")
        advice = finding.advice.text(console.language())
        if advice:
            print(f"      -> {advice}")
    print(
        console.text(
            f"{len(found)} 项检查,{len(faults)} 处故障。",
            f"{len(found)} checks, {len(faults)} faults.",
        )
    )
    return 1 if faults else 0
