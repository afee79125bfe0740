"""The difference between the effects of the two predictors of a hypothesis, with its interval.

One predictor with a star and one without is no difference between them (Gelman and Stern, The American Statistician
60, 2006, 328-331). The same respondents answered both, so whole respondents are redrawn: a bootstrap with a fixed seed
of the table of both predictors and the outcome (Davison and Hinkley, Bootstrap Methods and their Application, 1997,
section 5.3: percentiles).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import exp, lgamma, nan, sqrt
from typing import TYPE_CHECKING

from infopos_pipeline.statistics.counting import Counts
from infopos_pipeline.statistics.intervals import BOOTSTRAP_SAMPLES, BOOTSTRAP_SEED
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.statistics.testing import StudyTest
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def contrast_results(tests: Sequence[StudyTest], study: Study, counts: Counts, wave: str) -> Iterator[Result]:
    """The effect of the first predictor minus that of the second, for each pair of tests of one outcome.

    Rows of ``effect``, ``effect_low`` and ``effect_high`` with the hypothesis as their group; the method names the
    effect. None unless the two predictors have two options each and the effect is one that can be redrawn.
    """
    pairs: dict[str, list[StudyTest]] = {}
    for test in tests:
        pairs.setdefault(test.category, []).append(test)
    for category, pair in pairs.items():
        name = next((test.result.effect_name for test in pair if test.result.effect_name), None)
        two_groups = all(not t.box and len(study.variables[t.predictor].options) == 2 for t in pair)
        if len(pair) != 2 or name not in _EFFECTS or not two_groups:
            continue
        predictors = (study.variables[pair[0].predictor], study.variables[pair[1].predictor])
        cells = _cells(predictors, study.variables[pair[0].declared.outcome], category, counts)
        base = sum(n for *_, n in cells)
        for statistic, value in zip(
            ("effect", "effect_low", "effect_high"), _contrast(cells, _EFFECTS[name]), strict=True
        ):
            yield Result(
                wave=wave,
                profile=pair[0].profile,
                place=pair[0].hypothesis.table,
                item=pair[0].declared.outcome,
                category=category,
                group=pair[0].hypothesis.name,
                statistic=statistic,  # type: ignore[arg-type]
                value=value,
                text="" if value is not None else "a group has too few respondents",
                base=base,
                method=f"contrast of {name}",
            )


Cell = tuple[int | None, int | None, float, int]
"""The group of each predictor (None: no answer), the score of the outcome, and respondents."""


def _cells(predictors: tuple[Variable, Variable], outcome: Variable, category: str, counts: Counts) -> list[Cell]:
    """The table of both predictors and the outcome, of respondents who answered the outcome and a predictor.

    Its order does not depend on which predictor comes first, so neither do the redrawn tables.
    """
    table: Counter[tuple[int | None, int | None, float]] = Counter()
    for cell, n in counts.cells(*(predictor.name for predictor in predictors), outcome.name):
        answer = counts.answer(cell, outcome.name)
        groups = [counts.answer(cell, predictor.name) for predictor in predictors]
        if answer is None or groups == [None, None]:
            continue
        first, second = (
            None if group is None else list(predictor.options).index(group[0])
            for group, predictor in zip(groups, predictors, strict=True)
        )
        if category:
            score = float(category in answer)
        else:
            score = outcome.scores[answer[0]] if outcome.options else float(answer[0])
        table[first, second, score] += n
    by_name = sorted((0, 1), key=lambda place: predictors[place].name)

    def order(cell: Cell) -> tuple[float, ...]:
        return cell[2], *(-1 if (group := cell[place]) is None else group for place in by_name)

    return sorted(((*groups, n) for groups, n in table.items()), key=order)


def _contrast(
    cells: Sequence[Cell], effect: Callable[[Array, Array], Array]
) -> tuple[float | None, float | None, float | None]:
    """The contrast and its interval between the 2.5th and 97.5th percentile of the redrawn ones."""
    import numpy as np

    totals = np.array([n for *_, n in cells], dtype=np.float64)
    if not totals.sum():
        return None, None, None
    generator = np.random.default_rng(BOOTSTRAP_SEED)
    redrawn = generator.multinomial(int(totals.sum()), totals / totals.sum(), size=BOOTSTRAP_SAMPLES)
    drawn = np.vstack([totals, redrawn.astype(np.float64)])
    scores = np.array(sorted({score for _, _, score, _ in cells}))
    with np.errstate(divide="ignore", invalid="ignore"):
        first, second = (effect(_grouped(drawn, cells, place, scores), scores) for place in (0, 1))
    values = first - second
    usable = values[1:][np.isfinite(values[1:])]
    if not np.isfinite(values[0]) or len(usable) < BOOTSTRAP_SAMPLES // 2:
        return None, None, None
    low, high = np.quantile(usable, [0.025, 0.975])
    return float(values[0]), float(low), float(high)


def _grouped(drawn: Array, cells: Sequence[Cell], place: int, scores: Array) -> Array:
    """Respondents by sample, group of one predictor, and score."""
    import numpy as np

    into = np.zeros((len(cells), 2, len(scores)))
    for row, cell in enumerate(cells):
        group = cell[place]
        if group is not None:
            into[row, int(group), int(np.searchsorted(scores, cell[2]))] = 1.0
    return (drawn @ into.reshape(len(cells), -1)).reshape(-1, 2, len(scores))


def _rank_biserial(counts: Array, scores: Array) -> Array:
    """P(first higher) - P(first lower), by sample."""
    import numpy as np

    first, second = counts[:, 0, :], counts[:, 1, :]
    below = np.cumsum(second, axis=1) - second
    above = second.sum(axis=1, keepdims=True) - below - second
    return np.asarray((first * (below - above)).sum(axis=1) / (first.sum(axis=1) * second.sum(axis=1)))


def _means(counts: Array, scores: Array) -> Array:
    means: Array = counts @ scores / counts.sum(axis=2)
    return means


def _difference(counts: Array, scores: Array) -> Array:
    """The mean of the first group minus that of the second, by sample; for scores 0 and 1 a difference of shares."""
    means = _means(counts, scores)
    difference: Array = means[:, 0] - means[:, 1]
    return difference


def _hedges_g(counts: Array, scores: Array) -> Array:
    """The difference of means in pooled standard deviations, with Hedges' exact correction for small samples.

    No number in samples whose scores do not vary within the groups.
    """
    import numpy as np

    means = _means(counts, scores)
    squares = (counts * (scores - means[:, :, None]) ** 2).sum(axis=(1, 2))
    vary = ((counts > 0).sum(axis=2) > 1).any(axis=1)
    freedom, places = np.unique(counts.sum(axis=(1, 2)) - 2, return_inverse=True)
    correction = np.array([_correction(df) for df in freedom])[places]
    deviation = np.sqrt(np.where(vary, squares, nan) / freedom[places])
    return np.asarray(correction * (means[:, 0] - means[:, 1]) / deviation)


def _correction(df: float) -> float:
    """Hedges' correction, as :func:`infopos_pipeline.statistics.effects.hedges_g` takes it."""
    return exp(lgamma(df / 2) - lgamma((df - 1) / 2)) * sqrt(2 / df) if df > 1 else nan


_EFFECTS: Mapping[str | None, Callable[[Array, Array], Array]] = {
    "rank-biserial correlation": _rank_biserial,
    "risk difference": _difference,
    "Hedges' g": _hedges_g,
}
