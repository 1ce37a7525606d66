"""Expected refusals: a stable code, a text in both languages, an HTTP status and the place of the trouble."""

from typing import ClassVar

from binzhi.kernel.words import pick


class DomainError(Exception):
    """A refusal a person can act upon. Subclasses give ``code``, ``zh``, ``en`` and ``status``.

    The texts may hold ``{placeholders}`` that are filled from the keyword arguments. Never pass a sealed value.
    """

    code: ClassVar[str] = "refused"
    zh: ClassVar[str] = "此操作未能完成。"
    en: ClassVar[str] = "This could not be done."
    status: ClassVar[int] = 409

    def __init__(self, **where: object) -> None:
        self.where = where
        super().__init__(f"{self.code}: {self.text('en')}")

    def text(self, language: str) -> str:
        """Return the message in an interface language (``zh-hans`` or ``en``)."""
        return pick(self.zh, self.en, language).format(**self.where)

    def members(self) -> dict[str, object]:
        """Return what a machine needs beside code and text, for the problem answer of the API."""
        return {}


class ScopeMissing(DomainError):
    """A query or verb ran without a scope: nobody knows who asks."""

    code = "scope_missing"
    zh = "未确定操作人与酒店范围，已拒绝读取。"
    en = "Nobody is signed in for this work, so nothing was read."
    status = 403


class NotAllowed(DomainError):
    """The role does not carry the permission."""

    code = "not_allowed"
    zh = "您的岗位没有此权限({permission})。如工作需要，请联系系统管理员。"
    en = "Your role may not do this ({permission}). Ask the system administrator if your work needs it."
    status = 403

    def __init__(self, *, permission: str = "", **where: object) -> None:
        super().__init__(permission=permission, **where)


class NotFound(DomainError):
    """The object does not exist, or is not visible in this scope (the two are never told apart)."""

    code = "not_found"
    zh = "没有找到这条记录，或不在您的查看范围内。"
    en = "This record does not exist or is outside what you may see."
    status = 404


class BadInput(DomainError):
    """A value has the wrong form."""

    code = "bad_input"
    zh = "“{field}”填写有误：{reason_zh}"
    en = '"{field}" is not right: {reason_en}'
    status = 422

    def __init__(self, *, field: str, zh: str, en: str) -> None:
        super().__init__(field=field, reason_zh=zh, reason_en=en)


class Stale(DomainError):
    """Someone else changed the row since it was read."""

    code = "stale"
    zh = "这条记录刚被他人修改，请刷新后再保存，您的内容没有写入。"
    en = "Someone else has just changed this record. Reload and save again; nothing of yours was written."
    status = 409
