"""Parameters of the room, set per hotel on the house page."""

from binzhi.org.parameters import declare_parameter

PAPER_REGISTER = declare_parameter(
    "guests.paper_register", kind="yes", default=False, zh="登记纸质客户档案", en="Keep a register of paper files"
)
PAPER_DAYS = declare_parameter(
    "guests.paper_days", kind="number", default=7, zh="纸质档案借阅天数", en="Paper files are lent for (days)"
)
