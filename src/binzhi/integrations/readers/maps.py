"""The import map: what a hotel says about its own file, in TOML.

[file]
encoding = "gb18030"        # utf-8, gb18030, utf-16
delimiter = ";"
sheet = "客史"
head_row = 3
system = "foxhis"           # name of the outside system for its ids

[columns]
"客人" = "name"
"内部码" = "ignore"

[values.gender]
"M" = "male"

[dates]
"抵店日期" = "D/M/YYYY"
default = "YYYY-MM-DD"

[defaults]
currency = "CNY"

[variables]                 # API collections only
currentdate = "2026-01-05"
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from binzhi.integrations.readers.catalogue import (
    country_code,
    field_names,
    fold_head,
    fold_word,
    value_lists,
    value_words,
)
from binzhi.integrations.readers.dates import date_reader
from binzhi.integrations.readers.problems import ImportRefused, refuse

IGNORE = "ignore"
_SECTIONS = frozenset({"file", "columns", "values", "dates", "defaults", "variables"})
_FILE_KEYS = frozenset({"encoding", "delimiter", "sheet", "head_row", "system"})
_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "\\t": "\t"}
_EMPTY: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMap:
    """A checked map. Heads are kept as the hotel wrote them; they are compared folded."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    head_row: int = 0
    system: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)

    def own_values(self, name: str) -> Mapping[str, str]:
        """Return the hotel's own words of a value list, folded."""
        return self.values.get(name, _EMPTY)

    def date_format(self, head: str) -> str:
        """Return the date format the map gives for a head (or for all), empty when it gives none."""
        return self.dates.get(fold_head(head)) or self.dates.get("default", "")


def read_map(source: Path | str) -> ImportMap:
    """Read a map from a TOML file or from TOML text; anything it cannot mean is refused with the place."""
    try:
        text = source.read_text(encoding="utf-8-sig") if isinstance(source, Path) else source
        raw = tomllib.loads(text)
    except OSError:
        raise refuse("file-missing", value=str(source)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _bad(f"不是合格的 TOML({error})", f"it is not valid TOML ({error})") from None
    return build_map(raw)


def build_map(raw: Mapping[str, Any]) -> ImportMap:
    """Check a map given as nested dictionaries (a TOML file, or the form of the mapping step)."""
    for name in raw:
        if name not in _SECTIONS:
            raise _bad(f"没有 [{name}] 这一节", f"there is no section [{name}]")
        if not isinstance(raw[name], Mapping):
            raise _bad(f"[{name}] 应是一节", f"[{name}] must be a section")
    about = raw.get("file", {})
    for key in about:
        if key not in _FILE_KEYS:
            raise _bad(f"[file] 里没有 {key} 这一项", f"[file] has no entry {key}")
    delimiter = _text(about, "file", "delimiter")
    delimiter = _DELIMITERS.get(delimiter.lower(), delimiter)
    if len(delimiter) > 1:
        raise _bad("delimiter 应是一个字符", "the delimiter must be one character")
    head_row = about.get("head_row", 0)
    if not isinstance(head_row, int) or not 0 <= head_row <= 1000:
        raise _bad("head_row 应是行号", "head_row must be a row number")
    return ImportMap(
        encoding=_text(about, "file", "encoding"),
        delimiter=delimiter,
        sheet=_text(about, "file", "sheet"),
        head_row=head_row,
        system=_text(about, "file", "system"),
        columns=_strings(raw.get("columns", {}), "columns"),
        values=_values(raw.get("values", {})),
        dates=_dates(raw.get("dates", {})),
        defaults=_strings(raw.get("defaults", {}), "defaults"),
        variables=_strings(raw.get("variables", {}), "variables"),
    )


def check_columns(found: ImportMap, kind: str) -> None:
    """Refuse a map whose [columns] or [defaults] name a field the kind does not have."""
    fields = field_names(kind)
    for section in (found.columns, found.defaults):
        for head, target in section.items():
            name = head if section is found.defaults else target
            if name != IGNORE and name not in fields and not name.startswith(("preference.", "flag.")):
                raise refuse("map-field-unknown", value=head, field=name, known=", ".join(fields))


def _bad(zh: str, en: str) -> ImportRefused:
    return refuse("map-bad", detail_zh=zh, detail_en=en)


def _text(section: Mapping[str, Any], name: str, key: str) -> str:
    value = section.get(key, "")
    if not isinstance(value, str):
        raise _bad(f"[{name}] {key} 应是文字", f"[{name}] {key} must be text")
    return value


def _strings(section: Mapping[str, Any], name: str) -> dict[str, str]:
    for key, value in section.items():
        if not isinstance(value, str):
            raise _bad(f"[{name}] “{key}”应是文字", f'[{name}] "{key}" must be text')
    return dict(section)


def _values(section: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, listed in section.items():
        if name not in value_lists() or not isinstance(listed, Mapping):
            known = ", ".join(value_lists())
            raise _bad(f"没有 [values.{name}],可用:{known}", f"there is no [values.{name}]; known: {known}")
        for word, code in _strings(listed, f"values.{name}").items():
            right = country_code(code) == code if name == "country" else code in value_words(name).values()
            if name in ("gender", "status", "document_type", "country") and code and not right:
                zh, en = (
                    f"[values.{name}] “{word}”指向未知代码 {code}",
                    f'[values.{name}] "{word}" names no code: {code}',
                )
                raise _bad(zh, en)
            found.setdefault(name, {})[fold_word(word)] = code
    return found


def _dates(section: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for head, form in _strings(section, "dates").items():
        try:
            date_reader(form)
        except ValueError:
            raise _bad(f"[dates] “{head}”的格式 {form} 看不懂", f'[dates] "{head}": {form} is no date format') from None
        found["default" if head == "default" else fold_head(head)] = form
    return found
