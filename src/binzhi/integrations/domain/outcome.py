"""What became of a row, and how its problems are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from binzhi.integrations.enums import Outcome
from binzhi.integrations.recognise import Guess, Recognition
from binzhi.integrations.rows import RowProblem
from binzhi.integrations.words import CODE_KINDS, said
from binzhi.kernel.errors import DomainError

Line = dict[str, Any]


@dataclass(slots=True)
class Result:
    """What became of a row."""

    outcome: Outcome
    guest_id: UUID | None = None
    reservation_id: UUID | None = None
    made_guest: bool = False
    made_reservation: bool = False
    before: Line = field(default_factory=dict)
    problems: list[Line] = field(default_factory=list)
    weighed: list["Weighed"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A guest a row made, and whom the matching engine takes it for."""

    guest_id: UUID
    found: Recognition


def problem_json(problem: RowProblem) -> Line:
    """Return a problem as it is kept; its value is masked already."""
    return {
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "code": problem.code,
        "zh": problem.zh,
        "en": problem.en,
        "severity": problem.severity,
    }


def refusal_json(error: DomainError, row_no: int) -> Line:
    """Return a verb's refusal as a problem of the row."""
    return {
        "row": row_no,
        "column": "",
        "value": "",
        "code": error.code,
        "zh": error.text("zh-hans"),
        "en": error.text("en"),
        "severity": "error",
    }


def warning(code: str, column: str, value: str, zh: str, en: str, row_no: int = 0) -> Line:
    """Return something the importer should look at although the row is taken."""
    return {"row": row_no, "code": code, "column": column, "value": value, "zh": zh, "en": en, "severity": "warning"}


def new_or_doubtful(found: Recognition) -> Outcome:
    """Return the outcome of a row that made a guest."""
    if found.joins is not None:
        return Outcome.LINKED
    return Outcome.DOUBTFUL if found.doubtful or found.queue else Outcome.NEW


def doubts(found: Recognition, row_no: int, *, foreseen: bool = False) -> list[Line]:
    """Return what is said about a row that made a guest: joined with whom and why, or who else it may be and why."""
    lines = [joined_line(found.joins, row_no, foreseen=foreseen)] if found.joins is not None else []
    if found.queue:
        return [*lines, *(queued_line(guess, row_no, foreseen=foreseen) for guess in found.queue)]
    if lines or not found.doubtful:
        return lines
    zh = "可能与已有客史或文件中较早的一行重复(同名或共用电话、邮箱),"
    zh += "将另建一份客史并列出。" if foreseen else "已另建一份客史，请客户信息专员核对。"
    en = "May be a guest we know or an earlier row of the file (same name, or a shared phone or mail); "
    en += (
        "a new history will be made and listed."
        if foreseen
        else "a new history was made. Customer information should look."
    )
    line = warning("possible_duplicate", "", "", zh, en, row_no)
    return [{**line, "guests": [] if foreseen else [str(g) for g in found.doubtful]}]


def joined_line(guess: Guess, row_no: int, *, foreseen: bool = False) -> Line:
    """Return the line that a row's guest is joined with a known one, with the reasons."""
    zh = ("将与已有客史归并为同一人" if foreseen else "已与已有客史归并为同一人(可拆分)") + f"：{guess.zh}。"
    en = (
        "Will be joined with a guest we know" if foreseen else "Joined with a guest we know (can be parted)"
    ) + f": {guess.en}."
    line = warning("joined", "", "", zh, en, row_no)
    return {**line, "severity": "info", "guests": [] if foreseen else [str(guess.guest_id)]}


def queued_line(guess: Guess, row_no: int, *, foreseen: bool = False) -> Line:
    """Return the line that a pair waits for the keeper, with the reasons."""
    zh = ("将另建客史并送交核对" if foreseen else "疑似重复，已另建客史并送交核对") + f"：{guess.zh}。"
    en = (
        "Will get a history of its own and be queued for a look"
        if foreseen
        else "Possible duplicate, queued for a look"
    ) + f": {guess.en}."
    line = warning("possible_duplicate", "", "", zh, en, row_no)
    return {**line, "guests": [] if foreseen else [str(guess.guest_id)]}


def unknown_code_problem(row_no: int, codes: list[tuple[str, str]], heads: Mapping[str, str]) -> Line:
    """Return the refusal of a row that names codes the hotel does not know; ``heads`` are the file's own columns."""
    zh = "、".join(f"{said(CODE_KINDS, kind, 'zh')} {code}" for kind, code in codes)
    en = ", ".join(f"{said(CODE_KINDS, kind, 'en')} {code}" for kind, code in codes)
    columns = dict.fromkeys(
        heads.get(kind) or heads.get(f"{kind}_code") or heads.get(f"{kind}_name") or kind for kind, _ in codes
    )
    return {
        "row": row_no,
        "column": ", ".join(columns),
        "value": ", ".join(code for _, code in codes),
        "code": "unknown_code",
        "zh": f"酒店没有这些代码:{zh}。请先建立，或选择“新建代码”后重新导入。",
        "en": f'The hotel does not know: {en}. Create them first, or import again with "create codes".',
        "severity": "error",
    }


def conflict_problem(row_no: int) -> Line:
    """Return the refusal of a row that met a rule of the database."""
    return {
        "row": row_no,
        "column": "",
        "value": "",
        "code": "conflict",
        "zh": "与已有数据冲突，这一行没有写入。请核对编号后重试。",
        "en": "Conflicts with what stands; nothing of this row was written. Check its numbers and try again.",
        "severity": "error",
    }
