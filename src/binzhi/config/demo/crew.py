"""Staff of the demo hotels: at least one person per role in each hotel. Names are invented."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from binzhi.config.demo.houses import BAY, CITY
from binzhi.kernel.scope import Scope
from binzhi.org.access import scope_for
from binzhi.org.domain.staff import give_post, hire_staff
from binzhi.org.models import Department, Staff
from binzhi.org.roles import roles

BOTH = "*"
# role | user name | name | name in Latin letters | hotel (both: works for the whole group)
PEOPLE = f"""
general_manager|zhou.mingyuan|周明远|Zhou Mingyuan|{CITY}
front_desk|chen.jing|陈静|Chen Jing|{CITY}
front_desk|xu.yang|徐洋|Xu Yang|{CITY}
front_desk|ma.lili|马莉莉|Ma Lili|{CITY}
reservations|lin.yue|林悦|Lin Yue|{CITY}
guest_relations|su.qing|苏晴|Su Qing|{CITY}
assistant_manager|gu.lan|顾岚|Gu Lan|{CITY}
concierge|gao.peng|高鹏|Gao Peng|{CITY}
housekeeping_supervisor|tang.fang|唐芳|Tang Fang|{CITY}
housekeeping_attendant|li.xiulan|李秀兰|Li Xiulan|{CITY}
housekeeping_attendant|deng.mei|邓梅|Deng Mei|{CITY}
food_beverage|song.tao|宋涛|Song Tao|{CITY}
food_beverage|he.jia|何佳|He Jia|{CITY}
kitchen|luo.dashi|罗大石|Luo Dashi|{CITY}
business_centre|shen.wei|沈薇|Shen Wei|{CITY}
sales|han.lei|韩磊|Han Lei|{CITY}
call_centre|yu.xiaoting|余晓婷|Yu Xiaoting|{CITY}
service_manager|fang.rui|方睿|Fang Rui|{CITY}
service_centre|lan.ting|兰婷|Lan Ting|{CITY}
customer_information|peng.bo|彭博|Peng Bo|{CITY}
night_auditor|qian.shun|钱顺|Qian Shun|{CITY}
general_manager|jiang.hailan|江海岚|Jiang Hailan|{BAY}
front_desk|wu.min|吴敏|Wu Min|{BAY}
front_desk|ye.chen|叶晨|Ye Chen|{BAY}
reservations|zhu.qi|朱琪|Zhu Qi|{BAY}
guest_relations|bai.ruo|白若|Bai Ruo|{BAY}
assistant_manager|du.heng|杜衡|Du Heng|{BAY}
concierge|shi.lei|石磊|Shi Lei|{BAY}
housekeeping_supervisor|meng.hua|孟华|Meng Hua|{BAY}
housekeeping_attendant|qin.yan|秦燕|Qin Yan|{BAY}
food_beverage|dai.jun|戴军|Dai Jun|{BAY}
kitchen|mo.shan|莫山|Mo Shan|{BAY}
business_centre|kong.ling|孔玲|Kong Ling|{BAY}
sales|ren.kai|任凯|Ren Kai|{BAY}
call_centre|wen.jing|文静|Wen Jing|{BAY}
service_manager|lu.an|陆安|Lu An|{BAY}
service_centre|mei.lin|梅琳|Mei Lin|{BAY}
customer_information|xia.tian|夏天|Xia Tian|{BAY}
night_auditor|hou.liang|侯亮|Hou Liang|{BAY}
marketing|an.ran|安然|An Ran|{BOTH}
privacy_officer|gu.zheng|顾正|Gu Zheng|{BOTH}
auditor|yan.ming|严明|Yan Ming|{BOTH}
system_administrator|admin|万全|Wan Quan|{BOTH}
"""


@dataclass(frozen=True, slots=True)
class Member:
    """One line of the list."""

    role: str
    username: str
    name: str
    latin: str
    hotel: str


def members() -> list[Member]:
    """Return everybody."""
    return [Member(*line.split("|")) for line in PEOPLE.strip().splitlines()]


class Crew:
    """Who does what in which hotel, as scopes for the verbs."""

    def __init__(self) -> None:
        self.by_role: dict[tuple[str, str], list[Scope]] = {}

    def add(self, role: str, hotel: str, scope: Scope) -> None:
        """Remember a colleague."""
        self.by_role.setdefault((hotel, role), []).append(scope)

    def one(self, hotel: str, role: str, turn: int = 0) -> Scope:
        """Return a colleague of a role; ``turn`` picks among several."""
        found = self.by_role[(hotel, role)]
        return found[turn % len(found)]


def hire(*, scope: Scope, now: datetime, password: str, departments: dict[tuple[str, str], Department]) -> list[Staff]:
    """Hire everybody with the same password and give the posts."""
    hired: list[Staff] = []
    known = roles()
    hashed = make_password(password)
    for one in members():
        staff = hire_staff(
            scope=scope,
            now=now,
            username=one.username,
            name=one.name,
            name_en=one.latin,
            password=password,
            hashed=hashed,
        )
        hired.append(staff)
        for hotel in (CITY, BAY) if one.hotel == BOTH else (one.hotel,):
            place = departments[(hotel, known[one.role].department)]
            give_post(scope=scope, now=now, staff=staff, department=place, role=one.role)
    return hired


def gather(hired: list[Staff], hotels: dict[str, object]) -> Crew:
    """Return the scopes of everybody who was hired, per hotel and role."""
    crew = Crew()
    for one, staff in zip(members(), hired, strict=True):
        for code in (CITY, BAY) if one.hotel == BOTH else (one.hotel,):
            hotel_id = getattr(hotels[code], "id", None)
            crew.add(one.role, code, scope_for(staff, hotel_id=hotel_id))
    return crew
