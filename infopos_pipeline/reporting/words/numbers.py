"""How numbers are written: decimal comma in Dutch, point in English, fixed decimals, halves rounded up.

What is rounded is the shortest decimal that names the float, so that 6.25 is a tie and becomes 6,3, as in the audit.
Thousands are not separated: a point between them is a decimal point in the other language.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from infopos_pipeline.study.model import Language

NO_NUMBER = "-"
"""Stands where there is no number, as for the percentages of a group without observations."""

WITHHELD = "×"
"""Stands where disclosure control withholds a number."""

_HALF_UP = Context(prec=400, rounding=ROUND_HALF_UP)  # wide enough for every float
_SMALLEST_P = 0.001


def decimal(value: float, places: int, language: Language) -> str:
    """A number with a fixed number of decimals; never a negative zero."""
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), context=_HALF_UP)
    text = format(abs(rounded) if rounded.is_zero() else rounded, "f")
    return text.replace(".", ",") if language == "nl" else text


def absent(*, withheld: bool) -> str:
    """What stands in place of a number: that it is withheld, or that there is none."""
    return WITHHELD if withheld else NO_NUMBER


def count(value: float | None, absent: str = NO_NUMBER) -> str:
    """A whole number."""
    return absent if value is None else str(int(value))


def percentage(value: float | None, language: Language, sign: str = "%", absent: str = NO_NUMBER) -> str:
    """A percentage (0 to 100) at one decimal; in a column that is headed % the sign is left out."""
    return absent if value is None else decimal(value, 1, language) + sign


def mean(value: float | None, language: Language) -> str:
    """A mean or a standard deviation at two decimals."""
    return NO_NUMBER if value is None else decimal(value, 2, language)


def mean_sd(average: float | None, deviation: float | None, language: Language) -> str:
    """A mean with its standard deviation in brackets."""
    if average is None:
        return NO_NUMBER
    return f"{mean(average, language)} ({mean(deviation, language)})"


def p_value(value: float | None, language: Language) -> str:
    """A p-value at three decimals; below the smallest of those it says so."""
    if value is None:
        return NO_NUMBER
    if value < _SMALLEST_P:
        return f"< {decimal(_SMALLEST_P, 3, language)}"
    return decimal(value, 3, language)


def named_p(name: str, value: float | None, language: Language) -> str:
    """`p = 0,012` or `p < 0,001`."""
    text = p_value(value, language)
    return f"{name} {text}" if text.startswith("<") else f"{name} = {text}"


def threshold(value: float, language: Language) -> str:
    """A declared limit such as 0.05, with at least two decimals."""
    text = format(Decimal(repr(value)), "f")
    places = max(2, len(text.partition(".")[2].rstrip("0")))
    return decimal(value, places, language)
