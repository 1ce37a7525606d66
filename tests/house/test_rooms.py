"""Rooms know only the rooms below them, also by foreign key, and each says on ten lines what it holds."""

import pytest
from django.apps import apps
from django.db import models

from tests.house.tree import ROOMS_BOTTOM_UP, SOURCE

pytestmark = pytest.mark.house

FLOOR = {room: height for height, room in enumerate(ROOMS_BOTTOM_UP)}


def upward(pairs: list[tuple[str, str, str]]) -> list[str]:
    """The foreign keys that point from a lower room to a higher one."""
    return [name for name, room, target in pairs if FLOOR[target] > FLOOR[room]]


def foreign_keys() -> list[tuple[str, str, str]]:
    """Every foreign key between rooms: its name, its room, the room it points to."""
    found = []
    for model in apps.get_models():
        for column in model._meta.get_fields():
            target = column.related_model if isinstance(column, models.ForeignKey) else None
            if isinstance(target, type) and model._meta.app_label in FLOOR and target._meta.app_label in FLOOR:
                found.append((f"{model.__name__}.{column.name}", model._meta.app_label, target._meta.app_label))
    return found


def test_foreign_keys_point_down() -> None:
    assert upward(foreign_keys()) == []


def test_a_planted_upward_key_is_found() -> None:
    assert upward([("Guest.stay", "guests", "stays"), ("Stay.hotel", "stays", "org")]) == ["Guest.stay"]


def test_every_folder_is_a_known_room() -> None:
    folders = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}
    assert folders == set(ROOMS_BOTTOM_UP)


@pytest.mark.parametrize("room", ROOMS_BOTTOM_UP)
def test_every_room_says_what_it_holds(room: str) -> None:
    page = SOURCE / room / "README.md"
    assert page.exists()
    assert 3 <= len(page.read_text(encoding="utf-8").strip().splitlines()) <= 40
