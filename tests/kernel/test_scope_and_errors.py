"""The scope and the refusals: closed when nobody is known, in both languages."""

from uuid import uuid4

import pytest

from binzhi.kernel.errors import BadInput, DomainError, NotAllowed, ScopeMissing
from binzhi.kernel.permissions import declare, declared
from binzhi.kernel.scope import Actor, Scope, current_scope, open_scope
from binzhi.kernel.words import Words, pick

HOTEL, OTHER = uuid4(), uuid4()


def scope(**values: object) -> Scope:
    """A scope in one hotel with one permission."""
    given: dict[str, object] = {
        "actor": Actor("staff", uuid4(), "李明"),
        "group_id": uuid4(),
        "hotel_ids": frozenset({HOTEL}),
        "readable_hotel_ids": frozenset({HOTEL}),
        "permissions": frozenset({"guests.read"}),
        **values,
    }
    return Scope(**given)  # type: ignore[arg-type]


def test_without_a_scope_everything_is_refused() -> None:
    with pytest.raises(ScopeMissing):
        current_scope()


def test_a_scope_ends_with_its_block_also_after_a_fault() -> None:
    def faulty() -> None:
        with open_scope(scope()) as opened:
            assert current_scope() is opened
            raise RuntimeError("fault")

    with pytest.raises(RuntimeError, match="fault"):
        faulty()
    with pytest.raises(ScopeMissing):
        current_scope()


def test_an_inner_scope_gives_the_outer_back() -> None:
    with open_scope(scope()) as outer:
        with open_scope(scope()) as inner:
            assert current_scope() is inner
        assert current_scope() is outer


def test_a_scope_refuses_what_it_does_not_hold() -> None:
    own = scope()
    own.need("guests.read")
    own.need_hotel(HOTEL)
    with pytest.raises(NotAllowed):
        own.need("guests.edit")
    with pytest.raises(NotAllowed):
        own.need_hotel(OTHER)
    assert not own.may("guests.edit")


def test_a_bare_scope_reads_no_class_of_fields() -> None:
    assert scope().field_classes == scope().reveal_classes == frozenset()


def test_a_refusal_speaks_both_languages() -> None:
    refusal = BadInput(field="name", zh="请填写姓名。", en="Enter the name.")
    assert "请填写姓名" in refusal.text("zh-hans")
    assert refusal.text("en") == '"name" is not right: Enter the name.'
    assert refusal.status == 422


def test_braces_in_a_value_are_no_placeholders() -> None:
    assert "{permission}" in NotAllowed(permission="{permission}").text("en")


def test_a_refusal_without_its_words_is_a_fault_of_ours() -> None:
    class Placed(DomainError):
        en = zh = "{place}"

    with pytest.raises(KeyError):
        Placed()


def test_a_word_falls_back_to_the_other_language() -> None:
    assert Words("前台", "").text("en") == "前台"
    assert Words("", "Front desk").text("zh-hans") == "Front desk"
    assert pick("前台", "Front desk", "zh-hans") == "前台"
    assert pick("前台", "Front desk", "fr") == "Front desk"


def test_a_permission_is_declared_with_its_words() -> None:
    known = declared()
    assert known["guests.read"].zh
    known.clear()
    assert declared(), "a caller cannot take permissions away"
    with pytest.raises(TypeError):
        declare("x.y")  # type: ignore[call-arg]
