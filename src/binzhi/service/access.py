"""Permissions of the room and the gates to its objects."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from binzhi.guests.joined import row_of
from binzhi.kernel.errors import NotAllowed, NotFound
from binzhi.kernel.permissions import declare
from binzhi.kernel.scope import Scope
from binzhi.org import policy
from binzhi.service.models import Feedback, OnlineReview, ServiceTask, ShiftInstruction

READ = declare("service.read", zh="查看服务事项与服务记录", en="See service tasks and records")
REQUEST = declare(
    "service.request", zh="提出服务事项、留班次交代、记录沟通", en="Ask for service, leave instructions, log talks"
)
SIGN = declare("service.sign", zh="签收与签字服务事项", en="Acknowledge and sign service tasks")
IDENTIFY = declare("service.identify", zh="在服务终端识别客人", en="Identify guests at a service terminal")
LINK_REVIEW = declare(
    "service.link_review", zh="登记网评并确认评价人", en="Enter online reviews and confirm who wrote them"
)


def sees_all(scope: Scope) -> bool:
    """Tell whether the reader sees every department's part."""
    return "*" in scope.departments


def sees_department(scope: Scope, department: str) -> bool:
    """Tell whether a department is one's own."""
    return sees_all(scope) or department in scope.departments


def need_department(scope: Scope, department: str) -> None:
    """Refuse work of another department."""
    if not sees_department(scope, department):
        raise NotAllowed(permission=f"{SIGN}:{department}")


def _reachable(scope: Scope, *, by: str) -> Q:
    """Sensitive rows are seen by the departments that do or asked for the work, and by readers of class C4."""
    if policy.decide(scope, "read", field_class="C4") or sees_all(scope):
        return Q()
    own = scope.departments
    return Q(is_sensitive=False) | Q(department__in=own) | Q(**{f"{by}__in": own})


def visible_tasks(scope: Scope) -> QuerySet[Any]:
    """Return the tasks the reader may see: all of readable hotels, sensitive ones only where they concern the reader."""
    scope.need(READ)
    found: QuerySet[Any] = ServiceTask.objects.filter(_reachable(scope, by="asked_department"))
    return found


def get_task(scope: Scope, guest_id: UUID, task_id: UUID, *, to: str = READ) -> ServiceTask:
    """Return a visible task, or refuse; to sign it, it has to be one's own department's."""
    scope.need(to)
    row: ServiceTask | None = row_of(visible_tasks(scope), guest_id, task_id)
    if row is None or (to == SIGN and not sees_department(scope, row.department)):
        raise NotFound
    return row


def visible_instructions(scope: Scope) -> QuerySet[Any]:
    """Return the instructions the reader may see."""
    scope.need(READ)
    found: QuerySet[Any] = ShiftInstruction.objects.filter(_reachable(scope, by="left_department"))
    return found


def get_instruction(scope: Scope, guest_id: UUID, instruction_id: UUID, *, to: str = READ) -> ShiftInstruction:
    """Return a visible instruction, or refuse; to sign it, it has to be one's own department's."""
    scope.need(to)
    row: ShiftInstruction | None = row_of(visible_instructions(scope), guest_id, instruction_id)
    if row is None or (to == SIGN and not sees_department(scope, row.department)):
        raise NotFound
    return row


def get_feedback(scope: Scope, guest_id: UUID, feedback_id: UUID, *, to: str = READ) -> Feedback:
    """Return what a guest said, in a readable hotel, or refuse."""
    scope.need(to)
    row: Feedback | None = row_of(Feedback.objects, guest_id, feedback_id)
    if row is None:
        raise NotFound
    return row


def get_review(scope: Scope, review_id: UUID, *, to: str = READ) -> OnlineReview:
    """Return an online review of a readable hotel, or refuse."""
    scope.need(to)
    row: OnlineReview | None = OnlineReview.objects.filter(id=review_id).first()
    if row is None:
        raise NotFound
    return row
