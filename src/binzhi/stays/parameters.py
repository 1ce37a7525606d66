"""Parameters of the room, set per hotel on the house page."""

from binzhi.org.parameters import declare_parameter

LETTER_ADDRESS = declare_parameter(
    "stays.letter_address",
    kind="text",
    default="",
    zh="确认函：酒店地址",
    en="Confirmation letter: address of the hotel",
)
LETTER_PHONE = declare_parameter(
    "stays.letter_phone",
    kind="text",
    default="",
    zh="确认函：预订电话",
    en="Confirmation letter: telephone of reservations",
)
LEVEL_DAYS = declare_parameter(
    "stays.level_days",
    kind="number",
    default=365,
    zh="客户级别：统计最近多少天",
    en="Customer level: counted over the last (days)",
)
_MEASURES = {"stays": ("住店次数", "stays"), "nights": ("房晚", "nights"), "spend": ("消费额", "purchases")}
_DEFAULTS = {
    "a": {"stays": 10, "nights": 30, "spend": 60000},
    "b": {"stays": 5, "nights": 15, "spend": 25000},
    "c": {"stays": 2, "nights": 5, "spend": 8000},
}
LEVEL_THRESHOLDS = {  # level, highest first -> measure -> key of the parameter; 0: the measure does not count
    level: {
        measure: declare_parameter(
            f"stays.level_{level}_{measure}",
            kind="number",
            default=default,
            zh=f"客户级别 {level.upper()}：{_MEASURES[measure][0]}达到（0 为不计）",
            en=f"Customer level {level.upper()}: {_MEASURES[measure][1]} from (0: does not count)",
        )
        for measure, default in measures.items()
    }
    for level, measures in _DEFAULTS.items()
}
HOLD_UNTIL = declare_parameter(
    "stays.hold_until",
    kind="hour",
    default=18,
    zh="无担保预订保留至（点）",
    en="A booking without guarantee is held until (hour)",
)
