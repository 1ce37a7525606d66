"""The tokeniser: what a name can be found by, in every script, order and spelling."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binzhi.kernel.pinyin import SYLLABLES, boundaries, corrections, cuts
from binzhi.kernel.search_tokens import bigrams, fold, name_tokens, place_tokens, simplify, text_tokens


@pytest.mark.requirement("R-001", "R-002")
@pytest.mark.parametrize(
    ("name", "found_by"),
    [
        ("王伟", "x王伟 z王 z伟 z王伟 awang awei awangwei aweiwang aww xwangwei xweiwang"),
        ("王建国", "z建国 z国 z建 ajianguo aguo awjg awangjg awangjian xjianguowang"),
        ("单田芳", "ashan adan ashantian adantian xshantianfang xdantianfang"),
        ("曾国藩", "azeng aceng"),
        ("仇英", "aqiu achou"),
        ("解缙", "axie ajie"),
        ("查良镛", "azha acha"),
        ("区适子", "aou aqu"),
        ("朴槿惠", "apiao apu"),
        ("歐陽娜娜", "z欧阳 z娜娜 aouyang aouyangna anana x欧阳娜娜 ananaou"),
        ("欧阳娜娜", "z欧阳 aouyang aoynn"),
        ("尉迟敬德", "ayuchi ayuchiji ajingde"),
        ("买买提·阿不都", "z买买提 z阿不都 x买买提阿不都 amaimaiti aabudu"),
        ("吕布", "alv alyu alu xlvbu xlyubu"),
        ("John Smith", "ajohn asmith ajohnsmi asmithjo ajs asj xjohnsmith xsmithjohn"),
        ("José Müller-García", "ajose amuller amueller agarcia"),
        ("Søren Ångström", "asoren aangstro aaangstr"),
        ("O'Brien", "aobrien"),
        ("Wang Jianguo", "awang ajianguo awangjia xwangjianguo xjianguowang"),
        ("Bruce李小龙", "z李小龙 abruce"),
        ("Иванов Пётр", "zиванов zпетр"),
        ("김민수", "z김 z민수"),
        ("李　小龙", "z李小龙 alixiao"),
        ("ＷＡＮＧ", "awang"),
        ("Christopher", "achristopher"),
    ],
)
def test_a_name_is_found_by_its_parts(name: str, found_by: str) -> None:
    assert set(found_by.split()) <= name_tokens(name)


def test_a_company_is_found_by_any_two_neighbours_and_not_by_its_legal_form() -> None:
    tokens = place_tokens("北京宏远贸易有限公司", "上海市")
    assert {"c宏远", "c贸易", "c远贸", "c北京", "c上海"} <= tokens
    assert not {"c有限", "c公司", "c限公"} & tokens
    assert place_tokens("Acme Trading Co., Ltd.") == {
        "cac",
        "cacm",
        "cacme",
        *(f"c{'trading'[:n]}" for n in range(2, 8)),
    }
    assert place_tokens("公司") == {"c公司"}, "a name that is only its form is found by it"
    assert bigrams("王") == ["王"]


def test_every_name_of_a_guest_counts() -> None:
    tokens = text_tokens(names=["王伟", "", "David Wang", "阿伟"], places=["", "华为"])
    assert {"z王伟", "adavid", "z阿伟", "c华为"} <= tokens


def test_traditional_and_simplified_are_the_same() -> None:
    assert simplify("歐陽娜娜 張國榮") == "欧阳娜娜 张国荣"
    assert name_tokens("張國榮") == name_tokens("张国荣")


@given(st.text(max_size=60))
def test_any_text_gives_tokens_an_index_can_hold(text: str) -> None:
    for token in name_tokens(text) | place_tokens(text):
        assert token[0] in "xzac" and token == token.strip() and len(token) > 1
        assert not set(token) & set(" \"'\x00\n\t")
        assert token == token.lower() or not token.isascii()


@given(st.text(alphabet=string.ascii_letters + " ", max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_pinyin_is_cut_in_syllables() -> None:
    assert len(SYLLABLES) > 400
    assert cuts("wangjianguo")[0] == ("wang", "jian", "guo")
    assert cuts("wangjiangu", open_end=True)[0] == ("wang", "jian", "gu")
    assert 6 in boundaries("ouyangna") and boundaries("smith") == []
    assert cuts("x" * 50) == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wangwie", "wangwei"),  # swapped
        ("wangwe", "wangwei"),  # one too few
        ("wangweii", "wangwei"),  # one too many
        ("wangwai", "wangwei"),  # another letter
        ("zangwei", "zhangwei"),  # flat tongue
        ("chengang", "chenggang"),  # n for ng
        ("linina", "lilina"),
        ("wangjinguo", "wangjianguo"),
        ("ouyagnana", "ouyangnana"),
        ("liixaolong", "lixiaolong"),
    ],
)
def test_one_mistyped_letter_is_corrected(typed: str, meant: str) -> None:
    assert meant in corrections(typed)
    assert typed not in corrections(typed)
    assert all(cuts(candidate) for candidate in corrections(typed)), "only what can be read is looked up"


@pytest.mark.parametrize("typed", ["", "wu", "smith", "王伟", "a" * 21, "w4ng"])
def test_what_is_no_pinyin_is_not_corrected(typed: str) -> None:
    assert corrections(typed) == ()
