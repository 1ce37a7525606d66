"""From a profile as it was entered to the form that is compared. One definition for desk, import, bulk run and API."""

import re
import unicodedata
from functools import lru_cache

from binzhi.identity.engine.chinese import MOST_READINGS, SIMPLIFIED, Reading, read_chinese
from binzhi.identity.engine.evidence import Document, Evidence, Profile
from binzhi.identity.engine.latin import fold, read_latin
from binzhi.identity.engine.numbers import (
    card_sex,
    looks_like_card,
    mask_of,
    masked,
    one_slip,
    phone_in,
    tidy_date,
    tidy_email,
    tidy_number,
    tidy_phone,
    valid_card,
)
from binzhi.kernel.documents import ID_CARD
from binzhi.kernel.names import MIDDLE_DOTS

MOST_NAMES, MOST_ITEMS = 6, 8
LONGEST = 200  # characters of a text that are looked at
_HAN = "\u3400-\u9fff\U00020000-\U0003134f"
_ALL_HAN = re.compile(rf"[{_HAN}]{{2,4}}")
_HAN_RUN = re.compile(rf"[{_HAN}][{_HAN}·*＊ ]*")
_NOTES = re.compile(r"[(（\[【][^)）\]】]*(?:代|同住|订|儿童|客|团|vip|人|房)[^)）\]】]*[)）\]】]", re.IGNORECASE)
_CALLED = {"先生": "male", "男士": "male", "女士": "female", "小姐": "female", "太太": "female", "夫人": "female"}
_SEX = {"m": "male", "male": "male", "f": "female", "female": "female", "男": "male", "女": "female"}
_DOTS = str.maketrans(dict.fromkeys(MIDDLE_DOTS, "·"))
_LEGAL = re.compile(r"(?:股份|集团|控股)*(?:有限责任公司|有限公司|股份公司|总公司|分公司|公司|集团)$")
_LEGAL_WORDS = frozenset(
    ("co", "company", "ltd", "limited", "inc", "incorporated", "corp", "corporation", "llc", "llp", "plc", "gmbh", "ag", "kg", "sa",
     "sarl", "srl", "spa", "bv", "nv", "ab", "as", "oy", "kk", "pte", "pty", "sdn", "bhd", "the", "group", "holding", "holdings")
)  # fmt: skip
_CITIES = {
    "beijing": "北京", "peking": "北京", "shanghai": "上海", "guangzhou": "广州", "canton": "广州", "shenzhen": "深圳", "hangzhou": "杭州",
    "chengdu": "成都", "wuhan": "武汉", "nanjing": "南京", "xian": "西安", "chongqing": "重庆", "suzhou": "苏州", "tianjin": "天津",
    "changsha": "长沙", "zhengzhou": "郑州", "qingdao": "青岛", "ningbo": "宁波", "xiamen": "厦门", "fuzhou": "福州", "hefei": "合肥",
    "jinan": "济南", "kunming": "昆明", "dalian": "大连", "shenyang": "沈阳", "harbin": "哈尔滨", "wuxi": "无锡", "foshan": "佛山",
    "dongguan": "东莞", "guiyang": "贵阳", "nanning": "南宁", "taiyuan": "太原", "shijiazhuang": "石家庄", "nanchang": "南昌",
    "hongkong": "香港", "kowloon": "香港", "macau": "澳门", "macao": "澳门", "taipei": "台北", "kaohsiung": "高雄", "zhuhai": "珠海",
    "sanya": "三亚", "haikou": "海口", "lanzhou": "兰州", "urumqi": "乌鲁木齐", "lhasa": "拉萨", "changchun": "长春", "wenzhou": "温州",
}  # fmt: skip
_PLACES = tuple(sorted({*_CITIES.values()}, key=len, reverse=True))


@lru_cache(maxsize=65_536)
def read_name(text: str) -> tuple[Reading, ...]:
    """Return the readings of one written name: one per script, Chinese first."""
    if _ALL_HAN.fullmatch(text) and text[-2:] not in _CALLED:
        return (read_chinese(text),)
    text = text.strip()
    if not text.isascii():
        text = _NOTES.sub(" ", unicodedata.normalize("NFKC", text).translate(_DOTS))
    found: list[Reading] = []
    sex = ""
    for part in _HAN_RUN.findall(text):
        part = "".join(part.split())
        called = part[-2:].translate(SIMPLIFIED)
        if called in _CALLED:
            part, sex = part[:-2], _CALLED[called]
        bare = part.replace("*", "").strip("·")
        if bare:
            found.append(read_chinese(bare, sex=sex, masked="*" in part))
    rest = _HAN_RUN.sub(" ", text) if found else text
    if any(map(str.isalpha, rest)):
        if "*" in rest:
            words = [w for w in rest.split() if "*" not in w]
            found.append(Reading(surname=fold(words[0]) if words else "", masked=True))
        else:
            found.append(read_latin(rest, sex=sex))
    return tuple(found)


@lru_cache(maxsize=16_384)
def fold_company(text: str) -> str:
    """Return a company without its legal form and the city it begins with; a name that is nothing else stays whole."""
    text = unicodedata.normalize("NFKC", text).translate(SIMPLIFIED).lower()
    if not text.isascii() and re.search(f"[{_HAN}]", text):
        bare = re.sub(r"[\W_]+", "", text)
        bare = _LEGAL.sub("", bare) or bare
        for place in _PLACES:
            if bare.startswith(place) and len(bare) >= len(place) + 2:
                return bare[len(place) :].removeprefix("市")
        return bare
    words = re.findall(r"\w+", fold(text))
    return " ".join([w for w in words if w not in _LEGAL_WORDS] or words)


@lru_cache(maxsize=16_384)
def fold_city(text: str) -> str:
    """Return a city in simplified characters without 市, a Chinese city in Latin letters by its characters."""
    text = unicodedata.normalize("NFKC", text).translate(SIMPLIFIED).strip().lower()
    if not text.isascii():
        if re.search(f"[{_HAN}]", text):
            place = unicodedata.normalize("NFKC", "".join(text.split())).removesuffix("市")
            return next((p for p in _PLACES if place.endswith(p)), place)
        text = fold(text)
    letters = "".join([c for c in text if c.isalpha()])
    return _CITIES.get(letters) or _CITIES.get(letters.removesuffix("city")) or letters


NOTHING = Reading()


class _Papers:
    """The documents of one profile, sorted by what they are."""

    __slots__ = ("bad", "cards", "masks", "others", "passports")

    def __init__(self) -> None:
        self.cards: dict[str, None] = {}
        self.passports: dict[str, None] = {}
        self.others: dict[str, None] = {}
        self.masks: dict[str, None] = {}
        self.bad: dict[str, None] = {}

    def add(self, document: Document) -> None:
        number = tidy_number(document.number[:LONGEST])
        kind = document.kind
        if "*" in number:
            mask = masked(number, card=kind == ID_CARD)
            if mask:
                self.masks[mask] = None
            return
        size = len(number)
        card = valid_card(number) if (size == 18 or (size == 15 and kind in (ID_CARD, ""))) else ""
        if card:
            self.cards[card] = None
            self.masks[mask_of(card, card=True)] = None
        elif looks_like_card(number, kind):
            self.bad[number] = None
        elif size >= 5:
            self._add_other(kind, document.country.strip().upper(), number)

    def _add_other(self, kind: str, country: str, number: str) -> None:
        if len(set(number)) < 3 or number in "012345678901234567890":
            return
        if kind == "passport":
            self.passports[f"{country}:{number}"] = None
        else:
            self.others[f"{kind.replace(' ', '_')}:{number}"] = None
        self.masks[mask_of(number, card=False)] = None

    def doubt(self, birth: str) -> bool:
        """Put aside the cards whose day is neither the stated one nor a slip of it; they may be somebody else's."""
        strange = [c for c in self.cards if c[6:14] != birth and not one_slip(c[6:14], birth)]
        for card in strange:
            del self.cards[card]
            self.masks.pop(mask_of(card, card=True), None)
            self.bad[card] = None
        return bool(strange)


def _contacts(profile: Profile, left_out: dict[str, None]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return telephones and addresses; an address that begins with a mobile number says that number too."""
    phones: dict[str, None] = {}
    emails: dict[str, None] = {}
    for text in profile.phones[:MOST_ITEMS]:
        phone, why = tidy_phone(text[:LONGEST])
        if phone:
            phones[phone] = None
        elif why:
            left_out[why] = None
    for text in profile.emails[:MOST_ITEMS]:
        email, why = tidy_email(text[: LONGEST + 54])
        if email:
            emails[email] = None
            spoken = phone_in(email)
            if spoken:
                phones[spoken] = None
        elif why:
            left_out[why] = None
    return tuple(phones)[:MOST_ITEMS], tuple(emails)[:MOST_ITEMS]


def _names(profile: Profile) -> list[Reading]:
    found = list(read_name(profile.name[:LONGEST])) if profile.name else []
    for name in profile.other_names[:MOST_NAMES]:
        found += read_name(name[:LONGEST])
    return found


def _union(first: str, readings: "list[tuple[str, ...]]") -> tuple[str, ...]:
    """Return everything that is not the first, in order, at most twice as many as one name may have."""
    merged = dict.fromkeys([item for items in readings for item in items if item])
    merged.pop(first, None)
    return tuple(merged)[: 2 * MOST_READINGS]


def _mask_sex(papers: _Papers) -> str:
    mask = next((m for m in papers.masks if m[0] != "p"), "")
    return ("male" if int(mask[8]) % 2 else "female") if mask and mask[8].isdigit() else ""


def _born(profile: Profile, papers: _Papers, left_out: dict[str, None]) -> tuple[str, str]:
    """Return birth date and the sex a card says; a card of another day than the stated one is put aside first."""
    birth, why = tidy_date(profile.birth) if profile.birth else ("", "")
    if why:
        left_out[why] = None
    if not papers.cards:
        return birth, _mask_sex(papers) if papers.masks else ""
    if birth and papers.doubt(birth):
        left_out["doubtful_card"] = None
    if not papers.cards:
        return birth, ""
    card = next(iter(papers.cards))
    if len(papers.cards) > 1 and papers.doubt(card[6:14]):
        left_out["doubtful_card"] = None
    return card[6:14], card_sex(card)


def _main(names: list[Reading]) -> Reading:
    """Return the reading that leads: the first in characters, else the first whole name."""
    for name in names:
        if name.cn:
            return name
    for name in names:
        if name.akey:
            return name
    return names[0] if names else NOTHING


def evidence_of(profile: Profile) -> Evidence:
    """Return the normal form of a profile. Nothing is refused: what cannot be read is left out."""
    left_out: dict[str, None] = {}
    names = _names(profile) if profile.other_names else read_name(profile.name[:LONGEST]) if profile.name else ()
    main = names[0] if len(names) == 1 else _main(list(names))
    papers = _Papers()
    for document in profile.documents[:MOST_ITEMS]:
        papers.add(document)
    birth, sex = _born(profile, papers, left_out)
    if not sex:
        sex = (_SEX.get(profile.sex.lower(), "") if profile.sex else "") or next((r.sex for r in names if r.sex), "")
    phones, emails = _contacts(profile, left_out) if profile.phones or profile.emails else ((), ())
    akeys, sounds, toks, surnames = main.akeys, main.sounds, main.toks, main.surnames
    if len(names) > 1:
        akeys = _union(main.akey, [*((r.akey,) for r in names), *(r.akeys for r in names)])
        sounds = _union(main.sound, [*((r.sound,) for r in names), *(r.sounds for r in names)])
        toks = tuple(sorted({t for r in names for t in r.toks}))
        surnames = _union(main.surname, [*((r.surname,) for r in names), *(r.surnames for r in names)])
    if main.masked:
        left_out["masked_name"] = None
    return Evidence(
        main.cn,
        main.akey,
        akeys,
        main.sound,
        sounds,
        toks,
        main.surname,
        surnames,
        main.given,
        tuple(papers.cards),
        tuple(papers.passports),
        tuple(papers.others),
        tuple(papers.masks),
        tuple(papers.bad),
        phones,
        emails,
        birth,
        sex,
        fold_company(profile.company[:LONGEST]) if profile.company else "",
        fold_city(profile.city[:LONGEST]) if profile.city else "",
        profile.nationality.strip().upper() if profile.nationality else "",
        tuple(left_out),
    )
