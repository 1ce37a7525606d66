"""What of a row may be kept: fields the hotel has not switched on are left out, and the report says so (R-157)."""

from collections.abc import Iterator
from dataclasses import replace

from binzhi.guests.drafts import ContactDraft, GuestDraft
from binzhi.guests.fields import field_stored
from binzhi.guests.switches import words_of
from binzhi.integrations.domain.outcome import Line, warning
from binzhi.integrations.preferences import facts_of, unfit_of
from binzhi.integrations.rows import GuestRow


def allowed_contacts(draft: GuestDraft, off: frozenset[str], unkept: list[str]) -> GuestDraft:
    """Return the draft without contacts of fields that are off; their codes are added to ``unkept``."""

    def code_of(contact: ContactDraft) -> str:
        field = field_stored("contact", contact.kind.value)
        return field.code if field else ""

    kept = tuple(c for c in draft.contacts if code_of(c) not in off)
    if len(kept) == len(draft.contacts):
        return draft
    unkept.extend(code_of(c) for c in draft.contacts if code_of(c) in off)
    return replace(draft, contacts=kept)


def allowed_facts(row: GuestRow, off: frozenset[str], unkept: list[str]) -> Iterator[tuple[str, str]]:
    """Yield (item, value) of a row's preferences that may be kept; the codes of the others are added to ``unkept``."""
    for item, value in facts_of(row):
        if item in off:
            unkept.append(item)
        else:
            yield item, value
    unkept.extend(unfit_of(row))


def left_out(codes: list[str], row_no: int) -> list[Line]:
    """Return the line that says what of a row was not kept; the values themselves are never in it."""
    if not codes:
        return []
    words = [words_of(code) for code in dict.fromkeys(codes)]
    zh, en = "、".join(w.zh for w in words), ", ".join(w.en for w in words)
    return [
        warning(
            "left_out",
            en,
            "",
            f"未保存：{zh}。酒店未登记收集目的和依据(资料项目设置)，或内容不合敏感项目的选项；本行其余内容照常导入。",
            f"Not kept: {en}. The hotel has not recorded purpose and basis (Profile fields), or the value is no choice of "
            "a sensitive field; the rest of the row was taken.",
            row_no,
        )
    ]
