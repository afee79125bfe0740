"""The section that puts the interviews beside the figures: a joint display.

Source: T. C. Guetterman, M. D. Fetters and J. W. Creswell, Annals of Family Medicine 13 (2015), 554-561, on joint
displays in mixed methods research.
"""

from __future__ import annotations

from collections.abc import Iterator

from infopos_pipeline.reporting.document import (
    Block,
    Facts,
    Heading,
    Listing,
    Notice,
    Paragraph,
    Section,
    Span,
    TableBlock,
    line,
    paragraphs,
)
from infopos_pipeline.reporting.report import Report, ShownQuote
from infopos_pipeline.reporting.tables.interview_tables import ANY, InterviewTables, QuotesAt
from infopos_pipeline.reporting.tables.verdicts import effects_of, verdict, verdict_profiles, verdict_word, weighed
from infopos_pipeline.reporting.words.terms import hypothesis_label
from infopos_pipeline.reporting.words.wording import enumeration
from infopos_pipeline.study.shown import Hypothesis
from infopos_pipeline.study.themes import Stance


def joint_display(report: Report) -> Section:
    """Themes, hypotheses with what interviews say of them, quotes, agreement and saturation; never in public."""
    title = report.say("joint_display")
    tables = InterviewTables(report.study, report.results, report.language)
    if report.study.interviews is None or report.release is not None or not tables.held:
        return Section("joint_display", title, ())
    return Section(
        "joint_display",
        title,
        (
            *_intro(tables, report),
            TableBlock(tables.themes()),
            *_hypotheses(tables, report),
            *_by_theme(report),
            *_agreement(tables, report),
            *_saturation(tables, report),
        ),
    )


def _intro(tables: InterviewTables, report: Report) -> Iterator[Block]:
    held = report.say("interviews_held_one" if tables.held == 1 else "interviews_held", held=tables.held)
    texts = [report.say("interviews_passages", held=held, passages=tables.passages)]
    if report.interviews.dropped:
        texts.append(report.say("quotes_dropped", n=report.interviews.dropped))
    yield from paragraphs([" ".join(texts)])
    if report.interviews.waiting:
        yield Notice(line(report.say("quotes_waiting", n=report.interviews.waiting, wave=report.wave)))


def _hypotheses(tables: InterviewTables, report: Report) -> Iterator[Block]:
    declared = [report.study.hypotheses[name] for name in tables.declared.stances]
    if not declared:
        return
    yield Heading(report.say("by_hypothesis"))
    yield from paragraphs([report.say("joint_intro")])
    quotes = _quotes_at(report)
    for hypothesis in declared:
        yield Heading(hypothesis_label(hypothesis, report.study, report.language), level=4)
        facts = tuple(_figures(hypothesis, report))
        if facts:
            yield Facts(facts)
        yield TableBlock(tables.joint(hypothesis, quotes), stacked=True)


def _figures(hypothesis: Hypothesis, report: Report) -> Iterator[tuple[str, str]]:
    """What the figures say of a hypothesis: the verdict of each choice of tests, and the effects."""
    for profile in verdict_profiles(report.study, report.results):
        word = verdict_word(verdict(hypothesis, report.results, profile), report.language)
        yield report.say(f"verdict_{profile}"), word
    found = weighed(hypothesis, report.results)
    if found.tests:
        effects = effects_of(found, report.study, report.results, report.language).text
        yield report.say("effect_by_predictor"), effects.replace("\n", "; ")


def _quotes_at(report: Report) -> QuotesAt:
    """The accepted quotes by where they stand in the joint display; one without a theme stands beside all themes."""
    found: dict[tuple[str, Stance, str], list[str]] = {}
    for quote in report.interviews.quotes:
        for hypothesis, stance in quote.stances:
            for theme in quote.themes or (ANY,):
                found.setdefault((hypothesis, stance, theme), []).append(_in_words(quote, report))
    return found


def _by_theme(report: Report) -> Iterator[Block]:
    """Every accepted quote under each of its themes, but for those that stand beside a hypothesis."""
    assert report.study.interviews is not None
    by_theme = {
        theme: [quote for quote in report.interviews.quotes if theme.name in quote.themes and not quote.stances]
        for theme in report.study.interviews.themes.values()
    }
    if any(by_theme.values()):
        yield Heading(report.say("quotes_by_theme"))
        yield from paragraphs([report.say("quotes_by_theme_intro")] if report.study.interviews.stances else [])
    for theme, quotes in by_theme.items():
        if quotes:
            yield Heading(theme.label.text(report.language), level=4)
            yield Listing(tuple((_quote(quote, report),) for quote in quotes), "answers")


def _quote(quote: ShownQuote, report: Report) -> Paragraph:
    return Paragraph(line(report.say("quoted", text=quote.text), Span(_facts(quote, report), "soft")))


def _in_words(quote: ShownQuote, report: Report) -> str:
    return report.say("quoted", text=quote.text) + _facts(quote, report)


def _facts(quote: ShownQuote, report: Report) -> str:
    """The facts that a quote may carry, in words that follow it; "" without any."""
    variables, language = report.study.variables, report.language
    labels = [
        report.say("labelled", label=variables[fact].label.text(language), text=label)
        for fact, category in quote.facts
        if (label := variables[fact].category_label(category, language))
    ]
    return f" ({enumeration(labels, language)})" if labels else ""


def _agreement(tables: InterviewTables, report: Report) -> Iterator[Block]:
    model = tables.agreement()
    if model:
        yield Heading(report.say("agreement_title"))
        yield from paragraphs([report.say("agreement_intro")])
        yield TableBlock(model)


def _saturation(tables: InterviewTables, report: Report) -> Iterator[Block]:
    if tables.held < 2:
        return
    yield Heading(report.say("saturation_title"))
    yield from paragraphs([report.say("saturation_intro")])
    if report.saturation:
        yield report.saturation
    yield TableBlock(tables.new_codes(), folded=report.say("saturation_subtitle"))
