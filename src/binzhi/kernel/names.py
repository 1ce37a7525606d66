"""Person names: script, surname, pinyin, initials and form of address."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]")
MIDDLE_DOTS = "·•‧・∙"

# Readings a character has as a surname, where the dictionary gives another first.
SURNAME_READINGS = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "朴": "piao", "任": "ren",
    "盖": "ge", "尉": "wei", "缪": "miao", "折": "she", "种": "chong", "黑": "he", "秘": "bi", "翟": "zhai",
    "员": "yun", "召": "shao", "纪": "ji", "华": "hua", "宁": "ning", "乐": "yue", "覃": "qin", "冼": "xian",
    "尹": "yin", "万俟": "moqi", "尉迟": "yuchi", "令狐": "linghu", "长孙": "zhangsun",
}  # fmt: skip

COMPOUND_SURNAMES = frozenset(
    {
        "欧阳", "歐陽", "太史", "端木", "上官", "司马", "司馬", "东方", "東方", "独孤", "獨孤", "南宫", "南宮", "万俟", "闻人",
        "夏侯", "诸葛", "諸葛", "尉迟", "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "公孫",
        "慕容", "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘", "子车", "亓官", "司寇", "巫马", "公西", "壤驷",
        "公良", "漆雕", "乐正", "宰父", "谷梁", "拓跋", "夹谷", "轩辕", "令狐", "段干", "百里", "呼延", "东郭", "南门", "羊舌",
        "微生", "公户", "公玉", "公仪", "梁丘", "公仲", "公上", "公门", "公山", "公坚", "左丘", "公伯", "西门", "公祖", "第五",
        "公乘", "贯丘", "公皙", "南荣", "东里", "东宫", "仲长", "子书", "子桑", "即墨", "达奚", "褚师",
    }
)  # fmt: skip

# Positions that are said after a surname; 商人 or 职员 are not.
SPOKEN_TITLES = (
    "长", "总", "主任", "经理", "教授", "老师", "医生", "律师", "博士", "院士", "总监", "董事", "书记", "主席", "理事",
    "秘书", "顾问", "大使", "参赞", "代表", "导演", "工程师", "将军", "司令", "法官", "检察官",
)  # fmt: skip
SHORT_TITLES = {
    "总经理": "总",
    "副总经理": "总",
    "总裁": "总",
    "副总裁": "总",
    "董事总经理": "总",
    "工程师": "工",
    "总工程师": "总工",
}

HONORIFICS = {"male": ("先生", "Mr."), "female": ("女士", "Ms.")}


@dataclass(frozen=True, slots=True)
class NameForms:
    """A name and what is derived from it; ``pinyin`` and ``initials`` are lower case without spaces."""

    name: str
    family_name: str
    given_name: str
    pinyin: str
    initials: str
    latin: str


def has_han(text: str) -> bool:
    """Tell whether the text holds a Chinese character."""
    return bool(_HAN.search(text))


def clean_name(text: str) -> str:
    """Return the name in NFC with single spaces; any middle dot becomes ``·``."""
    text = unicodedata.normalize("NFC", text)
    for dot in MIDDLE_DOTS:
        text = text.replace(dot, "·")
    return re.sub(r"\s+", " ", text).strip()


def fold_latin(text: str) -> str:
    """Return lower-case ASCII letters and single spaces: accents are dropped (José -> jose)."""
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", text).strip()


def split_chinese(name: str) -> tuple[str, str]:
    """Split a Chinese name in surname and given name; 欧阳 is one surname, a middle dot keeps the whole."""
    compact = name.replace(" ", "")
    if "·" in compact:
        first, _, rest = compact.partition("·")
        return rest, first
    if compact[:2] in COMPOUND_SURNAMES and len(compact) > 2:
        return compact[:2], compact[2:]
    return compact[:1], compact[1:]


@lru_cache(maxsize=20_000)
def _given_syllables(given: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(given.replace("·", ""), style=Style.NORMAL, errors="ignore"))


def _syllables(family: str, given: str, *, dotted: bool) -> list[str]:
    if dotted:
        return [*_given_syllables(given), *_given_syllables(family)]
    reading = SURNAME_READINGS.get(family)
    first = [reading] if reading else list(_given_syllables(family))
    return [*first, *_given_syllables(given)]


def name_forms(name: str, *, latin_name: str = "") -> NameForms:
    """Derive surname, given name, pinyin and initials from a name in any script (R-001, R-002)."""
    name = clean_name(name)
    latin = fold_latin(latin_name)
    if has_han(name):
        family, given = split_chinese(name)
        syllables = [s.replace("ü", "v") for s in _syllables(family, given, dotted="·" in name)]
        return NameForms(name, family, given, "".join(syllables), "".join(s[:1] for s in syllables), latin)
    words = fold_latin(name).split()
    family = words[-1] if words else ""
    given = " ".join(words[:-1])
    return NameForms(name, family, given, "", "".join(w[0] for w in words), latin or " ".join(words))


def spoken_title(position: str) -> str:
    """Return what of a position is said after a surname: 财政局局长 -> 局长, 总经理 -> 总, 商人 -> nothing."""
    position = position.strip()
    if position in SHORT_TITLES:
        return SHORT_TITLES[position]
    if not position.endswith(SPOKEN_TITLES):
        return ""
    if len(position) <= 4:
        return position.removeprefix("副")
    return position[-2:]


def form_of_address(*, name: str, gender: str, title: str = "", position: str = "") -> tuple[str, str]:
    """Return (zh, en) forms of address: 王局长 from a position, else 王先生 / Mr. Wang (R-139)."""
    forms = name_forms(name)
    zh_honor, en_honor = HONORIFICS.get(gender, ("", ""))
    own = title if has_han(title) else spoken_title(position)
    en_title = title if title and not has_han(title) else en_honor
    if has_han(name):
        dotted = "·" in forms.name
        called = forms.name if dotted or not (own or zh_honor) else forms.family_name
        reading = forms.given_name if dotted else forms.family_name
        surname_en = (SURNAME_READINGS.get(reading) or "".join(lazy_pinyin(reading))).capitalize()
        return f"{called}{own or zh_honor}", f"{en_title} {surname_en}".strip()
    surname = clean_name(name).split(" ")[-1] if name.strip() else name
    return f"{surname}{own or zh_honor}", f"{en_title} {surname}".strip()
