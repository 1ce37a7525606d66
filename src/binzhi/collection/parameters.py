"""Parameters of the room for keepers, set per hotel on the house page."""

from uuid import UUID

from binzhi.org.parameters import declare_parameter, parameter

SORT_HOURS = declare_parameter(
    "collection.sort_hours",
    kind="number",
    default=24,
    zh="客史流程：部门客史专员应在几小时内整理",
    en="Guest-history procedure: the department's keeper sorts within (hours)",
)
STORE_HOURS = declare_parameter(
    "collection.store_hours",
    kind="number",
    default=48,
    zh="客史流程：前厅部应在几小时内归入客史",
    en="Guest-history procedure: the front office consolidates within (hours)",
)
ANSWER_HOURS = declare_parameter(
    "collection.answer_hours",
    kind="number",
    default=24,
    zh="客史流程：提交人应在几小时内补充说明",
    en="Guest-history procedure: the collector answers a question within (hours)",
)
ENQUIRY_HOURS = declare_parameter(
    "collection.enquiry_hours",
    kind="number",
    default=48,
    zh="客户信息调查应在几小时内完成",
    en="An enquiry is done within (hours)",
)
MEETING_HOURS = declare_parameter(
    "collection.meeting_hours",
    kind="number",
    default=24,
    zh="信息分析会应在会后几小时内写入结论",
    en="Conclusions of a meeting are entered within (hours)",
)
RUSH_COUNT = declare_parameter(
    "collection.rush_count",
    kind="number",
    default=6,
    zh="入住高峰：超过几笔入住即不提示询问",
    en="Check-in rush: no prompts after more than (check-ins)",
)
RUSH_MINUTES = declare_parameter(
    "collection.rush_minutes",
    kind="number",
    default=15,
    zh="入住高峰：按最近几分钟计算",
    en="Check-in rush: counted over the last (minutes)",
)
PANEL_SIZE = declare_parameter(
    "collection.panel_size",
    kind="number",
    default=3,
    zh="采集提示每次最多几项",
    en="Gaps a capture panel offers at most",
)
LATER_DAYS = declare_parameter(
    "collection.later_days",
    kind="number",
    default=1,
    zh="选“以后再问”后几天内不再提示",
    en="Days without a prompt after “later”",
)
DECLINED_DAYS = declare_parameter(
    "collection.declined_days",
    kind="number",
    default=365,
    zh="宾客不愿说明后几天内不再提示",
    en="Days without a prompt after the guest did not want to say",
)
SECTIONS = declare_parameter(
    "collection.sections",
    kind="text",
    default="front_office, housekeeping, food_beverage, sales, call_centre",
    zh="向客户信息部移交资料的各部门（部门代码，逗号分隔）",
    en="Sections that hand files over to customer information (department codes, with commas)",
)


def number_of(hotel_id: UUID, key: str) -> int:
    """Return a whole number a hotel has set, never below zero."""
    return max(0, int(parameter(hotel_id, key)))


def sections_of(hotel_id: UUID) -> list[str]:
    """Return the departments that hand files over."""
    text = str(parameter(hotel_id, SECTIONS)).replace("，", ",")
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
