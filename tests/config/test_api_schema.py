"""The API keeps its own schema: whatever a client sends, there is no fault of ours, and nothing opens without a token."""

import ast
import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from binzhi.config.wsgi import application
from binzhi.kernel.scope import open_scope
from binzhi.org.access import scope_for
from binzhi.org.domain.signin import create_token
from binzhi.org.models import AccessToken, Staff
from tests.builders import NOW, make_hotel, make_staff
from tests.canaries import everywhere, plant, seen_in
from tests.house.tree import SOURCE, parsed, python_files, relative
from tools.permission_table import routes

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
CHECKS = [not_a_server_error, response_schema_conformance, content_type_conformance]
OPERATIONS = [
    (route.address, method)
    for route in routes()
    if route.is_api and route.needs != "public"
    for method in route.methods
]
QUIET = settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Requests run on the connection of the test, which must not be closed after each (as Django's own client does)."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token() -> str:
    """The token of a clerk in a hotel with one guest."""
    hotel = make_hotel()
    plant(hotel)
    clerk = make_staff(hotel, "front_desk")
    scope = scope_for(clerk)
    with open_scope(scope):
        return create_token(scope=scope, now=timezone.now(), staff=clerk)


@pytest.fixture
def schema() -> Any:
    """The schema as the API gives it."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


def operations(schema: Any) -> Iterator[tuple[str, str, Any]]:
    """(path, method, operation) of the schema."""
    for result in schema.get_all_operations():
        operation = result.ok()
        yield operation.path, operation.method.upper(), operation


def refused_or_answered(case: Any, headers: dict[str, str]) -> Any:
    """Send one case; what it wrote is rolled back."""
    with transaction.atomic(), transaction.atomic(using="keys"):
        answer = case.call(headers=headers)
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="keys")
    return answer


def test_every_operation_is_in_the_schema(schema: Any) -> None:
    listed = {
        (path.removeprefix("/").replace("{", "<uuid:").replace("}", ">"), method)
        for path, method, _ in operations(schema)
    }
    assert listed == set(OPERATIONS)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
@pytest.mark.parametrize(("address", "method"), OPERATIONS, ids=lambda value: value)
def test_nothing_a_client_sends_is_a_fault(
    address: str, method: str, mode: GenerationMode, schema: Any, token: str
) -> None:
    path = "/" + address.replace("<uuid:", "{").replace(">", "}")
    operation = next(op for p, m, op in operations(schema) if (p, m) == (path, method))
    headers = {"Authorization": f"Bearer {token}"}
    statuses: set[int] = set()

    @QUIET
    @given(operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        answer = refused_or_answered(case, headers)
        statuses.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS, headers=headers)
        assert seen_in(answer.content, everywhere()[:10]) == []

    send()
    assert statuses
    assert max(statuses) < 500


@pytest.mark.parametrize(("address", "method"), OPERATIONS, ids=lambda value: value)
@pytest.mark.parametrize(
    "authorization", ["", "Bearer ", "Bearer nonsense", "Basic Ym9zczp4", "bearer bz_", "Bearer é"]
)
def test_nothing_opens_without_a_token(address: str, method: str, authorization: str) -> None:
    path = "/" + re.sub(r"<uuid:\w+>", str(uuid4()), address)
    headers = {"Authorization": authorization} if authorization else {}
    answer = Client(headers=headers).generic(method, path, b"{}", content_type="application/json")
    assert answer.status_code == 401
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer.json()["code"] == "token_needed"


def test_a_token_of_someone_who_left_opens_nothing(token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    assert Client(headers=headers).get("/api/v1/guests").status_code == 200
    Staff.objects.update(is_active=False)
    assert Client(headers=headers).get("/api/v1/guests").status_code == 401


def test_an_expired_or_revoked_token_opens_nothing(token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    for change in ({"expires_at": NOW}, {"revoked_at": NOW}):
        before = AccessToken.objects.values(*change).get()
        AccessToken.objects.update(**change)
        assert Client(headers=headers).get("/api/v1/guests").status_code == 401
        AccessToken.objects.update(**before)
    assert Client(headers=headers).get("/api/v1/guests").status_code == 200


@pytest.mark.parametrize(
    "name", ["\x00", "王\x00国", "\ud800", "a" * 121, " ", "\u202e建国", "﷽" * 30, "=cmd()", "<script>"]
)
def test_strange_names_are_answered(token: str, name: str) -> None:
    """Signs that a database refuses (NUL, half of a pair) come through JSON as escapes."""
    body = json.dumps({"name": name, "latin_name": name[:3], "company": name[:3], "title": name[:3]})
    headers = {"Authorization": f"Bearer {token}"}
    answer = Client(headers=headers).post("/api/v1/guests", body, content_type="application/json")
    assert answer.status_code in {201, 422}, answer.content
    found = Client(headers=headers).get("/api/v1/guests", {"q": name.encode("utf-8", "surrogatepass")})
    assert found.status_code in {200, 422}


@pytest.mark.parametrize("place", ["latin_name", "company", "member_number", "nationality", "birthday", "language"])
def test_no_field_takes_a_null_character(token: str, place: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    answer = Client(headers=headers).post(
        "/api/v1/guests", {"name": "王", place: "\0"}, content_type="application/json"
    )
    assert answer.status_code == 422


def test_no_page_breaks_on_a_null_character(token: str, sign_in: Any) -> None:
    browser = sign_in(Staff.objects.filter(name__startswith="员工").first())
    for address in (
        "/guests/?q=%00",
        "/stays/?q=a%00",
        "/stays/property/?q=%00",
        "/arrivals/?department=%00",
        "/?x=%00",
    ):
        assert browser.get(address).status_code == 422
    assert browser.get("/guests/?q=%2500").status_code == 200


def test_a_fault_would_be_seen(token: str, schema: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: an operation that breaks on some input."""
    monkeypatch.setattr("binzhi.guests.api.search_guests", lambda *_, **__: 1 // 0)
    operation = next(op for p, m, op in operations(schema) if (p, m) == ("/api/v1/guests", "GET"))
    headers = {"Authorization": f"Bearer {token}"}

    @QUIET
    @given(operation.as_strategy())
    def send(case: Any) -> None:
        case.validate_response(refused_or_answered(case, headers), checks=CHECKS, headers=headers)

    with pytest.raises(BaseException, match=r"[Ss]erver error"):
        send()


def test_no_two_shapes_share_a_name() -> None:
    """The schema keeps shapes by their name: of two with the same one only the last would be told to clients."""
    names: dict[str, list[str]] = {}
    for path in python_files(SOURCE):
        if "api" in path.stem:
            for node in parsed(path).body:
                if isinstance(node, ast.ClassDef) and any(getattr(b, "id", "") == "Schema" for b in node.bases):
                    names.setdefault(node.name, []).append(relative(path))
    assert {name: places for name, places in names.items() if len(places) > 1} == {}
