"""Cohen's kappa and Krippendorff's alpha: printed elsewhere, computed by other programs, or true by definition."""

import csv
import subprocess
from collections.abc import Sequence
from itertools import product
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from programs import needed
from scipy import stats

from infopos_pipeline.statistics import agreement
from infopos_pipeline.statistics.agreement import Agreement, Level, Value, cohens_kappa, krippendorffs_alpha
from infopos_pipeline.statistics.contingency import contingency_table

Table = Sequence[Sequence[int]]
Units = list[tuple[Value | None, ...]]

# Table, kappa, standard error
KAPPAS = {
    "SAS, PROC FREQ (printed in the tests of statsmodels)": ([[0, 4, 1], [0, 8, 0], [0, 1, 5]], 0.4842, 0.1380),
    "R, statpsych::ci.kappa (its documentation)": ([[31, 12], [4, 58]], 0.6756757, 0.07344761),
    "statsmodels 0.15.0 (Penn State, STAT 509)": (
        [[21, 12, 0, 0], [4, 17, 1, 0], [3, 9, 15, 2], [0, 0, 0, 1]],
        0.4727891156462585,
        0.07271537817064765,
    ),
    "statsmodels 0.15.0 (SAS/STAT, skin condition)": (
        [[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]],
        0.3448753462603878,
        0.07239668737198354,
    ),
}

# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), sections A, B and C; a line a coder
TWO_CODERS_BINARY = ["0100000010", "1110010000"]
TWO_CODERS_NOMINAL = ["aabbdcccedda", "babbbccceddd"]
FOUR_CODERS = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
# A. F. Hayes and K. Krippendorff (2007), table 1
NEWS = [
    "112.001122.01311211000201001111223222221",
    "1130000.21102311121000302102111122222221",
    "203000222100221123001.30.1012202.2232.21",
    ".13....0.10022...31.103021122..122...12.",
    "2..0001.2....3112..0.0..2.0..20.2.2222.1",
]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval")
ALPHAS: list[tuple[list[str], Level, float, float]] = [
    (TWO_CODERS_BINARY, "nominal", 0.095, 5e-4),
    (TWO_CODERS_NOMINAL, "nominal", 0.692, 5e-4),
    (FOUR_CODERS, "nominal", 0.743, 5e-4),
    (FOUR_CODERS, "ordinal", 0.815, 5e-4),
    (FOUR_CODERS, "interval", 0.849, 5e-4),
    (NEWS, "ordinal", 0.7598, 5e-5),
]

# Made up; alpha at each level as the Python package krippendorff 0.9.0 computes it
COMPUTED_ELSEWHERE: list[tuple[list[str], tuple[float, float, float]]] = [
    (NEWS, (0.47650956741865835, 0.7598291891514336, 0.757378277153558)),
    (["11212222111221", "11212221212121"], (0.44897959183673475, 0.44897959183673464, 0.44897959183673475)),
    (["1.3133.1.1", "..3.33.3.2", "...23321.1"], (0.38356164383561653, 0.6330009276437849, 0.5673076923076923)),
    (
        ["..11.13.1", ".21411344", "42..11...", "421..2122", "44143.1.3", "421.41114"],
        (0.2794773741236457, 0.3226310726310727, 0.31092094539527304),
    ),
]

quick = settings(derandomize=True, max_examples=60, deadline=None)
heavy = settings(derandomize=True, max_examples=20, deadline=None)


def units_of(lines: Sequence[str]) -> Units:
    """Units from a line of values a coder; a full stop where one gave none."""
    return [tuple(None if value == "." else value for value in unit) for unit in zip(*lines, strict=True)]


def kappa(table: Table) -> Agreement:
    return cohens_kappa(contingency_table(table))


def limits(found: Agreement) -> tuple[float, float]:
    assert found.effect.low is not None
    assert found.effect.high is not None
    return found.effect.low, found.effect.high


def value_of(units: Units, level: Level) -> float:
    """Alpha without an interval, which one cluster has not."""
    value = krippendorffs_alpha(units, level, [0] * len(units)).effect.value
    assert value is not None
    return value


def as_units(table: Table) -> Units:
    return [pair for pair in product(range(len(table)), repeat=2) for _ in range(table[pair[0]][pair[1]])]


# Cohen's kappa


@pytest.mark.parametrize("source", KAPPAS)
def test_kappa_and_its_interval_agree_with_other_programs(source: str) -> None:
    table, value, error = KAPPAS[source]
    found = kappa(table)
    digits = 5e-5 if source.startswith("SAS") else 5e-8
    assert found.effect.value == pytest.approx(value, abs=digits)
    assert limits(found) == pytest.approx((value - 1.959964 * error, value + 1.959964 * error), abs=3 * digits)
    assert found.base == sum(map(sum, table))
    assert found.reason is None


def test_kappa_agrees_with_cohen() -> None:
    """J. Cohen, Psychological Bulletin 70 (1968), 213-220, table 1: 200 patients, two judges, kappa .492."""
    found = kappa([[88, 10, 2], [14, 40, 6], [18, 10, 12]])
    assert found.effect.value == pytest.approx(0.492, abs=5e-4)
    assert found.percentage == 70


def in_pspp(program: str, table: Table, folder: Path) -> tuple[float, float]:
    """Kappa and its standard error as PSPP prints them, with ten decimals."""
    cells = [f"{a} {b} {table[a][b]}" for a, b in product(range(len(table)), repeat=2) if table[a][b]]
    lines = ["SET FORMAT=F20.10.", "DATA LIST FREE /a b n.", "BEGIN DATA", *cells, "END DATA.", "WEIGHT BY n."]
    lines += ["CROSSTABS /TABLES=a BY b /STATISTICS=KAPPA."]
    (folder / "kappa.sps").write_text("\n".join(lines), encoding="utf-8")
    command = [program, "kappa.sps", "-o", "kappa.csv", "-O", "format=csv"]
    subprocess.run(command, cwd=folder, check=True, timeout=60)
    with (folder / "kappa.csv").open(encoding="utf-8", newline="") as lines_of_output:
        (row,) = (row for row in csv.reader(lines_of_output) if row[1:2] == ["Kappa"])
    return float(row[2]), float(row[3])


# PSPP leaves out a category that one coder never used, and then has no kappa
@pytest.mark.parametrize("table", [table for table, *_ in KAPPAS.values() if all(map(sum, zip(*table, strict=True)))])
def test_kappa_agrees_with_pspp(table: Table, tmp_path: Path) -> None:
    value, _ = in_pspp(needed("pspp", "pspp"), table, tmp_path)
    assert kappa(table).effect.value == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    "table",
    [
        [[40, 7], [7, 21]],
        [[20, 5, 2], [1, 18, 9], [6, 5, 30]],
        [[5, 3, 0, 1], [0, 9, 2, 2], [3, 1, 7, 0], [1, 0, 2, 4]],
    ],
)
def test_the_standard_error_of_kappa_agrees_with_pspp_where_coders_use_categories_equally(
    table: Table, tmp_path: Path
) -> None:
    """In the cell (i, j) PSPP 1.6.2 adds up row i and column j, not column i and row j: the same with equal margins."""
    assert [sum(row) for row in table] == [sum(column) for column in zip(*table, strict=True)]
    value, error = in_pspp(needed("pspp", "pspp"), table, tmp_path)
    assert limits(kappa(table)) == pytest.approx((value - 1.959964 * error, value + 1.959964 * error), abs=1e-6)


@pytest.mark.parametrize(
    ("table", "value", "percentage", "reason"),
    [
        ([[0, 0], [0, 0]], None, None, agreement.NOTHING_CODED_TWICE),
        ([[0, 0], [0, 7]], None, 100, agreement.ONE_CATEGORY),
        ([[5, 0], [0, 9]], 1, 100, agreement.NO_SPREAD),
        ([[0, 5], [5, 0]], -1, 0, agreement.NO_SPREAD),
        ([[5, 0], [3, 0]], 0, 62.5, agreement.NO_SPREAD),
    ],
)
def test_kappa_says_why_it_or_its_interval_is_missing(
    table: Table, value: float | None, percentage: float | None, reason: str
) -> None:
    found = kappa(table)
    assert (found.effect.value, found.effect.low, found.effect.high) == (value, None, None)
    assert (found.percentage, found.reason) == (percentage, reason)


def test_kappa_needs_a_square_table() -> None:
    with pytest.raises(ValueError, match="found a table of 2 × 3"):
        kappa([[1, 2, 3], [4, 5, 6]])


@st.composite
def square_tables(draw: st.DrawFn) -> list[list[int]]:
    size = draw(st.integers(2, 4))
    return [[draw(st.integers(0, 6)) for _ in range(size)] for _ in range(size)]


def assert_same(one: Agreement, other: Agreement) -> None:
    numbers = [
        tuple(float("nan") if x is None else x for x in (of.effect.value, of.effect.low, of.effect.high, of.percentage))
        for of in (one, other)
    ]
    assert numbers[0] == pytest.approx(numbers[1], abs=1e-9, nan_ok=True)
    assert (one.base, one.reason) == (other.base, other.reason)


@quick
@given(square_tables(), st.randoms(use_true_random=False))
def test_kappa_knows_neither_the_order_of_coders_nor_of_categories(table: list[list[int]], random) -> None:
    found = kappa(table)
    assert_same(found, kappa(list(zip(*table, strict=True))))
    order = random.sample(range(len(table)), len(table))
    assert_same(found, kappa([[table[a][b] for b in order] for a in order]))


@quick
@given(square_tables())
def test_kappa_lies_within_its_interval_and_the_interval_within_its_bounds(table: list[list[int]]) -> None:
    effect = kappa(table).effect
    if effect.low is not None and effect.high is not None:
        assert -1 <= effect.low < (effect.value or 0) < effect.high <= 1


# Krippendorff's alpha


@pytest.mark.parametrize(("lines", "level", "value", "digits"), ALPHAS)
def test_alpha_agrees_with_krippendorff(lines: list[str], level: Level, value: float, digits: float) -> None:
    assert krippendorffs_alpha(units_of(lines), level).effect.value == pytest.approx(value, abs=digits)


@pytest.mark.parametrize(("lines", "values"), COMPUTED_ELSEWHERE)
def test_alpha_agrees_with_another_program(lines: list[str], values: tuple[float, float, float]) -> None:
    computed = [krippendorffs_alpha(units_of(lines), level).effect.value for level in LEVELS]
    assert computed == pytest.approx(values, rel=1e-12)


def test_agreement_is_the_share_of_equal_pairs() -> None:
    assert krippendorffs_alpha(units_of(TWO_CODERS_BINARY)).percentage == 60  # Krippendorff (2011), section A: 6 of 10
    # Section C: of 40 pairable values 3 + 1 + ... = 32 lie on the diagonal of the coincidence matrix
    found = krippendorffs_alpha(units_of(FOUR_CODERS))
    assert found.percentage == pytest.approx(100 * 32 / 40)
    assert found.base == 11
    assert found.effect.name == "krippendorff's alpha (nominal)"


@pytest.mark.parametrize("level", LEVELS)
def test_alpha_redraws_whole_units(level: Level) -> None:
    """The same bootstrap, written out: units drawn one by one, alpha of each redraw by the function."""
    units = [tuple(value and float(value) for value in unit) for unit in units_of(NEWS)]
    generator = np.random.default_rng(1)
    draws = generator.integers(len(units), size=(1_000, len(units)))
    values = [value_of([units[place] for place in drawn], level) for drawn in draws]
    low, high = np.quantile(values, [0.025, 0.975])
    assert limits(krippendorffs_alpha(units, level)) == pytest.approx((low, high), abs=0.02)


def test_redrawn_units_agree_with_the_standard_error_of_kappa() -> None:
    """Of many units that both coders use alike alpha is kappa: two methods of one interval."""
    table = [[300, 40, 20], [40, 250, 30], [20, 30, 170]]
    assert limits(krippendorffs_alpha(as_units(table))) == pytest.approx(limits(kappa(table)), abs=0.003)


def test_the_interval_is_the_same_in_every_run_and_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    found = krippendorffs_alpha(units_of(NEWS), "ordinal")
    assert krippendorffs_alpha(units_of(NEWS), "ordinal") == found
    monkeypatch.setattr(agreement, "_LARGEST_BATCH", 10_000)
    assert_same(krippendorffs_alpha(units_of(NEWS), "ordinal"), found)


def test_units_that_one_coder_coded_change_nothing() -> None:
    units, clusters = units_of(NEWS), [place % 7 for place in range(40)]
    more: Units = [*units, ("9", None, None, None, None), (None,) * 5, ()]
    assert krippendorffs_alpha(more) == krippendorffs_alpha(units)
    assert krippendorffs_alpha(more, clusters=[*clusters, 1, 8, 9]) == krippendorffs_alpha(units, clusters=clusters)


@pytest.mark.parametrize("level", LEVELS)
def test_clusters_are_left_out_one_at_a_time(level: Level) -> None:
    """The jackknife written out, with SciPy's t; alpha of what is left by the function itself."""
    units, clusters = units_of(NEWS), ["one"] * 9 + ["two"] * 14 + ["three"] * 5 + ["four"] * 12
    value = value_of(units, level)
    left = [
        value_of([unit for unit, of in zip(units, clusters, strict=True) if of != name], level)
        for name in ("one", "two", "three", "four")
    ]
    squares = sum((without - value) ** 2 for without in left)
    half = stats.t.ppf(0.975, 3) * sqrt(3 / 4 * squares)
    found = krippendorffs_alpha(units, level, clusters)
    assert found.effect.value == pytest.approx(value)
    assert limits(found) == pytest.approx((value - half, min(value + half, 1)))


def made_up_interviews(generator: np.random.Generator, interviews: int) -> np.ndarray:
    """For each interview its 60 turns: those that no coder, one and both gave a theme; themes and slips come in spells.

    Shares of turns with the theme (15%) and of slips (8%) vary between interviews as beta distributions with an
    intraclass correlation of 0.05.
    """
    spread = (1 - 0.05) / 0.05
    theme = generator.beta(0.15 * spread, 0.85 * spread, interviews)
    slip = generator.beta(0.08 * spread, 0.92 * spread, interviews)
    both = theme * (1 - slip) ** 2 + (1 - theme) * slip**2
    neither = theme * slip**2 + (1 - theme) * (1 - slip) ** 2
    return generator.multinomial(60, np.stack([neither, 1 - neither - both, both], axis=1))


def test_leaving_out_interviews_keeps_its_level_where_redrawing_turns_does_not() -> None:
    """Six interviews, 200 times: the share of the 95% intervals that hold the alpha of very many interviews."""
    generator = np.random.default_rng(5)
    n, n_split, n_both = 60 * 100_000, *made_up_interviews(generator, 100_000).sum(axis=0)[1:]
    ones = (2 * n_both + n_split) / (2 * n)
    truth = 1 - (n_split / n) / (2 * ones * (1 - ones))  # of so many units: observed by expected disagreement
    held = {"turns": 0, "interviews": 0}
    for _ in range(200):
        units: Units = []
        clusters = []
        for interview, (neither, split, both) in enumerate(made_up_interviews(generator, 6)):
            units += [(0, 0)] * neither + [(0, 1)] * split + [(1, 1)] * both
            clusters += [interview] * 60
        for how, given_clusters in (("turns", None), ("interviews", clusters)):
            low, high = limits(krippendorffs_alpha(units, clusters=given_clusters))
            held[how] += low <= truth <= high
    assert held["turns"] < 150
    assert held["interviews"] > 180


@pytest.mark.parametrize(
    ("lines", "value", "reason"),
    [
        (["", ""], None, agreement.NOTHING_CODED_TWICE),
        (["1.2", ".1."], None, agreement.NOTHING_CODED_TWICE),
        (["111", "111"], None, agreement.ONE_CATEGORY),
        (["121", "122"], 4 / 9, agreement.TOO_FEW_UNITS),
        (["12121212", "12121212"], 1, agreement.NO_SPREAD),
    ],
)
def test_alpha_says_why_it_or_its_interval_is_missing(lines: list[str], value: float | None, reason: str) -> None:
    found = krippendorffs_alpha(units_of(lines))
    assert found.effect.value == pytest.approx(value)
    assert (found.effect.low, found.effect.high, found.reason) == (None, None, reason)


@pytest.mark.parametrize(
    ("clusters", "reason"),
    [("aaaaaa", agreement.ONE_CLUSTER), ("aaabbb", agreement.ALL_IN_ONE_CLUSTER), ("ababab", agreement.NO_SPREAD)],
)
def test_alpha_of_clusters_says_why_its_interval_is_missing(clusters: str, reason: str) -> None:
    varied = ["111122", "111122"] if clusters == "aaabbb" else ["112211", "112211"]
    found = krippendorffs_alpha(units_of(varied), clusters=clusters)
    assert found.effect.value == 1
    assert (found.effect.low, found.effect.high, found.reason) == (None, None, reason)


@pytest.mark.parametrize(
    ("lines", "start", "chance", "interval"),
    [
        (["1111112222", "1111112221"], "the interval leaves out", 0.6**10 + 0.3**10, True),
        (["11111112", "11111112"], "no interval: nothing varies in", (7 / 8) ** 8, False),
    ],
)
def test_redraws_without_variation_are_counted_and_too_many_leave_no_interval(
    lines: list[str], start: str, chance: float, interval: bool
) -> None:
    """The chance that units of one kind only are drawn."""
    found = krippendorffs_alpha(units_of(lines))
    assert (found.effect.low is not None) == interval
    assert found.reason is not None
    assert found.reason.startswith(f"{start} ")
    left_out = int(found.reason.removeprefix(f"{start} ").split()[0])
    assert left_out / 9999 == pytest.approx(chance, abs=3 * sqrt(chance / 9999))


def test_alpha_needs_a_cluster_a_unit_and_numbers_for_levels_with_order() -> None:
    with pytest.raises(ValueError, match="found 2 clusters for 10 units"):
        krippendorffs_alpha(units_of(TWO_CODERS_BINARY), clusters=["a", "b"])
    with pytest.raises(ValueError, match="could not convert"):
        krippendorffs_alpha(units_of(TWO_CODERS_NOMINAL), "interval")


@st.composite
def coded_units(draw: st.DrawFn) -> Units:
    coders = draw(st.integers(2, 4))
    values = st.one_of(st.none(), st.integers(1, 3))
    return draw(st.lists(st.tuples(*[values] * coders), min_size=1, max_size=25))


@heavy
@given(coded_units(), st.sampled_from(LEVELS), st.booleans(), st.randoms(use_true_random=False))
def test_alpha_does_not_tell_coders_apart(units: Units, level: Level, clustered: bool, random) -> None:
    clusters = [place // 5 for place in range(len(units))] if clustered else None
    shuffled = [tuple(random.sample(unit, len(unit))) for unit in units]
    assert_same(krippendorffs_alpha(units, level, clusters), krippendorffs_alpha(shuffled, level, clusters))


@heavy
@given(coded_units(), st.booleans())
def test_nominal_alpha_does_not_know_the_names_of_values(units: Units, clustered: bool) -> None:
    clusters = [place // 5 for place in range(len(units))] if clustered else None
    names: dict[Value | None, Value | None] = {None: None, 1: "zorg", 2: 2.5, 3: "a"}
    renamed = [tuple(names[value] for value in unit) for unit in units]
    assert_same(krippendorffs_alpha(units, clusters=clusters), krippendorffs_alpha(renamed, clusters=clusters))


@heavy
@given(coded_units())
def test_ordinal_alpha_knows_the_order_of_values_only_and_interval_alpha_no_unit(units: Units) -> None:
    stretched: Units = [tuple(value and float(value) ** 3 for value in unit) for unit in units]  # type: ignore[arg-type]
    assert_same(krippendorffs_alpha(units, "ordinal"), krippendorffs_alpha(stretched, "ordinal"))
    shifted: Units = [tuple(value and 7 - 2 * float(value) for value in unit) for unit in units]
    assert_same(krippendorffs_alpha(units, "interval"), krippendorffs_alpha(shifted, "interval"))


@heavy
@given(coded_units(), st.sampled_from(LEVELS), st.booleans())
def test_alpha_has_a_value_and_an_interval_or_a_reason(units: Units, level: Level, clustered: bool) -> None:
    found = krippendorffs_alpha(units, level, [place // 5 for place in range(len(units))] if clustered else None)
    assert found.reason or None not in (found.effect.value, found.effect.low, found.effect.high)
    assert found.effect.value is None or -1 <= found.effect.value <= 1
    assert (found.effect.low is None) == (found.effect.high is None)
    if found.effect.low is not None:
        low, high = limits(found)
        assert -1 <= low < high <= 1


@quick
@given(st.lists(st.integers(1, 4), min_size=2, max_size=30), st.integers(2, 5), st.sampled_from(LEVELS))
def test_coders_who_agree_in_everything_have_kappa_and_alpha_one(values: list[int], coders: int, level: Level) -> None:
    assume(len(set(values)) > 1)
    found = krippendorffs_alpha([(value,) * coders for value in values], level, [0] * len(values))
    assert (found.effect.value, found.percentage) == (1, 100)
    assert kappa([[values.count(a) * (a == b) for b in range(1, 5)] for a in range(1, 5)]).effect.value == 1


@quick
@given(square_tables())
def test_alpha_of_two_coders_is_kappa_of_pooled_use_but_for_a_correction_of_size(table: list[list[int]]) -> None:
    """K. Krippendorff, Content Analysis (2004), section 11.3: alpha = pi + (1 - pi)/(2n) of n units, pi being Scott's.

    Pi is kappa of the table and its mirror image added up; where coders use categories alike it is kappa itself, so
    that with many units kappa and alpha are one.
    """
    both = [[table[a][b] + table[b][a] for b in range(len(table))] for a in range(len(table))]
    pi, n = kappa(both).effect.value, sum(map(sum, table))
    found = krippendorffs_alpha(as_units(table), clusters=[0] * n)
    assert found.effect.value == (None if pi is None else pytest.approx(pi + (1 - pi) / (2 * n)))
    assert found.percentage == (None if not n else pytest.approx(kappa(table).percentage))
