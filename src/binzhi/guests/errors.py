"""Refusals of the room."""

from binzhi.kernel.errors import DomainError


class DocumentTaken(DomainError):
    """One active profile per document number (R-182)."""

    code = "document_taken"
    zh = "该证件号码已属于另一份客史({name})。请选择当前客史，不要新建。"
    en = "This document number belongs to another guest history ({name}). Choose that one instead of a new one."


class MemberNumberTaken(DomainError):
    """One profile per member number."""

    code = "member_number_taken"
    zh = "该会员号已属于另一份客史({name})。"
    en = "This member number belongs to another guest history ({name})."


class WrongIdNumber(DomainError):
    """The resident number fails its check digit."""

    code = "wrong_id_number"
    zh = "身份证号码校验不通过，请核对证件后重新录入。"
    en = "The resident ID number fails its check digit. Compare it with the card and enter it again."
    status = 422


class WrongContact(DomainError):
    """Not a phone number or e-mail address."""

    code = "wrong_contact"
    zh = "“{kind}”的格式不正确：电话请含区号或国家码，邮箱形如 name@example.com。"
    en = "The {kind} is not right: a phone needs its area or country code, an e-mail looks like name@example.com."
    status = 422


class WrongDate(DomainError):
    """No such day."""

    code = "wrong_date"
    zh = "日期不存在或格式不对，请用 1980-05-17 或 05-17。"
    en = "There is no such day. Write 1980-05-17 or 05-17."
    status = 422


class UnknownItem(DomainError):
    """Not an item of the catalogue."""

    code = "unknown_item"
    zh = "喜好目录中没有“{item}”。"
    en = 'The catalogue has no item "{item}".'
    status = 422


class WrongValue(DomainError):
    """The value does not fit the item."""

    code = "wrong_value"
    zh = "“{item}”的内容不合适：{reason_zh}"
    en = 'The value of "{item}" does not fit: {reason_en}'
    status = 422


class NumbersInNote(DomainError):
    """Free text must not hold document or card numbers."""

    code = "numbers_in_note"
    zh = "备注里似乎有证件号或卡号。请把它填到专用栏（会加密），并从备注中删去。"
    en = "The note seems to hold a document or card number. Put it in its own field (it is sealed) and take it out of the note."
    status = 422


class FieldSwitchedOff(DomainError):
    """A sensitive or never-ask field of a hotel that has not recorded why it may be kept (R-157)."""

    code = "field_switched_off"
    zh = "“{field}”属于敏感或不得主动询问的信息，本酒店尚未登记收集目的和合法依据，不能保存。请由客服经理在“资料项目设置”中开启。"
    en = (
        'This hotel has not recorded purpose and lawful basis for "{field}", so it cannot be kept. '
        "The service manager switches it on under Profile fields."
    )
    status = 422
