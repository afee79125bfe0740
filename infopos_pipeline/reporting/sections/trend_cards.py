"""The pictures of trends with a sentence each: the family, and the questions that are new, dropped or changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from infopos_pipeline.reporting.charts.trends import MOST_WAVES, trend_picture
from infopos_pipeline.reporting.document import Block, Card, Cards, Heading, paragraphs
from infopos_pipeline.reporting.tables.crosswalk import changes_of, comparability
from infopos_pipeline.reporting.trend_figures import BREAKS, TrendLine, Trends
from infopos_pipeline.reporting.words.wording import enumeration, say
from infopos_pipeline.statistics.trend_results import TOTALS
from infopos_pipeline.study import Study
from infopos_pipeline.study.trends import Indicator


def cards(found: Trends, all_waves: Study) -> list[Block]:
    """Every picture under its heading."""
    waves = found.waves[-MOST_WAVES:]
    tested = [found.line(one, waves, all_waves) for one in found.family]
    others = [line for one in _others(found) for line in [found.line(one, waves, all_waves)] if line.breaks]
    blocks: list[Block] = []
    for key, lines in (("charts_of_family", tested), ("charts_of_others", others)):
        drawn = [line for line in lines if any(point.size.value is not None for point in line.points)]
        if drawn:
            reading = [] if blocks else paragraphs([say("reading_charts", found.language)])
            made = tuple(_card(line, found, all_waves) for line in drawn)
            blocks += [Heading(say(key, found.language)), *reading, Cards(made, level=4)]
    return blocks


def _others(found: Trends) -> Iterator[Indicator]:
    """The first answer to every question that the family does not have."""
    tested = {one.item for one in found.family}
    for name, item in found.study.items.items():
        first = Indicator(item=name, category=next(iter(item.options), None))
        if name not in tested and item.options and first in found.indicators:
            yield first


def _card(line: TrendLine, found: Trends, all_waves: Study) -> Card:
    sentences = [*_change(line, found), *_wordings(line, found, all_waves)]
    picture = trend_picture(line, found.language)
    said = paragraphs([" ".join(sentences)]) if sentences else []
    return Card(f"about-{picture.name}", found.label(line.indicator), (*said, picture))


def _change(line: TrendLine, found: Trends) -> Iterator[str]:
    """Since which waves it changed, and since which that was not shown; of what is not tested, why it has a gap."""
    changes = found.changes(line.indicator, TOTALS) if line.indicator in found.family else []
    chosen = {change.earlier: change for change in (*changes[:1], *changes[-1:])}
    for key, shown in (("card_changed", True), ("card_unchanged", False)):
        waves = [wave for wave, change in chosen.items() if change.shown == shown]
        if waves:
            yield say(key, found.language, waves=enumeration(waves, found.language))
    if not chosen:
        yield from _gap(line, found)


def _gap(line: TrendLine, found: Trends) -> Iterator[str]:
    asked = [point.wave for point in line.points if point.asked]
    if asked[-1] != line.points[-1].wave:
        yield say("card_dropped", found.language, wave=asked[-1])
    elif len(asked) == 1:
        yield say("card_new", found.language, wave=asked[0])
    elif line.steps[-1] in BREAKS:
        yield say("card_broken", found.language)


def _wordings(line: TrendLine, found: Trends, all_waves: Study) -> Iterator[str]:
    """How it was asked before, if respondents read something else then."""
    item = all_waves.items.get(line.indicator.item)
    if item is None:
        return
    asked = [point.wave for point in line.points if point.asked]
    for wave in _last_of_versions([(wave, item.version_in(wave)) for wave in asked]):
        changes = changes_of(item, wave, asked[-1], found.language)
        if changes:
            how = say(comparability(item, wave, asked[-1]), found.language)
            yield say("card_before", found.language, wave=wave, changes=enumeration(changes, found.language), how=how)


def _last_of_versions(waves: Sequence[tuple[str, int]]) -> list[str]:
    """The last wave of every version but the present one."""
    last = {version: wave for wave, version in waves}
    return list(last.values())[:-1]
