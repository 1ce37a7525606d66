"""Refusals of the room."""

from binzhi.kernel.errors import DomainError


class UnknownReservation(DomainError):
    """A change or cancellation of a booking nobody knows."""

    code = "unknown_reservation"
    zh = "这一行只是修改或取消，但系统中没有对应的预订。请先导入原预订。"
    en = "This row only changes or cancels a booking, but the booking is not here. Import the booking first."
    status = 422


class UnknownGuest(DomainError):
    """A change of a guest nobody knows."""

    code = "unknown_guest"
    zh = "这一行只是修改客人资料，但系统中没有这位客人。请先导入客人资料。"
    en = "This row only changes a guest, but the guest is not here. Import the guest first."
    status = 422


class BatchBusy(DomainError):
    """Another process works on the batch."""

    code = "batch_busy"
    zh = "这个批次正由另一个进程处理，请等它完成。"
    en = "Another process works on this batch. Wait until it is done."


class NotUndoable(DomainError):
    """The batch was undone, or is imported already."""

    code = "not_undoable"
    zh = "批次当前状态为“{state}”，不能执行此操作。"
    en = 'This cannot be done with a batch in the state "{state}".'


class FileGone(DomainError):
    """The stored copy of the file is missing or was changed."""

    code = "file_gone"
    zh = "文件已不在或内容已变，无法继续。请重新上传同一文件。"
    en = "The file is gone or has changed, so the import cannot go on. Upload the same file again."
