"""How codes in acts are said."""

from django.db.models import TextChoices
from django.utils.translation import override

from binzhi.audit.catalogue import Wording


def choice_words(choices: type[TextChoices]) -> Wording:
    """Return a wording by the labels of an enumeration; an unknown code is said as it is."""

    def wording(code: str, language: str) -> str:
        with override(language):
            return str(dict(choices.choices).get(code, code))

    return wording
