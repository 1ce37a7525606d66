"""Reading photographed cards on one core: time of the processor from the JPEG to the fields."""

import os
import statistics
import time
from collections.abc import Sequence

from bench.figures import Figure

os.environ.setdefault("OMP_NUM_THREADS", "1")
AIM = "<= 1.5 s on one core"
TIMES = 7


def measure() -> list[Figure]:
    """Read each kind of card several times with a warm engine, and report its start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binzhi.config.settings_test")
    import django

    django.setup()
    from binzhi.guests import ocr
    from binzhi.guests.scan_kinds import ReadingKind
    from tests.guests.pictures import BUSINESS_CARD, ID_CARD, passport_page, picture
    from tests.kernel.test_mrz import passport

    if not ocr.is_installed():
        return [Figure("card read from a photo", AIM, "the extra ocr is not installed", "make bench ARGS=ocr")]
    begun = time.process_time()
    ocr.warm_up()
    start = time.process_time() - begun
    cards = {
        "ID card": (ReadingKind.ID_CARD, ID_CARD),
        "passport": (ReadingKind.PASSPORT, passport_page(passport(surname="SHEN", given="RUOLAN", sex="F"))),
        "business card": (ReadingKind.BUSINESS_CARD, BUSINESS_CARD),
    }
    found = []
    for name, (kind, lines) in cards.items():
        photo = picture(lines, turned=2.0, noise=6, scale=2.5)
        cpu, wall = _times(kind, photo)
        said = f"{cpu:.2f} s CPU, {wall:.2f} s wall, photo of {len(photo) // 1024:,} KiB, one thread"
        found.append(Figure(f"{name} read from a photo", AIM, said, "make bench ARGS=ocr"))
    said = f"{start:.1f} s CPU, peak {_peak_mib():,} MiB in the worker, once per process"
    return [*found, Figure("start of the text recognition", "in the worker only", said, "make bench ARGS=ocr")]


def _times(kind: str, photo: bytes) -> tuple[float, float]:
    from binzhi.guests.scan_kinds import ReadingKind
    from binzhi.guests.tasks import read_pictures

    cpu: list[float] = []
    wall: list[float] = []
    for _ in range(TIMES):
        before = time.process_time(), time.perf_counter()
        read_pictures(ReadingKind(kind), [photo])
        cpu.append(time.process_time() - before[0])
        wall.append(time.perf_counter() - before[1])
    return _middle(cpu), _middle(wall)


def _middle(values: Sequence[float]) -> float:
    return statistics.median(values)


def _peak_mib() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
