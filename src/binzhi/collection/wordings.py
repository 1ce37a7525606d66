"""How codes of the room are said in the log and on pages."""

from binzhi.audit.catalogue import Wording
from binzhi.audit.wordings import choice_words
from binzhi.collection.enums import EnquiryKind, FileKind, ItemKind, ItemState, PanelReply
from binzhi.guests.fields import fields
from binzhi.guests.items import items
from binzhi.kernel.words import Words
from binzhi.org.departments import department_words

FREE_LINE = Words("文字记录", "free line")


def words_of_code(code: str) -> Words:
    """Return the words of an item or field; a free line has a name of its own."""
    known = items().get(code) or fields().get(code)
    return known.words if known else (FREE_LINE if not code else Words(code, code))


def item_words(code: str, language: str) -> str:
    """Say the code of an item or field."""
    return words_of_code(code).text(language)


def keeper_words(code: str, language: str) -> str:
    """Say whose keeper it is; the empty code is the house."""
    if not code:
        return Words("全店", "the house").text(language)
    return department_words(code, language)


ITEM: dict[str, Wording] = {
    "item": item_words,
    "kind": choice_words(ItemKind),
    "status": choice_words(ItemState),
    "department": keeper_words,
}
ENQUIRY: dict[str, Wording] = {"item": item_words, "kind": choice_words(EnquiryKind)}
FILE: dict[str, Wording] = {"kind": choice_words(FileKind), "department": department_words}
PANEL: dict[str, Wording] = {"item": item_words, "outcome": choice_words(PanelReply)}
