"""What a free text must not hold: document and card numbers (they belong in sealed fields)."""

import re

from stdnum import luhn

from binzhi.guests.errors import NumbersInNote
from binzhi.kernel.documents import read_id_card

_LONG = re.compile(r"(?<![0-9A-Za-z])[0-9][0-9 \-]{12,21}[0-9Xx](?![0-9A-Za-z])")


def refuse_numbers(text: str) -> None:
    """Refuse a text that holds a resident ID number or a payment card number (:class:`NumbersInNote`)."""
    for match in _LONG.finditer(text):
        digits = re.sub(r"[ \-]", "", match.group())
        if read_id_card(digits) is not None or (13 <= len(digits) <= 19 and digits.isdigit() and luhn.is_valid(digits)):
            raise NumbersInNote


_HEALTH_ZH = (
    "发烧|发热|感冒|咳嗽|胃痛|胃疼|肚子疼|腹泻|拉肚子|头痛|头疼|过敏症|糖尿病|高血压|心脏病|癌|肿瘤|怀孕|孕妇|抑郁|"
    "失眠|哮喘|骨折|手术|住院|病历|药片|药瓶|吃药|服药|胃药|消炎药|止痛药|感冒药|降压药|安眠药|抗生素|胰岛素|生病|病情|呕吐|艾滋"
)
_HEALTH_EN = (
    r"fever|flu|cough(?:ing)?|stomach ?ache|head ?ache|diarrh?oea|diabet\w+|hypertension|cancer|tumou?r|pregnan\w+|"
    r"depress(?:ion|ed)|insomnia|asthma|surgery|medicine|medication|pills?|antibiotic\w*|insulin|painkillers?|vomit\w*|sick|ill|illness|hiv"
)
_HEALTH = re.compile(rf"{_HEALTH_ZH}|\b(?:{_HEALTH_EN})\b", re.IGNORECASE)


def health_words(text: str) -> list[str]:
    """Return the words of a text that tell of an illness or a medicine, each once; empty when there are none."""
    return list(dict.fromkeys(match.group().lower() for match in _HEALTH.finditer(text)))
