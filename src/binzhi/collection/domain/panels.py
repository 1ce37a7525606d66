"""The verb of the capture panels: what the guest answered, or that he was asked and would not say (R-123 to R-128)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from binzhi.audit.catalogue import declare_act
from binzhi.audit.domain.unit import persist, record, unit_of_work
from binzhi.collection.access import COLLECT, CONSOLIDATE
from binzhi.collection.domain.notices import Notice, hand_in
from binzhi.collection.domain.queue import sort_item, store_item
from binzhi.collection.enums import ItemKind, PanelReply
from binzhi.collection.models import CollectedItem, PanelAnswer
from binzhi.collection.parameters import DECLINED_DAYS, LATER_DAYS, number_of
from binzhi.collection.questions import may_be_asked
from binzhi.collection.routing import keeping_of, may_decide
from binzhi.collection.wordings import PANEL, words_of_code
from binzhi.guests.enums import Channel, SourceKind, Stage
from binzhi.guests.errors import WrongValue
from binzhi.guests.models import Guest
from binzhi.kernel.ids import uuid7
from binzhi.kernel.scope import Scope
from binzhi.org.models import Hotel
from binzhi.stays.models import Stay

REPLIED = declare_act("answer_panel", zh="询问“{item}”：{outcome}", en='Asked for "{item}": {outcome}', said=PANEL)
DAYS = {PanelReply.LATER: LATER_DAYS, PanelReply.DECLINED: DECLINED_DAYS, PanelReply.ANSWERED: DECLINED_DAYS}


def answer_panel(
    *,
    scope: Scope,
    now: datetime,
    hotel: Hotel,
    guest: Guest,
    item: str,
    stage: Stage,
    reply: PanelReply,
    value: str = "",
    stay: Stay | None = None,
    channel: Channel = Channel.RECEPTION,
) -> CollectedItem | None:
    """Note what came of a question at a panel; an answer becomes a collected item with the stage.

    Somebody who consolidates stores it at once, anybody else's goes to the keeper. "Later" and "did not want to say"
    are remembered, so that nobody asks again for the hotel's number of days. Refuses an item nobody may ask for.
    """
    scope.need(COLLECT)
    scope.need_hotel(hotel.id)
    if not may_be_asked(item):
        raise WrongValue(
            item=words_of_code(item).zh, reason_zh="属于不得主动询问的信息。", reason_en="it is never asked for."
        )
    found: CollectedItem | None = None
    with unit_of_work(scope):
        if reply == PanelReply.ANSWERED:
            notice = Notice(item=item, value=value, source=SourceKind.STATED, channel=channel, stage=stage, stay=stay)
            found = hand_in(scope=scope, now=now, hotel=hotel, guest=guest, kind=ItemKind.ANSWER, notice=notice)
            if scope.may(CONSOLIDATE) and may_decide(scope, found, keeping_of(hotel.id)):
                found = store_item(scope=scope, now=now, item=sort_item(scope=scope, now=now, item=found))
        today = now.astimezone(ZoneInfo(hotel.timezone)).date()
        persist(
            PanelAnswer(
                guest=guest, id=uuid7(), hotel=hotel, item=item, stage=stage, reply=reply,
                stay_id=stay.id if stay else None, asked_at=now, asked_by=scope.actor.name,
                not_before=today + timedelta(days=number_of(hotel.id, DAYS[reply])),
            )
        )  # fmt: skip
        record(
            REPLIED, scope=scope, now=now, object_type="guest", object_id=guest.id, guest_id=guest.id,
            hotel_id=hotel.id, details={"item": item, "outcome": reply.value},
        )  # fmt: skip
    return found
