"""The sections on tests: the hypotheses with their verdicts and tables, and apart from them what was only explored."""

from __future__ import annotations

from infopos_pipeline.reporting.formats.plain_html import plain_html
from infopos_pipeline.reporting.report import Report, Section, paragraphs, table_part, unfolded
from infopos_pipeline.reporting.tables.intervals import interval_model
from infopos_pipeline.reporting.tables.layouts import means_of_tests
from infopos_pipeline.reporting.tables.notes import shown_profile
from infopos_pipeline.reporting.tables.tested import model_of_tests, profiles_with_tests
from infopos_pipeline.reporting.tables.verdicts import expected, partly_texts, reading_texts, verdict_model
from infopos_pipeline.reporting.words.wording import say
from infopos_pipeline.study.shown import Table


def hypotheses(report: Report) -> Section:
    """The verdicts with how to read them, and the tables they rest on with the tests behind them."""
    parts = []
    if expected(report.study):
        rules = dict.fromkeys(
            test.rule for hypothesis in expected(report.study) for test in hypothesis.profiles.values()
        )
        model = verdict_model(report.study, report.results, report.audit, report.language)
        reading = [
            *partly_texts(report.study, report.results, report.language),
            *reading_texts(report.study, report.results, report.language),
        ]
        parts += [paragraphs([say(f"rule_{rule}", report.language) for rule in rules]), plain_html(model, stacked=True)]
        if reading:
            items = "".join(f"<li>{report.text(text)}</li>\n" for text in reading)
            parts.append(f'<h3>{report.say("reading")}</h3>\n<ul class="reading">\n{items}</ul>')
    parts += [_tested_table(place, report) for place in report.places("crosstab", "means")]
    title = say("hypotheses" if expected(report.study) else "groups_compared", report.language)
    return Section("hypotheses", title, "\n".join(parts))


def _tested_table(place: Table, report: Report) -> str:
    """A table as it was published, and behind it the tests of each profile and the intervals."""
    study, results, language = report.study, report.results, report.language
    parts = [table_part(place, report)]
    for profile in profiles_with_tests(place.name, results):
        own = profile != shown_profile(place.name, study)
        means = means_of_tests(place, study, results, language, profile) if own else None
        tests = model_of_tests(place, study, results, language, profile)
        parts.append(unfolded(say("tests_behind", language, profile=say(profile, language)), tests, means))
    parts.append(unfolded(say("intervals_behind", language), interval_model(place, study, results, language)))
    return "\n".join(filter(None, parts))


def exploratory(report: Report) -> Section:
    """What was tested without an expectation: places that hold nothing but such tests."""
    places = report.places("tests")
    parts = [f"<p>{report.say('exploratory_intro')}</p>"] if places else []
    parts += [table_part(place, report) for place in places]
    return Section("exploratory", say("exploratory_title", report.language), "\n".join(parts))
