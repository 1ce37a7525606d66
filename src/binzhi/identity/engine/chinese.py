"""Readings of Chinese names: simplified characters, pinyin with surname readings, Hong Kong and Taiwan spellings."""

from functools import lru_cache
from typing import NamedTuple

from pypinyin import Style, lazy_pinyin

from binzhi.identity.engine.romanisation import CANTONESE_GIVEN, CANTONESE_SURNAMES, sound, wade_giles
from binzhi.identity.engine.surnames import ranks_of
from binzhi.kernel.names import COMPOUND_SURNAMES, SURNAME_READINGS
from binzhi.kernel.search_tokens import simplify

MOST_READINGS = 6

# Other readings of characters that are usual in given names.
_OTHER_READINGS = {
    "朝": "zhao chao", "晟": "sheng cheng", "盛": "sheng cheng", "茜": "qian xi", "柏": "bai bo", "乐": "le yue", "行": "xing hang",
    "长": "chang zhang", "重": "zhong chong", "曾": "zeng ceng", "单": "dan shan", "石": "shi dan", "奇": "qi ji", "卜": "bu bo",
    "露": "lu lou", "省": "sheng xing", "都": "dou du", "参": "can shen", "鲜": "xian", "南": "nan na", "尧": "yao", "祎": "yi hui",
    "郗": "xi chi", "栎": "li yue", "解": "jie xie", "秘": "mi bi", "尉": "wei yu", "荨": "xun qian", "薄": "bo bao", "覃": "tan qin",
    "澄": "cheng deng", "绿": "lv lu", "娜": "na nuo", "佛": "fo fu", "轧": "ya zha", "期": "qi ji", "骑": "qi ji", "阿": "a e",
    "雅": "ya", "宁": "ning", "弹": "dan tan", "藏": "cang zang", "夏": "xia", "率": "shuai lv", "谷": "gu yu", "俞": "yu shu",
}  # fmt: skip


class _Simplified(dict[int, str]):
    """Simplified form of a character by its code, for ``str.translate``; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = found = simplify(chr(code))
        return found


class _Readings(dict[str, str]):
    """Pinyin of a character, ü as v; empty for what has none; filled as characters are met."""

    def __missing__(self, character: str) -> str:
        found = lazy_pinyin(character, style=Style.NORMAL, errors="ignore")
        self[character] = text = found[0].replace("ü", "v") if found else ""
        return text


SIMPLIFIED = _Simplified()
READINGS = _Readings()
SURNAME_RANK = ranks_of(READINGS)


class _Wade(dict[str, str]):
    """Wade-Giles of a syllable; filled as syllables are met."""

    def __missing__(self, syllable: str) -> str:
        self[syllable] = found = wade_giles(syllable)
        return found


_WADE = _Wade()


class Reading(NamedTuple):
    """What one written name gives; the fields are those of ``Evidence``."""

    cn: str = ""
    akey: str = ""
    akeys: tuple[str, ...] = ()
    sound: str = ""
    sounds: tuple[str, ...] = ()
    toks: tuple[str, ...] = ()
    surname: str = ""
    surnames: tuple[str, ...] = ()
    given: str = ""
    sex: str = ""
    masked: bool = False


def letters_key(letters: str) -> str:
    """Return the letters in alphabetical order."""
    return "".join(sorted(letters))


def _family_size(cn: str) -> int:
    return 2 if len(cn) > 2 and cn[:2] in COMPOUND_SURNAMES else 1


def _spellings(family: str, given: str, syllables: list[str], given_letters: str) -> list[str]:
    """Return further ways to write the name in Latin letters, likeliest first."""
    found: list[str] = []
    if family in SURNAME_READINGS:
        found.append("".join([READINGS[c] for c in family]) + given_letters)
    if not _OTHER_READINGS.keys().isdisjoint(given):
        found += _other_given(given, syllables)
    spelled = CANTONESE_SURNAMES.get(family)
    if spelled:
        for surname in spelled:
            found.append(surname + given_letters)
        hong_kong = [CANTONESE_GIVEN.get(c) for c in given]
        if None not in hong_kong:
            found.append(spelled[0] + "".join(hong_kong))  # type: ignore[arg-type]
    found.append("".join([_WADE[s] for s in syllables]))
    return found


def _other_given(given: str, syllables: list[str]) -> list[str]:
    """Return the name with one character of the given name in another of its readings."""
    found = []
    for at, character in enumerate(given, start=len(syllables) - len(given)):
        for other in _OTHER_READINGS.get(character, "").split():
            if other != syllables[at]:
                found.append("".join([*syllables[:at], other, *syllables[at + 1 :]]))
    return found


@lru_cache(maxsize=4096)
def _family(family: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return of a surname: its letters, its further readings, its syllables."""
    plain = [READINGS[c] for c in family]
    special = SURNAME_READINGS.get(family)
    letters = (special or "".join(plain)).replace("v", "u")
    further = (*CANTONESE_SURNAMES.get(family, ()), "".join(plain), _WADE[plain[0]])
    syllables = (special,) if special and len(family) == 1 else tuple(plain)
    return letters, tuple(s for s in dict.fromkeys(further) if s and s != letters), syllables


def _dotted(cn: str) -> Reading:
    """Read 买买提·阿不都: the given name stands first, the father's or family name last."""
    given, _, family = cn.partition("·")
    first, last = ("".join([READINGS[c] for c in part]).replace("v", "u") for part in (given, family.replace("·", "")))
    letters = first + last
    toks = tuple(sorted(t for t in (first, last) if t))
    return Reading(
        cn=cn.replace("·", ""), akey=letters_key(letters), sound=sound(letters), toks=toks, surname=last, given=first
    )


def read_chinese(text: str, *, sex: str = "", masked: bool = False) -> Reading:
    """Read a name in Chinese characters without titles; a surname alone gives no key, only the surname."""
    cn = text.translate(SIMPLIFIED)
    if "·" in cn.strip("·"):
        return _dotted(cn.strip("·"))
    size = _family_size(cn)
    family, given = cn[:size], cn[size:]
    family_letters, surnames, family_syllables = _family(family)
    if masked or not given:
        return Reading(surname=family_letters, surnames=surnames, sex=sex, masked=True)
    syllables = [*family_syllables, *[READINGS[c] for c in given]]
    given_letters = "".join(syllables[len(family_syllables) :])
    if "v" in given_letters:
        given_letters = given_letters.replace("v", "u")
    letters = family_letters + given_letters
    akey, heard = letters_key(letters), sound(letters)
    spelled = [s.replace("v", "u") if "v" in s else s for s in _spellings(family, given, syllables, given_letters)]
    akeys = dict.fromkeys([letters_key(s) for s in spelled])
    sounds = dict.fromkeys([sound(s) for s in spelled])
    akeys.pop(akey, None)
    sounds.pop(heard, None)
    toks = (family_letters, given_letters) if family_letters < given_letters else (given_letters, family_letters)
    return Reading(
        cn,
        akey,
        tuple(akeys)[:MOST_READINGS],
        heard,
        tuple(sounds)[:MOST_READINGS],
        toks,
        family_letters,
        surnames,
        given_letters,
        sex,
    )
