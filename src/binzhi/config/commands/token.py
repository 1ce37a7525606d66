"""``binzhi token create``: an access token of the API for a staff member."""

import argparse

from binzhi.config import console

HELP = {
    "zh": "创建或作废接口访问令牌(token create --user 登录名)",
    "en": "Create an access token for the API (token create --user USER)",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose token."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="create")
    create = verbs.add_parser("create", help=console.text("创建令牌,只显示一次", "create a token, shown once"))
    create.add_argument("--user", required=True, metavar="USER", help=console.text("登录名", "user name"))
    create.add_argument(
        "--days", type=int, default=90, help=console.text("有效天数(1至366)", "days it is valid (1 to 366)")
    )
    create.add_argument("--label", default="", help=console.text("用途说明", "what it is for"))


def run(args: argparse.Namespace) -> int:
    """Print the token alone on the last line."""
    from binzhi.kernel.errors import BadInput
    from binzhi.org.access import scope_for
    from binzhi.org.domain.signin import create_token

    if not 1 <= args.days <= 366:
        raise BadInput(field="--days", zh="请填1至366。", en="choose 1 to 366.")
    staff = console.staff_named(args.user)
    token = create_token(
        scope=scope_for(staff), now=console.clock(), staff=staff, label=args.label[:80], days=args.days
    )
    console.complain(
        f"{staff.username} 的访问令牌,有效 {args.days} 天,只显示这一次:",
        f"Access token of {staff.username}, valid for {args.days} days, shown this once:",
    )
    print(token)
    return 0
