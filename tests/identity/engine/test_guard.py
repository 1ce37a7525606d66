"""The guard: two valid ID cards or two birthdays never become one person, whatever pairs say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binzhi.identity.engine.guard import WORDS, Facts, GuardedClusters, conflict, dates_conflict, facts_of
from tests.identity.engine.people import card, evidence, evidences, id_card

ONE, OTHER = card(order=123), card(order=125)


def masked(number: str) -> str:
    return f"{number[:6]}********{number[-4:]}"


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [
        ({"documents": id_card(ONE)}, {"documents": id_card(OTHER)}, "two_cards"),
        ({"documents": id_card(ONE)}, {"documents": id_card(ONE)}, ""),
        ({"documents": id_card(ONE)}, {"documents": id_card(masked(ONE))}, ""),
        ({"documents": id_card(ONE)}, {"documents": id_card(masked(OTHER))}, "masked_card"),
        ({"documents": id_card(ONE)}, {"birth": "2010-01-31"}, "birth_dates"),
        ({"birth": "1985-03-12"}, {"birth": "1985-03-13"}, ""),
        ({"birth": "1985-03-12"}, {"birth": "1985-12-03"}, ""),
        ({"birth": "1985-03-12"}, {"birth": "1987-11-02"}, "birth_dates"),
        ({"birth": "1985-03-12"}, {}, ""),
    ],
)
def test_conflicts(a: dict[str, object], b: dict[str, object], why: str) -> None:
    one, other = evidence("王伟", **a), evidence("王伟", **b)
    assert conflict(one, other) == conflict(other, one) == why
    assert why == "" or all(WORDS[why])


days = st.sampled_from(("19850312", "19850313", "19851203", "19870901", ""))
cards = st.sampled_from((ONE, OTHER, ""))


@st.composite
def files(draw: st.DrawFn) -> tuple[dict[int, Facts], list[tuple[float, int, int]]]:
    size = draw(st.integers(2, 12))
    facts = {}
    for n in range(size):
        number, day = draw(cards), draw(days)
        facts[n] = Facts(
            (number,) if number else (), (day,) if day else (), (number[:6] + number[-4:],) if number else ()
        )
    place = st.integers(0, size - 1)
    edges = draw(
        st.lists(st.tuples(st.sampled_from((5.0, 9.5, 12.0)), place, place).filter(lambda e: e[1] != e[2]), max_size=25)
    )
    return facts, edges


def joined(facts: dict[int, Facts], edges: list[tuple[float, int, int]]) -> list[tuple[int, ...]]:
    clusters = GuardedClusters(facts)
    clusters.join_all(edges)
    return clusters.clusters()


@settings(max_examples=300)
@given(files(), st.randoms(use_true_random=False))
def test_persons_do_not_depend_on_the_order_of_the_pairs(
    file: tuple[dict[int, Facts], list[tuple[float, int, int]]], chance: object
) -> None:
    facts, edges = file
    turned = [(w, b, a) for w, a, b in edges]
    chance.shuffle(turned)  # type: ignore[attr-defined]
    assert joined(facts, edges) == joined(facts, turned)


@settings(max_examples=300)
@given(files())
def test_no_person_has_two_cards_or_two_birthdays(file: tuple[dict[int, Facts], list[tuple[float, int, int]]]) -> None:
    facts, edges = file
    for members in joined(facts, edges):
        assert len({c for m in members for c in facts[m].cards}) <= 1
        births = sorted({b for m in members for b in facts[m].births})
        assert not any(dates_conflict(a, b) for a in births for b in births)


@given(st.lists(evidences, min_size=2, max_size=6))
def test_whatever_is_joined_agrees_pair_by_pair(found: list[object]) -> None:
    facts = {n: facts_of(e) for n, e in enumerate(found)}  # type: ignore[arg-type]
    clusters = GuardedClusters(facts)
    clusters.join_all([(1.0, a, b) for a in facts for b in facts if a < b])
    for members in clusters.clusters():
        births = {b for m in members for b in facts[m].births}
        assert not any(dates_conflict(a, b) for a in births for b in births)
        own = [set(facts[m].cards) for m in members if facts[m].cards]
        assert not own or set.intersection(*own)


def test_a_third_profile_with_both_cards_does_not_bring_two_together() -> None:
    facts = {1: Facts((ONE,), (), ()), 2: Facts((OTHER,), (), ()), 3: Facts((ONE, OTHER), (), ())}
    clusters = GuardedClusters(facts)
    clusters.join_all([(9.0, 1, 3), (8.0, 2, 3)])
    assert clusters.clusters() == [(1, 3)]
    assert clusters.refused == [(2, 3, "two_cards")]


def test_what_somebody_parted_stays_apart_through_others() -> None:
    clusters = GuardedClusters({}, apart=[(1, 4)])
    clusters.join_all([(9.0, 1, 2), (8.0, 3, 4), (7.0, 2, 3), (6.0, 1, 5)])
    assert clusters.clusters() == [(1, 2, 5), (3, 4)]
    assert clusters.refused == [(2, 3, "decided")]


def test_the_strongest_pair_wins() -> None:
    facts = {1: Facts((ONE,), (), ()), 2: Facts((), (), ()), 3: Facts((OTHER,), (), ())}
    assert joined(facts, [(5.0, 1, 2), (9.0, 2, 3)]) == [(2, 3)]
