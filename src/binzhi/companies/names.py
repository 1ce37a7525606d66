"""Names of organisations: the normal form two spellings share, and the beginnings one is found by."""

import re
import unicodedata

from pypinyin import Style, lazy_pinyin

from binzhi.kernel.names import fold_latin, has_han
from binzhi.kernel.search_tokens import simplify

_LEGAL_ZH = ("股份有限责任公司", "股份有限公司", "有限责任公司", "有限公司", "股份公司", "公司")
_LEGAL_EN = {
    "co", "company", "ltd", "limited", "inc", "incorporated", "corp", "corporation", "llc", "llp", "lp", "plc", "gmbh", "mbh",
    "ag", "kg", "sa", "sarl", "sas", "srl", "spa", "bv", "nv", "ab", "as", "oy", "kk", "pte", "pty", "sdn", "bhd", "the",
}  # fmt: skip
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]")
_TAIL, _TAILS, _PINYIN = 12, 24, 24


def _folded(text: str) -> str:
    """Full-width to half-width, traditional to simplified, lower case."""
    return simplify(unicodedata.normalize("NFKC", text)).casefold()


def tidy_name(text: str) -> str:
    """Return a name in NFC with single spaces."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def name_key(name: str) -> str:
    """Return the normal form: 東海重工集團有限公司 and 东海重工集团 are one, Nordlicht GmbH & Co. KG and Nordlicht too.

    The legal form, brackets, spaces and punctuation do not count; a name that is nothing but a legal form stays whole.
    """
    text = _folded(name)
    if has_han(text):
        bare = re.sub(r"[\W_]+", "", text)
        for ending in _LEGAL_ZH:
            if bare.endswith(ending) and len(bare) > len(ending) + 1:
                bare = bare.removesuffix(ending)
                break
        return bare[:160]
    words = fold_latin(text).replace(" and ", " ").split()
    kept = [word for word in words if word not in _LEGAL_EN]
    return " ".join(kept or words)[:160] or re.sub(r"\s+", "", text)[:160]


def _syllables(text: str) -> list[str]:
    return [s.replace("ü", "v") for s in lazy_pinyin(text, style=Style.NORMAL, errors="ignore")]


def reading(name: str) -> tuple[str, str]:
    """Return pinyin and initials of the Chinese part of a name, lower case without spaces."""
    syllables = _syllables("".join(_HAN.findall(simplify(name))))
    return "".join(syllables)[:400], "".join(s[:1] for s in syllables)[:80]


def search_tokens(names: list[str]) -> set[str]:
    """Return what an organisation is found by: z Chinese tails, p pinyin tails, i tails of initials, l Latin words."""
    found: set[str] = set()
    for name in names:
        text = re.sub(r"[\W_]+", "", _folded(name))
        if has_han(text):
            found |= {"z" + text[n : n + _TAIL] for n in range(min(len(text), _TAILS))}
            syllables = _syllables("".join(_HAN.findall(text)))[:_TAILS]
            letters = "".join(s[:1] for s in syllables)
            for n in range(len(syllables)):
                found.add("p" + "".join(syllables[n:])[:_PINYIN])
                found.add("i" + letters[n : n + _TAIL])
        found |= {"l" + word[:_PINYIN] for word in fold_latin(_folded(name)).split()}
    return found


def query_tokens(text: str) -> list[list[str]]:
    """Return, for each typed word, the beginnings of which one must be found; empty when nothing can be looked for."""
    wanted: list[list[str]] = []
    for word in _folded(text).split():
        bare = re.sub(r"[\W_]+", "", word)
        if has_han(bare):
            wanted.append(["z" + bare[:_TAIL]])
        elif latin := fold_latin(bare).replace(" ", ""):
            wanted.append([f"p{latin[:_PINYIN]}", f"i{latin[:_TAIL]}", f"l{latin[:_PINYIN]}"])
    return wanted[:5]
