"""``binzhi init``: open a house with one empty hotel and its administrator."""

import argparse
import os
import sys

from binzhi.config import console
from binzhi.kernel.errors import BadInput

HELP = {
    "zh": "首次使用:建立集团、首家酒店(空白,无需导入)和系统管理员",
    "en": "First run: open the group, its first hotel (empty, nothing imported) and an administrator",
}
OPENS_DATA = False
LOADS_ROOMS = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Names of the house."""
    say = console.text
    parser.add_argument("--group", required=True, metavar="NAME", help=say("集团或业主名称", "name of the group"))
    parser.add_argument("--hotel", required=True, metavar="CODE", help=say("酒店代码,最多16位", "code of the hotel"))
    parser.add_argument(
        "--admin", required=True, metavar="USER", help=say("管理员登录名", "user name of the administrator")
    )
    parser.add_argument("--hotel-name", default="", metavar="NAME", help=say("酒店名称", "name of the hotel"))
    parser.add_argument("--timezone", default="", metavar="ZONE", help="IANA, Asia/Shanghai")
    parser.add_argument(
        "--admin-password-stdin",
        action="store_true",
        help=say("从标准输入读取管理员密码(否则生成并只显示一次)", "read the password from standard input"),
    )


def run(args: argparse.Namespace) -> int:
    """Open the house and say what comes next."""
    if not (args.group.strip() and args.admin.strip()):
        raise BadInput(field="--group/--admin", zh="不能为空。", en="must not be empty.")
    password = sys.stdin.readline().rstrip("\r\n") if args.admin_password_stdin else ""
    if args.admin_password_stdin and not password:
        raise BadInput(field="--admin-password-stdin", zh="标准输入里没有密码。", en="there was no password to read.")
    folder = console.make_home()
    console.set_up_django()
    from binzhi.config.first_run import open_house

    opened = open_house(
        now=console.clock(),
        group=args.group.strip(),
        code=args.hotel,
        admin=args.admin,
        hotel_name=args.hotel_name.strip(),
        password=password,
        timezone=args.timezone,
    )
    where = "DATABASE_URL" if os.environ.get("DATABASE_URL") else str(folder)
    print(
        console.text(f"已建立酒店 {opened.hotel.code}({where})。", f"Opened the hotel {opened.hotel.code} ({where}).")
    )
    print(console.text(f"系统管理员:{opened.admin.username}", f"Administrator: {opened.admin.username}"))
    if not password:
        print(
            console.text(
                f"密码(只显示这一次,请登录后修改):{opened.password}",
                f"Password (shown this once; change it after signing in): {opened.password}",
            )
        )
    print(
        console.text(
            "下一步:binzhi serve,登录后在“酒店设置”中添加房型、客房、部门和员工,即可使用。",
            "Next: binzhi serve, sign in, and add room types, rooms, departments and staff under House.",
        )
    )
    return 0
