"""Every act reads as a sentence in both languages, with codes said in words."""

import re

import pytest

from binzhi.audit.catalogue import ActType, act_types

pytestmark = pytest.mark.house

CJK = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# Details that hold codes of the house; a reader wants the word.
CODES = {"department", "rule", "role", "source", "status", "outcome", "item"}


def faults(kind: ActType) -> list[str]:
    """What is wrong with the sentences of an act."""
    zh, en = set(PLACEHOLDER.findall(kind.words.zh)), set(PLACEHOLDER.findall(kind.words.en))
    found = []
    if zh != en:
        found.append("placeholders differ")
    if not CJK.search(kind.words.zh) and kind.words.zh.strip("{}:： ") == kind.words.zh:
        found.append("zh is not Chinese")
    if CJK.search(kind.words.en):
        found.append("en is not English")
    return found + [f"{name} is a code and is not said in words" for name in sorted(zh & CODES - set(kind.said))]


def test_every_act_reads_well_in_both_languages() -> None:
    assert act_types()
    assert {kind.name: faults(kind) for kind in act_types().values() if faults(kind)} == {}
