"""The section that puts the interviews beside the figures: a joint display.

Source: T. C. Guetterman, M. D. Fetters and J. W. Creswell, Annals of Family Medicine 13 (2015), 554-561, on joint
displays in mixed methods research.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from infopos_pipeline.reporting.document import Block, Heading, Notice, Section, TableBlock, line, paragraphs
from infopos_pipeline.reporting.report import Report, ShownQuote, unfolded
from infopos_pipeline.reporting.tables.interview_tables import InterviewTables
from infopos_pipeline.reporting.tables.joint_tables import joint_model, quotes_model, theme_counts_model
from infopos_pipeline.reporting.words.terms import hypothesis_label
from infopos_pipeline.reporting.words.wording import enumeration
from infopos_pipeline.study.themes import STANCES


def joint_display(report: Report) -> Section:
    """What was talked about, figures and interviews side by side, quotes, agreement, saturation; never in public."""
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
            *_by_hypothesis(tables, report),
            *_other_quotes(tables, report),
            *_agreement(tables, report),
            *_saturation(tables, report),
        ),
    )


def _intro(tables: InterviewTables, report: Report) -> Iterator[Block]:
    texts = [report.say("interviews_held", held=tables.held, passages=tables.passages)]
    quotes = report.interviews
    if quotes.quotes or quotes.dropped:
        texts.append(report.say("quotes_read", accepted=len(quotes.quotes), dropped=quotes.dropped))
    yield from paragraphs([" ".join(texts)])
    if quotes.waiting:
        key = "quotes_waiting_one" if quotes.waiting == 1 else "quotes_waiting"
        yield Notice(line(report.say(key, n=quotes.waiting, wave=report.wave)))


def _by_hypothesis(tables: InterviewTables, report: Report) -> Iterator[Block]:
    """All hypotheses side by side, and of each the quotes that take a stance on it."""
    if not tables.declared.stances:
        return
    yield Heading(report.say("by_hypothesis"))
    yield from paragraphs([report.say("joint_intro")])
    yield TableBlock(joint_model(tables), stacked=True)
    by_theme = theme_counts_model(tables)
    if by_theme:
        yield TableBlock(by_theme, folded=report.say("joint_themes"), stacked=True)
    for name in tables.declared.stances:
        label = hypothesis_label(report.study.hypotheses[name], report.study, report.language).replace("\n", " ")
        by_stance = {
            report.say(stance): [quote for quote in report.interviews.quotes if (name, stance) in quote.stances]
            for stance in STANCES
        }
        yield from _quotes(f"quotes-{name}", report.say("quotes_at", hypothesis=label), by_stance, tables, report)


def _other_quotes(tables: InterviewTables, report: Report) -> Iterator[Block]:
    """The quotes that take no stance: those on themes that no figure covers, and behind a line the rest."""
    themes = tables.declared.themes
    rest = [quote for quote in report.interviews.quotes if not quote.stances]
    uncovered = [quote for quote in rest if any(not themes[theme].items for theme in quote.themes)]
    if uncovered:
        yield Heading(report.say("no_figure_title"))
        yield from _quotes("quotes-no-figure", report.say("no_figure_quotes"), {"": uncovered}, tables, report)
    covered = [quote for quote in rest if quote not in uncovered]
    folded = report.say("other_quotes", n=len(covered))
    yield from _quotes("quotes-other", report.say("other_quotes_title"), {"": covered}, tables, report, folded)


def _quotes(
    name: str,
    title: str,
    groups: Mapping[str, Sequence[ShownQuote]],
    tables: InterviewTables,
    report: Report,
    folded: str = "",
) -> Iterator[TableBlock]:
    """A table of quotes, by their themes in the order of the study; nothing without quotes."""
    themes = {name: theme.label.text(report.language) for name, theme in tables.declared.themes.items()}
    order = list(themes)
    shown = {
        heading: [
            ("\n".join(themes[one] for one in about) or report.say("no_theme"), text)
            for about, text in sorted(
                ((sorted(quote.themes, key=order.index), _in_words(quote, report)) for quote in quotes),
                key=lambda pair: [order.index(one) for one in pair[0]],
            )
        ]
        for heading, quotes in groups.items()
    }
    model = quotes_model(name, title, shown, report.language)
    if model:
        yield TableBlock(model, folded=folded, stacked=True)


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
    yield Heading(report.say("agreement_title"))
    yield from paragraphs([report.say("agreement_intro" if model else "agreement_none")])
    if model:
        yield TableBlock(model)


def _saturation(tables: InterviewTables, report: Report) -> Iterator[Block]:
    if tables.held < 2:
        return
    yield Heading(report.say("saturation"))
    yield from paragraphs([report.say("saturation_intro")])
    if report.saturation:
        yield report.saturation
    yield from unfolded(report.say("saturation_subtitle"), tables.new_codes())
