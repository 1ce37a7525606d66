"""How codes of an import are said to people: outcomes, fields, what became of a line."""

from binzhi.kernel.words import Words

OUTCOMES: dict[str, Words] = {
    "new": Words("新增", "new"),
    "matched": Words("已对上", "matched"),
    "changed": Words("有变更", "changed"),
    "unchanged": Words("无变更", "unchanged"),
    "linked": Words("已归并", "joined"),
    "doubtful": Words("存疑", "doubtful"),
    "refused": Words("拒收", "refused"),
}

CODE_KINDS: dict[str, Words] = {
    "room_type": Words("房型", "room types"),
    "source": Words("客源", "sources"),
    "channel": Words("渠道", "channels"),
    "market": Words("市场", "markets"),
    "agent": Words("代理", "agents"),
    "company": Words("协议单位", "companies"),
    "rate_plan": Words("房价代码", "rate plans"),
}

FIELDS: dict[str, Words] = {
    "name": Words("姓名", "name"),
    "kind": Words("档案类型", "kind"),
    "latin_name": Words("拉丁姓名", "Latin name"),
    "nickname": Words("昵称", "nickname"),
    "title": Words("称呼", "title"),
    "gender": Words("性别", "sex"),
    "nationality": Words("国籍", "nationality"),
    "native_place": Words("籍贯", "native place"),
    "language": Words("语言", "language"),
    "company": Words("单位", "company"),
    "position": Words("职务", "position"),
    "vip_level": Words("贵宾等级", "VIP level"),
    "confirmation_method": Words("确认方式", "confirmation"),
    "state": Words("状态", "state"),
    "arrival": Words("抵店日期", "arrival"),
    "departure": Words("离店日期", "departure"),
    "rooms": Words("房间数", "rooms"),
    "adults": Words("成人", "adults"),
    "children": Words("儿童", "children"),
    "babies": Words("婴儿", "babies"),
    "room_type": Words("房型", "room type"),
    "room_no": Words("房号", "room"),
    "rate": Words("房价", "rate"),
    "rate_plan": Words("房价代码", "rate plan"),
    "source": Words("客源", "source"),
    "channel": Words("渠道", "channel"),
    "market": Words("市场", "market"),
    "agent": Words("代理", "agent"),
    "meal": Words("餐食", "meals"),
    "deposit": Words("押金", "deposit"),
    "purpose": Words("目的", "purpose"),
    "booker": Words("预订人", "booker"),
    "special_requests": Words("特殊要求", "special requests"),
    "eta": Words("预计抵店时间", "arrival time"),
    "request_count": Words("要求数", "number of requests"),
    "reported_repeat": Words("回头客", "repeat guest"),
    "reported_stays": Words("以往入住", "earlier stays"),
    "reported_cancellations": Words("以往取消", "earlier cancellations"),
    "booked_on": Words("预订日期", "booked on"),
    "state_on": Words("状态日期", "state since"),
}

DELIMITERS: dict[str, Words] = {
    "comma": Words("逗号", "comma"),
    "semicolon": Words("分号", "semicolon"),
    "tab": Words("制表符", "tab"),
    "pipe": Words("竖线", "pipe"),
}

UNDONE: dict[str, Words] = {
    "removed": Words("已删除", "removed"),
    "restored": Words("已恢复原值", "old values again"),
    "kept": Words("已保留", "kept"),
    "nothing": Words("无需处理", "nothing to do"),
    "codes": Words("删除的代码", "codes removed"),
}


def said(table: dict[str, Words], code: str, language: str) -> str:
    """Return the words of a code; an unknown code is shown as it is."""
    words = table.get(code)
    return words.text(language) if words else code


def fields_said(codes: str, language: str) -> str:
    """Return a comma list of fields in words."""
    parts = [said(FIELDS, code.strip(), language) for code in codes.split(",") if code.strip()]
    return ("、" if language.startswith("zh") else ", ").join(parts)
