"""Refusals of the room."""

from binzhi.kernel.errors import DomainError


class TaskClosed(DomainError):
    """Somebody signed the task before."""

    code = "task_closed"
    zh = "此事项已由 {who} 签字（{state}）。"
    en = "{who} has signed this task already ({state})."


class InstructionClosed(DomainError):
    """Somebody carried the instruction out, or said that it could not be."""

    code = "instruction_closed"
    zh = "此交代已由 {who} 签字（{state}）。"
    en = "{who} has signed this instruction already ({state})."


class ReasonNeeded(DomainError):
    """Not possible, not needed and not carried out are said with a reason."""

    code = "reason_needed"
    zh = "请说明原因（至少两个字），提出事项的部门会看到。"
    en = "Say why (two characters or more); the department that asked will read it."
    status = 422


class UnknownDepartment(DomainError):
    """No such department in the hotel."""

    code = "unknown_department"
    zh = "本酒店没有部门“{department}”。"
    en = 'This hotel has no department "{department}".'
    status = 422


class WrongStay(DomainError):
    """The stay belongs to another guest or hotel."""

    code = "wrong_stay"
    zh = "这次住店不属于这位客人，或不在本酒店。"
    en = "The stay is not one of this guest in this hotel."
    status = 422


class ShiftOver(DomainError):
    """A shift that has ended gets no instruction."""

    code = "shift_over"
    zh = "该班次已经结束，请交代给当前或之后的班次。"
    en = "That shift has ended. Leave the instruction to the present or a later one."
    status = 422


class AlreadyMadeTask(DomainError):
    """A requirement becomes a task once."""

    code = "already_made_task"
    zh = "这条要求已经转成服务事项。"
    en = "This requirement is a task already."


class ReviewLinked(DomainError):
    """The review has a guest already."""

    code = "review_linked"
    zh = "这条网评已经确认到一位客人，请先解除。"
    en = "This review is linked to a guest already. Undo that first."


class NotForCallers(DomainError):
    """Looking a caller up needs the right to contacts."""

    code = "not_for_callers"
    zh = "按来电号码识别客人需要查看联系方式的权限。"
    en = "Recognising a guest by the caller's number needs the right to read contacts."
    status = 403
