"""The one tokeniser of the guest search: what a guest can be found by, as short exact tokens.

The first letter names the field: ``x`` a whole name, ``z`` a piece of a name in Chinese or another script, ``a`` Latin
letters (pinyin, initials, words of a Latin name), ``c`` company and city. Keyed tokens of numbers (``h e n d``) are made
in ``guests/search/numbers.py``. A question becomes the same tokens and is answered by exact look-up, never by LIKE.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from pypinyin import Style, lazy_pinyin

from binzhi.kernel.names import MIDDLE_DOTS, SURNAME_READINGS, split_chinese

WHOLE, PIECE, LATIN, PLACE = "x", "z", "a", "c"
LONGEST = 8  # letters of a name's beginnings; whole names are tokens of their own
LONGEST_WORD = 16  # letters of the beginnings of one Latin word
LONGEST_WHOLE = 60
LONGEST_PIECE = 12
INNER = 3  # characters of inner parts of a Chinese name
COMPANY_TOKENS = 16

CJK = "\u3400-\u9fff\U00020000-\U0003134f\u3040-\u30ff\uac00-\ud7af"
_RUN = re.compile(rf"(?P<cjk>[{CJK}][{CJK}0-9]*)|(?P<latin>[a-z0-9]+)|(?P<other>[^\W_]+)")
_HAN_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]")
_SINGLE = str.maketrans({"ø": "o", "Ø": "o", "ß": "ss", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "þ": "th",
                         "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ı": "i", "ŋ": "ng", "'": "", "’": "", "`": ""})  # fmt: skip
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue", "å": "aa", "Å": "aa"})
_DOTS = str.maketrans(dict.fromkeys(MIDDLE_DOTS, ""))
_LEGAL_FORMS = re.compile(r"(股份有限公司|有限责任公司|有限公司|集团公司|分公司|公司|集团)")
LEGAL_WORDS = frozenset(
    {"co", "ltd", "inc", "llc", "gmbh", "company", "limited", "corp", "corporation", "group", "plc"}
)


@lru_cache(maxsize=1)
def _to_simplified() -> Any:
    from opencc import OpenCC  # reads its dictionaries when it is first needed

    return OpenCC("t2s")


def simplify(text: str) -> str:
    """Return traditional characters as simplified ones: 歐陽 -> 欧阳."""
    return text if text.isascii() else str(_to_simplified().convert(text))


def fold(text: str) -> str:
    """Return text as it is compared: simplified, lower case, without accents; middle dots are gone."""
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    text = simplify(unicodedata.normalize("NFKC", text)).translate(_DOTS).translate(_SINGLE).lower()
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare)


def runs(folded: str) -> list[tuple[str, str]]:
    """Cut a folded text in runs of one script: ("cjk" | "latin" | "other", text); digits stay with a Chinese run."""
    return [(str(m.lastgroup), m.group()) for m in _RUN.finditer(folded)]


@lru_cache(maxsize=50_000)
def _syllables(text: str) -> tuple[str, ...]:
    found = lazy_pinyin(text, style=Style.NORMAL, errors="ignore")
    return tuple(s.replace("ü", "v") for s in found)


def _surname_readings(family: str) -> list[tuple[str, ...]]:
    """Return the reading as a surname and the dictionary's: 单 shan and dan."""
    plain = _syllables(family)
    special = SURNAME_READINGS.get(family)
    return [plain] if special is None or special == "".join(plain) else [(special,), plain]


def _prefixes(text: str, longest: int = LONGEST) -> Iterable[str]:
    return (text[:n] for n in range(1, min(len(text), longest) + 1))


def _spoken(family: tuple[str, ...], given: tuple[str, ...]) -> set[str]:
    """Tokens of one reading of a Chinese name: both orders, parts from any syllable on, initials."""
    found: set[str] = set()
    whole, turned = "".join((*family, *given)), "".join((*given, *family))
    if not whole:
        return found  # characters no dictionary can say
    for text in (whole, turned):
        found.add(WHOLE + text[:LONGEST_WHOLE])
        found.update(LATIN + p for p in _prefixes(text))
    for start in range(1, len(given)):
        found.update(LATIN + p for p in _prefixes("".join(given[start:])))
    for parts in ((*family, *given), (*given, *family)):
        found.update(LATIN + p for p in _prefixes("".join(s[:1] for s in parts)))
    found.add(LATIN + ("".join(family) + "".join(s[:1] for s in given))[:LONGEST_WORD])  # wangjg
    return found


def _chinese(name: str) -> set[str]:
    compact = "".join(text for kind, text in runs(fold(name)) if kind == "cjk")
    found = {WHOLE + compact[:LONGEST_WHOLE]}
    found.update(PIECE + p for p in _prefixes(compact, LONGEST_PIECE))
    for start in range(1, min(len(compact), 40)):
        if not compact[start].isdigit():
            found.update(PIECE + p for p in _prefixes(compact[start:], INNER))
    if not _HAN_NAME.search(compact):
        return found
    dotted = simplify(unicodedata.normalize("NFKC", name))
    for dot in MIDDLE_DOTS:
        dotted = dotted.replace(dot, "·")
    family, given = split_chinese("".join(c for c in dotted if c == "·" or _HAN_NAME.match(c)))
    given_syllables = _syllables(given.replace("·", ""))[:12]
    for reading in _surname_readings(family.replace("·", "")):
        found |= _spoken(reading[:8], given_syllables)
        if any("v" in s for s in (*reading, *given_syllables)):  # 吕 lv is written lyu in passports, lu by many
            for letters in ("yu", "u"):
                found |= _spoken(
                    tuple(s.replace("v", letters) for s in reading[:8]),
                    tuple(s.replace("v", letters) for s in given_syllables),
                )
        if "·" in dotted and "都" in dotted:  # 阿不都 is Abdu; the dictionary reads dou
            found |= _spoken(
                tuple("du" if s == "dou" else s for s in reading[:8]),
                tuple("du" if s == "dou" else s for s in given_syllables),
            )
    return found


def _latin(words: list[str]) -> set[str]:
    """Tokens of a Latin name: every word, the words joined as written, family name first and given name last, initials."""
    found: set[str] = set()
    orders = {tuple(words), (*words[-1:], *words[:-1]), (*words[1:], *words[:1])}
    for order in orders:
        joined = "".join(order)
        found.add(WHOLE + joined[:LONGEST_WHOLE])
        found.update(LATIN + p for p in _prefixes(joined))
        if len(order) > 1:
            found.update(LATIN + p for p in _prefixes("".join(w[0] for w in order)))
    for word in words:
        found.update(LATIN + p for p in _prefixes(word, LONGEST_WORD))
    return found


def name_tokens(name: str) -> set[str]:
    """Return the tokens of one name in any script or mixture (R-001, R-002)."""
    folded = fold(name)
    found: set[str] = set()
    by_script = runs(folded)
    if any(kind == "cjk" for kind, _ in by_script):
        found |= _chinese(name)
    latin = [text for kind, text in by_script if kind == "latin"][:8]
    if latin:
        found |= _latin(latin)
        other = [text for kind, text in runs(fold(name.translate(_UMLAUTS))) if kind == "latin"][:8]
        if other != latin:
            found |= _latin(other)  # Müller as Mueller, the way passports write it
    others = [text for kind, text in by_script if kind == "other"][:8]
    if others:
        found.add(WHOLE + "".join(others)[:LONGEST_WHOLE])
        for word in [*others, "".join(others), "".join(reversed(others))]:
            found.update(PIECE + p for p in _prefixes(word, LONGEST_PIECE))
    return found


def place_words(text: str) -> list[tuple[str, str]]:
    """Return the runs of a company or city that tell it apart: legal forms are left out."""
    folded = _LEGAL_FORMS.sub(" ", fold(text))
    found = [(kind, run) for kind, run in runs(folded) if not (kind == "latin" and run in LEGAL_WORDS)]
    return found or runs(fold(text))


def bigrams(run: str) -> list[str]:
    """Return the pairs of neighbouring characters; a single character stands for itself."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def place_tokens(*texts: str) -> set[str]:
    """Return the tokens of a company, a city, a native place."""
    found: dict[str, None] = {}
    for text in filter(None, texts):
        for kind, run in place_words(text):
            parts = bigrams(run) if kind == "cjk" else [p for p in _prefixes(run, 10) if len(p) > 1]
            found.update(dict.fromkeys(PLACE + part for part in parts))
    return set(list(found)[: COMPANY_TOKENS * 2])


def text_tokens(*, names: Iterable[str], places: Iterable[str]) -> set[str]:
    """Return all tokens of a guest's words: every name the guest has in any script, companies and cities."""
    found = place_tokens(*places)
    for name in {n for n in names if n}:
        found |= name_tokens(name)
    return found
