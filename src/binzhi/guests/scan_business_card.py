"""The lines of a business card, Chinese or English, into fields (R-140)."""

import re
from collections.abc import Sequence

from binzhi.kernel.emails import normalise_email
from binzhi.kernel.names import COMPOUND_SURNAMES, has_han
from binzhi.kernel.phones import normalise_phone

_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_WEB = re.compile(
    r"(?:https?://)?(?:www\.[\w\-]+(?:\.[\w\-]+)+"
    r"|[\w\-]+(?:\.[\w\-]+)*\.(?:com|cn|net|org|hotel|io|co|de|jp|hk)\b)[/\w.\-]*",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\+?\(?\d[\d\s().\-–—+]{5,}\d(?:\s*(?:转|ext\.?|x|-)\s*\d{1,5})?")
_LABELS = (
    ("fax", re.compile(r"传\s*真|\bfax\b|(?<![A-Za-z])F(?=\s*[:：.])", re.IGNORECASE)),
    (
        "mobile",
        re.compile(r"手\s*机|移动电话|\bmob(?:ile)?\b|\bcell(?:phone)?\b|(?<![A-Za-z])M(?=\s*[:：.])", re.IGNORECASE),
    ),
    (
        "company_phone",
        re.compile(
            r"电\s*话|总机|座机|直线|办公|\btel(?:ephone)?\b|\bphone\b|\boffice\b|\bdirect\b"
            r"|(?<![A-Za-z])[TPO](?=\s*[:：.])",
            re.IGNORECASE,
        ),
    ),
)
_COMPANY = re.compile(
    r"(?:公司|集团|酒店|宾馆|大学|学院|研究院|研究所|医院|银行|事务所|中心|协会|商会|委员会|政府|出版社|工作室|厂|局|学校|基金会|大使馆|领事馆)(?:[（(].*[)）]|.{0,6}(?:分公司|办事处|分行|支行))?$"
)
_COMPANY_EN = re.compile(
    r"\b(?:co\.?,?\s*ltd|ltd|limited|inc|corp(?:oration)?|company|group|gmbh|ag|s\.?a\.?|plc|llc|llp|holdings?|university|institute|hospital|bank|hotels?|association|embassy|partners|studio|pte|kk|b\.?v\.?)\b\.?",
    re.IGNORECASE,
)
_POSITION = re.compile(
    r"(?:董事长|总裁|总经理|经理|总监|主任|局长|处长|科长|部长|院长|校长|教授|主席|书记|秘书长|秘书|顾问|工程师|律师|合伙人|代表|专员|主管|助理|会计师|设计师|记者|编辑|医生|医师|研究员|董事|行长|理事|参赞|总编|创始人|负责人)$"
)
_POSITION_EN = re.compile(
    r"\b(?:manager|director|president|chair(?:man|woman)?|c[eftom]o|officer|engineer|partner|consultant|professor|secretary|assistant|representative|lawyer|attorney|founder|head|executive|editor|analyst|architect|designer|counsel|specialist|supervisor)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"地\s*址|\baddr?(?:ess)?\b|[\u3400-\u9fff]{2,}(?:省|市|区|县).*(?:路|街|道|大厦|广场|楼|号|室)|[\u3400-\u9fff]+(?:路|街|大道|巷)\d+号"
    r"|\b\d+\S*\s+.*\b(?:road|rd|street|st|avenue|ave|lane|drive|boulevard|blvd|plaza|square|floor)\b"
    r"|\b(?:floor|suite|room|tower|building|district)\b.*\d|\d.*\b(?:floor|suite|room|tower|building|district)\b"
    r"|\b\w+(?:strasse|straße|str\.)\s*\d+",
    re.IGNORECASE,
)
_ADDRESS_LABEL = re.compile(r"^\s*(?:地\s*址|addr?(?:ess)?\.?|(?<![A-Za-z])A(?=\s*[:：]))\s*[:：]?\s*", re.IGNORECASE)
_OTHER = re.compile(r"邮\s*编|post(?:al)?\s*code|\bzip\b|微\s*信|wechat|\bqq\b", re.IGNORECASE)
_LATIN_NAME = re.compile(
    r"(?:(?:Mr|Ms|Mrs|Dr|Prof)\.?\s+)?[A-Z][\w'’\-]*\.?(?:\s+(?:[A-Z][\w'’\-]*\.?|van|von|de|der|da|la)){1,3}"
)
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{2,8}·[\u3400-\u9fff]{2,8}")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷盛曲翁冉骆蓝路游辛欧管柴蒙鲍华喻祁房蒲滕萧屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)  # fmt: skip


def read_card_lines(lines: Sequence[str]) -> dict[str, str]:
    """Return the fields found on a card; empty when no name, company or contact stands on it."""
    found: dict[str, str] = {}
    left: list[str] = []
    for line in (" ".join(text.split()) for text in lines):
        rest = _take_contacts(line, found)
        if rest and re.search(r"[\w\u3400-\u9fff]{2}", rest) and not _OTHER.search(rest):
            left.append(rest)
    words: list[str] = []
    for line in left:
        (words if not _take_address(line, found) else []).append(line)
    _take_who(words, found)
    return found if {"name", "company", "mobile", "email", "company_phone"} & set(found) else {}


def _take_contacts(line: str, found: dict[str, str]) -> str:
    """Take mails, web addresses and numbers out of a line; returns what is left of it."""
    for mail in _EMAIL.findall(line.replace(" @", "@").replace("@ ", "@")):
        found.setdefault("email", normalise_email(mail) or "")
    line = _EMAIL.sub(" ", line.replace(" @", "@").replace("@ ", "@"))
    for web in _WEB.findall(line):
        found.setdefault("web", web.rstrip("./").lower())
    line = _WEB.sub(" ", line)
    if _ADDRESS.search(line) and not any(label.search(line) for _, label in _LABELS):
        return re.sub(r"(?i)\b(?:e-?mail|web(?:site)?)\b\s*[:：]?|邮箱|网址|电子邮件", " ", line).strip(" :：|/·,，")
    spans = []
    for number in _PHONE.finditer(line):
        kind = _kind_of(line[: number.start()], number.group())
        normal = normalise_phone(number.group()) if kind else None
        if kind and normal and len(re.sub(r"\D", "", number.group())) >= 7:
            found.setdefault(kind, number.group().strip(" .-–—"))
            spans.append(number.span())
    for start, end in reversed(spans):
        line = line[:start] + " " + line[end:]
    if spans or "email" in found:
        for _, label in _LABELS:
            line = label.sub(" ", line)
    line = re.sub(r"(?i)(?<![A-Za-z])(?:e-?mail|web(?:site)?|url|E)\s*(?=[:：]|$)|邮箱|网址|网站|电子邮件", " ", line)
    return re.sub(r"^[\s:：|/·,，.;；]+|[\s:：|/·,，;；]+$", "", line)


def _kind_of(before: str, number: str) -> str:
    """By the label before the number on its line, the nearest one; without a label by the look of the number."""
    placed = [(label.search(before), kind, label) for kind, label in _LABELS]
    ends = [(max(m.end() for m in label.finditer(before)), kind) for found, kind, label in placed if found]
    if ends:
        return max(ends)[1]
    digits = re.sub(r"\D", "", number)
    if re.fullmatch(r"(?:86|0086)?1[3-9]\d{9}", digits):
        return "mobile"
    if number.strip().startswith("+") or re.fullmatch(r"0\d{9,11}|(?:86|0086)\d{9,12}|400\d{7}|800\d{7}", digits):
        return "company_phone"
    return ""


def _take_address(line: str, found: dict[str, str]) -> bool:
    if not _ADDRESS.search(line) or _POSITION.search(line):
        return False
    if _COMPANY.search(line) and not re.search(r"\d", line):
        return False
    text = _ADDRESS_LABEL.sub("", line).strip(" ,，")
    if not text:
        return True
    standing = found.get("company_address", "")
    found["company_address"] = (f"{standing}, {text}" if standing and not has_han(text) else standing + text)[:300]
    return True


def _take_who(lines: Sequence[str], found: dict[str, str]) -> None:
    """Company, position and name from what is left; a name and a position may share a line."""
    for line in lines:
        if (_COMPANY.search(line.replace(" ", "")) and not _HAN_NAME.fullmatch(line)) or (
            _COMPANY_EN.search(line) and not _POSITION_EN.search(line)
        ):
            _prefer_han(found, "company", line, 160)
        else:
            _take_person(line, found)


def _take_person(line: str, found: dict[str, str]) -> None:
    parts = [p for p in re.split(r"\s*[|/｜,，]\s*|\s{2,}", line) if p]
    if has_han(line) and len(parts) == 1:
        joined = line.replace(" ", "")
        if _is_han_name(joined):
            parts = [joined]
        elif " " in line:
            first, _, rest = line.partition(" ")
            while rest and not _is_han_name(first) and len(first) < 4 and has_han(first):
                nxt, _, rest = rest.partition(" ")
                first += nxt
            parts = (
                [first, rest.replace(" ", "") if has_han(rest) else rest] if _is_han_name(first) and rest else [line]
            )
    for part in parts:
        compact = part.replace(" ", "")
        if _POSITION.search(compact) and not _is_han_name(compact):
            _prefer_han(found, "position", compact, 80)
        elif _is_han_name(compact):
            _put_han_name(found, compact)
        elif _POSITION_EN.search(part):
            _prefer_han(found, "position", part, 80)
        elif _LATIN_NAME.fullmatch(part) and not _COMPANY_EN.search(part):
            name = re.sub(r"^(?:Mr|Ms|Mrs|Dr|Prof)\.?\s+", "", part)
            if "name" not in found:
                found["name"] = name
            elif has_han(found["name"]):
                found.setdefault("latin_name", name)


def _is_han_name(text: str) -> bool:
    known = text[:1] in _SURNAMES or text[:2] in COMPOUND_SURNAMES or "·" in text
    return bool(_HAN_NAME.fullmatch(text)) and known and not _POSITION.search(text) and not _COMPANY.search(text)


def _put_han_name(found: dict[str, str], name: str) -> None:
    standing = found.get("name", "")
    if standing and not has_han(standing):
        found.setdefault("latin_name", standing)
        found["name"] = name
    else:
        found.setdefault("name", name)


def _prefer_han(found: dict[str, str], name: str, text: str, longest: int) -> None:
    """The Chinese line of a card in two languages wins; the first line of the same script stays."""
    standing = found.get(name, "")
    if not standing or (has_han(text) and not has_han(standing)):
        found[name] = text.strip(" ,，")[:longest]
