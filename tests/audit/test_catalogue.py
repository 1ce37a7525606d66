"""Every declared act says what it means in both languages, gets the details its sentence names, and is used."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from binzhi.audit.catalogue import act_type, act_types
from binzhi.audit.models import Act
from binzhi.audit.queries import as_line
from tests.builders import NOW
from tests.house.tree import SOURCE, parsed, python_files, relative

HAN = range(0x4E00, 0x9FFF)


def placeholders(text: str) -> set[str]:
    """The names a sentence asks for."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def declarations(tree: ast.Module) -> dict[str, str]:
    """Constant -> act name, for each ``X = declare_act("name", ...)`` of a module."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            function = node.value.func
            if isinstance(function, ast.Name) and function.id == "declare_act":
                target, name = node.targets[0], node.value.args[0]
                assert isinstance(target, ast.Name)
                assert isinstance(name, ast.Constant)
                found[target.id] = str(name.value)
    return found


def uses(tree: ast.Module) -> set[str]:
    """Names that are read in a module."""
    loads = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    return loads | {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}


def recorded(tree: ast.Module) -> Iterator[tuple[str, set[str], int]]:
    """(constant, detail keys, line) of each ``record(CONSTANT, ..., details={...})`` with keys written out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record" and node.args:
            details = next((k.value for k in node.keywords if k.arg == "details"), ast.Dict([], []))
            name = node.args[0]
            if isinstance(name, ast.Name) and isinstance(details, ast.Dict) and None not in details.keys:
                yield name.id, {str(k.value) for k in details.keys if isinstance(k, ast.Constant)}, node.lineno


def modules() -> list[tuple[Path, ast.Module]]:
    """All modules of the product."""
    return [(path, parsed(path)) for path in python_files(SOURCE)]


def test_the_declared_acts_are_those_in_the_source() -> None:
    in_source = [name for _, tree in modules() for name in declarations(tree).values()]
    assert len(in_source) == len(set(in_source)), "an act is declared twice"
    assert set(in_source) == set(act_types())


def test_every_act_says_the_same_in_both_languages() -> None:
    for name, kind in act_types().items():
        spoken = any(ord(sign) in HAN for sign in kind.words.zh)
        assert spoken or kind.words.zh.startswith("{"), name  # a sentence may consist of what it names
        assert not any(ord(sign) in HAN for sign in kind.words.en), name
        assert placeholders(kind.words.zh) == placeholders(kind.words.en), name


def test_every_act_is_used() -> None:
    idle = []
    for path, tree in modules():
        for constant, name in declarations(tree).items():
            if constant not in uses(tree):
                idle.append(f"{relative(path)}: {name}")
    assert idle == []


def test_every_recorded_act_gives_what_its_sentence_names() -> None:
    missing = []
    for path, tree in modules():
        own = declarations(tree)
        for constant, keys, line in recorded(tree):
            if constant in own:
                lacking = placeholders(act_type(own[constant]).words.zh) - keys
                missing += [f"{relative(path)}:{line}: {name}" for name in sorted(lacking)]
    assert missing == []


def test_the_checks_find_planted_faults() -> None:
    tree = ast.parse('USED = declare_act("a", zh="{x}", en="{x}")\nIDLE = declare_act("b", zh="", en="")\nrecord(USED)')
    assert declarations(tree) == {"USED": "a", "IDLE": "b"}
    assert "IDLE" not in uses(tree)
    assert list(recorded(tree)) == [("USED", set(), 3)]


def test_an_act_reads_as_a_sentence_also_when_a_detail_is_missing() -> None:
    for name in act_types():
        for language in ("zh-hans", "en"):
            bare = Act(name=name, at=NOW, actor_name="李明", details={})
            assert as_line(bare, language).text


def test_an_undeclared_act_has_no_type() -> None:
    with pytest.raises(KeyError):
        act_type("never_declared")
