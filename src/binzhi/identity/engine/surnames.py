"""Which word of a name is the surname: usual Chinese surnames with their readings, and surnames that stand first elsewhere."""

from binzhi.identity.engine.romanisation import SURNAMES_BY_SPELLING, wade_giles
from binzhi.kernel.names import COMPOUND_SURNAMES, SURNAME_READINGS

# Usual surnames, the most frequent first.
_USUAL = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金"
    "韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严欧莫孔向常汤康易乔赖文施洪辛牛樊葛邢安齐庞颜庄聂章鲁岳"
    "翟殷詹申伍岑阮耿关兰焦俞左柳甘祝包宁尚符舒阎柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解牟"
    "艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞"
    "敖巩明佘池查麻苑迟邝封官谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井漆么相"
)
# Surnames of Korea, Viet Nam and Japan that often stand first in Latin letters.
_ELSEWHERE = (
    "kim park pak choi choe jung jeong kang cho yoon yun jang lim im han oh seo shin kwon hwang ahn song ryu yoo hong "
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ngo duong ly dinh doan truong "
    "sato satoh suzuki takahashi tanaka watanabe ito itoh yamamoto nakamura kobayashi kato katoh yoshida yamada sasaki "
    "yamaguchi matsumoto inoue kimura hayashi shimizu saito saitoh ono ohno goto gotoh"
)

FIRST_ELSEWHERE = frozenset(_ELSEWHERE.split())


def _ranks(reading_of: "dict[str, str]") -> dict[str, int]:
    """Return the rank of every reading that is a usual surname, 1 the most frequent."""
    ranks: dict[str, int] = {}
    for rank, character in enumerate(_USUAL, start=1):
        ranks.setdefault(SURNAME_READINGS.get(character, reading_of[character]).replace("v", "u"), rank)
    return ranks


def ranks_of(reading_of: "dict[str, str]") -> dict[str, int]:
    """Return readings of surnames with their rank: Mandarin, compound and Hong Kong spellings (those come last).

    ``reading_of`` answers the dictionary reading of one character.
    """
    ranks = _ranks(reading_of)
    for family in COMPOUND_SURNAMES:
        ranks.setdefault(SURNAME_READINGS.get(family) or "".join(reading_of[c] for c in family), 300)
    for family in SURNAME_READINGS:
        ranks.setdefault("".join(reading_of[c] for c in family).replace("v", "u"), 250)
    for spelling in SURNAMES_BY_SPELLING:
        ranks.setdefault(spelling, 60)
    for character in _USUAL[:160]:
        ranks.setdefault(wade_giles(reading_of[character]), 120)
    return ranks
