"""Invented guests by the million for the search benchmark: names in the shares of a census, companies, cities, telephones."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

# Commonest surnames with their share per mille; the rest of the hundred gets a falling tail.
HEAD = {"王": 72, "李": 71, "张": 67, "刘": 54, "陈": 46, "杨": 31, "黄": 22, "赵": 21, "吴": 20, "周": 20, "徐": 15, "孙": 15,
        "马": 13, "朱": 13, "胡": 13, "郭": 12, "何": 12, "林": 12, "罗": 11, "高": 11, "郑": 10, "梁": 9, "谢": 8, "宋": 8}  # fmt: skip
TAIL = (
    "唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷"
    "侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤单仇区查解"
)
DOUBLE = ["欧阳", "上官", "司马", "诸葛", "尉迟", "令狐"]
GIVEN = ("伟芳娜敏静秀英丽强磊军洋勇艳杰娟涛明超兰霞平刚桂建国文华晓宇浩玉红海燕梅林丹鹏飞鑫波辉斌宁婷雪慧健峰琳佳欣怡俊豪博凯晨阳思雨梓涵"
         "子轩志新春生成龙永庆德福荣光东亮云凤莲翠珍美月瑞祥安康立群力威武松柏山川江河清源正义仁礼信忠孝良善家业兴旺达")  # fmt: skip
CITIES = [
    "上海",
    "北京",
    "广州",
    "深圳",
    "成都",
    "杭州",
    "重庆",
    "武汉",
    "西安",
    "苏州",
    "天津",
    "南京",
    "长沙",
    "郑州",
    "东莞",
    "青岛",
    "沈阳",
    "宁波",
    "昆明",
    "佛山",
    "合肥",
    "福州",
    "厦门",
    "无锡",
    "济南",
    "大连",
    "哈尔滨",
    "温州",
    "石家庄",
    "南宁",
    "泉州",
    "长春",
    "南昌",
    "贵阳",
    "金华",
    "常州",
    "嘉兴",
    "珠海",
    "惠州",
    "太原",
    "中山",
    "保定",
    "兰州",
    "台州",
    "徐州",
    "绍兴",
    "烟台",
    "廊坊",
    "海口",
    "桂林",
]
WORDS = "宏远鼎盛华联金桥天成瑞丰恒通万达信诚博雅创新东方中科海纳百川长江泰和嘉业永利飞腾云帆明德正大立邦凯旋卓越"
TRADES = ["贸易", "科技", "实业", "投资", "物流", "建设", "电子", "传媒", "医药", "咨询", "食品", "能源"]
FIRST = [
    "James",
    "John",
    "Robert",
    "Michael",
    "William",
    "David",
    "Richard",
    "Thomas",
    "Mary",
    "Linda",
    "Susan",
    "Karen",
    "Anna",
    "Maria",
    "Laura",
    "Julia",
    "Peter",
    "Paul",
    "Hans",
    "Karl",
    "Pierre",
    "Marie",
    "Claire",
    "Sofia",
    "Elena",
    "Ivan",
    "Olga",
    "Yuki",
    "Kenji",
    "Haruto",
    "Min-jun",
    "Ahmed",
    "Fatima",
    "Omar",
    "Leila",
    "Carlos",
    "Jose",
    "Juan",
    "Luis",
    "Pedro",
]
SYLLABLES = [
    "an",
    "ber",
    "car",
    "dan",
    "el",
    "fer",
    "gar",
    "han",
    "is",
    "jo",
    "kel",
    "lam",
    "mar",
    "nor",
    "ol",
    "per",
    "quin",
    "ros",
    "san",
    "tor",
    "ul",
    "ven",
    "wal",
    "xan",
    "yor",
    "zim",
    "bach",
    "stein",
    "son",
    "ski",
    "ez",
]


@dataclass(frozen=True, slots=True)
class Person:
    """One invented guest."""

    name: str
    company: str
    city: str
    mobile: str
    vip: bool


def surnames() -> tuple[list[str], list[float]]:
    """Surnames and their running shares."""
    names = [*HEAD, *TAIL, *DOUBLE]
    shares = [*HEAD.values(), *(max(7.0 - n * 0.07, 0.6) for n in range(len(TAIL))), *(0.4 for _ in DOUBLE)]
    return names, list(accumulate(float(share) for share in shares))


def people(count: int, *, seed: int = 1) -> Iterator[Person]:
    """Draw ``count`` guests, the same for the same seed: four of five Chinese."""
    dice = random.Random(seed)
    family, shares = surnames()
    weights = list(accumulate(1.0 / (n + 8) for n in range(len(GIVEN))))
    latin = ["".join(dice.choices(SYLLABLES, k=dice.choice((2, 3)))).capitalize() for _ in range(20_000)]
    firms = [
        "".join(dice.choices(WORDS, k=dice.choice((2, 3, 4)))) + dice.choice(TRADES) + "有限公司"
        for _ in range(200_000)
    ]
    city_shares = list(accumulate(1.0 / (n + 2) for n in range(len(CITIES))))
    for _ in range(count):
        if dice.random() < 0.8:
            given = "".join(dice.choices(GIVEN, cum_weights=weights, k=1 if dice.random() < 0.15 else 2))
            name = dice.choices(family, cum_weights=shares)[0] + given
        else:
            name = f"{dice.choice(FIRST)} {latin[int(dice.random() ** 2 * len(latin))]}"
        yield Person(
            name=name,
            company=dice.choice(firms) if dice.random() < 0.4 else "",
            city=dice.choices(CITIES, cum_weights=city_shares)[0] if dice.random() < 0.6 else "",
            mobile=f"+861{dice.randint(30, 99)}{dice.randint(0, 99_999_999):08d}",
            vip=dice.random() < 0.01,
        )
