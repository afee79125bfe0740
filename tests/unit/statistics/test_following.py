"""Answer patterns over waves, and reading them where a wave is missing, a question was dropped, or nobody answered."""

from __future__ import annotations

from dataclasses import replace

import narwhals as nw
import pandas as pd
import pytest

from infopos_pipeline.statistics.following import follow
from infopos_pipeline.statistics.panel_counting import AnswerPattern, count_patterns, followed_variables
from infopos_pipeline.statistics.results import NOT_ASKED
from infopos_pipeline.statistics.trend_results import NOT_COMPARABLE, trend_results
from infopos_pipeline.study.trends import Indicator

WAVES = ("2017", "2019", "2021")


def frames(answers: dict[str, dict[str, str]]):
    """Responses of all waves: a column municipalities answered, by wave and pseudonym."""
    rows = [(wave, name, answer) for wave, given in answers.items() for name, answer in given.items()]
    return nw.from_native(pd.DataFrame(rows, columns=["wave", "pseudonym", "doelstelling"])).lazy()


def test_a_municipality_that_is_absent_from_any_wave_keeps_its_answers_in_the_others(declared_study):
    answers = {
        "2017": {"a": "ja", "b": "ja", "e": "nee"},
        "2019": {"a": "nee", "c": "ja"},
        "2021": {"a": "ja", "b": "nee", "c": "nee", "d": "ja"},
    }
    found = count_patterns(frames(answers), declared_study, list(answers), ["doelstelling"])
    assert {pattern.answers: pattern.n for pattern in found} == {
        (("2017", "ja"), ("2019", "nee"), ("2021", "ja")): 1,
        (("2017", "ja"), ("2021", "nee")): 1,
        (("2019", "ja"), ("2021", "nee")): 1,
        (("2021", "ja"),): 1,
        (("2017", "nee"),): 1,
    }


def test_what_any_of_the_waves_asked_is_followed_in_the_order_of_the_questionnaire(declared_study):
    names = followed_variables(declared_study, WAVES)
    assert "communicatie_bronnen" in names
    assert "dashboard" in names
    assert list(names) == [name for name in (*declared_study.items, *declared_study.derived) if name in names]
    assert "communicatie_bronnen" not in followed_variables(declared_study, ["2021"])


def test_a_dropped_question_is_in_the_terms_of_the_last_wave_that_asked_it_and_has_no_change(declared_study):
    answers = (("2017", "ja"), ("2019", "nee"))
    patterns = [AnswerPattern("communicatie_bronnen", answers, 5)]
    results = trend_results(declared_study, WAVES, patterns)
    own = [row for row in results if row.item == "communicatie_bronnen" and row.category == "ja"]
    shown = {row.group_value: (row.value, row.text) for row in own if row.statistic == "n"}
    assert shown == {"2017": (5, ""), "2019": (5, ""), "2021": (None, NOT_ASKED)}
    assert {row.group_value: row.value for row in own if row.statistic == "pct"} == {"2017": 100.0, "2019": 0.0}
    assert {row.group for row in own} == {"wave"}


def test_a_question_of_the_family_that_was_dropped_is_not_tested(declared_study):
    one = Indicator(item="communicatie_bronnen", category="ja")
    family = declared_study.trends.model_copy(update={"family": (one,)})
    dropped = [AnswerPattern("communicatie_bronnen", (("2015", "ja"), ("2017", "nee"), ("2019", "nee")), 5)]
    results = trend_results(replace(declared_study, trends=family), ("2015", *WAVES), dropped)
    assert not [row for row in results if row.item == one.item and row.statistic == "p_value"]


def test_a_reworded_question_stays_in_its_own_terms(declared_study):
    patterns = [AnswerPattern("prioritering_mogelijk", (("2019", "ja"), ("2021", "nee")), 4)]
    results = trend_results(declared_study, WAVES, patterns)
    own = [row for row in results if (row.item, row.category) == ("prioritering_mogelijk", "ja")]
    assert {row.group_value: (row.value, row.text) for row in own if row.statistic == "pct"} == {
        "2019": (100.0, NOT_COMPARABLE),
        "2021": (0.0, ""),
    }


@pytest.mark.parametrize("patterns", [[], [AnswerPattern("doelstelling", (("2017", "~skipped"),), 3)]])
def test_waves_in_which_nobody_answered_give_no_numbers_and_no_error(declared_study, patterns):
    results = trend_results(declared_study, WAVES, patterns)
    own = [row for row in results if (row.item, row.category) == ("doelstelling", "ja")]
    assert [row.value for row in own if row.group == "wave"] == [0, 0, 0]
    assert not [row for row in own if row.value not in (None, 0, 1.0)]
    assert not any(one.answered for one in follow(declared_study, WAVES, patterns))
