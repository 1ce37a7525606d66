"""Refusals of the room."""

from collections.abc import Sequence

from binzhi.companies.models import Organisation
from binzhi.kernel.errors import DomainError


class SimilarOrganisation(DomainError):
    """Another organisation bears the same name in normal form; ``candidates`` are shown to choose from."""

    code = "similar_organisation"
    zh = "已有名称相同的单位：{names}。请选用已有单位；确属另一家时，请写明理由后再保存。"
    en = "An organisation with this name exists: {names}. Choose it; if this really is another one, say why and save again."

    def __init__(self, candidates: Sequence[Organisation]) -> None:
        self.candidates = list(candidates)
        super().__init__(names="、".join(one.name for one in self.candidates))


class OrganisationArchived(DomainError):
    """An archived organisation is read only."""

    code = "organisation_archived"
    zh = "该单位已归档，请先恢复使用再修改。"
    en = "This organisation is archived. Reopen it before changing it."


class ReportingCircle(DomainError):
    """A reporting line would lead back to the person."""

    code = "reporting_circle"
    zh = "汇报关系不能成环：{superior}本来就是{name}的下级。"
    en = "Reporting lines cannot run in a circle: {superior} already reports to {name}."
    status = 422


class AlreadyContact(DomainError):
    """The guest speaks for the organisation already."""

    code = "already_contact"
    zh = "{name}已经是该单位的联系人。"
    en = "{name} is already a contact person of this organisation."


class NotAContact(DomainError):
    """A superior must be a contact person of the same organisation."""

    code = "not_a_contact"
    zh = "上级必须是同一单位的联系人。"
    en = "The superior must be a contact person of the same organisation."
    status = 422


class UnknownOrganisationField(DomainError):
    """Not a field of the catalogue."""

    code = "unknown_organisation_field"
    zh = "单位资料中没有“{field}”这一项。"
    en = 'Organisations have no field "{field}".'
    status = 422


class WrongSpan(DomainError):
    """The end lies before the beginning, or a date lies ahead."""

    code = "wrong_span"
    zh = "任职日期不合理：开始不能晚于结束，也不能晚于今天。"
    en = "The dates do not fit: a beginning is neither after the end nor after today."
    status = 422


class AlreadyLeft(DomainError):
    """The position is over."""

    code = "already_left"
    zh = "这段任职已经结束。"
    en = "This position is already over."


class NoAddress(DomainError):
    """The organisation has no address to offer."""

    code = "no_company_address"
    zh = "该单位尚未登记地址。"
    en = "This organisation has no address yet."


class VersionMissing(DomainError):
    """A change over the API must say which version it was made from."""

    code = "organisation_version_missing"
    zh = "请在 If-Match 中带上读取时的 ETag。"
    en = "Send the ETag you read as If-Match."
    status = 428


class VersionDiffers(DomainError):
    """The organisation was changed since it was read."""

    code = "organisation_version_differs"
    zh = "该单位已被他人修改，请重新读取后再改；本次没有写入。"
    en = "The organisation was changed meanwhile. Read it again; nothing was written."
    status = 412
