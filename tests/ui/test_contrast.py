"""Text can be read in both themes: every pair the styles use has a contrast of at least 4.5:1, marks at least 3:1."""

import re
from pathlib import Path

import pytest

import binzhi.ui

STYLES = Path(binzhi.ui.__file__).parent / "static" / "ui"
SCRIPTS = STYLES / "js"
GROUNDS = ["paper", "card", "sunk"]
WASHES = ["accent-wash", "due-wash", "stop-wash", "ok-wash"]
TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in (*GROUNDS, *WASHES)],
    *[(f"{tone}-ink", ground) for tone in ("accent", "due", "stop", "ok") for ground in (*GROUNDS, *WASHES)],
    *[(f"on-{tone}", tone) for tone in ("accent", "stop", "ok")],
    *[(f"on-{tone}", f"{tone}-ink") for tone in ("accent", "stop")],  # buttons under the pointer
    ("paper", "ink"),
]
MARKS = [(tone, ground) for tone in ("accent", "due", "stop", "ok", "focus", "field-line") for ground in GROUNDS]


def blocks() -> list[dict[str, str]]:
    """The colour blocks of the tokens: light, dark by the device, dark by choice."""
    css = (STYLES / "tokens.css").read_text(encoding="utf-8")
    found = [
        dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})\s*;", body)) for body in re.findall(r"\{([^{}]*)\}", css)
    ]
    return [colours for colours in found if "paper" in colours]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def too_weak(colours: dict[str, str], pairs: list[tuple[str, str]], least: float) -> list[str]:
    return [
        f"{a} on {b}: {contrast(colours[a], colours[b]):.2f}"
        for a, b in pairs
        if contrast(colours[a], colours[b]) < least
    ]


@pytest.mark.parametrize("theme", [0, 1, 2])
def test_contrast(theme: int) -> None:
    colours = blocks()[theme]
    assert too_weak(colours, TEXT, 4.5) == []
    assert too_weak(colours, MARKS, 3.0) == []


def test_both_ways_into_the_dark_are_the_same() -> None:
    light, by_device, by_choice = blocks()
    assert by_device == by_choice
    assert set(light) == set(by_device)


def test_a_weak_pair_would_be_found() -> None:
    assert too_weak({"a": "#B7791F", "b": "#FBFAF7"}, [("a", "b")], 4.5) == ["a on b: 3.49"]


@pytest.mark.parametrize("name", ["base", "components", "work"])
def test_styles_use_tokens_only(name: str) -> None:
    css = (STYLES / f"{name}.css").read_text(encoding="utf-8")
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b(?=[\s;,)])", css) == []
    defined = set(re.findall(r"(--[\w-]+):", (STYLES / "tokens.css").read_text(encoding="utf-8") + css))
    assert set(re.findall(r"var\((--[\w-]+)\)", css)) - defined == set()


def test_styles_load_nothing_from_elsewhere() -> None:
    for path in STYLES.glob("*.css"):
        assert not re.search(r"@import|url\(|https?:", path.read_text(encoding="utf-8")), path.name


def test_scripts_write_no_markup_and_run_no_text() -> None:
    for path in SCRIPTS.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\(|new Function|\.style\b", text
        ), path.name
