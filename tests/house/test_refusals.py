"""Every expected refusal has a stable code of its own and a text in both languages with the same placeholders."""

import ast
import re

import pytest

from tests.house.tree import SOURCE, parsed, python_files, relative

pytestmark = pytest.mark.house

CJK = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"\{(\w+)")
LANGUAGE_SPECIFIC = re.compile(r"_(zh|en)$")


def refusals(tree: ast.Module) -> dict[str, dict[str, str]]:
    """Classes of a module that set code, zh and en as plain strings."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            texts: dict[str, str] = {}
            for line in node.body:
                target = line.targets[0] if isinstance(line, ast.Assign) else getattr(line, "target", None)
                value = getattr(line, "value", None)
                if isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
                    texts[target.id] = value.value
            if {"code", "zh", "en"} <= set(texts):
                found[node.name] = texts
    return found


def faults(texts: dict[str, str]) -> list[str]:
    """What is wrong with the texts of one refusal."""
    names = [{LANGUAGE_SPECIFIC.sub("", n) for n in PLACEHOLDER.findall(texts[key])} for key in ("zh", "en")]
    problems: list[str] = []
    if all(re.fullmatch(r"\{\w+\}", texts[key]) for key in ("zh", "en")):
        return problems  # passes on two finished texts
    if not CJK.search(texts["zh"]):
        problems.append("zh is not Chinese")
    if CJK.search(texts["en"]):
        problems.append("en is not English")
    if names[0] != names[1]:
        problems.append("placeholders differ")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", texts["code"]):
        problems.append("code is not a plain word")
    return problems


def test_refusals_are_complete_in_both_languages_and_codes_are_unique() -> None:
    wrong, codes = [], {}
    for path in python_files(SOURCE):
        for name, texts in refusals(parsed(path)).items():
            wrong += [f"{relative(path)}: {name}: {problem}" for problem in faults(texts)]
            codes.setdefault(texts["code"], []).append(f"{relative(path)}: {name}")
    assert wrong == []
    assert codes
    assert {code: places for code, places in codes.items() if len(places) > 1} == {}


def test_planted_faults_are_found() -> None:
    assert faults({"code": "x", "zh": "房间{room}已占用", "en": "Room {room} is taken"}) == []
    assert len(faults({"code": "Room taken", "zh": "taken {room}", "en": "已占用"})) == 4
