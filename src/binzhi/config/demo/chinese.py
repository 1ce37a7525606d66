"""Believable Chinese names, drawn from lists of characters; any likeness to a person is chance."""

from dataclasses import dataclass
from random import Random


def _words(text: str) -> list[str]:
    return text.split()


# Surname and weight, roughly as frequent as in the country.
SURNAMES = _words(
    "王71 李70 张67 刘51 陈46 杨32 黄22 赵21 吴19 周19 徐16 孙15 朱13 马12 胡12 林11 郭11 何11 高10 罗9 郑8 梁8 谢7 宋7 唐7 许6 邓6 "
    "韩6 冯6 曹6 彭6 曾5 肖5 田5 董5 潘5 袁4 蔡4 蒋4 余4 于4 杜4 叶4 程4 魏4 苏4 吕4 丁4 任4 卢4 姚4 沈4 钟4 姜4 崔3 谭3 陆3 范3 "
    "汪3 廖3 石3 金3 韦3 贾3 夏3 付3 方3 邹3 熊3 白3 孟3 秦3 邱3 侯3 江3 尹3 薛3 闫3 段3 雷3 龙2 黎2 史2 陶2 贺2 毛2 郝2 顾2 龚2 "
    "邵2 万2 覃2 武2 钱2 戴2 严2 莫2 孔2 向2 常2 汤2 康2 易2 乔2 文2 安2 葛2 殷2 单1 仇1 解1 查1 区1 朴1 盖1 尉1 缪1 冼1 翟1"
)
COMPOUND = _words("欧阳 上官 司马 诸葛 慕容 皇甫 司徒 令狐 东方 尉迟 端木 夏侯 宇文 长孙 公孙")

MALE_FIRST = "建国志文明伟永海晓俊立振国家宏庆天正学思浩子嘉宇博泽瑞景少世绍启卫东长春金玉德兴光成新一"
MALE_SECOND = "国强军伟平华峰辉磊勇杰涛斌波刚明健宁亮超民林生祥龙飞鹏宇轩然远航哲恒铭毅昊洋凯源诚翔坤松"
FEMALE_FIRST = "丽秀晓雅婷静美玉春雪梦思佳欣慧海红淑文兰月诗紫若语子嘉可心依曼怡书云巧素桂金小"
FEMALE_SECOND = "芳娟敏静丽艳娜燕玲霞萍红梅华琳颖洁婷雪倩莹怡涵萱瑶琪彤妍楠蕾薇岚菲蓉莉英兰珍凤君宁"
SINGLE_MALE = "伟强磊勇军杰涛超明刚平辉鹏斌浩凯宇鑫波亮毅恒哲睿"
SINGLE_FEMALE = "芳娜敏静丽艳娟霞婷雪琳颖洁倩莹玲燕萍蕾薇岚瑶楠菲"

# Uyghur, Kazakh, Tibetan, Mongolian and Yi names: given names of men, of women, and what stands after (or before) the dot.
MINORITIES = (
    ("65", "艾合买提 玉山江 努尔麦麦提 阿迪力 热合曼 吐尔洪", "古丽娜尔 阿依夏木 热依汗 迪丽努尔 古丽米热 祖丽皮亚",
        "吐尔逊 买买提 艾力 依明 玉苏普 卡哈尔 艾山"),
    ("65", "叶尔兰 木拉提 巴合提", "阿依江 库丽扎 玛合帕丽", "哈力克 努尔兰 别克 胡安德克"),
    ("54", "扎西 丹增 格桑 洛桑 次仁 旺堆", "卓玛 白玛 德吉 曲珍 央金 拉姆", "次仁 顿珠 平措 措姆 旺姆 多吉"),
    ("15", "巴特尔 阿木尔 苏和 那顺", "萨仁 乌云 其其格 娜仁", "额尔德 图雅 塔娜 巴雅尔"),
    ("51", "吉克 阿什 沙马", "阿呷 吉木 曲比", "拉日 木呷 阿依 伍各"),
)  # fmt: skip

# Hong Kong, Macao and Taiwan: surname with its Cantonese and Taiwanese spelling.
TRADITIONAL_SURNAMES = _words(
    "陳/Chan/Chen 林/Lam/Lin 黃/Wong/Huang 張/Cheung/Chang 李/Lee/Lee 吳/Ng/Wu 劉/Lau/Liu 蔡/Choi/Tsai 楊/Yeung/Yang 許/Hui/Hsu "
    "鄭/Cheng/Cheng 謝/Tse/Hsieh 郭/Kwok/Kuo 曾/Tsang/Tseng 廖/Liu/Liao 賴/Lai/Lai 葉/Yip/Yeh 蘇/So/Su 羅/Lo/Lo 梁/Leung/Liang "
    "鄧/Tang/Teng 馮/Fung/Feng 馬/Ma/Ma 黎/Lai/Li 蕭/Siu/Hsiao 歐陽/Au-Yeung/Ouyang"
)
TRADITIONAL_MALE = _words(
    "志明/Chi-ming/Chih-ming 家豪/Ka-ho/Chia-hao 俊傑/Chun-kit/Chun-chieh 偉強/Wai-keung/Wei-chiang 國華/Kwok-wah/Kuo-hua "
    "文輝/Man-fai/Wen-hui 冠宇/Kwun-yu/Kuan-yu 承恩/Shing-yan/Cheng-en 建宏/Kin-wang/Chien-hung 耀東/Yiu-tung/Yao-tung "
    "柏翰/Pak-hon/Po-han 浩然/Ho-yin/Hao-jan"
)
TRADITIONAL_FEMALE = _words(
    "淑芬/Shuk-fan/Shu-fen 美玲/Mei-ling/Mei-ling 雅婷/Nga-ting/Ya-ting 怡君/Yi-kwan/Yi-chun 詠詩/Wing-sze/Yung-shih "
    "慧敏/Wai-man/Hui-min 嘉欣/Ka-yan/Chia-hsin 佩珊/Pui-shan/Pei-shan 曉彤/Hiu-tung/Hsiao-tung 麗華/Lai-wah/Li-hua "
    "鳳儀/Fung-yee/Feng-yi 思穎/Sze-wing/Szu-ying"
)


@dataclass(frozen=True, slots=True)
class ChineseName:
    """A name with what goes with it. ``region`` is CN, HK, MO or TW."""

    name: str
    gender: str
    latin: str = ""
    region: str = "CN"


_WEIGHTED = [
    (entry.rstrip("0123456789"), int(entry.lstrip("".join(c for c in entry if not c.isdigit())))) for entry in SURNAMES
]
_NAMES = [name for name, _ in _WEIGHTED]
_WEIGHTS = [weight for _, weight in _WEIGHTED]


def _given(draw: Random, gender: str) -> str:
    male = gender == "male"
    if draw.random() < 0.2:
        return draw.choice(SINGLE_MALE if male else SINGLE_FEMALE)
    first, second = (MALE_FIRST, MALE_SECOND) if male else (FEMALE_FIRST, FEMALE_SECOND)
    one = draw.choice(first)
    two = draw.choice(second)
    return one + (two if two != one else "文")


def _traditional(draw: Random, gender: str) -> ChineseName:
    region = draw.choices(("HK", "TW", "MO"), (55, 37, 8))[0]
    surname, cantonese, taiwanese = draw.choice(TRADITIONAL_SURNAMES).split("/")
    given, hong_kong, taiwan = draw.choice(TRADITIONAL_MALE if gender == "male" else TRADITIONAL_FEMALE).split("/")
    latin = f"{taiwan} {taiwanese}" if region == "TW" else f"{hong_kong} {cantonese}"
    return ChineseName(surname + given, gender, latin, region)


def chinese_name(draw: Random) -> ChineseName:
    """Draw a name: mostly Han, some compound surnames, names with a middle dot, Hong Kong, Macao and Taiwan."""
    gender = "male" if draw.random() < 0.56 else "female"
    kind = draw.random()
    if kind < 0.035:
        _, men, women, after = draw.choice(MINORITIES)
        given = draw.choice((men if gender == "male" else women).split())
        return ChineseName(f"{given}·{draw.choice([a for a in after.split() if a != given])}", gender)
    if kind < 0.10:
        return _traditional(draw, gender)
    surname = draw.choice(COMPOUND) if kind < 0.125 else draw.choices(_NAMES, _WEIGHTS)[0]
    return ChineseName(surname + _given(draw, gender), gender)


# Province (first digits of a resident number; a province alone is never issued) and some of its cities.
PROVINCES = {
    "11": "北京市 北京市", "12": "天津市 天津市", "13": "河北省 石家庄市 唐山市 保定市", "14": "山西省 太原市 大同市",
    "15": "内蒙古自治区 呼和浩特市 包头市", "21": "辽宁省 沈阳市 大连市", "22": "吉林省 长春市 吉林市", "23": "黑龙江省 哈尔滨市",
    "31": "上海市 上海市", "32": "江苏省 南京市 苏州市 无锡市 南通市", "33": "浙江省 杭州市 宁波市 温州市 绍兴市",
    "34": "安徽省 合肥市 芜湖市", "35": "福建省 福州市 厦门市 泉州市", "36": "江西省 南昌市 九江市",
    "37": "山东省 济南市 青岛市 烟台市",
    "41": "河南省 郑州市 洛阳市", "42": "湖北省 武汉市 宜昌市", "43": "湖南省 长沙市 株洲市",
    "44": "广东省 广州市 深圳市 佛山市 东莞市",
    "45": "广西壮族自治区 南宁市 桂林市", "51": "四川省 成都市 绵阳市",
    "52": "贵州省 贵阳市 遵义市", "53": "云南省 昆明市 大理市", "54": "西藏自治区 拉萨市", "61": "陕西省 西安市 咸阳市",
    "62": "甘肃省 兰州市", "63": "青海省 西宁市", "64": "宁夏回族自治区 银川市", "65": "新疆维吾尔自治区 乌鲁木齐市 喀什市",
}  # fmt: skip


def native_place(draw: Random, name: str) -> tuple[str, str]:
    """Draw (first two digits, place) of a resident number; names with a middle dot come from where such names are used."""
    if "·" in name:
        given = name.split("·")[0]
        code = next((c for c, men, women, _ in MINORITIES if given in men.split() + women.split()), "65")
    else:
        code = draw.choice(sorted(PROVINCES))
    province, *cities = PROVINCES[code].split()
    city = draw.choice(cities)
    return code, city if city == province else province + city
