"""What the methods in results are called: tests, effects, adjustments, intervals, hypotheses.

Terms are those of ``docs/terms.md``. A method without a word of its own stands for itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from infopos_pipeline.reporting.words.wording import say
from infopos_pipeline.statistics.testing import BENJAMINI_HOCHBERG_STUDY, HOLM_HYPOTHESIS, HOLM_STUDY
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language
from infopos_pipeline.study.shown import Hypothesis

ALPHA = 0.05
"""Below it a p-value (adjusted, if there are several) shows something, where a study declares no level of its own."""

_EFFECTS_IN_DUTCH: Mapping[str, str] = {
    "Spearman's rho": "rho van Spearman",
    "Kendall's tau-b": "tau-b van Kendall",
    "Pearson's r": "r van Pearson",
    "Cramér's V": "V van Cramér",
    "Hedges' g": "g van Hedges",
    "Somers' d": "d van Somers",
    "odds ratio": "oddsratio",
    "Cramér's V (bias-corrected)": "V van Cramér (gecorrigeerd voor vertekening)",
    "risk difference": "risicoverschil",
    "odds ratio of the changes": "oddsratio van de veranderingen",
    "change in share": "verandering in aandeel",
    "change in mean": "verandering in gemiddelde",
    "change per wave": "verandering per meting",
    "eta squared of Q": "eta-kwadraat van Q",
    "matched-pairs rank-biserial correlation": "rangbiseriële correlatie (gepaard)",
    "rank-biserial correlation": "rangbiseriële correlatie",
    "epsilon squared": "epsilon-kwadraat",
}

_TESTS_OF_SEVERAL_TABLES: Mapping[str, tuple[str, str]] = {
    "overlapping_waves_exact": ("exacte toets voor overlappende metingen", "exact test of overlapping waves"),
    "wave_trend_exact": ("trend binnen gemeenten (exacte permutatietoets)", "trend within municipalities (exact)"),
    "cochran_q_exact": ("Q-toets van Cochran (exact)", "Cochran's Q (exact)"),
    "response_exact": ("exacte toets van de respons", "exact test of the response"),
}
"""Tests that take more than one table, and are in no registry for that."""

_ADJUSTMENTS: Mapping[str, str] = {
    HOLM_HYPOTHESIS: "holm_hypothesis",
    HOLM_STUDY: "holm_study",
    BENJAMINI_HOCHBERG_STUDY: "benjamini_hochberg_study",
}


def method_label(method: str, language: Language) -> str:
    """What a test is called in running text."""
    from infopos_pipeline.statistics.registry import TESTS

    if method in _TESTS_OF_SEVERAL_TABLES:
        return _TESTS_OF_SEVERAL_TABLES[method][0 if language == "nl" else 1]
    return TESTS[method].label[language] if method in TESTS else method


def effect_label(method: str, language: Language) -> str:
    """What an effect is called."""
    return _EFFECTS_IN_DUTCH.get(method, method) if language == "nl" else method


def adjustment_label(method: str, language: Language) -> str:
    """What heads the p-values adjusted by a method: the adjustment, and the family it is over."""
    return say(_ADJUSTMENTS[method], language) if method in _ADJUSTMENTS else method


def numbered(study: Study) -> dict[str, int]:
    """The numbers of the hypotheses that something was expected of, by name."""
    expected = (name for name, hypothesis in study.hypotheses.items() if not hypothesis.exploratory)
    return {name: number for number, name in enumerate(expected, start=1)}


def hypothesis_label(hypothesis: Hypothesis, study: Study, language: Language) -> str:
    """What a hypothesis says, after its number; an exploratory one has none and is marked. Under it, of whom it is."""
    statement = hypothesis.statement.text(language)
    if hypothesis.exploratory:
        label = say("marked_exploratory", language, text=statement)
    else:
        label = say("numbered", language, number=numbered(study)[hypothesis.name], statement=statement)
    if hypothesis.filter is None:
        return label
    return f"{label}\n{say('filtered', language, filter=hypothesis.filter.text(language))}"
