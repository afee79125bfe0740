"""The reference distributions the tests look their p-values up in, and the quantiles their intervals need.

This is the only place where the tests meet SciPy, which is imported on first use: it costs a quarter of a
second that a command without a test should not pay. Not here: distributions that are exact for one table
(`conditional`, `tables`).
"""

from collections.abc import Callable
from math import erfc, inf, sqrt
from statistics import NormalDist
from types import ModuleType

import numpy as np
from numpy.typing import NDArray


def _special() -> ModuleType:
    import scipy.special

    return scipy.special


def normal_two_sided(z: float) -> float:
    """The probability that a standard normal value lies at least as far from zero as z."""
    return erfc(abs(z) / sqrt(2.0))


def normal_quantile(probability: float) -> float:
    """The standard normal value below which this probability lies."""
    return NormalDist().inv_cdf(probability)


def student_two_sided(t: float, df: float) -> float:
    """The probability that Student's t with df degrees of freedom lies at least as far from zero."""
    return float(2.0 * _special().stdtr(df, -abs(t)))


def student_quantile(probability: float, df: float) -> float:
    """The value of Student's t with df degrees of freedom below which this probability lies."""
    return float(_special().stdtrit(df, probability))


def chi_square_upper(value: float, df: float) -> float:
    """The probability that a chi-square value with df degrees of freedom is at least this large."""
    return float(_special().chdtrc(df, value))


def fair_coin_lower(heads: int, tosses: int) -> float:
    """The probability of at most this many heads in tosses of a fair coin."""
    return float(_special().bdtr(heads, tosses, 0.5))


def log_factorial(whole: NDArray[np.int64]) -> NDArray[np.float64]:
    """The natural logarithm of the factorial of every whole number in an array."""
    return np.asarray(_special().gammaln(whole + 1.0), dtype=np.float64)


def beta_quantile(probability: float, a: float, b: float) -> float:
    """The value below which this probability of a beta distribution lies (a, b > 0)."""
    return float(_special().betaincinv(a, b, probability))


def noncentral_t_parameter(probability: float, t: float, df: float) -> float:
    """The noncentrality at which a t value at most this large has this probability."""
    return _decreasing_root(lambda nc: float(_special().nctdtr(df, nc, t)) - probability, t)


def noncentral_chi_square_parameter(probability: float, value: float, df: float) -> float:
    """The noncentrality, at least zero, at which a chi-square up to this value has this probability."""

    def excess(noncentrality: float) -> float:
        return float(_special().chndtr(value, df, noncentrality)) - probability

    return 0.0 if excess(0.0) <= 0 else _decreasing_root(excess, value, floor=0.0)


def _decreasing_root(function: Callable[[float], float], start: float, floor: float = -inf) -> float:
    """Where a decreasing function crosses zero: brackets it around start, then halves the bracket."""
    width = 1.0
    low = high = start
    while function(low) < 0:
        low, width = max(low - width, floor), 2 * width
    while function(high) > 0:
        high, width = high + width, 2 * width
    while high - low > 1e-12 * max(1.0, abs(low)):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return (low + high) / 2
