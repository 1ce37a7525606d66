"""Lists as files: permitted columns only, no cell that acts, a watermark, one log, given out once."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from binzhi.audit.models import Act
from binzhi.guests.domain.exports import ask_export, drop_ended_exports, fetch_export, make_export
from binzhi.guests.domain.flags import set_flag
from binzhi.guests.domain.names import add_name
from binzhi.guests.drafts import ContactDraft
from binzhi.guests.enums import ContactKind, ExportForm, FlagCode, NameKind
from binzhi.guests.errors import ExportGone
from binzhi.guests.exports import columns_for
from binzhi.guests.lists import read_rules
from binzhi.guests.models import Export
from binzhi.kernel.cells import guarded
from binzhi.kernel.errors import BadInput, NotAllowed
from binzhi.kernel.scope import Scope
from binzhi.org.models import Staff
from tests.builders import NOW, make_guest, make_hotel, make_staff, open_house, scope_of
from tests.canaries import HINTS, MAIL, PHONE, SEALED, found_in, plant

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]


def exported(
    scope: Scope, form: ExportForm, columns: list[str], rule: tuple[str, str, str] = ("name", "known", "")
) -> bytes:
    export = ask_export(
        scope=scope, now=NOW, rules=read_rules(scope, [rule]), form=form, columns=columns, purpose="年会邀请函"
    )
    made = make_export(scope=scope, now=NOW, export=export, language="zh-hans")
    return fetch_export(scope=scope, now=NOW, export=made)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "　=", "|"])
def test_no_cell_acts_as_a_formula(sign: str) -> None:
    hotel = make_hotel()
    make_guest("王建国", company=f"{sign}HYPERLINK(1)".strip() if sign in "\t\r" else f"{sign}HYPERLINK(1)")
    with scope_of(make_staff(hotel, "marketing")) as scope:
        body = exported(scope, ExportForm.XLSX, ["name", "company"])
    sheet = load_workbook(io.BytesIO(body)).active
    rows = [list(row) for row in sheet.iter_rows()]
    assert rows[0][0].value.startswith("宾至酒店BJ01 · 保密")
    assert "年会邀请函" in rows[0][0].value
    assert [c.value for c in rows[1]] == ["姓名", "单位"]
    for cell in rows[2]:
        assert cell.data_type == "s"
        assert guarded(cell.value.lstrip("'")) == cell.value


def test_a_role_gets_no_column_it_may_not_open() -> None:
    hotel = make_hotel()
    plant(hotel)
    for role, classes in (("marketing", []), ("sales", ["C2"]), ("customer_information", ["C2", "C3"])):
        with scope_of(make_staff(hotel, role)) as scope:
            mine = {c.code for c in columns_for(scope)}
            body = exported(scope, ExportForm.VCARD, sorted(mine))
            assert ("mobile" in mine, "document" in mine) == ("C2" in classes, "C3" in classes)
            for name, values in SEALED.items():
                if name not in classes:
                    assert found_in(body, [*values, *HINTS.get(name, [])]) == [], (role, name)
            with pytest.raises(NotAllowed):
                ask_export(
                    scope=scope, now=NOW, rules=[], form=ExportForm.XLSX,
                    columns=["document" if "C3" not in classes else "mobile", "nothing"] if "C3" not in classes else ["mobile"],
                    purpose="试一试看",
                ) if "C3" not in classes else _refuse()  # fmt: skip


def _refuse() -> None:
    raise NotAllowed(permission="reveal")


def test_sealed_columns_are_one_look_in_the_log_and_the_export_is_logged_with_purpose() -> None:
    hotel = make_hotel()
    for n in range(3):
        make_guest(f"客{n}", contacts=(ContactDraft(ContactKind.MOBILE, f"+861380013800{n}"),))
    with scope_of(make_staff(hotel, "sales", name="周敏")) as scope:
        body = exported(scope, ExportForm.XLSX, ["name", "mobile"])
        assert body[:2] == b"PK"
        looks = Act.objects.filter(name="read_sealed_fields")
        assert [(a.purpose, a.details["count"]) for a in looks] == [("年会邀请函", 3)]
        act = Act.objects.get(name="export_guests")
        assert (act.actor_name, act.purpose, act.details["count"], act.details["columns"]) == (
            "周敏",
            "年会邀请函",
            3,
            "name, mobile",
        )
        assert Act.objects.filter(name="fetch_export").count() == 1
        assert not [a for a in Act.objects.all() if "1380013800" in repr(a.details)]


def test_the_file_is_sealed_until_fetched_and_given_out_once() -> None:
    hotel = make_hotel()
    make_guest("王建国", contacts=(ContactDraft(ContactKind.MOBILE, PHONE), ContactDraft(ContactKind.EMAIL, MAIL)))
    seller = make_staff(hotel, "sales")
    with scope_of(seller) as scope:
        export = ask_export(
            scope=scope,
            now=NOW,
            rules=[],
            form=ExportForm.VCARD,
            columns=["name", "mobile", "email"],
            purpose="年会邀请函",
        )
        export = make_export(scope=scope, now=NOW, export=export, language="zh-hans")
        assert found_in(bytes(export.parcel or b""), [PHONE, MAIL, "王建国"]) == []
    with scope_of(make_staff(hotel, "sales")) as scope, pytest.raises(ExportGone):
        fetch_export(scope=scope, now=NOW, export=export)
    with scope_of(seller) as scope:
        body = fetch_export(scope=scope, now=NOW, export=export).decode()
        assert "FN:王建国\r\n" in body
        assert f"TEL;TYPE=CELL:{PHONE}" in body
        assert body.count("BEGIN:VCARD") == body.count("END:VCARD") == 1
        assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))
        with pytest.raises(ExportGone):
            fetch_export(scope=scope, now=NOW, export=export)
        assert Export.objects.get().parcel is None


def test_a_file_nobody_fetches_is_gone_after_an_hour() -> None:
    hotel = make_hotel()
    make_guest("王建国")
    with scope_of(make_staff(hotel, "sales")) as scope:
        export = ask_export(
            scope=scope, now=NOW, rules=[], form=ExportForm.XLSX, columns=["name"], purpose="年会邀请函"
        )
        export = make_export(scope=scope, now=NOW, export=export, language="en")
        late = NOW + timedelta(hours=1)
        with pytest.raises(ExportGone):
            fetch_export(scope=scope, now=late, export=export)
        assert drop_ended_exports(now=late) == 1
        assert Export.objects.get().parcel is None


def test_a_purpose_is_needed_and_an_incognito_guest_leaves_under_the_alias() -> None:
    hotel, guest = make_hotel(), make_guest("林青霞")
    with open_house(hotel) as scope:
        add_name(scope=scope, now=NOW, guest=guest, kind=NameKind.ALIAS, name="周晓")
        set_flag(scope=scope, now=NOW, guest=guest, code=FlagCode.INCOGNITO)
        with pytest.raises(BadInput):
            ask_export(scope=scope, now=NOW, rules=[], form=ExportForm.XLSX, columns=["name"], purpose="看")
    with scope_of(make_staff(hotel, "marketing")) as scope:
        body = exported(scope, ExportForm.VCARD, ["name"], ("flag", "is", "incognito")).decode()
    assert "周晓" in body
    assert "林青霞" not in body


def test_the_pages_ask_make_and_give_once(sign_in: SignIn) -> None:
    hotel = make_hotel()
    make_guest("王建国", company="宏远")
    browser = sign_in(make_staff(hotel, "service_manager"))
    url = reverse("guests:export")
    assert "宏远" in browser.get(url + "?f=company&o=is&v=宏远").content.decode()
    data = {"f": "company", "o": "is", "v": "宏远", "column": ["name", "company"], "form": "xlsx"}
    assert browser.post(url, {**data, "purpose": ""}).status_code == 422
    answer = browser.post(url, {**data, "purpose": "年会邀请函"})
    assert answer.status_code == 302
    assert "file/" in browser.get(answer["Location"]).content.decode()
    file = browser.post(answer["Location"] + "file/")
    assert file.status_code == 200
    assert "attachment" in file["Content-Disposition"]
    assert file["Cache-Control"] == "no-store"
    assert browser.post(answer["Location"] + "file/").status_code == 410
    assert sign_in(make_staff(hotel, "concierge")).get(url).status_code == 403
