"""Code lists of the demo hotels: where bookings come from, who has an agreement, where guests spend."""

from dataclasses import dataclass
from decimal import Decimal

from binzhi.kernel.words import Words
from binzhi.stays.enums import CodeKind


@dataclass(frozen=True, slots=True)
class Company:
    """An invented contract company with its agreed rate for a standard room."""

    zh: str
    en: str
    rate: int | None


COMPANIES: dict[str, Company] = {
    "DONGHAI": Company("东海重工集团", "Donghai Heavy Industry", 520),
    "YUNLING": Company("云岭茶业有限公司", "Yunling Tea Company", 480),
    "HENGXIN": Company("恒信律师事务所", "Hengxin Law Office", 560),
    "LANTU": Company("蓝图建筑设计院", "Lantu Architects", 540),
    "BOYUAN": Company("博远软件", "Boyuan Software", 500),
    "RUIKANG": Company("瑞康医疗器械", "Ruikang Medical Devices", 530),
    "JINSUI": Company("金穗农业集团", "Jinsui Agriculture", 460),
    "TIANHE": Company("天禾新能源", "Tianhe New Energy", 550),
    "MINGSHI": Company("鸣石文化传媒", "Mingshi Media", None),
    "YUANSHAN": Company("远山教育", "Yuanshan Education", 470),
    "HAIYUE": Company("海岳航运", "Haiyue Shipping", 580),
    "XINGCHEN": Company("星辰精密仪器", "Xingchen Precision Instruments", 545),
    "NORDLICHT": Company("北光机械(中国)", "Nordlicht Maschinen (China)", 620),
    "WESTBRIDGE": Company("西桥咨询", "Westbridge Advisory", 640),
    "KATSURA": Company("桂树电子(上海)", "Katsura Electronics (Shanghai)", 600),
    "HANBIT": Company("韩光化学", "Hanbit Chemicals", 590),
}

LISTS: dict[CodeKind, dict[str, Words]] = {
    CodeKind.SOURCE: {
        "DIRECT": Words("酒店直订", "Direct"),
        "OTA": Words("线上旅行社", "Online agency"),
        "COMPANY": Words("协议公司", "Contract company"),
        "AGENCY": Words("旅行社", "Travel agency"),
        "MEMBER": Words("会员", "Member"),
        "WALKIN": Words("上门散客", "Walk-in"),
        "MEETING": Words("会议", "Meeting"),
    },
    CodeKind.CHANNEL: {
        "PHONE": Words("电话", "Telephone"),
        "WEB": Words("官网", "Own website"),
        "WECHAT": Words("微信", "WeChat"),
        "OTA": Words("线上平台", "Online platform"),
        "EMAIL": Words("电子邮件", "E-mail"),
        "FAX": Words("传真", "Fax"),
        "DESK": Words("前台", "Front desk"),
    },
    CodeKind.MARKET: {
        "BUSINESS": Words("商务散客", "Business individual"),
        "LEISURE": Words("度假散客", "Leisure individual"),
        "CORPORATE": Words("公司协议", "Corporate"),
        "GROUP": Words("团队", "Group"),
        "LONGSTAY": Words("长住", "Long stay"),
    },
    CodeKind.AGENT: {
        "LVXING": Words("旅星假期", "Lvxing Holidays"),
        "YOUTU": Words("游途网", "Youtu Online"),
        "SHANHAI": Words("山海旅行社", "Shanhai Travel"),
        "SILKWAY": Words("丝路国际旅行", "Silkway Tours"),
    },
    CodeKind.RATE_PLAN: {
        "BAR": Words("当日最优价", "Best available rate"),
        "CORP": Words("协议价", "Corporate rate"),
        "MEMBER": Words("会员价", "Member rate"),
        "PACKAGE": Words("度假套餐", "Holiday package"),
        "LONG": Words("长住价", "Long-stay rate"),
    },
    CodeKind.OUTLET: {
        "ROOM": Words("房费", "Room"),
        "CHINESE": Words("中餐厅", "Chinese restaurant"),
        "WESTERN": Words("西餐厅", "Western restaurant"),
        "LOBBY": Words("大堂吧", "Lobby lounge"),
        "ROOMSERVICE": Words("客房送餐", "In-room dining"),
        "BAR": Words("酒吧", "Bar"),
        "LAUNDRY": Words("洗衣", "Laundry"),
        "SPA": Words("水疗与健身", "Spa and fitness"),
        "BUSINESS": Words("商务中心", "Business centre"),
        "MINIBAR": Words("迷你吧", "Minibar"),
    },
}


def agreed_rate(company: str) -> Decimal | None:
    """Return the agreed rate of a company for a standard room."""
    rate = COMPANIES[company].rate
    return None if rate is None else Decimal(rate)
