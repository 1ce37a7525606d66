"""The checks of ``binzhi doctor``: what is wrong and what to do about it, in both languages."""

import os
import shutil
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import connections

from binzhi.config import beats
from binzhi.config.first_run import DATABASES, pending
from binzhi.guests import ocr
from binzhi.kernel.errors import DomainError
from binzhi.kernel.words import Words
from binzhi.vault.master import check_key_file

OK, WARN, FAULT = "ok", "warn", "fault"
LOW_DISK, NO_DISK = 2 * 1024**3, 256 * 1024**2
PACKAGES = "fonts-noto-cjk libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


NOTHING = Words("", "")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; ``advice`` is empty when all is well."""

    check: str
    level: str
    words: Words
    advice: Words = NOTHING


def _fine(check: str, zh: str, en: str) -> Finding:
    return Finding(check, OK, Words(zh, en))


def check_home() -> Iterator[Finding]:
    """The data folder exists and is closed to others."""
    home = Path(settings.BINZHI_HOME)
    if not home.exists():
        yield Finding(
            "home", FAULT, Words(f"数据目录 {home} 不存在", f"the data folder {home} does not exist"),
            Words("执行 binzhi init,或用 BINZHI_HOME 指向正确目录。", "Run binzhi init, or point BINZHI_HOME to the right folder."),
        )  # fmt: skip
        return
    if stat.S_IMODE(home.stat().st_mode) & 0o077:
        yield Finding(
            "home", WARN, Words(f"其他用户可进入数据目录 {home}", f"other users may enter the data folder {home}"),
            Words(f"执行:chmod 700 {home}", f"Run: chmod 700 {home}"),
        )  # fmt: skip
    else:
        yield _fine("home", f"数据目录 {home}", f"data folder {home}")


def check_keys() -> Iterator[Finding]:
    """The key file is there, closed to others, and not beside the data."""
    path = Path(settings.BINZHI_KEY_FILE)
    try:
        check_key_file(path, data_file=settings.BINZHI_DATA_FILE)
    except DomainError as refusal:
        yield Finding("keys", FAULT, Words(refusal.text("zh-hans"), refusal.text("en")))
        return
    yield _fine("keys", f"密钥文件 {path},权限 0600", f"key file {path}, mode 0600")


def _pragma(alias: str, name: str) -> str:
    with connections[alias].cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return str(cursor.fetchone()[0]).lower()


def _sqlite(alias: str) -> Iterator[Finding]:
    wanted = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
    wrong = {name: value for name in wanted if (value := _pragma(alias, name)) != wanted[name]}
    if wrong:
        said = ", ".join(f"{name}={value}" for name, value in wrong.items())
        yield Finding(
            f"database {alias}", FAULT, Words(f"SQLite 模式不安全:{said}", f"unsafe SQLite modes: {said}"),
            Words("数据目录可能在网络盘上;请移到本机磁盘。", "The data folder may be on a network drive; move it to a local disk."),
        )  # fmt: skip
    else:
        yield _fine(f"database {alias}", "SQLite:WAL、FULL、外键检查", "SQLite: WAL, FULL, foreign keys")
    if _pragma(alias, "quick_check(1)") != "ok":
        yield Finding(
            f"database {alias}", FAULT, Words("SQLite 文件损坏", "the SQLite file is damaged"),
            Words("停止使用并从备份恢复。", "Stop using it and restore the backup."),
        )  # fmt: skip


def _postgresql(alias: str) -> Iterator[Finding]:
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = current_database()"
        )
        encoding, ctype = cursor.fetchone()
    if encoding != "UTF8" or ctype in {"C", "POSIX"}:
        yield Finding(
            f"database {alias}", FAULT,
            Words(f"PostgreSQL 编码 {encoding}、字符类型 {ctype} 不能正确检索中文",
                f"PostgreSQL encoding {encoding} and ctype {ctype} cannot search Chinese"),
            Words("重新建库:ENCODING 'UTF8' LC_CTYPE 'C.UTF-8'。", "Create the database with ENCODING 'UTF8' LC_CTYPE 'C.UTF-8'."),
        )  # fmt: skip
    else:
        yield _fine(f"database {alias}", f"PostgreSQL {encoding}、{ctype}", f"PostgreSQL {encoding}, {ctype}")


def check_databases() -> Iterator[Finding]:
    """Both databases answer, in safe modes, with the tables of this version."""
    for alias in DATABASES:
        connection = connections[alias]
        missing_file = connection.vendor == "sqlite" and not Path(str(connection.settings_dict["NAME"])).exists()
        if missing_file:
            yield Finding(
                f"database {alias}", FAULT, Words("数据库文件不存在", "the database file does not exist"),
                Words("执行 binzhi init,或从备份恢复。", "Run binzhi init, or restore the backup."),
            )  # fmt: skip
            continue
        try:
            yield from _sqlite(alias) if connection.vendor == "sqlite" else _postgresql(alias)
            lacking = pending(alias)
        except Exception as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            yield Finding(
                f"database {alias}", FAULT, Words(f"无法连接:{reason}", f"cannot be reached: {reason}"),
                Words("检查 DATABASE_URL / KEYSTORE_URL 和数据库服务。", "Check DATABASE_URL / KEYSTORE_URL and the server."),
            )  # fmt: skip
            continue
        if lacking:
            yield Finding(
                f"tables {alias}", FAULT, Words(f"缺少 {len(lacking)} 项升级", f"{len(lacking)} migrations are missing"),
                Words("执行 binzhi migrate。", "Run binzhi migrate."),
            )  # fmt: skip


def check_disk() -> Iterator[Finding]:
    """There is room to write."""
    home = Path(settings.BINZHI_HOME)
    free = shutil.disk_usage(home if home.exists() else home.parent).free
    amount = f"{free / 1024**3:.1f} GiB"
    if free >= LOW_DISK:
        yield _fine("disk", f"可用 {amount}", f"{amount} free")
        return
    yield Finding(
        "disk", FAULT if free < NO_DISK else WARN, Words(f"磁盘只剩 {amount}", f"only {amount} of disk left"),
        Words("清理磁盘或移动数据目录;写满后将无法登记入住。",
            "Free some space or move the data folder; nothing can be written on a full disk."),
    )  # fmt: skip


def _newest_data() -> float:
    times = [0.0]
    for alias in DATABASES:
        with suppress(OSError):
            times.append(Path(str(connections[alias].settings_dict["NAME"])).stat().st_mtime)
    return max(times)


def check_clock() -> Iterator[Finding]:
    """The clock is plausible: year, not before the data, and hotel time zones known."""
    now = datetime.now(tz=UTC)
    if not 2025 <= now.year <= 2100:
        yield Finding(
            "clock", FAULT, Words(f"系统时间 {now:%Y-%m-%d} 不合理", f"the clock says {now:%Y-%m-%d}"),
            Words("校准系统时间(NTP)。", "Set the clock (NTP)."),
        )  # fmt: skip
        return
    if _newest_data() - time.time() > 300:
        yield Finding(
            "clock", FAULT, Words("系统时间早于数据文件的修改时间", "the clock is behind the time of the data files"),
            Words("时钟可能被调慢;校准后再使用,否则审计时间会错乱。", "The clock may have gone back; set it before working."),
        )  # fmt: skip
        return
    try:
        local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    except ZoneInfoNotFoundError:
        yield Finding(
            "clock",
            FAULT,
            Words("缺少时区数据", "time zone data are missing"),
            Words("安装 tzdata。", "Install tzdata."),
        )
        return
    yield _fine(
        "clock", f"{local:%Y-%m-%d %H:%M}({settings.TIME_ZONE})", f"{local:%Y-%m-%d %H:%M} ({settings.TIME_ZONE})"
    )


def _chinese_font() -> bool:
    try:
        command = ["fc-list", ":lang=zh-cn", "family"]
        return bool(subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout.strip())
    except (OSError, subprocess.TimeoutExpired):
        return False


def _pdf_library() -> bool:
    try:
        import weasyprint  # noqa: F401  loading it loads Pango
    except (ImportError, OSError):
        return False
    return True


def check_printing() -> Iterator[Finding]:
    """PDF needs Pango and a Chinese font; printing from the browser works without."""
    missing = [
        w
        for ok, w in (
            (_pdf_library(), Words("Pango 库", "Pango")),
            (_chinese_font(), Words("中文字体", "a Chinese font")),
        )
        if not ok
    ]
    if not missing:
        yield _fine("printing", "PDF 库与中文字体齐全", "PDF library and Chinese fonts")
        return
    zh, en = "、".join(w.zh for w in missing), " and ".join(w.en for w in missing)
    yield Finding(
        "printing", WARN, Words(f"缺少{zh},不能生成 PDF", f"{en} missing: no PDF"),
        Words(f"可先用浏览器打印;安装:sudo apt-get install {PACKAGES}",
            f"Print from the browser, or: sudo apt-get install {PACKAGES}"),
    )  # fmt: skip


def check_pages() -> Iterator[Finding]:
    """Scripts and icons are installed, translations compiled."""
    modules = Path(settings.BINZHI_NODE_MODULES)
    if not (modules / "htmx.org" / "dist" / "htmx.min.js").exists():
        yield Finding(
            "pages", FAULT, Words(f"页面脚本未安装({modules})", f"the scripts of the pages are missing ({modules})"),
            Words("执行 make assets。", "Run make assets."),
        )  # fmt: skip
    sources = list(Path(settings.PACKAGE).glob("*/locale/*/LC_MESSAGES/django.po"))
    stale = [
        s
        for s in sources
        if not s.with_suffix(".mo").exists() or s.with_suffix(".mo").stat().st_mtime < s.stat().st_mtime
    ]
    if stale:
        yield Finding(
            "pages", FAULT, Words(f"{len(stale)} 份译文未编译", f"{len(stale)} translations are not compiled"),
            Words("执行 make messages。", "Run make messages."),
        )  # fmt: skip
    elif modules.exists():
        yield _fine(
            "pages", f"页面脚本与 {len(sources)} 份译文就绪", f"scripts and {len(sources)} translations in place"
        )


def check_sign_in() -> Iterator[Finding]:
    """The second factor is on, except in the demo."""
    if settings.BINZHI_DEMO:
        yield Finding("sign-in", WARN, Words("演示酒店:第二因素已关闭", "demo hotel: the second factor is off"),
                      Words("正式使用请另建数据目录。", "Use another data folder for a real hotel."))  # fmt: skip
    elif settings.BINZHI_SECOND_FACTOR == "off":
        yield Finding("sign-in", FAULT, Words("第二因素被关闭", "the second factor is switched off"),
                      Words("删除环境变量 BINZHI_SECOND_FACTOR。", "Remove BINZHI_SECOND_FACTOR from the environment."))  # fmt: skip
    else:
        yield _fine("sign-in", "可见联系方式的岗位需要动态口令", "roles that see contact data need a one-time password")
    if not settings.BEHIND_TLS and os.environ.get("BINZHI_HOSTS"):
        yield Finding("sign-in", WARN, Words("对外服务但未启用 TLS", "served to others without TLS"),
                      Words("置于 HTTPS 代理之后并设置 BINZHI_TLS=1。",
                          "Put it behind an HTTPS proxy and set BINZHI_TLS=1."))  # fmt: skip


def check_work() -> Iterator[Finding]:
    """Worker and scheduler gave a sign of life, if they ever ran."""
    for name, zh in (("worker", "后台任务"), ("scheduler", "定时任务")):
        seconds = beats.age(name)
        if seconds is not None and beats.alive(name):
            yield _fine(name, f"{zh}正在运行", f"the {name} is running")
        else:
            yield Finding(
                name,
                WARN,
                Words(f"{zh}未运行", f"the {name} is not running"),
                Words("执行 binzhi serve。", "Run binzhi serve."),
            )


def check_reading() -> Iterator[Finding]:
    """Photographed cards can be read, or it is said what to install."""
    if ocr.is_installed():
        yield _fine("reading", "可识别证件与名片照片", "photos of documents and cards can be read")
    else:
        yield _fine(
            "reading",
            "未安装照片识别（可选）：pip install 'binzhi[ocr]'；读卡器和手工录入可用",
            "photos cannot be read (optional): pip install 'binzhi[ocr]'; card readers and typing work",
        )


def check_search() -> Iterator[Finding]:
    """Every guest can be found, and how fast; the live figure of R-200."""
    from binzhi.guests.search.figures import held, missing

    figure, lost = held(), missing()
    about = "约" if figure.is_estimate else ""
    said = Words(
        f"{about}{figure.files:,} 份客史可检索,按姓名检索“{figure.name}”用时 {figure.milliseconds:.1f} 毫秒",
        f"{figure.files:,} guest histories can be found, a search for {figure.name} takes {figure.milliseconds:.1f} ms",
    )
    if lost:
        yield Finding("search", WARN, Words(f"{said.zh};有客史未入索引", f"{said.en}; some are not in the index"),
                      Words("执行 binzhi search rebuild。", "Run binzhi search rebuild."))  # fmt: skip
    else:
        yield Finding("search", OK, said)


def check_recognition() -> Iterator[Finding]:
    """Every profile has the keys by which it is recognised, of the version of this program."""
    from binzhi.identity.domain.keys import look_at_keys

    state = look_at_keys()
    said = Words(
        f"识别信息:{state.profiles} 份客史,缺 {state.missing},旧版 {state.outdated},多余 {state.left_over}",
        f"recognition: {state.profiles} profiles, {state.missing} without keys, {state.outdated} of an older version, "
        f"{state.left_over} left over",
    )
    advice = Words("执行 binzhi identity keys --rebuild", "Run binzhi identity keys --rebuild")
    yield Finding("recognition", OK if state.is_fine else WARN, said, NOTHING if state.is_fine else advice)


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    check_home, check_keys, check_databases, check_disk, check_clock, check_printing, check_pages, check_sign_in, check_work,
    check_reading, check_search, check_recognition,
)  # fmt: skip


def examine() -> list[Finding]:
    """Run every check; one that breaks is itself a finding."""
    found: list[Finding] = []
    for check in CHECKS:
        try:
            found += check()
        except Exception as error:
            name = check.__name__.removeprefix("check_")
            found.append(Finding(name, FAULT, Words(f"检查未能完成:{error}", f"the check could not be made: {error}")))
    return found
