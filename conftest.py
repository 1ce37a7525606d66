"""Loads the project's own pytest plugins; fixtures live in tests/."""

pytest_plugins = ["tests.plugins.requirements", "tests.plugins.no_skips", "tests.plugins.chromium", "pytester"]
