"""Second stage: what a pair looks like to trees learned from decided pairs.

Everything is a column of numbers, so that a million pairs of a bulk run and the sixty candidates of the desk go through the
same lines. Needs numpy only; the trees themselves need LightGBM (extra ``identity``) and are loaded when first asked.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from binzhi.identity.engine.evidence import Evidence

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
# How many values of each kind are compared; the rest of a long list is left to the rules of the first stage.
SLOTS = {
    "cn": 1, "akey": 5, "sound": 4, "tok": 4, "surname": 3, "given": 1, "card": 2, "bad": 1, "passport": 2, "other": 1,
    "mask": 2, "phone": 3, "email": 2, "local": 2, "domain": 1, "company": 1, "city": 1,
    "nation": 1,
}  # fmt: skip
WIDTHS = {"akey": 40, "flat": 40, "phone": 14, "number": 18, "paper": 12, "cn": 4}
SEX = {"male": 1, "female": 2}
GRAMS = 48


def texts_of(evidence: Evidence) -> dict[str, tuple[str, ...]]:
    """Return the values of one profile that are compared, by kind, at most ``SLOTS`` of each."""
    e = evidence
    return {
        "cn": (e.cn,) if e.cn else (),
        "akey": (e.akey, *e.akeys)[: SLOTS["akey"]] if e.akey else (),
        "sound": (e.sound, *e.sounds)[: SLOTS["sound"]] if e.sound else (),
        "tok": tuple(sorted(e.toks, key=lambda t: (-len(t), t)))[: SLOTS["tok"]],
        "surname": (e.surname, *e.surnames)[: SLOTS["surname"]] if e.surname else (),
        "given": (e.given,) if e.given else (),
        "card": e.cards[:2],
        "bad": e.bad_docs[:1],
        "passport": tuple([p.partition(":")[2] for p in e.passports[:2]]),
        "other": tuple([p.partition(":")[2] for p in e.other_docs[:1]]),
        "mask": e.masks[:2],
        "phone": e.phones[:3],
        "email": e.emails[:2],
        "local": tuple([m.partition("@")[0] for m in e.emails[:2]]),
        "domain": tuple([m.partition("@")[2] for m in e.emails[:1]]),
        "company": (e.company,) if e.company else (),
        "city": (e.city,) if e.city else (),
        "nation": (e.nationality,) if e.nationality else (),
    }


def spelled(evidence: Evidence) -> tuple[str, str, str, str, str]:
    """Return what is compared letter by letter: name in writing order, telephone, card number, other number, characters."""
    e = evidence
    flat = e.surname + e.given if e.cn else "".join(e.toks)
    number = (*e.cards, *e.bad_docs, "")[0]
    paper = (*e.passports, *e.other_docs, "")[0].partition(":")[2]
    return flat, (*e.phones, "")[0], number, paper, e.cn


_FOUR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_WORD = re.compile(r"[a-z]{5,}")


def hints_of(evidence: Evidence) -> tuple[int, int, int]:
    """Return what stands inside other values: whether the mail speaks the name (0 none, 1 own, 2 another), four digits in
    the mail that may be a year or a day, the district that issued the card."""
    e = evidence
    speaks = digits = 0
    for mail in e.emails[:2]:
        local = mail.partition("@")[0]
        if any(len(t) > 1 and t in local for t in (e.surname, e.given, *e.toks)):
            speaks = 1
        elif not speaks and _WORD.search(local):
            speaks = 2
        found = _FOUR.search(local)
        if found:
            digits = int(found.group()) + 1
    number = (*e.cards, *(m for m in e.masks if m[:4].isdigit()), "")[0][:4]
    return speaks, digits, int(number) if number.isdigit() else 0


@dataclass(slots=True)
class Columns:
    """Profiles as numbers: codes of equal values (0 = none), letters, dates. Row i of every array is profile i."""

    codes: dict[str, Ints]
    letters: dict[str, NDArray[np.uint8]]
    birth: Ints
    sex: NDArray[np.int8]
    hints: Ints

    def __len__(self) -> int:
        """How many profiles."""
        return len(self.birth)


def letters_of(texts: Sequence[str], width: int) -> NDArray[np.uint8]:
    """Return texts as rows of bytes, cut or filled with zeros to one width; anything but ASCII becomes '?'."""
    raw = np.array([t.encode("ascii", "replace") for t in texts], dtype=f"S{width}")
    return raw.view(np.uint8).reshape(len(raw), width)


def right_letters_of(texts: Sequence[str], width: int) -> NDArray[np.uint8]:
    """Return texts as rows of bytes that end at the right edge."""
    return letters_of([t[-width:].rjust(width, "\0") for t in texts], width)


def _characters(texts: Sequence[str]) -> Ints:
    raw = np.array([t[:4] for t in texts], dtype="U4")
    return raw.view(np.uint32).reshape(len(raw), 4).astype(np.int32)


def columns_of(evidences: Iterable[Evidence]) -> Columns:
    """Return a few profiles as columns (the desk); a bulk run makes the same columns with Arrow."""
    rows = list(evidences)
    every = [texts_of(e) for e in rows]
    codes: dict[str, Ints] = {}
    for kind, slots in SLOTS.items():
        known: dict[str, int] = {}
        table = np.zeros((len(rows), slots), np.int32)
        for i, texts in enumerate(every):
            for j, text in enumerate(texts[kind]):
                table[i, j] = known.setdefault(text, len(known) + 1) if text else 0
        codes[kind] = table
    flat, phone, number, paper, cn = zip(*map(spelled, rows), strict=True) if rows else ((),) * 5
    return Columns(
        codes=codes,
        letters=spelled_letters(akey=[e.akey for e in rows], flat=flat, phone=phone, number=number, paper=paper)
        | {"cn": _characters(cn).view(np.uint8).reshape(len(rows), 16)},
        birth=np.array([int(e.birth or 0) for e in rows], np.int32),
        sex=np.array([SEX.get(e.sex, 0) for e in rows], np.int8),
        hints=np.array([hints_of(e) for e in rows], np.int32).reshape(len(rows), 3),
    )


def spelled_letters(
    *, akey: Sequence[str], flat: Sequence[str], phone: Sequence[str], number: Sequence[str], paper: Sequence[str]
) -> dict[str, NDArray[np.uint8]]:
    """Return how often each letter and each pair of neighbours stands in a name, and numbers right-aligned."""
    return {
        "letters": _counted(letters_of(akey, WIDTHS["akey"]), 26, pairs=False),
        "grams": _counted(letters_of(flat, WIDTHS["flat"]), GRAMS, pairs=True),
        "phone": right_letters_of(phone, WIDTHS["phone"]),
        "number": letters_of(number, WIDTHS["number"]),
        "paper": right_letters_of(paper, WIDTHS["paper"]),
    }


def _counted(raw: NDArray[np.uint8], size: int, *, pairs: bool) -> NDArray[np.uint8]:
    counts = np.zeros((len(raw), size), np.uint8)
    rows = np.arange(len(raw))
    for place in range(raw.shape[1] - pairs):
        here = raw[:, place].astype(np.int32) - 97
        there = (here >= 0) & (here < 26)
        if pairs:
            after = raw[:, place + 1].astype(np.int32) - 97
            there &= (after >= 0) & (after < 26)
            here = (here * 31 + after * 7) % size
        counts[rows[there], here[there]] += 1
    return counts
