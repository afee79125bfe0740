"""The sections on tests: the hypotheses with their verdicts and tables, and apart from them what was only explored."""

from __future__ import annotations

from collections.abc import Iterator

from infopos_pipeline.reporting.document import Block, Card, Cards, Heading, Section, TableBlock, listed, paragraphs
from infopos_pipeline.reporting.report import Report, placed, unfolded
from infopos_pipeline.reporting.tables.intervals import interval_model
from infopos_pipeline.reporting.tables.layouts import means_of_tests
from infopos_pipeline.reporting.tables.notes import shown_profile
from infopos_pipeline.reporting.tables.tested import model_of_tests, profiles_with_tests
from infopos_pipeline.reporting.tables.verdicts import expected, partly_texts, reading_texts, verdict_model
from infopos_pipeline.study.shown import Table


def hypotheses(report: Report) -> Section:
    """The verdicts with how to read them, and the tables they rest on with the tests behind them."""
    has_verdicts = bool(expected(report.study))
    blocks = [*_verdicts(report)] if has_verdicts else []
    for place in report.places("crosstab", "means"):
        blocks += _tested_table(place, report)
    return Section("hypotheses", report.say("hypotheses" if has_verdicts else "groups_compared"), tuple(blocks))


def _verdicts(report: Report) -> Iterator[Block]:
    """By which rules verdicts are given, the verdicts, and how to read them."""
    study, results, language = report.study, report.results, report.language
    rules = dict.fromkeys(test.rule for hypothesis in expected(study) for test in hypothesis.profiles.values())
    yield from paragraphs([report.say(f"rule_{rule}") for rule in rules])
    yield TableBlock(verdict_model(study, results, report.audit, language), stacked=True)
    reading = [*partly_texts(study, results, language), *reading_texts(study, results, language)]
    if reading:
        yield Heading(report.say("reading"))
        yield listed(reading, "reading")


def _tested_table(place: Table, report: Report) -> Iterator[Block]:
    """A table as it was published, and behind it the tests of each profile and the intervals."""
    study, results, language = report.study, report.results, report.language
    yield from placed(place, report)
    pictures = report.groups.get(place.name, ())
    if len(pictures) == 1:
        yield pictures[0]
    elif pictures:
        yield Cards(tuple(Card(f"about-{one.name}", one.title, (one,)) for one in pictures), level=4)
    for profile in profiles_with_tests(place.name, results):
        own = profile != shown_profile(place.name, study)
        means = means_of_tests(place, study, results, language, profile) if own else None
        tests = model_of_tests(place, study, results, language, profile)
        yield from unfolded(report.say("tests_behind", profile=report.say(profile)), tests, means)
    yield from unfolded(report.say("intervals_behind"), interval_model(place, study, results, language))


def exploratory(report: Report) -> Section:
    """What was tested without an expectation: places that hold nothing but such tests."""
    places = report.places("tests")
    blocks: list[Block] = [*paragraphs([report.say("exploratory_intro")])] if places else []
    for place in places:
        blocks += placed(place, report)
    return Section("exploratory", report.say("exploratory_title"), tuple(blocks))
