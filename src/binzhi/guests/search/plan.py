"""From what was typed to exact looks: script and digits decide the field, several words must all be true.

王伟, wang wei, weiwang, ww, 王 and 伟 are one token each; ``王 上海`` and ``wang 8000`` are two that must meet. Numbers are
looked up only in the classes the reader may read.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import product

from binzhi.guests.digests import contact_digest
from binzhi.guests.enums import ContactKind
from binzhi.guests.search.engines import Look
from binzhi.guests.search.numbers import (
    CLASS_OF,
    CONTACT,
    DOCUMENT,
    LAST_FOUR,
    MEMBER,
    digest_token,
    document_token,
    last_four_token,
    member_token,
)
from binzhi.kernel.documents import normalise_document
from binzhi.kernel.emails import normalise_email
from binzhi.kernel.names import SPOKEN_TITLES
from binzhi.kernel.phones import normalise_phone
from binzhi.kernel.pinyin import boundaries
from binzhi.kernel.search_tokens import (
    LATIN,
    LONGEST,
    LONGEST_PIECE,
    LONGEST_WHOLE,
    LONGEST_WORD,
    PIECE,
    PLACE,
    WHOLE,
    bigrams,
    fold,
    place_words,
    runs,
)

MOST_LOOKS = 12
MOST_WORDS = 5
LONGEST_QUESTION = 120
LONGEST_NUMBER = 60
_PHONE_SIGNS = re.compile(r"[0-9+()\-. ]{5,}")
_COURTESY = ("先生", "女士", "小姐", "太太", "夫人")
_COURTESY_LATIN = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "madam", "sir"})


class Grade(IntEnum):
    """How exactly a guest answers the question; smaller is better."""

    NUMBER = 0
    WHOLE = 1
    BEGINS = 2
    INSIDE = 3
    WORDS = 4
    COMPANY = 5
    GUESSED = 6


@dataclass(slots=True)
class Plan:
    """The looks of a question in order, each with its grade, and what a second try may correct."""

    looks: list[Look] = field(default_factory=list)
    grades: list[Grade] = field(default_factory=list)
    letters: str = ""

    def add(self, grade: Grade, tokens: Iterable[str]) -> None:
        """Add a look once; rare tokens stand first, they lead the search."""
        look = tuple(sorted(dict.fromkeys(tokens), key=lambda t: (t[:1] not in CLASS_OF, -len(t), t)))
        if look and look not in self.looks and len(self.looks) < MOST_LOOKS:
            self.looks.append(look)
            self.grades.append(grade)


def plan(text: str, *, classes: Collection[str]) -> Plan:
    """Turn a question into looks; ``classes`` are the field classes the reader may read."""
    made = Plan()
    text = text.strip()[:LONGEST_QUESTION]
    if not text:
        return made
    allowed = {letter for letter, field_class in CLASS_OF.items() if field_class in classes}
    if text.isascii() and len(text) <= LONGEST_NUMBER:
        for token in _number_tokens(text, allowed):
            made.add(Grade.NUMBER, [token])
    options = _options(text, allowed)
    if options and "@" not in text and not _PHONE_SIGNS.fullmatch(text):
        _add_words(made, text, options)
    return made


def _number_tokens(word: str, allowed: Collection[str]) -> list[str]:
    """Return the keyed tokens a whole number may stand for."""
    if "@" in word:
        mail = normalise_email(word) if CONTACT in allowed else None
        return [digest_token(contact_digest(ContactKind.EMAIL, mail))] if mail else []
    if not any(c.isdigit() for c in word):
        return []
    found = []
    size = len(normalise_document(word))
    phone = normalise_phone(word) if CONTACT in allowed and size >= 5 else None
    if phone:
        found.append(digest_token(contact_digest(ContactKind.MOBILE, phone)))
    if DOCUMENT in allowed and size >= 5:
        found.append(document_token(word))
    if MEMBER in allowed and size >= 4:
        found.append(member_token(word))
    return found


Option = tuple[str, Look]  # field letter, tokens


def _options(text: str, allowed: Collection[str]) -> list[list[Option]]:
    """Return for each word what it may mean; a mixed word (王wei) counts as two."""
    found: list[list[Option]] = []
    words = text.split()
    for word in words:
        if word.isascii() and len(word) == 4 and word.isdigit() and len(words) > 1:
            found.append([(LAST_FOUR, (last_four_token(word),))] if LAST_FOUR in allowed else [("", ())])
            continue
        digits = sum(c.isdigit() for c in word)
        if len(words) > 1 and (digits >= 5 or "@" in word):
            numbers = _number_tokens(word, allowed)
            found.append([(token[0], (token,)) for token in numbers] or [("", ())])
            continue
        found += [_meanings(kind, run) for kind, run in runs(fold(word))]
    latin = [o for o in found if o and o[0][0] == LATIN]
    if len(latin) < len(found) or len(latin) > 1:
        kept = [o for o in found if not (o[0][0] == LATIN and o[0][1][0][1:] in _COURTESY_LATIN)]
        found = kept or found
    return found[:MOST_WORDS]


def _meanings(kind: str, run: str) -> list[Option]:
    if kind == "latin":
        meanings: list[Option] = [(LATIN, (LATIN + run[:LONGEST_WORD],))]
        if len(run) > 1:
            meanings.append((PLACE, (PLACE + run[:10],)))
        return meanings
    if kind == "other":
        return [(PIECE, (PIECE + run[:LONGEST_PIECE],))]
    meanings = [(PIECE, (PIECE + run[:LONGEST_PIECE],))]
    if len(run) > 1:
        meanings.append((PLACE, _place_look(run)))
    return meanings


def _place_look(run: str) -> Look:
    parts = [p for kind, r in place_words(run) for p in (bigrams(r) if kind == "cjk" else [r[:10]])]
    return tuple(PLACE + p for p in parts[:8] if p)


def _add_words(made: Plan, text: str, options: list[list[Option]]) -> None:
    if any(not tokens for choice in options for _, tokens in choice):
        return  # a word the reader may not ask for: nothing, rather than the rest of the question
    by_script = runs(fold(text))
    joined = "".join(run for _, run in by_script)
    scripts = {kind for kind, _ in by_script}
    named = [choice for choice in options if choice[0][0] not in CLASS_OF]
    if len(scripts) == 1 and len(named) == len(options):
        made.add(Grade.WHOLE, [WHOLE + joined[:LONGEST_WHOLE]])
        _add_joined(made, scripts.pop(), joined)
    for choice in product(*options):
        letters = [letter for letter, _ in choice]
        tokens = [token for _, tokens in choice for token in tokens]
        if PLACE in letters:
            grade = Grade.COMPANY
        elif len(choice) > 1:
            grade = Grade.WORDS
        else:
            grade = Grade.NUMBER if letters[0] in CLASS_OF else Grade.INSIDE
        made.add(grade, tokens)


def _add_joined(made: Plan, script: str, joined: str) -> None:
    if script == "latin":
        made.letters = joined if joined.isalpha() else ""
        if len(joined) <= LONGEST:
            made.add(Grade.BEGINS, [LATIN + joined])
            return
        for place in boundaries(joined):
            if 2 <= len(joined) - place <= LONGEST:
                made.add(Grade.BEGINS, [LATIN + joined[:LONGEST], LATIN + joined[place:]])
        return
    made.add(Grade.BEGINS, [PIECE + joined[:LONGEST_PIECE]])
    bare = _without_title(joined)
    if script == "cjk" and bare != joined:
        made.add(Grade.WHOLE, [WHOLE + bare])
        made.add(Grade.BEGINS, [PIECE + bare[:LONGEST_PIECE]])


def _without_title(name: str) -> str:
    """Return what stands before 先生 or 局长: the surname a colleague would call out."""
    for title in (*_COURTESY, *SPOKEN_TITLES):
        if name.endswith(title) and len(name) > len(title):
            bare = name.removesuffix(title)
            return bare[:-1] if title == "长" and len(bare) > 1 else bare
    return name
