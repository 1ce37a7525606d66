"""What the demo prints: progress while it works, tomorrow's report, the log-ins."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from binzhi.arrivals.report import ArrivalsReport, Entry, Line
from binzhi.config import console as terminal
from binzhi.config.demo.build import Step
from binzhi.config.demo.crew import BOTH, members
from binzhi.config.demo.home import Mark
from binzhi.config.demo.tomorrow import read
from binzhi.kernel.words import Words
from binzhi.org.roles import roles

WIDTH_WITHOUT_TERMINAL = 150
MOST, FEW = 7, 3  # items shown of a guest with and without a history


def paper() -> Console:
    """Return where the report is printed: the terminal, or plain text of a fixed width."""
    return Console() if sys.stdout.isatty() else Console(width=WIDTH_WITHOUT_TERMINAL, no_color=True, highlight=False)


@contextmanager
def progress() -> Iterator[Step]:
    """Show a bar per chapter on a terminal, a line per chapter elsewhere."""
    if not sys.stderr.isatty():
        seen: set[str] = set()

        def tell(zh: str, en: str, done: int, total: int) -> None:
            if en not in seen:
                seen.add(en)
                sys.stderr.write(f"... {terminal.text(zh, en)}\n")

        yield tell
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, object] = {}

        def advance(zh: str, en: str, done: int, total: int) -> None:
            if en not in tasks:
                tasks[en] = bars.add_task(terminal.text(zh, en), total=total)
            bars.update(tasks[en], completed=done, total=total)  # type: ignore[arg-type]  # the id rich gave

        yield advance


def show_all(mark: Mark, *, seconds: float) -> None:
    """Print tomorrow's report of every hotel, the log-ins and the time it took."""
    out = paper()
    for report in read(mark.day):
        _report(out, report)
    _log_ins(out, mark)
    out.print(terminal.text(f"准备用时 {seconds:.0f} 秒。", f"Ready after {seconds:.0f} seconds."))


def _report(out: Console, report: ArrivalsReport) -> None:
    say, whole = terminal.text, report.listed
    blocked = sum(1 for entry in report.entries if entry.stopping)
    hotel = say(report.hotel.name_zh, report.hotel.name_en)
    table = Table(
        title=say("次日抵店客人报告", "Next-day arrivals") + f"  {hotel}  {report.day}",
        caption=say(
            f"{len(whole.rows)} 位抵店,{whole.with_history} 位有客史,{whole.whole.total} 项准备,{blocked} 位须先签字方可入住。"
            f"完整报告:binzhi arrivals --hotel {report.hotel.code} --date {report.day}",
            f"{len(whole.rows)} arrivals, {whole.with_history} with a history, {whole.whole.total} items, {blocked} to be "
            f"signed before check-in. In full: binzhi arrivals --hotel {report.hotel.code} --date {report.day}",
        ),
        title_justify="left",
        caption_justify="left",
        show_lines=True,
    )
    table.add_column(say("到店", "ETA"), no_wrap=True)
    table.add_column(say("宾客", "Guest"), max_width=26)
    table.add_column(say("第几次", "Stay"), no_wrap=True)
    table.add_column(say("房间/晚", "Room/nights"), no_wrap=True)
    table.add_column(say("须知与各部门准备", "To know and to prepare"), ratio=1)
    for entry in report.entries:
        table.add_row(*_row(entry, report.departments))
    out.print(table)


def _row(entry: Entry, departments: dict[str, Words]) -> tuple[str, Text, str, str, Text]:
    tongue = terminal.language()
    stay, guest = entry.row.stay, entry.row.stay.guest
    spoken = terminal.text(guest.salutation_zh, guest.salutation_en)
    name = Text(spoken if spoken.startswith(guest.name) else guest.name, style="bold")
    if not spoken.startswith(guest.name):
        name.append(f" {spoken}", style="not bold")
    if guest.vip_level:
        name.append(f" {guest.vip_level}", style="magenta")
    for _, words in entry.flags:
        name.append(f" [{words.text(tongue)}]", style="yellow")
    kind = stay.room_type.code if stay.room_type else ""
    room = f"{stay.room.number} {kind}" if stay.room else kind
    eta = f"{stay.eta:%H:%M}" if stay.eta else ""
    return eta, name, str(entry.stay_number), f"{room} x{stay.nights}", _to_prepare(entry, departments)


def _stands_on_fact(line: Line) -> bool:
    return any(row.get("kind") == "fact" for row in line.item.because)


def _to_prepare(entry: Entry, departments: dict[str, Words]) -> Text:
    """What stops a check-in, what must not be overlooked, then the items behind which a fact stands."""
    tongue = terminal.language()
    lines: list[tuple[str, str]] = []
    for warning in entry.warnings:
        if not warning.settled:
            lines.append((f"{warning.label.text(tongue)}: {warning.text.text(tongue)}", "yellow"))
    for _, day, words in entry.occasions:
        lines.append((f"{day:%m-%d} {words.text(tongue)}", "cyan"))
    merged: dict[str, tuple[list[str], bool]] = {}
    for line in sorted(entry.before, key=lambda one: (not one.stops, not _stands_on_fact(one))):
        who, _ = merged.setdefault(line.text.text(tongue), ([], line.stops))
        department = line.item.department
        who.append(departments.get(department, Words(department, department)).text(tongue))
    most = MOST if entry.row.has_history else FEW
    for text, (who, stops) in list(merged.items())[:most]:
        mark = terminal.text("[须签字] ", "[sign first] ") if stops else ""
        lines.append((f"{mark}{terminal.text('、', ', ').join(who)}: {text}", "bold red" if stops else ""))
    if len(merged) > most:
        more = len(merged) - most
        lines.append((terminal.text(f"另有 {more} 项", f"and {more} more"), "dim"))
    if not lines:
        lines.append((terminal.text("首次入住,按标准接待", "First stay, the usual welcome"), "dim"))
    prepared = Text()
    for n, (text, style) in enumerate(lines):
        prepared.append(("\n" if n else "") + text, style=style)
    return prepared


def _log_ins(out: Console, mark: Mark) -> None:
    say = terminal.text
    table = Table(
        title=say(f"登录名(密码均为 {mark.password})", f"Log-ins (every password is {mark.password})"),
        title_justify="left",
    )
    for head in (say("岗位", "Role"), say("登录名", "User name"), say("姓名", "Name"), say("酒店", "Hotel")):
        table.add_column(head, no_wrap=True)
    known = roles()
    for one in members():
        where = say("两家酒店", "both hotels") if one.hotel == BOTH else one.hotel
        role = known[one.role].words.text(terminal.language())
        table.add_row(role, one.username, say(one.name, one.latin), where)
    out.print(table)
