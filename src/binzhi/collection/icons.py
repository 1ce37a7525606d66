"""The picture of the installed page, drawn by ourselves as PNG: a card with a house on it, no copied asset."""

import struct
import zlib
from functools import lru_cache
from itertools import pairwise

ACCENT, WHITE = (0x2F, 0x5D, 0x62), (0xFF, 0xFF, 0xFF)
# the house of the mark in a square of 32: roof and walls, then the door, as strokes between points
STROKES = (((7, 24), (7, 11), (16, 6), (25, 11), (25, 24)), ((13, 24), (13, 17), (19, 17), (19, 24)))
WIDTH = 2.4


def _near(x: float, y: float) -> float:
    """Return the distance of a point to the nearest stroke."""
    best = 99.0
    for points in STROKES:
        for (ax, ay), (bx, by) in pairwise(points):
            dx, dy = bx - ax, by - ay
            along = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
            best = min(best, ((x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2) ** 0.5)
    return best


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@lru_cache(maxsize=4)
def icon_png(size: int) -> bytes:
    """Return the picture as PNG, ``size`` pixels square, filling it to the edge (maskable)."""
    rows = bytearray()
    soft = 32 / size
    for row in range(size):
        rows.append(0)
        for column in range(size):
            # the house stands in the inner 70 % of the square, where no mask cuts it
            x, y = ((column + 0.5) * soft - 16) / 0.7 + 16, ((row + 0.5) * soft - 16) / 0.7 + 16
            ink = max(0.0, min(1.0, (WIDTH / 2 - _near(x, y)) * 0.7 / soft + 0.5))
            rows += bytes(round(a + (b - a) * ink) for a, b in zip(ACCENT, WHITE, strict=True))
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(rows), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")
