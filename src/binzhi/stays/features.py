"""The catalogue of room features."""

import tomllib
from functools import lru_cache
from importlib.resources import files

from binzhi.kernel.words import Words


@lru_cache(maxsize=1)
def features() -> dict[str, Words]:
    """Return the words of each feature code."""
    data = tomllib.loads(files("binzhi.stays.catalogue").joinpath("features.toml").read_text(encoding="utf-8"))
    return {code: Words(row["zh"], row["en"]) for code, row in data.items()}
