"""Pictures of cards of nobody, drawn for the tests: straight, turned, noisy, as a phone would take them."""

import io
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/System/Library/Fonts/PingFang.ttc",
)
ID_NUMBER = "11010519491231002X"
ID_CARD = (
    (60, 60, 34, "姓名  沈若兰"),
    (60, 125, 30, "性别 女   民族 汉"),
    (60, 190, 30, "出生  1949年12月31日"),
    (60, 255, 30, "住址  北京市朝阳区示例路八号院"),
    (150, 300, 30, "二号楼三单元四〇五室"),
    (60, 440, 34, f"公民身份号码   {ID_NUMBER}"),
)
ID_BACK = ((200, 60, 40, "中华人民共和国"), (230, 130, 46, "居民身份证"), (120, 360, 30, "签发机关  北京市公安局朝阳分局"),
           (120, 430, 30, "有效期限  2010.01.01-2030.01.01"))  # fmt: skip
BUSINESS_CARD = (
    (60, 50, 36, "北京云栖文化传播有限公司"),
    (60, 130, 44, "沈若兰"),
    (260, 142, 28, "市场总监"),
    (60, 240, 26, "地址：北京市朝阳区建国路88号B座1203室"),
    (60, 290, 26, "电话：010-88887777   传真：010-88887778"),
    (60, 340, 26, "手机：13800138000"),
    (60, 390, 26, "邮箱：shen.ruolan@yunqi.example"),
    (60, 440, 26, "网址：www.yunqi-culture.com"),
)


def passport_page(zone: str) -> tuple[tuple[int, int, int, str], ...]:
    """A page of a Chinese passport of nobody."""
    first, second = zone.split("\n")
    return (
        (60, 40, 30, "中华人民共和国  PASSPORT"),
        (420, 120, 28, "姓名/Name"),
        (420, 160, 34, "沈若兰"),
        (420, 205, 28, "SHEN, RUOLAN"),
        (40, 470, 31, first),
        (40, 530, 31, second),
    )


def font_file() -> str:
    """Return a font with Chinese characters, or skip saying what to install."""
    for name in FONTS:
        if Path(name).exists():
            return name
    pytest.skip("no font with Chinese characters found (Debian: fonts-noto-cjk)")


def mono_file() -> str | None:
    """Return a font of equal widths for the lines of a passport."""
    found = sorted(Path("/usr/share/fonts").glob("**/*Mono*Regular*.tt[fc]")) + sorted(
        Path("/usr/share/fonts").glob("**/DejaVuSansMono.ttf")
    )
    return str(found[0]) if found else None


def picture(
    lines: Sequence[tuple[int, int, int, str]],
    *,
    size: tuple[int, int] = (1000, 620),
    turned: float = 0.0,
    noise: int = 0,
    quality: int = 88,
    scale: float = 1.0,
) -> bytes:
    """Return a JPEG of lines (x, y, size, text) on light paper before a dark table."""
    from PIL import Image, ImageDraw, ImageFont

    paper = Image.new("RGB", size, (236, 240, 243))
    draw = ImageDraw.Draw(paper)
    for x, y, height, text in lines:
        name = (mono_file() if "<" in text else None) or font_file()
        draw.text((x, y), text, font=ImageFont.truetype(name, height), fill=(25, 25, 30))
    table = Image.new("RGB", (size[0] + 160, size[1] + 160), (70, 66, 60))
    table.paste(paper, (80, 80))
    if turned:
        table = table.rotate(turned, expand=True, fillcolor=(70, 66, 60), resample=Image.Resampling.BICUBIC)
    if scale != 1.0:
        table = table.resize((int(table.width * scale), int(table.height * scale)))
    if noise:
        chance = random.Random(7)
        grain = Image.frombytes(
            "L", table.size, bytes(chance.getrandbits(8) for _ in range(table.width * table.height))
        )
        table = Image.blend(table, Image.merge("RGB", (grain, grain, grain)), noise / 100)
    out = io.BytesIO()
    table.save(out, "JPEG", quality=quality)
    return out.getvalue()
