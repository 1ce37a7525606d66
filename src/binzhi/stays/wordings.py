"""How the codes in the room's acts are said."""

from binzhi.kernel.words import Words

FIELDS = {
    "state": Words("状态", "state"),
    "arrival": Words("抵店日期", "arrival"),
    "departure": Words("离店日期", "departure"),
    "rooms": Words("间数", "rooms"),
    "adults": Words("成人", "adults"),
    "children": Words("儿童", "children"),
    "babies": Words("婴儿", "babies"),
    "room_type": Words("房型", "room type"),
    "rate": Words("房价", "rate"),
    "rate_plan": Words("房价计划", "rate plan"),
    "source": Words("预订来源", "source"),
    "channel": Words("预订渠道", "channel"),
    "market": Words("市场细分", "market"),
    "agent": Words("代理商", "agent"),
    "company": Words("协议公司", "company"),
    "booker": Words("预订人", "booked by"),
    "confirmation_method": Words("确认方式", "confirmation"),
    "special_requests": Words("特殊要求", "special requests"),
    "eta": Words("预计抵达", "time of arrival"),
}


def field_words(codes: str, language: str) -> str:
    """Say a list of changed fields."""
    said = [FIELDS[code].text(language) if code in FIELDS else code for code in codes.split(", ")]
    return ("、" if language.startswith("zh") else ", ").join(said)
