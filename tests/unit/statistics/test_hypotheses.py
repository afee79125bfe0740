"""Hypotheses: which tests are run on which tables, the stars of their p-values, the verdict by the published rule."""

from __future__ import annotations

import itertools

import narwhals as nw
import pytest
from scipy import stats

from infopos_pipeline.statistics.counting import CountedCell, Counts, contingency_tables, count
from infopos_pipeline.statistics.hypotheses import hypotheses_results
from infopos_pipeline.statistics.verdicts import stars
from infopos_pipeline.study import load_study
from infopos_pipeline.study.columns import variable_columns
from infopos_pipeline.study.missing import NOT_TICKED, TICKED, Missing
from infopos_pipeline.study.shown import ProfileTest


@pytest.fixture(scope="module")
def counts(study, sample_responses):
    """The sample wave, counted."""
    frames = (nw.from_native(frame).lazy() for frame in (sample_responses.responses, sample_responses.approached))
    return Counts(count(*frames, study), study)


def published(results, **which):
    return [
        row
        for row in results
        if row.profile == "as_published" and all(getattr(row, name) == value for name, value in which.items())
    ]


@pytest.fixture(scope="module")
def sample(study, counts):
    """The results of every hypothesis of the sample wave."""
    return hypotheses_results(study, counts, "2017")


def test_each_hypothesis_has_a_test_for_each_predictor_or_option_and_one_verdict(study, sample):
    assert list(sample) == list(study.hypotheses)
    for name, hypothesis in study.hypotheses.items():
        for profile, declared in hypothesis.profiles.items():
            results = [row for row in sample[name] if row.profile == profile]
            options = study.variables[declared.outcome].options if hypothesis.each == "option" else [""]
            tested = [(row.group, row.category) for row in results if row.statistic == "stars"]
            assert tested == list(itertools.product(hypothesis.predictors, options))
            assert [row.item for row in results if row.statistic == "verdict"] == [name]


def scores_by_group(sample_responses, study, predictor, outcome):
    frame, scores = sample_responses.responses, study.variables[outcome].scores
    return [
        [scores[answer] for answer in frame[outcome][frame[predictor] == value] if answer in scores]
        for value in study.variables[predictor].options
    ]


def p_value(results, predictor, category=""):
    (row,) = published(results, statistic="p_value", group=predictor, category=category)
    return row.value


def test_spearman_is_that_of_group_and_score(sample, sample_responses, study):
    hypothesis = study.hypotheses["verwachting_1"]
    for predictor in hypothesis.predictors:
        groups = scores_by_group(sample_responses, study, predictor, "tevredenheid")
        expected = stats.spearmanr(
            [place for place, group in enumerate(groups) for _ in group], list(itertools.chain(*groups))
        )
        assert p_value(sample["verwachting_1"], predictor) == pytest.approx(expected.pvalue)


def test_student_is_that_of_the_two_groups(sample, sample_responses, study):
    for predictor in study.hypotheses["verwachting_6"].predictors:
        groups = scores_by_group(sample_responses, study, predictor, "aantal_gewenste_voordelen")
        assert p_value(sample["verwachting_6"], predictor) == pytest.approx(stats.ttest_ind(*groups).pvalue)


def test_fisher_is_that_of_group_and_box(sample, sample_responses, study):
    frame = sample_responses.responses
    for predictor in study.hypotheses["verwachting_4"].predictors:
        for option in study.variables["behoefte_middelen"].options:
            boxes = frame[f"behoefte_middelen__{option}"]
            table = [
                [int(((frame[predictor] == value) & (boxes == state)).sum()) for state in (TICKED, NOT_TICKED)]
                for value in ("ja", "nee")
            ]
            assert p_value(sample["verwachting_4"], predictor, option) == pytest.approx(
                stats.fisher_exact(table).pvalue
            )


def test_the_base_of_a_test_is_who_answered_both(sample, sample_responses, study):
    frame = sample_responses.responses
    for predictor in study.hypotheses["verwachting_1"].predictors:
        both = ~frame[predictor].astype(str).str.startswith("~") & ~frame["tevredenheid"].astype(str).str.startswith(
            "~"
        )
        rows = published(sample["verwachting_1"], group=predictor)
        assert {row.base for row in rows} == {both.sum()}


PROFILE = ProfileTest.model_validate(
    {"test": "fisher", "outcome": "x", "stars": [{"mark": "**", "below": 0.05}, {"mark": "*", "below": 0.1}]}
)


@pytest.mark.parametrize(
    ("p", "mark"),
    [(0.0, "**"), (0.0499999, "**"), (0.05, "*"), (0.0500001, "*"), (0.0999999, "*"), (0.1, ""), (1.0, ""), (None, "")],
)
def test_a_star_means_strictly_below_its_limit_and_the_lowest_limit_counts(p, mark):
    assert stars(p, PROFILE) == mark
    assert stars(p, PROFILE.model_copy(update={"stars": PROFILE.stars[::-1]})) == mark


def test_without_thresholds_nothing_has_a_star():
    assert stars(0.0, PROFILE.model_copy(update={"stars": ()})) == ""


def test_one_star_of_either_predictor_supports_a_hypothesis_as_it_was_published(study, sample):
    verdicts = set()
    for name in list(study.hypotheses)[:6]:
        starred = any(row.text for row in published(sample[name], statistic="stars"))
        (verdict,) = published(sample[name], statistic="verdict")
        assert verdict.text == ("supported" if starred else "not supported")
        assert (verdict.place, verdict.method) == ("tekst_4_2", "any_star")
        verdicts.add(verdict.text)
    assert verdicts == {"supported", "not supported"}


def made_up(study, answers) -> Counts:
    """Counts of every table, from a few respondents given as answers by variable; others are as if never asked."""

    def category(variable, column, row):
        answer = row.get(variable.name, Missing.NOT_ASKED)
        if column.content == "box" and isinstance(answer, tuple):
            return TICKED if column.name.split("__")[1] in answer else NOT_TICKED
        return "" if column.content == "measure" else answer

    cells = []
    for name, variables in contingency_tables(study).items():
        for row, n in answers:
            columns = [
                (column.name, category(study.variables[each], column, row))
                for each in variables
                for column in variable_columns(study.variables[each])
            ]
            cells.append(CountedCell(name, tuple(columns), n, n))
    return Counts(cells, study)


def verdict_of(study, counts, name):
    (verdict,) = published(hypotheses_results(study, counts, "w")[name], statistic="verdict")
    return verdict.text


def test_a_difference_in_one_predictor_is_enough(study):
    answers = [
        ({"knelpunten_intern": "ja", "knelpunten_extern": "ja", "tevredenheid": "zeer_ontevreden"}, 10),
        ({"knelpunten_intern": "nee", "knelpunten_extern": "ja", "tevredenheid": "zeer_tevreden"}, 10),
    ]
    counts = made_up(study, answers)
    assert verdict_of(study, counts, "verwachting_1") == "supported"
    assert verdict_of(study, counts, "verwachting_2") == "not supported"
    marks = {
        row.group: row.text
        for row in published(hypotheses_results(study, counts, "w")["verwachting_1"], statistic="stars")
    }
    assert marks == {"knelpunten_intern": "**", "knelpunten_extern": ""}


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [({"tevredenheid": "tevreden"}, 5)],
        [({"missen_intern": "ja", "missen_extern": "nee", "tevredenheid": "tevreden"}, 1)],
        [
            (
                {
                    "missen_intern": "ja",
                    "missen_extern": "nee",
                    "tevredenheid": "tevreden",
                    "behoefte_middelen": ("geen",),
                },
                7,
            )
        ],
    ],
    ids=["nobody", "no predictor", "one respondent", "no spread"],
)
def test_a_wave_too_small_for_a_test_gives_reasons_and_no_numbers(study, answers):
    results = [row for rows in hypotheses_results(study, made_up(study, answers), "w").values() for row in rows]
    assert len({row.key() for row in results}) == len(results)
    missing = [row for row in results if row.statistic == "p_value" and row.value is None]
    assert missing
    assert all(row.text for row in missing)
    assert {row.text for row in results if row.statistic == "stars"} == {""}
    assert all(row.text != "supported" for row in results if row.statistic == "verdict")


def test_an_outcome_with_a_declared_merge_is_tested_by_its_options(changed_study, study, counts):
    folder = changed_study(
        "questionnaire.yaml",
        "      zeer_ontevreden: {nl: Zeer ontevreden, en: Very dissatisfied}\n",
        "      zeer_ontevreden: {nl: Zeer ontevreden, en: Very dissatisfied}\n    groups:\n      ontevredenen:\n"
        "        options: [ontevreden, zeer_ontevreden]\n        label: {nl: Ontevreden, en: Dissatisfied}\n",
    )
    merged = load_study(folder)
    assert merged.items["tevredenheid"].groups
    first, second = (
        [(row.group, row.statistic, row.value) for row in hypotheses_results(each, counts, "w")["verwachting_1"]]
        for each in (merged, study)
    )
    assert first == second
