"""Pinyin as people type it: cut in syllables, and corrected by one syllable when nothing was found."""

import re
from collections.abc import Iterator
from functools import lru_cache

_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan un uo v ve yu yue",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve yu yue",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}  # fmt: skip
SYLLABLES = frozenset(initial + final for initial, finals in _FINALS.items() for final in finals.split())
BEGINNINGS = frozenset(s[:n] for s in SYLLABLES for n in range(1, len(s) + 1))
MOST = 6
# What people mix up when they hear a name: flat and curled tongue, n and ng, l and n, f and h.
_SOUNDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"), ("f", "h"), ("r", "l"))
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _cut(text: str, *, open_end: bool) -> Iterator[tuple[str, ...]]:
    """Cut a text in syllables in every way; with ``open_end`` the last one may be unfinished."""
    if not text:
        yield ()
        return
    if open_end and text in BEGINNINGS:
        yield (text,)
    for n in range(min(MOST, len(text)), 0, -1):
        if text[:n] in SYLLABLES and not (open_end and n == len(text)):
            for rest in _cut(text[n:], open_end=open_end):
                yield (text[:n], *rest)


@lru_cache(maxsize=2048)
def cuts(text: str, *, open_end: bool = False) -> tuple[tuple[str, ...], ...]:
    """Return the ways to read letters as syllables, fewest syllables first; at most eight."""
    if len(text) > 40 or not text.isascii() or not text.isalpha():
        return ()
    found = []
    for way in _cut(text, open_end=open_end):
        found.append(way)
        if len(found) == 24:
            break
    return tuple(sorted(found, key=len)[:8])


def boundaries(text: str) -> list[int]:
    """Return the places where a syllable begins inside the text, in order, by the two likeliest ways to read it."""
    found: set[int] = set()
    for way in cuts(text, open_end=True)[:2]:
        place = 0
        for syllable in way[:-1]:
            place += len(syllable)
            found.add(place)
    return sorted(found)


def _one_edit(text: str) -> Iterator[str]:
    """Everything one letter away: sounds people mix up first, then a letter too few, too many, swapped, wrong."""
    for one, other in _SOUNDS:
        for old, new in ((one, other), (other, one)):
            place = text.find(old)
            while place >= 0:
                yield text[:place] + new + text[place + len(old) :]
                place = text.find(old, place + 1)
    size = len(text)
    for n in range(size):
        yield text[:n] + text[n + 1 :]
    for n in range(size - 1):
        yield text[:n] + text[n + 1] + text[n] + text[n + 2 :]
    for n in range(size):
        for letter in _LETTERS:
            yield text[:n] + letter + text[n + 1 :]
    for n in range(size + 1):
        for letter in _LETTERS:
            yield text[:n] + letter + text[n:]


_ONE = "|".join(sorted(SYLLABLES, key=len, reverse=True))
MOST_CORRECTIONS = 96


@lru_cache(maxsize=16)
def _name_of(syllables: int) -> re.Pattern[str]:
    return re.compile(f"(?:{_ONE}){{1,{syllables}}}")


@lru_cache(maxsize=512)
def corrections(text: str, *, most: int = MOST_CORRECTIONS) -> tuple[str, ...]:
    """Return readings of a name in pinyin that are one typing error away, likeliest first; never the text itself.

    Never of more syllables than the text could have: a wrong letter does not make a name longer.
    """
    if not 4 <= len(text) <= 20 or not text.isascii() or not text.isalpha():
        return ()
    ways = cuts(text)
    readable = _name_of(len(ways[0]) if ways else len(text) // 3 + 1)
    found: dict[str, None] = {}
    for candidate in _one_edit(text):
        if candidate not in found and candidate != text and len(candidate) >= 3 and readable.fullmatch(candidate):
            found[candidate] = None
            if len(found) == most:
                break
    return tuple(found)
