"""The sensitive fields the demo hotels have switched on, with purpose and basis; belief, income and the like stay off."""

from datetime import datetime
from uuid import UUID

from binzhi.audit.domain.unit import unit_of_work
from binzhi.guests.domain.field_choices import is_switchable, switch_field
from binzhi.guests.enums import LawfulBasis
from binzhi.kernel.scope import Scope

PURPOSES = {
    "allergy": "避免食物与用品引起过敏",
    "diet": "备餐时尊重饮食习惯",
    "caring_act": "记录已提供的关怀服务",
    "home_address": "按登记单填写，用于寄送遗留物品",
    "age": "只从证件推算，用于生日关怀",
    "wedding_day": "宾客主动告知后，用于纪念日布置",
}


def switch_fields(*, scope: Scope, now: datetime, hotel_id: UUID) -> None:
    """Switch on what the demo hotels keep."""
    with unit_of_work(scope):  # writes: the choices of one hotel together, by the verb
        for code, purpose in PURPOSES.items():
            if is_switchable(code):
                switch_field(
                    scope=scope,
                    now=now,
                    hotel_id=hotel_id,
                    field=code,
                    on=True,
                    purpose=purpose,
                    basis=LawfulBasis.SEPARATE_CONSENT,
                )
