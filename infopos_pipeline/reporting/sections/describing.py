"""The sections that describe: summary, sample, charts, appendix, methods. One with nothing to say is empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from infopos_pipeline.reporting.document import (
    Block,
    Card,
    Cards,
    Facts,
    Finding,
    Findings,
    Heading,
    Section,
    Span,
    TableBlock,
    Tile,
    Tiles,
    line,
    listed,
    paragraphs,
)
from infopos_pipeline.reporting.figures import Figures
from infopos_pipeline.reporting.report import Report, counted_facts, declared_sentences, place_name, placed, unfolded
from infopos_pipeline.reporting.sentences import chart_sentence, finding
from infopos_pipeline.reporting.tables.intervals import interval_model
from infopos_pipeline.reporting.tables.layouts import has_table
from infopos_pipeline.reporting.tables.notes import star_thresholds
from infopos_pipeline.reporting.tables.tested import profiles_with_tests
from infopos_pipeline.reporting.tables.verdicts import (
    INCONCLUSIVE,
    NOT_SUPPORTED,
    PARTLY,
    SUPPORTED,
    expected,
    verdict,
    verdict_profiles,
    verdict_word,
)
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.terms import method_label
from infopos_pipeline.reporting.words.wording import enumeration, place_label, say, units
from infopos_pipeline.reporting.words.words_of_texts import WORDS_OF_TEXTS
from infopos_pipeline.statistics.results import Profile
from infopos_pipeline.study.shown import Chart, Table

VERDICTS = (SUPPORTED, PARTLY, NOT_SUPPORTED, INCONCLUSIVE)


def summary(report: Report) -> Section:
    """What a reader with one minute takes along: response, verdicts, audit, the largest answer of every comparison."""
    tiles = tuple(_tiles(report))
    findings = tuple(_finding(chart, report) for chart in report.study.charts.values())
    blocks: list[Block] = [Tiles(tiles)] if tiles else []
    if findings:
        blocks += [Heading(report.say("findings")), Findings(findings)]
    return Section("summary", report.say("summary"), tuple(blocks))


def _tiles(report: Report) -> Iterable[Tile]:
    counted = counted_facts(report)
    if "respondents" in counted and "approached" in counted:
        n = counted["approached"]
        approached = {"n": numbers.count(n), "units": units(report.study, "respondents", report.language, n)}
        yield Tile(
            report.say("response"), numbers.count(counted["respondents"]), report.say("response_of", **approached)
        )
    yield from _verdict_tile(report)
    if report.audit and report.audit.figures:
        status: Mapping[str, int] = report.audit.summary()["status"]
        found = status["reproduced"] + status["declared"]
        below = report.say("audited_of", n=len(report.audit.figures))
        rest = report.say("audited_rest", errata=status["erratum"], different=status["different"])
        yield Tile(report.say("audit"), numbers.count(found), f"{below}; {rest}")


def _verdict_tile(report: Report) -> Iterable[Tile]:
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
        below.append(f"{report.say(f'supported_by_{profile}')}: {', '.join(shown)}")
    yield Tile(report.say("hypotheses"), numbers.count(words[first].count(SUPPORTED)), "; ".join(below))


def _finding(chart: Chart, report: Report) -> Finding:
    pct, answer, base = finding(chart, report.study, report.results, report.language)
    title = Span(chart.title.text(report.language), target=about(chart))
    return Finding(pct, answer, line(title, " ", Span(f"({base})", "soft")))


def about(chart: Chart) -> str:
    """The anchor of a chart with its sentence and its table."""
    return f"about-{chart.name}"


def conceptual_model(report: Report) -> Section:
    """The conceptual model, drawn."""
    intro = paragraphs([report.say("conceptual_intro")])
    blocks: tuple[Block, ...] = (*intro, report.conceptual) if report.conceptual else ()
    return Section("conceptual_model", report.say("conceptual_model"), blocks)


def sample(report: Report) -> Section:
    """The numbers of the fieldwork, what is notable about it, and the tables of who took part."""
    blocks: list[Block] = [*paragraphs(report.notes)]
    title = report.say("sample")
    for place in report.study.tables.values():
        if place.facts:
            title = place.title.text(report.language)
            figures = Figures(report.results, place.name)
            facts = (
                (fact.label.text(report.language), numbers.count(figures.number(name, "n")))
                for name, fact in place.facts.items()
            )
            blocks.append(Facts(tuple(facts)))
    for place in report.places("frequencies"):
        blocks += placed(place, report)
    return Section("sample", title, tuple(blocks))


def comparisons(report: Report) -> Section:
    """Every chart with a sentence on what it shows and the table behind it."""
    places = report.study.places()
    cards = tuple(_card(chart, places[chart.name], report) for chart in report.study.charts.values())
    return Section("comparisons", report.say("comparisons"), (Cards(cards),) if cards else ())


def _card(chart: Chart, place: Table, report: Report) -> Card:
    study, results, language = report.study, report.results, report.language
    sentences = declared_sentences(chart.name, report) or [chart_sentence(chart, study, results, language)]
    picture = report.charts.get(chart.name)
    return Card(
        about(chart),
        chart.title.text(language),
        (
            *paragraphs([" ".join(sentences)]),
            *([picture] if picture else []),
            TableBlock(report.model(place), folded=report.say("table_behind")),
        ),
        place_name(chart.name, report),
    )


def appendix(report: Report) -> Section:
    """The tables of characteristics, each with its intervals."""
    blocks: list[Block] = []
    for place in report.places("characteristics"):
        intervals = interval_model(place, report.study, report.results, report.language)
        blocks += [*placed(place, report), *unfolded(report.say("intervals_behind"), intervals)]
    return Section("appendix", report.say("appendix"), tuple(blocks))


def methods(report: Report) -> Section:
    """How percentages are based and rounded, and which tests and adjustments stand behind each table."""
    language = report.language
    items = [
        report.say("method_base", units=units(report.study, "respondents", language)),
        report.say("method_rounding"),
        *([report.say("method_intervals")] if any(row.statistic == "pct_low" for row in report.results) else []),
        *(_method_of(place, profile, report) for place in _tested(report) for profile in _profiles(place, report)),
    ]
    return Section("methods", report.say("methods"), (listed(items),))


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
    sources = tuple((_source(name, report), value or numbers.NO_NUMBER) for name, value in report.provenance.items())
    return Section("provenance", report.say("provenance"), (Facts(sources, "provenance"),) if sources else ())


def _source(name: str, report: Report) -> str:
    """What a source is called; one without a word of its own by its name."""
    key = f"source_{name.replace(' ', '_')}"
    return report.say(key) if key in WORDS_OF_TEXTS else name
