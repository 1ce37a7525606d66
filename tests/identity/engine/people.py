"""Made-up people for the tests of the engine, and the frequencies of a file of a hundred thousand profiles."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from binzhi.identity.engine.evidence import Document, Evidence, Profile
from binzhi.identity.engine.frequencies import COLUMNS, CountedFrequencies
from binzhi.identity.engine.model import load_model
from binzhi.identity.engine.normalise import evidence_of
from binzhi.identity.engine.score import Score, score
from binzhi.kernel.documents import check_digit

MODEL = load_model()
FREQUENCIES = CountedFrequencies.from_rows(
    [("cn", "王伟", 30), ("akey", "aeginww", 60), ("city", "上海", 3000)],
    total=100_000,
    filled=dict.fromkeys(COLUMNS, 100_000),
)


def card(region: str = "310104", born: str = "19850312", order: int = 123) -> str:
    """A valid resident number of nobody."""
    body = f"{region}{born}{order:03d}"
    return body + check_digit(body)


def id_card(number: str) -> tuple[Document, ...]:
    return (Document("id_card", "CN", number),)


def passport(number: str, country: str = "") -> tuple[Document, ...]:
    return (Document("passport", country, number),)


def evidence(name: str, **fields: Any) -> Evidence:
    return evidence_of(Profile(name, **fields))


def weigh(a: Evidence, b: Evidence) -> Score:
    return score(a, b, model=MODEL, frequencies=FREQUENCIES)


def level(a: Evidence, b: Evidence, comparison: str) -> str:
    return next(p.level for p in weigh(a, b).parts if p.comparison == comparison)


NAMES = (
    "王伟", "王韦", "張濤俊", "张涛俊", "zhang taojun", "ZHANG/TAOJUN MR", "Bob Smith", "SMITH/ROBERT", "José García", "单雨桐", "欧阳娜娜",
    "Tony Xie", "谢勇勇", "买买提·阿不都", "Иван Петров", "", "张先生", "张**", "CHAN TAI MAN PETER", "김민준", "王伟 David",
)  # fmt: skip
texts = st.one_of(st.sampled_from(NAMES), st.text(max_size=12))
numbers = st.builds(
    lambda born, order: card(born=f"{born:%Y%m%d}", order=order),
    st.dates(min_value=date(1940, 1, 1), max_value=date(2015, 1, 1)),
    st.integers(0, 20),
)
documents = st.builds(
    Document,
    st.sampled_from(("id_card", "passport", "taiwan_permit", "")),
    st.sampled_from(("", "CN", "US")),
    st.one_of(
        numbers,
        numbers.map(lambda n: f"{n[:6]}********{n[-4:]}"),
        st.sampled_from(("E12345678", "K1****678")),
        st.text(max_size=20),
    ),
)
profiles = st.builds(
    Profile,
    name=texts,
    other_names=st.lists(texts, max_size=2).map(tuple),
    sex=st.sampled_from(("", "male", "female", "M", "女", "?")),
    birth=st.one_of(st.sampled_from(("", "1985-03-12", "1985-12-03", "1900-01-01", "19850312", "nonsense")), st.text(max_size=10)),
    documents=st.lists(documents, max_size=2).map(tuple),
    phones=st.lists(
        st.one_of(st.sampled_from(("13912345679", "+852 2123 4567", "13800138000")), st.text(max_size=14)), max_size=2
    ).map(tuple),
    emails=st.lists(st.one_of(st.sampled_from(("a.b+c@gmail.com", "x@guest.booking.com")), st.text(max_size=14)), max_size=2).map(tuple),
    company=st.one_of(st.sampled_from(("", "上海华信德科技有限公司", "Acme Co Ltd")), st.text(max_size=10)),
    city=st.one_of(st.sampled_from(("", "上海市", "Shanghai")), st.text(max_size=8)),
    nationality=st.sampled_from(("", "CN", "us")),
)  # fmt: skip
evidences = profiles.map(evidence_of)
