"""The one definition of how two profiles are compared: for every comparison the level a pair reaches."""

from typing import NamedTuple

from binzhi.identity.engine.evidence import Evidence
from binzhi.identity.engine.nicknames import is_given
from binzhi.identity.engine.numbers import one_slip

MISSING = "missing"
OTHER = "other"


class Level(NamedTuple):
    """The level a pair reaches; ``value`` is what both have in common, for the frequency."""

    comparison: str
    name: str
    value: str = ""


_NOTHING = {
    c: Level(c, MISSING) for c in ("name", "document", "birth", "phone", "mail", "company", "city", "sex", "nation")
}
_OTHER = {c: Level(c, OTHER) for c in ("phone", "mail", "company", "city", "sex", "nation")}


def _common(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    """Return the first common item by the alphabet, or nothing."""
    if not a or not b:
        return ""
    return min(set(a).intersection(b), default="")


def _with(first: str, others: tuple[str, ...]) -> tuple[str, ...]:
    return (first, *others) if first else others


def same_surname(a: Evidence, b: Evidence) -> bool:
    """Tell whether the surnames agree in one of their readings, or one stands among the other's words."""
    if not a.surname or not b.surname:
        return False
    if a.surname == b.surname or _common(_with(a.surname, a.surnames), _with(b.surname, b.surnames)):
        return True
    return not (a.cn and b.cn) and (a.surname in b.toks or b.surname in a.toks)


def letters_apart(a: str, b: str, *, most: int = 3) -> int:
    """Return how many letters of two sorted texts have no partner; counting stops above ``most``."""
    i = j = apart = 0
    while i < len(a) and j < len(b) and apart <= most:
        if a[i] == b[j]:
            i += 1
            j += 1
        elif a[i] < b[j]:
            i, apart = i + 1, apart + 1
        else:
            j, apart = j + 1, apart + 1
    return apart + (len(a) - i) + (len(b) - j)


# Characters that are taken for one another by eye.
_LOOK_ALIKES = """
    未末 己已巳 日曰 土士 干千于 天夫 王玉 博搏 晴睛清请情 玲铃 明朋 材林 军车 刘浏 陈阵 扬杨场 徐除 郭部 梁粱 肖萧 峻俊 锋峰烽
    涛滔 停婷 燕雁 磊垒 浩皓 宇字 思恩 洋样 鹏朋 娟捐 雪雷 丽俪 芳芬 敏毓 慧惠 伟纬 建健键 强张 平半 华毕 云去 荣菜 兰三
    琳淋 颖颍 蕾雷 佳住 嘉喜 辰晨 轩轻 睿容 泽译 昊昃 文又 莉俐 璐路 冉再 田由甲申 丁了 人入 大太犬 历厉 旦且 永水 今令
"""
_LOOKS = {character: group for group in _LOOK_ALIKES.split() for character in group}


def _apart(a: str, b: str) -> str:
    """Return how two Chinese names of one surname differ: a character left out, one that looks alike, another one."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) < 3 or a[0] != b[0]:
        return ""
    if len(a) + 1 == len(b):
        return "left_out" if a in (b[:1] + b[2:], b[:-1]) else ""
    pairs = [(x, y) for x, y in zip(a, b, strict=True) if x != y] if len(a) == len(b) else []
    if len(pairs) != 1:
        return ""
    return "look_alike" if pairs[0][1] in _LOOKS.get(pairs[0][0], "") else "one_character"


def _of_characters(a: str, b: str, *, alike: bool) -> str:
    """Return the level of two different Chinese names."""
    found = _apart(a, b)
    if not found and len(a) == len(b) == 2 and a[0] == b[0] and b[1] in _LOOKS.get(a[1], ""):
        return "look_alike"
    if not found and len(a) == len(b) and a[1:] == b[1:] and b[0] in _LOOKS.get(a[0], ""):
        return "look_alike"
    return found or ("surname" if alike and a[0] == b[0] else "other")


def _given_close(a: str, b: str) -> bool:
    return min(len(a), len(b)) >= 5 and _edits_one(a, b)


def _western(a: Evidence, b: Evidence) -> bool:
    """Tell whether one is a name in characters and the other its surname with a western given name: 谢勇勇, Tony Xie."""
    latin = b if a.cn else a
    return bool(a.cn) != bool(b.cn) and is_given(latin.given)


def _given_among(a: Evidence, b: Evidence) -> bool:
    """Tell whether the given name of one is a word of the other: two surnames of Spain alone make brothers and sisters."""
    return a.given in b.toks or b.given in a.toks


def _weak_name(a: Evidence, b: Evidence) -> str:
    """Return the level of two names of which no reading agrees."""
    alike = same_surname(a, b)
    if a.cn and b.cn:
        return _of_characters(a.cn, b.cn, alike=alike)
    if len(set(a.toks).intersection(b.toks)) >= 2 and _given_among(a, b):
        return "two_words"
    short = min(len(a.akey), len(b.akey))
    if short >= 6 and letters_apart(a.akey, b.akey) <= (2 if alike or short >= 10 else 1):
        return "close_letters"
    if alike:
        if _given_close(a.given, b.given):
            return "close_letters"
        if a.given and b.given and a.given[0] == b.given[0] and 1 in (len(a.given), len(b.given)):
            return "initial"
        return "western" if _western(a, b) else "surname"
    if len(a.given) > 2 and (a.given == b.given or a.given in b.toks or b.given in a.toks):
        return "given"
    return "other"


def name_level(a: Evidence, b: Evidence) -> Level:
    """Compare the names."""
    if not a.akey or not b.akey:
        return Level("name", MISSING)
    if a.cn and a.cn == b.cn:
        return Level("name", "same_characters", a.cn)
    if a.akey == b.akey:
        return Level("name", "homophone" if a.cn and b.cn else "same_letters", a.akey)
    if not (a.cn and b.cn):
        shared = _common(_with(a.akey, a.akeys), _with(b.akey, b.akeys))
        if shared:
            return Level("name", "other_reading", shared)
        shared = _common(_with(a.sound, a.sounds), _with(b.sound, b.sounds))
        if shared:
            return Level("name", "same_sound", shared)
    return Level("name", _weak_name(a, b))


def _edits_one(a: str, b: str) -> bool:
    """Tell whether one sign was changed, left out, added, or two neighbours were swapped."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1 or a == b:
        return False
    start = 0
    while start < len(a) and a[start] == b[start]:
        start += 1
    if len(a) < len(b):
        return a[start:] == b[start + 1 :]
    if a[start + 1 :] == b[start + 1 :]:
        return True
    return a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]


def _numbers(docs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple([d.partition(":")[2] for d in docs])


def _slip(a: Evidence, b: Evidence) -> bool:
    """Tell whether a number with a wrong check digit is one slip away from a number of the other profile."""
    ours, theirs = (*a.cards, *a.bad_docs), (*b.cards, *b.bad_docs)
    pairs = [(x, y) for x in a.bad_docs for y in theirs] + [(x, y) for x in a.cards for y in b.bad_docs]
    return bool(ours and theirs) and any(_edits_one(x, y) for x, y in pairs)


def _same_document(a: Evidence, b: Evidence) -> Level | None:
    card = _common(a.cards, b.cards)
    if card:
        return Level("document", "same_card", card)
    if (a.bad_docs or b.bad_docs) and (bad := _common((*a.cards, *a.bad_docs), (*b.cards, *b.bad_docs))):
        return Level("document", "same_bad", bad)
    if (a.passports or a.other_docs) and (b.passports or b.other_docs):
        ours, theirs = _numbers(a.passports + a.other_docs), _numbers(b.passports + b.other_docs)
        number = _common(ours, theirs)
        if number and not _two_countries(a, b, number):
            return Level("document", "same_other", number)
    return None


def _two_countries(a: Evidence, b: Evidence, number: str) -> bool:
    """Tell whether a passport number of both was issued by two countries."""
    ours = {p.partition(":")[0] for p in a.passports if p.endswith(":" + number)}
    theirs = {p.partition(":")[0] for p in b.passports if p.endswith(":" + number)}
    return bool(ours and theirs) and "" not in ours | theirs and not ours & theirs


def _split_masks(evidence: Evidence) -> tuple[list[str], list[str]]:
    cards = [m for m in evidence.masks if m[0] != "p"]
    return cards, [m for m in evidence.masks if m[0] == "p"]


def document_level(a: Evidence, b: Evidence) -> Level:
    """Compare the documents; of two kinds that do not exclude each other nothing is said."""
    same = _same_document(a, b)
    if same:
        return same
    if a.cards and b.cards:
        return Level("document", "slip" if _slip(a, b) else "other_card")
    if (a.bad_docs or b.bad_docs) and _slip(a, b):
        return Level("document", "slip")
    if not a.masks or not b.masks:
        return _NOTHING["document"]
    ours, theirs = _split_masks(a), _split_masks(b)
    mask = _common(tuple(ours[0]), tuple(theirs[0]))
    if mask:
        return Level("document", "mask", mask)
    if ours[0] and theirs[0]:
        return Level("document", "mask_differs")
    mask = _common(tuple(ours[1]), tuple(theirs[1]))
    if mask and not (a.passports and b.passports):
        return Level("document", "mask_other", mask)
    return Level("document", "other_passport" if ours[1] and theirs[1] else MISSING)


SAME_DOCUMENT = frozenset(("same_card", "same_bad", "same_other"))
GENERATION = 15


def birth_level(a: Evidence, b: Evidence) -> Level:
    """Compare the birth dates; fifteen years apart is another generation."""
    one, other = a.birth, b.birth
    if not one or not other:
        return _NOTHING["birth"]
    if one == other:
        return Level("birth", "same", one)
    if one_slip(one, other):
        return Level("birth", "slip")
    if abs(int(one[:4]) - int(other[:4])) >= GENERATION:
        return Level("birth", "generation")
    alike = (one[:4] == other[:4]) + (one[4:6] == other[4:6]) + (one[6:] == other[6:])
    return Level("birth", "two_parts" if alike == 2 else "other")


def _sets(comparison: str, a: tuple[str, ...], b: tuple[str, ...]) -> Level:
    if not a or not b:
        return _NOTHING[comparison]
    if a == b:
        return Level(comparison, "same", min(a))
    shared = _common(a, b)
    return Level(comparison, "same", shared) if shared else _OTHER[comparison]


def _texts(comparison: str, a: str, b: str) -> Level:
    if not a or not b:
        return _NOTHING[comparison]
    return Level(comparison, "same", a) if a == b else _OTHER[comparison]


def company_level(a: Evidence, b: Evidence) -> Level:
    """Compare the companies; a short name that the long one holds agrees in part."""
    found = _texts("company", a.company, b.company)
    if found.name == "other":
        short, long = sorted((a.company, b.company), key=len)
        if len(short) >= 2 and short in long:
            return Level("company", "part", short)
    return found


STRANGERS = frozenset(("one_character", "surname", "other"))  # names that people of one household bear

TWINS = frozenset(("one_character", "surname"))


def _contact(comparison: str, a: tuple[str, ...], b: tuple[str, ...], *, name: str) -> Level:
    """Compare telephones or addresses; what two different names share is the line of a family or an office."""
    found = _sets(comparison, a, b)
    return found._replace(name="family") if found.name == "same" and name in STRANGERS else found


def compare(a: Evidence, b: Evidence) -> tuple[Level, ...]:
    """Return the level of every comparison; the order of the two profiles does not matter.

    With the same document the same birth date says nothing more (it stands on it) and counts as missing; another one speaks
    against, for then the document may be somebody else's. Two given names of one surname, one birth date and one line are twins.
    """
    name = name_level(a, b)
    document = document_level(a, b)
    birth = birth_level(a, b)
    if birth.name == "same" and document.name in SAME_DOCUMENT:
        birth = _NOTHING["birth"]
    phone = _contact("phone", a.phones, b.phones, name=name.name)
    mail = _contact("mail", a.emails, b.emails, name=name.name)
    if birth.name == "same" and name.name in TWINS and "family" in (phone.name, mail.name):
        birth = Level("birth", "twins")
    return (
        name,
        document,
        birth,
        phone,
        mail,
        company_level(a, b),
        _texts("city", a.city, b.city),
        _texts("sex", a.sex, b.sex),
        _texts("nation", a.nationality, b.nationality),
    )
