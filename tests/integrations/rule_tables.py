"""Guest and booking tables for the tests of the import rules."""

from tests.integrations.files import table

OTHER_ID = "110105199001010010"
G = ["姓名", "手机", "邮箱", "证件类型", "证件号码", "会员卡号", "单位"]
R = [
    "预订号",
    "确认号",
    "姓名",
    "手机",
    "抵店日期",
    "离店日期",
    "房型",
    "房价",
    "房号",
    "状态",
    "特殊要求",
    "预计到店时间",
]


def guests(*rows: list[object]) -> str:
    return table(G, *rows)


def stay(number: str, name: str, phone: str = "", **more: object) -> list[object]:
    row = {"预订号": number, "姓名": name, "手机": phone, "抵店日期": "2026-03-11", "离店日期": "2026-03-13", **more}
    return [row.get(h, "") for h in R]


def bookings(*rows: list[object]) -> str:
    return table(R, *rows)
