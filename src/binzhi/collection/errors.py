"""Refusals of the keepers' half of the room."""

from binzhi.kernel.errors import DomainError


class AlreadyDecided(DomainError):
    """Somebody else decided on the item meanwhile."""

    code = "item_already_decided"
    zh = "这条信息已由{who}处理（{state}），请刷新列表。"
    en = "{who} has dealt with this item meanwhile ({state}). Reload the list."


class NotYourQueue(DomainError):
    """The item belongs to the keeper of another department."""

    code = "not_your_queue"
    zh = "这条信息由{keeper}整理，您可以查看，不能代为处理。"
    en = "{keeper} deals with this item; you may see it, not decide on it."


class WordsNeeded(DomainError):
    """A notice says something."""

    code = "words_needed"
    zh = "请写下内容，或选择项目并填写内容。"
    en = "Write what it is, or choose an item and enter its value."
    status = 422


class ReasonNeeded(DomainError):
    """Saying no needs a reason."""

    code = "collection_reason_needed"
    zh = "请填写原因（至少两个字）。"
    en = "Give the reason (two characters or more)."
    status = 422


class ReporterNeeded(DomainError):
    """An oral notice names who reported it."""

    code = "reporter_needed"
    zh = "口头通知须注明报告人。"
    en = "An oral notice names who reported it."
    status = 422


class PlaceNeeded(DomainError):
    """A fact from a conversation names date and place."""

    code = "place_needed"
    zh = "谈话所得信息须注明日期和地点。"
    en = "What was learned in conversation names date and place."
    status = 422


class NotHere(DomainError):
    """The guest neither stays in the house nor lives in it."""

    code = "guest_not_here"
    zh = "该宾客目前不在店，也不是常住客人，不能登记为在店谈话。"
    en = "The guest is neither in house nor a long-stay guest, so there was no conversation in the house."


class TooLate(DomainError):
    """The moment lies ahead."""

    code = "moment_ahead"
    zh = "时间不能晚于现在。"
    en = "The moment cannot lie ahead."
    status = 422


class KeeperStands(DomainError):
    """The person keeps the department's guest history already."""

    code = "keeper_stands"
    zh = "{name}已是该部门的客史专员。"
    en = "{name} keeps this department's guest history already."


class NoKeeperRole(DomainError):
    """The post of the person does not let it keep guest history."""

    code = "no_keeper_role"
    zh = "{name}的岗位没有整理客史的权限，请先由系统管理员调整岗位。"
    en = "The post of {name} does not include keeping guest history; the administrator changes the post first."


class MeetingClosed(DomainError):
    """The meeting is over or called off."""

    code = "meeting_closed"
    zh = "会议已结束或取消，不能再修改。"
    en = "The meeting is over or called off and can no longer be changed."


class NoPresence(DomainError):
    """A conclusion is said by somebody who is there."""

    code = "not_present"
    zh = "{name}没有签到，请先登记到会。"
    en = "{name} is not noted as present; note the attendance first."


class EnquiryClosed(DomainError):
    """The enquiry has its result."""

    code = "enquiry_closed"
    zh = "这项调查已由{who}办结。"
    en = "{who} has closed this enquiry."


class WrongStep(DomainError):
    """The file is not there yet, or further already."""

    code = "file_wrong_step"
    zh = "资料目前为“{state}”，不能进行这一步。"
    en = "The file is “{state}” now; this step does not follow."


class NotAsked(DomainError):
    """Nobody asked the collector anything."""

    code = "nothing_asked"
    zh = "这条信息没有待补充的问题。"
    en = "No question about this item waits for an answer."
