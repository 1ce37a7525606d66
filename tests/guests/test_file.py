"""The whole file: arrangement, origin of each value, gaps, faults, conflicts and what a role may not see."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from binzhi.guests.accuracy import accuracy_of
from binzhi.guests.bundle import bundles_of
from binzhi.guests.completeness import completeness_of, counted_fields
from binzhi.guests.derived import derived_values
from binzhi.guests.domain.facts import record_fact
from binzhi.guests.domain.profile import change_guest
from binzhi.guests.drafts import ContactDraft, DateDraft, DocumentDraft, GuestDraft
from binzhi.guests.enums import ContactKind, DateKind, DocumentKind, FactStatus, Gender, SourceKind, ValueStatus
from binzhi.guests.fields import fields
from binzhi.guests.file import build_file
from binzhi.guests.models import Fact, Guest, GuestContact, GuestDate, GuestValue
from binzhi.guests.origin import Origin
from binzhi.guests.quality import checked, generic_guests
from binzhi.guests.specificity import specificity_of
from binzhi.vault.domain.sealing import Cell, holds
from tests.builders import NOW, TODAY, make_fact, make_guest, make_hotel, make_note, make_staff, open_house, scope_of
from tests.canaries import SEALED, plant, seen_in

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
ID_NUMBER = "11010519491231002X"
SCAN = Origin(source=SourceKind.SCANNED)


@pytest.fixture
def manager(sign_in: Callable[..., Client]) -> Client:
    """The browser of the service manager."""
    return sign_in(make_staff(make_hotel(), "service_manager"))


@pytest.mark.requirement("R-069", "R-070", "R-073", "R-074", "R-075", "R-076")
@pytest.mark.parametrize(
    ("by", "heads"),
    [
        ("section", ["基本细节", "商业细节", "个人细节", "后勤细节", "商业记录"]),
        ("facet", ["客户特征", "偏好", "迷信", "客户类别", "身份识别", "素质", "意愿", "生活背景"]),
        ("group", ["基础资料", "嗜好习惯", "消费需求", "消费能力"]),
        ("part", ["客人概况", "客人特点", "宾客对酒店的评价", "员工的看法（仅限内部）"]),
    ],
)
def test_the_file_is_arranged_as_asked(manager: Client, by: str, heads: list[str]) -> None:
    guest = make_guest("王建国")
    page = manager.get(f"/guests/{guest.id}/file/?by={by}").content.decode()
    places = [page.find(f"<h2>{head}") for head in heads]
    if by == "part":
        places = [page.find(head) for head in heads]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.requirement("R-135")
def test_scanned_values_are_red_learned_ones_black_and_both_have_a_word(manager: Client) -> None:
    guest = make_guest("王建国", company="甲公司")
    with open_house(make_hotel()) as scope:
        change_guest(scope=scope, now=NOW, guest=guest, draft=GuestDraft(name="王建国", nationality="CN"), origin=SCAN)
    page = manager.get(f"/guests/{guest.id}/file/").content.decode()
    nation = page[page.index('id="f-nationality"') : page.index('id="f-language"')]
    company = page[page.index('id="f-company"') :][:1500]
    assert 'class="scanned"' in nation
    assert "扫描" in nation
    assert 'class="learned"' in company
    assert "scanned" not in company.split("</li>")[0]


@pytest.mark.requirement("R-069", "R-171")
def test_completeness_counts_known_fields_per_section_and_department() -> None:
    hotel, guest = make_hotel(), make_guest("王建国")
    with open_house(hotel) as scope:
        before = build_file(scope, guest, hotel_id=hotel.id, now=NOW, today=TODAY).completeness
        make_fact(guest, "interests", "摄影")
        change_guest(scope=scope, now=NOW, guest=guest, draft=GuestDraft(name="王建国", position="总经理"))
        fresh = Guest.objects.get(id=guest.id)
        after = build_file(scope, fresh, hotel_id=hotel.id, now=NOW, today=TODAY).completeness
    assert after.total.known == before.total.known + 2
    assert after.sections["personal"].known == before.sections["personal"].known + 1
    assert after.departments["sales"].known == before.departments["sales"].known + 1
    assert after.departments["kitchen"].known == before.departments["kitchen"].known
    assert after.total.percent == after.total.known * 100 // after.total.counted
    assert {"interests", "position"} <= {f.code for f in before.missing} - {f.code for f in after.missing}


def test_alternatives_count_once_and_switched_off_fields_never() -> None:
    whole = completeness_of({f.code for f in counted_fields()})
    assert whole.total.percent == 100
    assert completeness_of({"passport"}).total.known == completeness_of({"passport", "id_number"}).total.known == 1
    assert not {f.code for f in counted_fields(frozenset({"interests"}))} & {"interests"}


@pytest.mark.requirement("R-137")
@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"title": "女士"}, "wrong_title"),
        ({"latin_name": "Wang 建国"}, "latin_script"),
        ({"name": "王建国先生"}, "name_signs"),
        ({"gender": Gender.UNSPECIFIED}, "no_form"),
        ({"company": "甲公司"}, "no_position"),
        ({}, "no_contact"),
        ({"documents": (DocumentDraft(DocumentKind.PASSPORT, "E1234567", "JP"),)}, "no_nationality"),
        (
            {"documents": (DocumentDraft(DocumentKind.PASSPORT, "E1234567", "CN", date(2020, 1, 1)),)},
            "expired_document",
        ),
    ],
)
def test_accuracy_finds_the_fault(values: dict[str, object], fault: str) -> None:
    contact = () if fault == "no_contact" else (ContactDraft(ContactKind.MOBILE, "13800000001"),)
    guest = make_guest(**{"name": "王建国", "contacts": contact, **values})  # type: ignore[arg-type]  # fields of a draft
    clean = make_guest("李四", contacts=(ContactDraft(ContactKind.MOBILE, "13800000002"),))
    with open_house(make_hotel()):
        bundles = bundles_of([guest, clean])
        found = accuracy_of(bundles[guest.id], now=NOW)
        assert fault in {f.code for f in found.faults}
        assert found.score is not None
        assert found.score < 100
        assert accuracy_of(bundles[clean.id], now=NOW).score == 100


@pytest.mark.requirement("R-137")
def test_sex_and_birth_date_are_checked_against_the_id_number_inside_the_vault() -> None:
    hotel = make_hotel()
    guest = make_guest("王建国", birthday="1980-05-17", documents=(DocumentDraft(DocumentKind.ID_CARD, ID_NUMBER),))
    with open_house(hotel) as scope:
        file = build_file(scope, guest, hotel_id=hotel.id, now=NOW, today=TODAY)
    assert {"sex_of_number"} <= {f.code for f in file.accuracy.faults}


@pytest.mark.requirement("R-137")
def test_knowledge_and_contacts_grow_old_after_a_year() -> None:
    guest = make_guest("王建国", contacts=(ContactDraft(ContactKind.MOBILE, "13800000001"),))
    make_fact(guest, "interests", "摄影")
    later = NOW + timedelta(days=400)
    with open_house(make_hotel()):
        found = {f.code for f in accuracy_of(bundles_of([guest])[guest.id], now=later).faults}
    assert {"old_contact", "old_fact"} <= found


@pytest.mark.requirement("R-191")
def test_the_list_of_faults_names_what_would_embarrass(manager: Client) -> None:
    contact = (ContactDraft(ContactKind.EMAIL, "one@example.com"),)
    make_guest("王建国", contacts=contact)
    make_guest("王建国", contacts=contact)
    make_guest("李娜", title="女士")
    fine = make_guest("赵敏", gender=Gender.FEMALE)
    dead = make_guest("钱伟", contacts=(ContactDraft(ContactKind.EMAIL, "two@example.com"),))
    GuestContact.unscoped.filter(guest=dead).update(state="dead")
    page = manager.get("/guests/faults/").content.decode()
    assert page.count("可能有同一人的另一份客史") == 2
    assert "称谓与性别不符" in page
    assert "联系方式已失效" in page
    assert str(fine.id) not in page


@pytest.mark.requirement("R-113")
def test_files_with_only_generic_data_are_scored_low_and_listed(manager: Client) -> None:
    generic, special = make_guest("王建国", company="甲公司"), make_guest("李娜")
    make_fact(generic, "booking_method", "phone")  # said of everybody who books
    for item, value in (("tea", "龙井"), ("interests", "摄影"), ("snacks", "核桃酥")):
        make_fact(special, item, value)
    hotel = make_hotel()
    make_note(hotel, special, "爱谈围棋")
    with open_house(hotel) as scope:
        bundles = bundles_of([generic, special])
        assert specificity_of(bundles[generic.id]) == 0
        assert specificity_of(bundles[special.id]) == 50
        assert [g.id for g in generic_guests(scope)] == [generic.id]
    page = manager.get("/guests/generic/").content.decode()
    assert str(generic.id) in page
    assert str(special.id) not in page


def test_lists_of_files_need_as_many_queries_for_one_as_for_thirty() -> None:
    guests = [make_guest(contacts=(ContactDraft(ContactKind.MOBILE, f"1380000{n:04}"),)) for n in range(30)]
    with open_house(make_hotel()):
        counts = []
        for some in (guests[:1], guests):
            with CaptureQueriesContext(connection) as queries:
                checked(some, now=NOW, off=frozenset())
            counts.append(len(queries))
    assert counts[0] == counts[1], [q["sql"][:90] for q in queries]


@pytest.mark.requirement("R-005", "R-006", "R-008")
@pytest.mark.parametrize(
    ("born", "age", "animal", "sign"),
    [
        ("1980-05-17", "45", "猴", "金牛座"),
        ("1980-02-15", "46", "羊", "水瓶座"),  # the year of the monkey began on 16 February 1980
        ("1980-02-16", "46", "猴", "水瓶座"),
        ("05-17", "", "", "金牛座"),
        ("1999-12-22", "26", "兔", "摩羯座"),
    ],
)
def test_age_animal_and_sign_follow_from_the_birth_date(born: str, age: str, animal: str, sign: str) -> None:
    guest = make_guest("王建国", birthday=born)
    with open_house(make_hotel()) as scope:
        dates = list(GuestDate.objects.filter(guest=guest))
        found = derived_values(guest, dates=dates, members=[], today=TODAY, language="zh-hans")
        file = build_file(scope, guest, hotel_id=make_hotel().id, now=NOW, today=TODAY)
        english = derived_values(guest, dates=dates, members=[], today=TODAY, language="en")
    assert (found["age"], found["zodiac"], found["star_sign"]) == (age, animal, sign)
    line = file.line("star_sign")
    assert line is not None
    assert [v.text for v in line.values] == [sign]
    assert english["star_sign"].isascii()


@pytest.mark.requirement("R-036")
def test_the_length_of_the_relation_is_computed() -> None:
    guest = make_guest("王建国")
    found = derived_values(
        guest, dates=[], members=[], today=date(2028, 5, 12), language="zh-hans", first_arrival=date(2024, 3, 11)
    )
    assert (found["joined_on"], found["tenure"]) == ("2024-03-11", "4年2个月")


@pytest.mark.requirement("R-196")
@pytest.mark.parametrize(("take", "stands"), [("new", "日本"), ("standing", "中国")])
def test_a_differing_value_waits_and_one_click_decides(manager: Client, take: str, stands: str) -> None:
    guest = make_guest("王建国", nationality="CN")
    with open_house(make_hotel()) as scope:
        draft = GuestDraft(name="王建国", nationality="JP")
        change_guest(scope=scope, now=NOW, guest=guest, draft=draft, origin=SCAN, keep_standing=True)
        value = GuestValue.objects.get(guest=guest)
    page = manager.get(f"/guests/{guest.id}/file/").content.decode()
    waiting = page[page.index('id="conflicts"') : page.index("</section>", page.index('id="conflicts"'))]
    assert "中国" in waiting
    assert "日本" in waiting
    assert 'data-key="1"' in waiting
    assert manager.post(f"/guests/{guest.id}/values/{value.id}/", {"take": take}).status_code == 302
    page = manager.get(f"/guests/{guest.id}/file/").content.decode()
    assert 'id="conflicts"' not in page
    assert stands in page[page.index('id="f-nationality"') :][:400]
    history = manager.get(f"/guests/{guest.id}/file/nationality/history/").content.decode()
    assert ("中国" if take == "new" else "日本") in history
    assert manager.post(f"/guests/{guest.id}/values/{value.id}/", {"take": take}).status_code == 404  # decided already


@pytest.mark.requirement("R-007", "R-196")
@pytest.mark.parametrize("take", [True, False])
def test_a_differing_birth_date_waits_sealed_and_the_loser_stays(manager: Client, take: bool) -> None:
    guest = make_guest("王建国", birthday="1980-05-17")
    with open_house(make_hotel()) as scope:
        for born in ("1980-05-17", "05-17", "1981-06-18", "1981-06-18"):
            draft = GuestDraft(name="王建国", dates=(DateDraft(DateKind.BIRTHDAY, born),))
            change_guest(scope=scope, now=NOW, guest=guest, draft=draft, origin=SCAN)
        value = GuestValue.objects.get(guest=guest)  # the same day, with or without year, is no other day
        assert value.value == ""
        assert value.sealed is not None
    page = manager.get(f"/guests/{guest.id}/file/").content.decode()
    assert "1981-06-18" not in page
    assert "1980-05-17" not in page.replace("1980-05-17；", "")
    manager.post(f"/guests/{guest.id}/values/{value.id}/", {"take": "new" if take else "standing"})
    row = GuestDate.unscoped.get(guest=guest)
    cell = Cell("guests_date", guest.id, row.id, "value", bytes(row.value), "C3")
    assert holds(cell=cell, plain="1981-06-18" if take else "1980-05-17")
    statuses = set(GuestValue.unscoped.filter(guest=guest).values_list("status", flat=True))
    assert statuses == ({ValueStatus.TAKEN, ValueStatus.SUPERSEDED} if take else {ValueStatus.REJECTED})


@pytest.mark.requirement("R-196")
@pytest.mark.parametrize(("verdict", "stands"), [("accepted", "high"), ("rejected", "low")])
def test_a_contested_fact_waits_and_one_click_decides(manager: Client, verdict: str, stands: str) -> None:
    guest = make_guest("王建国")
    make_fact(guest, "floor_height", "low")
    make_fact(guest, "floor_height", "high")
    fact = Fact.unscoped.get(guest=guest, status=FactStatus.PROPOSED)
    page = manager.get(f"/guests/{guest.id}/file/").content.decode()
    assert 'id="conflicts"' in page
    data = {"verdict": verdict, "next": f"/guests/{guest.id}/file/"}
    answer = manager.post(f"/guests/{guest.id}/facts/{fact.id}/", data)
    assert answer["Location"] == f"/guests/{guest.id}/file/"
    assert [f.value for f in Fact.unscoped.filter(guest=guest, status=FactStatus.ACCEPTED)] == [stands]
    outside = {"verdict": "confirm", "next": "https://elsewhere.example/"}
    assert manager.post(f"/guests/{guest.id}/facts/{fact.id}/", outside)["Location"].startswith("/guests/")


@pytest.mark.requirement("R-176", "R-195")
def test_one_field_is_entered_where_it_stands_with_its_rule(manager: Client) -> None:
    guest = make_guest("王建国", company="甲公司")
    url = f"/guests/{guest.id}/file/company/"
    headers = {"HX-Request": "true"}
    form = manager.get(url, headers=headers).content.decode()
    assert "写全称" in form
    assert "杭州市财政局" in form
    data = {"value": "乙公司", "source": "stated", "base": "甲公司"}
    answer = manager.post(url, data, headers=headers)
    assert answer.status_code == 200
    assert "乙公司" in answer.content.decode()
    moved = manager.post(url, {"value": "丙公司", "source": "stated", "base": "甲公司"}, headers=headers)
    page = moved.content.decode()
    assert moved.status_code == 422
    assert "乙公司" in page
    assert "丙公司" in page
    assert Guest.unscoped.get(id=guest.id).company == "乙公司"


@pytest.mark.parametrize("code", ["age", "stays", "nothing"])
def test_what_cannot_be_typed_has_no_form(manager: Client, code: str) -> None:
    guest = make_guest("王建国")
    assert manager.get(f"/guests/{guest.id}/file/{code}/").status_code == 404
    assert manager.post(f"/guests/{guest.id}/file/{code}/", {"value": "1", "source": "stated"}).status_code == 404


def test_a_switched_off_field_is_not_offered_and_cannot_be_entered(sign_in: Callable[..., Client]) -> None:
    hotel = make_hotel(switched_on=False)
    browser, guest = sign_in(make_staff(hotel, "service_manager")), make_guest("王建国")
    page = browser.get(f"/guests/{guest.id}/file/").content.decode()
    for code in ("belief", "income_band", "health_need", "home_address", "wedding_day"):
        assert f'id="f-{code}"' not in page
        answer = browser.post(f"/guests/{guest.id}/file/{code}/", {"value": "x", "source": "stated"})
        assert answer.status_code == 404
    assert "宗教" not in browser.get(f"/guests/{guest.id}/facts/new/").content.decode()
    assert 'name="address_street"' not in browser.get(f"/guests/{guest.id}/edit/").content.decode()


ROLES = ["concierge", "housekeeping_attendant", "sales", "reservations", "front_desk", "kitchen"]


@pytest.mark.parametrize("role", ROLES)
def test_no_page_of_the_file_shows_what_the_role_may_not_read(sign_in: Callable[..., Client], role: str) -> None:
    hotel = make_hotel()
    planted = plant(hotel)
    guest = planted.guest
    for item in ("personality", "ideals", "bank_account", "belief_custom"):
        make_fact(guest, item, {"bank_account": "6222021234567890128"}.get(item, f"C4CANARYHALAL{item}"))
    with open_house(hotel) as scope:
        draft = GuestDraft(name=guest.name, dates=(DateDraft(DateKind.BIRTHDAY, "1949-12-30"),))
        change_guest(scope=scope, now=NOW, guest=guest, draft=draft, origin=SCAN)
        first = Fact.objects.get(guest=guest, item="belief_custom")
        record_fact(
            scope=scope, now=NOW, guest=guest, item_code="belief_custom", value="C4CANARYFEVER new",
            source=SourceKind.STATED, replaces=first.id,
        )  # fmt: skip
    staff = make_staff(hotel, role)
    with scope_of(staff) as scope:
        readable = scope.field_classes
    browser = sign_in(staff)
    pages = [f"/guests/{guest.id}/file/?by={by}" for by in ("section", "facet", "group", "part")]
    pages += [f"/guests/{guest.id}/file/{code}/history/" for code in fields()]
    pages += [f"/guests/{guest.id}/file/{code}/?show=line" for code in fields()]
    pages += [f"/guests/{guest.id}/edit/", f"/guests/{guest.id}/facts/new/", "/guests/faults/", "/guests/generic/"]
    whole = [*SEALED["C2"], *SEALED["C3"], *SEALED["C4"]]
    for page in pages:
        answer = browser.get(page)
        assert answer.status_code in {200, 403, 404}, page
        assert seen_in(answer.content, whole) == [], page
        assert "1949-12-30" not in answer.content.decode(), page
        text = answer.content.decode()
        for field_class, code in (("C2", "personality"), ("C3", "birth_date"), ("C4", "belief_custom")):
            if field_class not in readable:
                assert f'id="f-{code}"' not in text, page
    if "C4" not in readable:
        assert browser.get(f"/guests/{guest.id}/file/belief_custom/history/").status_code == 404
        fact = Fact.unscoped.filter(guest=guest, item="belief_custom").first()
        assert fact is not None
        answer = browser.post(f"/guests/{guest.id}/reveal/fact/{fact.id}/", {"purpose": "看看"})
        assert answer.status_code == 403


def test_the_file_page_opens_no_sealed_value(manager: Client) -> None:
    guest = plant(make_hotel()).guest
    from binzhi.audit.models import Act

    before = Act.objects.filter(name__in=["read_sealed_fields", "reveal_guest_field"]).count()
    assert manager.get(f"/guests/{guest.id}/file/").status_code == 200
    assert Act.objects.filter(name__in=["read_sealed_fields", "reveal_guest_field"]).count() == before


@pytest.mark.requirement("R-114")
def test_a_value_is_confirmed_again_with_one_click(manager: Client) -> None:
    guest = make_guest("王建国", company="甲公司")
    fact = make_fact(guest, "interests", "摄影")
    url = f"/guests/{guest.id}/file/interests/confirm/"
    assert manager.post(url, {"fact": str(fact.id)}, headers={"HX-Request": "true"}).status_code == 200
    fresh = Fact.unscoped.get(guest=guest)
    assert fresh.last_confirmed_at > fact.last_confirmed_at
    assert fresh.confidence > fact.confidence or fresh.confidence == 100
    assert manager.post(f"/guests/{guest.id}/file/company/confirm/").status_code == 302
    assert "confirmed" in Guest.unscoped.get(id=guest.id).origins["company"]
    assert manager.post(f"/guests/{guest.id}/file/age/confirm/").status_code == 404
    assert manager.post(url, {"fact": "nonsense"}).status_code == 404
