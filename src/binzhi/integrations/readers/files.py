"""Bytes: the digest of a file, gzip with limits, and which encoding a text has."""

import codecs
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from binzhi.integrations.readers import limits
from binzhi.integrations.readers.problems import ImportRefused, refuse

GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MIN_UTF8_SURPLUS = 8  # bytes beyond one per character: about four Chinese characters prove UTF-8
_MIN_COMMON_SHARE = 0.7  # of the non-ASCII characters of a GBK text, how many are in everyday GB 2312


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file after one pass over all its bytes."""

    path: Path
    encoding: str
    lines: int
    ends_with_newline: bool
    unpacked_bytes: int


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, or of a folder's files by name, in hexadecimal."""
    digest = hashlib.sha256()
    if path.is_dir():
        for child in folder_files(path):
            digest.update(f"{child.relative_to(path).as_posix()}\0{file_digest(child)}\n".encode())
        return digest.hexdigest()
    with path.open("rb") as stream:
        while chunk := stream.read(limits.CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def folder_files(path: Path) -> list[Path]:
    """Return the files of a folder in a fixed order; hidden files are left out."""
    files = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
    if len(files) > limits.MAX_FILES_IN_FOLDER:
        raise refuse("folder-too-big", value=path.name, limit=limits.MAX_FILES_IN_FOLDER)
    return files


def check_file(path: Path) -> int:
    """Return the size of a readable, non-empty file within the limit."""
    try:
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except IsADirectoryError:
        raise refuse("file-not-folder", value=path.name) from None
    except OSError:
        raise refuse("file-missing", value=str(path)) from None
    if size == 0:
        raise refuse("file-empty", value=path.name)
    if size > limits.MAX_FILE_BYTES:
        too_big: dict[str, Any] = {"size": size // limits.MIB, "limit": limits.MAX_FILE_BYTES // limits.MIB}
        raise refuse("file-too-big", value=path.name, **too_big)
    return size


def magic(path: Path) -> bytes:
    """Return the first eight bytes."""
    with path.open("rb") as stream:
        return stream.read(8)


def open_bytes(path: Path) -> BinaryIO | gzip.GzipFile:
    """Open a file for reading; a .gz is unpacked on the way."""
    if magic(path).startswith(GZIP_MAGIC):
        return gzip.open(path, "rb")
    return path.open("rb")


def chunks(path: Path) -> Iterator[bytes]:
    """Yield the unpacked bytes; a cut, damaged or exploding .gz is refused."""
    size = path.stat().st_size
    allowed = max(size * limits.MAX_GZIP_RATIO, limits.MIN_BOMB_BYTES)
    done = 0
    try:
        with open_bytes(path) as stream:
            while chunk := stream.read(limits.CHUNK_BYTES):
                done += len(chunk)
                if done > allowed or done > limits.MAX_UNPACKED_BYTES:
                    raise refuse("unpack-bomb", value=path.name, what=f"> {done // limits.MIB} MB")
                yield chunk
    except EOFError:
        raise refuse("gzip-cut", value=path.name) from None
    except (gzip.BadGzipFile, zlib.error):
        raise refuse("gzip-bad", value=path.name) from None


def inspect_text(path: Path, encoding: str = "") -> TextFile:
    """Read the whole file once: find the encoding, prove that every byte fits it, count the lines."""
    check_file(path)
    name = _python_codec(encoding) if encoding else _marked(path)
    attempt = _Pass(path, name or "utf-8")
    try:
        return attempt.run()
    except UnicodeDecodeError:
        if name or attempt.surplus >= _MIN_UTF8_SURPLUS:
            raise attempt.refusal() from None
    second = _Pass(path, "gb18030")
    try:
        found = second.run()
    except UnicodeDecodeError:
        likely = second if second.common >= _MIN_COMMON_SHARE * max(second.foreign, 4) else attempt
        raise likely.refusal("" if likely is second else "encoding-unknown") from None
    if second.common < _MIN_COMMON_SHARE * second.foreign:
        raise attempt.refusal("encoding-unknown") from None
    return found


def _marked(path: Path) -> str:
    first = next(chunks(path), b"")
    if not first:
        raise refuse("file-empty", value=path.name)
    return next((name for bom, name in _BOMS if first.startswith(bom)), "")


def _python_codec(encoding: str) -> str:
    name = encoding.strip().lower()
    name = {"gbk": "gb18030", "gb2312": "gb18030", "utf8": "utf-8", "utf-8": "utf-8-sig"}.get(name, name)
    try:
        info = codecs.lookup(name)
        io.TextIOWrapper(io.BytesIO(b""), encoding=info.name)
    except (LookupError, ValueError):
        detail: dict[str, Any] = {
            "detail_zh": f"没有名为“{encoding}”的编码",
            "detail_en": f'there is no encoding "{encoding}"',
        }
        raise refuse("map-bad", value=encoding, **detail) from None
    return name


class _Pass:
    """One decoding pass over a file, remembering where it stands."""

    def __init__(self, path: Path, encoding: str) -> None:
        self.path = path
        self.encoding = encoding
        self.wide = encoding.startswith(("utf-16", "utf-32"))
        self.decoder = codecs.getincrementaldecoder(encoding)("strict")
        self.offset = 0  # bytes given to the decoder and taken by it
        self.lines = 0
        self.surplus = 0
        self.foreign = 0
        self.common = 0
        self.at_end = False

    def run(self) -> TextFile:
        """Decode everything; raises UnicodeDecodeError where it cannot."""
        total, last = 0, ""
        for chunk in chunks(self.path):
            total += len(chunk)
            if not self.wide and b"\0" in chunk:
                self._nul(chunk)
            last = self._feed(chunk) or last
        self.at_end = True
        self._feed(b"", final=True)
        if total and not last:
            raise refuse("file-empty", value=self.path.name)
        ends = last.endswith(("\n", "\r"))
        return TextFile(self.path, self.encoding, self.lines + (not ends), ends, total)

    def _feed(self, chunk: bytes, *, final: bool = False) -> str:
        pending = len(self.decoder.getstate()[0])
        try:
            text = self.decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            mark = len(codecs.BOM_UTF8) if self.encoding == "utf-8-sig" and chunk.startswith(codecs.BOM_UTF8) else 0
            at = error.start + mark - pending
            self.lines += chunk[: max(at, 0)].count(b"\n")
            good = chunk[: max(at, 0)]
            self._weigh(good, good.decode(self.encoding, "ignore"))
            self.offset += at
            raise
        self.offset += len(chunk)
        self.lines += text.count("\n") or text.count("\r")
        if not text.isascii():
            self._weigh(chunk, text)
        return text

    def _weigh(self, chunk: bytes, text: str) -> None:
        if self.encoding == "utf-8":
            self.surplus += max(len(chunk) - len(text), 0)
        elif self.encoding == "gb18030":
            plain = len(text.encode("ascii", "ignore"))
            self.foreign += len(text) - plain
            self.common += (len(text.encode("gb2312", "ignore")) - plain) // 2

    def _nul(self, chunk: bytes) -> None:
        at = chunk.index(b"\0")
        line = self.lines + chunk[:at].count(b"\n") + 1
        raise refuse("nul-byte", row=line, line=line, offset=self.offset + at)

    def refusal(self, code: str = "") -> ImportRefused:
        """Return the refusal at the place where decoding stopped."""
        code = code or ("encoding-cut" if self.at_end else "encoding-wrong")
        name = {"utf-8-sig": "UTF-8", "gb18030": "GBK/GB18030"}.get(self.encoding, self.encoding.upper())
        line = self.lines + 1
        return refuse(code, row=line, line=line, offset=self.offset, encoding=name)


def open_text(found: TextFile) -> io.TextIOWrapper:
    """Open an inspected file as text with its line ends untouched."""
    return io.TextIOWrapper(open_bytes(found.path), encoding=found.encoding, newline="")
