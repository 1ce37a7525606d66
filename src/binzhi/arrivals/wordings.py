"""How codes in the acts of the room are said in the log."""

from binzhi.arrivals.enums import EventKind, GiftKind, Outcome
from binzhi.arrivals.rules import catalogue_rules
from binzhi.audit.catalogue import Wording
from binzhi.audit.wordings import choice_words
from binzhi.org.departments import department_words


def rule_words(code: str, language: str) -> str:
    """Say a rule of the catalogue; a rule of the hotel's own is said by its code."""
    known = catalogue_rules().get(code)
    return known.words.text(language) if known else code


ITEM: dict[str, Wording] = {
    "department": department_words,
    "rule": rule_words,
    "outcome": choice_words(Outcome),
}
RULE: dict[str, Wording] = {"rule": rule_words}
DEPARTMENT: dict[str, Wording] = {"department": department_words}
GIFT: dict[str, Wording] = {"kind": choice_words(GiftKind)}
EVENT: dict[str, Wording] = {"kind": choice_words(EventKind)}
