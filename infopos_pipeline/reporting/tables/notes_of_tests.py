"""The notes under a table of tests: base, outcome, adjustments, and which way an effect points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from infopos_pipeline.reporting.figures import Figures
from infopos_pipeline.reporting.tables.notes import filter_notes, stars_note
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.terms import effect_label
from infopos_pipeline.reporting.words.wording import enumeration, quoted, say, units
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language, Variable
from infopos_pipeline.study.shown import Table

_HIGHER_FIRST = ("rank-biserial correlation", "Hedges' g")
_HIGHER_LAST = ("Spearman's rho", "Kendall's tau-b", "Pearson's r", "Somers' d")
_SHARES = ("risk difference",)
_RATIOS = ("odds ratio",)


def notes_of_tests(place: Table, study: Study, figures: Figures, language: Language) -> tuple[str, ...]:
    """What a reader needs to read a list of tests, in a fixed order."""
    items = dict.fromkeys(row.item for row in figures.tests())
    others = [study.variables[item].label.text(language) for item in items if item not in place.items]
    return (
        say("note_base_both", language, units=units(study, "respondents", language)),
        *([] if place.layout == "tests" else filter_notes(place, study, figures, language)),
        *([say("note_outcome", language, outcome=quoted(others, language))] if others and place.items else []),
        say("note_two_sided", language),
        *_adjustments(place, study, figures, language),
        *_directions(study, figures, language),
        *([] if place.layout == "tests" else stars_note(place.name, study, language, figures.profile)),
        *([say("note_not_computed", language)] if _lacks(figures) else []),
    )


def _lacks(figures: Figures) -> bool:
    return any(row.value is None for row in figures.rows if row.statistic in ("p_value", "effect"))


def _adjustments(place: Table, study: Study, figures: Figures, language: Language) -> Iterator[str]:
    """Over which tests p-values were adjusted; exploratory ones are a family of their own."""
    if not figures.methods("p_adjusted"):
        return
    kinds = {hypothesis.exploratory for hypothesis in study.hypotheses.values() if hypothesis.table == place.name}
    yield say("note_holm", language)
    for exploratory in sorted(kinds):
        yield say("note_family_exploratory" if exploratory else "note_family", language)


def _directions(study: Study, figures: Figures, language: Language) -> Iterator[str]:
    """Which group scores higher, or chooses the answer more often, where an effect is above none."""
    for kind, key in (
        (_HIGHER_FIRST, "direction_first"),
        (_HIGHER_LAST, "direction_last"),
        (_SHARES, "direction_share"),
        (_RATIOS, "direction_ratio"),
    ):
        rows = [
            row
            for row in figures.rows
            if row.statistic == "effect" and row.method in kind and row.group in study.variables
        ]
        if kind == _HIGHER_LAST:
            rows = [row for row in rows if not row.category]  # of one option, the order of the two columns decides
        if not rows:
            continue
        predictors = [study.variables[name] for name in dict.fromkeys(row.group for row in rows)]
        outcomes = [study.variables[name] for name in dict.fromkeys(row.item for row in rows)]
        first, last = _ends(predictors, language, by_score=kind == _HIGHER_LAST)
        effects = [effect_label(name, language) for name in dict.fromkeys(row.method for row in rows)]
        yield say(
            key,
            language,
            effect=_capital(enumeration(effects, language)),
            none=numbers.count(1 if kind == _RATIOS else 0),
            first=first,
            last=last,
            scale=_scale(outcomes, language),
            answer=_answer(outcomes, [row.category for row in rows], language),
        )


def _ends(predictors: Sequence[Variable], language: Language, *, by_score: bool) -> tuple[str, str]:
    """The first and the last group, by name if all predictors share them."""
    ends = {_ends_of(predictor, language, by_score) for predictor in predictors}
    return ends.pop() if len(ends) == 1 else (say("first_group", language), say("last_group", language))


def _ends_of(predictor: Variable, language: Language, by_score: bool) -> tuple[str, str]:
    """The first and the last group of a predictor, as declared, or in the order of their scores if they have one."""
    match predictor.kind:
        case "number":
            return say("lowest_number", language), say("highest_number", language)
        case "multiple":
            return say("ticked", language), say("not_ticked", language)
        case "ordinal" if by_score:
            groups = sorted(predictor.options, key=lambda option: predictor.scores[option])
        case _:
            groups = list(predictor.options)
    first, last = (predictor.category_label(groups[place], language) for place in (0, -1))
    return say("the_group", language, group=first), say("the_group", language, group=last)


def _scale(outcomes: Sequence[Variable], language: Language) -> str:
    """The two ends of an ordered scale, since "higher" can mean less satisfied."""
    if len(outcomes) != 1 or outcomes[0].kind != "ordinal":
        return ""
    scores = outcomes[0].scores
    low, high = (outcomes[0].options[pick(scores, key=scores.__getitem__)].text(language) for pick in (min, max))
    return say("scale", language, low=low, high=high)


def _answer(outcomes: Sequence[Variable], categories: Sequence[str], language: Language) -> str:
    """The answer that one group gives more often: the one that is tested, or the first of the outcome."""
    first = {next(iter(outcome.options.values())).text(language) for outcome in outcomes if outcome.options}
    if all(categories):
        return say("this_answer", language)
    return say("answer_named", language, answer=first.pop()) if len(first) == 1 else say("first_answer", language)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
