"""Candidates in order, in bands, with reasons in both languages that let no number out."""

from hypothesis import given, settings

from binzhi.identity.engine.evidence import Evidence
from binzhi.identity.engine.levels import compare
from binzhi.identity.engine.reason_texts import TEXTS
from binzhi.identity.engine.reasons import Reason, reasons
from binzhi.identity.engine.recognise import LINK, REVIEW, WEAK, Match, rank
from binzhi.kernel.names import has_han
from tests.identity.engine.people import FREQUENCIES, MODEL, card, evidence, evidences, id_card, passport, weigh

PHONE = ("13912345679",)
DESK = evidence("张涛俊", documents=id_card(card()), phones=PHONE, city="上海")
CALLER = evidence("ZHANG/TAOJUN MR", phones=PHONE, emails=("k2j4@guest.booking.com",))


def ranked(question: Evidence, *candidates: Evidence) -> list[Match]:
    return rank(question, list(enumerate(candidates)), model=MODEL, frequencies=FREQUENCIES)


def said(a: Evidence, b: Evidence) -> dict[str, Reason]:
    return {r.code: r for r in reasons(a, b, weigh(a, b))}


def test_the_right_profile_comes_first_and_a_relative_on_the_phone_is_weak() -> None:
    wife = evidence("李娜", sex="female", phones=PHONE, birth="1986-05-06")
    found = ranked(CALLER, wife, DESK)
    assert [(m.id, m.band, m.conflict) for m in found] == [(1, LINK, ""), (0, WEAK, "")]


def test_what_the_guard_forbids_is_never_linked() -> None:
    namesake = evidence(
        "张涛俊", documents=id_card(card(order=125)), phones=PHONE, emails=("tao@163.com",), city="上海"
    )
    question = evidence(
        "张涛俊", documents=id_card(card()), phones=PHONE, emails=("tao@163.com",), city="上海", company="华信德科技"
    )
    match = ranked(question, namesake)[0]
    assert match.conflict == "two_cards"
    assert match.band in (REVIEW, WEAK)


def test_a_second_stage_may_change_the_order() -> None:
    found = rank(
        CALLER,
        [("a", DESK), ("b", DESK)],
        model=MODEL,
        frequencies=FREQUENCIES,
        second=lambda _e, others, _s: [1.0, 12.0][: len(others)],
    )
    assert [(m.id, m.band) for m in found] == [("b", LINK), ("a", REVIEW)]


def test_equal_candidates_stand_in_order_of_their_ids() -> None:
    found = rank(CALLER, [("b", DESK), ("a", DESK)], model=MODEL, frequencies=FREQUENCIES)
    assert [m.id for m in found] == ["a", "b"]


def test_no_candidates_no_matches() -> None:
    assert ranked(CALLER) == []


def test_reasons_say_what_agrees_what_speaks_against_and_what_is_missing() -> None:
    found = said(CALLER, DESK)
    assert found["name.same_letters"].zh == "姓名拼音字母相同 zhangtaojun"
    assert found["phone.same"] == Reason(
        "for", "phone.same", "电话相同 •••• 5679", "Same telephone •••• 5679", found["phone.same"].weight
    )
    assert found["document.missing"].zh == "有一份没有证件号码"
    assert found["relay_mail"].kind == "missing"
    against = said(evidence("王伟", birth="1985-03-12"), evidence("王伟", birth="1990-08-01"))["birth.other"]
    assert (against.kind, against.zh, against.en) == ("against", "出生日期不同", "Different birth dates")


def test_a_masked_card_that_agrees_is_said_so() -> None:
    number = card()
    found = said(DESK, evidence("Zhang Taojun", documents=id_card(f"{number[:6]}********{number[-4:]}")))
    assert found["document.mask"].zh == "证件号码前六位后四位相同"


def test_documents_of_two_kinds_are_not_compared() -> None:
    traveller = evidence("张涛俊", documents=passport("E12345678", "CN"))
    assert said(DESK, traveller)["document.kinds"].kind == "missing"


@settings(max_examples=300)
@given(evidences, evidences)
def test_reasons_let_no_number_out_and_every_level_has_its_sentence(a: Evidence, b: Evidence) -> None:
    secrets = {*a.cards, *b.cards, *a.bad_docs, *b.bad_docs, *a.phones, *b.phones, *a.emails, *b.emails}
    secrets |= {p.partition(":")[2] for p in (*a.passports, *b.passports, *a.other_docs, *b.other_docs)}
    for reason in reasons(a, b, weigh(a, b)):
        assert not any(s in reason.zh or s in reason.en for s in secrets if len(s) >= 6)
        assert has_han(reason.zh) and reason.en
        assert "{v}" not in reason.zh + reason.en
        assert (reason.weight > 0) is (reason.kind == "for")


def test_every_level_of_the_model_has_a_sentence_and_every_sentence_a_level() -> None:
    levels = {f"{c}.{x.name}" for c, xs in MODEL.comparisons for x in xs}
    assert levels | {"phone.shared", "mail.shared", "document.shared"} == set(TEXTS)


@given(evidences, evidences)
def test_every_level_reached_is_in_the_model(a: Evidence, b: Evidence) -> None:
    assert all(x.name == "missing" or (x.comparison, x.name) in MODEL.table for x in compare(a, b))
