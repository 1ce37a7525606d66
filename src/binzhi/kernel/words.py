"""A word in both interface languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A label that a hotel may edit: Chinese first, English second."""

    zh: str
    en: str

    def text(self, language: str) -> str:
        """Return the word for an interface language code such as ``zh-hans`` or ``en``."""
        return pick(self.zh, self.en, language)


def pick(zh: str, en: str, language: str) -> str:
    """Choose between the Chinese and the English wording; an empty one falls back to the other."""
    if language.startswith("zh"):
        return zh or en
    return en or zh
