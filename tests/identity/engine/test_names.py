"""Names of one person in the ways they are written, and names of two people that must stay apart."""

import pytest

from binzhi.identity.engine.levels import name_level
from tests.identity.engine.people import evidence

SAME = [
    ("張濤俊", "张涛俊", "same_characters"),
    ("歐陽娜娜", "欧阳娜娜", "same_characters"),
    ("张涛俊 先生", "张涛俊", "same_characters"),
    ("张涛俊（代订）", "张涛俊", "same_characters"),
    ("买买提·阿不都", "买买提•阿不都", "same_characters"),
    ("买买提·阿不都", "maimaiti abudou", "same_letters"),
    ("李婷", "李庭", "homophone"),
    ("张涛俊", "ZHANG/TAOJUN MR", "same_letters"),
    ("张涛俊", "ZHANG/TAOJUNMR", "same_letters"),
    ("张涛俊", "Zhang Tao-Jun", "same_letters"),
    ("张涛俊", "taojun zhang", "same_letters"),
    ("张涛俊", "zhangtaojun", "same_letters"),
    ("张涛俊", "ＺＨＡＮＧ ＴＡＯＪＵＮ", "same_letters"),
    ("单雨桐", "Shan Yutong", "same_letters"),
    ("单雨桐", "Dan Yutong", "other_reading"),
    ("仇晓", "Qiu Xiao", "same_letters"),
    ("曾梅", "ZENG/MEI MRS", "same_letters"),
    ("吕丽", "Lv Li", "same_letters"),
    ("吕丽", "Lu Li", "same_letters"),
    ("吕丽", "Lyu Li", "same_letters"),
    ("吕丽", "LÜ LI", "same_letters"),
    ("陈大文", "CHAN TAI MAN", "other_reading"),
    ("陈大文", "Chan Tai Man Peter", "other_reading"),
    ("黃嘉欣", "WONG KA YAN", "other_reading"),
    ("黄涛俊", "WONG/TAOJUN", "other_reading"),
    ("許志明", "Hsu Chih-ming", "other_reading"),
    ("張國華", "Chang Kuo-hua", "other_reading"),
    ("蔡建平", "Tsai Chien-ping", "other_reading"),
    ("刘曾志", "liu zengzi", "same_sound"),
    ("林芳", "Lin Fan", "same_sound"),
    ("Bob Smith", "SMITH/ROBERT MR", "other_reading"),
    ("Bill Clark", "William Clark", "other_reading"),
    ("Peggy White", "WHITE/MARGARET MS", "other_reading"),
    ("Müller Jürgen", "MUELLER/JUERGEN", "same_letters"),
    ("José García López", "GARCIA/JOSE", "other_reading"),
    ("François Lefèvre", "LEFEVRE FRANCOIS", "same_letters"),
    ("Иван Петров", "PETROV/IVAN", "same_letters"),
    ("Đặng Minh", "Dang Minh", "same_letters"),
    ("O'Brien Mary", "OBRIEN/MARY MS", "same_letters"),
    ("John Robert Smith", "SMITH/JOHN", "other_reading"),
    ("Smith, John", "John Smith", "same_letters"),
    ("王伟 David", "David Wang", "two_words"),
]
APART = [
    ("王伟", "王刚", "surname"),
    ("刘宁丽", "刘宁敏", "one_character"),
    ("王小明", "王明", "left_out"),
    ("王己明", "王已明", "look_alike"),
    ("谢勇勇", "Tony Xie", "western"),
    ("Claire Mercier", "Claire Dupont", "given"),
    ("J Smith", "John Smith", "initial"),
    ("Javiuer Fernandez", "JAVIER FERNANDEZ ROMERO", "close_letters"),
    ("Emma Smith", "Lucas Smith", "surname"),
    ("王伟", "李娜", "other"),
    ("张先生", "张伟", "missing"),
    ("张**", "张伟", "missing"),
    ("", "张伟", "missing"),
]


@pytest.mark.parametrize(("one", "other", "expected"), SAME + APART)
def test_names_reach_the_level(one: str, other: str, expected: str) -> None:
    a, b = evidence(one), evidence(other)
    assert name_level(a, b).name == expected
    assert name_level(b, a) == name_level(a, b)


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("欧阳娜娜", "ouyang"), ("张涛俊", "zhang"), ("taojun zhang", "zhang"), ("Wei Zhang", "zhang"), ("Zhang Wei", "zhang"),
        ("SMITH/JOHN MR", "smith"), ("John Robert Smith", "smith"), ("Smith John Robert", "smith"), ("José García López", "garcia"),
        ("Minjun Kim", "kim"), ("Nguyễn Minh", "nguyen"), ("Thomas G M", "thomas"), ("Al-Hashimi Ahmed", "hashimi"), ("张先生", "zhang"),
    ],
)  # fmt: skip
def test_the_surname_is_found_wherever_it_stands(name: str, surname: str) -> None:
    assert evidence(name).surname == surname


@pytest.mark.parametrize(
    ("name", "sex"), [("SMITH/JOHN MR", "male"), ("Smith Mary Mrs", "female"), ("王伟女士", "female"), ("王伟", "")]
)
def test_a_title_says_the_sex_and_is_no_part_of_the_name(name: str, sex: str) -> None:
    assert evidence(name).sex == sex


def test_another_name_of_the_profile_is_a_further_reading() -> None:
    a = evidence("李娜", other_names=("Linda Lee",))
    assert name_level(a, evidence("LEE/LINDA MS")).name == "other_reading"
    assert a.cn == "李娜"


def test_a_name_in_both_scripts_gives_both_readings() -> None:
    found = evidence("张伟 Zhang Wei")
    assert (found.cn, found.surname) == ("张伟", "zhang")
