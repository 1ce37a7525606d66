"""The verb of the export: who takes the list out and what for stands in the log before the file is made."""

from datetime import datetime

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import record, unit_of_work
from binzhi.companies.access import EXPORT
from binzhi.companies.exports import to_workbook
from binzhi.companies.models import Organisation
from binzhi.guests.text_rules import refuse_numbers
from binzhi.kernel.errors import BadInput
from binzhi.kernel.scope import Scope

MOST = 5000
TAKEN = declare_act("export_organisations", zh="导出{count}家单位", en="Exported {count} companies", is_read=True)


def export_organisations(
    *, scope: Scope, now: datetime, organisations: list[Organisation], purpose: str, hotel: str, language: str
) -> bytes:
    """Return the list as a workbook, without restricted fields and phones of people.

    Refuses without a purpose of four signs, and more than five thousand at once.
    """
    scope.need(EXPORT)
    purpose = " ".join(purpose.split())
    if not 4 <= len(purpose) <= 200:
        raise BadInput(
            field="purpose", zh="请写明用途（4 至 200 字）。", en="State the purpose in 4 to 200 characters."
        )
    refuse_numbers(purpose)
    if len(organisations) > MOST:
        raise BadInput(
            field="purpose", zh=f"一次最多导出 {MOST} 家，请先筛选。", en=f"At most {MOST} at once: filter first."
        )
    with unit_of_work(scope):
        record(
            TAKEN,
            scope=scope,
            now=now,
            object_type="organisation",
            purpose=purpose,
            details={"count": len(organisations)},
        )
    return to_workbook(scope, organisations, now=now, purpose=purpose, hotel=hotel, language=language)
