"""``binzhi staff create``: a staff member with a post, from the command line."""

import argparse
import sys

from binzhi.config import console

HELP = {
    "zh": "新增员工并任命岗位(staff create)",
    "en": "Add a staff member with a post (staff create)",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Who, where, as what."""
    say = console.text
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="create")
    create = verbs.add_parser("create", help=say("新增员工", "add a staff member"))
    create.add_argument("--hotel", required=True, metavar="CODE", help=say("酒店代码", "code of the hotel"))
    create.add_argument("--user", required=True, help=say("登录名", "user name"))
    create.add_argument("--name", required=True, help=say("姓名", "name"))
    create.add_argument("--name-en", default="", help=say("英文名", "name in Latin letters"))
    create.add_argument("--role", required=True, help=say("岗位角色代码", "role code"))
    create.add_argument(
        "--department",
        default="",
        help=say("部门代码(默认为该角色所属部门)", "department (that of the role by default)"),
    )
    create.add_argument("--language", default="zh-hans", choices=("zh-hans", "en"))
    create.add_argument(
        "--password-stdin",
        action="store_true",
        help=say("从标准输入读取密码(否则生成)", "read the password from standard input"),
    )


def run(args: argparse.Namespace) -> int:
    """Hire, give the post, show a made password once."""
    from binzhi.audit.domain.unit import unit_of_work
    from binzhi.config.first_run import new_password
    from binzhi.kernel.errors import BadInput
    from binzhi.kernel.scope import open_scope
    from binzhi.org.access import MANAGE_STAFF
    from binzhi.org.domain.staff import give_post, hire_staff
    from binzhi.org.queries import departments
    from binzhi.org.roles import roles

    hotel = console.hotel_named(args.hotel)
    role = roles().get(args.role)
    if role is None:
        raise BadInput(field="--role", zh="可用:" + "、".join(roles()), en="choose one of " + ", ".join(roles()))
    known = {department.code: department for department in departments(hotel.id)}
    wanted = args.department or role.department
    if wanted not in known:
        raise BadInput(field="--department", zh="可用:" + "、".join(known), en="choose one of " + ", ".join(known))
    password = sys.stdin.readline().rstrip("\r\n") if args.password_stdin else new_password()
    scope, now = console.as_administrator(hotel, MANAGE_STAFF), console.clock()
    with open_scope(scope), unit_of_work(scope):  # writes: both verbs or none
        staff = hire_staff(
            scope=scope,
            now=now,
            username=args.user,
            name=args.name,
            name_en=args.name_en,
            password=password,
            language=args.language,
        )
        give_post(scope=scope, now=now, staff=staff, department=known[wanted], role=args.role)
    print(console.text(f"已新增员工 {staff.username}({args.name})。", f"Added {staff.username} ({args.name})."))
    if not args.password_stdin:
        print(console.text(f"密码(只显示这一次):{password}", f"Password (shown this once): {password}"))
    return 0
