"""Reading photographed cards. Needs the extra ``ocr``; runs in the worker only, on one thread, without a network.

The engine is loaded once per process and stays warm. Nothing of a picture is written anywhere.
"""

import importlib.util
import io
import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from binzhi.kernel.errors import DomainError

NEEDED = ("rapidocr", "onnxruntime", "PIL")
FORMATS = ("JPEG", "PNG", "WEBP", "BMP")
LARGEST_BYTES = 20 * 1024 * 1024
LARGEST_PIXELS = 60_000_000
LONG_SIDE = 1200  # pixels; a card fills the picture, more only costs time
SMALLEST_SIDE = 200
LEAST_SURE = 0.5


class OcrMissing(DomainError):
    """The extra is not installed."""

    code = "ocr_missing"
    zh = "本机未安装文字识别组件，无法识别照片。请系统管理员执行：pip install 'binzhi[ocr]'，并重启服务。也可使用读卡器或手工录入。"
    en = (
        "Photos cannot be read here: the text recognition is not installed. The administrator runs: pip install 'binzhi[ocr]' "
        "and restarts. A card reader or typing by hand works without it."
    )
    status = 503


class PhotoRefused(DomainError):
    """No picture that can be read."""

    code = "photo_refused"
    zh = "图片无法使用：{reason_zh}"
    en = "The picture cannot be used: {reason_en}"
    status = 422

    def __init__(self, *, zh: str, en: str) -> None:
        super().__init__(reason_zh=zh, reason_en=en)


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of text where it stands: centre, height and left edge in pixels."""

    text: str
    sure: float
    x: float
    y: float
    height: float


def is_installed() -> bool:
    """Tell whether photos can be read here; loads nothing."""
    return all(importlib.util.find_spec(name) is not None for name in NEEDED)


def check_photo(data: bytes) -> None:
    """Refuse by its first bytes what is no picture, before it is taken in; the web process decodes nothing."""
    if len(data) > LARGEST_BYTES:
        raise PhotoRefused(zh="超过 20 MB。", en="it is larger than 20 MB.")
    known = (
        data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM"))
        or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
    )  # fmt: skip
    if known:
        return
    if data[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheif"}:
        raise PhotoRefused(
            zh="HEIC 格式请在手机相机设置中改为“兼容性最佳”(JPEG) 后重拍。",
            en='it is HEIC. Set the camera of the phone to "Most compatible" (JPEG) and take it again.',
        )
    raise PhotoRefused(zh="请上传 JPEG、PNG、WebP 或 BMP 照片。", en="use a JPEG, PNG, WebP or BMP picture.")


_engine: Any = None
_lock = threading.Lock()


def warm_up() -> Any:
    """Load the engine, if it is not loaded; refuses (:class:`OcrMissing`) without the extra."""
    global _engine  # noqa: PLW0603  one engine per process: loading takes seconds and 200 MB
    with _lock:
        if _engine is None:
            try:
                import cv2
                from rapidocr import RapidOCR
            except ImportError as error:
                raise OcrMissing from error
            cv2.setNumThreads(1)
            _engine = RapidOCR(
                params={
                    "Global.log_level": "critical",
                    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                    "Det.limit_side_len": 640,
                    "Rec.rec_batch_num": 1,  # a batch is padded to its longest line: a third of the time for nothing
                }
            )
    return _engine


def read_lines(data: bytes, *, quarter_turns: int = 0) -> list[tuple[str, float]]:
    """Return the lines of text on a picture, top to bottom, each with how sure the engine is (0 to 1)."""
    engine = warm_up()
    found = engine(_pixels(data, quarter_turns))
    if found.txts is None or found.boxes is None:
        return []
    boxes = [
        _box(text, float(sure), [(float(x), float(y)) for x, y in corners])
        for text, sure, corners in zip(found.txts, found.scores, found.boxes, strict=True)
        if sure >= LEAST_SURE and text.strip()
    ]
    return rows_of(boxes, _slope(found.boxes))


def _pixels(data: bytes, quarter_turns: int) -> Any:
    """Decode, turn as the camera was held, and make small; refuses what is no picture or a giant one."""
    import numpy
    from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # the PDF maker switches it on for the whole process
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > LARGEST_PIXELS:
                raise PhotoRefused(zh="像素过大。", en="it has too many pixels.")
            picture.draft("RGB", (LONG_SIDE, LONG_SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PhotoRefused(
            zh="文件已损坏或不是照片，请重拍。", en="it is damaged or no picture. Take it again."
        ) from error
    if min(upright.size) < SMALLEST_SIDE:
        raise PhotoRefused(zh="照片太小，请靠近重拍。", en="it is too small. Take it again from nearer.")
    upright.thumbnail((LONG_SIDE, LONG_SIDE))
    return numpy.ascontiguousarray(numpy.rot90(numpy.asarray(upright)[:, :, ::-1], quarter_turns))


def _box(text: str, sure: float, corners: list[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    (left, top), (_, _), (_, _), (foot_x, foot_y) = corners
    height = math.hypot(foot_x - left, foot_y - top)
    return Box(text, sure, min(xs), sum(ys) / len(ys), max(height, 1.0))


def _slope(corners: Any) -> float:
    """How much a line sinks per pixel to the right: the middle one of the longer boxes."""
    slopes = [
        (float(box[1][1]) - float(box[0][1])) / (float(box[1][0]) - float(box[0][0]))
        for box in corners
        if float(box[1][0]) - float(box[0][0]) > 2 * abs(float(box[3][1]) - float(box[0][1]))
    ]
    return sorted(slopes)[len(slopes) // 2] if slopes else 0.0


def rows_of(boxes: Sequence[Box], slope: float = 0.0) -> list[tuple[str, float]]:
    """Join pieces that stand on one line, left to right; the least sure piece tells for the line."""
    rows: list[list[Box]] = []
    level = {id(box): box.y - slope * box.x for box in boxes}
    for box in sorted(boxes, key=lambda b: level[id(b)]):
        last = rows[-1] if rows else None
        if last and abs(level[id(last[0])] - level[id(box)]) < 0.5 * min(last[0].height, box.height):
            last.append(box)
        else:
            rows.append([box])
    return [("  ".join(b.text for b in sorted(row, key=lambda b: b.x)), min(b.sure for b in row)) for row in rows]
