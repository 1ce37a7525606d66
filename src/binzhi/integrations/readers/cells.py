"""Turning the text of one cell into the value of one field. Expected trouble is raised as BadCell."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache

from binzhi.integrations.readers.catalogue import country_code, fold_word, shown_words, value_words, words
from binzhi.integrations.readers.people import clean_text, looks_callable, person_name, read_email, read_phones
from binzhi.integrations.readers.problems import BadCell
from binzhi.integrations.rows import Email, Phone
from binzhi.kernel.money import amount
from binzhi.kernel.names import has_han

Convert = Callable[[str], object]

_WHOLE = re.compile(r"([+-]?\d+)(?:\.0+)?")
_UNITS = re.compile(r"(?:晚|天|夜|间|人|位|次|岁|nights?|rooms?|x)$", re.IGNORECASE)
_MONEY_DRESS = re.compile(r"(?:rmb|cny|usd|eur|hkd|元|圆|¥|￥|\$|€|,|\s)", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?e\+?\d{1,3}", re.IGNORECASE)
_FORMULA_LEADS = "=+-@＝＋－＠"
_FORMULA_SIGNS = re.compile(r"[A-Za-z0-9_]\(|[|!=]")
_CONSTANT = re.compile(r'="([^"=+@|!]*)"')
_PERSONS_ZH = re.compile(r"(\d+)\s*(?:大|成人|个?大人)\s*(?:(\d+)\s*(?:小|儿童|个?小孩))?")
_PERSONS_PAIR = re.compile(r"(\d+)\s*[/+]\s*(\d+)(?:\s*[/+]\s*(\d+))?")
_NAME_SPLIT = re.compile(r"[、,，;；/|\n]+|\s{2,}|\s+(?:and|和|及|与)\s+")


def guard_formula(text: str) -> str:
    """Return the text, with an Excel constant (="0773") unwrapped; raises BadCell for anything that may calculate."""
    lead = text[0]
    if lead not in _FORMULA_LEADS:
        return text
    constant = _CONSTANT.fullmatch(text)
    if constant:
        inner = constant[1].strip()
        return guard_formula(inner) if inner else inner
    if lead in "=@＝＠":
        raise BadCell("formula")
    if looks_callable(text) or fold_word(text) in words().absent:
        return text
    follows = text[1:2]
    harmless = follows.isspace() or (not follows.isascii() and follows not in _FORMULA_LEADS)
    if harmless and not _FORMULA_SIGNS.search(text):
        return text
    raise BadCell("formula")


def whole_number(low: int = 0, high: int = 1_000_000) -> Convert:
    """Return a reader of counts: "2", "2.0", "2晚"."""

    def read(text: str) -> int:
        text = unicodedata.normalize("NFKC", text).replace(",", "").strip()
        match = _WHOLE.fullmatch(_UNITS.sub("", text).strip())
        if match is None:
            raise BadCell("number-wrong")
        if len(match[1]) > 12:
            raise BadCell("number-range", low=low, high=high)
        number = int(match[1])
        if number < 0 <= low:
            raise BadCell("number-negative")
        if not low <= number <= high:
            raise BadCell("number-range", low=low, high=high)
        return number

    return lru_cache(maxsize=1024)(read)


@lru_cache(maxsize=8192)
def money(text: str) -> Decimal:
    """Read an amount: 688, ￥1,288.00, 688元."""
    plain = _MONEY_DRESS.sub("", unicodedata.normalize("NFKC", text))
    if not re.fullmatch(r"[+-]?(?:\d{1,12}(?:\.\d{1,10})?|\.\d{1,10})", plain):
        raise BadCell("money-wrong")
    found = amount(plain)
    if found < 0:
        raise BadCell("number-negative")
    return found


def persons(text: str) -> tuple[int, int]:
    """Read a head count as (adults, children): "2", "2大1小", "2/1"."""
    plain = unicodedata.normalize("NFKC", text)
    match = _PERSONS_ZH.fullmatch(plain) or _PERSONS_PAIR.fullmatch(plain)
    if match:
        adults, children = int(match[1]), int(match[2] or 0)
        if adults + children > 999:
            raise BadCell("number-range", low=0, high=999)
        return adults, children
    count = whole_number(0, 999)(text)
    assert isinstance(count, int)  # noqa: S101 - whole_number returns int
    return count, 0


def code_of(name: str, own: Mapping[str, str], unknown: str) -> Convert:
    """Return a reader of a listed word; the map's own words come first. ``unknown`` is the code of the problem."""
    listed = value_words(name)
    known = shown_words(name)

    def read(text: str) -> str:
        word = fold_word(text)
        if word in own:
            return own[word]
        if word in listed:
            return listed[word]
        raise BadCell(unknown, known=known)

    return read


def loose_code(name: str, own: Mapping[str, str]) -> Convert:
    """Return a reader of a listed word that keeps what it does not know, in lower case."""
    listed = value_words(name)

    def read(text: str) -> str:
        word = fold_word(text)
        return own.get(word) or listed.get(word) or word

    return read


def country(own: Mapping[str, str]) -> Convert:
    """Return a reader of a country or nationality as ISO alpha-2."""

    def read(text: str) -> str:
        code = own.get(fold_word(text)) or country_code(text)
        if not code and text.endswith(("籍", "人")):
            code = country_code(text[:-1])
        if not code:
            raise BadCell("country-unknown")
        return code

    return read


def yes_no(text: str) -> bool:
    """Read a mark: 是 / 否, Y / N, 1 / 0, √."""
    word = fold_word(text)
    if word in words().yes:
        return True
    if word in words().no:
        return False
    raise BadCell("yes-no-wrong")


def phones(use: str, region: str) -> Convert:
    """Return a reader of one or several telephone numbers."""

    def read(text: str) -> list[Phone]:
        if _SCIENTIFIC.fullmatch(text):
            raise BadCell("digits-lost")
        return read_phones(text.removesuffix(".0"), use=use, region=region)

    return read


def email(text: str) -> Email:
    """Read a mail address."""
    found = read_email(text)
    if found is None:
        raise BadCell("email-wrong")
    return found


def document_number(text: str) -> str:
    """Read a document number as text; a number in scientific form has lost its digits."""
    if _SCIENTIFIC.fullmatch(text):
        raise BadCell("digits-lost")
    return text.lstrip("'")


def one_line(text: str) -> str:
    """Read a short text."""
    return " ".join(clean_text(text).split())


def code_text(text: str) -> str:
    """Read a code or a number that is only a name: 2101.0 from a spreadsheet is 2101."""
    text = one_line(text).lstrip("'")
    return text[:-2] if re.fullmatch(r"\d+\.0", text) else text


def names_list(text: str) -> list[str]:
    """Read the names of a cell: 李秀英、王小明."""
    pieces = _NAME_SPLIT.split(clean_text(text))
    if len(pieces) == 1 and len(words_ := pieces[0].split()) > 1 and all(has_han(w) and len(w) > 1 for w in words_):
        pieces = words_
    return [name for piece in pieces if (name := person_name(piece))]
