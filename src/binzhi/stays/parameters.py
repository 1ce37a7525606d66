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
HOLD_UNTIL = declare_parameter(
    "stays.hold_until",
    kind="hour",
    default=18,
    zh="无担保预订保留至（点）",
    en="A booking without guarantee is held until (hour)",
)
