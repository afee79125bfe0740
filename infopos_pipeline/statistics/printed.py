"""Printed numbers: which exact values a number such as "2.55" may stand for, by convention of rounding.

Here: the conventions and exact intervals. Not here: what follows about counts and samples (`forensics`).
"""

import re
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import lru_cache


class Rounding(Enum):
    """How a number was shortened to the decimals it is printed with."""

    HALF_UP = "half up"  # halves away from zero, as SPSS and Excel print
    HALF_EVEN = "half even"  # halves to the even digit, as R and Python round
    TRUNCATION = "truncation"  # further decimals cut off
    TWICE = "rounding an already rounded number"  # half up to one decimal more, then half up


@dataclass(frozen=True)
class PrintedNumber:
    """A printed number and the interval of exact values that print as it.

    Attributes:
        text: as printed.
        value: as printed, exactly.
        low, high: the ends of the interval.
        low_counts, high_counts: whether the end itself prints as the number.
    """

    text: str
    value: Fraction
    low: Fraction
    high: Fraction
    low_counts: bool
    high_counts: bool

    def holds(self, exact: Fraction) -> bool:
        """Whether this exact value prints as the number."""
        return (self.low < exact or (self.low_counts and exact == self.low)) and (
            exact < self.high or (self.high_counts and exact == self.high)
        )

    def holds_root(self, square: Fraction) -> bool:
        """Whether the square root of this value (at least zero) prints as the number, exactly."""
        above = self.low < 0 or square > self.low**2 or (self.low_counts and square == self.low**2)
        below = self.high >= 0 and (square < self.high**2 or (self.high_counts and square == self.high**2))
        return above and below


@lru_cache(maxsize=4096)  # a proof holds thousands of samples against the same few
def printed_number(text: str, rounding: Rounding = Rounding.HALF_UP) -> PrintedNumber:
    """A printed number with the exact values it may stand for.

    Args:
        text: the number as printed, with a decimal point or comma; trailing zeros count ("0.90" has two
            decimals).
        rounding: the convention it was shortened by.

    Raises:
        ValueError: the text is not a plain decimal number.
    """
    match = re.fullmatch(r"\s*([+-]?)(\d+)(?:[.,](\d+))?\s*", text)
    if not match:
        raise ValueError(f"Not a printed number: {text!r}. Write it as printed, such as '2.55'.")
    sign, whole, decimals = match[1], match[2], match[3] or ""
    unit = Fraction(1, 10 ** len(decimals))
    size = int(whole + decimals) * unit
    low, high, low_counts, high_counts = _interval(size, unit, rounding)
    if sign == "-":
        low, high, low_counts, high_counts = -high, -low, high_counts, low_counts
        size = -size
    return PrintedNumber(text.strip(), size, low, high, low_counts, high_counts)


def _interval(size: Fraction, unit: Fraction, rounding: Rounding) -> tuple[Fraction, Fraction, bool, bool]:
    """The interval of a number at or above zero; that of zero itself is symmetric."""
    half = unit / 2
    if rounding is Rounding.HALF_EVEN:
        even = size / unit % 2 == 0
        return size - half, size + half, even, even
    down, up = {
        Rounding.HALF_UP: (half, half),
        Rounding.TRUNCATION: (Fraction(0), unit),
        # 2.445 becomes 2.45, then 2.5: the interval shifts by half a unit of the first rounding.
        Rounding.TWICE: (half + unit / 20, half - unit / 20),
    }[rounding]
    return (size - down, size + up, True, False) if size else (-up, up, False, False)
