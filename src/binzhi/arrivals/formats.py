"""The arrivals report as JSON, CSV and plain text for the terminal."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from binzhi.arrivals.entries import ArrivalsReport, Entry, Line, Preference, Warning
from binzhi.arrivals.enums import UNSIGNED, Period, Readiness
from binzhi.kernel.cells import guarded
from binzhi.kernel.words import Words, pick

WIDTH = 100
MARKS = {"open": "□", "acknowledged": "◇", "done": "■", "impossible": "×", "unneeded": "–"}
WEEKDAYS_ZH = "一二三四五六日"
CSV_HEADS = (
    Words("日期", "date"),
    Words("房号", "room"),
    Words("抵店", "arrives"),
    Words("姓名", "name"),
    Words("称呼", "salutation"),
    Words("入住次数", "stays"),
    Words("VIP", "vip"),
    Words("部门", "department"),
    Words("事项", "item"),
    Words("因为", "because"),
    Words("期限", "due"),
    Words("负责人", "by"),
    Words("状态", "state"),
    Words("签字人", "signed by"),
    Words("签字时间", "signed at"),
    Words("原因", "reason"),
    Words("拦截入住", "stops check-in"),
)


# --- JSON ---------------------------------------------------------------------------------------------------------------


def _words(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def line_json(line: Line) -> dict[str, Any]:
    """Return an item as JSON."""
    item = line.item
    return {
        "id": str(item.id),
        "department": item.department,
        "post": item.post,
        "rule": item.rule_code,
        "period": item.period,
        "text": _words(line.text),
        "because": [_words(w) for w in line.because],
        "due": item.due_at.isoformat(),
        "assignee": item.assignee,
        "state": item.state,
        "reason": item.reason,
        "blocks_check_in": item.blocks_check_in,
        "signed_by": item.signed_by,
        "signed_at": item.signed_at.isoformat() if item.signed_at else None,
    }


def _preference_json(preference: Preference) -> dict[str, Any]:
    return {
        "item": preference.item,
        "label": _words(preference.label),
        "value": _words(preference.value),
        "source": preference.source,
        "author": preference.author,
        "department": preference.department,
        "learned_on": preference.learned_at.date().isoformat(),
        "confirmed_on": preference.confirmed_at.date().isoformat(),
        "alert": preference.is_alert,
        "proposed": preference.is_proposed,
        "stale": preference.is_stale,
    }


def _warning_json(warning: Warning) -> dict[str, Any]:
    return {
        "kind": warning.kind,
        "label": _words(warning.label),
        "text": _words(warning.text),
        "on": warning.day.isoformat() if warning.day else None,
        "place": warning.place,
    }


def entry_json(entry: Entry) -> dict[str, Any]:
    """Return one arrival as JSON: guest, stay, items, ready, and what stands behind them."""
    case, guest, stay = entry.case, entry.case.guest, entry.case.stay
    last = case.last
    return {
        "guest": {
            "id": str(guest.id),
            "name": guest.name,
            "latin_name": guest.latin_name,
            "salutation": {"zh": guest.salutation_zh, "en": guest.salutation_en},
            "vip_level": guest.vip_level,
            "nationality": guest.nationality,
            "language": guest.language,
            "company": guest.company,
            "history": case.has_history,
            "stays": case.stays_before,
            "last_stay": {
                "arrival": last.arrival.isoformat(),
                "departure": last.departure.isoformat(),
                "room": last.room,
                "served_by": last.served_by,
            }
            if last
            else None,
            "flags": [f.code for f in case.flags],
        },
        "stay": {
            "id": str(stay.id),
            "state": stay.state,
            "arrival": stay.arrival.isoformat(),
            "departure": stay.departure.isoformat(),
            "nights": stay.nights,
            "eta": f"{stay.eta:%H:%M}" if stay.eta else None,
            "room": stay.room.number if stay.room else None,
            "room_type": stay.room_type.code if stay.room_type else None,
            "role": stay.role,
        },
        "items": [line_json(line) for line in entry.lines],
        "ready": entry.ready == Readiness.READY,
        "readiness": entry.ready.value,
        "preferences": [_preference_json(p) for p in entry.preferences],
        "warnings": [_warning_json(w) for w in entry.warnings],
        "occasions": [{"kind": k, "on": on.isoformat(), "label": _words(w)} for k, on, w in entry.occasions],
        "unmet": [_words(w) for w in entry.unmet],
    }


def to_json(report: ArrivalsReport) -> dict[str, Any]:
    """Return the report in the shape of the API and the command."""
    return {
        "date": report.day.isoformat(),
        "hotel": report.hotel.code,
        "department": report.department or None,
        "planned": report.planned,
        "arrivals": [entry_json(e) for e in report.entries],
    }


# --- CSV ----------------------------------------------------------------------------------------------------------------


def to_csv(report: ArrivalsReport, language: str) -> str:
    """Return one row per item (and one for a guest without items), with a byte-order mark for spreadsheets."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([words.text(language) for words in CSV_HEADS])
    for entry in report.entries:
        lines: list[Line | None] = [*entry.lines] or [None]
        for line in lines:
            writer.writerow([guarded(cell) for cell in _csv_row(report, entry, line, language)])
    return out.getvalue()


def _csv_row(report: ArrivalsReport, entry: Entry, line: Line | None, language: str) -> list[object]:
    guest, stay = entry.case.guest, entry.case.stay
    zone = ZoneInfo(report.hotel.timezone)
    head: list[object] = [
        report.day.isoformat(),
        stay.room.number if stay.room else "",
        f"{stay.eta:%H:%M}" if stay.eta else "",
        guest.name,
        pick(guest.salutation_zh, guest.salutation_en, language),
        entry.case.stays_before,
        guest.vip_level,
    ]
    if line is None:
        return [*head, *[""] * 10]
    item = line.item
    department = report.departments.get(item.department, Words(item.department, item.department))
    yes = "是" if language.startswith("zh") else "yes"
    return [
        *head,
        department.text(language),
        line.text.text(language),
        " / ".join(w.text(language) for w in line.because),
        item.due_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        item.assignee,
        item.get_state_display(),
        item.signed_by,
        item.signed_at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if item.signed_at else "",
        item.reason,
        yes if item.blocks_check_in else "",
    ]


# --- text ---------------------------------------------------------------------------------------------------------------


def width_of(text: str) -> int:
    """Return the columns a text takes in a terminal: wide characters take two, combining marks none."""
    return sum(0 if unicodedata.combining(ch) else 2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text)


def padded(text: str, width: int) -> str:
    """Return the text filled with spaces to a width."""
    return text + " " * max(0, width - width_of(text))


def wrapped(text: str, width: int) -> list[str]:
    """Break a text at a width; Chinese breaks anywhere, Latin words stay whole when they can."""
    lines, line = [], ""
    for token in _tokens(text):
        if width_of(line) + width_of(token) > width and line.strip():
            lines.append(line.rstrip())
            line = token.lstrip()
        else:
            line += token
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _tokens(text: str) -> Iterator[str]:
    word = ""
    for ch in text:
        if ch == " " or unicodedata.east_asian_width(ch) in "WF":
            if word:
                yield word
                word = ""
            yield ch
        else:
            word += ch
    if word:
        yield word


def _block(label: str, text: str, *, indent: int, column: int = 14) -> Iterator[str]:
    first = " " * indent + padded(label, column)
    rest = " " * (indent + column)
    for number, part in enumerate(wrapped(text, WIDTH - indent - column)):
        yield (first if number == 0 else rest) + part


def _head(report: ArrivalsReport, language: str) -> Iterator[str]:
    zh, listed = language.startswith("zh"), report.listed
    hotel = pick(report.hotel.name_zh, report.hotel.name_en, language)
    day = report.day
    name = report.departments.get(report.department)
    part = name.text(language) if name else ("全店" if zh else "Whole house")
    if report.is_virtual:
        number, known = len(listed.rows), listed.with_history
        yield (
            f"次日抵店客人报告 · {hotel} · {part} · {day.isoformat()}"
            if zh
            else f"Arrivals report · {hotel} · {part} · {day}"
        )
        if zh:
            yield f"抵店 {number} 位，有客史 {known} 位；当日未编制准备，以下依规则列出"
        else:
            yield f"{number} guests, {known} with history; never planned: shown is what the rules would have asked for"
        yield "═" * WIDTH
        return
    counts = [listed.count(r) for r in (Readiness.BLOCKED, Readiness.OPEN, Readiness.READY)]
    if zh:
        yield f"次日抵店客人报告 · {hotel} · {part} · {day.isoformat()} 周{WEEKDAYS_ZH[day.weekday()]}"
        yield (
            f"抵店 {len(listed.rows)} 位，有客史 {listed.with_history} 位；"
            f"拦截 {counts[0]}，未备妥 {counts[1]}，已备妥 {counts[2]}；事项已签 {listed.whole.signed}/{listed.whole.total}"
        )
    else:
        yield f"Arrivals report · {hotel} · {part} · {day:%a %-d %b %Y}"
        yield (
            f"{len(listed.rows)} guests, {listed.with_history} with history; {counts[0]} stopped, {counts[1]} not ready, "
            f"{counts[2]} ready; items signed {listed.whole.signed}/{listed.whole.total}"
        )
    yield "═" * WIDTH


def _entry_head(number: int, entry: Entry, language: str, *, virtual: bool) -> str:
    zh, guest, stay = language.startswith("zh"), entry.case.guest, entry.case.stay
    eta = f"{stay.eta:%H:%M}" if stay.eta else ("时间不详" if zh else "time unknown")
    room = stay.room.number if stay.room else ("未排房" if zh else "no room yet")
    kind = pick(stay.room_type.name_zh, stay.room_type.name_en, language) if stay.room_type else ""
    state = {
        Readiness.BLOCKED: ("【拦截】", "[STOPPED]"),
        Readiness.OPEN: ("【未备妥】", "[not ready]"),
        Readiness.READY: ("【已备妥】", "[ready]"),
    }[entry.ready]
    name = f"{guest.name} {guest.latin_name}".strip()
    vip = f" VIP {guest.vip_level}" if guest.vip_level else ""
    nights = f"{stay.nights} 晚" if zh else f"{stay.nights} night{'' if stay.nights == 1 else 's'}"
    parts = [
        f"{number:>3}. {name}",
        pick(guest.salutation_zh, guest.salutation_en, language) + vip,
        eta,
        room,
        kind,
        nights,
    ]
    return "  ".join([*(p for p in parts if p), *([] if virtual else [state[0] if zh else state[1]])])


def _history(entry: Entry, language: str) -> str:
    zh, last = language.startswith("zh"), entry.case.last
    if last is None:
        known = entry.case.stays_before
        if known:
            return f"第 {known + 1} 次入住" if zh else f"stay no. {known + 1}"
        return "首次入住" if zh else "first stay"
    served = (f"，{last.served_by} 接待" if zh else f", served by {last.served_by}") if last.served_by else ""
    room = (f" 住 {last.room}" if zh else f" in {last.room}") if last.room else ""
    if zh:
        return f"第 {entry.stay_number} 次入住，上次 {last.arrival.isoformat()}{room}{served}"
    return f"stay no. {entry.stay_number}, last on {last.arrival.isoformat()}{room}{served}"


def _entry_text(number: int, entry: Entry, report: ArrivalsReport, language: str) -> Iterator[str]:
    zh, zone = language.startswith("zh"), ZoneInfo(report.hotel.timezone)
    yield _entry_head(number, entry, language, virtual=report.is_virtual)
    yield from _block("客史" if zh else "History", _history(entry, language), indent=5)
    for _kind, on, label in entry.occasions:
        yield from _block(label.text(language), on.isoformat(), indent=5)
    for warning in entry.warnings:
        place = f"（{warning.place}）" if warning.place and zh else f" ({warning.place})" if warning.place else ""
        yield from _block(
            f"！{warning.label.text(language)}", f"{warning.text.text(language)}{place}", indent=5, column=20
        )
    if entry.preferences:
        sep = "；" if zh else "; "
        known = sep.join(
            f"{p.phrase.text(language)}{'?' if p.is_proposed else ''} [{p.confirmed_at:%Y-%m}]"
            for p in entry.preferences
        )
        yield from _block("喜好" if zh else "Known", known, indent=5)
    for words in entry.unmet:
        yield from _block("未能满足" if zh else "Not met", words.text(language), indent=5)
    for line in entry.lines:
        if line.item.period == Period.BEFORE or line.item.state in UNSIGNED:
            yield from _line_text(line, report, language, zone)
    if not entry.lines:
        yield "     " + ("本部门无事项" if zh else "nothing for this department" if report.department else "no items")
    yield "─" * WIDTH


def _line_text(line: Line, report: ArrivalsReport, language: str, zone: ZoneInfo) -> Iterator[str]:
    zh, item = language.startswith("zh"), line.item
    department = report.departments.get(item.department, Words(item.department, item.department)).text(language)
    due = item.due_at.astimezone(zone)
    until = f"{due:%m-%d %H:%M} 前" if zh else f"by {due:%d %b %H:%M}"
    who = f" {item.assignee}" if item.assignee else ""
    signed = ""
    if item.signed_by:
        signed = f"（{item.signed_by} 已签）" if zh else f" (signed by {item.signed_by})"
    stop = ("【签字前不得入住】" if zh else "[NO CHECK-IN BEFORE SIGNED] ") if line.stops else ""
    reason = f"（{item.reason}）" if item.reason and zh else f" ({item.reason})" if item.reason else ""
    body = f"{stop}{line.text.text(language)}{reason} — {until}{who}{signed}"
    yield from _block(f"{MARKS[item.state]} {department}", body, indent=5, column=19)
    if line.because:
        because = ("、" if zh else ", ").join(w.text(language) for w in line.because)
        yield from _block("", f"{'因为' if zh else 'because'} {because}", indent=5, column=19)


def to_text(report: ArrivalsReport, language: str) -> str:
    """Return the report for a terminal, aligned for wide characters."""
    lines = list(_head(report, language))
    if not report.planned and not report.is_past:
        lines.append("尚未编制，请先编制。" if language.startswith("zh") else "Not built yet.")
    for number, entry in enumerate(report.entries, 1):
        lines += _entry_text(number, entry, report, language)
    if not report.entries:
        lines.append("当日没有客人抵店。" if language.startswith("zh") else "Nobody arrives on this date.")
    return "\n".join(lines) + "\n"
