"""What the demo hotels learned about their guests: facts with who saw them and how, notes, flags, items held."""

from dataclasses import dataclass
from random import Random

from binzhi.guests.enums import NoteKind, SourceKind

STATED, OBSERVED, INFERRED = SourceKind.STATED, SourceKind.OBSERVED, SourceKind.INFERRED


@dataclass(frozen=True, slots=True)
class Habit:
    """A kind of fact: item, values to draw from, how it was learned, by which role, where, and how common it is."""

    item: str
    values: tuple[str, ...]
    source: SourceKind
    role: str
    place: str
    weight: int


def _habit(item: str, values: str, source: SourceKind, role: str, place: str, weight: int) -> Habit:
    return Habit(item, tuple(values.split("|")), source, role, place, weight)


ATTENDANT, DESK, FOOD, OFFICE, RELATIONS = (
    "housekeeping_attendant",
    "front_desk",
    "food_beverage",
    "business_centre",
    "guest_relations",
)
HABITS = (
    _habit("room_temperature", "22|23|24|25|26", OBSERVED, ATTENDANT, "客房", 8),
    _habit("extra_pillow", "1|2", OBSERVED, ATTENDANT, "客房", 8),
    _habit("pillow_kind", "buckwheat|latex|low|memory_foam|down", STATED, ATTENDANT, "客房", 6),
    _habit("extra_blanket", "1", OBSERVED, ATTENDANT, "客房", 4),
    _habit("extra_towel", "1|2", STATED, ATTENDANT, "客房", 4),
    _habit("floor_height", "high|high|low", STATED, DESK, "前台", 7),
    _habit("room_feature", "quiet|away_from_lift|bathtub|twin_beds|non_smoking|corner|desk", STATED, DESK, "前台", 9),
    _habit("tea", "龙井|铁观音|普洱|茉莉花茶|红茶加奶|不喝茶,喝白开水", OBSERVED, ATTENDANT, "客房", 8),
    _habit("snacks", "无糖饼干|坚果|时令水果|杏仁酥", OBSERVED, ATTENDANT, "客房", 4),
    _habit("water_bottles", "4|6", OBSERVED, ATTENDANT, "客房", 5),
    _habit("turndown_time", "18:00|19:30|20:30", STATED, ATTENDANT, "客房", 4),
    _habit("cleaning_time", "09:00|10:30|14:00", STATED, ATTENDANT, "客房", 4),
    _habit("curtain", "gap|open|drawn", OBSERVED, ATTENDANT, "客房", 3),
    _habit("laundry_return_way", "folded|hanger", STATED, ATTENDANT, "客房", 4),
    _habit("laundry_care", "衬衫不上浆|羊毛衫手洗|西裤只熨不洗", STATED, ATTENDANT, "客房", 3),
    _habit("multi_socket", "yes", STATED, ATTENDANT, "客房", 3),
    _habit("bathroom_supplies", "自带洗浴用品,无需补充|多放一套牙具|喜欢固体香皂", OBSERVED, ATTENDANT, "浴室", 3),
    _habit("object_placement", "书桌物品请保持原位|充电器放床头左侧", OBSERVED, ATTENDANT, "客房", 3),
    _habit("taste", "light|light|spicy|sweet|fresh|salty", OBSERVED, FOOD, "中餐厅", 8),
    _habit("favourite_dish", "清蒸鲈鱼|小米粥|水煮牛肉|手擀面|白灼菜心|罗宋汤|煎蛋两面熟", OBSERVED, FOOD, "餐厅", 8),
    _habit("favourite_restaurant", "中餐厅靠窗位|西餐厅|大堂吧", OBSERVED, FOOD, "餐厅", 5),
    _habit("favourite_beverage", "美式咖啡不加糖|拿铁|鲜榨橙汁|苏打水加柠檬|豆浆", OBSERVED, FOOD, "大堂吧", 7),
    _habit("dining_habit", "用餐快,请尽快上菜|不吃葱蒜|先汤后菜|餐后要热毛巾", OBSERVED, FOOD, "餐厅", 5),
    _habit("in_room_dining", "06:30|07:00|21:30", OBSERVED, FOOD, "客房送餐", 3),
    _habit("condiment", "vinegar|pickles|soy_sauce", OBSERVED, FOOD, "餐厅", 3),
    _habit("office_service", "printing|fax|tickets|meeting_room", OBSERVED, OFFICE, "商务中心", 4),
    _habit("travels_with_computer", "yes", OBSERVED, DESK, "前台", 3),
    _habit("welcome_gift", "fruit|flowers|drinks", INFERRED, RELATIONS, "客房", 3),
    _habit("likes", "晨跑|围棋|摄影|本地历史|足球", INFERRED, RELATIONS, "大堂", 3),
    _habit("off_site_service", "接送机|本地一日游|高尔夫球场预订", STATED, DESK, "礼宾台", 3),
    _habit("confirmation_method", "sms|wechat|email|phone", STATED, "reservations", "电话预订", 4),
    _habit("favourite_colour", "蓝色|白色|红色|绿色", INFERRED, RELATIONS, "客房", 1),
    _habit("lucky_number", "8|6|9", STATED, DESK, "前台", 2),
    _habit("unlucky_number", "4|13|14", STATED, DESK, "前台", 3),
    _habit("taboo", "房内不要放百合|不要安排尾数为4的房间|不要称呼其职务", STATED, RELATIONS, "大堂", 1),
    _habit("diet", "清真|素食|低糖|不吃牛肉", STATED, FOOD, "餐厅", 3),
    _habit("allergy", "花生|海鲜(虾、蟹)|乳制品|羽绒枕|芒果", STATED, FOOD, "餐厅", 2),
)
_WEIGHTS = [habit.weight for habit in HABITS]


@dataclass(frozen=True, slots=True)
class Story:
    """A note: kind, department of the writer, text, and how often it was followed up to the end."""

    kind: NoteKind
    role: str
    department: str
    text: str
    settled: float


STORIES = (
    Story(NoteKind.PRAISE, "front_desk", "front_office", "宾客表扬行李员主动送伞,已转达本人。", 1.0),
    Story(NoteKind.PRAISE, "food_beverage", "food_beverage", "宾客称赞早餐现煮面条,问了厨师姓名。", 1.0),
    Story(NoteKind.PRAISE, "housekeeping_supervisor", "housekeeping", "宾客留言感谢楼层及时补送充电线。", 1.0),
    Story(NoteKind.GENERAL, "front_desk", "front_office", "常由助理代为预订,到店后本人签字即可。", 0.0),
    Story(NoteKind.GENERAL, "concierge", "concierge", "离店用车固定去机场 T2,建议提前 30 分钟叫车。", 0.0),
    Story(NoteKind.GENERAL, "food_beverage", "food_beverage", "早餐习惯坐靠窗小桌,看报约半小时。", 0.0),
    Story(NoteKind.OPINION, "housekeeping_supervisor", "housekeeping", "认为浴室地面偏滑,建议加防滑垫。", 0.6),
    Story(NoteKind.OPINION, "food_beverage", "food_beverage", "认为中餐厅上菜偏慢,希望午餐有快捷套餐。", 0.5),
    Story(NoteKind.OPINION, "front_desk", "front_office", "希望前台能提供更早的退房结账。", 0.7),
    Story(
        NoteKind.UNHAPPY, "front_desk", "front_office", "到店时房间未打扫好,在大堂等候约四十分钟,已致歉并送饮品。", 0.7
    ),
    Story(NoteKind.UNHAPPY, "housekeeping_supervisor", "housekeeping", "空调夜间有异响,当晚已换房。", 0.8),
    Story(NoteKind.COMPLAINT, "service_manager", "customer_service", "投诉隔壁房间夜间吵闹,次日由大堂副理致歉。", 0.6),
    Story(NoteKind.COMPLAINT, "service_manager", "customer_service", "投诉洗衣延误,已免收洗衣费。", 0.8),
    Story(NoteKind.COMPLAINT, "service_manager", "customer_service", "投诉账单多计一份早餐,已更正。", 0.9),
    Story(NoteKind.ACCIDENT, "front_desk", "front_office", "在餐厅门口滑倒,未受伤,已送医务室检查。", 0.7),
)
_STORY_WEIGHTS = (6, 6, 5, 6, 4, 5, 4, 4, 3, 3, 3, 3, 2, 2, 1)

LUGGAGE = ("黑色 24 寸拉杆箱一只", "银色 28 寸行李箱一只", "棕色皮箱一只", "高尔夫球包一个", "纸箱两只(样品)")
LEFT_ITEMS = ("手机充电器", "灰色羊绒围巾", "老花镜", "儿童绘本两册", "蓝色雨伞", "剃须刀", "丝巾")


def draw_habits(draw: Random, many: int) -> list[Habit]:
    """Draw some different habits."""
    found: dict[str, Habit] = {}
    for _ in range(many * 2):
        if len(found) == many:
            break
        habit = draw.choices(HABITS, _WEIGHTS)[0]
        found.setdefault(habit.item, habit)
    return list(found.values())


def draw_story(draw: Random) -> Story:
    """Draw a note."""
    return draw.choices(STORIES, _STORY_WEIGHTS)[0]
