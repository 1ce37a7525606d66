"""Making problems and refusals out of the message texts, with sensitive values masked."""

import re
import unicodedata
from typing import Any

from binzhi.integrations.readers.messages import FILE_TEXTS, ROW_TEXTS, WARNING_TEXTS
from binzhi.integrations.rows import RowProblem, Severity
from binzhi.kernel.errors import DomainError
from binzhi.kernel.masking import DOTS, mask_document, mask_email, mask_phone

_DIGIT_RUN = re.compile(r"\d(?:[\s\-.()]?\d){5,}[\dXx]?")
_ADDRESS = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+")
_VARIABLE = re.compile(r"\{\{[^{}]*\}?\}")
_DATE_LIKE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|(?:19|20)\d{6}")
_SHOWN_CHARS = 60

DOCUMENT_FIELDS = frozenset({"document_no"})
PHONE_FIELDS = frozenset({"mobile", "phone", "phone_home", "phone_work", "fax", "booker_phone"})
EMAIL_FIELDS = frozenset({"email", "booker_email"})
FREE_TEXT_FIELDS = frozenset({"notes", "comments", "special_requests", "address", "member_no"})


def _mask_piece(match: re.Match[str]) -> str:
    text = match.group()
    return text if _DATE_LIKE.fullmatch(text) else mask_document("".join(c for c in text if c.isalnum()))


def mask_value(value: str, field: str = "") -> str:
    """Return what may be shown of a value: documents, phones and mail addresses are never shown in clear."""
    value = unicodedata.normalize("NFKC", value)
    shown = "".join(c if c.isprintable() else " " for c in value).strip()
    if not shown or _VARIABLE.fullmatch(shown):
        return shown
    if field in DOCUMENT_FIELDS:
        return mask_document(shown)
    if field in PHONE_FIELDS:
        return mask_phone("".join(c for c in shown if c.isdigit())) if any(c.isdigit() for c in shown) else DOTS
    if field in EMAIL_FIELDS:
        return mask_email(shown)
    if field in FREE_TEXT_FIELDS or field.startswith("preference."):
        return f"{shown[:1]}{DOTS}"
    shown = _ADDRESS.sub(lambda m: mask_email(m.group()), shown)
    shown = _DIGIT_RUN.sub(_mask_piece, shown)
    return shown if len(shown) <= _SHOWN_CHARS else f"{shown[:_SHOWN_CHARS]}…"


def make_problem(
    code: str, *, row: int = 0, column: str = "", value: str = "", field: str = "", **params: Any
) -> RowProblem:
    """Return the problem of one cell, row or file; ``value`` is masked by the field it was read as."""
    texts, severity = _texts_of(code)
    shown = mask_value(value, field)
    column = mask_value(column)
    zh, en = (text.format(column=column or field, value=shown, field=field, **params) for text in texts)
    return RowProblem(row=row, column=column, value=shown, code=code, zh=zh, en=en, severity=severity)


def _texts_of(code: str) -> tuple[tuple[str, str], Severity]:
    if code in WARNING_TEXTS:
        return WARNING_TEXTS[code], "warning"
    return (ROW_TEXTS.get(code) or FILE_TEXTS[code]), "error"


class ImportRefused(DomainError):
    """A file cannot be read at all. ``problem`` says where, why and what to do."""

    code = "import_refused"
    zh = "{text_zh}"
    en = "{text_en}"
    status = 422

    def __init__(self, problem: RowProblem) -> None:
        self.problem = problem
        super().__init__(text_zh=problem.zh, text_en=problem.en, reason=problem.code)


def refuse(code: str, *, row: int = 0, column: str = "", value: str = "", **params: Any) -> ImportRefused:
    """Return the refusal of a file; the caller raises it."""
    return ImportRefused(make_problem(code, row=row, column=column, value=value, **params))


class BadCell(Exception):
    """A cell cannot be turned into its field. A warning leaves the field empty, an error refuses the row.

    ``field`` and ``value`` are given where the one who catches it does not know them.
    """

    field = ""
    value = ""

    def at(self, field: str, value: str) -> "BadCell":
        """Return this trouble with its place."""
        self.field, self.value = field, value
        return self

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, Any] = params
