"""The sections that describe: summary, sample, charts, appendix, methods. One with nothing to say is empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from infopos_pipeline.reporting.figures import Figures
from infopos_pipeline.reporting.report import (
    Report,
    Section,
    counted_facts,
    definitions,
    heading,
    table_part,
    unfolded,
)
from infopos_pipeline.reporting.sentences import chart_sentence, finding
from infopos_pipeline.reporting.tables.intervals import interval_model
from infopos_pipeline.reporting.tables.layouts import has_table
from infopos_pipeline.reporting.tables.notes import star_thresholds
from infopos_pipeline.reporting.tables.tested import profiles_with_tests
from infopos_pipeline.reporting.tables.verdicts import (
    INCONCLUSIVE,
    NOT_SUPPORTED,
    PARTLY,
    expected,
    verdict,
    verdict_profiles,
    verdict_word,
)
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.terms import method_label
from infopos_pipeline.reporting.words.wording import enumeration, place_label, say, units
from infopos_pipeline.statistics.results import Profile
from infopos_pipeline.study.shown import Chart, Table

SUPPORTED = "supported"
VERDICTS = (SUPPORTED, PARTLY, NOT_SUPPORTED, INCONCLUSIVE)


def summary(report: Report) -> Section:
    """What a reader with one minute takes along: response, verdicts, audit, the largest answer of every comparison."""
    tiles = "".join(_tiles(report))
    findings = "\n".join(_finding(chart, report) for chart in report.study.charts.values())
    parts = [f'<dl class="tiles">{tiles}</dl>' if tiles else ""]
    if findings:
        parts.append(f'<h3>{report.say("findings")}</h3>\n<ol class="findings">\n{findings}\n</ol>')
    return Section("summary", say("summary", report.language), "\n".join(filter(None, parts)))


def _tiles(report: Report) -> Iterable[str]:
    counted = counted_facts(report)
    if "respondents" in counted and "approached" in counted:
        n = counted["approached"]
        approached = {"n": numbers.count(n), "units": units(report.study, "respondents", report.language, n)}
        yield _tile(
            report.say("response"), numbers.count(counted["respondents"]), report.say("response_of", **approached)
        )
    yield from _verdict_tile(report)
    if report.audit and report.audit.figures:
        status: Mapping[str, int] = report.audit.summary()["status"]
        found = status["reproduced"] + status["declared"]
        below = report.say("audited_of", n=len(report.audit.figures))
        rest = report.say("audited_rest", errata=status["erratum"], different=status["different"])
        yield _tile(report.say("audit"), numbers.count(found), f"{below}; {rest}")


def _verdict_tile(report: Report) -> Iterable[str]:
    """How many hypotheses are supported: by the published tests in front, by the recommended ones in words."""
    profiles = verdict_profiles(report.study, report.results)
    if not profiles:
        return
    words = {p: [verdict(hypothesis, report.results, p) for hypothesis in expected(report.study)] for p in profiles}
    first, *others = profiles
    counted = report.say("supported_of", n=len(words[first]))
    below = [f"{counted}, {report.say(f'supported_by_{first}')}"]
    for profile in others:
        given = [name for name in VERDICTS if name in words[profile]]
        shown = [f"{words[profile].count(name)} {verdict_word(name, report.language)}" for name in given]
        below.append(f"{report.say(f'supported_by_{profile}')}: {escape(', '.join(shown))}")
    yield _tile(report.say("hypotheses"), numbers.count(words[first].count(SUPPORTED)), "; ".join(below))


def _tile(label: str, number: str, below: str) -> str:
    return f"<div><dt>{label}</dt><dd><b>{number}</b> <span>{below}</span></dd></div>"


def _finding(chart: Chart, report: Report) -> str:
    pct, answer, base = map(escape, finding(chart, report.study, report.results, report.language))
    title = escape(chart.title.text(report.language))
    return (
        f'<li><b>{pct}</b> <span class="what">{answer}</span> '
        f'<span class="where"><a href="#about-{chart.name}">{title}</a> <span class="base">({base})</span></span></li>'
    )


def sample(report: Report) -> Section:
    """The numbers of the fieldwork, what is notable about it, and the tables of who took part."""
    parts = [f"<p>{escape(note)}</p>" for note in report.notes]
    title = say("sample", report.language)
    for place in report.study.tables.values():
        if place.facts:
            title = place.title.text(report.language)
            figures = Figures(report.results, place.name)
            facts = {
                fact.label.text(report.language): numbers.count(figures.number(name, "n"))
                for name, fact in place.facts.items()
            }
            parts.append(definitions(facts, "facts"))
    parts += [table_part(place, report) for place in report.places("frequencies")]
    return Section("sample", title, "\n".join(parts))


def comparisons(report: Report) -> Section:
    """Every chart with a sentence on what it shows and the table behind it."""
    places = report.study.places()
    cards = [_card(chart, places[chart.name], report) for chart in report.study.charts.values()]
    html = f'<div class="cards">\n{"".join(cards)}</div>' if cards else ""
    return Section("comparisons", say("comparisons", report.language), html)


def _card(chart: Chart, place: Table, report: Report) -> str:
    sentence = escape(chart_sentence(chart, report.study, report.results, report.language))
    title = heading(chart.name, chart.title.text(report.language), report)
    svg = report.charts.get(chart.name)
    return (
        f'<article class="card" id="about-{chart.name}">\n{title}\n'
        f"<p>{sentence}</p>\n"
        + (f'<figure class="plate">{svg}</figure>\n' if svg else "")
        + f"<details><summary>{report.say('table_behind')}</summary>\n{report.table(place)}</details>\n</article>\n"
    )


def appendix(report: Report) -> Section:
    """The tables of characteristics, each with its intervals."""
    parts = []
    for place in report.places("characteristics"):
        intervals = interval_model(place, report.study, report.results, report.language)
        parts += [table_part(place, report), unfolded(say("intervals_behind", report.language), intervals)]
    return Section("appendix", say("appendix", report.language), "\n".join(filter(None, parts)))


def methods(report: Report) -> Section:
    """How percentages are based and rounded, and which tests and adjustments stand behind each table."""
    language = report.language
    items = [
        report.say("method_base", units=units(report.study, "respondents", language)),
        report.say("method_rounding"),
        *([report.say("method_intervals")] if any(row.statistic == "pct_low" for row in report.results) else []),
        *(
            escape(_method_of(place, profile, report))
            for place in _tested(report)
            for profile in _profiles(place, report)
        ),
    ]
    html = "<ul>\n" + "".join(f"<li>{item}</li>\n" for item in items) + "</ul>"
    return Section("methods", say("methods", language), html)


def _tested(report: Report) -> list[Table]:
    return [place for place in report.study.tables.values() if has_table(place) and _profiles(place, report)]


def _profiles(place: Table, report: Report) -> list[Profile]:
    return profiles_with_tests(place.name, report.results)


def _method_of(place: Table, profile: Profile, report: Report) -> str:
    """The tests of one profile behind a table, the thresholds of its stars, and how p-values were adjusted."""
    language = report.language
    tests = dict.fromkeys(row.method for row in Figures(report.results, place.name, profile).tests())
    named = enumeration([method_label(method, language) for method in tests], language)
    stars = star_thresholds(place.name, report.study, language, profile)
    how = say("exploratory" if place.layout == "tests" else profile, language)
    return say(
        "method_test",
        language,
        place=place_label(place.name),
        profile=how,
        tests=named,
        stars=f" ({'; '.join(stars)})" if stars else "",
    )


def provenance(report: Report) -> Section:
    """Where the numbers come from."""
    html = definitions(report.provenance, "provenance-list") if report.provenance else ""
    return Section("provenance", say("provenance", report.language), html)
