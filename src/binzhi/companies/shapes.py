"""How the kinds of fields are read and shown. A value is kept as one text: plain, or JSON where it has parts."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

import phonenumbers
from babel import Locale

from binzhi.companies.fields import OrgField
from binzhi.kernel.addresses import address_text
from binzhi.kernel.calendar import PartialDate
from binzhi.kernel.errors import BadInput
from binzhi.kernel.money import amount
from binzhi.kernel.phones import normalise_phone

Given = str | Mapping[str, str]
PARTS: dict[str, tuple[str, ...]] = {
    "address": ("country", "province", "city", "district", "street", "postcode"),
    "year_span": ("start", "end"),
    "dated_text": ("date", "text"),
}
LONGEST = 4000
_UNITS = {"万": 4, "萬": 4, "亿": 8, "億": 8, "k": 3, "m": 6}
_MONEY = re.compile(r"(?:([A-Za-z]{3})\s*|[¥￥]\s*)?([0-9][0-9,，]*(?:\.[0-9]+)?)\s*(万|萬|亿|億|[kKmM])?\s*(?:元)?")
_KEPT_MONEY = re.compile(r"[A-Z]{3} [0-9]+\.[0-9]{2}")
_MOST = Decimal(10) ** 15


def _wrong(field: OrgField, zh: str, en: str) -> BadInput:
    return BadInput(field=field.code, zh=zh, en=en)


def _text(field: OrgField, text: str) -> str:
    most = LONGEST if field.kind in {"long_text", "dated_text"} else 160
    if len(text) > most or "\x00" in text:
        raise _wrong(field, f"最多 {most} 个字，且不含不可见字符。", f"At most {most} characters, no invisible signs.")
    return text


def _money(field: OrgField, text: str) -> str:
    found = _MONEY.fullmatch(text)
    if not found:
        raise _wrong(field, "请填写金额，如 200,000 或 20万。", "Enter an amount such as 200,000 or 20万.")
    currency, digits, unit = found.groups()
    value = Decimal(re.sub(r"[,，]", "", digits)).scaleb(_UNITS.get((unit or "").lower(), 0))
    if value >= _MOST:
        raise _wrong(field, "金额过大。", "The amount is too large.")
    return f"{(currency or 'CNY').upper()} {amount(value)}"


def _choice(field: OrgField, text: str) -> str:
    low = text.casefold()
    for code, words in field.choices:
        if low in {code, words.zh.casefold(), words.en.casefold()}:
            return code
    raise _wrong(field, "请从列表中选择。", "Choose one of the list.")


def _tags(field: OrgField, text: str) -> str:
    """Codes of known tags, free ones as they are; order as given, each once."""
    kept: list[str] = []
    for tag in (part.strip() for part in re.split(r"[,，、;；\n]", text)):
        if not tag:
            continue
        if len(tag) > 40:
            raise _wrong(field, "每个标签最多 40 个字。", "A tag has at most 40 characters.")
        low = tag.casefold()
        code = next((c for c, w in field.choices if low in {c, w.zh.casefold(), w.en.casefold()}), tag)
        if code not in kept:
            kept.append(code)
    if len(kept) > 20:
        raise _wrong(field, "最多 20 个标签。", "At most 20 tags.")
    return ", ".join(kept)


def _url(field: OrgField, text: str) -> str:
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        host, parts = "", None
    good = parts is not None and parts.scheme in {"http", "https"} and "." in host and not re.search(r"\s", address)
    if not good or len(address) > 300 or parts is None or parts.username or parts.password:
        raise _wrong(
            field, "请填写网址，如 https://www.example.com。", "Enter a web address such as https://www.example.com."
        )
    return address


def _phone(field: OrgField, text: str) -> str:
    number = normalise_phone(text)
    if number is None:
        raise _wrong(field, "电话请含区号或国家码。", "A phone needs its area or country code.")
    return number


def _prices(field: OrgField, text: str) -> str:
    lines: list[dict[str, str]] = []
    for line in text.splitlines():
        parts = [part.strip() for part in re.split(r"[|｜]", line)]
        if not any(parts):
            continue
        if len(parts) < 2 or len(parts) > 3 or not parts[0] or not parts[1] or max(map(len, parts)) > 120:
            raise _wrong(
                field, f"这一行应为“项目 | 价格 | 条件”：{line[:40]}", f"Write what | price | condition: {line[:40]}"
            )
        price = _MONEY.fullmatch(parts[1])
        shown = _money(field, parts[1]) if price else parts[1]
        lines.append({"what": parts[0], "price": shown, "condition": parts[2] if len(parts) == 3 else ""})
    if len(lines) > 60:
        raise _wrong(field, "最多 60 行。", "At most 60 lines.")
    return json.dumps(lines, ensure_ascii=False) if lines else ""


def _deals(field: OrgField, text: str) -> str:
    """Day, amount and circumstances of each deal, the latest first (R-068)."""
    lines: list[dict[str, str]] = []
    for line in text.splitlines():
        parts = [part.strip() for part in re.split(r"[|｜]", line, maxsplit=2)]
        if not any(parts):
            continue
        try:
            day = date.fromisoformat(parts[0])
        except ValueError as error:
            raise _wrong(
                field,
                f"这一行应以日期开头，如 2026-03-12：{line[:40]}",
                f"Begin with the day, such as 2026-03-12: {line[:40]}",
            ) from error
        if len(parts) < 3 or not parts[1] or not parts[2] or len(parts[2]) > 300:
            raise _wrong(
                field,
                f"这一行应为“日期 | 金额 | 情况”：{line[:40]}",
                f"Write day | amount | circumstances: {line[:40]}",
            )
        lines.append({"on": day.isoformat(), "amount": _money(field, parts[1]), "how": parts[2]})
    if len(lines) > 60:
        raise _wrong(field, "最多 60 行。", "At most 60 lines.")
    lines.sort(key=lambda one: one["on"], reverse=True)
    return json.dumps(lines, ensure_ascii=False) if lines else ""


def _address(field: OrgField, parts: dict[str, str]) -> dict[str, str]:
    country = parts.get("country", "").upper() or "CN"
    if country not in Locale("en").territories or not re.fullmatch(r"[A-Z]{2}", country):
        raise _wrong(field, "国家用两个字母，如 CN。", "The country has two letters, such as CN.")
    if any(len(part) > 160 for part in parts.values()):
        raise _wrong(field, "每一项最多 160 个字。", "Each part has at most 160 characters.")
    return {**parts, "country": country}


def _year_span(field: OrgField, parts: dict[str, str]) -> dict[str, str]:
    try:
        days = {name: PartialDate.parse(parts.get(name, "")) for name in ("start", "end")}
    except ValueError as error:
        raise _wrong(
            field, "起止都用 月-日，如 04-01 与 03-31。", "Both days as month-day, such as 04-01 and 03-31."
        ) from error
    return {name: f"{day.month:02d}-{day.day:02d}" for name, day in days.items()}


def _dated(field: OrgField, parts: dict[str, str]) -> dict[str, str]:
    try:
        on = date.fromisoformat(parts.get("date", ""))
    except ValueError as error:
        raise _wrong(field, "请写明日期，如 2026-03-01。", "Give the date, such as 2026-03-01.") from error
    if not parts.get("text"):
        raise _wrong(field, "请填写内容。", "Enter the text.")
    return {"date": on.isoformat(), "text": _text(field, parts["text"])}


_PLAIN: dict[str, Callable[[OrgField, str], str]] = {
    "text": _text, "long_text": _text, "choice": _choice, "tags": _tags, "money": _money, "yearly_money": _money, "url": _url,
    "phone": _phone, "prices": _prices, "deals": _deals,
}  # fmt: skip
_PARTED: dict[str, Callable[[OrgField, dict[str, str]], dict[str, str]]] = {
    "address": _address,
    "year_span": _year_span,
    "dated_text": _dated,
}


def read_value(field: OrgField, given: Given) -> str:
    """Return what was given in the form it is kept in, "" for nothing; refuses what does not fit (:class:`BadInput`)."""
    if field.kind in PARTS:
        if isinstance(given, str):
            given = parts_of(field, given) if given.strip() else {}
        parts = {name: str(given.get(name, "") or "").strip() for name in PARTS[field.kind]}
        typed = {name for name, part in parts.items() if part} - {"country"}
        if any("\x00" in part for part in parts.values()):
            raise _wrong(field, "不能含不可见字符。", "No invisible signs.")
        if not typed:
            return ""
        return json.dumps(_PARTED[field.kind](field, parts), ensure_ascii=False, sort_keys=True)
    if not isinstance(given, str):
        raise _wrong(field, "请填写一段文字。", "Enter one text.")
    text = given.strip()
    if len(text) > LONGEST or "\x00" in text:
        raise _wrong(field, f"最多 {LONGEST} 个字。", f"At most {LONGEST} characters.")
    return _PLAIN[field.kind](field, text) if text else ""


def parts_of(field: OrgField, kept: str) -> dict[str, str]:
    """Return the parts of a kept value with parts; refuses text that is no JSON object."""
    try:
        parts = json.loads(kept) if kept else {}
    except ValueError:
        parts = None
    if not isinstance(parts, dict):
        raise _wrong(field, "这一项由几个部分组成。", "This field has several parts.")
    return {str(name): str(part) for name, part in parts.items()}


def price_lines(kept: str) -> list[dict[str, str]]:
    """Return the lines of a kept price system."""
    return json.loads(kept) if kept else []


def deal_lines(kept: str) -> list[dict[str, str]]:
    """Return the kept deals, the latest first: ``on`` (day), ``amount`` (currency and digits), ``how`` (circumstances)."""
    return json.loads(kept) if kept else []


def phone_text(number: str) -> str:
    """Return a number as people read it: national within China, international elsewhere."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if parsed.country_code == 86
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return str(phonenumbers.format_number(parsed, style))


def money_text(kept: str) -> str:
    """Return a kept amount with thousands, cents only where there are any: CNY 200,000, CNY 1,200.50."""
    currency, _, digits = kept.partition(" ")
    return f"{currency} {Decimal(digits):,.2f}".removesuffix(".00") if _KEPT_MONEY.fullmatch(kept) else kept


def show_value(field: OrgField, kept: str, language: str) -> str:
    """Return a kept value as one text in an interface language."""
    if not kept:
        return ""
    if field.kind == "choice":
        return field.choice_words(kept).text(language)
    if field.kind == "tags":
        tags = [field.choice_words(tag).text(language) for tag in kept.split(", ")]
        return ("、" if language.startswith("zh") else ", ").join(tags)
    if field.kind in {"money", "yearly_money"}:
        return money_text(kept)
    if field.kind == "phone":
        return phone_text(kept)
    if field.kind == "address":
        return address_text(parts_of(field, kept), language)
    if field.kind == "year_span":
        return " – ".join(parts_of(field, kept)[name] for name in ("start", "end"))
    if field.kind == "dated_text":
        parts = parts_of(field, kept)
        return f"{parts['date']} {parts['text']}"
    if field.kind == "prices":
        rows = [(r["what"], money_text(r["price"]), r["condition"]) for r in price_lines(kept)]
        return "; ".join(" | ".join(part for part in row if part) for row in rows)
    if field.kind == "deals":
        return "; ".join(f"{r['on']} | {money_text(r['amount'])} | {r['how']}" for r in deal_lines(kept))
    return kept


def edit_value(field: OrgField, kept: str) -> Given:
    """Return a kept value in the form it is typed in."""
    if field.kind in PARTS:
        return parts_of(field, kept)
    if field.kind == "prices":
        return "\n".join(" | ".join(p for p in (r["what"], r["price"], r["condition"]) if p) for r in price_lines(kept))
    if field.kind == "deals":
        return "\n".join(f"{r['on']} | {r['amount']} | {r['how']}" for r in deal_lines(kept))
    if field.kind in {"money", "yearly_money"}:
        return kept.removeprefix("CNY ").removesuffix(".00")
    return kept
