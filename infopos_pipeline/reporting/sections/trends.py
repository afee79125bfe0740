"""The section on trends: what this wave is compared with, what changed after Holm, and the tables and pictures of it.

Every sentence is made from results. That no change was shown is never said as if nothing had changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from infopos_pipeline.reporting.document import (
    Block,
    Finding,
    Findings,
    Heading,
    Paragraph,
    Section,
    TableBlock,
    line,
    paragraphs,
)
from infopos_pipeline.reporting.report import Report, unfolded
from infopos_pipeline.reporting.sections.trend_cards import cards
from infopos_pipeline.reporting.tables.crosswalk import crosswalk_model
from infopos_pipeline.reporting.tables.trend_tables import (
    all_waves_model,
    described_model,
    panel_model,
    per_wave,
    totals_model,
)
from infopos_pipeline.reporting.trend_figures import Change, Trends, change_text, value_text
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.terms import ALPHA
from infopos_pipeline.reporting.words.wording import enumeration, in_words, quoted, say, units
from infopos_pipeline.statistics.trend_results import ALL_WAVES, PANEL, TOTALS
from infopos_pipeline.study.trends import Indicator

Found = Sequence[tuple[Indicator, Change]]


def trends(report: Report) -> Section:
    """The trends of a wave that has earlier ones; empty without them, and never public."""
    title, found = say("trends", report.language), Trends(report)
    if report.release is not None or report.all_waves is None or len(report.waves) < 2 or not found.indicators:
        return Section("trends", title, ())
    blocks: list[Block] = [*paragraphs(list(_about(found)))]
    if found.family:
        tables = (totals_model(found), panel_model(found), all_waves_model(found))
        blocks += [Heading(report.say("stands_out")), *_stands_out(found)]
        blocks += [Heading(report.say("trend_tables")), *(TableBlock(table, stacked=True) for table in tables if table)]
    blocks += [
        *cards(found, report.all_waves),
        *unfolded(report.say("described_behind"), described_model(found)),
        *unfolded(report.say("crosswalk_behind"), crosswalk_model(report)),
    ]
    return Section("trends", title, tuple(blocks))


def _about(found: Trends) -> Iterator[str]:
    """With which waves this one is compared and how, how many answered both, and what counts as a change."""
    language, (*before, now) = found.language, found.waves
    several = units(found.study, "respondents", language)
    texts = [
        say("trends_compared", language, wave=now, waves=enumeration(before, language)),
        say("trends_totals_and_panel" if found.study.frame else "trends_samples", language, units=several),
    ]
    for wave in _waves(found):
        sizes = [change.n for _, change in _since(found, PANEL, wave) if change.n is not None]
        if sizes:
            n = _range(sizes, found)
            texts.append(say("trends_panel", language, wave=wave, units=several, n=n))
    yield " ".join(texts)
    if found.family:
        yield say("trends_alpha", language, alpha=numbers.threshold(ALPHA, language))


def _range(sizes: Sequence[float], found: Trends) -> str:
    least, most = numbers.count(min(sizes)), numbers.count(max(sizes))
    return least if least == most else say("from_to", found.language, least=least, most=most)


def _waves(found: Trends) -> list[str]:
    """The earlier waves that are put into words: of every indicator the first and the last that compares."""
    changes = [found.changes(one, TOTALS) for one in found.family]
    named = {change.earlier for some in changes for change in (*some[:1], *some[-1:])}
    return [wave for wave in found.waves if wave in named]


def _since(found: Trends, kind: str, wave: str) -> Found:
    """The changes of the family since a wave."""
    pairs = ((one, change) for one in found.family for change in found.changes(one, kind))
    return [(one, change) for one, change in pairs if change.earlier == wave]


def _stands_out(found: Trends) -> Iterator[Block]:
    """What changed since each of the waves, in the totals and in the panel; the trend; what cannot be compared."""
    for wave in _waves(found):
        yield from _since_wave(wave, found)
    apart = [found.label(one) for one in found.family if not found.changes(one, TOTALS)]
    broken = say("not_compared", found.language, indicators=quoted(apart, found.language)) if apart else ""
    texts = [text for text in (_trend(found), broken) if text]
    yield from paragraphs(texts)


def _since_wave(wave: str, found: Trends) -> Iterator[Block]:
    """How many changed since a wave in the totals, which ones, and under it what the panel says."""
    language, since = found.language, _since(found, TOTALS, wave)
    shown = [(one, change) for one, change in since if change.shown]
    if len(since) == len(found.family):
        those = _of_number("the_family", len(since), found)
    else:
        those = _of_number("the_comparable", len(since), found, wave=wave)
    if not shown:
        lead = say("none_changed", language, those=those, wave=wave)
    elif len(since) == 1:
        lead = say("it_changed", language, those=those, wave=wave)
    else:
        lead = _of_number("some_changed", len(shown), found, those=those, wave=wave)
    yield Paragraph(line(lead), "lead")
    if shown:
        yield Findings(tuple(_finding(*pair, found) for pair in shown))
    rest, panel = len(since) - len(shown), _since(found, PANEL, wave)
    texts = [
        *([_of_number("others_unchanged", rest, found)] if shown and rest else []),
        *([_in_panel(panel, found)] if panel else []),
    ]
    if texts:
        yield from paragraphs([" ".join(texts)])


def _of_number(key: str, n: int, found: Trends, **values: str) -> str:
    """A text that has one form for one and another for several, with the number in words."""
    one, several = say(key, found.language, n=in_words(n, found.language), **values).split("|")
    return one if n == 1 else several


def _finding(one: Indicator, change: Change, found: Trends) -> Finding:
    """One change: its size in front, what changed, and from which value to which."""
    language, share = found.language, one.category is not None
    before, now = (point.size.value for point in found.points(one, (change.earlier, found.waves[-1])))
    limits = change.size.limits
    texts = [
        say(
            "changed_from_to",
            language,
            before=value_text(before, share, language),
            now=value_text(now, share, language),
            change=_points(change, share, found),
        ),
        *([say("interval_from_to", language, **_ends(limits, share, found))] if limits else []),
        numbers.named_p(say("p_holm", language), change.p_adjusted, language),
    ]
    return Finding(change_text(change.size.value, share, language), found.label(one), line(", ".join(texts)))


def _ends(limits: tuple[float, float], share: bool, found: Trends) -> dict[str, str]:
    low, high = (value_text(limit, share, found.language, "") for limit in limits)
    return {"low": low, "high": high}


def _points(change: Change, share: bool, found: Trends) -> str:
    """`+32,4 procentpunt`, or the change of a mean as it is."""
    text = change_text(change.size.value, share, found.language)
    return say("points", found.language, change=text) if share else text


def _in_panel(panel: Found, found: Trends) -> str:
    shown = [
        say(
            "changed_in_panel",
            found.language,
            indicator=found.label(one),
            change=_points(change, one.category is not None, found),
            n=numbers.count(change.n),
        )
        for one, change in panel
        if change.shown
    ]
    if not shown:
        return say("panel_unchanged", found.language)
    return say("panel_changed", found.language, changed=enumeration(shown, found.language))


def _trend(found: Trends) -> str:
    """Where a trend over all waves was shown; "" if no indicator has three waves that compare."""
    language, tests = found.language, found.tests(ALL_WAVES)
    made = [(one, trend) for one in found.family for trend in [found.trend(one, tests[0])] if trend] if tests else []
    shown = [
        say(
            "trend_of" if trend.size.value is not None else "quoted",
            language,
            text=found.label(one),
            change=_points(trend, one.category is not None, found),
            per=per_wave(found),
        )
        for one, trend in made
        if trend.shown
    ]
    if not made:
        return ""
    within = say("within", language, units=units(found.study, "respondents", language)) if found.study.frame else ""
    if not shown:
        return say("trend_none", language, within=within)
    return say("trend_shown", language, within=within, changed=enumeration(shown, language))
