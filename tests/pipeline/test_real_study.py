"""A second, real study: 77 research software engineers, declared under tests/fixtures, run whole on the export that its
makers published. Their counts, and tests by SciPy on the export itself, are the reference. The answers are not in the
project: without them beside it these tests are skipped.
"""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest
from running import Cli
from scipy import stats

from infopos_pipeline.statistics.results import results_from_csv
from infopos_pipeline.study import load_study
from infopos_pipeline.study.columns import variable_columns

ROOT = Path(__file__).parents[2]
EXPORT = ROOT.parent / "shared" / "real" / "rse-nl-2017" / "export.csv"
DECLARED = ROOT / "tests" / "fixtures" / "schemas" / "rse-nl"
STUDY = load_study(DECLARED)
BINDING = STUDY.bindings["limesurvey"].items
needed = pytest.mark.skipif(not EXPORT.exists(), reason="the published answers are not beside the project")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    """The export by the code in each heading, read by the standard library."""
    with EXPORT.open(encoding="utf-8", newline="") as file:
        headings, *cells = csv.reader(file)
    return [dict(zip([heading.split(". ")[0] for heading in headings], row, strict=True)) for row in cells]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The whole graph on the export; its home."""
    folder = tmp_path_factory.mktemp("real")
    shutil.copytree(DECLARED, folder / "project" / "schemas" / "rse-nl")
    infopos = Cli(folder / "user", folder / "home", {"INFOPOS_PROJECT": str(folder / "project")})
    done = infopos.here("add", EXPORT, "--wave", "2017")
    assert done.exit_code == 0, done.output
    return infopos.home / "output" / "rse-nl" / "2017"


@pytest.fixture(scope="module")
def results(run):
    return results_from_csv((run / "results.csv").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def n(results):
    """How many gave an answer, by item and option; how many answered, under the empty option."""
    return {(r.item, r.category): r.value for r in results if r.place == "questions" and r.statistic == "n"}


@needed
def test_every_base_and_every_count_is_that_of_the_export(rows, n):
    compared = 0
    for name, item in STUDY.items.items():
        bound = BINDING[name]
        if item.kind == "multiple":
            boxes = {option: Counter(row[heading] for row in rows) for option, heading in bound.columns.items()}
            assert n[name, ""] == max(given["Yes"] + given["No"] for given in boxes.values())
            expected = {option: given["Yes"] for option, given in boxes.items()}
        elif item.kind == "text":
            continue
        else:
            given = Counter(row[bound.column] for row in rows if row[bound.column])
            assert n[name, ""] == given.total()
            labels = {label.en: option for option, label in item.options.items()}
            expected = {labels[text]: number for text, number in given.items()} if labels else {}
            if item.kind == "number":
                expected = {f"{float(text):g}": number for text, number in given.items()}
        for option, number in expected.items():
            assert n[name, option] == number, (name, option)
            compared += 1
    assert compared > 300


@needed
def test_the_counts_are_those_that_the_makers_published(n):
    with (ROOT / "tests" / "fixtures" / "rse_published.csv").open(encoding="utf-8", newline="") as file:
        published = list(csv.DictReader(file))
    assert len(published) > 140
    for row in published:
        labels = {label.en: option for option, label in STUDY.items[row["item"]].options.items()}
        assert n[row["item"], labels[row["answer"]]] == int(row["n"]), row


@needed
def test_whoever_stopped_halfway_and_whoever_was_not_asked_stay_apart(rows, results):
    stopped = [
        row for row in rows if not any(row[code] for code in ("paper1", "conf1can", "ukrse1", "likert5[satisgen1]"))
    ]
    assert len(stopped) == 2
    asked = {"paper3": ("paper2", "Yes"), "train2": ("train1", "Yes"), "open3can_sq001": ("open03can", "Yes")}
    for item, (before, answer) in asked.items():
        led_there = sum(row[before] == answer for row in rows)
        base = next(r.base for r in results if (r.place, r.item, r.category) == ("questions", item, ""))
        assert base == led_there


def answers(rows, item: str, scored: bool = True):
    """The answers to an item, as scores or as they are; None where there is none."""
    declared = STUDY.items[item]
    place = {label.en: score for label, score in zip(declared.options.values(), declared.scores.values(), strict=True)}
    texts = [row[BINDING[item].column] for row in rows]
    if declared.kind == "number":
        return [float(text) if text else None for text in texts]
    return [(place[text] if scored else text) if text else None for text in texts]


def pairs(one, other):
    both = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    return [a for a, _ in both], [b for _, b in both]


def figure(results, place: str, outcome: str, predictor: str, statistic: str, box: str = "", category: str = ""):
    found = [
        r.value
        for r in results
        if (r.place, r.item, r.group, r.group_value, r.category, r.statistic)
        == (place, outcome, predictor, box, category, statistic)
    ]
    assert len(found) == 1
    return found[0]


@needed
def test_a_number_and_an_ordinal_item(rows, results):
    found = stats.spearmanr(*pairs(answers(rows, "soft1can"), answers(rows, "likert5_satisgen1")))
    assert figure(results, "expectations", "likert5_satisgen1", "soft1can", "effect") == pytest.approx(found.statistic)
    assert figure(results, "expectations", "likert5_satisgen1", "soft1can", "p_value") == pytest.approx(found.pvalue)


@needed
def test_tick_boxes_as_predictors(rows, results):
    plan = answers(rows, "stability2", scored=False)
    for option, heading in BINDING["proj4can"].columns.items():
        ticked = [row[heading] or None for row in rows]
        cells = Counter(zip(*pairs(ticked, plan), strict=True))
        table = [[cells[box, answer] for answer in ("Yes", "No")] for box in ("Yes", "No")]
        expected = stats.fisher_exact(table).pvalue
        assert figure(results, "expectations", "stability2", "proj4can", "p_value", option) == pytest.approx(expected)


@needed
def test_tick_boxes_as_outcomes(rows, results):
    licence = answers(rows, "open01can", scored=False)
    for option, heading in BINDING["proj4can"].columns.items():
        cells = Counter(zip(*pairs(licence, [row[heading] or None for row in rows]), strict=True))
        yes, no = ((cells[group, "Yes"], cells[group, "No"]) for group in ("Yes", "No"))
        difference = yes[0] / sum(yes) - no[0] / sum(no)
        assert figure(results, "expectations", "proj4can", "open01can", "effect", category=option) == pytest.approx(
            difference
        )


@needed
def test_a_derived_scale(rows, results):
    items = [f"likert1_perfcheck{number}" for number in range(1, 8)]
    scores = list(zip(*(answers(rows, item) for item in items), strict=True))
    feedback = []
    for given in scores:
        there = [score for score in given if score is not None]
        feedback.append(sum(there) / len(there) if len(there) >= 5 else None)
    hours, scale = pairs(answers(rows, "currentemp12", scored=False), feedback)
    groups = {name: [s for h, s in zip(hours, scale, strict=True) if h == name] for name in set(hours)}
    expected = stats.ttest_ind(*groups.values(), equal_var=False).pvalue
    assert figure(results, "expectations", "feedback", "currentemp12", "p_value") == pytest.approx(expected)


@needed
def test_a_filter(rows, results):
    at = [row["currentEmp1"].startswith("University") for row in rows]
    one, other = (
        [answer if there else None for answer, there in zip(answers(rows, item), at, strict=True)]
        for item in ("likert4_affrec3", "likert5_satisgen1")
    )
    found = stats.kendalltau(*pairs(one, other), method="asymptotic")
    place = ("at_universities", "likert5_satisgen1", "likert4_affrec3")
    assert figure(results, *place, "effect") == pytest.approx(found.statistic)
    assert figure(results, *place, "p_value") == pytest.approx(found.pvalue)


@needed
def test_the_report_shows_every_question_and_every_verdict(run):
    report = (run / "report.html").read_text(encoding="utf-8")
    for item in STUDY.items.values():
        if variable_columns(item):
            assert item.label.en.partition("[")[0].replace("'", "&#x27;") in report
    for hypothesis in STUDY.hypotheses.values():
        assert hypothesis.statement.en in report
