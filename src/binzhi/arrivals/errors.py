"""Refusals of the room."""

from binzhi.kernel.errors import DomainError


class NeedsNamedSign(DomainError):
    """An item that stops a check-in is signed by a person who may, not by the machine or anybody."""

    code = "needs_named_sign"
    zh = "此项会拦截入住，须由有权限的负责人本人签字。"
    en = "This item stops a check-in; a person in charge has to sign it in their own name."
    status = 403


class ReasonMissing(DomainError):
    """Not possible and not needed are said with a reason."""

    code = "reason_missing"
    zh = "请说明原因（至少两个字），原因会显示给前台和客户关系部。"
    en = "Say why (two characters or more); front office and guest relations will read it."
    status = 422


class AlreadySigned(DomainError):
    """Somebody signed the item before."""

    code = "already_signed"
    zh = "此项已由 {who} 签字。"
    en = "{who} has signed this item already."


class CheckInBlocked(DomainError):
    """An allergy or a taboo has not been signed."""

    code = "check_in_blocked"
    zh = "尚有 {count} 项未签字，不能办理入住：{items_zh}"
    en = "{count} items are not signed, so the guest cannot be checked in: {items_en}"


class PastPlan(DomainError):
    """A plan of the past is not built anew."""

    code = "past_plan"
    zh = "{date} 已过，只能查看当时的准备情况，不能重新编制。"
    en = "{date} is over: it can be read but not built again."


class UnknownRule(DomainError):
    """No such rule."""

    code = "unknown_rule"
    zh = "没有准备规则“{rule}”。"
    en = 'There is no preparation rule "{rule}".'
    status = 404


class WrongRule(DomainError):
    """A rule that cannot work."""

    code = "wrong_rule"
    zh = "规则不完整：{reason_zh}"
    en = "The rule is not complete: {reason_en}"
    status = 422


class OwnGift(DomainError):
    """A gift is approved by another person than the one who asked."""

    code = "own_gift"
    zh = "不能审批自己提出的礼品申请，请由另一位负责人审批。"
    en = "You asked for this gift; another person in charge has to approve it."
    status = 403


class GiftNotOpen(DomainError):
    """The form has gone on already."""

    code = "gift_not_open"
    zh = "此申请单当前为“{state}”，不能执行此操作。"
    en = 'The form is "{state}" now; this cannot be done.'


class CostMissing(DomainError):
    """A form without a cost cannot be approved."""

    code = "cost_missing"
    zh = "请填写费用，0 元也要填。"
    en = "Enter the cost, also when it is zero."
    status = 422


class RegistrationMissing(DomainError):
    """Nothing was prepared."""

    code = "registration_missing"
    zh = "这位客人还没有预先登记，请先完成预先登记。"
    en = "No registration was prepared for this guest. Prepare it first."


class OfferSent(DomainError):
    """A proposal that was sent is not changed any more."""

    code = "offer_sent"
    zh = "方案已发给客人，不能再修改。"
    en = "The proposal was sent to the guest and cannot be changed."
