"""Further ways to write a Chinese name in Latin letters: Hong Kong (Cantonese) and Taiwan (Wade-Giles)."""

from functools import lru_cache

# Hong Kong spellings of surnames, the usual one first.
_SURNAME_LINES = """
陈:chan 黄:wong 王:wong 汪:wong 张:cheung 章:cheung 李:lee/lei 刘:lau 林:lam 吴:ng 伍:ng 梁:leung/leong 郑:cheng
何:ho 郭:kwok/kwock 蔡:choi/choy 杨:yeung/yong 罗:law/lo 谢:tse 许:hui 邓:tang 冯:fung 曾:tsang 叶:yip/ip
周:chow/chau 徐:chui/tsui 朱:chu 胡:wu/woo 马:ma 高:ko 赵:chiu 苏:so 卢:lo 余:yu/yue 潘:poon/pun 钟:chung 谭:tam
彭:pang 方:fong 莫:mok 黎:lai 赖:lai 陆:luk 关:kwan 简:kan 江:kong 区:au 欧:au 温:wan 尹:wan 袁:yuen 阮:yuen 廖:liu
石:shek 戴:tai 孔:hung 麦:mak 丁:ting 文:man 沈:shum/sum 岑:shum 施:sze/see 邱:yau 丘:yau 游:yau 萧:siu 肖:siu
邵:siu 蒋:tseung 崔:chui 曹:tso 唐:tong 汤:tong 任:yam 甄:yan 严:yim 颜:ngan 姚:yiu 姜:keung 蓝:lam 龙:lung 龚:kung
顾:koo/ku 古:koo/ku 司徒:szeto 欧阳:auyeung 卓:cheuk 柯:or 洪:hung 熊:hung 侯:hau 韩:hon 殷:yan 湛:cham 詹:jim
翁:yung 容:yung 翟:chak 蒙:mung 霍:fok 岳:ngok 万:man 范:fan 樊:fan 傅:fu/foo 符:fu 倪:ngai 魏:ngai 杜:to 程:ching
成:shing 秦:chun 钱:chin 金:kam 甘:kam 孙:suen/sun 董:tung 田:tin 夏:ha 韦:wai 雷:lui 吕:lui 屈:wat 伦:lun 凌:ling
宋:sung 鲍:pau 包:pau 布:po 毛:mo 巫:mo 武:mo 白:pak 贺:ho 招:chiu 焦:chiu 祝:chuk 劳:lo 鲁:lo 骆:lok 乐:lok 尤:yau
易:yik 葛:kot 史:sze 康:hong 项:hong 薛:sit 单:sin 冼:sin 盛:shing 常:sheung 于:yu 俞:yu 贾:ka 郝:kok 段:tuen
孟:mang
"""
CANTONESE_SURNAMES: dict[str, tuple[str, ...]] = {
    family: tuple(spellings.split("/"))
    for family, _, spellings in (word.partition(":") for word in _SURNAME_LINES.split())
}

# Cantonese readings of characters that are usual in given names, in the spelling of Hong Kong identity cards.
_GIVEN_LINES = """
ah:雅 bik:碧璧 bing:冰兵炳 bong:邦 bun:斌彬 che:志 cheong:昌祥 cheuk:卓 cheung:祥璋翔章 chi:志智子芝慈 chin:展天千
ching:清青菁程静贞晶 chiu:昭超朝 cho:祖楚 choi:才彩材 chor:楚 chow:州 chuen:泉川全传 chun:俊春骏进珍晋峻 chung:忠仲聪中松
fai:辉晖 fan:芬 fat:发 fong:芳方 fook:福 foon:欢 fu:富 fuk:福 fung:峰凤锋丰枫 ha:霞夏 hang:恒衡杏 hau:孝厚 hei:熙希喜曦
hin:轩显宪 hing:兴庆馨 ho:浩豪河皓好昊 hoi:海凯恺 hon:汉瀚 hong:康航 hung:雄红鸿洪 hing:卿 him:谦 hiu:晓 ka:家嘉佳加
kai:启佳 kam:锦金 kan:勤 kei:奇琪其祺淇麒基 ken:坚健 keung:强 kin:健建坚 king:景敬经琼 kit:杰洁 kiu:乔娇 ko:高 kong:刚江港光
kuen:娟权 kwai:桂贵 kwan:君群军均筠 kwok:国 kwong:光广 lai:丽黎莉礼 lam:林岚 lan:兰 lap:立 lei:莉 leung:良亮 lik:力 lim:廉
lin:莲年 ling:玲灵 lok:乐 long:朗 lung:龙隆 ming:明铭鸣 man:文敏民雯万曼 mei:美 mo:武 mui:梅妹 mun:敏 nam:南楠 ngai:毅艺伟
ngan:银雁 ngo:娥 nga:雅 on:安 pak:柏 pang:鹏 ping:平萍屏 po:宝波 pui:佩培沛 sai:世 sau:秀寿修 shan:珊山姗 sheung:尚
shing:成诚盛胜城 shui:瑞水 shuk:淑 shun:顺信 sin:仙倩善 sing:星 siu:少小兆 suet:雪 sum:心琛深 sun:新辰晨 sze:思诗 tai:大泰
tak:德 tat:达 tin:天田 ting:婷庭廷 to:涛图 tong:棠 tsz:子梓紫 tung:东彤桐冬 wa:华 wah:华 wai:伟慧惠威维卫蕙炜玮 wan:云韵芸允
wing:永荣颖咏泳 wo:和 wong:煌 wun:焕 yan:欣恩仁忻昕殷茵 yat:一日逸 yau:友有佑 yee:怡仪义 yeung:阳洋扬 yi:宜懿 yik:亦奕益
yin:妍燕贤言然 ying:英莹迎影 yiu:耀瑶 yu:宇雨瑜如裕儒煜予羽语渝 yue:茹 yuen:媛远源元圆婉苑 yuet:月悦 yuk:玉旭育 yung:勇容蓉
yun:润 ling:凌 lun:伦 kei:纪 pik:碧 kay:琪 san:辛 wang:宏 fei:飞菲 tang:腾 cham:湛 chak:泽 kwun:冠 lui:蕾磊雷 nok:诺 chit:哲
yui:锐睿 hoi:开 chiu:钊 kuen:婵娟 sam:森 shek:石 shu:树 ho:何可 mok:沐 sze:斯 lo:璐露 yan:因 fung:丰 yin:彦艳 ngai:艾 lam:琳
wan:运
"""
CANTONESE_GIVEN: dict[str, str] = {}
for _word in _GIVEN_LINES.split():
    _sound, _, _characters = _word.partition(":")
    for _character in _characters:
        CANTONESE_GIVEN.setdefault(_character, _sound)

# Wade-Giles as names are written in Taiwan: without apostrophes and tone marks. Longest beginning first.
_WADE_INITIALS = (
    ("zh", "ch"), ("ch", "ch"), ("sh", "sh"), ("x", "hs"), ("q", "ch"), ("j", "ch"), ("z", "ts"), ("c", "ts"),
    ("b", "p"), ("d", "t"), ("g", "k"), ("r", "j"),
)  # fmt: skip
_WADE_WHOLE = {
    "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu", "si": "szu", "er": "erh", "you": "yu",
    "yi": "i", "ye": "yeh", "yan": "yen", "wen": "wen", "e": "o", "ge": "ko", "ke": "ko", "he": "ho", "gui": "kuei", "kui": "kuei",
}  # fmt: skip
_WADE_FINALS = {
    "ian": "ien",
    "ong": "ung",
    "iong": "iung",
    "ie": "ieh",
    "ue": "ueh",
    "ve": "ueh",
    "uo": "o",
    "v": "u",
    "e": "e",
}


@lru_cache(maxsize=1024)
def wade_giles(syllable: str) -> str:
    """Return a pinyin syllable in Wade-Giles without marks: zhang -> chang, xu -> hsu, tian -> tien."""
    if syllable in _WADE_WHOLE:
        return _WADE_WHOLE[syllable]
    initial, theirs = next(
        (pair for pair in _WADE_INITIALS if syllable.startswith(pair[0])),
        (syllable[:1], syllable[:1]) if syllable[:1] not in "aeiouvyw" else ("", ""),
    )
    final = syllable[len(initial) :]
    if final == "uo" and initial in ("g", "k"):
        return theirs + "uo"
    return theirs + _WADE_FINALS.get(final, final)


def _readings_by_spelling() -> dict[str, tuple[str, ...]]:
    """Return, for every Hong Kong spelling of a surname, the characters it may stand for."""
    found: dict[str, list[str]] = {}
    for surname, spellings in CANTONESE_SURNAMES.items():
        for spelling in spellings:
            found.setdefault(spelling, []).append(surname)
    return {spelling: tuple(surnames) for spelling, surnames in found.items()}


SURNAMES_BY_SPELLING = _readings_by_spelling()

# Sounds that are mixed up or written otherwise elsewhere, letter by letter, so that order and spacing cannot matter:
# zh z ch c j q ts tz are one, sh s x hs one, n and ng, l and n, b p, d t, ü v u, y i; h g k carry nothing.
_FOLD = str.maketrans(
    {
        "j": "c",
        "q": "c",
        "z": "c",
        "x": "s",
        "b": "p",
        "d": "t",
        "v": "u",
        "l": "n",
        "y": "i",
        "h": "",
        "g": "",
        "k": "",
    }
)


def sound(letters: str) -> str:
    """Return the folded letters of a reading in alphabetical order: zhangtaojun and chang tao-chun give the same."""
    return "".join(sorted(letters.replace("ts", "c").replace("tz", "c").translate(_FOLD)))
