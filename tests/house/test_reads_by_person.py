"""A read by one guest asks for all profiles of its person; whoever reads one profile only says why here (R-185)."""

import ast

import pytest

from tests.house.tree import SOURCE, parsed, python_files

pytestmark = pytest.mark.house

ASKING = {"filter", "exclude", "get", "get_or_create", "Q"}
ROOMS_OF_PROFILES = ("identity/", "vault/", "config/demo/")  # they speak of profiles, not of persons
# module: how many reads of one profile it has, and why the person is not meant
ALLOWED = {
    "arrivals/domain/items.py": (1, "items of a stay, by the profile the stay stands on"),
    "collection/web/enquiries.py": (1, "an entry named by its whole key"),
    "collection/web/floor.py": (1, "the stay a phone kept, by its whole key"),
    "collection/web/observations.py": (1, "the stay a phone kept, by its whole key"),
    "companies/domain/employment.py": (2, "a write: positions are held by the profile that was told them"),
    "guests/domain/bulk_change.py": (2, "takes back exactly the row it made"),
    "guests/domain/dates.py": (3, "a waiting date against the date of the same profile"),
    "guests/domain/flags.py": (1, "a write: each profile keeps its own flag"),
    "guests/domain/identifiers.py": (2, "a write: each profile keeps its own contacts and dates"),
    "guests/domain/paper_files.py": (1, "a write: the mark is free on this profile"),
    "guests/domain/profile_forms.py": (1, "decides on the value that was just noted on the profile"),
    "guests/domain/relations.py": (1, "the row of the other side, by its pair"),
    "guests/domain/scan_confirm.py": (1, "decides on the value that was just noted on the profile"),
    "guests/domain/taking_out.py": (6, "takes rows off one profile when persons are parted"),
    "guests/domain/values.py": (1, "a write: the same value does not wait twice on a profile"),
    "guests/domain/withdrawal.py": (7, "an undone import takes exactly its own rows away"),
    "guests/joined.py": (1, "the whole key first, the person's other profiles after it"),
    "guests/paper_queries.py": (1, "issues of a paper file, by the profile the file stands on"),
    "integrations/domain/known.py": (1, "an imported row, by its whole key"),
    "service/domain/reviews.py": (1, "takes back exactly the row it made"),
    "stays/domain/registration.py": (1, "the booking behind a stay, by its whole key"),
    "stays/identity_ties.py": (1, "asked of the lead alone: what was told since profiles were joined"),
}


def reads_of_one_profile(tree: ast.AST) -> list[int]:
    """Lines that ask for the rows of one guest, other than a row by its own key (``guest_id=row.guest_id, id=…``)."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = {word.arg: ast.unparse(word.value) for word in node.keywords if word.arg}
        asked = given.get("guest_id") or given.get("guest")
        by_key = asked is not None and asked.endswith(".guest_id") and _names_a_row(given)
        if name in ASKING and asked is not None and not by_key and not asked.startswith("OuterRef("):
            found.append(node.lineno)
    return sorted(found)


def _names_a_row(given: dict[str, str]) -> bool:
    names = {name.removesuffix("__in") for name in given} - {"guest_id", "guest", "hotel_id"}
    return any(name == "id" or name.endswith("_id") for name in names)


def test_every_read_of_one_profile_says_why_it_is_not_of_the_person() -> None:
    counted = {}
    for path in python_files(SOURCE):
        module = path.relative_to(SOURCE).as_posix()
        if not module.startswith(ROOMS_OF_PROFILES) and (lines := reads_of_one_profile(parsed(path))):
            counted[module] = lines
    new = {m: lines for m, lines in counted.items() if len(lines) > ALLOWED.get(m, (0, ""))[0]}
    assert new == {}, "ask with guest_id__in=ids_of(guest) or people.ids (guests/joined.py), or say why in ALLOWED"
    gone = {m for m, (number, _why) in ALLOWED.items() if len(counted.get(m, ())) < number}
    assert gone == set(), "lower the number in ALLOWED"


def test_a_planted_read_of_one_profile_is_found() -> None:
    lines = (
        "Stay.objects.filter(guest_id=guest_id)",
        "Fact.objects.filter(status=1).get(guest=guest, id=fact_id)",
        "Stay.objects.filter(guest_id=row.guest_id, id=row.stay_id)",
        "Stay.objects.filter(guest_id__in=ids_of(guest))",
        'Stay.objects.filter(guest_id=OuterRef("id"))',
    )
    assert reads_of_one_profile(ast.parse("\n".join(lines))) == [1, 2]
