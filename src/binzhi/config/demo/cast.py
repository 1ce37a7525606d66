"""Guests with a story, due tomorrow: the people of the acceptance scenarios (S01, S04, ...). All invented."""

from dataclasses import dataclass
from datetime import time

from binzhi.config.demo.houses import BAY, CITY
from binzhi.guests.enums import DateKind, FlagCode, Gender, NoteKind, SourceKind
from binzhi.stays.enums import PropertyKind

STATED, OBSERVED, INFERRED, SCANNED = SourceKind.STATED, SourceKind.OBSERVED, SourceKind.INFERRED, SourceKind.SCANNED
MALE, FEMALE = Gender.MALE, Gender.FEMALE


@dataclass(frozen=True, slots=True)
class Learned:
    """A fact: item, value, how, by which role, how many days ago."""

    item: str
    value: str
    how: SourceKind
    role: str
    ago: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A note, written so many days ago; settled or still open."""

    kind: NoteKind
    role: str
    department: str
    ago: int
    text: str
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """Something the house still holds."""

    kind: PropertyKind
    description: str
    ago: int
    place: str


@dataclass(frozen=True, slots=True)
class Character:
    """A guest with a story. ``past`` lists (days ago, nights); ``dates`` (kind, days from today, years ago, label)."""

    name: str
    gender: Gender
    hotel: str
    kind: str
    nights: int
    scenario: str
    nationality: str = "CN"
    language: str = "zh"
    birth: str = ""
    native_place: str = ""
    title: str = ""
    company: str = ""
    position: str = ""
    vip: str = ""
    latin: str = ""
    confirmation: str = ""
    fax: str = ""
    eta: time | None = None
    wishes: str = ""
    past: tuple[tuple[int, int], ...] = ()
    past_room: str = ""
    learned: tuple[Learned, ...] = ()
    said: tuple[Said, ...] = ()
    kept: tuple[Kept, ...] = ()
    flags: tuple[FlagCode, ...] = ()
    dates: tuple[tuple[DateKind, int, int, str], ...] = ()
    teas: int = 0
    rate: int = 0
    contract: str = ""
    booked_ago: int = 12
    children: int = 0
    with_guest: str = ""


ATTENDANT, DESK, FOOD, OFFICE, RELATIONS, BOOKING, SUPERVISOR = (
    "housekeeping_attendant", "front_desk", "food_beverage", "business_centre", "guest_relations", "reservations",
    "housekeeping_supervisor",
)  # fmt: skip

CITY_CAST = (
    Character(
        "王建国", MALE, CITY, "DLK", 3, "S01", birth="1968-09-12", native_place="浙江省温州市", company="建国商行",
        eta=time(15, 30), past=((640, 2), (505, 3), (371, 2), (233, 3), (96, 2)), past_room="1108", booked_ago=9,
        learned=(
            Learned("travels_with_computer", "yes", OBSERVED, DESK, 371, "前台"),
            Learned("office_service", "fax", OBSERVED, OFFICE, 233, "商务中心"),
            Learned("in_room_dining", "06:30", OBSERVED, FOOD, 96, "客房送餐"),
        ),
    ),
    Character(
        "李文彬", MALE, CITY, "EXK", 4, "S20", nationality="SG", birth="1955-03-02", latin="Lee Boon Pin", eta=time(13, 20),
        past=((290, 4), (120, 5)), teas=7, vip="V2",
        learned=(
            Learned("favourite_beverage", "每天下午三点在大堂吧:锡兰红茶加奶、司康一份", OBSERVED, FOOD, 118, "大堂吧"),
            Learned("favourite_restaurant", "大堂吧靠水池的 6 号桌", OBSERVED, FOOD, 117, "大堂吧"),
            Learned("likes", "问起祖籍福建的风土人情", INFERRED, RELATIONS, 119, "大堂"),
        ),
    ),
    Character(
        "Luc Verbruggen", MALE, CITY, "STE", 28, "S04", nationality="BE", language="nl", birth="1971-01-24", vip="V2",
        position="Technical negotiator", company="Nordlicht Maschinen (China)", contract="NORDLICHT", eta=time(17, 45),
        past=((330, 30), (210, 26), (70, 25)), flags=(FlagCode.LONG_STAY,), with_guest="Annelies Verbruggen",
        dates=((DateKind.WEDDING, 3, 15, ""),),
        learned=(
            Learned("welcome_gift", "flowers", INFERRED, RELATIONS, 68, "行政酒廊"),
            Learned("likes", "结婚纪念日希望给太太惊喜(大堂副理闲谈时得知)", STATED, RELATIONS, 68, "大堂"),
            Learned("room_temperature", "21", STATED, ATTENDANT, 200, "客房"),
        ),
    ),
    Character(
        "Robert Hayward", MALE, CITY, "DLK", 2, "S05", nationality="US", language="en", birth="1962-07-30", title="Mr.",
        confirmation="fax", fax="+12025550147", eta=time(21, 10), past=((400, 3), (150, 2)),
        learned=(Learned("confirmation_method", "fax", STATED, BOOKING, 402, "电话预订"),),
    ),
    Character(
        "周立群", MALE, CITY, "DLT", 2, "S07", birth="1979-11-03", native_place="湖北省武汉市", eta=time(22, 30),
        past=((260, 2), (61, 3)),
        learned=(
            Learned("cue_curtain_gap", "yes", OBSERVED, ATTENDANT, 60, "客房"),
            Learned("cue_curtain_gap", "yes", OBSERVED, ATTENDANT, 59, "客房"),
            Learned("curtain", "gap", OBSERVED, SUPERVISOR, 59, "客房"),
        ),
    ),
    Character(
        "沈玉兰", FEMALE, CITY, "DLK", 3, "S08", birth="1958-04-18", native_place="上海市", eta=time(16, 0), past=((90, 3),),
        learned=(
            Learned("cue_temperature", "23", OBSERVED, ATTENDANT, 89, "客房"),
            Learned("cue_feels_cold", "yes", OBSERVED, ATTENDANT, 89, "客房"),
            Learned("room_temperature", "26", OBSERVED, SUPERVISOR, 88, "客房"),
            Learned("extra_blanket", "1", OBSERVED, ATTENDANT, 89, "客房"),
        ),
    ),
    Character(
        "张伟", MALE, CITY, "DLT", 2, "S28", birth="1978-06-21", native_place="山东省济南市", past=((500, 1), (350, 2), (44, 1)),
        eta=time(18, 20),
        learned=(
            Learned("bed_board", "yes", STATED, ATTENDANT, 349, "客房"),
            Learned("taste", "salty", OBSERVED, FOOD, 44, "中餐厅"),
        ),
    ),
    Character("张伟", MALE, CITY, "DLK", 1, "S28", birth="1991-12-05", native_place="广东省深圳市", eta=time(19, 40), booked_ago=3),
    Character(
        "何静", FEMALE, CITY, "EXK", 2, "S33", birth="1985-02-14", native_place="四川省成都市", eta=time(14, 30),
        past=((200, 2), (30, 2)), past_room="1603",
        kept=(
            Kept(PropertyKind.LUGGAGE, "黑色 24 寸拉杆箱一只", 28, "礼宾部行李房"),
            Kept(PropertyKind.LEFT_ITEM, "女式手表一块(棕色表带)", 28, "管家部遗留物品柜"),
        ),
    ),
    Character(
        "冯国强", MALE, CITY, "EXK", 2, "S34", birth="1966-08-08", native_place="河北省石家庄市", company="东海重工集团",
        position="副总经理",
        contract="DONGHAI", eta=time(20, 0), past=((310, 2), (52, 2)),
        learned=(Learned("room_feature", "quiet", STATED, DESK, 50, "前台"),),
        said=(Said(NoteKind.COMPLAINT, "service_manager", "customer_service", 50,
            "投诉走廊施工噪音,两晚没有睡好,要求下次安排安静房间;尚未回复处理结果。"),),
    ),
    Character(
        "欧阳娜娜", FEMALE, CITY, "STE", 2, "C4", birth="1994-05-26", native_place="福建省厦门市", vip="V1", eta=time(16, 45),
        past=((180, 2), (75, 1)),
        flags=(FlagCode.DO_NOT_DISTURB,),
        learned=(
            Learned("allergy", "花生及花生油", STATED, FOOD, 179, "西餐厅"),
            Learned("pillow_kind", "latex", STATED, ATTENDANT, 75, "客房"),
            Learned("favourite_beverage", "温热的燕麦奶拿铁", OBSERVED, FOOD, 75, "大堂吧"),
        ),
    ),
    Character(
        "单田芳", MALE, CITY, "DLK", 2, "R-002", birth="1949-10-09", native_place="辽宁省沈阳市", eta=time(15, 0),
        past=((420, 2), (140, 2)),
        learned=(
            Learned("tea", "茉莉花茶,浓一些", OBSERVED, ATTENDANT, 139, "客房"),
            Learned("floor_height", "low", STATED, DESK, 420, "前台"),
        ),
    ),
    Character(
        "买买提·阿不都", MALE, CITY, "DLT", 3, "R-001", birth="1983-03-17", native_place="新疆维吾尔自治区喀什市", eta=time(23, 15),
        past=((110, 2),),
        learned=(
            Learned("diet", "清真餐", STATED, FOOD, 109, "中餐厅"),
            Learned("taboo", "客房迷你吧请撤去含酒精饮料", STATED, RELATIONS, 109, "大堂"),
        ),
    ),
    Character(
        "王志远", MALE, CITY, "EXK", 1, "S30", birth="1970-01-30", native_place="安徽省合肥市", position="局长", vip="V2",
        eta=time(11, 0), past=((300, 1),),
        learned=(Learned("tea", "六安瓜片", OBSERVED, ATTENDANT, 300, "客房"),),
    ),
    Character(
        "罗海燕", FEMALE, CITY, "DLK", 2, "S49", birth="1988-09-01", native_place="江苏省南京市", company="博远软件",
        contract="BOYUAN", rate=560,
        eta=time(18, 0), past=((160, 2),),
    ),
    Character(
        "林美珍", FEMALE, CITY, "EXT", 2, "S58", birth="1963-12-12", native_place="福建省泉州市", vip="V3", eta=time(14, 0),
        past=((410, 2), (130, 3)),
        learned=(
            Learned("welcome_gift", "flowers", OBSERVED, RELATIONS, 128, "客房"),
            Learned("taboo", "不要白色的花", STATED, RELATIONS, 128, "客房"),
        ),
        said=(Said(NoteKind.GENERAL, RELATIONS, "guest_relations", 128, "前两次均送果篮,本次请换其他礼品。"),),
    ),
    Character(
        "孙浩", MALE, CITY, "DLK", 2, "S35", birth="1987-07-07", native_place="河南省郑州市", booked_ago=2, eta=time(15, 45),
        past=((220, 1), (100, 2)),
        past_room="1006", learned=(Learned("favourite_room", "1006", STATED, DESK, 100, "前台"),),
    ),
    Character(
        "钱多多", FEMALE, CITY, "DLT", 4, "S43", birth="1990-10-01", native_place="浙江省杭州市", eta=time(17, 0), past=((21, 4),),
        learned=(
            *(Learned("cue_pillows_used", used, OBSERVED, ATTENDANT, 20 - n, "客房") for n, used in enumerate("2212")),
            Learned("extra_pillow", "1", INFERRED, SUPERVISOR, 16, "班组会"),
        ),
    ),
    Character(
        "顾曼君", FEMALE, CITY, "STE", 2, "S44", birth="1980-02-02", native_place="北京市", vip="V1", eta=time(22, 0),
        past=((240, 1),),
        flags=(FlagCode.INCOGNITO, FlagCode.DO_NOT_ASK), wishes="由地下车库直达楼层,不在大堂办理手续。",
    ),
    Character(
        "吴桂芬", FEMALE, CITY, "DLT", 3, "birthday", birth="+1/1951", native_place="天津市", eta=time(13, 0), past=((365, 3),),
        learned=(Learned("room_feature", "near_lift", STATED, DESK, 364, "前台"),
            Learned("taste", "light", OBSERVED, FOOD, 364, "中餐厅")),
    ),
)  # fmt: skip

BAY_CAST = (
    Character(
        "梁振邦", MALE, BAY, "SVK", 3, "S27", nationality="HK", birth="1969-11-11", latin="Chun-pong Leung", eta=time(14, 20),
        past=((450, 3), (170, 4)),
        learned=(
            Learned("floor_height", "high", STATED, DESK, 449, "前台"),
            Learned("view", "sea_view", STATED, DESK, 449, "前台"),
        ),
    ),
    Character(
        "Margaret Whitcombe", FEMALE, BAY, "SVT", 5, "S02", nationality="GB", language="en", birth="+2/1952", title="Mrs.",
        eta=time(12, 40), past=((1080, 6),),
        learned=(Learned("tea", "Earl Grey, cold milk", STATED, FOOD, 1078, "餐厅"),),
    ),
    Character(
        "黄嘉明", MALE, BAY, "FAM", 4, "S06/S21", birth="1986-06-16", native_place="广东省佛山市", eta=time(16, 10), past=((190, 3),),
        children=1,
        wishes="带一岁婴儿,路上容易晕车。",
        learned=(
            Learned("baby_cot", "yes", STATED, DESK, 189, "前台"),
            Learned("cue_baby", "baby_clothes", OBSERVED, ATTENDANT, 188, "客房"),
        ),
    ),
    Character(
        "Sabine Lindhorst", FEMALE, BAY, "SVK", 6, "C4", nationality="DE", language="de", birth="1977-03-08", eta=time(18, 30),
        past=((280, 7),),
        learned=(
            Learned("allergy", "Schalentiere(虾、蟹、贝类)", STATED, FOOD, 279, "餐厅"),
            Learned("cleaning_time", "10:30", STATED, ATTENDANT, 277, "客房"),
        ),
    ),
    Character(
        "陈伯涛", MALE, BAY, "SVS", 2, "S37", birth="1964-04-04", native_place="浙江省宁波市", company="天禾新能源",
        position="董事长", contract="TIANHE",
        vip="V1", eta=time(15, 15), past=((370, 2), (210, 3), (85, 2)),
        learned=(
            Learned("favourite_liquor", "绍兴黄酒,加话梅温热", OBSERVED, FOOD, 84, "中餐厅"),
            Learned("favourite_chef", "莫山", STATED, FOOD, 84, "中餐厅"),
            Learned("taboo", "不安排带 4 的楼层和房号", STATED, RELATIONS, 208, "大堂"),
        ),
        dates=((DateKind.WEDDING, 2, 30, ""),),
    ),
    Character(
        "Kenji Morikawa", MALE, BAY, "SVT", 2, "S08", nationality="JP", language="ja", birth="1974-01-19", eta=time(20, 40),
        past=((230, 2), (40, 2)),
        learned=(
            Learned("bathroom_supplies", "浴衣与木屐各一套", STATED, ATTENDANT, 39, "客房"),
            Learned("room_feature", "bathtub", STATED, DESK, 230, "前台"),
        ),
        said=(Said(NoteKind.UNHAPPY, DESK, "front_office", 39, "退房排队近二十分钟,赶船很着急,已致歉。"),),
    ),
)  # fmt: skip
CAST = CITY_CAST + BAY_CAST
