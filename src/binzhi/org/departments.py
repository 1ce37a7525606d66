"""The departments a new hotel starts with (``catalogue/departments.toml``), and how their codes are said."""

import tomllib
from functools import lru_cache
from importlib.resources import files

from binzhi.kernel.words import Words


@lru_cache(maxsize=1)
def catalogue_departments() -> dict[str, Words]:
    """Return the departments of the catalogue by code, in its order."""
    data = tomllib.loads(files("binzhi.org.catalogue").joinpath("departments.toml").read_text(encoding="utf-8"))
    return {row["code"]: Words(row["zh"], row["en"]) for row in data["department"]}


def department_words(code: str, language: str) -> str:
    """Say a department code; a code of the hotel's own is said as it is."""
    known = catalogue_departments().get(code)
    return known.text(language) if known else code
