"""The pages of scanning: choose, compare, confirm; red with a sign; on every page; back to the check-in; the API."""

import base64
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from binzhi.guests.drafts import DocumentDraft
from binzhi.guests.enums import DocumentKind
from binzhi.guests.models import DocumentReading, Guest, GuestDocument
from binzhi.guests.scan_kinds import ReadingKind
from binzhi.org.models import GivenAnswer, Hotel, Staff
from tests.builders import make_booking, make_guest, make_hotel, make_staff
from tests.canaries import found_in
from tests.kernel.test_id_reader import NUMBER, record
from tests.kernel.test_mrz import passport

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Staff], Client]


@pytest.fixture
def hotel() -> Hotel:
    return make_hotel(business_date=timezone.localdate(), now=timezone.now())


@pytest.fixture
def clerk(hotel: Hotel) -> Staff:
    return make_staff(hotel, "front_desk")


def scanned(browser: Client, text: str, **about: str) -> str:
    """Send what a scanner typed; returns the address of the review page."""
    answer = browser.post(reverse("guests:scan_text"), {"text": text, **about})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return str(answer.headers["Location"])


def as_read(browser: Client, address: str) -> dict[str, str]:
    """The values of the review form as the page shows them."""
    form = browser.get(address).context["form"]
    return {name: str(form[name].value() or "") for name in form.fields}


@pytest.mark.requirement("R-133", "R-135")
def test_a_scan_is_shown_in_red_with_a_sign_and_saved_only_when_confirmed(
    hotel: Hotel, clerk: Staff, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    address = scanned(browser, NUMBER)
    page = browser.get(address).content.decode()
    assert 'class="wide is-scanned"' in page and "scan-sign" in page
    assert NUMBER in page and "1949-12-31" in page and "北京市朝阳区" in page
    assert not Guest.unscoped.exists()
    answer = browser.post(address, as_read(browser, address) | {"name": "沈若兰"})
    guest = Guest.unscoped.get()
    assert answer.headers["Location"] == reverse("workbench:guest", args=[guest.id])
    assert browser.get(answer.headers["Location"]).status_code == 200
    assert browser.get(address).status_code == 410  # the parcel is gone


@pytest.mark.requirement("R-134")
def test_the_same_form_opens_empty_to_type_by_hand(hotel: Hotel, clerk: Staff, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    for kind in (ReadingKind.ID_CARD, ReadingKind.BUSINESS_CARD):
        answer = browser.post(reverse("guests:scan_by_hand"), {"kind": kind}, follow=True)
        page = answer.content.decode()
        assert "is-scanned" not in page
        shown = set(answer.context["form"].fields)
        assert ("document_number" in shown) == (kind == ReadingKind.ID_CARD)
        assert ("company_phone" in shown) == (kind == ReadingKind.BUSINESS_CARD)


@pytest.mark.requirement("R-133")
def test_at_check_in_one_scan_fills_the_registration_and_comes_back(
    hotel: Hotel, clerk: Staff, sign_in: SignIn
) -> None:
    guest = make_guest("沈若兰")
    stay = make_booking(hotel, guest, arrival=timezone.localdate(), booked_at=timezone.now())
    desk = reverse("workbench:check_in", args=[guest.id, stay.id])
    browser = sign_in(clerk)
    page = browser.get(desk).content.decode()
    assert f'data-scan-guest="{guest.id}"' in page and f'data-scan-next="{desk}"' in page
    about = {"guest": str(guest.id), "stay": str(stay.id), "next": desk}
    address = scanned(browser, record().hex(), **about)
    assert "沈若兰" in browser.get(address).content.decode()
    answer = browser.post(address, as_read(browser, address))
    assert answer.headers["Location"] == desk
    document = GuestDocument.unscoped.get(guest_id=guest.id)
    assert (document.expires_on, document.origin["stage"]) == (date(2030, 1, 1), "check_in")
    assert Guest.unscoped.count() == 1


def test_a_known_document_offers_its_file_and_the_button_to_save_is_gone(
    hotel: Hotel, clerk: Staff, sign_in: SignIn
) -> None:
    known = make_guest("沈若兰", documents=(DocumentDraft(DocumentKind.ID_CARD, NUMBER),))
    browser = sign_in(clerk)
    address = scanned(browser, NUMBER)
    answer = browser.get(address)
    assert answer.context["owner"] == known
    aim = browser.post(f"{address}whose/", {"guest": str(known.id)})
    assert aim.headers["Location"] == address
    assert browser.get(address).context["owner"] is None
    browser.post(address, as_read(browser, address))
    assert Guest.unscoped.count() == 1


@pytest.mark.parametrize(
    ("text", "status"),
    [("", 422), ("hello", 422), (passport()[:60], 422), ("110105194912310021", 422), ("姓名：沈若兰", 422)],
)
def test_what_cannot_be_read_is_said_on_the_page(
    hotel: Hotel, clerk: Staff, sign_in: SignIn, text: str, status: int
) -> None:
    answer = sign_in(clerk).post(reverse("guests:scan_text"), {"text": text})
    assert answer.status_code == status
    assert 'role="alert"' in answer.content.decode() and not DocumentReading.unscoped.exists()


def test_a_wrong_value_typed_over_stands_beside_its_field(hotel: Hotel, clerk: Staff, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    address = scanned(browser, record().hex())
    values = as_read(browser, address)
    answer = browser.post(address, values | {"document_number": "110105194912310021"})
    assert answer.status_code == 422 and "document_number" in answer.context["form"].errors
    answer = browser.post(address, values | {"birth_date": "31.12.49"})
    assert answer.status_code == 422 and "birth_date" in answer.context["form"].errors
    assert not Guest.unscoped.exists()


@pytest.mark.requirement("R-739")
def test_the_file_of_a_reader_can_be_uploaded(hotel: Hotel, clerk: Staff, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    given = SimpleUploadedFile("wz.txt", record())
    answer = browser.post(reverse("guests:scan_file"), {"file": given})
    assert as_read(browser, answer.headers["Location"])["document_number"] == NUMBER
    broken = SimpleUploadedFile("wz.txt", record()[:100])
    assert browser.post(reverse("guests:scan_file"), {"file": broken}).status_code == 422
    assert browser.post(reverse("guests:scan_file")).status_code == 422


def test_another_person_and_another_site_get_nowhere(hotel: Hotel, clerk: Staff, sign_in: SignIn) -> None:
    address = scanned(sign_in(clerk), NUMBER)
    other = sign_in(make_staff(hotel, "front_desk"))
    for path in (address, f"{address}state/"):
        assert NUMBER not in other.get(path).content.decode()
    assert other.get(address).status_code == 410
    assert other.post(f"{address}forget/").status_code == 410
    browser = sign_in(clerk)
    for bad in ("//evil.example/", "https://evil.example/", "javascript:alert(1)"):
        scanned(browser, NUMBER, next=bad)
    assert set(DocumentReading.unscoped.values_list("back_to", flat=True)) == {""}


@pytest.mark.parametrize("role", ["housekeeping_attendant", "kitchen", "food_beverage", "call_centre"])
def test_a_role_that_may_not_scan_has_no_door(hotel: Hotel, role: str, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(hotel, role))
    assert browser.get(reverse("guests:scan")).status_code == 403
    answer = browser.post(reverse("guests:scan_text"), {"text": NUMBER})
    assert answer.status_code == 403 and NUMBER not in answer.content.decode()
    assert "data-scan" not in browser.get("/").content.decode()


def test_a_role_without_identity_data_receives_none_of_it(hotel: Hotel, clerk: Staff, sign_in: SignIn) -> None:
    """Sales scans business cards: neither its own pages nor somebody else's reading show a document."""
    address = scanned(sign_in(clerk), NUMBER)
    browser = sign_in(make_staff(hotel, "sales"))
    pages = [browser.get(reverse("guests:scan")), browser.get(address)]
    pages.append(browser.post(reverse("guests:scan_text"), {"text": NUMBER}))
    pages.append(browser.post(reverse("guests:scan_file"), {"file": SimpleUploadedFile("wz.txt", record())}))
    for page in pages:
        assert found_in(page.content, [NUMBER, "1949-12-31"]) == []
    assert pages[2].status_code == 403 and DocumentReading.unscoped.count() == 1


def test_a_role_that_may_not_reveal_receives_number_and_birth_date_masked(hotel: Hotel, sign_in: SignIn) -> None:
    browser = sign_in(make_staff(hotel, "reservations"))
    address = scanned(browser, record().hex())
    page = browser.get(address).content.decode()
    assert found_in(page.encode(), [NUMBER, "1949-12-31"]) == [] and "••••2X" in page
    browser.post(address, as_read(browser, address))
    assert GuestDocument.unscoped.get().expires_on == date(2030, 1, 1)


def test_the_scan_pages_read_in_english_and_leave_no_value_in_the_address(
    hotel: Hotel, clerk: Staff, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    browser.cookies["binzhi_language"] = "en"
    assert "Scan a document or card" in browser.get(reverse("guests:scan")).content.decode()
    address = scanned(browser, NUMBER)
    assert NUMBER not in address
    assert "Compare and confirm" in browser.get(address).content.decode()


# --- the API ----------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R-739")
def test_the_api_reads_and_keeps_nothing(hotel: Hotel, clerk: Staff, api_client: SignIn) -> None:
    api = api_client(clerk)
    for body in ({"text": NUMBER}, {"record": base64.b64encode(record()).decode()}):
        answer = api.post("/api/v1/readings", body, content_type="application/json", headers={"Idempotency-Key": "k1"})
        assert answer.status_code == 200
        assert answer.json()["fields"]["document_number"] == NUMBER
        assert answer.headers["Cache-Control"] == "no-store"
    assert not DocumentReading.unscoped.exists() and not Guest.unscoped.exists()
    assert not GivenAnswer.objects.exists()  # an answer kept for a retry would hold the number in clear
    known = make_guest("沈若兰", documents=(DocumentDraft(DocumentKind.ID_CARD, NUMBER),))
    answer = api.post("/api/v1/readings", {"text": NUMBER}, content_type="application/json")
    assert answer.json()["guest_id"] == str(known.id)


def test_the_api_hides_what_the_role_may_not_see(hotel: Hotel, api_client: SignIn) -> None:
    read = {"text": NUMBER}
    answer = api_client(make_staff(hotel, "reservations")).post(
        "/api/v1/readings", read, content_type="application/json"
    )
    assert answer.json()["hidden"] == ["document_number", "birth_date"] and NUMBER not in answer.content.decode()
    for role in ("sales", "housekeeping_attendant"):
        answer = api_client(make_staff(hotel, role)).post("/api/v1/readings", read, content_type="application/json")
        assert answer.status_code == 403 and NUMBER not in answer.content.decode()


@pytest.mark.parametrize(
    "body", [{}, {"text": "hello"}, {"record": "not base 64!"}, {"record": "AAAA"}, {"text": passport()[:50]}]
)
def test_the_api_refuses_with_a_code(hotel: Hotel, clerk: Staff, api_client: SignIn, body: dict[str, str]) -> None:
    answer = api_client(clerk).post("/api/v1/readings", body, content_type="application/json")
    assert answer.status_code == 422 and answer.json()["code"] in {"reader_text_unknown", "mrz_refused"}
