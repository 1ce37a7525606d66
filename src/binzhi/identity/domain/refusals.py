"""Why two profiles are not joined: reasons of law, money and safety. Rooms above add theirs when the house starts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from binzhi.guests.access import REAL_NAME
from binzhi.guests.enums import FlagCode, GuestState
from binzhi.guests.models import Guest, GuestFlag
from binzhi.kernel.errors import DomainError
from binzhi.kernel.scope import Scope
from binzhi.vault.domain.keyring import holders_of_keys


@dataclass(frozen=True, slots=True)
class Hindrance:
    """A stated reason against joining, with its stable code."""

    code: str
    zh: str
    en: str


Check = Callable[[Scope, Sequence[Guest], Sequence[Guest]], Hindrance | None]


class MergeRefused(DomainError):
    """Law, money or safety forbids joining these profiles."""

    code = "merge_refused"
    zh = "不能合并：{reason_zh}"
    en = "Cannot be joined: {reason_en}"
    status = 409

    def __init__(self, hindrance: Hindrance) -> None:
        super().__init__(reason_zh=hindrance.zh, reason_en=hindrance.en)
        self.hindrance = hindrance


class PartsConflict(DomainError):
    """Documents or birth dates say these are two people; only a keeper may join them, with a reason."""

    code = "profiles_conflict"
    zh = "证件或生日相互矛盾，看来是两个人。确属同一人时请写明理由（至少四个字）。"
    en = "Documents or birth dates contradict each other: these look like two people. If it is one, say why (four characters or more)."
    status = 409


class HeldApart(DomainError):
    """Somebody said these are two people."""

    code = "held_apart"
    zh = "已有同事确认这是两个人。确属同一人时请写明理由（至少四个字）。"
    en = "A colleague said these are two people. If it is one, say why (four characters or more)."
    status = 409


class SameProfile(DomainError):
    """A profile and itself."""

    code = "same_profile"
    zh = "这是同一份客史。"
    en = "This is one and the same profile."
    status = 422


class StillOnePerson(DomainError):
    """Joined profiles are not held apart, they are taken apart."""

    code = "still_one_person"
    zh = "这两份客史现在是合并的，请先拆分。"
    en = "These profiles are joined; take them apart first."
    status = 409


class NotJoined(DomainError):
    """The decision no longer stands, or the profile is not joined with any other."""

    code = "not_joined"
    zh = "这次合并已被撤销，或这份客史没有合并。"
    en = "This joining has been taken back already, or the profile is not joined."
    status = 409


_checks: list[Check] = []


def refuse_when(check: Check) -> None:
    """Let a room name a hindrance: ``check(scope, part, other_part)`` with all profiles of either person."""
    if check not in _checks:
        _checks.append(check)


def hindrance_of(scope: Scope, part: Sequence[Guest], other: Sequence[Guest]) -> Hindrance | None:
    """Return the first reason against joining two persons, or None; writes nothing."""
    for check in (_group, _gone, _hidden, *_checks):
        if (found := check(scope, part, other)) is not None:
            return found
    return None


def _group(_scope: Scope, part: Sequence[Guest], other: Sequence[Guest]) -> Hindrance | None:
    if len({g.group_id for g in (*part, *other)}) > 1:
        return Hindrance("other_group", "客史属于不同的集团。", "the profiles belong to different groups.")
    return None


def _gone(_scope: Scope, part: Sequence[Guest], other: Sequence[Guest]) -> Hindrance | None:
    """Withdrawn, or erased: the key of an erased guest is gone, what is left must not be tied to anybody."""
    both = [*part, *other]
    if any(g.state == GuestState.WITHDRAWN for g in both):
        return Hindrance("withdrawn", "其中一份客史已撤回。", "one of the profiles was withdrawn.")
    sealed = holders_of_keys([g.id for g in both])
    if any(g.id not in sealed and _was_sealed(g) for g in both):
        return Hindrance(
            "erased", "其中一份客史已按宾客要求删除。", "one of the profiles was erased at the guest's wish."
        )
    return None


def _was_sealed(guest: Guest) -> bool:
    """A profile whose sealed rows stand without a key was erased; one that never sealed anything has none either."""
    from binzhi.guests.models import GuestContact, GuestDocument, GuestNote

    held = (GuestContact, GuestDocument, GuestNote)
    return any(t.unscoped.filter(guest_id=guest.id).exists() for t in held)  # unscoped: rows of every hotel count


def _hidden(scope: Scope, part: Sequence[Guest], other: Sequence[Guest]) -> Hindrance | None:
    if scope.may(REAL_NAME):
        return None
    ids = [g.id for g in (*part, *other)]
    if GuestFlag.objects.filter(guest_id__in=ids, code=FlagCode.INCOGNITO).exists():
        return Hindrance(
            "incognito",
            "其中一位宾客要求匿名，需要有权查看真实姓名的同事处理。",
            "one of the guests stays incognito; a colleague who may see real names must decide.",
        )
    return None
