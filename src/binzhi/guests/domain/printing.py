"""The verb that notes what of a guest was printed, by whom and what for."""

from datetime import datetime

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import record, unit_of_work
from binzhi.guests.access import PRINT
from binzhi.guests.models import Guest
from binzhi.kernel.errors import BadInput
from binzhi.kernel.scope import Scope

FORMS = {"card": ("宾客卡", "guest card"), "index": ("索引卡", "index card"), "file": ("完整档案", "full file")}


def _form(code: str, language: str) -> str:
    return FORMS[code][0 if language.startswith("zh") else 1] if code in FORMS else code


PRINTED = declare_act("print_guest", zh="打印{form}", en="Printed the {form}", is_read=True, said={"form": _form})


def note_print(*, scope: Scope, now: datetime, guest: Guest, form: str, purpose: str) -> str:
    """Note a print of the guest and return the purpose in clean form; refuses without one (four signs or more)."""
    scope.need(PRINT)
    purpose = " ".join(purpose.split())
    if form not in FORMS:
        raise BadInput(field="form", zh="请选择打印格式。", en="Choose what is printed.")
    if len(purpose) < 4 or len(purpose) > 120:
        raise BadInput(field="purpose", zh="请写明用途（4至120字）。", en="State the purpose in 4 to 120 characters.")
    with unit_of_work(scope):
        record(
            PRINTED,
            scope=scope,
            now=now,
            object_type="guest",
            object_id=guest.id,
            guest_id=guest.id,
            purpose=purpose,
            details={"form": form},
        )
    return purpose
