"""What a picture or a test shows, in one sentence: templates filled with results, no number typed or computed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from infopos_pipeline.reporting.figures import Answer, Figures
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.wording import enumeration, quoted, say, units
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language, Variable
from infopos_pipeline.study.shown import Base, Chart


def chart_sentence(chart: Chart, study: Study, results: Sequence[Result], language: Language) -> str:
    """The largest category of a chart with its percentage, base and count, and the one after it."""
    variable = study.variables[chart.item]
    figures = Figures(results, chart.name)
    ranked = ranked_answers(figures.answers(variable, language))
    if not figures.asked(chart.item):
        return say("not_asked_sentence", language)
    if not ranked:
        return say("not_all_public" if _withheld(figures, variable, language) else "nothing", language)
    kind = "multiple" if variable.kind == "multiple" and chart.base == "respondents" else chart.base
    first = say(
        f"{'tie' if len(ranked[0]) > 1 else 'top'}_{kind}",
        language,
        options=quoted([answer.label for answer in ranked[0]], language),
        pct=numbers.percentage(ranked[0][0].pct, language),
        base=the_units(study, chart.base, language, figures.number(chart.item, "n") or 0),
        n=numbers.count(ranked[0][0].n),
    )
    return " ".join([first, *_runner_up(ranked, language)])


def the_units(study: Study, base: Base, language: Language, n: float) -> str:
    """`de 70 gemeenten`."""
    counted = units(study, base, language, n)
    return say("one_unit" if n == 1 else "all_units", language, n=numbers.count(n), units=counted)


def ranked_answers(answers: Sequence[Answer]) -> list[list[Answer]]:
    """Answers that anyone gave, the most frequent first; those that tie stand together, in the order of the options.

    None if a number is withheld: which answer is the largest would say something of it.
    """
    if any(answer.withheld for answer in answers):
        return []
    given = sorted((answer for answer in answers if answer.n), key=lambda answer: -(answer.n or 0))
    return [list(tied) for _, tied in groupby(given, key=lambda answer: answer.n)]


def _runner_up(ranked: Sequence[Sequence[Answer]], language: Language) -> list[str]:
    """The sentence on what comes next, unless so many tie there that it says nothing."""
    if len(ranked) < 2 or len(ranked[1]) > 2:
        return []
    options = quoted([answer.label for answer in ranked[1]], language)
    pct = numbers.percentage(ranked[1][0].pct, language)
    return [say("next_tie" if len(ranked[1]) > 1 else "next", language, options=options, pct=pct)]


def base_text(chart: Chart, study: Study, figures: Figures, language: Language) -> str:
    """`N = 70 gemeenten`."""
    if not figures.asked(chart.item):
        return say("not_asked", language)
    row = figures.row(chart.item, "n")
    n = row.value if row else None
    if n is None and not (row and row.suppressed):
        n = 0
    text = numbers.count(n, numbers.WITHHELD)
    return say("chart_base", language, n=text, units=units(study, chart.base, language, n or 0))


def _withheld(figures: Figures, variable: Variable, language: Language) -> bool:
    return any(answer.withheld for answer in figures.answers(variable, language))


def finding(chart: Chart, study: Study, results: Sequence[Result], language: Language) -> tuple[str, str, str]:
    """The largest category of a chart in three parts: percentage, label, base."""
    figures = Figures(results, chart.name)
    variable = study.variables[chart.item]
    base = base_text(chart, study, figures, language)
    ranked = ranked_answers(figures.answers(variable, language))
    if not figures.asked(chart.item):
        return numbers.NO_NUMBER, say("not_asked", language), base
    if not ranked:
        withheld = _withheld(figures, variable, language)
        return numbers.absent(withheld=withheld), say("not_all_shown" if withheld else "no_answers", language), base
    labels = enumeration([answer.label for answer in ranked[0]], language)
    if len(ranked[0]) > 1:
        labels = say("each", language, options=labels)
    return numbers.percentage(ranked[0][0].pct, language), labels, base
