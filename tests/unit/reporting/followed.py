"""Three waves of municipalities that answered the declared study, as answer patterns made by hand.

Of the 48 municipalities 30 change their mind on the goal between 2019 and 2021; satisfaction does not move.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from infopos_pipeline.reporting.report import Report
from infopos_pipeline.statistics.panel_counting import AnswerPattern
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.statistics.trend_results import trend_results
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language

WAVES = ("2017", "2019", "2021")
Answers = Sequence[str | None]


def pattern(variable: str, answers: Answers, n: int, waves: Sequence[str] = WAVES) -> AnswerPattern:
    """So many municipalities that gave these answers, one a wave; None where they took no part."""
    pairs = zip(waves, answers, strict=True)
    return AnswerPattern(variable, tuple((wave, answer) for wave, answer in pairs if answer is not None), n)


PATTERNS = [
    pattern("doelstelling", ("nee", "nee", "ja"), 30),
    pattern("doelstelling", ("ja", "ja", "ja"), 10),
    pattern("doelstelling", ("nee", "nee", "nee"), 8),
    pattern("tevredenheid", ("tevreden", "tevreden", "tevreden"), 20),
    pattern("tevredenheid", ("neutraal", "tevreden", "neutraal"), 6),
    pattern("tevredenheid", ("tevreden", "neutraal", None), 6),
    pattern("samenwerking_buurgemeenten", ("ja", "nee", "nee"), 4),
    pattern("samenwerking_buurgemeenten", ("nee", "ja", "ja"), 5),
    # asked up to and with 2019; from 2021 on; reworded after 2019; with other options after 2019
    pattern("communicatie_bronnen", ("ja", "nee", None), 9),
    pattern("communicatie_bronnen", ("nee", "nee", None), 11),
    pattern("dashboard", (None, None, "ja"), 6),
    pattern("dashboard", (None, None, "nee"), 14),
    pattern("prioritering_mogelijk", ("ja", "ja", "nee"), 15),
    pattern("prioritering_mogelijk", ("nee", "ja", "ja"), 5),
    pattern("functie", ("anders", "anders", "bestuurder"), 4),
    pattern("functie", ("beleid_oov", "beleid_oov", "beleid_oov"), 16),
]


def trend_report(
    study: Study,
    patterns: Sequence[AnswerPattern] = PATTERNS,
    waves: Sequence[str] = WAVES,
    language: Language = "nl",
    **changed: object,
) -> Report:
    """The report of the last of some waves, with nothing but trends in its results."""
    results = _results(study, tuple(waves), tuple(patterns))
    made = Report(study.at(waves[-1]), waves[-1], results, language=language, all_waves=study, waves=tuple(waves))
    return replace(made, **changed)  # type: ignore[arg-type]


@lru_cache
def _results(study: Study, waves: tuple[str, ...], patterns: tuple[AnswerPattern, ...]) -> list[Result]:
    return trend_results(study, waves, patterns)


def with_items(study: Study, **changed: Mapping[str, object]) -> Study:
    """The study with some items declared otherwise."""
    items = {name: study.items[name].model_copy(update=dict(values)) for name, values in changed.items()}
    return replace(study, items={**study.items, **items})
