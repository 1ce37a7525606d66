"""Translations per room: extract, check, update and compile.

    python tools/messages.py check     every string is translated with the same placeholders; exit 1 if not
    python tools/messages.py update    add new strings to the rooms' files (--prune also drops the ones no longer used)
    python tools/messages.py compile   .po -> .mo, only where the .po is newer

A room is a folder of src/binzhi; its strings live in locale/zh_Hans/LC_MESSAGES/django.po beside its code. Source
strings are short English. A string may appear in several rooms, then every room says the same.
"""

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ROOT / "src" / "binzhi"
LOCALE = "zh_Hans"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdif]|(?<!%)%([sd])|\{(\w*)\}")
CALL = re.compile(r"\b(_|n?p?gettext)\(")
CJK = re.compile(r"[\u3400-\u9fff]")
WORD = re.compile(r"[A-Za-z]{2,}[a-z]|[a-z]{2,}")
SAME_AS_SOURCE = "same:"  # a translator's comment `# same: why` allows a translation equal to its English source

Key = tuple[str | None, str]


@dataclass
class Found:
    """One string of a room and the files that use it."""

    singular: str
    plural: str | None
    context: str | None
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        """What identifies the string in a catalogue."""
        return (self.context, self.singular)

    @property
    def babel_id(self) -> str | tuple[str, str]:
        """The id as babel wants it."""
        return (self.singular, self.plural) if self.plural else self.singular


def rooms(root: Path = ROOMS) -> list[Path]:
    """The folders that may hold strings."""
    return sorted(folder for folder in root.iterdir() if folder.is_dir() and (folder / "__init__.py").exists())


def po_file(room: Path) -> Path:
    """Where the room's translations live."""
    return room / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


# --- extract ----------------------------------------------------------------------------------------------------------


def from_python(source: str) -> Iterator[Found]:
    """Strings of one Python file."""
    stream = io.BytesIO(source.encode())
    for _line, ids, _comments, context in babel_extract("python", stream, keywords=KEYWORDS):
        singular, plural = (ids[0], ids[1]) if isinstance(ids, tuple) else (ids, None)
        if singular:
            yield Found(singular, plural or None, context)


def from_template(source: str) -> Iterator[Found]:
    """Strings of one template, by Django's own reading of it."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    text = templatize(source)
    for match in CALL.finditer(text):
        call = _call_at(text, match.start())
        if call is None:
            continue
        words = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        name = match.group(1)
        context = words.pop(0) if "p" in name and words else None
        if words and words[0]:
            yield Found(words[0], words[1] if name.startswith("n") and len(words) > 1 else None, context)


def _call_at(text: str, start: int) -> ast.Call | None:
    """The call expression that begins at `start`; None when it is not one."""
    end = start
    for _ in range(20):
        end = text.find(")", end + 1)
        if end < 0:
            return None
        try:
            node = ast.parse(text[start : end + 1].strip(), mode="eval").body
        except SyntaxError:
            continue
        return node if isinstance(node, ast.Call) else None
    return None


def extract(room: Path) -> dict[Key, Found]:
    """All strings of a room, in the order of its files."""
    found: dict[Key, Found] = {}
    for path in sorted(room.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            items = from_python(path.read_text(encoding="utf-8"))
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            items = from_template(path.read_text(encoding="utf-8"))
        else:
            continue
        for item in items:
            kept = found.setdefault(item.key, item)
            kept.plural = kept.plural or item.plural
            kept.files.add(path.relative_to(room).as_posix())
    return found


# --- catalogues -------------------------------------------------------------------------------------------------------


def read_catalogue(path: Path) -> Catalog:
    """The room's translations; an empty catalogue when there is no file."""
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as stream:
        return read_po(stream, locale=LOCALE, abort_invalid=True)


def entries(catalogue: Catalog) -> dict[Key, Message]:
    """The messages of a catalogue by key, without its head."""
    result: dict[Key, Message] = {}
    for message in catalogue:
        singular = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
        if singular:
            result[(message.context, singular)] = message
    return result


def translations(message: Message) -> list[str]:
    """All forms of a translation as a list."""
    return list(message.string) if isinstance(message.string, (tuple, list)) else [message.string or ""]


def placeholders(text: str) -> set[str]:
    """The names (or bare forms) a text fills in."""
    return {f"{m.group(1) or m.group(2) or '{' + (m.group(3) or '') + '}'}" for m in PLACEHOLDER.finditer(text)}


def save_catalogue(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue with a head that does not change from day to day."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=110, omit_header=True, include_lineno=False, ignore_obsolete=True)
    head = (
        'msgid ""\nmsgstr ""\n"Language: zh_Hans\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + buffer.getvalue().decode().strip() + "\n", encoding="utf-8")


# --- check ------------------------------------------------------------------------------------------------------------


def check_message(found: Found, message: Message | None) -> Iterator[str]:
    """What is wrong with the translation of one string."""
    where = f"{found.singular!r} ({', '.join(sorted(found.files))})"
    if CJK.search(found.singular) and not WORD.search(found.singular):
        yield f"source string is not English: {where}"
    if message is None:
        yield f"missing: {where}"
        return
    forms = translations(message)
    if not all(forms):
        yield f"empty: {where}"
        return
    if message.fuzzy:
        yield f"fuzzy: {where}"
    wanted = placeholders(found.singular) | placeholders(found.plural or "")
    optional = placeholders(found.plural) ^ placeholders(found.singular) if found.plural else set()
    for form in forms:
        has = placeholders(form)
        if has - wanted or wanted - has - optional:
            yield f"placeholders differ ({sorted(wanted)} / {sorted(has)}): {where}"
        same_allowed = any(c.strip().startswith(SAME_AS_SOURCE) for c in message.user_comments)
        if form == found.singular and WORD.search(PLACEHOLDER.sub("", form)) and not same_allowed:
            yield f"same as the source: {where}"


def check_room(room: Path) -> list[str]:
    """Everything wrong with the translations of one room."""
    found = extract(room)
    try:
        known = entries(read_catalogue(po_file(room)))
    except PoFileError as error:
        return [f"{room.name}: the file cannot be read: {error}"]
    problems = [p for key, item in found.items() for p in check_message(item, known.get(key))]
    problems += [f"obsolete: {key[1]!r}" for key in known if key not in found]
    return [f"{room.name}: {problem}" for problem in problems]


def check_agreement(folders: Sequence[Path]) -> list[str]:
    """One string, one translation: the program merges all rooms into one catalogue."""
    said: dict[Key, tuple[str, list[str]]] = {}
    problems = []
    for room in folders:
        try:
            known = entries(read_catalogue(po_file(room)))
        except PoFileError:
            continue  # said by check_room
        for key, message in known.items():
            forms = translations(message)
            first_room, first_forms = said.setdefault(key, (room.name, forms))
            if forms != first_forms:
                problems.append(f"{room.name}: {key[1]!r} is {forms[0]!r} here and {first_forms[0]!r} in {first_room}")
    return problems


def check(folders: Sequence[Path]) -> list[str]:
    """Everything wrong in these rooms."""
    return [p for room in folders for p in check_room(room)] + check_agreement(folders)


# --- update and compile -----------------------------------------------------------------------------------------------


def update(folders: Sequence[Path], *, prune: bool) -> None:
    """Add new strings to each room's file; a translation another room already has is taken over."""
    elsewhere: dict[Key, Message] = {}
    for room in rooms():
        elsewhere |= {k: m for k, m in entries(read_catalogue(po_file(room))).items() if all(translations(m))}
    for room in folders:
        found = extract(room)
        catalogue = read_catalogue(po_file(room))
        known = entries(catalogue)
        new = [item for key, item in found.items() if key not in known]
        gone = [key for key in known if key not in found]
        for item in new:
            same = elsewhere.get(item.key)
            catalogue.add(item.babel_id, same.string if same else None, context=item.context)
        for context, singular in gone if prune else []:
            catalogue.delete(singular, context)
        for key, message in entries(catalogue).items():
            if key in found:
                message.locations = [(name, None) for name in sorted(found[key].files)]  # type: ignore[misc]
        if found or known:
            save_catalogue(po_file(room), catalogue)
            print(f"{room.name}: {len(found)} strings, {len(new)} new, {len(gone)} no longer used")


def compile_all(folders: Sequence[Path]) -> int:
    """Write the .mo files that are missing or older than their .po; returns how many."""
    written = 0
    for room in folders:
        source = po_file(room)
        target = source.with_suffix(".mo")
        if not source.exists() or (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
            continue
        buffer = io.BytesIO()
        write_mo(buffer, read_catalogue(source))
        target.write_bytes(buffer.getvalue())
        written += 1
    return written


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description="Translations of the rooms")
    parser.add_argument("act", choices=["check", "update", "compile"])
    parser.add_argument("rooms", nargs="*", help="names of rooms; all when left out")
    parser.add_argument("--prune", action="store_true", help="update: drop strings that are no longer used")
    options = parser.parse_args(arguments)
    folders = [room for room in rooms() if not options.rooms or room.name in options.rooms]
    if options.act == "compile":
        compile_all(folders)
    elif options.act == "update":
        update(folders, prune=options.prune)
    else:
        problems = check(folders)
        summary = f"{len(problems)} problems in {len(folders)} rooms" if problems else "complete"
        print(*problems[:200], f"translations: {summary}", sep="\n")
        return 1 if problems else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
