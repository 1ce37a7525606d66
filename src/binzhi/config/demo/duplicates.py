"""Double profiles as every guest file has them: for the keeper's queue, the prompts at the desk and a joined person. Invented."""

from dataclasses import dataclass
from datetime import date, timedelta

from binzhi.audit.domain.unit import Unit, unit_of_work
from binzhi.config.demo.houses import CITY
from binzhi.config.demo.past import Visit, write_visit
from binzhi.config.demo.world import Manner, World
from binzhi.guests.domain.facts import record_fact
from binzhi.guests.domain.profile import create_guest
from binzhi.guests.drafts import ContactDraft, DocumentDraft, GuestDraft
from binzhi.guests.enums import ContactKind, DocumentKind, Gender, SourceKind
from binzhi.guests.models import Guest
from binzhi.identity.domain.cases import decide_case, open_case
from binzhi.identity.domain.terms import refresh_terms
from binzhi.identity.enums import CaseOrigin, CaseState
from binzhi.identity.models import PairCase
from binzhi.identity.recognise import compare_profiles
from binzhi.kernel.scope import open_scope

FIRM = "天禾新能源有限公司"
MALE, FEMALE = Gender.MALE, Gender.FEMALE
OTA, DIRECT = Manner("OTA", "OTA", "BAR", agent="YOUTU", share="0.92"), Manner("DIRECT", "PHONE", "BAR")


@dataclass(frozen=True, slots=True)
class Double:
    """One profile. ``phone`` names a number several share; ``born`` makes an ID card; ``past`` lists (days ago, nights)."""

    key: str
    name: str
    role: str
    gender: Gender | None = None
    born: str = ""
    phone: str = ""
    mail: str = ""
    relay: bool = False
    company: str = ""
    manner: Manner = DIRECT
    past: tuple[tuple[int, int], ...] = ()
    learned: tuple[str, str] = ("", "")


DOUBLES = (
    # the booking site knows letters and a telephone only; the ID card came at the desk
    Double("card", "贺云帆", "front_desk", MALE, "1979-05-16", "a", "he.yunfan@example.com", past=((512, 2), (203, 3))),
    Double("ota", "HE YUNFAN", "reservations", phone="a", mail="g8842@guest.example.net", relay=True, manner=OTA, past=((57, 2),)),
    # nothing but letters and the company: a person must look
    Double("firm", "岳珊", "front_desk", FEMALE, "1986-11-02", "b", company=FIRM, past=((330, 1),)),
    Double("letters", "Yue Shan", "reservations", FEMALE, mail="yue.s@example.org", company=FIRM, manner=OTA, past=((34, 2),)),
    # made twice at the desk in a hurry
    Double("first", "陶景行", "front_desk", MALE, "1990-01-27", "c", past=((420, 1), (160, 1))),
    Double("again", "陶景行", "front_desk", MALE, phone="c", past=((12, 1),)),
    # husband and wife with one telephone: never one person
    Double("husband", "孟祥瑞", "front_desk", MALE, "1974-03-09", "d", past=((288, 3),)),
    Double("wife", "高洁如", "front_desk", FEMALE, "1976-08-21", "d", past=((288, 3),)),
    # joined by the keeper already
    Double("lead", "叶蓁", "front_desk", FEMALE, "1983-07-14", "e", past=((401, 2), (99, 2)), learned=("pillow_kind", "buckwheat")),
    Double("joined", "Ye Zhen", "reservations", FEMALE, phone="e", manner=OTA, past=((23, 1),), learned=("tea", "白毫银针,淡一些")),
)  # fmt: skip


def write_duplicates(world: World) -> None:
    """Create the double profiles with their stays, queue some pairs and join one; called when everything else stands."""
    phones = {key: world.numbers.mobile() for key in dict.fromkeys(one.phone for one in DOUBLES if one.phone)}
    made: dict[str, Guest] = {}
    with unit_of_work(world.builder, batch=True) as unit:  # writes: profiles and stays in one batch, by the verbs
        for one in DOUBLES:
            made[one.key] = _write(world, unit, one, phones)
    refresh_terms(scope=world.builder)
    keeper = world.crew.one(CITY, "customer_information")
    strangers = list(Guest.objects.filter(name="张伟").order_by("id")[:2])
    at = world.now - timedelta(minutes=20)
    with open_scope(keeper), unit_of_work(keeper):  # writes: cases and a decision, by their verbs
        _queue(world, made["first"], made["again"], CaseOrigin.CREATED_BESIDE)
        _queue(world, made["firm"], made["letters"], CaseOrigin.DESK)
        if len(strangers) == 2:
            _queue(world, strangers[0], strangers[1], CaseOrigin.DESK)
        case = _queue(world, made["lead"], made["joined"], CaseOrigin.DESK)
        if case is not None:
            decide_case(scope=keeper, now=at, case=case, answer=CaseState.SAME.value)
    world.count("double profiles", len(DOUBLES))


def _write(world: World, unit: Unit, one: Double, phones: dict[str, str]) -> Guest:
    first = world.today - timedelta(days=max(ago for ago, _ in one.past))
    contacts = [ContactDraft(ContactKind.MOBILE, phones[one.phone], is_preferred=True)] if one.phone else []
    if one.mail:
        contacts.append(ContactDraft(ContactKind.EMAIL, one.mail, is_relay=one.relay))
    documents: tuple[DocumentDraft, ...] = ()
    if one.born and one.gender:
        number = world.numbers.id_card(world.draw, "33", date.fromisoformat(one.born), one.gender.value)
        documents = (DocumentDraft(DocumentKind.ID_CARD, number),)
    draft = GuestDraft(
        name=one.name,
        gender=one.gender,
        nationality="CN" if one.born else None,
        language="zh",
        company=one.company or None,
        contacts=tuple(contacts),
        documents=documents,
    )
    clerk = world.crew.one(CITY, one.role)
    source = SourceKind.SCANNED if one.born else SourceKind.STATED
    guest = create_guest(scope=clerk, now=world.at(first - timedelta(days=3), 10, 20), draft=draft, source=source)
    world.count("guests")
    for ago, nights in one.past:
        visit = Visit(CITY, world.today - timedelta(days=ago), nights, "DLK")
        write_visit(world, unit, guest, visit, one.manner)
    item, value = one.learned
    if item:
        day = world.today - timedelta(days=one.past[-1][0])
        record_fact(
            scope=world.crew.one(CITY, "housekeeping_attendant"),
            now=world.at(day + timedelta(days=1), 9, 30),
            guest=guest,
            item_code=item,
            value=value,
            source=SourceKind.OBSERVED,
            place="客房",
            stage="in_stay",
        )
        world.count("facts")
    return guest


def _queue(world: World, one: Guest, other: Guest, origin: CaseOrigin) -> PairCase | None:
    found = compare_profiles(one.id, other.id)
    return open_case(
        scope=world.crew.one(CITY, "customer_information"),
        now=world.now - timedelta(hours=1),
        guest_a=one.id,
        guest_b=other.id,
        origin=origin,
        weight=found.weight if found else 0.0,
        conflict=found.conflict if found else "",
        model_version=found.model_version if found else "",
    )
