"""Postal addresses in parts: read from one line, kept as one compact text, said on one line.

A Chinese line is cut from large to small (province, city, district) by the list of administrative divisions; whatever is
not recognised stays in the street, so nothing that was written is lost. Other lines stay whole in the street.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from babel import Locale
from stdnum import numdb

CHINA = "CN"
LONGEST_PART = 80
LONGEST_STREET = 300
_HAN = re.compile(r"[\u3400-\u9fff]")
_CHINA = re.compile(r"^(?:中华人民共和国|中国)(?=[\u3400-\u9fff])")
_POSTCODE = r"(?:邮(?:政编码|编)[:：]?\s*)?(?<![0-9])([0-9]{6})(?![0-9])"
_FIRST = re.compile(rf"^{_POSTCODE}(?!\s*[号室弄])[\s,，;；]*")
_LAST = re.compile(rf"[\s,，;；]*{_POSTCODE}$")
_COUNTY = re.compile(r"(?:\[[0-9]*-[0-9]*\])?([^,\[\]]+)")
_SHORT = re.compile(r"(?:省|市|特别行政区|(?:壮族|回族|维吾尔)?自治区)$")
_ANY_CITY = re.compile(r"[\u3400-\u9fff]{2,11}?(?:自治州|地区|市|盟)")
_ANY_DISTRICT = re.compile(r"[\u3400-\u9fff]{1,14}?(?:自治县|自治旗|新区|县|旗|(?<![小社园校厂景矿院库])区)")
_UNITED = "市辖区"


@dataclass(frozen=True, slots=True)
class Address:
    """An address in parts; ``country`` has two letters, an empty part is not known."""

    country: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    postcode: str = ""

    def parts(self) -> dict[str, str]:
        """Return the parts that are known, large to small."""
        return {name: getattr(self, name) for name in PARTS if getattr(self, name)}

    def kept(self) -> str:
        """Return the one text an address is kept as: compact, the same for the same parts; empty for none."""
        parts = self.parts()
        if not set(parts) - {"country"}:
            return ""
        return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))

    def line(self, language: str = "zh-hans") -> str:
        """Return the address on one line."""
        return address_text(self.parts(), language)

    def key(self) -> str:
        """Return what equal addresses share, however they are spaced and punctuated; the postcode does not count."""
        said = address_text({**self.parts(), "country": CHINA, "postcode": ""}, "zh-hans")
        text = unicodedata.normalize("NFKC", said).casefold()
        return "".join(ch for ch in text if ch.isalnum())


PARTS = tuple(one.name for one in fields(Address))


def address_of(parts: Mapping[str, str]) -> Address:
    """Return an address of named parts, spaces taken off and each part cut to its length; other names are passed over."""
    found = {name: " ".join(str(parts.get(name) or "").split()) for name in PARTS}
    cut = {n: text[: LONGEST_STREET if n == "street" else LONGEST_PART] for n, text in found.items()}
    return Address(**{**cut, "country": cut["country"].upper()[:2]})


def read_kept(text: str) -> Address:
    """Return the address of a kept text; one from the time of plain lines is read as a line."""
    text = text.strip()
    if text.startswith("{"):
        try:
            parts = json.loads(text)
        except ValueError:
            parts = None
        if isinstance(parts, dict) and set(parts) <= set(PARTS):
            return address_of(parts)
    return read_address(text)


def read_address(line: str) -> Address:
    """Cut an address line into its parts. Nothing is guessed: a province that is not written stays empty."""
    text, postcode = " ".join(line.split())[:LONGEST_STREET], ""
    for pattern in (_FIRST, _LAST):
        found = pattern.search(text)
        if found and not postcode and len(found.group()) < len(text):
            text, postcode = pattern.sub("", text), found.group(1)
    if not _HAN.search(text):
        return Address(street=text, postcode=postcode)
    rest = _CHINA.sub("", text)
    country = CHINA if rest != text else ""
    province, rest = _take_province(rest)
    city, rest = _take_city(rest, province)
    district, rest = _take_district(rest, province, known_place=bool(province or city))
    country = country or (CHINA if province or city or district else "")
    return Address(country, province, city, district, rest.strip(" ,，") or "", postcode)


def with_parts(address: Address, *, city: str = "", postcode: str = "", country: str = "") -> Address:
    """Add what a source says beside its address line; parts that stand are kept."""
    said = {"city": city, "postcode": postcode, "country": country}
    news = {name: text for name, text in said.items() if text and not getattr(address, name)}
    if news.get("city") == address.province:
        news.pop("city", None)
    return replace(address, **news)


def address_text(parts: Mapping[str, str], language: str) -> str:
    """Return an address on one line: large to small in Chinese, small to large in English."""
    chinese = language.startswith("zh")
    order = ("province", "city", "district", "street")
    said = [parts.get(name, "") for name in (order if chinese else reversed(order))]
    said = [part for n, part in enumerate(said) if part and part not in said[:n]]
    country = parts.get("country", "")
    abroad = (
        [str(Locale("zh" if chinese else "en").territories.get(country, country))] if country not in {"", CHINA} else []
    )
    code = [parts["postcode"]] if parts.get("postcode") else []
    if chinese:
        return " ".join(["".join([*abroad, *said]), *code])
    return ", ".join([*said, *code, *abroad])


@lru_cache(maxsize=1)
def _divisions() -> tuple[dict[str, str], dict[str, tuple[frozenset[str], frozenset[str]]]]:
    """Names of provinces (full and short → full), and for each its cities and its counties; read once."""
    provinces: dict[str, str] = {}
    places: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    for _length, _low, _high, about, below in numdb.get("cn/loc").prefixes:
        name = about.get("province", "")
        if not name:
            continue
        provinces |= {name: name, _SHORT.sub("", name): name}
        cities: set[str] = set()
        counties: set[str] = set()
        for _l, code, _h, found, _b in below:
            names = {n.strip() for n in _COUNTY.findall(found.get("county", ""))} - {"", name, _UNITED}
            if code != "0000":
                (cities if code.endswith("00") else counties).update(names)
        places[name] = (frozenset(cities), frozenset(counties))
    return provinces, places


def _longest(text: str, names: frozenset[str]) -> str:
    return max((name for name in names if text.startswith(name)), key=len, default="")


def _take_province(text: str) -> tuple[str, str]:
    provinces, places = _divisions()
    name = _longest(text, frozenset(provinces))
    if not name:
        return "", text
    full, rest = provinces[name], text[len(name) :].lstrip(" ,，")
    if name != full:  # a short name counts only when a place of the province follows: 上海路 is a street, 吉林市 a city
        cities, counties = places[full]
        if rest[:1] in {"市", "省"} or not _longest(rest, cities | counties):
            return "", text
    return full, rest


def _take_city(text: str, province: str) -> tuple[str, str]:
    _provinces, places = _divisions()
    below = [places[province]] if province in places else list(places.values())
    if province and text.startswith(province):  # 北京市北京市朝阳区
        text = text[len(province) :].lstrip(" ,，")
    name = _longest(text, frozenset().union(*(cities for cities, _ in below)))
    if not name and province and not _longest(text, frozenset().union(*(counties for _, counties in below))):
        found = _ANY_CITY.match(text)
        name = found.group() if found else ""
    rest = text[len(name) :].lstrip(" ,，")
    return name, rest.removeprefix(_UNITED).lstrip(" ,，") if name or province else text


def _take_district(text: str, province: str, *, known_place: bool) -> tuple[str, str]:
    _provinces, places = _divisions()
    below = [places[province]] if province in places else list(places.values())
    name = _longest(text, frozenset().union(*(counties for _, counties in below)))
    if not name and known_place:
        found = _ANY_DISTRICT.match(text)
        name = found.group() if found else ""
    return name, text[len(name) :].lstrip(" ,，")
