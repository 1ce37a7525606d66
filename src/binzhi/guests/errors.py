"""Refusals of the room."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from binzhi.kernel.errors import DomainError

if TYPE_CHECKING:
    from binzhi.guests.recognition import Candidate


class DocumentTaken(DomainError):
    """One active profile per document number (R-182)."""

    code = "document_taken"
    zh = "该证件号码已属于另一份客史({name})。请选择当前客史，不要新建。"
    en = "This document number belongs to another guest history ({name}). Choose that one instead of a new one."


class MatchFound(DomainError):
    """The guest seems to be known: choose that history, or say why another is made (R-180). ``candidates`` best first."""

    code = "match_found"
    zh = "是新建客史还是选择当前客史？可能就是：{name}。选择当前客史，或填写新建的理由（至少四个字）。"
    en = "A new guest history or the present one? It may be {name}. Choose it, or say why a new one is made (four characters)."

    def __init__(self, *, candidates: "Sequence[Candidate]") -> None:
        super().__init__(name=candidates[0].guest.name)
        self.candidates = tuple(candidates)

    def members(self) -> dict[str, object]:
        """Return the candidates, masked."""
        return {"candidates": [_candidate(c) for c in self.candidates]}


class SameNameFound(DomainError):
    """Guests of this name are known: somebody must confirm that this is another person (R-181)."""

    code = "same_name_found"
    zh = "是新建客史还是选择当前客史？已有可能相同的客史：{name}。请核对区别，确认是另一位客人后再新建。"
    en = "A new guest history or the present one? {name} is known. Compare, and confirm that this is another guest."

    def __init__(self, *, candidates: "Sequence[Candidate]") -> None:
        super().__init__(name=candidates[0].guest.name)
        self.candidates = tuple(candidates)

    def members(self) -> dict[str, object]:
        """Return the candidates, masked."""
        return {"candidates": [_candidate(c) for c in self.candidates]}


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


class ContactDead(DomainError):
    """A contact that is no longer reached cannot be the preferred one."""

    code = "contact_dead"
    zh = "这项{kind}已失效，不能设为首选；请先确认它有效。"
    en = "This contact ({kind}) is dead and cannot be preferred; confirm it first."
    status = 409


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


class DateStands(DomainError):
    """A date of that kind and name is known already."""

    code = "date_stands"
    zh = "已有同名的{kind}。如有误，请先删除原来的再登记。"
    en = "A date of this kind ({kind}) and name is known already. Remove it first if it is wrong."


class ListTaken(DomainError):
    """A list of that name stands."""

    code = "list_taken"
    zh = "您已有名为“{name}”的名单。"
    en = 'You have a list named "{name}" already.'


class TooManyGuests(DomainError):
    """More guests than one job may take."""

    code = "too_many_guests"
    zh = "一次最多 {most} 位宾客。请增加筛选条件，分批进行。"
    en = "At most {most} guests at once. Add conditions and work in parts."


class NobodyFound(DomainError):
    """The filters find nobody."""

    code = "nobody_found"
    zh = "没有符合条件的宾客。"
    en = "No guest meets the conditions."


class JobNotReady(DomainError):
    """The job is not in the state the step needs."""

    code = "job_not_ready"
    zh = "此操作已进行或正在进行，请刷新页面查看。"
    en = "This was done already or is under way. Reload the page."


class ExportGone(DomainError):
    """The file was fetched, has ended, or belongs to somebody else."""

    code = "export_gone"
    zh = "导出文件已被取走、已过期，或不属于您。请重新导出。"
    en = "The file was fetched already, has ended, or is not yours. Export again."
    status = 410


class PaperOut(DomainError):
    """The paper file is out."""

    code = "paper_out"
    zh = "该纸质档案已借给{who}，归还后才能再借。"
    en = "This paper file is out with {who}; it must come back first."


class PaperTaken(DomainError):
    """The file mark is registered for this guest."""

    code = "paper_taken"
    zh = "这位宾客已登记过编号为“{mark}”的纸质档案。"
    en = 'A paper file "{mark}" of this guest is registered already.'


class PaperOff(DomainError):
    """The hotel does not keep the paper register."""

    code = "paper_off"
    zh = "本酒店未启用纸质档案登记，可在“酒店参数”中开启。"
    en = "This hotel does not keep the paper register; it is switched on under the house parameters."
    status = 404


class DerivedField(DomainError):
    """The field is computed from others and never typed (R-005 to R-008)."""

    code = "derived_field"
    zh = "“{field}”由系统推算，不能录入。"
    en = '"{field_en}" is computed and cannot be typed.'
    status = 422


class ValueMoved(DomainError):
    """Somebody changed the same field meanwhile; both values are shown for a decision."""

    code = "value_moved"
    zh = "“{field}”刚被别人改过，请核对两个值后再决定。"
    en = 'Somebody changed "{field_en}" meanwhile. Compare both values and decide.'
    status = 409


class VersionNeeded(DomainError):
    """A change over the API names the version it was made from."""

    code = "version_needed"
    zh = "修改时请在 If-Match 中带上读取时的 ETag。"
    en = "Send the ETag you read as If-Match with a change."
    status = 428


class VersionPassed(DomainError):
    """The version named by a change is no longer the present one."""

    code = "version_passed"
    zh = "客史已被别人修改(现为第 {version} 版)，请重新读取后再改。"
    en = "The history was changed meanwhile (now version {version}). Read it again, then change it."
    status = 412


def _candidate(found: "Candidate") -> dict[str, object]:
    clues = {kind: [{"zh": c.zh, "en": c.en} for c in found.clues if c.kind == kind] for kind in ("for", "against")}
    guest = found.guest
    return {
        "id": str(guest.id),
        "name": guest.name,
        "company": guest.company,
        "nationality": guest.nationality,
        "vip_level": guest.vip_level,
        "is_strong": found.is_strong,
        "recognised_by": list(found.by),
        "conflict": found.conflict,
        **clues,
    }
