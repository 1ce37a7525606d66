"""One place that decides: role, hotel, department, field class. Deny by default."""

from binzhi.kernel.errors import NotAllowed
from binzhi.kernel.scope import Scope

CLASS_MEANING = {
    "C0": ("公开", "public"),
    "C1": ("服务", "service"),
    "C2": ("联系方式", "contact"),
    "C3": ("身份", "identity"),
    "C4": ("敏感", "sensitive"),
}


def decide(scope: Scope, action: str, obj: object | None = None, field_class: str = "C0") -> bool:
    """Tell whether ``action`` (``read``, ``reveal`` or a permission name) is allowed on a field class and object.

    ``obj`` may carry ``hotel_id``: a hotel outside the scope is always refused.
    """
    hotel_id = getattr(obj, "hotel_id", None)
    if hotel_id is not None and hotel_id not in scope.readable_hotel_ids:
        return False
    group_id = getattr(obj, "group_id", None)
    if group_id is not None and group_id != scope.group_id:
        return False
    if action == "read":
        return field_class in scope.field_classes
    if action == "reveal":
        return field_class in scope.reveal_classes
    return scope.may(action) and (field_class == "C0" or field_class in scope.field_classes)


def require(scope: Scope, action: str, obj: object | None = None, field_class: str = "C0") -> None:
    """Refuse with :class:`NotAllowed` unless :func:`decide` allows."""
    if not decide(scope, action, obj, field_class):
        raise NotAllowed(permission=f"{action}:{field_class}" if action in {"read", "reveal"} else action)
