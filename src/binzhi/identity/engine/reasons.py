"""Why two profiles are thought to be one person: sentences for, against, and what is missing. Numbers are shown masked."""

from collections.abc import Callable
from typing import NamedTuple

from binzhi.identity.engine.evidence import Evidence
from binzhi.identity.engine.levels import MISSING as ABSENT
from binzhi.identity.engine.reason_texts import LEFT_OUT, MISSING, NOT_COMPARABLE, TEXTS
from binzhi.identity.engine.score import SHARED, Part, Score
from binzhi.kernel.masking import mask_document, mask_email, mask_phone

FOR, AGAINST, LACKING = "for", "against", "missing"


class Reason(NamedTuple):
    """One sentence in both languages; ``code`` is stable (``phone.same``), ``weight`` in bits, 0 for what is missing."""

    kind: str
    code: str
    zh: str
    en: str
    weight: float


_MASKS: dict[str, Callable[[str], str]] = {
    "document": mask_document,
    "phone": lambda value: mask_phone("+" + value),
    "mail": mask_email,
}
_HAS: dict[str, Callable[[Evidence], object]] = {
    "name": lambda e: e.akey,
    "document": lambda e: e.masks or e.bad_docs,
    "birth": lambda e: e.birth,
    "phone": lambda e: e.phones,
    "mail": lambda e: e.emails,
}


def _shown(part: Part, a: Evidence, b: Evidence) -> str:
    """Return the common value as it may be shown: a name is spelled out, a number masked."""
    if part.comparison != "name":
        return _MASKS.get(part.comparison, str)(part.value)
    if part.level == "same_characters":
        return part.value
    if part.level == "two_words":
        return " ".join(t for t in a.toks if t in b.toks)
    latin = b if a.cn else a
    return latin.surname + latin.given


def _of_part(part: Part, a: Evidence, b: Evidence) -> Reason:
    code = f"{part.comparison}.{part.level}"
    value = _shown(part, a, b)
    zh, en = (text.replace("{v}", value).replace("  ", " ").strip() for text in TEXTS[code])
    kind = LACKING if part.level == SHARED else FOR if part.weight > 0 else AGAINST
    return Reason(kind, code, zh, en, part.weight)


def _absent(part: Part, a: Evidence, b: Evidence) -> Reason | None:
    """Return what is missing for a comparison; nothing for comparisons that rarely decide."""
    if part.comparison not in MISSING:
        return None
    has = _HAS[part.comparison]
    count = bool(has(a)) + bool(has(b))
    if count == 2:
        if part.comparison != "document":
            return None  # the birth date stands on the document that both share
        return Reason(LACKING, "document.kinds", *NOT_COMPARABLE, 0.0)
    return Reason(LACKING, f"{part.comparison}.missing", *MISSING[part.comparison][count], 0.0)


def reasons(a: Evidence, b: Evidence, score: Score) -> tuple[Reason, ...]:
    """Return the reasons of a scored pair: what speaks for it (strongest first), against it, and what is missing.

    Never holds a whole document number, telephone or address.
    """
    spoken: list[Reason] = []
    lacking: list[Reason] = []
    for part in score.parts:
        found = _absent(part, a, b) if part.level == ABSENT else _of_part(part, a, b)
        if found:
            (lacking if found.kind == LACKING else spoken).append(found)
    for code in dict.fromkeys((*a.left_out, *b.left_out)):
        lacking.append(Reason(LACKING, code, *LEFT_OUT[code], 0.0))
    spoken.sort(key=lambda r: (r.kind != FOR, -abs(r.weight), r.code))
    return (*spoken, *lacking)
