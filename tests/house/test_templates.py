"""Pages obey the content security policy and speak both languages: no inline script or style, no bare words."""

import re
from pathlib import Path

import pytest

from tests.house.tree import SOURCE, relative, tracked

pytestmark = pytest.mark.house

COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)
NAVIGATION = re.compile(r"\{% block nav_section %\}.*?\{% endblock %\}")
TRANSLATED = re.compile(r"\{% blocktrans(?:late)?\b.*?\{% endblocktrans(?:late)? %\}", re.DOTALL)
TEMPLATE_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
MACHINE_WORDS = re.compile(r"<(script|svg|code|kbd)\b.*?</\1>", re.DOTALL)
HTML_TAG = re.compile(r"<[^<>]*>", re.DOTALL)
ENTITY = re.compile(r"&#?\w+;")
INLINE = {
    "inline style": re.compile(r"<[^>]*\sstyle\s*=|<style\b", re.IGNORECASE),
    "inline handler": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[\w:-]*)\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc\s*=)", re.IGNORECASE),
    "script address": re.compile(r"javascript:|hx-vals\s*=\s*[\"']js:", re.IGNORECASE),
    "address elsewhere": re.compile(
        r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE
    ),
}
SPOKEN = re.compile(r"\b(?:aria-label|placeholder|title|alt|data-label)\s*=\s*\"([^\"]*)\"")
CJK = re.compile(r"[\u3400-\u9fff]")
WORDS = re.compile(r"[A-Za-z]{3,}")
# Words that are the same in every language.
NAMES = {"Binzhi", "VIP", "CSV", "XLSX", "PDF", "JSON", "XML", "English", "API", "PMS", "Ctrl", "Esc", "Enter"}


def templates() -> list[Path]:
    """Every page and fragment."""
    return [path for path in tracked() if path.suffix == ".html" and path.is_relative_to(SOURCE)]


def bare_words(text: str) -> list[str]:
    """Words a reader would see that are not marked for translation."""
    text = COMMENT.sub(" ", text)
    text = MACHINE_WORDS.sub(" ", NAVIGATION.sub(" ", text))
    text = TEMPLATE_CODE.sub(" ", TRANSLATED.sub(" ", text))
    seen = [ENTITY.sub(" ", HTML_TAG.sub(" ", text)), *SPOKEN.findall(text)]
    found = [word for part in seen for word in WORDS.findall(part) if word not in NAMES]
    return found + [character for part in seen for character in CJK.findall(part) if character not in "简体中文宾至"]


def inline_code(text: str) -> list[str]:
    """What the content security policy would block."""
    bare = TEMPLATE_CODE.sub("", COMMENT.sub("", text))
    return [name for name, pattern in INLINE.items() if pattern.search(bare)]


def test_no_inline_code() -> None:
    found = [
        f"{relative(path)}: {name}" for path in templates() for name in inline_code(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_bare_words() -> None:
    found = {relative(path): words for path in templates() if (words := bare_words(path.read_text(encoding="utf-8")))}
    assert found == {}, "mark them with translate"


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        '<div class="{{ c }}" onclick="x()">',
        '<div hx-on:click="x()">',
        "<script>x()</script>",
        '<a href="javascript:x()">',
        '<script src="https://cdn.example/x.js"></script>',
        '<img src="//cdn.example/x.png">',
    ],
)
def test_planted_inline_code_is_found(text: str) -> None:
    assert inline_code(text) != []


@pytest.mark.parametrize("text", ["<p>Arrivals</p>", "<p>抵店</p>", '<button aria-label="Close">x</button>'])
def test_planted_bare_words_are_found(text: str) -> None:
    assert bare_words(text) != []


@pytest.mark.parametrize(
    "text",
    [
        '{# Arrivals #}<p class="name">{% translate "Arrivals" %}</p>',
        "{% blocktranslate %}{{ n }} guests{% endblocktranslate %}",
        '<input placeholder="{% translate "Name" %}">',
        '<script src="{% static "ui/js/shell.js" %}" defer></script>&nbsp;<kbd>Ctrl</kbd>',
    ],
)
def test_translated_words_pass(text: str) -> None:
    assert bare_words(text) == []
    assert inline_code(text) == []
