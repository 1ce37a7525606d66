"""The tables of the models and those of the migrations are the same, and no migration imports the rooms' own code."""

import ast

import pytest
from django.core.management import call_command

from tests.house.tree import SOURCE, parsed, python_files, relative

pytestmark = pytest.mark.house


@pytest.mark.django_db
def test_no_model_waits_for_a_migration() -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1)


def test_migrations_stand_on_their_own() -> None:
    """A migration that runs years later must not meet a model, verb or constant of today."""
    allowed = ("binzhi.kernel.ids",)
    found = []
    for path in python_files(SOURCE, migrations=True):
        if "migrations" in path.parts:
            for node in ast.walk(parsed(path)):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                found += [f"{relative(path)}: {n}" for n in names if n.startswith("binzhi.") and n not in allowed]
    assert found == []
