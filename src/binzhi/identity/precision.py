"""How right the automatic links are: a share with its interval, from those that keepers checked."""

from dataclasses import dataclass
from math import sqrt

Z = 1.959963984540054  # 95 %


@dataclass(frozen=True, slots=True)
class Precision:
    """Checked links: ``right`` of ``checked``, and the 95 % interval of the share (Wilson), 0 to 1."""

    right: int
    checked: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """Return the share; 0 when nothing was checked."""
        return self.right / self.checked if self.checked else 0.0

    @property
    def percent(self) -> tuple[str, str, str]:
        """Return share and bounds in per cent, the bounds rounded away from the share."""
        return (f"{self.share:.2%}", f"{int(self.low * 10000) / 100:.2f}%", f"{-int(-self.high * 10000) / 100:.2f}%")


def wilson(right: int, checked: int) -> Precision:
    """Return the share with Wilson's interval; without a sample the interval is everything."""
    if not checked:
        return Precision(0, 0, 0.0, 1.0)
    share, square = right / checked, Z * Z / checked
    middle = (share + square / 2) / (1 + square)
    half = Z * sqrt(share * (1 - share) / checked + square / (4 * checked)) / (1 + square)
    return Precision(right, checked, max(0.0, middle - half), min(1.0, middle + half))
