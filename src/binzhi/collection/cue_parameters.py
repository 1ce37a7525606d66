"""Parameters of the room, set per hotel on the house page."""

from binzhi.org.parameters import declare_parameter

REPETITIONS = declare_parameter(
    "collection.repetitions",
    kind="number",
    default=2,
    zh="同一观察重复几天后提出为习惯",
    en="An observation becomes a proposed habit after (days)",
)
FOLLOW_UP_MINUTES = declare_parameter(
    "collection.follow_up_minutes",
    kind="number",
    default=60,
    zh="宾客不适后多少分钟回访",
    en="Follow up an unwell guest after (minutes)",
)
MEDICINE_ALLOWED = declare_parameter(
    "collection.medicine_allowed",
    kind="yes",
    default=False,
    zh="店规允许提供非处方药",
    en="The house rule allows medicine without prescription",
)
MEDICINE_RULE = declare_parameter(
    "collection.medicine_rule",
    kind="text",
    default="只提供医务室备案的非处方药，先问过敏和正在服用的药，由值班经理签字。",
    zh="提供药品的店规",
    en="House rule on medicine",
)
OFFICE_USES = declare_parameter(
    "collection.office_uses",
    kind="number",
    default=5,
    zh="商务服务用过几次后提出为偏好",
    en="An office service becomes a proposed preference after (uses)",
)
USUAL_AHEAD = declare_parameter(
    "collection.usual_ahead_minutes",
    kind="number",
    default=30,
    zh="每日习惯提前多少分钟提示营业点",
    en="Tell the outlet of a daily habit ahead by (minutes)",
)
