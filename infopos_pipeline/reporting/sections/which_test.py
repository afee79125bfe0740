"""Which test was it? The registered tests held against printed stars: which could have been used, and which could not.

Read from rows of the statistic ``stars_reproduced``: the tests in ``method`` (those that are one test here together),
the reading of the thresholds in ``category``, how many stars of ``base`` in ``value``, the stars missed in ``text``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from infopos_pipeline.reporting.document import Block, Heading, Paragraph, Section, Span, line, listed, paragraphs
from infopos_pipeline.reporting.figures import Figures
from infopos_pipeline.reporting.report import Report, place_name, unfolded
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.terms import method_label
from infopos_pipeline.reporting.words.wording import enumeration, say
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language
from infopos_pipeline.study.shown import Table

STATISTIC = "stars_reproduced"

COMMON = ("chi_square", "fisher", "spearman", "mann_whitney_asymptotic", "linear_by_linear", "student", "welch")
"""What a statistics package offers first for a crosstab or two groups: the choices a reader thinks of."""

_MISSED = re.compile(r"(?P<group>\S+)(?: (?P<category>\S+))?: (?P<given>\S+) instead of (?P<printed>\S+)")
_READ = re.compile(r"(?P<mark>\S+) p < (?P<below>[0-9.e-]+)")


def which_test(report: Report) -> Section:
    """A part for every table with printed stars: what reproduces them, what contradicts them and where."""
    blocks: list[Block] = []
    for place in report.study.places().values():
        rows = [row for row in Figures(report.results, place.name).rows if row.statistic == STATISTIC]
        if rows:
            blocks += _part(place, rows, report)
    intro = paragraphs([report.say("which_intro")]) if blocks else []
    return Section("which_test", report.say("which_title"), (*intro, *blocks))


def _part(place: Table, rows: Sequence[Result], report: Report) -> Iterator[Block]:
    study, language = report.study, report.language
    yield Heading(place.title.text(language), label=place_name(place.name, report))
    sentence = Span(which_sentence(rows, language), "strong")
    yield Paragraph(line(sentence, *(f" {text}" for text in other_readings(rows, language))))
    wrong = list(contradictions(rows, place, study, language))
    if wrong:
        yield from paragraphs([report.say("which_wrong")])
        yield listed(wrong, "reading")
    yield from unfolded(report.say("which_all"), which_model(place, rows, study, language))


def which_sentence(rows: Sequence[Result], language: Language) -> str:
    """What gives every star under the declared reading, which comes first; if nothing does, what comes closest."""
    reading = rows[0].category
    declared = [row for row in rows if row.category == reading]
    every = numbers.count(declared[0].base)
    whole = [row for row in declared if row.value == row.base]
    words = {"reading": reading_text(reading, language), "all": every}
    if whole:
        tests = [_tests(row, language) for row in whole]
        return say(
            "which_only" if len(whole) == 1 else "which_several", language, tests=_joined(tests, language), **words
        )
    most = max(row.value or 0 for row in declared)
    tests = [_tests(row, language) for row in declared if row.value == most]
    return say("which_none", language, tests=_joined(tests, language), some=numbers.count(most), **words)


def other_readings(rows: Sequence[Result], language: Language) -> Iterator[str]:
    """Under the other readings: which tests give every star there."""
    for reading in list(dict.fromkeys(row.category for row in rows))[1:]:
        whole = [_tests(row, language) for row in rows if row.category == reading and row.value == row.base]
        words = {"reading": reading_text(reading, language), "tests": _joined(whole, language)}
        yield say("which_other" if whole else "which_other_none", language, **words)


def contradictions(rows: Sequence[Result], place: Table, study: Study, language: Language) -> Iterator[str]:
    """The common choices that the declared reading rules out, and at which star."""
    for row in rows:
        common = [name for name in row.method.split(", ") if name in COMMON]
        if row.category == rows[0].category and row.value != row.base and common:
            tests = enumeration([method_label(name, language) for name in common], language)
            where = missed_text(row, place, study, language)
            yield say("labelled", language, label=tests, text=where)


def which_model(place: Table, rows: Sequence[Result], study: Study, language: Language) -> TableModel:
    """Every test under every reading: how many stars it gives, and those it does not."""
    readings = list(dict.fromkeys(row.category for row in rows))
    found = {(row.method, row.category): row for row in rows}
    lines = [
        Row(
            _tests(row, language, several="\n"),
            tuple(_cell(found.get((row.method, reading)), place, study, language) for reading in readings),
        )
        for row in {row.method: row for row in rows}.values()
    ]
    return TableModel(
        f"{place.name}-which-test",
        say("which_table", language, title=place.title.text(language)),
        say("test", language),
        tuple(Column(reading_text(reading, language, between="\n"), "texts") for reading in readings),
        (RowGroup("", tuple(lines)),),
        (say("which_note_same", language), say("which_note_stars", language)),
    )


def _cell(row: Result | None, place: Table, study: Study, language: Language) -> Cell:
    if row is None or row.value is None or row.base is None:
        return Cell(numbers.NO_NUMBER)
    counted = say("some_of", language, some=numbers.count(row.value), all=numbers.count(row.base))
    missed = missed_text(row, place, study, language, between="\n")
    return Cell("\n".join(filter(None, [counted, missed])), numbers=(row.value, row.base))


def missed_text(row: Result, place: Table, study: Study, language: Language, between: str = "; ") -> str:
    """The stars a test does not give, by their labels: `* in plaats van ** bij ‘Missen interne informatie’`."""
    return between.join(_missed(part, place, study, language) for part in filter(None, row.text.split("; ")))


def _missed(part: str, place: Table, study: Study, language: Language) -> str:
    match = _MISSED.fullmatch(part)
    if match is None or match["group"] not in study.variables:
        return part
    where = study.variables[match["group"]].label.text(language)
    if match["category"]:
        items = [study.variables[name] for name in place.items]
        item = next((item for item in items if match["category"] in item.options), None)
        option = item.category_label(match["category"], language) if item else match["category"]
        where = say("predictor_option", language, predictor=where, option=option)
    given, printed = (say("no_star", language) if match[key] == "-" else match[key] for key in ("given", "printed"))
    return say("which_missed", language, where=where, given=given, printed=printed)


def reading_text(reading: str, language: Language, between: str = "; ") -> str:
    """A reading of the thresholds, with the decimal sign of the reader's language."""
    parts = [
        say("note_stars", language, mark=match["mark"], below=numbers.threshold(float(match["below"]), language))
        for match in _READ.finditer(reading)
    ]
    return between.join(parts) or reading


def _tests(row: Result, language: Language, several: str = "") -> str:
    """The tests of a row; in running text those that are the same thing here stand in brackets behind the first."""
    first, *same = [method_label(name, language) for name in row.method.split(", ")]
    if several:
        return several.join([first, *same])
    return say("which_same", language, test=first, same=enumeration(same, language)) if same else first


def _joined(tests: Sequence[str], language: Language) -> str:
    return enumeration(list(tests), language)
