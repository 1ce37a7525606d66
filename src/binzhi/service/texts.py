"""Free text of the room: checked, sealed under the guest's key, and opened for those who may read it.

A text is either typed or a wording of the house in both languages; a sealed wording is kept as JSON, so that it comes
back in the reader's language.
"""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from binzhi.guests.text_rules import refuse_numbers
from binzhi.kernel.errors import BadInput
from binzhi.kernel.words import Words
from binzhi.vault.domain.sealing import seal

Text = str | Words
LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row behind a task: what kind of row and which; never its value."""

    kind: str
    id: UUID

    def as_json(self) -> dict[str, str]:
        """Return it as it is stored."""
        return {"kind": self.kind, "id": str(self.id)}


def checked(text: Text, field: str, *, needed: bool = True) -> Text:
    """Return the text without blanks around it; refuses nothing at all, too much, and document or card numbers."""
    if isinstance(text, Words):
        clean: Text = Words(text.zh.strip(), text.en.strip())
        parts = [text.zh, text.en]
    else:
        clean = text.strip()
        parts = [text]
    if needed and not any(p.strip() for p in parts):
        raise BadInput(field=field, zh="请填写内容。", en="write something.")
    if any(len(p.strip()) > LIMIT for p in parts):
        raise BadInput(field=field, zh=f"最多{LIMIT}字。", en=f"at most {LIMIT:,} characters.")
    for part in parts:
        if "\0" in part or any("\ud800" <= sign <= "\udfff" for sign in part):
            raise BadInput(field=field, zh="含有不可用的字符。", en="it holds a character that cannot be kept.")
        refuse_numbers(part)
    return clean


def packed(text: Text) -> str:
    """Return the text as it is sealed."""
    return json.dumps({"zh": text.zh, "en": text.en}, ensure_ascii=False) if isinstance(text, Words) else f"={text}"


def unpacked(plain: str, language: str) -> str:
    """Return an opened text in the reader's language."""
    if plain.startswith("="):
        return plain[1:]
    words: dict[str, Any] = json.loads(plain)
    return Words(words["zh"], words["en"]).text(language)


def sealed(table: str, guest_id: UUID, row_id: UUID, column: str, text: Text) -> bytes | None:
    """Return the sealed text; None for no text."""
    if not (text if isinstance(text, str) else text.zh or text.en):
        return None
    return seal(table=table, guest_id=guest_id, row_id=row_id, column=column, plain=packed(text))


def wording(
    table: str, guest_id: UUID, row_id: UUID, text: Text, *, sensitive: bool
) -> tuple[dict[str, str], bytes | None]:
    """Return (words in clear, sealed text): a wording of the house stays in clear unless it is sensitive."""
    if isinstance(text, Words) and not sensitive:
        return {"zh": text.zh, "en": text.en}, None
    return {}, sealed(table, guest_id, row_id, "text", text)
