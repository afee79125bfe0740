"""An SPSS syntax file that repeats the analyses of a study on its data file: frequencies, crosstabs, means and tests.

It holds only commands that GNU PSPP knows too. What neither has (Boschloo's test, permutation of means) or only a
module of SPSS (exact tests of larger tables) is said in a comment above the nearest command there is. Figures of merged
categories and percentages of mentions are left to the reader, with a comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from infopos_pipeline.reporting.data_out.codebook import Codebook
from infopos_pipeline.reporting.data_out.spss_commands import SpssNames, command, quoted, remark
from infopos_pipeline.reporting.data_out.spss_expressions import spss_expression
from infopos_pipeline.reporting.data_out.spss_tests import has_groups, test_commands, test_remarks
from infopos_pipeline.reporting.words.wording import place_label, say
from infopos_pipeline.reporting.words.wording import quoted as quoted_labels
from infopos_pipeline.statistics.registry import TESTS
from infopos_pipeline.study.shown import Filter, Hypothesis, Table


def spss_syntax(book: Codebook, file: str) -> str:
    """The syntax: the same text for the same codebook, with LF.

    Args:
        book: the codebook of the data file.
        file: the name of the data file, which lies beside the syntax.
    """
    names, language = SpssNames(book), book.language
    analyses = [line for place in book.asked.places().values() for line in _place(place, names)]
    analyses += [line for one in book.asked.hypotheses.values() for line in _hypothesis(one, names)]
    title = say("syntax_title", language, title=book.title.text(language), wave=book.wave)
    copies = [*remark(say("syntax_scores", language)), *names.copies.values(), ""] if names.copies else []
    lines = [
        *remark(title),
        *(line for notice in book.notices() for line in remark(notice)),
        *remark(say("syntax_runs", language, file=file)),
        "",
        f"GET FILE={quoted(file)}.",
        "",
        *_sets(book),
        *copies,
        *analyses,
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _sets(book: Codebook) -> Iterator[str]:
    if book.sets:
        yield from remark(say("syntax_sets", book.language))
    for name, (item, entries) in book.sets.items():
        yield f"MRSETS /MDGROUP NAME={name} LABEL={quoted(item.label.text(book.language))}"
        boxes = " ".join(entry.spss_name for entry in entries)
        yield "  " + command("CATEGORYLABELS=VARLABELS VARIABLES=", boxes, "VALUE=1")
        yield ""


def _asked(wanted: Sequence[str], names: SpssNames) -> list[str]:
    return [name for name in dict.fromkeys(wanted) if names.book.asked.asked(name)]


def _not_asked(wanted: Sequence[str], names: SpssNames) -> Iterator[str]:
    missing = [name for name in dict.fromkeys(wanted) if not names.book.asked.asked(name)]
    if missing:
        yield from remark(say("syntax_not_asked", names.book.language, names=", ".join(missing)))


def _selected(commands: Iterable[str], filtered: Filter | None, names: SpssNames) -> Iterator[str]:
    """Commands, each over those for whom a filter holds."""
    selection = spss_expression(names.book.asked.filters[filtered.when], names) if filtered else ""
    for one in commands:
        yield from ("TEMPORARY.", command(f"SELECT IF {selection}")) if selection else ()
        yield one


def _place(place: Table, names: SpssNames) -> Iterator[str]:
    """The figures of one place: frequencies, or a crosstab or means for each pair of a group and an item."""
    if not place.items:
        return
    yield f"ECHO {quoted(f'{place_label(place.name)}: {place.title.text(names.book.language)}')}."
    yield from _not_asked([*place.items, *place.by], names)
    items, groups = _asked(place.items, names), _asked(place.by, names)
    if items and (groups or not place.by):
        yield from _remarks_on(items, place, names)
        if place.by and place.layout == "means":  # PSPP writes a mean with the decimals of its variable
            yield command("FORMATS", *map(names.scored, items), "(F8.2)")
        yield from _selected([_figures(place, items, groups, names)], place.filter, names)
    yield ""


def _figures(place: Table, items: Sequence[str], groups: Sequence[str], names: SpssNames) -> str:
    outcomes = [name for item in items for name in names.names(item)]
    rows = [name for group in groups for name in names.names(group)]
    if not place.by:
        return command("FREQUENCIES /VARIABLES=", *outcomes)
    if place.layout == "means":
        return command("MEANS TABLES=", *map(names.scored, items), "BY", *rows, "/CELLS=MEAN COUNT STDDEV")
    return command("CROSSTABS /TABLES=", *rows, "BY", *outcomes, "/CELLS=COUNT ROW")


def _remarks_on(items: Sequence[str], place: Table, names: SpssNames) -> Iterator[str]:
    language = names.book.language
    variables = [names.book.asked.variables[name] for name in items]
    if place.filter:
        yield from remark(say("syntax_filter", language, filter=place.filter.text(language)))
    if any(variable.kind == "multiple" for variable in variables):
        yield from remark(say("syntax_boxes", language))
    for key, about in (
        ("syntax_mentions", [v for v in variables if v.name in place.mentions]),
        ("syntax_merged", [v for v in variables if v.groups and place.layout != "means"]),
    ):
        if about:
            labels = [variable.label.text(language) for variable in about]
            yield from remark(say(key, language, names=quoted_labels(labels, language)))


def _hypothesis(hypothesis: Hypothesis, names: SpssNames) -> Iterator[str]:
    """The tests of one hypothesis, by profile and predictor."""
    language = names.book.language
    statement = hypothesis.statement.text(language)
    yield f"ECHO {quoted(f'{place_label(hypothesis.name)}: {statement}')}."
    if hypothesis.filter:
        yield from remark(say("syntax_filter", language, filter=hypothesis.filter.text(language)))
    for profile, declared in hypothesis.profiles.items():
        test = TESTS[declared.test].label[language]
        yield from remark(say("syntax_test", language, profile=say(profile, language), test=test))
        yield from _not_asked([declared.outcome, *hypothesis.predictors], names)
        if names.book.asked.asked(declared.outcome):
            yield from test_remarks(declared, names)
            for predictor in _asked(hypothesis.predictors, names):
                if not has_groups(hypothesis, declared, predictor, names):
                    label = names.book.asked.variables[predictor].label.text(language)
                    yield from remark(say("syntax_groups", language, name=label))
                    continue
                commands = test_commands(hypothesis, declared, predictor, names)
                yield from _selected(commands, hypothesis.filter, names)
    yield ""
