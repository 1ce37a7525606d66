"""Parameters of the room, set per hotel on the house page."""

from binzhi.org.parameters import declare_parameter

MORNING = declare_parameter(
    "service.shift_morning", kind="hour", default=7, zh="早班开始时间（点）", en="The morning shift begins at (hour)"
)
MIDDLE = declare_parameter(
    "service.shift_middle", kind="hour", default=15, zh="中班开始时间（点）", en="The middle shift begins at (hour)"
)
NIGHT = declare_parameter(
    "service.shift_night", kind="hour", default=23, zh="夜班开始时间（点）", en="The night shift begins at (hour)"
)
TELL_DAYS = declare_parameter(
    "service.tell_days",
    kind="number",
    default=14,
    zh="客史变动后通知有关部门：抵店前多少天内的客人",
    en="Tell departments of changed facts for guests arriving within (days)",
)
SHOW_MINUTES = declare_parameter(
    "service.show_minutes",
    kind="number",
    default=30,
    zh="客人被识别后，其他服务终端显示多少分钟",
    en="A recognised guest stays on the other terminals for (minutes)",
)
