"""The data files beside the readers: heads, words, countries and mail relays, folded once for look-up."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

_BRACKETS = re.compile(r"[(\[【〔{<《][^)\]】〕}>》]*[)\]】〕}>》]")
_DROPPED = re.compile(r"[\s_\-*:：.·#/\\'\"“”‘’、,，;；?？!！&+]+")

GUESTS_CSV = "guests-csv"
RESERVATIONS_CSV = "reservations-csv"


def _load(name: str) -> dict[str, Any]:
    text = (files("binzhi.integrations") / "catalogue" / name).read_text(encoding="utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=8192)
def fold_head(text: str) -> str:
    """Return a head as it is compared: NFKC, no case, spaces, punctuation or bracketed remark."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return _DROPPED.sub("", _BRACKETS.sub("", text)) or _DROPPED.sub("", text)


@lru_cache(maxsize=8192)
def fold_word(text: str) -> str:
    """Return a cell's word as it is compared."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True, slots=True)
class Words:
    """Word lists of the table kinds."""

    absent: frozenset[str]
    totals: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]


@lru_cache(maxsize=1)
def _heads_file() -> dict[str, Any]:
    return _load("heads.toml")


@lru_cache(maxsize=4)
def head_fields(kind: str) -> dict[str, str]:
    """Return folded head -> field for a table kind; what is said for the kind wins over what is said for guests."""
    found: dict[str, str] = {}
    for section in (kind, "guest"):
        for field, heads in _heads_file()[section].items():
            for head in heads:
                found.setdefault(fold_head(head), field)
    return found


@lru_cache(maxsize=4)
def field_names(kind: str) -> tuple[str, ...]:
    """Return every field a map may name for a table kind."""
    names = {*_heads_file()["guest"], *_heads_file()[kind]}
    return tuple(sorted(names))


def example_heads(kind: str, field: str) -> str:
    """Return a few heads that would be read as this field, for a message."""
    section = _heads_file()[kind].get(field) or _heads_file()["guest"].get(field, [])
    latin = [h for h in section if h.isascii()]
    other = [h for h in section if not h.isascii()]
    return " / ".join([*other[:2], *latin[:1]])


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the word lists."""
    raw = _heads_file()["words"]
    return Words(**{k: frozenset(fold_word(w) for w in raw[k]) for k in ("absent", "totals", "yes", "no")})


@lru_cache(maxsize=16)
def value_words(name: str) -> dict[str, str]:
    """Return folded word -> code of a value list such as ``gender`` or ``status``."""
    return {fold_word(w): code for code, listed in _heads_file()["values"][name].items() for w in [code, *listed] if w}


def shown_words(name: str) -> str:
    """Return the first word of each code of a value list, for a message."""
    return "、".join(listed[0] for code, listed in _heads_file()["values"][name].items() if code)


def value_lists() -> tuple[str, ...]:
    """Return the names of the value lists a map may add to."""
    return (*_heads_file()["values"], "country")


@lru_cache(maxsize=1)
def _country_words() -> dict[str, str]:
    raw = _load("countries.toml")
    found: dict[str, str] = {}
    for code, (alpha3, *names) in raw["countries"].items():
        for word in (code, alpha3, *names):
            found[_fold_country(word)] = code
    for old, code in raw["withdrawn"].items():
        found[_fold_country(old)] = code
    return found


def _fold_country(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).casefold().replace("&", " and ")
    text = "".join(ch for ch in text if not unicodedata.combining(ch))
    return re.sub(r"[\s.,'’()\-]+", "", re.sub(r"^st\.? ", "saint ", text))


@lru_cache(maxsize=4096)
def country_code(text: str) -> str:
    """Return the ISO alpha-2 code of a country written as a code or a name in Chinese or English; empty if unknown."""
    return _country_words().get(_fold_country(text), "")


@lru_cache(maxsize=1)
def _relays() -> tuple[frozenset[str], tuple[str, ...]]:
    raw = _load("relays.toml")
    return frozenset(raw["domains"]), tuple(raw["local_prefixes"])


def is_relay(address: str) -> bool:
    """Tell whether a mail address is the mask of a booking site."""
    local, _, domain = address.casefold().rpartition("@")
    domains, prefixes = _relays()
    parts = domain.split(".")
    if any(".".join(parts[i:]) in domains for i in range(len(parts))):
        return True
    return local.startswith(prefixes)


def is_absent(text: str) -> bool:
    """Tell whether a cell's text means that nothing is known."""
    return not text or fold_word(text) in words().absent
