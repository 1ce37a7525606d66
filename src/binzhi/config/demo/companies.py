"""The contract companies of the demo hotels as organisations, with their people. All invented."""

from dataclasses import dataclass
from datetime import date, timedelta

from binzhi.audit.domain.unit import unit_of_work
from binzhi.companies.domain.contacts import add_contact_person
from binzhi.companies.domain.employment import employ
from binzhi.companies.domain.organisations import create_organisation
from binzhi.companies.domain.people import NewPerson, add_person
from binzhi.companies.drafts import GivenValue, OrganisationDraft
from binzhi.companies.models import ContactPerson, Organisation
from binzhi.companies.names import name_key
from binzhi.companies.shapes import Given
from binzhi.config.demo.codes import COMPANIES
from binzhi.config.demo.houses import CITY
from binzhi.config.demo.world import World
from binzhi.guests.enums import Channel, SourceKind
from binzhi.guests.models import Guest
from binzhi.guests.origin import Origin
from binzhi.kernel.scope import Scope

LINKED = 8  # guests linked to each company; the others stay typed until somebody links them


@dataclass(frozen=True, slots=True)
class Profile:
    """What sales knows: nature, industry, city, the day the financial year begins, annual sales of three years (万)."""

    official: str
    nature: str
    industry: str
    city: tuple[str, str, str]
    year: tuple[str, str] = ("01-01", "12-31")
    sales: tuple[int, int, int] = (0, 0, 0)
    more: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str, str, int], ...] = ()  # name, position, role, place of the superior (-1: nobody)


PROFILES: dict[str, Profile] = {
    "DONGHAI": Profile(
        "东海重工集团有限公司", "state_owned", "manufacturing", ("浙江省", "宁波市", "北仑区港城路 18 号"),
        sales=(412000, 438000, 465000),
        more=(
            ("product_structure", "港口起重机 55%，盾构机 30%，备件与维修 15%"), ("marketing_model", "招投标为主，海外由代理销售"),
            ("sales_policy", "海外项目按节点付款，质保两年"), ("credit_rating", "good"), ("credit_limit", "30万"),
            ("payment_terms", "net_30"), ("overdue_balance", "12600"), ("logistics_preferences", "大巴停车位, 合并开票, 提前早餐"),
            ("price_system", "高级房 | 520 | 含双早\n行政房 | 780 | 含行政酒廊\n会议室 | 8 折 | 半天起"),
        ),
        people=(("严立诚", "行政总监", "拍板与签约", -1), ("毛小菊", "接待科科长", "会务与团队用房", 0), ("沙明", "出纳", "对账与付款", 0),
                ("祁小雨", "接待科科员", "日常订房", 1)),
    ),
    "BOYUAN": Profile(
        "博远软件股份有限公司", "listed", "information", ("浙江省", "杭州市", "滨江区江虹路 66 号"), sales=(38000, 52000, 61000),
        more=(("product_structure", "酒店与零售管理软件，订阅收入占七成"), ("credit_rating", "excellent"), ("payment_terms", "net_30"),
              ("logistics_preferences", "发票随货, 按月对账")),
        people=(("纪文涛", "行政经理", "订房与结算", -1),),
    ),
    "TIANHE": Profile(
        "天禾新能源有限公司", "private", "energy", ("江苏省", "苏州市", "工业园区星湖街 218 号"), sales=(90000, 128000, 171000),
        more=(("product_structure", "光伏逆变器与储能"), ("credit_rating", "good"), ("credit_limit", "50万")),
        people=(("卓曼", "董事长秘书", "董事长行程", -1), ("洪亮", "司机班长", "车辆与接送", 0)),
    ),
    "NORDLICHT": Profile(
        "北光机械(中国)有限公司", "foreign_funded", "manufacturing", ("上海市", "上海市", "嘉定区安亭镇 900 号"),
        year=("04-01", "03-31"), sales=(26000, 27500, 30100),
        more=(("web", "https://www.nordlicht.example"), ("marketing_model", "直销，年度框架协议"), ("payment_terms", "net_60")),
        people=(("Heike Brandt", "Office manager", "Bookings and invoices", -1),),
    ),
    "HENGXIN": Profile("恒信律师事务所", "private", "business_services", ("北京市", "北京市", "朝阳区建国路 1 号"),
        people=(("乔安", "行政主管", "订房", -1),)),
    "KATSURA": Profile("桂树电子(上海)有限公司", "foreign_funded", "manufacturing", ("上海市", "上海市", "浦东新区张江路 77 号"),
        year=("04-01", "03-31"), people=(("森田由纪", "总务", "日籍员工长住", -1),)),
    "YUANSHAN": Profile(
        "远山教育科技有限公司", "private", "education", ("四川省", "成都市", "高新区天府大道 300 号"), year=("09-01", "08-31"),
    ),
    "RUIKANG": Profile("瑞康医疗器械有限公司", "joint_venture", "health", ("广东省", "深圳市", "南山区科苑路 12 号")),
}  # fmt: skip


def write_companies(world: World) -> None:
    """Create the organisations, link some of their guests and put their people under one another."""
    sales = world.crew.one(CITY, "sales")
    by_company = _guests_by_company()
    for code, profile in PROFILES.items():
        with unit_of_work(world.builder):  # writes: one organisation with its people, by their verbs
            organisation = _create(world, sales, code, profile)
            standing: list[ContactPerson] = []
            for name, position, role, above in profile.people:
                standing.append(
                    _person(world, sales, organisation, name, position, role, standing[above] if above >= 0 else None)
                )
            words = COMPANIES[code]
            keys = {name_key(text) for text in (profile.official, words.zh, words.en)}
            for guest in [guest for key in sorted(keys) for guest in by_company.get(key, [])][:LINKED]:
                employ(
                    scope=world.builder, now=world.now, guest=guest, organisation=organisation, position=guest.position,
                    started_on=None, origin=Origin(source=SourceKind.STATED, channel=Channel.BUSINESS_CARD),
                )  # fmt: skip
                world.count("employments")
        world.count("organisations")


def _guests_by_company() -> dict[str, list[Guest]]:
    found: dict[str, list[Guest]] = {}
    for guest in Guest.objects.exclude(company="").order_by("id"):
        found.setdefault(name_key(guest.company), []).append(guest)
    return found


def _create(world: World, sales: Scope, code: str, profile: Profile) -> Organisation:
    words = COMPANIES[code]
    province, city, street = profile.city
    now = world.at(world.today - timedelta(days=200 + 7 * len(code)), 10, 20)
    given: list[tuple[str, Given]] = [
        ("nature", profile.nature), ("industry", profile.industry), ("responsible", sales.actor.name),
        ("address", {"country": "CN", "province": province, "city": city, "street": street}),
        ("office_phone", world.numbers.mobile()), ("financial_year", {"start": profile.year[0], "end": profile.year[1]}),
        *profile.more,
    ]  # fmt: skip
    if code == "DONGHAI":
        plan = (world.today - timedelta(days=40)).isoformat()
        given.append(
            ("development_plan", {"date": plan, "text": "明年在珠海建第二基地，预计每月有三至五名工程师来住。"})
        )
    values = [GivenValue(field, value) for field, value in given]
    values += [
        GivenValue("annual_sales", f"{amount}万", str(world.today.year - 3 + n))
        for n, amount in enumerate(profile.sales)
        if amount
    ]
    return create_organisation(
        scope=sales,
        now=now,
        draft=OrganisationDraft(profile.official, words.zh if words.zh != profile.official else "", words.en),
        values=tuple(values),
        origin=Origin(source=SourceKind.STATED, channel=Channel.RECEPTION),
    )


def _person(
    world: World,
    sales: Scope,
    organisation: Organisation,
    name: str,
    position: str,
    role: str,
    above: ContactPerson | None,
) -> ContactPerson:
    now = world.at(world.today - timedelta(days=150), 11)
    since = date(world.today.year - 3, 1 + len(name) % 12, 1)
    person = NewPerson(position=position, started_on=since, is_contact=False)
    guest = add_person(
        scope=sales, now=now, organisation=organisation, guest=None, new_name=name, person=person, sure_other=True
    )
    return add_contact_person(
        scope=sales, now=now, organisation=organisation, guest=guest, role=role, phone=world.numbers.mobile(),
        superior_id=above.id if above else None,
    )  # fmt: skip
