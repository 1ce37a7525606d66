"""Readings of names in Latin letters: GDS forms, titles, nicknames, accents, and which word is the surname."""

import re
import unicodedata
from functools import lru_cache

from binzhi.identity.engine.chinese import MOST_READINGS, READINGS, SURNAME_RANK, Reading, letters_key
from binzhi.identity.engine.nicknames import ALSO, FORMAL
from binzhi.identity.engine.romanisation import SURNAMES_BY_SPELLING, sound, wade_giles
from binzhi.identity.engine.surnames import FIRST_ELSEWHERE
from binzhi.kernel.names import SURNAME_READINGS
from binzhi.kernel.pinyin import SYLLABLES

_TITLES = {
    "mr": "male", "mister": "male", "mstr": "male", "sir": "male", "herr": "male", "mrs": "female", "ms": "female", "miss": "female",
    "mdm": "female", "madam": "female", "mme": "female", "frau": "female", "lady": "female", "dr": "", "prof": "", "chd": "", "inf": "",
}  # fmt: skip
_GLUED = re.compile(r"(?<=[a-z]{3})(mr|mrs|miss|mstr)$")
_PARTICLES = frozenset(
    (
        "de",
        "da",
        "del",
        "della",
        "di",
        "du",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "dos",
        "das",
        "al",
        "el",
        "bin",
        "ibn",
        "ter",
        "y",
    )
)
# Other spellings of surnames in Latin letters, by the usual one.
_VARIANTS = {
    "yi": "lee", "rhee": "lee", "pak": "park", "bak": "park", "choe": "choi", "jeong": "jung", "im": "lim", "rim": "lim", "yoo": "ryu",
    "gang": "kang", "jo": "cho", "yun": "yoon", "gwon": "kwon", "an": "ahn", "paek": "baek", "paik": "baek", "semyonov": "semenov",
    "alexeyev": "alekseev", "alexeev": "alekseev", "alekseyev": "alekseev", "yegorov": "egorov", "fyodorov": "fedorov",
}  # fmt: skip
_SINGLE = str.maketrans(
    {
        "ø": "o",
        "ß": "ss",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "'": "",
        "’": "",
        "`": "",
        "´": "",
    }
)
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya".replace("_", "").split(" "),
        strict=True,
    )
)
_WORDS = re.compile(r"[^\W\d_]+")
_TAIWAN = {wade_giles(s) for s in SYLLABLES} | {"ts" + s[1:] for s in SYLLABLES if s[0] in "zc" and s[1] != "h"}
_SYLLABLES = SYLLABLES | _TAIWAN
_LONGEST = max(map(len, _SYLLABLES))
LONGEST_WORD = 40
_FOLDED_AFTER = re.compile(r"(?<=[ln])yu(?![aeio])")
_DIGRAPHS = re.compile(r"([aou])e")


def fold(text: str) -> str:
    """Return lower-case letters without accents; ß ø ł and Cyrillic become Latin letters, apostrophes go."""
    text = text.lower().translate(_SINGLE)
    if text.isascii():
        return text
    if any("а" <= c <= "ё" for c in text):
        text = "".join([_CYRILLIC.get(c, c) for c in text])
    bare = "".join([c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)])
    return unicodedata.normalize("NFC", bare).lower()


def _letters(word: str) -> str:
    """Return a folded word with ü written as u however it was written: lv, lyu, lu."""
    return _FOLDED_AFTER.sub("u", word).replace("v", "u")


@lru_cache(maxsize=65_536)
def _is_pinyin(word: str) -> bool:
    """Tell whether a word can be cut into syllables of pinyin or Wade-Giles, in time linear to its length."""
    size = len(word)
    if not 0 < size <= LONGEST_WORD:
        return False
    reached = {0}
    for start in range(size):
        if start in reached:
            for end in range(start + 1, min(size, start + _LONGEST) + 1):
                if word[start:end] in _SYLLABLES:
                    reached.add(end)
    return size in reached


@lru_cache(maxsize=65_536)
def _cut_joined(word: str) -> tuple[str, str]:
    """Cut a whole name written as one word: zhangtaojun -> zhang, taojun; nothing when it is none."""
    for size in range(min(8, len(word) - 1), 1, -1):
        if word[:size] in SURNAME_RANK and _is_pinyin(word[size:]) and _is_pinyin(word[:size]):
            return word[:size], word[size:]
    for size in range(min(6, len(word) - 2), 1, -1):  # a surname that is not usual
        if word[:size] in SYLLABLES and _is_pinyin(word[size:]):
            return word[:size], word[size:]
    return "", ""


def _take_title(words: list[str], *, gds: bool) -> tuple[list[str], str]:
    kept = [w for w in words if w not in _TITLES]
    if not kept or len(kept) == len(words):
        if gds and words and (glued := _GLUED.search(words[-1])):
            return [*words[:-1], words[-1][: glued.start()]], _TITLES[glued.group()]
        return words, ""
    return kept, next((_TITLES[w] for w in words if _TITLES.get(w)), "")


def _chinese_order(words: list[str]) -> tuple[str, list[str]] | None:
    """Find the surname of a Chinese name in Latin letters; None when it is not one."""
    if len(words) == 1:
        surname, given = _cut_joined(words[0])
        return (surname, [given]) if surname else None
    first, last = SURNAME_RANK.get(words[0]), SURNAME_RANK.get(words[-1])
    if first and last:
        turned = len(words) == 2 and last * 8 < first
        at = -1 if turned else 0
    elif first or last:
        at = 0 if first else -1
    elif all(_is_pinyin(w) and w not in FORMAL for w in words):  # a surname that is not usual
        at = -1 if words[0] not in SYLLABLES and words[-1] in SYLLABLES else 0
    else:
        return None
    rest = words[1:] if at == 0 else words[:-1]
    return (words[at], rest) if all(_is_pinyin(w) for w in rest) else None


def _foreign_order(words: list[str]) -> tuple[str, list[str]]:
    """Choose the surname: a marked one elsewhere, else the words that are no given names, else the last word."""
    if len(words) == 1:
        return words[0], []
    known = [w for w in words if w in FIRST_ELSEWHERE]
    if len(known) == 1:
        at = words.index(known[0])
        return words[at], words[:at] + words[at + 1 :]
    strange = [
        n
        for n, w in enumerate(words)
        if w not in FORMAL and _plain(w) not in FORMAL and len(w) > 1 and w not in _PARTICLES
    ]
    if strange and len(strange) < len(words):
        if strange[0] == 0:
            size = next((n for n, at in enumerate(strange) if at != n), len(strange))
            return words[0], words[size:]
        if strange[-1] == len(words) - 1:
            size = next((n for n, at in enumerate(reversed(strange)) if at != len(words) - 1 - n), len(strange))
            return words[len(words) - size], words[: len(words) - size]
        return words[strange[0]], [w for n, w in enumerate(words) if n != strange[0]]
    at = max((n for n, w in enumerate(words) if len(w) > 1), default=len(words) - 1)
    return words[at], words[:at] + words[at + 1 :]


@lru_cache(maxsize=1024)
def _mandarin(spelling: str) -> tuple[str, ...]:
    """Return the Mandarin readings a Hong Kong spelling of a surname may stand for, the most frequent first."""
    found = {SURNAME_READINGS.get(f) or "".join(READINGS[c] for c in f) for f in SURNAMES_BY_SPELLING.get(spelling, ())}
    return tuple(sorted((r.replace("v", "u") for r in found), key=lambda r: (SURNAME_RANK.get(r, 999), r)))


def _as_chinese(surname: str, given: list[str], english: list[str], sex: str) -> Reading:
    rest = "".join(given)
    letters = surname + rest
    whole = letters_key(letters + "".join(english))
    readings = [
        m for m in (*_mandarin(surname)[:3], *([_VARIANTS[surname]] if surname in _VARIANTS else [])) if m != surname
    ]
    variants = [*([letters] if english else []), *(m + rest for m in readings)]
    formal = [FORMAL[e] for e in english]
    heard = sound(letters)
    return Reading(
        akey=whole,
        akeys=tuple(k for k in dict.fromkeys(map(letters_key, variants)) if k != whole),
        sound=heard,
        sounds=tuple(s for s in dict.fromkeys(sound(m + rest) for m in readings) if s != heard),
        toks=tuple(sorted({surname, rest, *formal})),
        surname=surname,
        surnames=tuple(readings),
        given=rest,
        sex=sex,
    )


def _as_foreign(surname: str, given: list[str], words: list[str], sex: str) -> Reading:
    formal = [FORMAL.get(w) or _plain(w) for w in given]
    first = formal[0] if formal else ""
    raw = "".join(words)
    whole = letters_key(_letters(_plain(raw)))
    own = _plain(surname)
    other = _VARIANTS.get(own, "")
    variants = [raw, own + "".join(formal), own + first]
    variants += [own + ALSO[w] for w in given[:1] if w in ALSO]
    variants += [other + first] if other else []
    akeys = tuple([k for k in dict.fromkeys([letters_key(_letters(v)) for v in variants]) if k and k != whole])
    toks = {FORMAL.get(w) or _plain(w) for w in words if len(w) > 1 and w not in _PARTICLES}
    return Reading(
        akey=whole,
        akeys=akeys[:MOST_READINGS],
        sound=sound(own + first),
        sounds=(sound(other + first),) if other else (),
        toks=tuple(sorted(toks)),
        surname=own,
        surnames=(other,) if other else (),
        given=first,
        sex=sex,
    )


@lru_cache(maxsize=16_384)
def _plain(word: str) -> str:
    """Return a word of a name that is not Chinese with ae oe ue written as one letter: mueller -> muller."""
    return _DIGRAPHS.sub(r"\1", word)


def read_latin(text: str, *, sex: str = "") -> Reading:
    """Read one name in Latin (or Cyrillic, kana, Hangul) letters; ``SMITH/JOHN MR`` and ``Smith, John`` mark the surname."""
    front, mark, back = text.partition("/" if "/" in text else ",")
    words = _WORDS.findall(fold(text))
    words, titled = _take_title([w for w in words if w not in ("al", "el")] or words, gds=mark == "/")
    if not words:
        return Reading(sex=sex)
    sex = sex or titled
    if mark and back.strip():
        count = len([w for w in _take_title(_WORDS.findall(fold(front)), gds=False)[0] if w not in ("al", "el")])
        surname_words, given = words[:count], words[count:]
    else:
        surname_words, given = [], []
    if surname_words and given:
        return _marked(surname_words, given, words, sex)
    english = [w for w in words if w in FORMAL and len(words) > 2 and not (_is_pinyin(w) and len(w) < 5)]
    folded = [_letters(w) for w in words if w not in english]
    chinese = _chinese_order(folded) if folded and not (english and len(folded) == 1) else None
    if chinese:
        return _as_chinese(chinese[0], chinese[1], english, sex)
    surname, given = _foreign_order(words)
    return _as_foreign(surname, given, words, sex)


def _marked(surname_words: list[str], given: list[str], words: list[str], sex: str) -> Reading:
    """Read a name whose surname is marked."""
    english = [w for w in given if w in FORMAL and len(given) > 1 and not (_is_pinyin(w) and len(w) < 5)]
    rest = [_letters(w) for w in given if w not in english]
    surname = "".join(map(_letters, surname_words))
    if surname in SURNAME_RANK and rest and all(_is_pinyin(w) or w not in FORMAL for w in rest):
        return _as_chinese(surname, rest, english, sex)
    own = next((w for w in surname_words if w not in _PARTICLES), surname_words[0])
    return _as_foreign(own, given, words, sex)
